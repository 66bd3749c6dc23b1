"""The links of what is read: where each stands in its pane, and where it leads."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from urllib.parse import unquote, urlsplit

from threadreader.model.text import is_relative
from threadreader.model.thread import CommentId
from threadreader.render.lines import Line, Role
from threadreader.render.width import cell_width
from threadreader.session import Pane, Session

_OPENED = frozenset({"http", "https", "mailto"})


@dataclass(frozen=True, slots=True)
class Link:
    """Words that lead to an address. `line` and `column` say where they begin: in an item, and in its pane."""

    pane: Pane
    item: int
    line: int
    column: int
    address: str


@dataclass(frozen=True, slots=True)
class Tail:
    """The words that name the source of a quotation, and where they stand."""

    item: int
    line: int
    column: int
    path: tuple[int, ...]


def links_of(session: Session, pane: Pane, item: int) -> list[Link]:
    """The links of a reply or of a block of the article; one that goes on over several lines is one link."""
    found: list[Link] = []
    before: tuple[str, object, int | None] | None = None
    first, margin, lines = lines_of(session, pane, item)
    for number, line in enumerate(lines, first):
        column = margin
        for run in line.runs:
            if run.href:
                here = run.href, line.path
                if before is None or before[:2] != here or not _goes_on(before[2], run.start):
                    found.append(Link(pane, item, number, column, run.href))
                before = (*here, None if run.start is None else run.start + len(run.text))
            elif run.text.strip():
                before = None
            column += cell_width(run.text)
    return found


def links_in_view(session: Session) -> list[Link]:
    """The links that begin in the windows on the screen, those of the article first."""
    panes = tuple(Pane) if session.sizes.both else (session.pane,)
    return list(chain.from_iterable(_seen(session, pane) for pane in panes))


def tails_in_view(session: Session) -> list[Tail]:
    """The names of quotations' sources that are in the replies' window."""
    if session.pane is Pane.ARTICLE and not session.sizes.both:
        return []
    found = []
    for piece in session.replies.window.slices():
        first, margin, lines = lines_of(session, Pane.REPLIES, piece.item)
        for number, line in enumerate(lines, first):
            if not piece.first <= number < piece.first + piece.count or line.path is None:
                continue
            column = margin
            for run in line.runs:
                if run.role is Role.SOURCE and run.text.strip():
                    found.append(Tail(piece.item, number, column, line.path))
                column += cell_width(run.text)
    return found


def comment_at(session: Session, address: str) -> int | None:
    """The comment of this page that an address leads to, None where it leads elsewhere."""
    page, fragment, own = urlsplit(address), urlsplit(address).fragment, session.opened.page.url
    position = session.opened.skeleton.position
    names = CommentId(fragment), CommentId(unquote(fragment))
    place = next((position[name] for name in names if name in position), None)
    if place is None:
        return None
    if is_relative(address):
        is_here = address.startswith("#") or session.opened.comment(place).permalink == address
    else:
        here = urlsplit(own or "")
        is_here = page.hostname == here.hostname and _path(page.path).startswith(_path(here.path))
    return place if is_here else None


def is_opened(address: str) -> bool:
    """Whether an address is of a kind that is ever given to a browser."""
    return urlsplit(address).scheme.casefold() in _OPENED


def host_of(address: str) -> str:
    """Whom an address leads to, as a resolver would be asked: nothing that only looks like another name."""
    parts = urlsplit(address)
    if parts.scheme.casefold() == "mailto":
        return "mail"
    try:
        return (parts.hostname or "").encode("idna").decode("ascii")
    except UnicodeError:
        return parts.hostname or ""


def _seen(session: Session, pane: Pane) -> Iterator[Link]:
    window = session.article.window if pane is Pane.ARTICLE else session.replies.window
    for piece in window.slices():
        for link in links_of(session, pane, piece.item):
            if piece.first <= link.line < piece.first + piece.count:
                yield link


def lines_of(session: Session, pane: Pane, item: int) -> tuple[int, int, Sequence[Line]]:
    """The number of the first line of text, the column that text begins at, and the lines, of an item."""
    if pane is Pane.ARTICLE:
        layout = session.article.layout
        return 0, layout.gutter, layout.lines(item)
    replies = session.replies
    if replies.outline.is_context(item):
        return 1, 0, ()
    lines = replies.layout.body(item)
    shown = lines[:1] if replies.outline.is_folded(item) else lines
    return 1, replies.layout.columns.mark(replies.layout.level(item)) + 3, shown


def _goes_on(end: int | None, start: int | None) -> bool:
    """Whether text that begins here goes on what ended there; a space at the end of a line is on no line."""
    if end is None or start is None:
        return end is start
    return start - end in {0, 1}


def _path(path: str) -> str:
    return path.rstrip("/") or "/"
