"""Takes what can still be read of a damaged library into a new one: saves and the reader's own, row after row.

Threads are not taken along: they are read again from the bytes of their saves.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from threadreader.store.connection import explained, open_database
from threadreader.store.leaves import rows_in_leaves
from threadreader.store.schema import DERIVED

_RUN = 16
_MOST_ROWS = 1 << 17
"""As many rows are looked for where a table cannot even tell how many it has."""

_ORPHANS = (
    "DELETE FROM touched WHERE reading NOT IN (SELECT id FROM reading)",
    "DELETE FROM mark WHERE reading NOT IN (SELECT id FROM reading)",
    "DELETE FROM paging WHERE save NOT IN (SELECT id FROM save)",
)
"""What belongs to a row that is lost, and says nothing without it."""

Row = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class _Table:
    name: str
    columns: tuple[str, ...]
    has_rowid: bool

    def select(self, rest: str) -> str:
        return f'SELECT {", ".join(self._quoted)} FROM "{self.name}" {rest}'  # noqa: S608 - names of our own schema

    def insert(self, columns: int | None = None) -> str:
        """Inserts the first columns of a row, or all of them."""
        named = self._quoted[:columns]
        wanted = ", ".join("?" * len(named))
        return f'INSERT OR IGNORE INTO "{self.name}" ({", ".join(named)}) VALUES ({wanted})'  # noqa: S608

    @property
    def _quoted(self) -> list[str]:
        return [f'"{column}"' for column in self.columns]


def rescue(damaged: Path, target: Path) -> int:
    """Copy what can be read to a new file; how many saves that are. Raises StoreError where it cannot be written."""
    open_database(target).close()
    with explained(target), closing(sqlite3.connect(target)) as into:
        tables = {table.name: table for table in _tables(into)}
        with closing(sqlite3.connect(f"{damaged.absolute().as_uri()}?mode=ro", uri=True)) as source:
            lost = {name for name, table in tables.items() if not _copy(source, into, table)}
            _keep_numbers(source, into)
        for name, row in rows_in_leaves(damaged) if lost else ():
            if name in lost:
                into.execute(tables[name].insert(len(row)), row)
        # A page whose own row was lost keeps its number and its saves.
        into.execute(
            "INSERT INTO page (number, id) SELECT page, min(digest) FROM save"
            " WHERE page NOT IN (SELECT number FROM page) GROUP BY page"
        )
        for statement in _ORPHANS:
            into.execute(statement)
        into.commit()
        ((saves,),) = into.execute("SELECT count(*) FROM save")
    return int(saves)


def _copy(source: sqlite3.Connection, into: sqlite3.Connection, table: _Table) -> bool:
    """Copy the rows of a table; False where some of them may be lost."""
    trouble: list[sqlite3.Error] = []
    into.executemany(table.insert(), _rows(source, table, trouble))
    return not trouble


def _keep_numbers(source: sqlite3.Connection, into: sqlite3.Connection) -> None:
    """A number that was given to a page that is forgotten is still not given again."""
    with suppress(sqlite3.Error):
        for (last,) in source.execute("SELECT seq FROM sqlite_sequence WHERE name = 'page'").fetchall():
            into.execute("UPDATE sqlite_sequence SET seq = max(seq, ?) WHERE name = 'page'", (last,))


def _tables(connection: sqlite3.Connection) -> list[_Table]:
    """The tables that hold what cannot be made again."""
    listed = "SELECT name, wr FROM pragma_table_list WHERE schema = 'main' AND type = 'table'"
    columns = "SELECT name FROM pragma_table_info(?)"
    return [
        _Table(name, tuple(column for (column,) in connection.execute(columns, (name,))), not without_rowid)
        for name, without_rowid in sorted(connection.execute(listed).fetchall())
        if name not in DERIVED and not name.startswith("sqlite_")
    ]


def _rows(source: sqlite3.Connection, table: _Table, trouble: list[sqlite3.Error]) -> Iterator[Row]:
    """The rows that SQLite finds; what keeps it from finding others is added to `trouble`."""
    try:
        source.execute(table.select("LIMIT 1")).fetchall()
        yield from _by_number(source, table, trouble) if table.has_rowid else _from_both_ends(source, table)
    except sqlite3.Error as problem:
        trouble.append(problem)


def _by_number(source: sqlite3.Connection, table: _Table, trouble: list[sqlite3.Error]) -> Iterator[Row]:
    """A run of rows at a time, and one by one where a run cannot be read."""
    statement = table.select("WHERE rowid BETWEEN ? AND ?")
    for first in range(0, _last_number(source, table) + 1, _RUN):
        run = (first, first + _RUN - 1)
        try:
            yield from source.execute(statement, run).fetchall()
        except sqlite3.Error as problem:
            trouble.append(problem)
            for number in range(first, first + _RUN):
                with suppress(sqlite3.Error):
                    yield from source.execute(statement, (number, number)).fetchall()


def _last_number(source: sqlite3.Connection, table: _Table) -> int:
    try:
        ((number,),) = source.execute(f'SELECT max(rowid) FROM "{table.name}"')  # noqa: S608 - our own name
    except sqlite3.Error:
        return _MOST_ROWS
    return min(int(number or 0), 1 << 24)


def _from_both_ends(source: sqlite3.Connection, table: _Table) -> Iterator[Row]:
    """From the first row up to one that cannot be read, and from the last down to one; raises what stopped it."""
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
