"""List actions: open a list over the thread, move in it, choose a row, close it."""

from threadreader.session import OpenList, Session
from threadreader.session.lists import ListItems, Position


def open_list(session: Session, items: ListItems, *, at: int = 0, show: bool = False) -> str:
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


def down(session: Session, count: int | None) -> str:
    """The next row."""
    return _move(session, count or 1)


def up(session: Session, count: int | None) -> str:
    """The row before."""
    return _move(session, -(count or 1))


def page_down(session: Session, count: int | None) -> str:
    """A page of rows down."""
    return _move(session, (count or 1) * _page(session))


def page_up(session: Session, count: int | None) -> str:
    """A page of rows up."""
    return _move(session, -(count or 1) * _page(session))


def half_down(session: Session, count: int | None) -> str:
    """Half a page of rows down."""
    return _move(session, (count or 1) * max(1, _page(session) // 2))


def half_up(session: Session, count: int | None) -> str:
    """Half a page of rows up."""
    return _move(session, -(count or 1) * max(1, _page(session) // 2))


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


def _page(session: Session) -> int:
    return max(1, _open(session).position.height - 1)


def _open(session: Session) -> OpenList:
    assert session.open_list is not None, "these keys work in a list"
    return session.open_list
