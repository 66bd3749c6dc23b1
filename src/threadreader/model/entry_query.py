"""Which threads of the library are wanted, and in which order."""

import enum
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from typing import Any, NamedTuple, Protocol

from msgspec import Struct

from threadreader.model.page import Entry, Group
from threadreader.model.query import Query


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


ALL, EVERY = Query(), Group()


class Wanted(Struct, frozen=True):
    """The threads that match a query and are of a group; words are looked for in their titles, sites and authors."""

    query: Query = ALL
    group: Group = EVERY
    with_done: bool = False


class EntryCounts(NamedTuple):
    """The number of all threads, of those that are done, and of those with something unread that are not done."""

    all: int = 0
    done: int = 0
    unread: int = 0


class Entries(Protocol):
    """The entries of a library, of which only those are loaded that are asked for. What reads may raise StoreError."""

    def numbers(
        self,
        order: Order | None,
        wanted: Wanted,
        limit: int | None = None,
        *,
        offset: int = 0,
        backwards: bool = False,
        among: Collection[int] | None = None,
    ) -> list[int]:
        """The numbers of so many wanted threads in an order, by number without one; of some alone where there are.

        They begin behind an offset, from the end if `backwards`.
        """

    def count(self, wanted: Wanted) -> int:
        """The number of wanted threads."""

    def rank(self, order: Order, wanted: Wanted, key: Sequence[Any]) -> int:
        """The number of wanted threads that an order has before a key."""

    def load(self, numbers: Collection[int]) -> Mapping[int, Entry]:
        """The entries of those of some threads that are stored."""

    def sort_keys(self, order: Order, numbers: Collection[int]) -> Mapping[int, tuple[Any, ...]]:
        """What threads are sorted by in an order."""

    def counts(self) -> EntryCounts:
        """The numbers of threads."""

    def count_groups(self) -> Counter[Group]:
        """The number of threads of each site and tag, without those that are done but under that tag."""

    def tags(self) -> Sequence[str]:
        """The tags of all threads, the most used first."""

    def changed(self, since: int | None) -> tuple[Sequence[int], int]:
        """The threads that changed since a moment, none without one, and the moment that it is now."""


def date_of(entry: Entry) -> str | None:
    """The day of a thread in ISO 8601: of its article, else of its first comment; None where neither is known."""
    iso = entry.summary and (entry.summary.published or entry.summary.first)
    return iso[:10] if iso else None


def authors_of(entry: Entry) -> str:
    """The authors of the article."""
    return ", ".join(entry.summary.authors) if entry.summary else ""
