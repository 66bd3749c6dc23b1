"""The list of a library by its whole entries, as the library's own by rows has to be: for tests without a library."""

from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from threadreader.model.page import DONE, QUEUE, Entry, Group
from threadreader.model.query import EVERY, AuthorName, EntryCounts, Order, Query, Wanted, Words, authors_of, date_of
from threadreader.session.library.thread_list import ThreadList

_NEVER = datetime.min.replace(tzinfo=UTC)


class WholeEntries:
    """Entries in memory; `replace` puts others in their place, as another program would."""

    def __init__(self, entries: Sequence[Entry]) -> None:
        self.entries = {entry.number: entry for entry in entries}
        self._log: list[int] = []

    def replace(self, entries: Sequence[Entry]) -> None:
        self._log += [entry.number for entry in entries if self.entries.get(entry.number) != entry]
        self.entries = {entry.number: entry for entry in entries}

    def numbers(
        self,
        order: Order | None,
        wanted: Wanted,
        limit: int | None = None,
        *,
        among: Collection[int] | None = None,
    ) -> list[int]:
        found = [
            entry
            for entry in self.entries.values()
            if (wanted.with_done or not entry.is_done)
            and (wanted.group == EVERY or wanted.group in entry.groups)
            and entry_matches(wanted.query, entry)
            and (among is None or entry.number in among)
        ]
        found.sort(key=SORT_KEYS[order] if order else by_number)
        return [entry.number for entry in found[:limit]]

    def load(self, numbers: Collection[int]) -> Mapping[int, Entry]:
        return {number: self.entries[number] for number in numbers if number in self.entries}

    def counts(self) -> EntryCounts:
        done = sum(entry.is_done for entry in self.entries.values())
        unread = sum(entry.is_unread and not entry.is_done for entry in self.entries.values())
        return EntryCounts(len(self.entries), done, unread)

    def count_groups(self) -> Counter[Group]:
        here = Counter(group for each in self.entries.values() if not each.is_done for group in each.groups)
        return here + Counter({Group("tag", DONE): self.counts().done})

    def tags(self) -> Sequence[str]:
        counts = Counter(tag for entry in self.entries.values() for tag in entry.tags)
        return tuple(sorted(counts, key=lambda tag: (-counts[tag], tag)))

    def changed(self, since: int | None) -> tuple[Sequence[int], int]:
        return self._log[since:] if since is not None else (), len(self._log)


class WholeList(ThreadList):
    """A list of entries in memory."""

    def __init__(self, entries: Sequence[Entry] = (), at: int | None = None) -> None:
        self.whole = WholeEntries(entries)
        super().__init__(self.whole)
        if at is not None:
            self.go_to(at)

    def take(self, entries: Sequence[Entry]) -> None:
        """Take other entries, after those before were seen."""
        assert list(self.shown) or not self.shown
        self.whole.replace(entries)
        self.load()


def entry_matches(query: Query, entry: Entry) -> bool:
    """True if a thread matches; words are looked for in its title, site and authors."""
    return query.matches(_Facts(entry))


class _Facts:
    """The `Facts` of a thread as a list shows it."""

    def __init__(self, entry: Entry) -> None:
        self.entry = entry
        self.number = str(entry.number)
        self.title = entry.page.title
        self.origin = f"{entry.page.site or ''} {entry.page.url or ''}"
        self.written = date_of(entry)
        self.notes = entry.notes
        self.authors = " ".join(entry.summary.authors if entry.summary else ()).casefold()

    def has_words(self, words: Words) -> bool:
        entry = self.entry
        texts = (entry.page.title, entry.page.site or "", self.authors, self.number, *entry.tags, host_of(entry))
        return words.text.casefold() in " ".join(texts).casefold()

    def has_author(self, name: AuthorName) -> bool:
        return name.text.casefold() in self.authors

    def has_tag(self, name: str) -> bool:
        return name in self.entry.tags

    def has_state(self, name: str) -> bool:
        states = {
            "unread": self.entry.is_unread,
            "read": not self.entry.is_unread,
            "starred": self.entry.starred > 0,
            "noted": bool(self.entry.notes),
            "new": self.entry.new > 0,
            "partial": (self.entry.page.declared_count or 0) > self.entry.comments,
        }
        return states.get(name, False)

    def figure(self, name: str) -> int | None:
        entry, best = self.entry, self.entry.summary and self.entry.summary.best
        figures = {"replies": entry.comments, "minutes": entry.minutes, "votes": best.votes if best else None}
        return figures.get(name, entry.quoted.times if entry.quoted else None)


def host_of(entry: Entry) -> str:
    return (entry.page.url or "").partition("//")[2].partition("/")[0]


def _newest(moment: datetime | None) -> float:
    return -(moment or _NEVER).replace(tzinfo=(moment and moment.tzinfo) or UTC).timestamp()


def _latest(iso: str | None) -> tuple[bool, tuple[int, ...]]:
    """A sort key by which the latest day comes first, and none last."""
    return iso is None, tuple(-ord(char) for char in iso or "")


def by_number(entry: Entry) -> int:
    return entry.number


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
