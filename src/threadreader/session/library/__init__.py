"""State of the library screen (the list of threads, or search results), and the actions on it.

An action is a function of a `LibrarySession` and a count, None where none was typed; it returns the status message.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

from threadreader.model.page import Entry
from threadreader.session.arrangement import LibraryLayout, divide_library
from threadreader.session.library.results import SearchResults
from threadreader.session.library.thread_list import Order, ThreadList, title_of
from threadreader.session.lists import Position
from threadreader.session.state import KeyHints

NO_THREAD = "there is no thread here"


@dataclass(slots=True)
class LibrarySession:
    """State of the library screen. `asked` is the thread whose removal is in question.

    `undone` holds functions that undo the last changes, each of which returns a message.
    """

    threads: ThreadList
    results: SearchResults | None = None
    asked: int | None = None
    undone: list[Callable[[], str]] = field(default_factory=list)
    keys: KeyHints = field(default_factory=KeyHints)
    layout: LibraryLayout = field(default_factory=lambda: divide_library(80, 24))

    @property
    def position(self) -> Position:
        """The position in the shown list: search results or threads."""
        return self.results.position if self.results else self.threads.position

    @property
    def here(self) -> Entry | None:
        """The selected thread, None in search results."""
        return None if self.results else self.threads.here

    def arrange(self, width: int, height: int) -> None:
        """Take the size of the terminal."""
        self.layout = divide_library(width, height)
        self.settle()

    def settle(self) -> None:
        """Scroll to the selected row."""
        self.threads.position.settle(self.layout.rows)
        if self.results:
            self.results.position.settle(self.layout.list[1])


LibraryCommand = Callable[[LibrarySession, int | None], str]


def down(library: LibrarySession, count: int | None) -> str:
    """The next thread, or hit."""
    return _move(library, count or 1)


def up(library: LibrarySession, count: int | None) -> str:
    """The previous one."""
    return _move(library, -(count or 1))


def page_down(library: LibrarySession, count: int | None) -> str:
    """A page on."""
    return _move(library, (count or 1) * library.position.height)


def page_up(library: LibrarySession, count: int | None) -> str:
    """A page back."""
    return _move(library, -(count or 1) * library.position.height)


def half_down(library: LibrarySession, count: int | None) -> str:
    """Half a page on."""
    return _move(library, (count or 1) * max(1, library.position.height // 2))


def half_up(library: LibrarySession, count: int | None) -> str:
    """Half a page back."""
    return _move(library, -(count or 1) * max(1, library.position.height // 2))


def first(library: LibrarySession, count: int | None) -> str:
    """The first line, or the one of a number."""
    return _move(library, (count or 1) - 1 - library.position.at)


def last(library: LibrarySession, count: int | None) -> str:
    """The last line, or the one of a number."""
    return _move(library, (count or library.position.length) - 1 - library.position.at)


def sort(library: LibrarySession, _count: int | None) -> str:
    """Sort the list by the next order."""
    orders = tuple(Order)
    order = orders[(orders.index(library.threads.order) + 1) % len(orders)]
    library.threads.sort(order)
    return f"sorted: {order}"


def remove(library: LibrarySession, _count: int | None) -> str:
    """Ask whether the thread is to be removed; in question already, remove it."""
    entry = library.here
    if entry is None:
        return NO_THREAD
    if library.asked != entry.number:
        library.asked = entry.number
        # The title comes last: it is what may be cut.
        return f"{library.keys.of('library.remove') or 'the same'} again removes: {title_of(entry)}"
    library.asked = None
    library.threads.remove()
    library.undone.append(lambda: _put_back(library.threads))
    return f"{library.keys.add_to('removed', ('library.undo', 'puts it back'))}: {title_of(entry)}"


def undo(library: LibrarySession, _count: int | None) -> str:
    """Undo the last removal or mark."""
    return library.undone.pop()() if library.undone else "there is nothing to undo"


def back(library: LibrarySession, _count: int | None) -> str:
    """Close search results or the filter; the library is never left."""
    return "" if close_top_layer(library) else library.keys.add_to("", ("app.leave", "leaves"))


def act(library: LibrarySession, action: LibraryCommand, count: int | None = None) -> str:
    """Run an action; any but `remove` withdraws its question."""
    if action is not remove:
        library.asked = None
    return action(library, count)


def close_top_layer(library: LibrarySession) -> bool:
    """Close search results, else the filter; False where there is neither."""
    if library.results:
        library.results = None
    elif library.threads.needle:
        library.threads.filter("")
    else:
        return False
    library.settle()
    return True


def _put_back(threads: ThreadList) -> str:
    entry = threads.put_back()
    return f"put back: {title_of(entry)}" if entry else ""


def _move(library: LibrarySession, by: int) -> str:
    if not library.position.length:
        return NO_THREAD
    if library.position.move(by) or not by:
        return ""
    return f"{'end' if by > 0 else 'top'} of the list"
