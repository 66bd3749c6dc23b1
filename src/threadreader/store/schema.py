"""Schema of the library file (`schema.sql`), its migrations, and what differs from it; with the theory of the store.

The library is one SQLite file. It holds three kinds of data, and which kind a table is decides what may happen to it:

============  ==========================================  ====================================================
kind          tables                                      where it comes from, what becomes of it
============  ==========================================  ====================================================
imported      `page`, `save`, `original`                  the bytes of each save as they came; never changed
derived       `thread`, `bodies`, `part`, `joined`,       parsed from those bytes; made again by a newer
              `renamed`, `word_index`, `address`,         program, after damage, or when a save is added
              `entry`, `entry_count`
user's own    `reading`, `fact`, `mark`, `annotation`     what the user did; nothing can make it again
============  ==========================================  ====================================================

**Identity.** The user's own rows name pages and comments by the identifiers that the page gives, and refer to no row of
another kind. So they outlive another save of the page, another parse of it, and forgetting it. A page's number is given
once. A thread that is parsed again gets a new row id: a window that has the old one open finds its rows gone, and never
another comment in their place. Where a newer extractor gives a comment another identifier, the transaction that stores
the new thread moves the user's rows to it, and `renamed` keeps which became which: a window that still has the old
thread open goes on with the old identifiers, and what it saves is saved under the new ones. Sets of comments (read,
starred, folded, muted) are saved as differences, so that two windows on one thread both keep what was done in them. A
derived row says which extractor and which linker made it: threads made by older ones are made again when they are
opened, or in the background.

**Chunks.** To open a thread of 50,000 comments must not read 50,000 rows, and to show a screenful must not unpack all
of them. So a thread is stored in three parts, each JSON in zlib, which is small, quick to read and, unlike pickle,
harmless:

* the *thread index* (`thread.skeleton`): parents, authors, times, lengths of all comments, column by column in one
  blob, read when the thread is opened. It takes 32 ms at 50,000 comments; as rows it took 84 to 108 ms;
* the *bodies* (`bodies`): chunks of 16 neighbouring comments, read when they come on the screen. The plain texts stand
  on the first line of a chunk, so that a search need not parse the rest. The row id is the thread's id and the chunk's
  number, so that the chunks of a thread lie side by side in the file;
* the *quotations* (`thread.quotes`): chunks of who quotes whom, then chunks of the quotations themselves.

What a list shows of each thread, is sorted, filtered and counted by (`entry`) is a table of its own, since the rows of
`thread` are long, with an index for each order, and `entry_count` keeps the counts of it: a list of 100,000 threads
opens by the rows of its first screen.
Unpacking stops at a limit: a few bytes of a crafted file could expand to gigabytes.

**Full text.** `word_index` is an FTS5 table without content: it has the positions of words, and the text is in
`bodies`. Its row id is the thread's id and the position of the comment, so that hits sort by thread and position. It
is written in the transaction that writes the thread. FTS5 takes a run of Chinese or Japanese for one word, so such
runs are indexed as overlapping pairs of characters (see `search`).

**Locks.** Three things keep windows and programs apart. SQLite's own locks keep each transaction whole. A file `-turn`
is the queue of writers: SQLite lets who waits look again after longer and longer pauses, and who waited long would be
overtaken by who comes often. A file `-open` is locked by all who have the library open, shared; who replaces the file
(restore, check) needs it exclusively. Both are `flock` locks, which end with the process that holds them.

**Journal.** Write-ahead logging lets windows read while an import writes. But several connections that write and
checkpoint at once could destroy the file in SQLite up to 3.51.2, so it is only chosen where SQLite has the correction,
and the rollback journal otherwise. `synchronous = EXTRA` in both: what the user was told is saved is on the disk.

**Migrations.** `user_version` is 1 and one more for each entry of `STEPS` that a file went through. A library of an
earlier version is brought to the present one when it is opened, in one transaction. Entries are only ever appended. A
library of threadreader 0.1 has another `application_id`: it is named, and left as it is (`scripts/take-over`).

**Damage.** A library may come from a backup or a synchronized folder, so from anybody. SQLite runs the triggers and
views that a file holds, and keeps values of any type in any column: `schema_difference` and `wrong_value` find these.
`backup` finds all other damage, and derived rows are made again from the saves. Where the file itself is damaged, it
copies row after row what SQLite can still read of the other two kinds. What that does not bring back is in the backups
that the program makes by itself (`files`).
"""

import sqlite3
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from datetime import datetime
from pathlib import Path

APPLICATION_ID = 0x74687231  # "thr1": marks an SQLite file as a library of this program
OLD_APPLICATION_ID = 0x74687264  # "thrd": marked those of threadreader 0.1

# Tables that can be made again from the bytes of the saves, or mean nothing without these.
DERIVED = frozenset({"thread", "bodies", "part", "joined", "renamed", "word_index", "address", "entry", "entry_count"})

Step = str | Callable[[sqlite3.Connection], None]
"""A statement, or what brings rows into another form: by no code that may be another one by then."""

STEPS: tuple[tuple[Step, ...], ...] = (
    (
        "CREATE INDEX thread_partial ON thread (page) WHERE declared_count > comments",
        # So that words also find the host of the address.
        """UPDATE entry SET words = words || ' ' || CASE instr(url, '//') WHEN 0 THEN '' ELSE rtrim(
        substr(url, instr(url, '//') + 2, instr(substr(url, instr(url, '//') + 2) || '/', '/')), '/') END""",
    ),
    (
        # The most votes that a reply has; less than any where none has some, as until the thread is parsed again.
        f"ALTER TABLE entry ADD COLUMN votes INTEGER NOT NULL DEFAULT -{1 << 40}",
        "UPDATE entry SET summary = substr(summary, 1, length(summary) - 1) || ',null]' WHERE summary > ''",
    ),
)
"""What brings version n of the tables to version n + 1, from version 1 on. Only ever append."""


def newest_version() -> int:
    """The version of the tables that this program reads and writes."""
    return 1 + len(STEPS)


def bring_up(connection: sqlite3.Connection, version: int, newest: int | None = None) -> None:
    """Bring a file of a version, 0 for an empty one, to the newest, or to that one."""
    if not version:
        text = Path(__file__).with_name("schema.sql").read_text(encoding="utf-8")
        # Without comments and indentation: SQLite keeps what it is given.
        bare = " ".join(word for line in text.splitlines() for word in line.partition("--")[0].split())
        for statement in filter(None, map(str.strip, bare.split(";"))):
            connection.execute(statement)
    for steps in STEPS[max(version, 1) - 1 : (newest or newest_version()) - 1]:
        for step in steps:
            if isinstance(step, str):
                connection.execute(step)
            else:
                step(connection)


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
        problem = sqlite3.DatabaseError("a number is out of range")
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
        return f"it has an unknown {kind} {name!r}"
    for kind, name in sorted(expected.keys() - actual.keys()):
        return f"the {kind} {name} is missing"
    for (kind, name), statement in expected.items():
        if statement != actual[kind, name]:
            return f"the {kind} {name} differs"
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
            yield f"a number in a row of {table} is out of range"
    for table, column in _TIMES:
        for (value,) in connection.execute(f"SELECT DISTINCT {column} FROM {table}"):  # noqa: S608 - our own
            if not is_time(value):
                yield f"the {column} in a row of {table} is not a time"


def _type_conditions(connection: sqlite3.Connection, table: str) -> Iterator[tuple[str, str, str]]:
    """The columns of a table of our own, their types, and the condition that their values meet."""
    columns = connection.execute('SELECT name, type, "notnull" FROM pragma_table_info(?)', (table,)).fetchall()
    for column, declared, required in columns:
        if declared in _TYPES:
            nullable = "" if required else f' OR "{column}" IS NULL'
            yield column, declared, f"typeof(\"{column}\") = '{_TYPES[declared]}'{nullable}"
