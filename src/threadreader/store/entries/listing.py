"""The table `listed`, by which lists are sorted, filtered and counted without their entries.

A row of it follows from the entry of its thread alone. `relist` writes it anew in each transaction that changes an
entry, with a higher id than any before, by which others see what changed.
"""

import json
import sqlite3
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any, assert_never

from threadreader.collector import gc_paused
from threadreader.model.entry_query import EntryCounts, Order, Wanted, authors_of, date_of
from threadreader.model.page import DONE, QUEUE, Entry, Group
from threadreader.model.query import (
    AuthorName,
    HasState,
    InThread,
    Noted,
    OnSite,
    Query,
    Quoted,
    Size,
    Tagged,
    Test,
    Words,
    Written,
)
from threadreader.store.connection import Database
from threadreader.store.entries import SEPARATOR, Rows, list_entries, load_where, unpack_tags
from threadreader.store.integrity import MAX_NUMBER, has_types
from threadreader.store.stored import DECODE_ERRORS, translating_damage

_AMONG = "IN (SELECT value FROM json_each(?))"


class StoredEntries:
    """The entries of a library, loaded as they are asked for (`model.entry_query.Entries`)."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def numbers(
        self, order: Order | None, wanted: Wanted, limit: int | None = None, *, among: Collection[int] | None = None
    ) -> list[int]:
        """The numbers of so many wanted threads in an order, by number without one; of some alone where there are."""
        conditions, values = _conditions(wanted)
        # To look a row up for each entry of an index of the order takes longer than to sort those that match.
        by_name = "INDEXED BY listed_name" if wanted.group.field == "site" else "NOT INDEXED"
        table = "listed" if wanted in {Wanted(), Wanted(with_done=True)} else f"listed {by_name}"
        if among is not None:
            conditions, values = [*conditions, f"page {_AMONG}"], [*values, json.dumps(list(among))]
            table = "listed INDEXED BY sqlite_autoindex_listed_1"
        condition = " AND ".join(conditions) or "1"
        statement = f"SELECT page FROM {table} WHERE {condition} ORDER BY {_order_by(order)} LIMIT ?"  # noqa: S608 - our own
        rows = self._database.rows(statement, *values, MAX_NUMBER if limit is None else limit)
        numbers = [number for (number,) in rows]
        with translating_damage(self._database.path):
            if not {*map(type, numbers)} <= {int}:
                raise ValueError("a number in the list has a wrong type")
        return numbers

    def load(self, numbers: Collection[int]) -> Mapping[int, Entry]:
        """The entries of those of some threads that are stored. Raises StoreError."""
        with gc_paused(), translating_damage(self._database.path):
            entries = load_where(self._database.rows, f"WHERE number {_AMONG}", json.dumps(list(numbers)))
            return {entry.number: entry for entry in entries}

    def sort_keys(self, order: Order, numbers: Collection[int]) -> Mapping[int, tuple[Any, ...]]:
        """What threads are sorted by in an order. Raises StoreError."""
        columns = _ORDERS[order]
        statement = f"SELECT page, {', '.join(columns)} FROM listed WHERE page {_AMONG}"  # noqa: S608 - our own
        rows = self._database.rows(statement, json.dumps(list(numbers)))
        types = "".join("T" if column in _TEXTS else "I" for column in ("page", *columns))
        return {number: tuple(key) for number, *key in checked(self._database, rows, types)}

    def counts(self) -> EntryCounts:
        """The numbers of threads. Raises StoreError."""
        counts = Counter[tuple[bool, bool]]()
        rows = self._database.rows("SELECT done, need, count(*) FROM listed GROUP BY done, need")
        for done, need, count in checked(self._database, rows, "III"):
            counts[bool(done), not need & _READ] += count
        return EntryCounts(counts.total(), counts[True, True] + counts[True, False], counts[False, True])

    def count_groups(self) -> Counter[Group]:
        """The number of threads of each site and tag, without those that are done but under that tag."""
        rows = self._database.rows(
            "SELECT name, count(*) FROM listed INDEXED BY listed_name WHERE done = 0 GROUP BY name"
        )
        counts = Counter({Group("site", name): count for name, count in checked(self._database, rows, "TI")})
        for tag, done, count in self._tags():
            if tag == DONE or not done:
                counts[Group("tag", tag)] += count
        return counts

    def tags(self) -> Sequence[str]:
        """The tags of all threads, the most used first. Raises StoreError."""
        counts = Counter[str]()
        for tag, _, count in self._tags():
            counts[tag] += count
        return sorted(counts, key=lambda tag: (-counts[tag], tag))

    def _tags(self) -> Iterator[tuple[str, bool, int]]:
        """Tags, whether those that have it are done, and how many."""
        rows = self._database.rows("SELECT tags, done, count(*) FROM listed WHERE tags > '' GROUP BY tags, done")
        for tags, done, count in checked(self._database, rows, "TII"):
            yield from ((tag, bool(done), count) for tag in unpack_tags(tags))

    def changed(self, since: int | None) -> tuple[Sequence[int], int]:
        """The threads that changed since a moment, none without one, and the moment that it is now."""
        ((now,),) = checked(self._database, self._database.rows("SELECT coalesce(max(id), 0) FROM listed"), "I")
        if since is None or since == now:
            return (), now
        rows = self._database.rows("SELECT page FROM listed WHERE id > ? AND id <= ?", since, now)
        return [number for (number,) in checked(self._database, rows, "I")], now


def checked(database: Database, rows: Sequence[tuple[Any, ...]], types: str) -> Sequence[tuple[Any, ...]]:
    """Rows of the list, if their values have these types. Raises StoreError."""
    with translating_damage(database.path):
        if not all(has_types(row, types) for row in rows):
            raise ValueError("a row of the list has a value of a wrong type")
    return rows


_TEXTS = frozenset({"title", "by_site", "by_author"})
_ORDERS: Mapping[Order, Sequence[str]] = {
    Order.UNREAD: ("need", "-touched", "-page"),
    Order.IMPORTED: ("-added", "-page"),
    Order.READ: ("-read", "-page"),
    Order.TITLE: ("title", "page"),
    Order.SITE: ("by_site", "title", "page"),
    Order.AUTHOR: ("by_author", "title", "page"),
    Order.DATE: ("-day", "-page"),
    Order.REPLIES: ("-comments", "title", "page"),
    Order.MINUTES: ("minutes", "title", "page"),
}
"""Columns that threads are sorted by, the largest first where negative; each order has its index in the schema."""

_READ = 1  # in the column `need`
_NEVER, _EPOCH = datetime.min.replace(tzinfo=UTC), datetime.fromtimestamp(0, UTC)
_LAST_NAME = "\U0010ffff"  # sorts behind all others
_COLUMNS = (
    *("page", "done", "need", "touched", "added", "read", "day", "comments", "minutes", "starred", "new", "quoted"),
    *("title", "site", "url", "name", "authors", "by_site", "by_author", "tags", "notes"),
)
_LIST = f"INSERT OR REPLACE INTO listed ({', '.join(_COLUMNS)}) VALUES ({', '.join('?' * len(_COLUMNS))})"  # noqa: S608


def relist(connection: sqlite3.Connection, number: int) -> None:
    """Write the row of a thread in `listed` anew, in the transaction that changed its entry."""
    try:
        entries = list(load_where(_execute(connection), "WHERE number = ?", number))
    except DECODE_ERRORS:
        # Its place is that of the column's defaults; reading the entry reports the damage.
        connection.execute("INSERT OR REPLACE INTO listed (page) VALUES (?)", (number,))
        return
    if not entries:
        connection.execute("DELETE FROM listed WHERE page = ?", (number,))
    connection.executemany(_LIST, map(_listed, entries))


def relist_all(connection: sqlite3.Connection) -> None:
    """Write all of `listed` anew."""
    connection.execute("DELETE FROM listed")
    try:
        connection.executemany(_LIST, map(_listed, load_where(_execute(connection), "ORDER BY number")))
    except DECODE_ERRORS:
        for (number,) in connection.execute("SELECT page FROM thread ORDER BY page").fetchall():
            relist(connection, number)


def is_list_consistent(database: Database) -> bool:
    """True if `listed` has a row for each thread, as it follows from its entry, and no others. Raises StoreError."""
    rows = database.rows(f"SELECT {', '.join(_COLUMNS)} FROM listed ORDER BY page")  # noqa: S608 - our own
    return rows == list(map(_listed, list_entries(database)))


def _execute(connection: sqlite3.Connection) -> Rows:
    return lambda statement, *values: connection.execute(statement, values).fetchall()


def _listed(entry: Entry) -> tuple[Any, ...]:
    """The row of a thread in `listed`, without its id."""
    page, minutes = entry.page, entry.minutes
    need = 2 * (QUEUE not in entry.tags) + _READ * (not entry.is_unread)
    times = (entry.read_at or entry.imported_at, entry.imported_at, entry.read_at)
    sizes = (entry.comments, MAX_NUMBER if minutes is None else minutes, entry.starred, entry.new)
    texts = (page.title, page.site or "", page.url or "")
    names = (entry.site or _LAST_NAME, authors_of(entry) or _LAST_NAME)
    return (
        *(entry.number, int(entry.is_done), need, *map(_microseconds, times), _day_of(entry), *sizes),
        entry.quoted.times if entry.quoted else -1,
        *map(str.casefold, texts),
        entry.site,
        " ".join(entry.summary.authors if entry.summary else ()).casefold(),
        *map(str.casefold, names),
        _joined(entry.tags),
        _joined(map(str.casefold, entry.notes)) if entry.notes else None,
    )


def _joined(words: Iterable[str]) -> str:
    """Words between separators, "" without any."""
    return "".join(f"{SEPARATOR}{word}" for word in words)


def _microseconds(moment: datetime | None) -> int:
    moment = moment or _NEVER
    return ((moment if moment.tzinfo else moment.replace(tzinfo=UTC)) - _EPOCH) // timedelta(microseconds=1)


def _day(day: date) -> int:
    """A day as a number of eight digits."""
    return day.year * 10_000 + day.month * 100 + day.day


def _day_of(entry: Entry) -> int:
    """The day of a thread, 0 where it is not known."""
    try:
        return _day(date.fromisoformat(date_of(entry) or ""))
    except ValueError:
        return 0


def _order_by(order: Order | None) -> str:
    columns = _ORDERS[order] if order else ("page",)
    return ", ".join(f"{column[1:]} DESC" if column.startswith("-") else column for column in columns)


def _conditions(wanted: Wanted) -> tuple[list[str], list[object]]:
    """The conditions on a row of `listed`, and their values."""
    conditions, values = query_conditions(wanted.query)
    conditions = conditions if wanted.with_done else ["done = 0", *conditions]
    field, value = wanted.group
    if field:
        test = _test(Tagged(value)) if field == "tag" else ("name = ?", [value])
        conditions, values = [*conditions, test[0]], [*values, *test[1]]
    return conditions, values


def query_conditions(query: Query) -> tuple[list[str], list[object]]:
    """The clauses of a query as conditions on a row of `listed`, and their values."""
    conditions, values = list[str](), list[object]()
    for clause in query.clauses:
        tests = [(each.excluded, *_test(each.test)) for each in clause]
        conditions.append(f"({' OR '.join(f'NOT ({test})' if excluded else test for excluded, test, _ in tests)})")
        values += [value for *_, of_test in tests for value in of_test]
    return conditions, values


_WORDS = "title || ' ' || site || ' ' || authors || ' ' || page || replace(tags, char(31), ' ')"


def _test(test: Test) -> tuple[str, Sequence[object]]:  # noqa: C901, PLR0911 - one return a kind
    """A test of a query as a condition on a row of `listed`, and its values."""
    match test:
        case Words(text):
            return f"instr({_WORDS}, ?)", [text.casefold()]
        case AuthorName(text):
            return "instr(authors, ?)", [text.casefold()]
        case InThread(text):
            return "(CAST(page AS TEXT) = ? OR instr(title, ?))", [text, text.casefold()]
        case OnSite(text):
            return "instr(site || ' ' || url, ?)", [text.casefold()]
        case Tagged(name):
            return "instr(tags || char(31), char(31) || ? || char(31))", [name]
        case Written(first, end):
            return "day >= ? AND day < ?", [_day(first) if first else 1, _day(end) if end else MAX_NUMBER]
        case HasState(name):
            return _STATES.get(name, "0"), ()
        case Noted(text):
            return "coalesce(instr(notes, ?), 0)", [text]
        case Quoted(times):
            return "quoted >= ?", [times]
        case Size("replies", least, most):
            return "comments BETWEEN ? AND ?", [least, MAX_NUMBER if most is None else most]
        case Size(_, least, most):
            return "minutes BETWEEN ? AND ?", [least, MAX_NUMBER - 1 if most is None else most]
        case _ as unreachable:
            assert_never(unreachable)


_STATES = {
    "unread": "need IN (0, 2)",
    "read": "need IN (1, 3)",
    "starred": "starred > 0",
    "noted": "notes IS NOT NULL",
    "new": "new > 0",
}
