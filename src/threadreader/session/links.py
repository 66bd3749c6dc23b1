"""Links of the article and of replies: their position in a pane, and their targets."""

from collections.abc import Sequence
from urllib.parse import unquote, urlsplit

from msgspec import Struct

from threadreader.model.text import is_relative
from threadreader.model.thread import CommentId
from threadreader.render.lines import Line, Role
from threadreader.render.width import cell_width
from threadreader.session import Pane, Session

_OPENED_SCHEMES = frozenset({"http", "https", "mailto"})


class Link(Struct, frozen=True):
    """A link. `line` and `column` are where it begins, in its item and its pane."""

    pane: Pane
    item: int
    line: int
    column: int
    address: str


class Tail(Struct, frozen=True):
    """The name of a quotation's source, and its position."""

    item: int
    line: int
    column: int
    path: tuple[int, ...]


def links_of(session: Session, pane: Pane, item: int) -> list[Link]:
    """The links of a reply or a block of the article; a wrapped one is one link."""
    links: list[Link] = []
    before: tuple[str, object, int | None] | None = None
    first, margin, lines = lines_of(session, pane, item)
    for number, line in enumerate(lines, first):
        column = margin
        for run in line.runs:
            if run.href:
                here = run.href, line.path
                if before is None or before[:2] != here or not _is_continuation(before[2], run.start):
                    links.append(Link(pane, item, number, column, run.href))
                before = (*here, None if run.start is None else run.start + len(run.text))
            elif run.text.strip():
                before = None
            column += cell_width(run.text)
    return links


def links_in_view(session: Session) -> list[Link]:
    """The links that begin in the visible windows, those of the article first."""
    panes = tuple(Pane) if session.sizes.both else (session.pane,)
    links: list[Link] = []
    for pane in panes:
        window = session.article.window if pane is Pane.ARTICLE else session.replies.window
        for piece in window.slices():
            lines = range(piece.first, piece.first + piece.count)
            links += [link for link in links_of(session, pane, piece.item) if link.line in lines]
    return links


def tails_in_view(session: Session) -> list[Tail]:
    """The tails in the replies' window."""
    if session.pane is Pane.ARTICLE and not session.sizes.both:
        return []
    tails = []
    for piece in session.replies.window.slices():
        first, margin, lines = lines_of(session, Pane.REPLIES, piece.item)
        for number, line in enumerate(lines, first):
            if not piece.first <= number < piece.first + piece.count or line.path is None:
                continue
            column = margin
            for run in line.runs:
                if run.role is Role.SOURCE and run.text.strip():
                    tails.append(Tail(piece.item, number, column, line.path))
                column += cell_width(run.text)
    return tails


def comment_at(session: Session, address: str) -> int | None:
    """The comment of this page that an address leads to, None where it leads elsewhere."""
    page, fragment, own = urlsplit(address), urlsplit(address).fragment, session.opened.page.url
    position = session.opened.skeleton.position
    names = CommentId(fragment), CommentId(unquote(fragment))
    index = next((position[name] for name in names if name in position), None)
    if index is None:
        return None
    if is_relative(address):
        is_here = address.startswith("#") or session.opened.comment(index).permalink == address
    else:
        here = urlsplit(own or "")
        is_here = page.hostname == here.hostname and _without_slash(page.path).startswith(_without_slash(here.path))
    return index if is_here else None


def is_openable(address: str) -> bool:
    """True if a browser may be given the address."""
    return urlsplit(address).scheme.casefold() in _OPENED_SCHEMES


def host_of(address: str) -> str:
    """The host of an address as IDNA, which shows lookalike names; "mail" for mail addresses."""
    parts = urlsplit(address)
    if parts.scheme.casefold() == "mailto":
        return "mail"
    try:
        return (parts.hostname or "").encode("idna").decode("ascii")
    except UnicodeError:
        return parts.hostname or ""


def lines_of(session: Session, pane: Pane, item: int) -> tuple[int, int, Sequence[Line]]:
    """The number of the first line of text, its column, and the lines of an item."""
    if pane is Pane.ARTICLE:
        layout = session.article.layout
        return 0, layout.gutter, layout.lines(item)
    replies = session.replies
    if replies.outline.is_context(item) or replies.outline.is_folded(item):
        return 1, 0, ()
    return 1, replies.layout.columns.mark(replies.layout.level(item)) + 3, replies.layout.body(item)


def _is_continuation(end: int | None, start: int | None) -> bool:
    """True if text at `start` continues what ended at `end`; a space at the end of a line is on no line."""
    if end is None or start is None:
        return end is start
    return start - end in {0, 1}


def _without_slash(path: str) -> str:
    return path.rstrip("/") or "/"
