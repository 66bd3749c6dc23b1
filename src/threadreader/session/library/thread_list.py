"""The list of threads in the library: sorting and filtering, the rows of a thread and its detail."""

import enum
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from threadreader.errors import SearchError
from threadreader.model.entry_query import date_of, entry_matches
from threadreader.model.page import DONE, QUEUE, Entry, Group
from threadreader.model.query import FIELDS, Query, Tagged, parse_query
from threadreader.session.lists import Position
from threadreader.session.query import complete_term

_STATES = ("unread", "read", "starred", "noted", "new", "queued", "done")
"""The values of `is:` that a thread can have."""

_NEVER = datetime.min.replace(tzinfo=UTC)


class Order(enum.StrEnum):
    """Sort order of the list."""

    UNREAD = "unread first"
    IMPORTED = "last added first"
    READ = "last read"
    TITLE = "title"
    SITE = "site"
    AUTHOR = "author"
    DATE = "latest date"
    REPLIES = "most replies"
    MINUTES = "shortest"


class ThreadList:
    """The list of threads; the selection follows its thread when others come or go.

    A thread keeps its place when it is read or tagged, until the list is sorted again: what is below was to be next.
    """

    def __init__(self, entries: Sequence[Entry] = (), at: int | None = None) -> None:
        self.order = Order.UNREAD
        self.needle = ""
        self.group = Group()
        self.marked: set[int] = set()
        self.removed: list[Entry] = []
        self._query = Query()
        # The thread that the reader went to, and the one that is selected in its place while it is not shown.
        self._wanted = self._placed = 0
        self.shown: tuple[Entry, ...] = ()
        self.position = Position(0)
        self._entries: tuple[Entry, ...] = ()
        self._sort_keys: dict[tuple[int, int], Any] = {}
        self.load(entries)
        if at is not None:
            self.go_to(at)

    @property
    def here(self) -> Entry | None:
        """The selected thread, None in an empty list."""
        return self.shown[self.position.at] if self.shown else None

    @property
    def count(self) -> int:
        """The number of threads, shown or not; without those that are done, unless these are asked for."""
        return len(self._entries) - (0 if self._is_with_done else self.done)

    @property
    def _is_with_done(self) -> bool:
        """True if threads that are done are asked for."""
        return self._query.asks_for(Tagged(DONE)) or self.group == Group("tag", DONE)

    @property
    def done(self) -> int:
        """The number of threads that are done."""
        return sum(entry.is_done for entry in self._entries)

    @property
    def with_unread(self) -> int:
        """The number of threads with something unread, without those that are done."""
        return sum(entry.is_unread and not entry.is_done for entry in self._entries)

    @property
    def tags(self) -> tuple[str, ...]:
        """The tags of all threads, the most used first."""
        counts = Counter(tag for entry in self._entries for tag in entry.tags)
        return tuple(sorted(counts, key=lambda tag: (-counts[tag], tag)))

    def complete(self, typed: str) -> tuple[str, str]:
        """A query with its last term completed, and what it may be, sites and tags each with their threads."""
        counts: dict[str, int] = {}

        def known(key: str) -> Iterable[str]:
            if key in {"site:", "tag:"}:
                here = (entry for entry in self._entries if not entry.is_done)
                groups = Counter(group for entry in here for group in entry.groups if f"{group.field}:" == key)
                counts.update((group.value, count) for group, count in groups.most_common() if group.value)
                return [name for name in counts if '"' not in name]
            return _STATES if key == "is:" else () if key else (f"{field}:" for field in FIELDS)

        text, fitting = complete_term(typed, known)
        return text, " · ".join(f"{name} {counts[name]:,}" if name in counts else name for name in fitting)

    def with_numbers(self, numbers: Collection[int]) -> tuple[Entry, ...]:
        """The threads with these numbers, shown or not."""
        return tuple(entry for entry in self._entries if entry.number in numbers)

    def chosen(self, count: int | None = None) -> tuple[Entry, ...]:
        """The threads that a key acts on: the marked ones, else so many from the selected one on."""
        if self.marked:
            return self.with_numbers(self.marked)
        return self.shown[self.position.at : self.position.at + (count or 1)]

    def load(self, entries: Sequence[Entry]) -> None:
        """Replace the entries, without the removed ones."""
        gone = {entry.number for entry in self.removed}
        self._entries = tuple(entry for entry in entries if entry.number not in gone)
        self.marked &= {entry.number for entry in self._entries}
        self._update()

    def sort(self, order: Order) -> None:
        """Sort by another order."""
        self.order = order
        self._sort_keys.clear()
        self._update()

    def filter(self, needle: str) -> str:
        """Show only threads that match a query; returns what is wrong with one, which changes nothing."""
        try:
            self._query = parse_query(needle) if needle.strip() else Query()
        except SearchError as problem:
            return str(problem)
        self.needle = needle.strip()
        self._update()
        return ""

    def choose(self, group: Group) -> None:
        """Show only threads of a group."""
        self.group = group
        self._update()

    def remove(self, entries: Sequence[Entry]) -> None:
        """Remove threads from the list."""
        self.removed += entries
        self.load(self._entries)

    def put_back(self, entries: Sequence[Entry]) -> None:
        """Put back removed threads, and select the first."""
        self.removed = [entry for entry in self.removed if entry not in entries]
        self.load((*self._entries, *entries))
        self.go_to(entries[0].number)

    def next_unread(self, number: int) -> Entry | None:
        """The next thread in the list behind one, from the top again, with something unread; None without one."""
        at = next((index for index, entry in enumerate(self.shown) if entry.number == number), -1)
        following = (*self.shown[at + 1 :], *self.shown[: max(at, 0)])
        return next((entry for entry in following if entry.is_unread and entry.number != number), None)

    def go_to(self, number: int) -> None:
        """Select a thread by its number, where it is shown."""
        index = next((index for index, entry in enumerate(self.shown) if entry.number == number), None)
        if index is not None:
            self.position.at = index
            self.position.settle()

    def _update(self) -> None:
        here = self.here
        shown = [entry for entry in self._entries if self._is_with_done or not entry.is_done]
        if self.group != Group():
            of_group = [entry for entry in shown if self.group in entry.groups]
            # Where the last of a group left it, all are shown again.
            self.group, shown = (self.group, of_group) if of_group else (Group(), shown)
        chosen = [entry for entry in shown if entry_matches(self._query, entry)]
        following = self.shown[self.position.at + 1 :]
        order = SORT_KEYS[self.order]
        self._sort_keys = {_saves(entry): self._sort_keys.get(_saves(entry)) or order(entry) for entry in self._entries}
        self.shown = tuple(sorted(chosen, key=lambda entry: self._sort_keys[_saves(entry)]))
        self.position.length = len(self.shown)
        self.position.move(0)
        if here and here.number != self._placed:
            self._wanted = here.number
        # A thread that leaves the list leaves the one behind it selected, and is selected when it comes back.
        numbers = {entry.number for entry in self.shown}
        candidates = (self._wanted, *(entry.number for entry in ((here, *following) if here else ())))
        nearest = next((number for number in candidates if number in numbers), None)
        if nearest is not None:
            self.go_to(nearest)
        self._placed = self.here.number if self.here else 0


def _saves(entry: Entry) -> tuple[int, int]:
    """A thread with the number of its saves: a newer one has its own place."""
    return entry.number, len(entry.page.saves)


def _newest(moment: datetime | None) -> float:
    return -(moment or _NEVER).replace(tzinfo=(moment and moment.tzinfo) or UTC).timestamp()


def _latest(iso: str | None) -> tuple[bool, tuple[int, ...]]:
    """A sort key by which the latest day comes first, and none last."""
    return iso is None, tuple(-ord(char) for char in iso or "")


def authors_of(entry: Entry) -> str:
    """The authors of the article."""
    return ", ".join(entry.summary.authors) if entry.summary else ""


def _title(entry: Entry) -> str:
    return entry.page.title.casefold()


def _by_need(entry: Entry) -> tuple[bool, bool, float, int]:
    """The queue first, then what is unread, then what was touched last."""
    return QUEUE not in entry.tags, not entry.is_unread, _newest(entry.read_at or entry.imported_at), -entry.number


SORT_KEYS: Mapping[Order, Callable[[Entry], Any]] = {
    Order.UNREAD: _by_need,
    Order.IMPORTED: lambda entry: (_newest(entry.imported_at), -entry.number),
    Order.READ: lambda entry: (_newest(entry.read_at), -entry.number),
    Order.TITLE: lambda entry: (_title(entry), entry.number),
    Order.AUTHOR: lambda entry: (authors_of(entry).casefold() or "\U0010ffff", _title(entry), entry.number),
    Order.DATE: lambda entry: (*_latest(date_of(entry)), -entry.number),
    Order.REPLIES: lambda entry: (-entry.comments, _title(entry), entry.number),
    Order.MINUTES: lambda entry: (entry.minutes is None, entry.minutes or 0, _title(entry), entry.number),
    Order.SITE: lambda entry: ((entry.site or "\U0010ffff").casefold(), _title(entry), entry.number),
}
