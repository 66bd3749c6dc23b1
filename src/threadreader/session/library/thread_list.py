"""The list of threads in the library: sorting, filtering, the selection in it, and the column of sites and tags."""

from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Sequence
from functools import partial
from itertools import islice
from typing import Any, overload

from msgspec import Struct
from msgspec.structs import replace

from threadreader.errors import SearchError, StoreError
from threadreader.model.page import DONE, QUEUE, Entry, Group, Page, PageId
from threadreader.model.query import (
    ALL,
    EVERY,
    FIELDS,
    PARTIAL,
    Condition,
    Entries,
    EntryCounts,
    HasState,
    Order,
    Query,
    Tagged,
    Wanted,
    parse_query,
)
from threadreader.render.lines import Line, Role, Run
from threadreader.render.width import cell_width
from threadreader.session.lists import Position, cell
from threadreader.session.search import complete_term

_STATES = ("unread", "read", "starred", "noted", "new", "queued", "done", PARTIAL)
"""The values of `is:` that a thread can have."""

_EACH = Wanted(with_done=True)
_EACH_UNREAD = Wanted(Query(((Condition(HasState("unread")),),)), with_done=True)


_WINDOW = 256  # numbers that are read at once: some screens of a list
_SHARE = 8  # of what one thread in so many matches, a window is read sooner by the order than all of it


class ListedNumbers(Struct, frozen=True):
    """The list of an order in the library: its length, and how its numbers and the index of one are read.

    `is_current` is False once the library has changed: then all are read, in the order that they have by now.
    """

    length: int = 0
    read: Callable[[int, int], Sequence[int]] = lambda _first, _count: ()
    read_all: Callable[[], Sequence[int]] = tuple
    find: Callable[[int], int | None] = lambda _: None
    is_current: Callable[[], bool] = lambda: True


class ShownThreads(Sequence[Entry]):
    """The threads of a list by their numbers, which are read a window at a time, and entries as they are asked for."""

    def __init__(self, listed: ListedNumbers | Sequence[int], load: Callable[[Sequence[int]], Sequence[Entry]]) -> None:
        self._all = None if isinstance(listed, ListedNumbers) else listed
        self._listed = listed if isinstance(listed, ListedNumbers) else ListedNumbers(len(listed))
        self._windows: dict[int, Sequence[int]] = {}
        self._load = load

    def __len__(self) -> int:
        return self._listed.length

    @property
    def is_listed(self) -> bool:
        """True while not all numbers are read."""
        return self._all is None

    @property
    def numbers(self) -> Sequence[int]:
        """The numbers of all."""
        if self._all is None:
            known = {number for window in self._windows.values() for number in window}
            others = (number for number in self._listed.read_all() if number not in known)
            numbers = list[int]()
            for start in range(0, len(self), _WINDOW):
                numbers += self._windows.get(start) or self._whole(start, list(islice(others, _WINDOW)))
            self._all = numbers
        return self._all

    def index(self, number: int) -> int | None:  # type: ignore[override] # of a thread by its number
        """The index of a thread, None where it is not shown."""
        if self._all is None and len(self):
            # It begins in the first window where nobody went further.
            self.number_at(0)
        if self._all is None:
            for start, window in self._windows.items():
                if number in window:
                    return start + window.index(number)
            if self._listed.is_current():
                index = self._listed.find(number)
                if index is None:
                    return None
                if index < len(self) and self.number_at(index) == number:
                    return index
        return self.numbers.index(number) if number in self.numbers else None

    @overload
    def __getitem__(self, index: int) -> Entry: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Entry]: ...
    def __getitem__(self, index: int | slice) -> Entry | Sequence[Entry]:
        wanted = range(len(self))[index]
        if isinstance(wanted, int):
            return self._load([self.number_at(wanted)])[0]
        return self._load([self.number_at(each) for each in wanted])

    def number_at(self, index: int) -> int:
        """The number of the thread at an index."""
        start = index - index % _WINDOW
        if self._all is None and start not in self._windows:
            if not self._listed.is_current():
                return self.numbers[index]
            self._windows[start] = self._whole(start, self._listed.read(start, _WINDOW))
        return self._windows[start][index - start] if self._all is None else self._all[index]

    def _whole(self, start: int, numbers: Sequence[int]) -> Sequence[int]:
        """A window as long as it has to be: what changes meanwhile is taken with the next change."""
        # No thread has the number 0.
        return [*numbers, *[0] * _WINDOW][: min(_WINDOW, len(self) - start)]


class ThreadList:
    """The list of threads; the selection follows its thread when others come or go.

    A thread keeps its place when it is read or tagged, until the list is sorted again: what is below was to be next.
    """

    def __init__(self, entries: Entries, at: int | None = None, order: Order = Order.UNREAD) -> None:
        self.order = order
        self.needle = ""
        self.group = EVERY
        self.marked: set[int] = set()
        self.removed: list[Entry] = []
        self._entries = entries
        self._query = ALL
        # The thread that the reader went to, and the one that is selected in its place while it is not shown.
        self._wanted = self._placed = 0
        self.position = Position(0)
        self.shown = ShownThreads((), self._load)
        self._counts = EntryCounts()
        self._moment: int | None = None
        self._loaded: dict[int, Entry] = {}
        # What threads were sorted by when they were loaded; the place of those that changed since is that of then.
        self._sort_keys: dict[int, tuple[Any, ...]] = {}
        self._changed: set[int] = set()
        self.load()
        if at is not None:
            self.go_to(at)

    @property
    def here(self) -> Entry | None:
        """The selected thread, None in an empty list."""
        return self.shown[self.position.at] if self.shown else None

    @property
    def count(self) -> int:
        """The number of threads, shown or not; without those that are done, unless these are asked for."""
        return self._counts.all - len(self.removed) - (0 if self._is_with_done else self.done)

    @property
    def _is_with_done(self) -> bool:
        """True if threads that are done are asked for."""
        return self._query.asks_for(Tagged(DONE)) or self.group == Group("tag", DONE)

    @property
    def done(self) -> int:
        """The number of threads that are done."""
        return self._counts.done - sum(entry.is_done for entry in self.removed)

    @property
    def with_unread(self) -> int:
        """The number of threads with something unread, without those that are done."""
        return self._counts.unread - sum(entry.is_unread and not entry.is_done for entry in self.removed)

    @property
    def tags(self) -> Sequence[str]:
        """The tags of all threads, the most used first."""
        return self._entries.tags()

    def complete(self, typed: str) -> tuple[str, str]:
        """A query with its last term completed, and what it may be, sites and tags each with their threads."""
        counts: dict[str, int] = {}

        def known(key: str) -> Iterable[str]:
            if key in {"site:", "tag:"}:
                groups = self._entries.count_groups()
                groups.subtract(group for entry in self.removed if not entry.is_done for group in entry.groups)
                of_key = Counter({group: count for group, count in groups.items() if f"{group.field}:" == key})
                del of_key[Group("tag", DONE)]
                counts.update((group.value, count) for group, count in (+of_key).most_common() if group.value)
                return [name for name in counts if '"' not in name]
            return _STATES if key == "is:" else () if key else (f"{field}:" for field in FIELDS)

        text, fitting = complete_term(typed, known)
        return text, " · ".join(f"{name} {counts[name]:,}" if name in counts else name for name in fitting)

    def with_numbers(self, numbers: Collection[int]) -> tuple[Entry, ...]:
        """The threads with these numbers, shown or not."""
        wanted = self._not_removed(self._entries.numbers(None, _EACH, among=numbers))
        self._load(wanted)
        return tuple(self._loaded[number] for number in wanted if number in self._loaded)

    def chosen(self, count: int | None = None) -> tuple[Entry, ...]:
        """The threads that a key acts on: the marked ones, else so many from the selected one on."""
        if self.marked:
            return self.with_numbers(self.marked)
        return tuple(self.shown[self.position.at : self.position.at + (count or 1)])

    def load(self) -> None:
        """Take what changed in the library."""
        if self.removed:
            # Another window may have changed or forgotten them.
            now = self._entries.load([entry.number for entry in self.removed])
            self.removed = [now[entry.number] for entry in self.removed if entry.number in now]
        before, self._counts = self._counts, self._entries.counts()
        changed, self._moment = self._entries.changed(self._moment)
        if self._renew(changed) and before.all == self._counts.all:
            return
        if self.marked:
            self.marked &= set(self._entries.numbers(None, _EACH, among=self.marked))
        self._update()

    def _renew(self, changed: Collection[int]) -> bool:
        """Load changed threads anew where they were loaded; True if the list is as it was."""
        now = self._entries.load([number for number in changed if number in self._loaded])
        for number in changed:
            entry, before = now.get(number), self._loaded.pop(number, None)
            if entry and before and len(entry.page.saves) == len(before.page.saves):
                self._loaded[number] = entry
                self._changed.add(number)
            else:
                # A newer save has its own place.
                self._sort_keys.pop(number, None)
                self._changed.discard(number)
        if not all(number in self._loaded for number in changed):
            return False
        if self.shown.is_listed and self._length(self._wanted_threads) != len(self.shown):
            # One of which the number is not read yet came or went.
            return False
        matching = self._entries.numbers(None, self._wanted_threads, among=changed)
        return set(matching) == {number for number in changed if self.shown.index(number) is not None}

    def sort(self, order: Order) -> None:
        """Sort by another order."""
        self.order = order
        self._loaded.clear()
        self._sort_keys.clear()
        self._changed.clear()
        self._update()

    def filter(self, needle: str) -> str:
        """Show only threads that match a query; returns what is wrong with one, which changes nothing."""
        try:
            self._query = parse_query(needle) if needle.strip() else ALL
            self._update()
        except SearchError as problem:
            return str(problem)
        except StoreError as problem:
            return problem.trouble
        self.needle = needle.strip()
        return ""

    def choose(self, group: Group) -> None:
        """Show only threads of a group."""
        self.group = group
        self._update()

    def remove(self, entries: Sequence[Entry]) -> None:
        """Remove threads from the list."""
        self.removed += entries
        self.marked.difference_update(entry.number for entry in entries)
        self._update()

    def put_back(self, entries: Sequence[Entry]) -> None:
        """Put back removed threads, and select the first."""
        back = {entry.number for entry in entries}
        self.removed = [entry for entry in self.removed if entry.number not in back]
        self._update()
        self.go_to(entries[0].number)

    def next_unread(self, number: int) -> Entry | None:
        """The next thread in the list behind one, from the top again, with something unread; None without one."""
        index, length = self.shown.index(number), len(self.shown)
        at = -1 if index is None else index
        for first, end in ((at + 1, length), (0, max(at, 0))):
            for start in range(first, end, _WINDOW):
                numbers = [self.shown.number_at(each) for each in range(start, min(start + _WINDOW, end))]
                unread = set(self._entries.numbers(None, _EACH_UNREAD, among=numbers)) - {number}
                if following := next((each for each in numbers if each in unread), 0):
                    return self._load([following])[0]
        return None

    def go_to(self, number: int) -> None:
        """Select a thread by its number, where it is shown."""
        index = self.shown.index(number)
        if index is not None:
            self.position.at = index
            self.position.settle()

    @property
    def _wanted_threads(self) -> Wanted:
        return Wanted(self._query, self.group, self._is_with_done)

    def _not_removed(self, numbers: list[int]) -> list[int]:
        removed = {entry.number for entry in self.removed}
        return [number for number in numbers if number not in removed] if removed else numbers

    def _update(self) -> None:
        before, at = self.shown, self.position.at
        here = before.number_at(at) if before else 0
        self.shown = self._ordered()
        self.position.length = len(self.shown)
        self.position.move(0)
        if here and here != self._placed:
            self._wanted = here
        # A thread that leaves the list leaves the one behind it selected, and is selected when it comes back.
        indices = (self.shown.index(number) for number in (self._wanted, here) if number)
        index = next((index for index in indices if index is not None), None)
        if index is None and here and before:
            index = self._rank(here)
        if index is not None and index < len(self.shown):
            self.position.at = index
            self.position.settle()
        self._placed = self.shown.number_at(self.position.at) if self.shown else 0

    def _rank(self, number: int) -> int | None:
        """The index that a thread would have in the list, None of one that is removed."""
        key = self._sort_key(number)
        if not key:
            return None
        if self.shown.is_listed:
            return self._entries.rank(self.order, self._wanted_threads, key)
        return bisect_left(self.shown.numbers, key, key=self._sort_key)

    def _ordered(self) -> ShownThreads:
        """The threads to show, in order."""
        wanted = self._wanted_threads
        if not (self.removed or self._changed or wanted.with_done):
            length = self._length(wanted)
            if length * _SHARE > self._counts.all:
                return ShownThreads(self._list(wanted, length), self._load)
        return ShownThreads(self._all_ordered(wanted), self._load)

    def _length(self, wanted: Wanted) -> int:
        """The number of wanted threads, where none is removed."""
        return self.count if wanted == Wanted() else self._entries.count(wanted)

    def _list(self, wanted: Wanted, length: int) -> ListedNumbers:
        """The list of wanted threads as the library has it, of which nothing is read yet."""
        numbers, moment = partial(self._entries.numbers, self.order, wanted), self._moment

        def read(first: int, count: int) -> Sequence[int]:
            if first < length // 2:
                return numbers(count, offset=first)
            count = min(count, length - first)
            return numbers(count, offset=length - first - count, backwards=True)[::-1]

        def find(number: int) -> int | None:
            key = self._sort_key(number)
            is_there = key and self._entries.numbers(None, wanted, among=[number])
            return self._entries.rank(self.order, wanted, key) if is_there else None

        return ListedNumbers(length, read, numbers, find, lambda: self._entries.changed(moment)[1] == moment)

    def _all_ordered(self, wanted: Wanted) -> Sequence[int]:
        numbers = self._not_removed(self._entries.numbers(self.order, wanted))
        of_group = replace(wanted, query=ALL)
        if not numbers and self.group != EVERY and not self._not_removed(self._entries.numbers(None, of_group)):
            # Where the last of a group left it, all are shown again.
            self.group = EVERY
            numbers = self._not_removed(self._entries.numbers(self.order, self._wanted_threads))
        changed = self._changed.intersection(numbers)
        if changed:
            numbers = [number for number in numbers if number not in changed]
        for number in changed:
            numbers.insert(bisect_left(numbers, self._sort_key(number), key=self._sort_key), number)
        return numbers

    def _sort_key(self, number: int) -> tuple[Any, ...]:
        """What a thread is sorted by, () of one that was removed meanwhile."""
        if number not in self._sort_keys:
            self._sort_keys |= self._entries.sort_keys(self.order, [number])
        return self._sort_keys.get(number, ())

    def _load(self, numbers: Sequence[int]) -> Sequence[Entry]:
        """The entries of threads; of one that cannot be read, what is wrong."""
        missing, trouble = [number for number in numbers if number not in self._loaded], "removed meanwhile"
        try:
            if missing:
                self._loaded |= self._entries.load(missing)
                self._sort_keys |= self._entries.sort_keys(self.order, missing)
        except StoreError as problem:
            if len(numbers) > 1:
                return [self._load([number])[0] for number in numbers]
            trouble = problem.trouble
        return [
            self._loaded.get(number) or Entry(number, Page(PageId(""), trouble), comments=0, people=0)
            for number in numbers
        ]


_ALL = Group()
_NAMES = {_ALL: "all", Group("tag", QUEUE): "queue", Group("tag", DONE): "done", Group("site"): "no site"}
_MIN_GROUPS = 2  # where all threads are of one site and none has a tag, there is nothing to choose


class GroupCounts:
    """Groups of threads with the number of each, tags before sites; `count` is that of all threads."""

    def __init__(self, counts: Counter[Group] | None = None, removed: Iterable[Entry] = ()) -> None:
        counts = Counter(counts)
        # They are in the library until the program ends.
        counts.subtract(group for entry in removed for group in _counted(entry))
        self._counts = +counts
        sites, tags = ([group for group in self._counts if group.field == field] for field in ("site", "tag"))
        own = [group for group in _NAMES if group in tags]
        others = sorted((group for group in tags if group not in own), key=self._rank)
        self._counts[_ALL] = sum(self._counts[group] for group in sites)
        # None is an empty row.
        parts = [[_ALL, *own], others, sorted(sites, key=self._rank)]
        rows = [row for part in parts if part for row in (*part, None)][:-1]
        self.rows: Sequence[Group | None] = rows
        self.groups = tuple(group for group in rows if group is not None)
        self.position = Position(len(self.groups))
        self._top = 0

    @property
    def are_of_use(self) -> bool:
        """True if there is something to choose."""
        return len(self.groups) > _MIN_GROUPS

    @property
    def here(self) -> Group:
        """The selected group."""
        return self.groups[self.position.at]

    def go_to(self, group: Group) -> None:
        """Select a group, all threads where it is no more."""
        self.position.at = self.groups.index(group) if group in self.groups else 0

    def window(self, height: int) -> Sequence[Group | None]:
        """The rows in a window of some height, the selected one among them."""
        self.position.settle(height)
        row = self.rows.index(self.here)
        self._top = min(max(self._top, row - height + 1), row, max(0, len(self.rows) - height))
        return self.rows[self._top : self._top + height]

    def index_at(self, y: int) -> int | None:
        """The index of the group in a row of the window, None where it is empty."""
        row = self._top + y
        group = self.rows[row] if row < len(self.rows) else None
        return None if group is None else self.groups.index(group)

    def row(self, group: Group, width: int) -> Line:
        """A group and its number."""
        count = f"{self._counts[group]:,}"
        name, role = label_of(group), Role.HEADING if group == self.here else Role.TEXT
        return Line((Run(cell(name, max(0, width - cell_width(count) - 1)), role), Run(f" {count}", Role.SOURCE)))

    def _rank(self, group: Group) -> tuple[bool, int, str]:
        """The largest first, and last what has no name."""
        return not group.value, -self._counts[group], group.value.casefold()


def label_of(group: Group) -> str:
    """A group by its name."""
    return _NAMES.get(group) or ("#" if group.field == "tag" else "") + group.value


def _counted(entry: Entry) -> Sequence[Group]:
    """The groups that a thread is counted in: once it is done, in that one alone."""
    return (Group("tag", DONE),) if entry.is_done else entry.groups
