"""The one file of the library: opened with care, written in whole transactions, its errors put into words.

Transactions: of one moment to read, and to write when it is one's turn.

What SQLite says is wrong, in words for the user: the trouble, and what to do.
"""

import os
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path
from typing import Any, Self

from threadreader.errors import DamageError, ForeignFileError, StoreError
from threadreader.store.locks import be_one_of_many, last_writer, next_turn
from threadreader.store.schema import APPLICATION_ID, MIGRATIONS

READ_ONLY = ("cannot be written", "make the file and its folder writable")
NO_LIBRARY = ("is not a library of threadreader", "move it away, or let threadreader check look for saved pages in it")
_IN_USE = ("is in use by another program", "try again when that has finished")
_FORBIDDEN = ("cannot be opened", "make the file and its folder readable and writable")

_TROUBLES = {
    sqlite3.SQLITE_BUSY: _IN_USE,
    sqlite3.SQLITE_LOCKED: _IN_USE,
    sqlite3.SQLITE_PROTOCOL: _IN_USE,
    sqlite3.SQLITE_FULL: ("cannot be written: the disk is full", "free some space; nothing stored was lost"),
    # A full disk and a limit on the size of files come as this one too.
    sqlite3.SQLITE_IOERR: (
        "cannot be read or written: the disk is full or failing",
        "free some space; nothing stored was lost",
    ),
    sqlite3.SQLITE_READONLY: READ_ONLY,
    sqlite3.SQLITE_PERM: _FORBIDDEN,
    sqlite3.SQLITE_CANTOPEN: _FORBIDDEN,
    sqlite3.SQLITE_CORRUPT: ("is damaged", "threadreader check mends what can be mended"),
    sqlite3.SQLITE_NOTADB: NO_LIBRARY,
}


_KINDS = {sqlite3.SQLITE_CORRUPT: DamageError, sqlite3.SQLITE_NOTADB: ForeignFileError}
_OF_WRITING = frozenset({sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_READONLY})


@contextmanager
def explained(path: Path, *, written: Path | None = None) -> Iterator[None]:
    """Tells errors that a user can do something about as StoreError; those that are a bug of ours stay.

    `written` is the file that is written where that is another one.
    """
    try:
        yield
    except sqlite3.Error as problem:
        code = getattr(problem, "sqlite_errorcode", 0) & 0xFF
        if code not in _TROUBLES:
            raise
        if _TROUBLES[code] is _IN_USE:
            raise in_use(path) from problem
        kind = _KINDS.get(code, StoreError)
        subject = written if written and code in _OF_WRITING else path
        raise kind(subject, *_TROUBLES[code]) from problem


def in_use(path: Path) -> StoreError:
    """What is said where others were waited for in vain; it names the one that wrote last."""
    trouble, cure = _IN_USE
    writer = last_writer(path)
    named = f" (process {writer} wrote last)" if writer not in {None, os.getpid()} else ""
    return StoreError(path, f"{trouble}{named}", cure)


PATIENCE = 15.0
"""Seconds to wait for others that are writing; each has its turn, so that only very long imports need as many."""


@contextmanager
def transaction(path: Path, connection: sqlite3.Connection, patience: float) -> Iterator[None]:
    """Write whole or not at all, when those that came before have written. Raises StoreError.

    There is as much patience again in the end, for those who read.
    """
    try:
        _begin(path, connection, time.monotonic() + patience)
        try:
            # Without a write-ahead log it is the end of a transaction that waits, for those who read.
            _be_patient(connection, patience)
            yield
            connection.execute("COMMIT")
        finally:
            if connection.in_transaction:
                connection.execute("ROLLBACK")
    finally:
        _be_patient(connection, PATIENCE)


@contextmanager
def one_moment(connection: sqlite3.Connection) -> Iterator[None]:
    """See the file as it is at one moment, inside a transaction or not."""
    if connection.in_transaction:
        yield
        return
    connection.execute("BEGIN")
    try:
        yield
    finally:
        connection.execute("ROLLBACK")


def _begin(path: Path, connection: sqlite3.Connection, until: float) -> None:
    with next_turn(path, until) as came:
        if not came:
            raise in_use(path)
        _be_patient(connection, until - time.monotonic())
        # One that begins by reading fails at its first write, without waiting, where another one wrote meanwhile.
        connection.execute("BEGIN IMMEDIATE")


def _be_patient(connection: sqlite3.Connection, seconds: float) -> None:
    """Wait so long for others at the next statements."""
    connection.execute(f"PRAGMA busy_timeout = {max(0, round(seconds * 1000))}")


SYNCHRONOUS = "FULL"
"""What is written is on the disk, whatever befalls the machine then, before anybody is told that it is kept."""

_KEPT_BACK = 16_384
"""Pages of the file that a transaction may change before any is written, 64 MB: others can read until it is committed,
and what is written before has to wait for the disk twice."""


class Database:
    """An open library file. Threads may share it: each statement and each transaction has it to itself."""

    def __init__(
        self, path: Path, connection: sqlite3.Connection, *, read_only: bool, leave: Callable[[], None] | None = None
    ) -> None:
        self.path = path
        self.read_only = read_only
        self._connection = connection
        self._leave = leave
        self._lock = threading.RLock()

    def rows(self, statement: str, *values: object) -> list[tuple[Any, ...]]:
        """What a query finds. Raises StoreError."""
        with self._lock, explained(self.path):
            return self._connection.execute(statement, values).fetchall()

    def changes(self) -> int:
        """A number that is another one after another connection has written. Raises StoreError."""
        return int(self.rows("PRAGMA data_version")[0][0])

    @contextmanager
    def writing(self, patience: float = PATIENCE) -> Iterator[sqlite3.Connection]:
        """One transaction: all that is done inside is kept, or after an error nothing. Raises StoreError.

        Others that write are waited for, as many seconds as there is patience.
        """
        if self.read_only:
            raise StoreError(self.path, *READ_ONLY)
        with self._lock, explained(self.path), transaction(self.path, self._connection, patience):
            yield self._connection

    def close(self) -> None:
        """Let go of the file."""
        self._connection.close()
        if self._leave:
            self._leave()

    def copy_to(self, other: sqlite3.Connection, target: Path) -> None:
        """Copy all of it, as it is at one moment, to what becomes a file. Raises StoreError."""
        with self._lock, explained(self.path, written=target):
            self._connection.backup(other)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def open_database(path: Path) -> Database:
    """The library at a path, made where there is none; read-only where it or its folder cannot be written.

    Raises StoreError where it cannot be opened, belongs to another program, or comes from a newer version.
    """
    read_only = path.exists() and not (_writable(path) and _writable(path.parent))
    if not read_only:
        _create(path)
    with ExitStack() as left, explained(path):
        leave = be_one_of_many(path)
        left.callback(leave)
        connection = _connect_to_read(path) if read_only else _connect(path, "mode=rw")
        left.callback(connection.close)
        _set_up(path, connection, read_only=read_only)
        left.pop_all()
        return Database(path, connection, read_only=read_only, leave=leave)


def finish(path: Path) -> None:
    """Undo or complete what a program that was killed left half done, so that the file is all there is.

    Raises StoreError where it is damaged.
    """
    with explained(path), closing(_connect(path, "mode=rw")) as connection:
        connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()
        connection.execute("PRAGMA wal_checkpoint (TRUNCATE)").fetchone()


def checked_copy(source: Path, target: Path) -> None:
    """Copy a library to a file, and check that it is a whole one that this version can read. Raises StoreError."""
    if not source.is_file():
        raise StoreError(source, "is no file", "name a backup")
    with explained(source), closing(_connect(source, "mode=ro")) as connection:
        version = _checked_version(source, connection)
        if not version:
            raise StoreError(source, "is empty", "name a backup")
        with closing(sqlite3.connect(target)) as copy:
            connection.backup(copy)
            ((said,), *_) = copy.execute("PRAGMA quick_check").fetchall()
        if said != "ok":
            raise StoreError(source, f"is damaged ({said})", "name another backup")


def journal_mode(version: tuple[int, ...]) -> str:
    """The journal that is safe with a version of SQLite.

    Up to 3.51.2 several connections that write and checkpoint a write-ahead log at once may destroy the file
    (https://sqlite.org/wal.html#walresetbug); 3.50.7 and 3.44.6 have the correction too.
    """
    fixed = version >= (3, 51, 3) or (3, 50, 7) <= version < (3, 51) or (3, 44, 6) <= version < (3, 45)
    return "wal" if fixed else "delete"


def _writable(path: Path) -> bool:
    return os.access(path, os.W_OK, effective_ids=os.access in os.supports_effective_ids)


def _create(path: Path) -> None:
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
    except OSError as problem:
        trouble = f"cannot be made or opened ({problem.strerror})"
        raise StoreError(path, trouble, "set THREADREADER_HOME to a folder that can be written") from problem


def _connect(path: Path, how: str) -> sqlite3.Connection:
    return sqlite3.connect(
        f"{path.absolute().as_uri()}?{how}",
        uri=True,
        timeout=PATIENCE,
        isolation_level=None,
        check_same_thread=False,
    )


def _connect_to_read(path: Path) -> sqlite3.Connection:
    """A connection that needs no right to write, which a write-ahead log asks for even to read."""
    connection = _connect(path, "mode=ro")
    try:
        connection.execute("PRAGMA user_version").fetchone()
    except sqlite3.OperationalError:
        connection.close()
        if path.with_name(path.name + "-wal").exists():
            raise
        return _connect(path, "immutable=1")
    return connection


def _set_up(path: Path, connection: sqlite3.Connection, *, read_only: bool) -> None:
    connection.execute("PRAGMA trusted_schema = OFF")
    connection.execute("PRAGMA cell_size_check = ON")
    connection.execute("PRAGMA foreign_keys = ON")
    version = _checked_version(path, connection)
    if version < len(MIGRATIONS) and read_only:
        raise StoreError(path, "was made by an older version and cannot be written", "make it and its folder writable")
    if read_only:
        return
    _set_journal(connection)
    connection.execute(f"PRAGMA synchronous = {SYNCHRONOUS}")
    connection.execute(f"PRAGMA cache_spill = {_KEPT_BACK}")
    if version < len(MIGRATIONS):
        _migrate(path, connection)


def _set_journal(connection: sqlite3.Connection) -> None:
    mode = journal_mode(sqlite3.sqlite_version_info)
    (current,) = connection.execute("PRAGMA journal_mode").fetchone()
    if current != mode:
        try:
            connection.execute(f"PRAGMA journal_mode = {mode}").fetchone()
        except sqlite3.OperationalError as problem:
            # Another process has the file open: the next one that has it to itself changes the mode.
            if problem.sqlite_errorcode != sqlite3.SQLITE_BUSY:
                raise


def _checked_version(path: Path, connection: sqlite3.Connection) -> int:
    # Another process may be making the library: all three have to be of one moment.
    with one_moment(connection):
        (application,) = connection.execute("PRAGMA application_id").fetchone()
        (version,) = connection.execute("PRAGMA user_version").fetchone()
        (tables,) = connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()
    if application != APPLICATION_ID and (application or version or tables):
        raise ForeignFileError(path, *NO_LIBRARY)
    if version > len(MIGRATIONS):
        raise StoreError(path, "was made by a newer version of threadreader", "install that version to read it")
    return int(version)


def _migrate(path: Path, connection: sqlite3.Connection) -> None:
    with transaction(path, connection, PATIENCE):
        # Another process may have done it since the version was read.
        for statements in MIGRATIONS[_checked_version(path, connection) :]:
            for statement in statements:
                connection.execute(statement)
        connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        connection.execute(f"PRAGMA user_version = {len(MIGRATIONS)}")
