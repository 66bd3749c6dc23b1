"""Recovery of a damaged library: copies the readable rows of saves and read states into a new file.

Derived tables are not copied: threads are parsed again from the bytes of their saves.
"""

import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing, suppress
from pathlib import Path
from typing import Any

from msgspec import Struct

from threadreader.store.connection import file_uri, open_database, translating_errors
from threadreader.store.integrity import MAX_NUMBER, is_time
from threadreader.store.originals import (
    PIECE_BYTES,
    delete_pieces,
    insert_pieces,
    intact_pieces,
    is_annotation,
    mend,
    parity,
    piece_ids,
    replace_original,
    split,
)
from threadreader.store.rescuing.leaves import ORIGINAL, SAVE_COPY, scan_leaf_pages
from threadreader.store.schema import DERIVED

_ROWS_PER_QUERY = 16  # so few are asked for one by one beside a damaged row
# The row ids that are asked for one by one in a table: a second's work. What stands behind them is found in the leaf
# pages.
_MAX_PROBES = 1 << 17

# Rows without meaning, since the row that they refer to is lost.
_DELETE_ORPHANS = (
    "DELETE FROM touched WHERE reading NOT IN (SELECT id FROM reading)",
    "DELETE FROM mark WHERE reading NOT IN (SELECT id FROM reading)",
    "DELETE FROM annotation WHERE reading NOT IN (SELECT id FROM reading)",
    "DELETE FROM paging WHERE save NOT IN (SELECT id FROM save)",
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
        # A quoted name alone that is no column of an earlier version is a text to SQLite.
        columns = ", ".join([*(f'"{self.name}".{column}' for column in self._quoted), *more])
        return f'SELECT {columns} FROM "{self.name}" {rest}'  # noqa: S608 - names of our own schema

    def insert(self, columns: int | None = None) -> str:
        """An insert of the first so many columns, or of all."""
        names = self._quoted[:columns]
        values = ", ".join("?" * len(names))
        return f'INSERT OR IGNORE INTO "{self.name}" ({", ".join(names)}) VALUES ({values})'  # noqa: S608

    @property
    def _quoted(self) -> list[str]:
        return [f'"{column}"' for column in self.columns]


def rescue(damaged: Path, target: Path) -> tuple[int, list[str]]:
    """Copy the readable rows to a new file; returns the number of saves, and the names of those whose bytes are lost.

    Raises StoreError if it cannot be written.
    """
    open_database(target).close()
    with translating_errors(target), closing(sqlite3.connect(target)) as into:
        tables = {table.name: table for table in _tables(into)}
        with closing(sqlite3.connect(file_uri(damaged, "mode=ro"), uri=True)) as source:
            source.execute("PRAGMA trusted_schema = OFF")
            source.text_factory = lambda text: text.decode(errors="replace")
            lost = {name for name, table in tables.items() if not _copy(source, into, table)}
            _copy_sequence(source, into)
            copies = list(_saves_of_copy(source))
            for name, row in scan_leaf_pages(damaged) if lost else ():
                if name in lost:
                    into.execute(tables[name].insert(len(row)), tables[name].mended(row))
                elif name == SAVE_COPY and "save" in lost:
                    copies.append(row)
                elif name == ORIGINAL and "save" in lost:
                    _insert_original(into, row)
            without_bytes = _Originals(source, into, damaged, copies).copy()
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
    return int(saves), without_bytes


def _copy(source: sqlite3.Connection, into: sqlite3.Connection, table: _Table) -> bool:
    """Copy the rows of a table; False if some may be lost."""
    if not _is_table(source, table.name):
        return False
    errors: list[sqlite3.Error] = []
    rows = list(map(table.mended, _rows(source, table, errors)))
    intact = list(filter(is_annotation, rows)) if table.name == "annotation" else rows
    into.executemany(table.insert(), intact)
    return not errors and len(intact) == len(rows)


def _is_table(source: sqlite3.Connection, name: str) -> bool:
    """False where a view or a virtual table has the name of one of ours: reading it would run what it holds."""
    statement = "SELECT type = 'table' AND sql NOT LIKE 'CREATE VIRTUAL%' FROM sqlite_schema WHERE name = ?"
    try:
        return source.execute(statement, (name,)).fetchone() in {(1,), None}
    except sqlite3.Error:
        return True


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


_SAVE = "id, page, digest, name, container, adapter, saved_at, imported_at, size"
_INSERT_SAVE = f"INSERT OR IGNORE INTO save ({_SAVE}, parity) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"  # noqa: S608


_PIECES = "SELECT id, sum, content FROM piece WHERE id >= ? AND id < ?"


def _saves_of_copy(source: sqlite3.Connection) -> Iterator[Row]:
    """The saves as they stand in the index of their copies."""
    with suppress(sqlite3.Error):
        yield from source.execute(f"SELECT {_SAVE} FROM save INDEXED BY save_copy")  # noqa: S608 - our own columns


def _insert_original(into: sqlite3.Connection, row: Row) -> None:
    """Insert a save of an earlier version, whose bytes are in its row."""
    *columns, packed = row
    if into.execute(_INSERT_SAVE, (*columns, len(packed), parity(packed))).rowcount:
        insert_pieces(into, row[0], row[2], split(packed))


class _Originals:
    """The bytes of saves: pieces are copied, and made again where they are lost."""

    def __init__(
        self, source: sqlite3.Connection, into: sqlite3.Connection, damaged: Path, copies: Sequence[Row]
    ) -> None:
        self._source = source
        self._into = into
        self._damaged = damaged
        for row in copies:
            into.execute(_INSERT_SAVE, (*row, b""))
        self._copies = {row[0]: row for row in copies}

    def copy(self) -> list[str]:
        """Copy all; returns the names of saves of which too much is lost, which are deleted."""
        saves = {row[0]: row for row in self._into.execute(f"SELECT {_SAVE}, parity FROM save")}  # noqa: S608
        for row in saves.values():
            self._keep(row, self._stored_pieces(row))
        incomplete = {save: row for save, row in saves.items() if not self._restored(row)}
        for name, found in scan_leaf_pages(self._damaged) if incomplete else ():
            if name == "piece" and isinstance(found[0], int) and (row := incomplete.get(found[0] >> 20)):
                self._keep(row, [found])
        lost = [row for row in incomplete.values() if not self._restored(row)]
        for save, *_ in lost:
            delete_pieces(self._into, save)
            self._into.execute("DELETE FROM save WHERE id = ?", (save,))
        return [str(row[3]) for row in lost]

    def _stored_pieces(self, row: Row) -> list[Row]:
        """The pieces of a save that SQLite can read."""
        first, end = piece_ids(row[0])
        with suppress(sqlite3.Error):
            return self._source.execute(_PIECES, (first, end)).fetchall()
        rows: list[Row] = []
        size = max((each[-1] for each in self._candidates(row)), default=0)
        for number in range(first, first + min(size, self._damaged.stat().st_size) // PIECE_BYTES + 1):
            with suppress(sqlite3.Error):
                rows += self._source.execute(_PIECES, (number, number + 1)).fetchall()
        return rows

    def _keep(self, row: Row, rows: Sequence[Row]) -> None:
        """Insert those of some pieces that are intact."""
        for each in self._candidates(row):
            insert_pieces(self._into, row[0], each[2], intact_pieces(each[2], rows))

    def _restored(self, row: Row) -> bool:
        """True if the bytes of a save can be put together, which is then done."""
        save, parities = row[0], row[-1] if isinstance(row[-1], bytes) else b""
        rows = self._into.execute(_PIECES, piece_ids(save)).fetchall()
        for each in self._candidates(row):
            digest, size = each[2], each[-1]
            packed = mend(digest, size, intact_pieces(digest, rows), parities)
            if packed is not None:
                if each != row[:-1]:
                    self._into.execute("DELETE FROM save WHERE id = ?", (save,))
                    self._into.execute(_INSERT_SAVE, (*each, b""))
                replace_original(self._into, save, digest, packed)
                return True
        return False

    def _candidates(self, row: Row) -> Iterable[Row]:
        """A save as its row has it, and as the copy of that does, where digest and size can be those of one."""
        both = dict.fromkeys((row[:-1], self._copies.get(row[0], row[:-1])))
        return [each for each in both if isinstance(each[2], str) and isinstance(each[-1], int) and each[-1] >= 0]


_LAST_NUMBER = "SELECT seq FROM sqlite_sequence WHERE name = 'page' AND seq BETWEEN 1 AND ?"


def _copy_sequence(source: sqlite3.Connection, into: sqlite3.Connection) -> None:
    """Copy the last page number that was given, so that numbers of forgotten pages are not given again."""
    with suppress(sqlite3.Error):
        for (last,) in source.execute(_LAST_NUMBER, (MAX_NUMBER,)).fetchall():
            into.execute("UPDATE sqlite_sequence SET seq = max(seq, ?) WHERE name = 'page'", (last,))


def _tables(connection: sqlite3.Connection) -> list[_Table]:
    """The tables that are not derived, but for the pieces of originals."""
    tables = "SELECT name, wr FROM pragma_table_list WHERE schema = 'main' AND type = 'table'"
    columns = 'SELECT name, type, "notnull" OR pk > 0 FROM pragma_table_info(?)'
    return [
        _Table(name, tuple(_Column(*column) for column in connection.execute(columns, (name,))), not without_rowid)
        for name, without_rowid in sorted(connection.execute(tables).fetchall())
        if name not in DERIVED and name != "piece" and not name.startswith("sqlite_")
    ]


def _rows(source: sqlite3.Connection, table: _Table, errors: list[sqlite3.Error]) -> Iterator[Row]:
    """The rows that SQLite can read; errors of reading others are appended to `errors`."""
    try:
        source.execute(table.select("LIMIT 1")).fetchall()
        yield from _by_rowid(source, table, errors) if table.has_rowid else _from_both_ends(source, table)
    except sqlite3.Error as problem:
        errors.append(problem)


def _by_rowid(source: sqlite3.Connection, table: _Table, errors: list[sqlite3.Error]) -> Iterator[Row]:
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
        except sqlite3.Error as problem:
            errors.append(problem)
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
    """The rows up to an unreadable one, and from the last down to one; raises the last error of the two."""
    key = ", ".join(f'"{column}"' for column in table.columns)
    stopped: sqlite3.Error | None = None
    for order in (key, ", ".join(f"{column} DESC" for column in key.split(", "))):
        try:
            yield from source.execute(table.select(f"ORDER BY {order}"))
        except sqlite3.Error as problem:
            stopped = problem
        else:
            return
    if stopped:
        raise stopped
