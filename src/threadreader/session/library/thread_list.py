"""The list of threads in the library: sorting, filtering, the selection in it, and the column of sites and tags."""

import sys
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import overload

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


class ShownThreads(Sequence[Entry]):
    """The threads of a list by their numbers; entries are loaded as they are asked for."""

    def __init__(self, numbers: Sequence[int], load: Callable[[Sequence[int]], Sequence[Entry]]) -> None:
        self.numbers = numbers
        self._load = load

    def __len__(self) -> int:
        return len(self.numbers)

    def index(self, number: int) -> int | None:  # type: ignore[override] # of a thread by its number
        """The index of a thread, None where it is not shown."""
        return self.numbers.index(number) if number in self.numbers else None

    @overload
    def __getitem__(self, index: int) -> Entry: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Entry]: ...
    def __getitem__(self, index: int | slice) -> Entry | Sequence[Entry]:
        if isinstance(index, slice):
            return self._load(self.numbers[index])
        return self._load([self.numbers[index]])[0]


class ThreadList:
    """The list of threads; the selection follows its thread when others come or go.

    A thread keeps its place when it is read or tagged, until the list is sorted again: what is below was to be next.
    """

    def __init__(self, entries: Entries, order: Order = Order.UNREAD) -> None:
        self.order = order
        self.needle = ""
        self.group = EVERY
        self.saved: Mapping[str, Query] = {}
        """Saved filters by their names."""
        self.marked: set[int] = set()
        self.removed: list[Entry] = []
        self._entries = entries
        self._query = ALL
        # The thread that the reader went to, and the one that is selected in its place while it is not shown.
        self._wanted = self._placed = 0
        # Until the window is known, it begins at the first.
        self.position = Position(0, height=sys.maxsize)
        self.shown = ShownThreads((), self._load)
        self._counts = EntryCounts()
        self._moment: int | None = None
        self._loaded: dict[int, Entry] = {}
        # All threads as they were sorted; the place of those that changed since is that of then.
        self._order: list[int] = []
        self._changed: set[int] = set()
        self.load()

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
        return self._asked.asks_for(Tagged(DONE)) or self.group == Group("tag", DONE)

    @property
    def _asked(self) -> Query:
        """The filter that is typed, and the saved one that is chosen."""
        chosen = self.saved.get(self.group.value, ALL) if self.group.field == "filter" else ALL
        return Query((*self._query.clauses, *chosen.clauses))

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
        wanted = sorted(self._not_removed(self._entries.numbers(None, _EACH, among=numbers)))
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
        self._take_order()
        self._update()

    def _renew(self, changed: Collection[int]) -> bool:
        """Load changed threads anew where they were loaded; True if the list is as it was."""
        now = self._entries.load([number for number in changed if number in self._loaded])
        moved = set[int]()
        for number in changed:
            entry, before = now.get(number), self._loaded.pop(number, None)
            if entry and before and len(entry.page.saves) == len(before.page.saves):
                self._loaded[number] = entry
                self._changed.add(number)
            else:
                # A newer save has its own place.
                moved.add(number)
        if moved:
            self._changed -= moved
            self._order = [number for number in self._order if number not in moved]
            return False
        matching = self._entries.numbers(None, self._wanted_threads, among=changed)
        return set(matching) == set(self.shown.numbers).intersection(changed)

    def _take_order(self) -> None:
        """Take threads that came or went; those that were listed before keep their places."""
        now = self._entries.numbers(self.order, Wanted(with_done=True))
        kept = set(now).intersection(self._order)
        # Those that came, behind what they follow.
        came, previous = defaultdict[int, list[int]](list), 0
        for number in now:
            if number not in kept:
                came[previous].append(number)
            elif number not in self._changed:
                previous = number
        self._order = came.pop(0, []) + [
            each for number in self._order if number in kept for each in (number, *came.get(number, ()))
        ]

    def sort(self, order: Order) -> None:
        """Sort by another order."""
        self.order = order
        self._order.clear()
        self._changed.clear()
        self._take_order()
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
        at = self.shown.index(number)
        numbers = self.shown.numbers
        following = numbers if at is None else (*numbers[at + 1 :], *numbers[:at])
        unread = set(self._entries.numbers(None, _EACH_UNREAD))
        return next((self._load([each])[0] for each in following if each in unread), None)

    def go_to(self, number: int) -> None:
        """Select a thread by its number, where it is shown."""
        index = self.shown.index(number)
        if index is not None:
            self.position.at = index
            self.position.settle()

    @property
    def _wanted_threads(self) -> Wanted:
        return Wanted(self._asked, EVERY if self.group.field == "filter" else self.group, self._is_with_done)

    def _not_removed(self, numbers: Iterable[int]) -> set[int]:
        return set(numbers).difference(entry.number for entry in self.removed)

    def _matching(self) -> set[int]:
        """The threads to show."""
        matching = self._not_removed(self._entries.numbers(None, self._wanted_threads))
        if matching or self._query.clauses or self.group.field not in {"site", "tag"}:
            return matching
        # Where the last of a group left it, all are shown again.
        self.group = EVERY
        return self._matching()

    def _update(self) -> None:
        here = self.shown.numbers[self.position.at] if self.shown else 0
        matching = self._matching()
        self.shown = ShownThreads([number for number in self._order if number in matching], self._load)
        self.position.length = len(self.shown)
        self.position.move(0)
        if here and here != self._placed:
            self._wanted = here
        # A thread that leaves the list leaves the one behind it selected, and is selected when it comes back.
        indices = (self.shown.index(number) for number in (self._wanted, here) if number)
        index = next((index for index in indices if index is not None), None)
        if index is None and here in self._order:
            index = len(matching.intersection(self._order[: self._order.index(here)]))
        if index is not None and index < len(self.shown):
            self.position.at = index
            self.position.settle()
        self._placed = self.shown.numbers[self.position.at] if self.shown else 0

    def _load(self, numbers: Sequence[int]) -> Sequence[Entry]:
        """The entries of threads; of one that cannot be read, what is wrong."""
        missing, trouble = [number for number in numbers if number not in self._loaded], "no longer in the library"
        try:
            if missing:
                self._loaded |= self._entries.load(missing)
        except StoreError as problem:
            if len(numbers) > 1:
                return [self._load([number])[0] for number in numbers]
            trouble = problem.trouble
        return [
            self._loaded.get(number) or Entry(number, Page(PageId(""), trouble), comments=0, people=0)
            for number in numbers
        ]


_ALL = Group()
_NAMES = {_ALL: "all", Group("tag", QUEUE): "queue", Group("tag", DONE): "archived"}
_MIN_THREADS = 2  # of a site: one alone groups nothing


class GroupCounts:
    """Groups of threads with the number of each: saved filters, tags, and sites of more than one."""

    def __init__(self, counts: Counter[Group] | None = None, removed: Iterable[Entry] = ()) -> None:
        counts = Counter(counts)
        filters = [group for group in counts if group.field == "filter"]
        # They are in the library until the program ends.
        counts.subtract(group for entry in removed for group in _counted(entry))
        self._counts = +counts
        sites, tags = ([group for group in self._counts if group.field == field] for field in ("site", "tag"))
        own = [group for group in _NAMES if group in tags]
        others = sorted((group for group in tags if group not in own), key=self._rank)
        self._counts[_ALL] = sum(self._counts[group] for group in sites)
        sites = [group for group in sites if self._counts[group] >= _MIN_THREADS and group.value]
        # None is an empty row.
        parts = [[_ALL, *own], filters, others, sorted(sites, key=self._rank)]
        rows = [row for part in parts if part for row in (*part, None)][:-1]
        self.rows: Sequence[Group | None] = rows
        self.groups = tuple(group for group in rows if group is not None)
        self.position = Position(len(self.groups))
        self._top = 0

    @property
    def are_of_use(self) -> bool:
        """True if there is something to choose."""
        return len(self.groups) > 1

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
