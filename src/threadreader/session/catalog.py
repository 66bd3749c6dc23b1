"""The stored threads as a list: in what order, which of them, and at which the reader is."""

import enum
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Any

from threadreader.model.page import Entry
from threadreader.session.listed import Position

_LONG_AGO = datetime.min.replace(tzinfo=UTC)


class Order(enum.StrEnum):
    """What the list is ordered by."""

    UNREAD = "unread first"
    IMPORTED = "newest first"
    READ = "last read"
    TITLE = "title"
    SITE = "site"


class Catalog:
    """The list. The reader is at a thread, and stays at it when others come or go."""

    def __init__(self, entries: Sequence[Entry] = (), at: int | None = None) -> None:
        self.order = Order.UNREAD
        self.needle = ""
        self.removed: list[Entry] = []
        self.shown: tuple[Entry, ...] = ()
        self.position = Position(0)
        self._entries: tuple[Entry, ...] = ()
        self.load(entries)
        if at is not None:
            self.go_to(at)

    @property
    def here(self) -> Entry | None:
        """The thread that the reader is at, None in a list without any."""
        return self.shown[self.position.at] if self.shown else None

    @property
    def count(self) -> int:
        """How many threads there are, shown or not."""
        return len(self._entries)

    @property
    def with_unread(self) -> int:
        """How many of them have something unread."""
        return sum(entry.unread > 0 for entry in self._entries)

    def load(self, entries: Sequence[Entry]) -> None:
        """Take what is in the library now, without what was removed."""
        gone = {entry.number for entry in self.removed}
        self._entries = tuple(entry for entry in entries if entry.number not in gone)
        self._choose()

    def sort(self, order: Order) -> None:
        """Order the list by something else."""
        self.order = order
        self._choose()

    def filter(self, needle: str) -> None:
        """Show only threads that have every word in their title, site or authors."""
        self.needle = needle
        self._choose()

    def remove(self) -> Entry | None:
        """Take the thread out of the list; gives it."""
        entry = self.here
        if entry:
            self.removed.append(entry)
            self.load(self._entries)
        return entry

    def put_back(self) -> Entry | None:
        """Put back the last that was taken out, and go to it."""
        if not self.removed:
            return None
        entry = self.removed.pop()
        self.load((*self._entries, entry))
        self.go_to(entry.number)
        return entry

    def go_to(self, number: int) -> None:
        """Go to a thread by its number, where it is shown."""
        place = next((place for place, entry in enumerate(self.shown) if entry.number == number), None)
        if place is not None:
            self.position.at = place
            self.position.settle()

    def _choose(self) -> None:
        here = self.here
        words = self.needle.casefold().split()
        chosen = [entry for entry in self._entries if all(word in _described(entry) for word in words)]
        self.shown = tuple(sorted(chosen, key=_KEYS[self.order]))
        self.position.length = len(self.shown)
        self.position.move(0)
        if here:
            self.go_to(here.number)


def _described(entry: Entry) -> str:
    authors = entry.digest.authors if entry.digest else ()
    return " ".join((entry.page.title, entry.page.site or "", *authors, str(entry.number))).casefold()


def _newest(moment: datetime | None) -> float:
    return -(moment or _LONG_AGO).replace(tzinfo=(moment and moment.tzinfo) or UTC).timestamp()


def _title(entry: Entry) -> str:
    return entry.page.title.casefold()


_KEYS: dict[Order, Callable[[Entry], Any]] = {
    Order.UNREAD: lambda entry: (not entry.unread, _newest(entry.read_at or entry.imported_at), -entry.number),
    Order.IMPORTED: lambda entry: (_newest(entry.imported_at), -entry.number),
    Order.READ: lambda entry: (_newest(entry.read_at), -entry.number),
    Order.TITLE: lambda entry: (_title(entry), entry.number),
    Order.SITE: lambda entry: ((entry.page.site or "\U0010ffff").casefold(), _title(entry), entry.number),
}
