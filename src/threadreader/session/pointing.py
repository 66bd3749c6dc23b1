"""What a mouse does to the thread: clicks go somewhere, the wheel scrolls."""

from threadreader.model.blocks import BlockPath
from threadreader.render.cells import cell_width
from threadreader.render.lines import Role
from threadreader.session import Pane, Session, folding, following
from threadreader.session.acting import act


def click_reply(session: Session, place: int, line: int, column: int) -> str:
    """Go to a reply; left of its text fold it; on a quotation's tail follow it."""
    session.pane = Pane.REPLIES
    session.replies.cursor = place
    layout = session.replies.layout
    indent = layout.columns.mark(layout.level(place))
    if column <= indent + 1:
        return act(session, folding.toggle)
    if _on_tail(session, place, line, column - indent - 3):
        return act(session, following.follow)
    return ""


def click_article(session: Session) -> str:
    """Go to the article."""
    session.pane = Pane.ARTICLE
    return ""


def scroll(session: Session, pane: Pane, lines: int) -> None:
    """Scroll the pane under the wheel."""
    if pane is Pane.ARTICLE:
        session.article.window.scroll(lines)
    else:
        session.replies.scroll(lines)


def _on_tail(session: Session, place: int, line: int, column: int) -> bool:
    """Whether a column of a line's text is in the words that name a quotation's source; that one is picked then."""
    body = session.replies.layout.body(place)
    if session.replies.outline.is_context(place) or not 1 <= line <= len(body):
        return False
    start = 0
    for run in body[line - 1].runs:
        if run.role is Role.SOURCE and start <= column < start + cell_width(run.text):
            return _pick(session, place, body[line - 1].path)
        start += cell_width(run.text)
    return False


def _pick(session: Session, place: int, path: BlockPath | None) -> bool:
    quotes = session.quoting.of(session.opened.skeleton.ids[place])
    found = next((quote.at for quote in quotes if quote.at.path == path), None)
    session.picked = found or session.picked
    return found is not None
