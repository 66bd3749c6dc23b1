"""Lists over the thread: what one is, and the actions to open it, move in it, choose a row, close it."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, Generic, TypeVar

from threadreader.model.quote import Anchor, QuoteLink
from threadreader.render.lines import Line
from threadreader.session import OpenList, Pane, Session
from threadreader.session.lists import Column, Position, draw_cells, row_of
from threadreader.session.state import BACK
from threadreader.session.viewport import Spot

T = TypeVar("T")

Target = int | Anchor | Spot | QuoteLink | None
"""Subject of a row: a reply, a passage, a line of the article, a quotation with its source, or nothing here."""


class Table(Generic[T]):
    """A list over the thread, each of its rows about something that is drawn in columns, and behind them as text.

    `target` is what a row is about, which is shown behind the list, and to which choosing it leads; `person` is the
    author whose colour it has; `hints` stand behind the message of a jump. What else choosing a row does is `choose`.
    """

    kind = "lists"
    """The context of its keys."""

    def __init__(
        self,
        session: Session,
        title: str,
        rows: Sequence[T],
        columns: Sequence[Column[T]] = (),
        text: Callable[[T], str] = lambda _: "",
        *,
        target: Callable[[T], Target] = lambda _: None,
        person: Callable[[T], str | None] = lambda _: None,
        choose: Callable[[T], str] | None = None,
        hints: Sequence[tuple[str, str]] = (BACK,),
    ) -> None:
        self.session = session
        self.title = title
        self.rows = rows
        self._columns = [column.measured(rows) for column in columns]
        self._text = text
        self._target = target
        self._person = person
        self._choose = choose
        self._hints = hints

    def __len__(self) -> int:
        return len(self.rows)

    def row(self, number: int, width: int) -> Line:
        """A row, at most so many cells wide; made when it is drawn."""
        row = self.rows[number]
        return row_of(*draw_cells(self._columns, row, width), rest=self._text(row), width=width)

    def person(self, number: int) -> str | None:
        """The author whose colour a row has."""
        return self._person(self.rows[number])

    def show(self, number: int) -> None:
        """Scroll to the subject of a row, behind the list."""
        show_target(self.session, self._target(self.rows[number]))

    def go(self, number: int) -> str:
        """Go to the subject of a row, or do what choosing it does."""
        if self._choose:
            return self._choose(self.rows[number])
        self.session.jumps.leave(self.session.location())
        self.show(number)
        return self.session.keys.add_to("", *self._hints)


def show_target(session: Session, target: Target) -> None:
    """Scroll to the subject of a row."""
    match target:
        case int():
            session.show_reply(target)
        case Anchor():
            session.show_anchor(target)
        case Spot():
            session.pane = Pane.ARTICLE
            session.article.window.put(target, 0)
        case QuoteLink():
            session.show_link(target, target.quote.at)
        case None:
            pass


Listed = TypeVar("Listed", bound=Table[Any])


def selected(session: Session, kind: type[Listed]) -> tuple[Listed, Position]:
    """The list that is open, which is of this kind, and the position in it."""
    assert session.open_list is not None, "these keys work in a list"
    assert isinstance(session.open_list.items, kind), "these keys work in one kind of list"
    return session.open_list.items, session.open_list.position


def open_list(session: Session, items: Table[Any], *, at: int = 0, show: bool = False) -> str:
    """Open a list over the thread, or over another list, at a row; with `show` scroll to what the row is about."""
    session.close_peek()
    position = Position(len(items), at)
    session.open_list = OpenList(items, session.location(), position, session.open_list)
    # How many rows it has depends on its length: before that is known, the row would be the only one in sight.
    session.arrange()
    position.settle(session.sizes.list_rows)
    if show:
        items.show(at)
    return ""


def _by_rows(session: Session, count: int | None, by: int) -> str:
    return _move(session, (count or 1) * by)


def _by_pages(session: Session, count: int | None, by: int, part: int = 1) -> str:
    page = max(1, _open(session).position.height - 1)
    return _move(session, (count or 1) * by * max(1, page // part))


down, up = partial(_by_rows, by=1), partial(_by_rows, by=-1)
page_down, page_up = partial(_by_pages, by=1), partial(_by_pages, by=-1)
half_down, half_up = partial(_by_pages, by=1, part=2), partial(_by_pages, by=-1, part=2)


def first(session: Session, count: int | None) -> str:
    """The first row, or the one of a number."""
    return _to(session, 0 if count is None else count - 1)


def last(session: Session, count: int | None) -> str:
    """The last row, or the one of a number."""
    return _to(session, _open(session).position.length - 1 if count is None else count - 1)


def go(session: Session, _count: int | None) -> str:
    """Close the list, with one below it, and go to what the row is about."""
    listing = _open(session)
    listing.below = None
    close(session, None)
    return listing.items.go(listing.position.at)


def close(session: Session, _count: int | None) -> str:
    """Close the list, and return to where it was opened, in the thread or in a list below it."""
    listing = _open(session)
    session.open_list = listing.below
    session.close_peek()
    session.return_to(listing.origin, refold=True)
    return ""


def go_to_row(session: Session, number: int) -> str:
    """Go to a row, as a click does; a second time choose it."""
    if number == _open(session).position.at:
        return go(session, None)
    return _to(session, number)


def _to(session: Session, number: int) -> str:
    return _move(session, number - _open(session).position.at)


def _move(session: Session, by: int) -> str:
    listing = _open(session)
    if not listing.position.move(by):
        return f"{'end' if by > 0 else 'top'} of the list"
    session.return_to(listing.origin, refold=True)
    listing.items.show(listing.position.at)
    return ""


def _open(session: Session) -> OpenList:
    assert session.open_list is not None, "these keys work in a list"
    return session.open_list
