"""The table `entry`, by which lists are sorted, filtered and counted without their entries, and a query as SQL on it.

A row of it follows from the entry of its thread alone. `relist` writes it anew in each transaction that changes an
entry, with a higher id than any before, by which others see what changed.

Lists ask a query of threads, by their rows. A search asks it of replies: words and authors are looked up in the index
of words; of the rest, the row of a thread tells which threads can have a match, and is the bound here. A thread is also
found by what somebody types for it: the address of its page, or a part of its title.
"""

import json
import sqlite3
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Annotated, Any, NamedTuple, assert_never

from msgspec import Meta

from threadreader.errors import SearchError, ThreadNotFoundError
from threadreader.model.page import DONE, QUEUE, Entry, Group
from threadreader.model.query import (
    AuthorName,
    Condition,
    EntryCounts,
    Figure,
    HasState,
    InThread,
    Noted,
    OnSite,
    Order,
    Query,
    Tagged,
    Test,
    Wanted,
    Words,
    Written,
    authors_of,
    date_of,
)
from threadreader.store.connection import Database
from threadreader.store.encoding import DECODE_ERRORS, translating_damage
from threadreader.store.entries import SEPARATOR, list_entries, load_where, pack_summary, unpack_tags
from threadreader.store.schema import MAX_NUMBER

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
        among: Collection[int] | None = None,
    ) -> list[int]:
        conditions, values = _conditions(wanted)
        table = f"entry {_index_of(wanted)}"
        if among is not None:
            conditions, values = [*conditions, f"page {_AMONG}"], [*values, json.dumps(list(among))]
            table = "entry INDEXED BY sqlite_autoindex_entry_1"
        columns = _ORDERS[order] if order else ("page",)
        sorted_by = ", ".join(f"{column[1:]} DESC" if column.startswith("-") else column for column in columns)
        condition = " AND ".join(conditions) or "1"
        statement = f"SELECT page FROM {table} WHERE {condition} ORDER BY {sorted_by} LIMIT ?"  # noqa: S608 - our own
        return self._numbers(statement, *values, MAX_NUMBER if limit is None else limit)

    def load(self, numbers: Collection[int]) -> Mapping[int, Entry]:
        with translating_damage(self._database.path):
            entries = load_where(self._database.rows, f"WHERE number {_AMONG}", json.dumps(list(numbers)))
        return {entry.number: entry for entry in entries}

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
    *("votes", "title", "site", "url", "name", "authors", "by_site", "by_author", "tags", "notes", "words"),
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
    def rows(statement: str, *values: object) -> list[tuple[Any, ...]]:
        return connection.execute(statement, values).fetchall()

    if given:
        connection.execute("INSERT OR IGNORE INTO entry (page) VALUES (?)", (number,))
    for column, value in given.items():
        connection.execute(f"UPDATE entry SET {column} = ? WHERE page = ?", (value, number))  # noqa: S608 - our own
    try:
        entries = load_where(rows, "WHERE number = ?", number)
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


def _row(entry: Entry) -> tuple[Any, ...]:
    """The row of a thread in `entry`, without its id."""
    page, minutes, authors = entry.page, entry.minutes, entry.summary.authors if entry.summary else ()
    need = 2 * (QUEUE not in entry.tags) + _READ * (not entry.is_unread)
    times = (entry.read_at or entry.imported_at, entry.imported_at, entry.read_at)
    host = (page.url or "").partition("//")[2].partition("/")[0]
    sizes = (entry.comments, MAX_NUMBER if minutes is None else minutes, entry.starred, entry.new)
    texts = (page.title, page.site or "", page.url or "")
    names = (entry.site or _LAST_NAME, authors_of(entry) or _LAST_NAME)
    try:
        day = day_number(date.fromisoformat(date_of(entry) or ""))
    except ValueError:
        day = 0
    return (
        *(entry.number, int(entry.is_done), need, *map(_microseconds, times), day, *sizes),
        entry.quoted.times if entry.quoted else -1,
        entry.summary.best.votes if entry.summary and entry.summary.best else -MAX_NUMBER,
        *map(str.casefold, texts),
        entry.site,
        " ".join(authors).casefold(),
        *map(str.casefold, names),
        _joined(entry.tags),
        _joined(map(str.casefold, entry.notes)) if entry.notes else None,
        " ".join((page.title, page.site or "", " ".join(authors), str(entry.number), *entry.tags, host)).casefold(),
        *_days_of(entry),
        pack_summary(entry.summary),
        pack_summary(entry.quoted),
    )


def _joined(words: Iterable[str]) -> str:
    """Words between separators, "" without any."""
    return "".join(f"{SEPARATOR}{word}" for word in words)


def _microseconds(moment: datetime | None) -> int:
    moment = moment or _NEVER
    return ((moment if moment.tzinfo else moment.replace(tzinfo=UTC)) - _EPOCH) // timedelta(microseconds=1)


def _days_of(entry: Entry) -> tuple[int, int]:
    """The first and the last day of article and comments: all, where they are not known; none, where it has no days."""
    summary = entry.summary
    try:
        times = [summary.published, summary.first, summary.last] if summary else [""]
        days = [day_number(date.fromisoformat(iso[:10])) for iso in times if iso is not None]
        return min(days, default=MAX_NUMBER), max(days, default=0)
    except ValueError:
        return 0, MAX_NUMBER


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


Sql = tuple[str, Sequence[object]]
"""A condition, and its values."""


class _Translation(NamedTuple):
    entry: Sql
    """Holds for the row of a thread that passes the test."""
    bound: Sql | None = None
    """Holds for the row of a thread that has a reply, or an article, that passes the test; None if none is known."""
    is_of_thread: bool = False
    """True if all of a thread passes the test or nothing of it does."""
    is_rare: bool = False
    """True if so few threads have what passes that each of these is looked into on its own."""
    is_common: bool = False
    """True if nearly all threads may be within the bound: it is looked up for each, and not for all at once."""


def _translate(test: Test) -> _Translation:  # noqa: C901, PLR0911 - one return a kind
    match test:
        case Words(text):
            return _Translation(("instr(words, ?)", [text.casefold()]))
        case AuthorName(text):
            return _Translation(("instr(authors, ?)", [text.casefold()]))
        case InThread(text):
            return _of_thread("(CAST(page AS TEXT) = ? OR instr(title, ?))", text, text.casefold(), is_rare=True)
        case OnSite(text):
            return _of_thread("instr(site || ' ' || url, ?)", text.casefold(), is_rare=True)
        case Tagged(name):
            return _of_thread("instr(tags || char(31), char(31) || ? || char(31))", name, is_rare=True)
        case Written(first, end):
            days = day_number(first) if first else 1, day_number(end) if end else MAX_NUMBER
            return _Translation(("day >= ? AND day < ?", days), ("latest >= ? AND earliest < ?", days))
        case HasState("partial"):
            return _of_thread("page IN (SELECT page FROM thread WHERE declared_count > comments)", is_rare=True)
        case HasState(name):
            entry, bound = (_STATES.get(name, ""), ()), _REPLY_STATES.get(name)
            is_rare, is_common = name in {"unread", "starred", "noted"}, name in {"unread", "read"}
            return _Translation(entry, (bound, ()) if bound else None, is_rare=is_rare, is_common=is_common)
        case Noted(text):
            noted = "coalesce(instr(notes, ?), 0)", [text]
            return _Translation(noted, noted, is_rare=True)
        case Figure():
            return _translate_figure(test)
        case _ as unreachable:
            assert_never(unreachable)


# The columns of figures, with the least and the most that they have where the figure is known.
_FIGURE_COLUMNS = {
    "replies": ("comments", 0, MAX_NUMBER),
    "minutes": ("minutes", 0, MAX_NUMBER - 1),
    "quoted": ("quoted", 0, MAX_NUMBER),
    "votes": ("votes", 1 - MAX_NUMBER, MAX_NUMBER),
}


def _translate_figure(figure: Figure) -> _Translation:
    column, lowest, highest = _FIGURE_COLUMNS[figure.name]
    least, most = max(lowest, figure.least), min(highest, figure.most)
    within = f"{column} BETWEEN ? AND ?"
    if figure.name in {"replies", "minutes"}:
        return _of_thread(within, least, most)
    # A row has the most votes of a reply, and how often a passage is quoted, of which a reply may have several.
    bound = f"({column} >= ? OR summary IS NULL)", [least if figure.name == "votes" else 0]
    return _Translation((within, [least, most]), None if figure.name == "quoted" and least == 0 else bound)


def _of_thread(condition: str, *values: object, is_rare: bool = False) -> _Translation:
    return _Translation((condition, values), (condition, values), is_of_thread=True, is_rare=is_rare)


_STATES = {
    "unread": "need IN (0, 2)",
    "read": "need IN (1, 3)",
    "starred": "starred > 0",
    "noted": "notes IS NOT NULL",
    "new": "new > 0",
}
_CHANGED = "page IN (SELECT page FROM joined)"
_REPLY_STATES = {
    **{name: _STATES[name] for name in ("unread", "starred", "noted")},
    "read": "page IN (SELECT number FROM page JOIN reading ON reading.page = page.id WHERE reading.seen > 0)",
    **dict.fromkeys(("new", "edited", "gone"), _CHANGED),
}


def day_number(day: date) -> int:
    """A day as a number of eight digits."""
    return day.year * 10_000 + day.month * 100 + day.day


def condition_on_entry(query: Query) -> Sql:
    """The condition on the row of a thread that matches a query, "" for all. Raises SearchError for one of replies."""
    return _all_of([[_entry_condition(condition) for condition in clause] for clause in query.clauses])


def _entry_condition(condition: Condition) -> Sql:
    test, values = _translate(condition.test).entry
    if not test and isinstance(condition.test, HasState):
        raise SearchError(f"is:{condition.test.name}", "filters replies, not threads", "use it in a search")
    return (f"NOT ({test})" if condition.excluded else test), values


def bound_on_entry(query: Query, *, with_common: bool = True) -> Sql:
    """What holds for the row of a thread with a match, "" if nothing is known; also where it holds for nearly all."""

    def bound(condition: Condition) -> Sql | None:
        translation = _translate(condition.test)
        if translation.is_of_thread:
            return _entry_condition(condition)
        return None if condition.excluded or (translation.is_common and not with_common) else translation.bound

    clauses = [list(map(bound, clause)) for clause in query.clauses]
    return _all_of([[bound for bound in clause if bound] for clause in clauses if all(clause)])


def _all_of(clauses: Sequence[Sequence[Sql]]) -> Sql:
    condition = " AND ".join(f"({' OR '.join(test for test, _ in clause)})" for clause in clauses)
    return condition, [value for clause in clauses for _, values in clause for value in values]


def is_rare(clause: Sequence[Condition]) -> bool:
    """True if few threads can have what a clause asks for, as their rows tell."""
    translations = [(_translate(each.test), each.excluded) for each in clause]
    return all(each.is_rare and (each.is_of_thread or not excluded) for each, excluded in translations)


_MAX_NAMED = 5  # as many fit a line or two


def find_address(database: Database, reference: str) -> Entry:
    """The entry of the page at an address, whatever its scheme, fragment and last slash. Raises ThreadNotFoundError."""
    wanted = _bare(reference)
    rows = database.records(
        tuple[int, str, str],
        "SELECT page, url, page.id FROM entry NOT INDEXED JOIN page ON number = page"
        " WHERE instr(url, ?) OR instr(page.id, ?) ORDER BY page",
        *(wanted.casefold(), wanted),
    )
    # The list has addresses in small letters.
    small = wanted.casefold()
    named = [number for number, url, name in rows if small and small in {_bare(url), _bare(name).casefold()}]
    for entry in _load(database, named):
        if wanted in {_bare(entry.page.url or ""), _bare(entry.page.id)}:
            return entry
    raise ThreadNotFoundError(
        reference,
        "no stored thread has this address; threadreader does not download",
        "save the page and open the file",
    )


def find_title(database: Database, reference: str) -> Entry:
    """The entry of the title, or of the only title that has a text in it. Raises ThreadNotFoundError."""
    words = reference.casefold().split()
    query = " ".join(words)
    rows = database.records(
        tuple[int, str],
        "SELECT page, title FROM entry NOT INDEXED WHERE instr(title, ?) ORDER BY page",
        max(words, key=len, default=""),
    )
    titles = [(number, " ".join(title.split())) for number, title in rows]
    equal = [number for number, title in titles if query == title]
    matches = equal if len(equal) == 1 else [number for number, title in titles if query and query in title]
    entries = _load(database, matches[:_MAX_NAMED])
    if not entries:
        raise ThreadNotFoundError(reference, "no such file or stored thread", "see threadreader list")
    if len(matches) == 1:
        return entries[0]
    named = ", ".join(f"{entry.number} {entry.page.title!r}" for entry in entries)
    more = f" and {len(matches) - _MAX_NAMED} more" if len(matches) > _MAX_NAMED else ""
    raise ThreadNotFoundError(reference, f"matches {len(matches):,} titles: {named}{more}", "use the number")


def _load(database: Database, numbers: Sequence[int]) -> Sequence[Entry]:
    loaded = StoredEntries(database).load(numbers)
    return [loaded[number] for number in numbers if number in loaded]


def _bare(address: str) -> str:
    return address.partition("#")[0].partition("://")[2].removeprefix("www.").rstrip("/")
