"""State of the library screen (the list of threads, or search results), and the actions on it.

An action is a function of a `LibrarySession` and a count, None where none was typed; it returns the status message.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from functools import partial

from msgspec import Struct, field

from threadreader.model.blocks import Blocks
from threadreader.model.page import Entry, Group
from threadreader.model.query import Order
from threadreader.session.arrangement import LibraryLayout, divide_library
from threadreader.session.library.thread_list import GroupCounts, ThreadList
from threadreader.session.library.thread_rows import Beginning, SearchResults, title_of
from threadreader.session.lists import Position
from threadreader.session.state import KeyHints

NO_THREAD = "no thread here"


class LibrarySession(Struct):
    """State of the library screen. `asked` are the threads in question, `asking` is the id of the key that asked.

    `undone` holds functions that undo the last changes, each of which returns a message.
    """

    threads: ThreadList
    results: SearchResults | None = None
    beginning: Beginning = field(default_factory=Beginning)
    asked: tuple[int, ...] = ()
    asking: str = ""
    undone: list[Callable[[], str]] = []
    keys: KeyHints = field(default_factory=KeyHints)
    layout: LibraryLayout = field(default_factory=lambda: divide_library(80, 24))
    tall: bool | None = None
    """True if each thread has two lines or three, False if it has one; None where the terminal decides."""
    counted: bool | None = None
    """True if sites and tags are counted in a column, False if not; None where the terminal decides."""
    in_counts: bool = False
    """True while moving in that column."""
    whole_rows: bool = False
    """True if no row is shared by the list and the detail."""
    load_article: Callable[[int], Blocks] = lambda _: ()
    """Loads the article of a thread by its number, for the detail."""
    load_counts: Callable[[], Counter[Group]] = Counter
    """Counts the threads of each site and tag."""
    _counts: GroupCounts | None = None
    _size: tuple[int, int] = (80, 24)
    _article: tuple[int, Blocks] = (0, ())

    @property
    def position(self) -> Position:
        """The position in the shown list: search results, counts, threads, or what an empty library begins with."""
        if self.results:
            return self.results.position
        if self.in_counts:
            return self.counts.position
        return self.beginning.position if self.is_empty else self.threads.position

    @property
    def is_empty(self) -> bool:
        """True if there is no thread, and nothing that was looked for."""
        return not (self.results or self.threads.count or self.threads.done)

    @property
    def here(self) -> Entry | None:
        """The selected thread, or that of the selected hit."""
        if self.results is None:
            return self.threads.here
        return next(iter(self.threads.with_numbers({self.results.number})), None)

    def chosen(self, count: int | None = None) -> tuple[Entry, ...]:
        """The threads that a key acts on: the marked ones, else that of the selected hit, else so many from here on."""
        if self.results is None or self.threads.marked:
            return self.threads.chosen(count)
        return (self.here,) if self.here else ()

    def ask(self, key: str, does: str, back: str, entries: Sequence[Entry]) -> str:
        """Ask about threads; "" where the key asked before, and so its action is to be done to those in question."""
        if self.asking == key:
            self.asking = ""
            return ""
        self.asked, self.asking = tuple(entry.number for entry in entries), key
        again = f"{self.keys.of(key) or 'the same'} again {does}"
        # The title comes last: it is what may be cut.
        return f"{self.keys.add_to(again, ('app.back-out', back))}: {named(entries)}"

    def withdraw(self, key: str) -> None:
        """Withdraw a question where another key comes, except by those that say so."""
        if key not in {self.asking, "app.back-out", "library.undo"}:
            self.asking = ""

    def arrange(self, width: int, height: int) -> None:
        """Take the size of the terminal."""
        self._size = width, height
        self.settle()

    def change_rows(self) -> None:
        """Give each thread one line in place of several, or several in place of one."""
        self.tall = self.layout.each == 1
        self.arrange(*self._size)

    @property
    def article(self) -> Blocks:
        """The article of the selected thread, loaded when it is first shown."""
        number = self.here.number if self.here else 0
        if number != self._article[0]:
            self._article = number, self.load_article(number) if number else ()
        return self._article[1]

    @property
    def counts(self) -> GroupCounts:
        """The counts of sites and tags, loaded when they are first shown."""
        if self._counts is None:
            self._counts = GroupCounts(self.load_counts(), self.threads.removed)
            self._counts.go_to(self.threads.group)
        return self._counts

    def forget_loaded(self) -> None:
        """Load the article of the selected thread anew, and the counts, as they may have changed."""
        self._article = 0, ()
        self._counts = None

    def settle(self) -> None:
        """Divide the terminal, and scroll to the selected row."""
        divide = partial(divide_library, *self._size, tall=self.tall, alone=self.is_empty, whole_rows=self.whole_rows)
        self.layout = divide(counts=self.counted)
        if self.layout.counts and not self.counts.are_of_use:
            self.layout = divide(counts=False)
        if self.layout.counts:
            self.counts.go_to(self.threads.group)
        self.in_counts = self.in_counts and bool(self.layout.counts) and self.results is None
        self.threads.position.settle(self.layout.rows)
        if self.results:
            self.results.position.settle(self.layout.list[1])


LibraryCommand = Callable[[LibrarySession, int | None], str]


def _move(library: LibrarySession, by: int) -> str:
    position = library.position
    if not position.length:
        return NO_THREAD
    if position.move(by):
        if library.in_counts:
            library.threads.choose(library.counts.here)
        return ""
    if by <= 0 and not position.at:
        return "top of the list"
    return "end of the list" if position.at == position.length - 1 else "already here"


def _by_rows(library: LibrarySession, count: int | None, by: int) -> str:
    return _move(library, (count or 1) * by)


def _by_pages(library: LibrarySession, count: int | None, by: int, part: int = 1) -> str:
    return _move(library, (count or 1) * by * max(1, library.position.height // part))


down, up = partial(_by_rows, by=1), partial(_by_rows, by=-1)
page_down, page_up = partial(_by_pages, by=1), partial(_by_pages, by=-1)
half_down, half_up = partial(_by_pages, by=1, part=2), partial(_by_pages, by=-1, part=2)


def first(library: LibrarySession, count: int | None) -> str:
    """The first line, or the one of a number."""
    return _move(library, (count or 1) - 1 - library.position.at)


def last(library: LibrarySession, count: int | None) -> str:
    """The last line, or the one of a number."""
    return _move(library, (count or library.position.length) - 1 - library.position.at)


def _to_thread(library: LibrarySession, count: int | None, by: int) -> str:
    """The first hit of the next thread; or of this one, then of the one before."""
    moved = library.results is not None and library.results.go_to_thread(by * (count or 1))
    return "" if moved else f"no {'next' if by > 0 else 'previous'} thread with matches"


next_thread, previous_thread = partial(_to_thread, by=1), partial(_to_thread, by=-1)


def change_rows(library: LibrarySession, _count: int | None) -> str:
    """One line for each thread, or more."""
    library.change_rows()
    return "one line per thread" if library.layout.each == 1 else "two lines per thread"


def toggle_counts(library: LibrarySession, _count: int | None) -> str:
    """Show the column of sites and tags, or hide it."""
    shown, before = bool(library.layout.counts), library.counted
    library.counted = not shown
    library.settle()
    if not shown and not library.layout.counts:
        library.counted = before
        return "the sidebar needs 120 columns" if library.counts.are_of_use else "nothing to group yet"
    return "" if library.counted else "sidebar hidden"


def change_column(library: LibrarySession, count: int | None) -> str:
    """From the list to the column of sites and tags, which is shown, or back."""
    if library.results:
        return _not_in_search(library)
    message = "" if library.layout.counts else toggle_counts(library, count)
    library.in_counts = bool(library.layout.counts) and not library.in_counts
    return message


def _not_in_search(library: LibrarySession) -> str:
    return library.keys.add_to("not in search results", ("app.back-out", "goes back to the list"))


def sort(library: LibrarySession, count: int | None) -> str:
    """Sort the list by the next order, or by the one of a number."""
    orders = tuple(Order)
    order = orders[(orders.index(library.threads.order) + 1 if count is None else count - 1) % len(orders)]
    library.threads.sort(order)
    return f"sorted: {order}"


def mark(library: LibrarySession, count: int | None) -> str:
    """Mark the thread, or unmark it, and go on to the next; with a count so many, where no hits are shown."""
    threads, here = library.threads, library.here
    if here is None:
        return NO_THREAD
    at = threads.position.at
    following = (here,) if library.results else threads.shown[at : at + (count or 1)]
    chosen, before = {entry.number for entry in following}, threads.marked
    threads.marked = before - chosen if chosen <= before else before | chosen
    if library.results:
        library.results.turn(1)
    else:
        threads.position.move(len(chosen))
    return _marked(library, before)


def mark_all(library: LibrarySession, _count: int | None) -> str:
    """Mark all threads that are shown, or have hits; none if all are marked."""
    shown = set(library.results.counts) if library.results else set(library.threads.shown.numbers)
    if not shown:
        return NO_THREAD
    before = library.threads.marked
    library.threads.marked = set() if shown <= before else before | shown
    return _marked(library, before)


def _marked(library: LibrarySession, before: set[int]) -> str:
    """The first mark, or that the last is gone, as a message."""
    if not library.threads.marked:
        return "nothing selected"
    return "" if before else f"{len(library.threads.marked):,} selected: keys act on all of them"


def named(entries: Sequence[Entry]) -> str:
    """Threads in a message: the title of one, else their number."""
    return title_of(entries[0]) if len(entries) == 1 else f"{len(entries):,} threads"


def done_to(entries: Sequence[Entry], done: str, keys: KeyHints, back: str = "undoes") -> str:
    """A message about what was done to threads, and can be undone."""
    if len(entries) > 1:
        return keys.add_to(f"{named(entries)}: {done}", ("library.undo", back))
    # The title comes last: it is what may be cut.
    return f"{keys.add_to(done, ('library.undo', back))}: {named(entries)}"


def remove(library: LibrarySession, count: int | None) -> str:
    """Ask whether threads are to be removed; in question already, remove them."""
    if library.results:
        return _not_in_search(library)
    entries = library.chosen(count)
    if not entries:
        return NO_THREAD
    if question := library.ask("library.remove", "deletes", "cancels", entries):
        return question
    entries = library.threads.with_numbers(library.asked)
    if not entries:
        return NO_THREAD
    library.threads.marked.clear()
    library.threads.remove(entries)
    library.forget_loaded()

    def put_back() -> str:
        library.threads.put_back(entries)
        library.forget_loaded()
        return f"restored: {named(entries)}"

    library.undone.append(put_back)
    return done_to(entries, "deleted", library.keys)


def keep(library: LibrarySession) -> str:
    """Withdraw a question, which is all that the key does; "" where none was asked."""
    was_asked, library.asking = bool(library.asking), ""
    return f"cancelled: {named(library.threads.with_numbers(library.asked))}" if was_asked else ""


def undo(library: LibrarySession, _count: int | None) -> str:
    """Undo the last removal or mark."""
    if kept := keep(library):
        return kept
    return library.undone.pop()() if library.undone else "nothing to undo"


def back(library: LibrarySession, _count: int | None) -> str:
    """Withdraw a question; else close search results or the filter; the library is never left."""
    if kept := keep(library):
        return kept
    return "" if close_top_layer(library) else library.keys.add_to("", ("app.leave", "leaves"))


def close_top_layer(library: LibrarySession) -> bool:
    """Close search results, else leave the counts, unmark, or show all again; False where there is nothing of these."""
    if library.results:
        library.results = None
    elif library.in_counts:
        library.in_counts = False
    elif library.threads.marked:
        library.threads.marked.clear()
    elif library.threads.needle:
        library.threads.filter("")
    elif library.threads.group != Group():
        library.threads.choose(Group())
    else:
        return False
    library.settle()
    return True
