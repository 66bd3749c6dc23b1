"""The table `entry`, by which lists are sorted, filtered and counted without their entries.

A row of it follows from the entry of its thread alone. `relist` writes it anew in each transaction that changes an
entry, with a higher id than any before, by which others see what changed.
"""

import json
import sqlite3
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from types import GenericAlias
from typing import Annotated, Any, cast

from msgspec import Meta

from threadreader.model.page import DONE, QUEUE, Entry, Group
from threadreader.model.query import Condition, EntryCounts, Order, Query, Tagged, Wanted, Words, authors_of, date_of
from threadreader.store.connection import Database
from threadreader.store.encoding import DECODE_ERRORS, translating_damage
from threadreader.store.entries import SEPARATOR, Rows, list_entries, load_where, unpack_tags
from threadreader.store.integrity import MAX_NUMBER
from threadreader.store.summaries import pack_most_quoted, pack_summary
from threadreader.store.translation import condition_on_entry, day_number

_Count = Annotated[int, Meta(ge=0, le=1 << 24)]  # threads; the numbers of so many fit into memory
_AMONG = "IN (SELECT value FROM json_each(?))"


class StoredEntries:
    """The entries of a library, loaded as they are asked for (`model.query.Entries`)."""

    def __init__(self, database: Database) -> None:
        self._database = database

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
        conditions, values = _conditions(wanted)
        table = f"entry {_index_of(wanted)}"
        if among is not None:
            conditions, values = [*conditions, f"page {_AMONG}"], [*values, json.dumps(list(among))]
            table = "entry INDEXED BY sqlite_autoindex_entry_1"
        elif limit is not None and order and not wanted.with_done:
            table = f"entry INDEXED BY entry_{_ORDERS[order][0].removeprefix('-')}"
        condition, sorted_by = " AND ".join(conditions) or "1", _order_by(order, backwards=backwards)
        statement = f"SELECT page FROM {table} WHERE {condition} ORDER BY {sorted_by} LIMIT ? OFFSET ?"  # noqa: S608 - our own
        return self._numbers(statement, *values, MAX_NUMBER if limit is None else limit, offset)

    def count(self, wanted: Wanted) -> int:
        conditions, values = _conditions(wanted)
        statement = f"SELECT count(*) FROM entry {_index_of(wanted)} WHERE {' AND '.join(conditions) or 1}"  # noqa: S608
        ((count,),) = self._database.rows(statement, *values)
        return int(count)

    def rank(self, order: Order, wanted: Wanted, key: Sequence[Any]) -> int:
        conditions, values = _conditions(wanted)
        before, keys = _before(order, key)
        # The index of the order has all that is asked for, or else a row is looked up for each of its entries.
        table = f"entry {'NOT INDEXED' if wanted.query.clauses or wanted.group.field else ''}"
        statement = f"SELECT count(*) FROM {table} WHERE {' AND '.join([*conditions, before])}"  # noqa: S608
        ((count,),) = self._database.rows(statement, *values, *keys)
        return int(count)

    def load(self, numbers: Collection[int]) -> Mapping[int, Entry]:
        with translating_damage(self._database.path):
            entries = load_where(self._database.rows, f"WHERE number {_AMONG}", json.dumps(list(numbers)))
        return {entry.number: entry for entry in entries}

    def sort_keys(self, order: Order, numbers: Collection[int]) -> Mapping[int, tuple[Any, ...]]:
        columns = _ORDERS[order]
        statement = f"SELECT page, {', '.join(columns)} FROM entry WHERE page {_AMONG}"  # noqa: S608 - our own
        kind = GenericAlias(tuple, (int, *(str if column in _TEXTS else int for column in columns)))
        rows = self._database.records(cast("type[tuple[Any, ...]]", kind), statement, json.dumps(list(numbers)))
        return {number: tuple(key) for number, *key in rows}

    def counts(self) -> EntryCounts:
        counts = Counter({(state, done): count for state, done, count in self._counted("state")})
        done = sum(count for (_, is_done), count in counts.items() if is_done)
        return EntryCounts(counts.total(), done, counts[_UNREAD, 0])

    def count_groups(self) -> Counter[Group]:
        counts = Counter({Group("site", name): count for name, done, count in self._counted("site") if not done})
        for tag, done, count in self._counted("tag"):
            if tag == DONE or not done:
                counts[Group("tag", tag)] += count
        return counts

    def tags(self) -> Sequence[str]:
        counts = Counter[str]()
        for tag, _, count in self._counted("tag"):
            counts[tag] += count
        return sorted(counts, key=lambda tag: (-counts[tag], tag))

    def _counted(self, field: str) -> Sequence[tuple[str, int, int]]:
        """The values of a field, whether threads with it are done, and how many."""
        statement = "SELECT value, done, count FROM entry_count WHERE field = ?"
        return self._database.records(tuple[str, int, _Count], statement, field)

    def changed(self, since: int | None) -> tuple[Sequence[int], int]:
        (now,) = self._numbers("SELECT coalesce(max(id), 0) FROM entry")
        if since is None or since == now:
            return (), now
        return self._numbers("SELECT page FROM entry WHERE id > ? AND id <= ?", since, now), now

    def _numbers(self, statement: str, *values: object) -> list[int]:
        return [number for (number,) in self._database.records(tuple[int], statement, *values)]


_TEXTS = frozenset({"title", "by_site", "by_author"})
_ORDERS: Mapping[Order, Sequence[str]] = {
    Order.UNREAD: ("need", "-used", "-page"),
    Order.IMPORTED: ("-added", "-page"),
    Order.READ: ("-read", "-page"),
    Order.TITLE: ("title", "page"),
    Order.SITE: ("by_site", "title", "page"),
    Order.AUTHOR: ("by_author", "title", "page"),
    Order.DATE: ("-day", "-page"),
    Order.REPLIES: ("-comments", "title", "page"),
    Order.MINUTES: ("minutes", "title", "page"),
}
"""Columns that threads are sorted by, the largest first where negative; each order has an index named by the first."""

_READ = 1  # in the column `need`
_READ_NEEDS, _UNREAD = frozenset({_READ, 2 + _READ}), "unread"
_NEVER, _EPOCH = datetime.min.replace(tzinfo=UTC), datetime.fromtimestamp(0, UTC)
_LAST_NAME = "\U0010ffff"  # sorts behind all others
_COLUMNS = (
    *("page", "done", "need", "used", "added", "read", "day", "comments", "minutes", "starred", "new", "quoted"),
    *("title", "site", "url", "name", "authors", "by_site", "by_author", "tags", "notes", "words"),
    *("earliest", "latest", "summary", "most_quoted"),
)
_LIST = f"INSERT OR REPLACE INTO entry ({', '.join(_COLUMNS)}) VALUES ({', '.join('?' * len(_COLUMNS))})"  # noqa: S608


def relist(connection: sqlite3.Connection, number: int, given: Mapping[str, str | None] | None = None) -> None:
    """Write the row of a thread in `entry` anew, in the transaction that changed what it is made of.

    `given` is what follows from the thread alone: its columns `summary` and `most_quoted`, where they changed.
    """
    before = _counts_of(connection, number)
    _write(connection, number, given or {})
    after = _counts_of(connection, number)
    changes = [(*key, after[key] - before[key]) for key in after | before if after[key] != before[key]]
    connection.executemany(_COUNT, changes)
    connection.executemany(_UNCOUNT, [key for *key, _ in changes])


def _write(connection: sqlite3.Connection, number: int, given: Mapping[str, str | None]) -> None:
    if given:
        connection.execute("INSERT OR IGNORE INTO entry (page) VALUES (?)", (number,))
    for column, value in given.items():
        connection.execute(f"UPDATE entry SET {column} = ? WHERE page = ?", (value, number))  # noqa: S608 - our own
    try:
        entries = load_where(_execute(connection), "WHERE number = ?", number)
    except DECODE_ERRORS:
        # Its place is that of the column's defaults; reading the entry reports the damage.
        connection.execute("INSERT OR REPLACE INTO entry (page) VALUES (?)", (number,))
    else:
        if not entries:
            connection.execute("DELETE FROM entry WHERE page = ?", (number,))
        connection.executemany(_LIST, map(_row, entries))


_COUNT = "INSERT INTO entry_count VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE SET count = count + excluded.count"
_UNCOUNT = "DELETE FROM entry_count WHERE field = ? AND value = ? AND done = ? AND count <= 0"
# Whatever somebody else put there, tags are read as text; `check` finds it.
_COUNTED = "SELECT done, need, name, CAST(tags AS TEXT) FROM entry"


def relist_all(connection: sqlite3.Connection) -> None:
    """Write all of `entry` and of its counts anew."""
    connection.execute("DELETE FROM entry WHERE page NOT IN (SELECT page FROM thread)")
    for (number,) in connection.execute("SELECT page FROM thread ORDER BY page").fetchall():
        _write(connection, number, {})
    connection.execute("DELETE FROM entry_count")
    counts = _count(connection.execute(_COUNTED))
    connection.executemany("INSERT INTO entry_count VALUES (?, ?, ?, ?)", ((*key, n) for key, n in counts.items()))


def is_list_consistent(database: Database) -> bool:
    """True if `entry` has a row for each thread, as it follows from its entry, and no others. Raises StoreError."""
    rows = database.rows(f"SELECT {', '.join(_COLUMNS)} FROM entry ORDER BY page")  # noqa: S608 - our own
    if rows != list(map(_row, list_entries(database))):
        return False
    kept = database.rows("SELECT field, value, done, count FROM entry_count")
    return {tuple(key): count for *key, count in kept} == _count(database.rows(_COUNTED))


Counts = Counter[tuple[str, str, int]]


def _counts_of(connection: sqlite3.Connection, number: int) -> Counts:
    return _count(connection.execute(f"{_COUNTED} WHERE page = ?", (number,)))


def _count(rows: Iterable[tuple[Any, ...]]) -> Counts:
    """How often each field has a value in rows of the list."""
    counts = Counts()
    for done, need, name, tags in rows:
        counts["state", "" if need in _READ_NEEDS else _UNREAD, done] += 1
        counts["site", name, done] += 1
        counts.update(("tag", tag, done) for tag in unpack_tags(tags))
    return counts


def _execute(connection: sqlite3.Connection) -> Rows:
    return lambda statement, *values: connection.execute(statement, values).fetchall()


def _row(entry: Entry) -> tuple[Any, ...]:
    """The row of a thread in `entry`, without its id."""
    page, minutes, authors = entry.page, entry.minutes, entry.summary.authors if entry.summary else ()
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
        " ".join(authors).casefold(),
        *map(str.casefold, names),
        _joined(entry.tags),
        _joined(map(str.casefold, entry.notes)) if entry.notes else None,
        " ".join((page.title, page.site or "", " ".join(authors), str(entry.number), *entry.tags)).casefold(),
        *_days_of(entry),
        pack_summary(entry.summary) if entry.summary else None,
        pack_most_quoted(entry.quoted),
    )


def _joined(words: Iterable[str]) -> str:
    """Words between separators, "" without any."""
    return "".join(f"{SEPARATOR}{word}" for word in words)


def _microseconds(moment: datetime | None) -> int:
    moment = moment or _NEVER
    return ((moment if moment.tzinfo else moment.replace(tzinfo=UTC)) - _EPOCH) // timedelta(microseconds=1)


def _day_of(entry: Entry) -> int:
    """The day of a thread, 0 where it is not known."""
    try:
        return day_number(date.fromisoformat(date_of(entry) or ""))
    except ValueError:
        return 0


def _days_of(entry: Entry) -> tuple[int, int]:
    """The first and the last day of article and comments: all, where they are not known; none, where it has no days."""
    summary = entry.summary
    try:
        times = [summary.published, summary.first, summary.last] if summary else [""]
        days = [day_number(date.fromisoformat(iso[:10])) for iso in times if iso is not None]
        return min(days, default=MAX_NUMBER), max(days, default=0)
    except ValueError:
        return 0, MAX_NUMBER


def _order_by(order: Order | None, *, backwards: bool = False) -> str:
    columns = _ORDERS[order] if order else ("page",)
    return ", ".join(
        f"{column.lstrip('-')} {'DESC' if column.startswith('-') != backwards else 'ASC'}" for column in columns
    )


def _before(order: Order, key: Sequence[Any]) -> tuple[str, Sequence[Any]]:
    """The condition that rows stand before a key, and its values: of the first columns that differ, one decides."""
    alternatives, values = list[str](), list[Any]()
    columns = _ORDERS[order]
    for count, column in enumerate(columns):
        alternatives.append(" AND ".join([*(f"{each} = ?" for each in columns[:count]), f"{column} < ?"]))
        values += key[: count + 1]
    return f"({' OR '.join(alternatives)})", values


def _conditions(wanted: Wanted) -> tuple[list[str], list[object]]:
    """The conditions on a row of `entry`, and their values."""
    condition, asked = condition_on_entry(wanted.query)
    conditions, values = [condition] if condition else [], [*asked]
    # Of either, so that an index that begins with it is of use.
    of_done = ["done = 0"] if not wanted.with_done else ["done IN (0, 1)"] if conditions else []
    conditions = [*of_done, *(["tags > ''"] if _are_tagged(wanted) else []), *conditions]
    field, value = wanted.group
    if field:
        tagged = Query(((Condition(Tagged(value)),),))
        test, of_test = condition_on_entry(tagged) if field == "tag" else ("name = ?", [value])
        conditions, values = [*conditions, test], [*values, *of_test]
    return conditions, values


def _are_tagged(wanted: Wanted) -> bool:
    """True if only threads with a tag are wanted."""
    clauses = wanted.query.clauses
    tagged = any(all(isinstance(each.test, Tagged) and not each.excluded for each in clause) for clause in clauses)
    return tagged or wanted.group.field == "tag"


def _index_of(wanted: Wanted) -> str:
    """The index, or none, by which rows are gone through that a query chooses, in whatever order."""
    if wanted.group.field == "site":
        return "INDEXED BY entry_name"
    if _are_tagged(wanted):
        return "INDEXED BY entry_tags"
    tests = [each.test for clause in wanted.query.clauses for each in clause]
    if tests and not wanted.group.field and all(isinstance(test, Words) for test in tests):
        return "INDEXED BY entry_words"
    # To look a row up for each entry of an index of the order takes longer than to sort those that match.
    return "NOT INDEXED" if tests or wanted.group.field else ""
