"""Comparison of a library file with what this program writes: its schema, and the types and ranges of its rows.

A library may come from a backup or a synchronized folder, so from anybody. SQLite runs the triggers and views that a
file holds, and keeps values of any type in any column.
"""

import sqlite3
from collections import deque
from collections.abc import Iterator, Mapping
from contextlib import closing
from datetime import datetime

from threadreader.store.schema import bring_up, newest_version

Schema = Mapping[tuple[str, str], str | None]
"""The statement that made each table and index, by type and name."""

MAX_NUMBER = 1 << 40
"""Numbers of pages and threads end far below: row ids of chunks are made of them and 20 bits."""

_MAX_COMMENTS = 1 << 20  # as many positions as a row id of the full-text index has room for
_TYPES = {"INTEGER": "integer", "TEXT": "text", "BLOB": "blob"}
_RANGES = (
    ("page", "number BETWEEN 1 AND {number}"),
    ("save", "id BETWEEN 1 AND {number}"),
    ("thread", "id BETWEEN 1 AND {number} AND comments BETWEEN 0 AND {comments} AND people BETWEEN 0 AND {comments}"),
    ("reading", "id BETWEEN 1 AND {number} AND seen BETWEEN 0 AND {number} AND starred BETWEEN 0 AND {number}"),
    ("entry", "id BETWEEN 1 AND {number}"),
    # By what SQLite has there, it gives numbers, and says that the disk is full where it has none left.
    ("sqlite_sequence", "seq BETWEEN 0 AND {number}"),
    ("fact", "reading BETWEEN 1 AND {number}"),
    ("address", "role BETWEEN 0 AND 2 AND comment BETWEEN -1 AND {comments}"),
    ("annotation", "reading BETWEEN 1 AND {number} AND start BETWEEN 0 AND stop AND stop <= {number}"),
)
_TIMES = (("save", "saved_at"), ("save", "imported_at"), ("reading", "read_at"), ("annotation", "made_at"))


def check_number(number: int) -> int:
    """The number of a new row; SQLite's error of a damaged file where those before it are out of their range."""
    if number > MAX_NUMBER:
        problem = sqlite3.DatabaseError("a number is out of its range")
        problem.sqlite_errorcode = sqlite3.SQLITE_CORRUPT
        raise problem
    return number


def read_schema(connection: sqlite3.Connection) -> Schema:
    """The schema of a file, without what SQLite itself adds."""
    rows = connection.execute("SELECT type, name, sql FROM sqlite_schema WHERE name NOT LIKE 'sqlite\\_%' ESCAPE '\\'")
    return {(kind, name): sql for kind, name, sql in rows}


def expected_schema(version: int) -> Schema:
    """The schema of a library of a version."""
    with closing(sqlite3.connect(":memory:")) as connection:
        bring_up(connection, 0, version)
        return read_schema(connection)


def schema_difference(connection: sqlite3.Connection, version: int) -> str:
    """The first difference to the schema of a version, "" if there is none."""
    expected, actual = expected_schema(version), read_schema(connection)
    for kind, name in sorted(actual.keys() - expected.keys()):
        return f"it holds the {kind} {name!r}, which threadreader did not make"
    for kind, name in sorted(expected.keys() - actual.keys()):
        return f"the {kind} {name} is missing"
    for (kind, name), statement in expected.items():
        if statement != actual[kind, name]:
            return f"the {kind} {name} is another one"
    return ""


def wrong_value(connection: sqlite3.Connection) -> str:
    """The first value of a wrong type or out of its range, in a file with the present schema; "" if there is none.

    Raises sqlite3.OperationalError where a text is not UTF-8.
    """
    return next(_wrong_values(connection), "")


def is_time(value: object) -> bool:
    """True if a value is a time as it is stored, or there is none."""
    if value is None or value == "":
        return True
    try:
        return isinstance(value, str) and bool(datetime.fromisoformat(value))
    except ValueError:
        return False


def _wrong_values(connection: sqlite3.Connection) -> Iterator[str]:
    for table in [name for kind, name in expected_schema(newest_version()) if kind == "table"]:
        for column, declared, condition in _type_conditions(connection, table):
            if connection.execute(f'SELECT 1 FROM "{table}" WHERE NOT ({condition}) LIMIT 1').fetchone():  # noqa: S608
                yield f"the {column} in a row of {table} has a wrong type"
            if declared == "TEXT":
                # Reading it raises an error where it is not UTF-8.
                deque(connection.execute(f'SELECT "{column}" FROM "{table}"'), maxlen=0)  # noqa: S608
    limits = {"number": MAX_NUMBER, "comments": _MAX_COMMENTS}
    for table, condition in _RANGES:
        statement = f"SELECT 1 FROM {table} WHERE NOT ({condition.format(**limits)}) LIMIT 1"  # noqa: S608 - our own
        if connection.execute(statement).fetchone():
            yield f"a number in a row of {table} is out of its range"
    for table, column in _TIMES:
        for (value,) in connection.execute(f"SELECT DISTINCT {column} FROM {table}"):  # noqa: S608 - our own
            if not is_time(value):
                yield f"the {column} in a row of {table} is no time"


def _type_conditions(connection: sqlite3.Connection, table: str) -> Iterator[tuple[str, str, str]]:
    """The columns of a table of our own, their types, and the condition that their values meet."""
    columns = connection.execute('SELECT name, type, "notnull" FROM pragma_table_info(?)', (table,)).fetchall()
    for column, declared, required in columns:
        if declared in _TYPES:
            nullable = "" if required else f' OR "{column}" IS NULL'
            yield column, declared, f"typeof(\"{column}\") = '{_TYPES[declared]}'{nullable}"
