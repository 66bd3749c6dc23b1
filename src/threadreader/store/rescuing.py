"""Recovery of a damaged library: copies the readable rows of saves and read states into a new file.

Derived tables are not copied: threads are parsed again from the bytes of their saves.
"""

import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing, suppress
from pathlib import Path
from typing import Any

from msgspec import Struct

from threadreader.store.connection import file_uri, open_database, translating_errors
from threadreader.store.encoding import is_original
from threadreader.store.integrity import MAX_NUMBER, is_time
from threadreader.store.schema import DERIVED

_ROWS_PER_QUERY = 16  # so few are asked for one by one beside a damaged row
# The row ids that are asked for one by one in a table: a second's work.
_MAX_PROBES = 1 << 17

# Rows without meaning, since the row that they refer to is lost.
_DELETE_ORPHANS = (
    "DELETE FROM fact WHERE reading NOT IN (SELECT id FROM reading)",
    "DELETE FROM mark WHERE reading NOT IN (SELECT id FROM reading)",
    "DELETE FROM annotation WHERE reading NOT IN (SELECT id FROM reading)",
    "DELETE FROM original WHERE save NOT IN (SELECT id FROM save)",
)

Row = tuple[Any, ...]
_PYTHON_TYPES: Mapping[str, type] = {"INTEGER": int, "TEXT": str, "BLOB": bytes}


class _Column(Struct, frozen=True):
    name: str
    type: str
    required: bool

    def mended(self, value: Any) -> Any:
        """The value, or one of the right type in its place where it has another one."""
        if isinstance(value, _PYTHON_TYPES[self.type]):
            return None if self.name.endswith("_at") and not self.required and not is_time(value) else value
        if value is None or not self.required:
            return None
        return _PYTHON_TYPES[self.type]()


class _Table(Struct, frozen=True):
    name: str
    details: tuple[_Column, ...]
    has_rowid: bool

    @property
    def columns(self) -> tuple[str, ...]:
        return tuple(column.name for column in self.details)

    def mended(self, row: Row) -> Row:
        """A row with values of the right types."""
        return tuple(column.mended(value) for column, value in zip(self.details, row, strict=False))

    def select(self, rest: str, *more: str) -> str:
        """A query of all columns, and of more behind them."""
        columns = ", ".join([*(f'"{self.name}"."{column}"' for column in self.columns), *more])
        return f'SELECT {columns} FROM "{self.name}" {rest}'  # noqa: S608 - names of our own schema

    def insert(self) -> str:
        """An insert of all columns."""
        values = ", ".join("?" * len(self.columns))
        return f'INSERT OR IGNORE INTO "{self.name}" ({", ".join(self.columns)}) VALUES ({values})'  # noqa: S608


def rescue(damaged: Path, target: Path) -> tuple[int, list[str]]:
    """Copy the readable rows to a new file; returns the number of saves, and the names of those whose bytes are lost.

    Raises StoreError if it cannot be written.
    """
    open_database(target).close()
    with translating_errors(target), closing(sqlite3.connect(target)) as into:
        with closing(sqlite3.connect(file_uri(damaged, "mode=ro"), uri=True)) as source:
            source.execute("PRAGMA trusted_schema = OFF")
            # SQLite reads a file that is cut off, which it refuses otherwise; it is opened for reading only.
            source.execute("PRAGMA writable_schema = ON")
            source.text_factory = lambda text: text.decode(errors="replace")
            for table in _tables(into):
                if _is_table(source, table.name):
                    into.executemany(table.insert(), map(table.mended, _rows(source, table)))
            _copy_sequence(source, into)
        lost = list(_delete_broken_saves(into))
        _renumber(into)
        # A page whose row was lost is made again from its saves, with the same number.
        into.execute(
            "INSERT INTO page (number, id) SELECT page, min(digest) FROM save"
            " WHERE page NOT IN (SELECT number FROM page) GROUP BY page"
        )
        for statement in _DELETE_ORPHANS:
            into.execute(statement)
        into.commit()
        ((saves,),) = into.execute("SELECT count(*) FROM save")
    return int(saves), lost


def _delete_broken_saves(into: sqlite3.Connection) -> Iterator[str]:
    """Delete the saves whose bytes are lost, or not those that were imported; the name of each."""
    for save, digest, name in into.execute("SELECT id, digest, name FROM save ORDER BY id").fetchall():
        row = into.execute("SELECT content FROM original WHERE save = ?", (save,)).fetchone()
        if row is None or not is_original(digest, row[0]):
            into.execute("DELETE FROM save WHERE id = ?", (save,))
            yield str(name)


def _is_table(source: sqlite3.Connection, name: str) -> bool:
    """False where a view or a virtual table has the name of one of ours: reading it would run what it holds."""
    statement = "SELECT type = 'table' AND sql NOT LIKE 'CREATE VIRTUAL%' FROM sqlite_schema WHERE name = ?"
    try:
        return bool(source.execute(statement, (name,)).fetchone() == (1,))
    except sqlite3.Error:
        return False


def _renumber(into: sqlite3.Connection) -> None:
    """Give pages numbers again that have none which this program gives, the pages of their saves too."""
    is_wrong = f"NOT BETWEEN 1 AND {MAX_NUMBER}"
    into.execute(f"DELETE FROM page WHERE number {is_wrong}")  # noqa: S608 - our own number
    # The next number that SQLite gives would be behind that of a deleted one, where there may be none.
    greatest = "SELECT coalesce(max(number), 0) FROM page"
    into.execute(f"UPDATE sqlite_sequence SET seq = ({greatest}) WHERE name = 'page' AND seq {is_wrong}")  # noqa: S608
    for page, digest in into.execute(
        f"SELECT page, min(digest) FROM save WHERE page {is_wrong} GROUP BY page"  # noqa: S608
    ).fetchall():
        number = into.execute("INSERT INTO page (id) VALUES (?)", (digest,)).lastrowid
        into.execute("UPDATE save SET page = ? WHERE page = ?", (number, page))


_LAST_NUMBER = "SELECT seq FROM sqlite_sequence WHERE name = 'page' AND seq BETWEEN 1 AND ?"


def _copy_sequence(source: sqlite3.Connection, into: sqlite3.Connection) -> None:
    """Copy the last page number that was given, so that numbers of forgotten pages are not given again."""
    with suppress(sqlite3.Error):
        for (last,) in source.execute(_LAST_NUMBER, (MAX_NUMBER,)).fetchall():
            into.execute("UPDATE sqlite_sequence SET seq = max(seq, ?) WHERE name = 'page'", (last,))


def _tables(connection: sqlite3.Connection) -> list[_Table]:
    """The tables that are not derived."""
    tables = "SELECT name, wr FROM pragma_table_list WHERE schema = 'main' AND type = 'table'"
    columns = 'SELECT name, type, "notnull" OR pk > 0 FROM pragma_table_info(?)'
    return [
        _Table(name, tuple(_Column(*column) for column in connection.execute(columns, (name,))), not without_rowid)
        for name, without_rowid in sorted(connection.execute(tables).fetchall())
        if name not in DERIVED and not name.startswith("sqlite_")
    ]


def _rows(source: sqlite3.Connection, table: _Table) -> Iterator[Row]:
    """The rows that SQLite can read."""
    try:
        source.execute(table.select("LIMIT 1")).fetchall()
    except sqlite3.Error:
        return
    yield from _by_rowid(source, table) if table.has_rowid else _from_both_ends(source, table)


def _by_rowid(source: sqlite3.Connection, table: _Table) -> Iterator[Row]:
    """Some rows a query, and one by one where a query fails."""
    following = table.select("WHERE rowid >= ? ORDER BY rowid LIMIT ?", "rowid")
    single = table.select("WHERE rowid = ?")
    first, last = 0, _last_rowid(source, table)
    probes = 0
    while first <= last and probes < _MAX_PROBES:
        try:
            rows = source.execute(following, (first, _ROWS_PER_QUERY)).fetchall()
            end = rows[-1][-1] if rows else last
            if not isinstance(end, int) or end < first:
                raise sqlite3.DatabaseError("rows without order")
            yield from (row[:-1] for row in rows)
            first = end + 1
        except sqlite3.Error:
            for rowid in range(first, first + _ROWS_PER_QUERY):
                with suppress(sqlite3.Error):
                    yield from source.execute(single, (rowid,)).fetchall()
            first += _ROWS_PER_QUERY
            probes += _ROWS_PER_QUERY


def _last_rowid(source: sqlite3.Connection, table: _Table) -> int:
    """The greatest row id; of a table where it cannot be read, one that more probes do not reach."""
    try:
        ((rowid,),) = source.execute(f'SELECT max(rowid) FROM "{table.name}"')  # noqa: S608 - our own name
    except sqlite3.Error:
        return _MAX_PROBES
    return int(rowid or 0)


def _from_both_ends(source: sqlite3.Connection, table: _Table) -> Iterator[Row]:
    """The rows up to an unreadable one, and from the last down to one."""
    ascending = ", ".join(f'"{column}"' for column in table.columns)
    for order in (ascending, ascending.replace(",", " DESC,") + " DESC"):
        try:
            yield from source.execute(table.select(f"ORDER BY {order}"))
        except sqlite3.Error:
            continue
        return
