"""Being in the library: in the list of threads, or in what a search of all of them found; and the actions there.

An action is a function of that and a count (None where none was typed), which says what the status line should say.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

from threadreader.model.page import Entry
from threadreader.session.arrangement import Spread, spread
from threadreader.session.library.results import Found
from threadreader.session.library.thread_list import Catalog, Order, title_of
from threadreader.session.lists import Position
from threadreader.session.state import KeyHints

NO_THREAD = "there is no thread here"


@dataclass(slots=True)
class Shelf:
    """Where a reader is in the library. `asked` is the thread whose removal was asked about.

    `undone` holds what undoes the last things that were done, and says that it did.
    """

    catalog: Catalog
    found: Found | None = None
    asked: int | None = None
    undone: list[Callable[[], str]] = field(default_factory=list)
    keys: KeyHints = field(default_factory=KeyHints)
    spread: Spread = field(default_factory=lambda: spread(80, 24))

    @property
    def position(self) -> Position:
        """Which line of what is shown the reader is at."""
        return self.found.position if self.found else self.catalog.position

    @property
    def here(self) -> Entry | None:
        """The thread that the reader is at."""
        return None if self.found else self.catalog.here

    def arrange(self, width: int, height: int) -> None:
        """Take the size of the terminal."""
        self.spread = spread(width, height)
        self.settle()

    def settle(self) -> None:
        """Keep the reader's line in the window."""
        self.catalog.position.settle(self.spread.rows)
        if self.found:
            self.found.position.settle(self.spread.list[1])


ShelfAction = Callable[[Shelf, int | None], str]


def down(shelf: Shelf, count: int | None) -> str:
    """The next thread, or hit."""
    return _move(shelf, count or 1)


def up(shelf: Shelf, count: int | None) -> str:
    """The one before."""
    return _move(shelf, -(count or 1))


def page_down(shelf: Shelf, count: int | None) -> str:
    """A page on."""
    return _move(shelf, (count or 1) * shelf.position.height)


def page_up(shelf: Shelf, count: int | None) -> str:
    """A page back."""
    return _move(shelf, -(count or 1) * shelf.position.height)


def half_down(shelf: Shelf, count: int | None) -> str:
    """Half a page on."""
    return _move(shelf, (count or 1) * max(1, shelf.position.height // 2))


def half_up(shelf: Shelf, count: int | None) -> str:
    """Half a page back."""
    return _move(shelf, -(count or 1) * max(1, shelf.position.height // 2))


def first(shelf: Shelf, count: int | None) -> str:
    """The first line, or the one of a number."""
    return _move(shelf, (count or 1) - 1 - shelf.position.at)


def last(shelf: Shelf, count: int | None) -> str:
    """The last line, or the one of a number."""
    return _move(shelf, (count or shelf.position.length) - 1 - shelf.position.at)


def sort(shelf: Shelf, _count: int | None) -> str:
    """Order the list by the next thing that it can be ordered by."""
    orders = tuple(Order)
    order = orders[(orders.index(shelf.catalog.order) + 1) % len(orders)]
    shelf.catalog.sort(order)
    return f"sorted: {order}"


def remove(shelf: Shelf, _count: int | None) -> str:
    """Ask whether the thread is to be removed; asked already, remove it."""
    entry = shelf.here
    if entry is None:
        return NO_THREAD
    if shelf.asked != entry.number:
        shelf.asked = entry.number
        # The title comes last: it is what may be cut.
        return f"{shelf.keys.of('library.remove') or 'the same'} again removes: {title_of(entry)}"
    shelf.asked = None
    shelf.catalog.remove()
    shelf.undone.append(lambda: _put_back(shelf.catalog))
    return f"{shelf.keys.beside('removed', ('library.undo', 'puts it back'))}: {title_of(entry)}"


def undo(shelf: Shelf, _count: int | None) -> str:
    """Undo the last removal or mark."""
    return shelf.undone.pop()() if shelf.undone else "there is nothing to undo"


def back(shelf: Shelf, _count: int | None) -> str:
    """End what was found or filtered; the library is never left."""
    return "" if peel(shelf) else shelf.keys.beside("", ("app.leave", "leaves"))


def act(shelf: Shelf, action: ShelfAction, count: int | None = None) -> str:
    """Do an action; whoever does another is no longer asked."""
    if action is not remove:
        shelf.asked = None
    return action(shelf, count)


def peel(shelf: Shelf) -> bool:
    """End the uppermost layer: what was found, then the filter; False where there is none."""
    if shelf.found:
        shelf.found = None
    elif shelf.catalog.needle:
        shelf.catalog.filter("")
    else:
        return False
    shelf.settle()
    return True


def _put_back(catalog: Catalog) -> str:
    entry = catalog.put_back()
    return f"put back: {title_of(entry)}" if entry else ""


def _move(shelf: Shelf, by: int) -> str:
    if not shelf.position.length:
        return NO_THREAD
    if shelf.position.move(by) or not by:
        return ""
    return f"{'end' if by > 0 else 'top'} of the list"
