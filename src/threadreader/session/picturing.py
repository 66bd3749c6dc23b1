"""The pictures of what is read, and the action that shows them: those that were saved with the page, never fetched."""

from collections.abc import Sequence

from threadreader.model.blocks import BlockPath, Blocks, Image, walk
from threadreader.session import Pane, Session
from threadreader.session.errands import Look
from threadreader.session.moving import NO_REPLIES


def pictures_in(blocks: Blocks) -> Sequence[tuple[BlockPath, Image]]:
    """The pictures of a body that have an address, and where they stand."""
    return [(path, block) for path, block in walk(blocks) if isinstance(block, Image) and block.src]


def show_picture(session: Session, count: int | None) -> str:
    """Show the picture in view of the reply or of the article, or the one of a number."""
    if session.pane is Pane.REPLIES and session.cursor is None:
        return NO_REPLIES
    in_article = session.pane is Pane.ARTICLE
    found = pictures_in(session.opened.article.body if in_article else session.body(session.replies.cursor))
    if not found:
        return f"no picture in {'the article' if in_article else 'this reply'}"
    if count is not None and count > len(found):
        return f"no picture {count}: there {'is' if len(found) == 1 else 'are'} {len(found)}"
    first = count - 1 if count else _in_view(session, [path for path, _ in found])
    session.errands.append(Look([picture for _, picture in found], first))
    return ""


def _in_view(session: Session, paths: Sequence[BlockPath]) -> int:
    """The first of some blocks that is in the window, or else the first of all."""
    if session.pane is Pane.ARTICLE:
        pieces = list(session.article.window.slices())
        seen = {session.article.layout.lines(p.item)[n:][:1] for p in pieces for n in range(p.first, p.first + p.count)}
    else:
        here = [piece for piece in session.replies.window.slices() if piece.item == session.replies.cursor]
        body = session.replies.layout.body(session.replies.cursor)
        seen = {body[n - 1 : n] for p in here for n in range(max(1, p.first), p.first + p.count)}
    shown = {line.path for lines in seen for line in lines}
    return next((number for number, path in enumerate(paths) if path in shown), 0)
