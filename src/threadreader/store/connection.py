"""Connection to the library file: opening, transactions, and SQLite's errors as StoreError."""

import os
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, closing, contextmanager, nullcontext
from pathlib import Path
from typing import Any, Self, TypeVar
from urllib.parse import quote

from threadreader.errors import DamageError, ForeignFileError, StoreError
from threadreader.store import schema
from threadreader.store.encoding import translating_damage, typed
from threadreader.store.files import how_to_restore, last_writer, lock_shared, writer_lock

READ_ONLY = ("cannot be written", "make the file and its folder writable")
NO_LIBRARY = ("is not a library of threadreader", "move it away, or run threadreader check to recover saved pages")
_DAMAGED, _CHECK_MENDS = "is damaged", "run threadreader check to repair it"
_OTHER_BACKUP = "name another backup"
_IN_USE = ("is in use by another program", "try again later")
_FORBIDDEN = ("cannot be opened", "make the file and its folder readable and writable")

_TROUBLES = {
    sqlite3.SQLITE_BUSY: _IN_USE,
    sqlite3.SQLITE_LOCKED: _IN_USE,
    sqlite3.SQLITE_PROTOCOL: _IN_USE,
    sqlite3.SQLITE_FULL: ("cannot be written: the disk is full", "free some space; stored threads are safe"),
    # A full disk and a limit on file sizes are reported as this one too.
    sqlite3.SQLITE_IOERR: (
        "cannot be read or written: the disk is full or failing",
        "free some space; stored threads are safe",
    ),
    sqlite3.SQLITE_READONLY: READ_ONLY,
    sqlite3.SQLITE_PERM: _FORBIDDEN,
    sqlite3.SQLITE_CANTOPEN: _FORBIDDEN,
    sqlite3.SQLITE_CORRUPT: (_DAMAGED, _CHECK_MENDS),
    sqlite3.SQLITE_NOTADB: NO_LIBRARY,
}
# Errors of damage without a code of their own.
_BROKEN = ("Could not decode to UTF-8", "invalid fts5 file format", "unsupported file format")
_WRITE_ERRORS = frozenset({sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_READONLY})


@contextmanager
def translating_errors(path: Path, *, written: Path | None = None) -> Iterator[None]:
    """Raise StoreError for SQLite errors that a user can do something about; others are bugs of ours and pass through.

    `written` is the file that is written to, if it is another one.
    """
    try:
        yield
    except sqlite3.Error as problem:
        code = getattr(problem, "sqlite_errorcode", 0) & 0xFF
        if code not in _TROUBLES:
            if any(message in str(problem) for message in _BROKEN):
                raise damage_error(path) from problem
            # Such as a table that is missing, which is no bug of ours.
            difference = _difference(path)
            if difference:
                raise damage_error(path, f"is damaged: {difference}") from problem
            raise
        if _TROUBLES[code] is _IN_USE:
            raise _busy_error(path) from problem
        if code == sqlite3.SQLITE_CORRUPT:
            raise damage_error(path) from problem
        error_type = ForeignFileError if code == sqlite3.SQLITE_NOTADB else StoreError
        subject = written if written and code in _WRITE_ERRORS else path
        raise error_type(subject, *_TROUBLES[code]) from problem
    except OverflowError as problem:
        # Row ids are made of the numbers that a file has, and those of a damaged one may be larger than any of ours.
        raise damage_error(path, "is damaged: a number is out of range") from problem


def damage_error(path: Path, trouble: str = _DAMAGED) -> DamageError:
    """The error of a damaged library, with the commands that mend it or go back to a backup."""
    return DamageError(path, trouble, ", ".join(filter(None, (_CHECK_MENDS, how_to_restore(path)))))


def _difference(path: Path) -> str:
    """The difference of the schema of a file to that of its version, "" if there is none or that cannot be told."""
    try:
        with closing(_connect(path, "mode=ro")) as connection:
            (version,) = connection.execute("PRAGMA user_version").fetchone()
            return schema.schema_difference(connection, version)
    except sqlite3.Error:
        return ""


def _busy_error(path: Path) -> StoreError:
    """The error after waiting for other writers in vain, with the process that wrote last."""
    trouble, cure = _IN_USE
    writer = last_writer(path)
    named = f" (process {writer} wrote last)" if writer not in {None, os.getpid()} else ""
    return StoreError(path, f"{trouble}{named}", cure)


# Seconds to wait for other writers. Writers queue, so that only very long imports need as many.
BUSY_TIMEOUT = 15.0


@contextmanager
def transaction(path: Path, connection: sqlite3.Connection, timeout: float) -> Iterator[None]:
    """Write transaction, begun after the writers that queue before it, rolled back after an error. Raises StoreError.

    The timeout in seconds holds for the queue, and again for the commit, which waits for readers.
    """
    deadline = time.monotonic() + timeout
    try:
        with writer_lock(path, deadline) as is_locked:
            if not is_locked:
                raise _busy_error(path)
            _set_busy_timeout(connection, deadline - time.monotonic())
            # A deferred transaction fails at its first write, without waiting, if another connection wrote meanwhile.
            connection.execute("BEGIN IMMEDIATE")
        try:
            # Without a write-ahead log it is the commit that waits, for readers.
            _set_busy_timeout(connection, timeout)
            yield
            connection.execute("COMMIT")
        finally:
            if connection.in_transaction:
                connection.execute("ROLLBACK")
    finally:
        _set_busy_timeout(connection, BUSY_TIMEOUT)


@contextmanager
def _read_snapshot(connection: sqlite3.Connection) -> Iterator[None]:
    """Read transaction, so that several statements see one state of the file; joins one that is open."""
    if connection.in_transaction:
        yield
        return
    connection.execute("BEGIN")
    try:
        yield
    finally:
        connection.execute("ROLLBACK")


def _set_busy_timeout(connection: sqlite3.Connection, seconds: float) -> None:
    connection.execute(f"PRAGMA busy_timeout = {max(0, round(seconds * 1000))}")


# A commit is on the disk, whatever befalls the machine then, before it is reported as saved. FULL would not sync the
# folder after the rollback journal is removed, and a loss of power could bring that back, and undo the commit with it.
SYNCHRONOUS = "EXTRA"

# Pages of 4 kB that a transaction may change before any is written, 64 MB: others can read until the commit, and pages
# that are written before it wait for the disk twice.
_CACHE_SPILL_PAGES = 16_384


Record = TypeVar("Record")


class Database:
    """An open library file. Thread-safe: each statement and each transaction holds a lock."""

    def __init__(
        self, path: Path, connection: sqlite3.Connection, *, read_only: bool, leave: Callable[[], None] | None = None
    ) -> None:
        self.path = path
        self.read_only = read_only
        self._connection = connection
        self._leave = leave
        self._lock = threading.RLock()
        self.before_writing: Callable[[], None] | None = None
        """Called before each write transaction."""

    def rows(self, statement: str, *values: object) -> list[tuple[Any, ...]]:
        """All rows of a query. Raises StoreError."""
        with self._lock, translating_errors(self.path):
            return self._connection.execute(statement, values).fetchall()

    def records(self, kind: type[Record], statement: str, *values: object) -> list[Record]:
        """All rows of a query as records of a kind. Raises StoreError, DamageError where a value has a wrong type."""
        rows = self.rows(statement, *values)
        with translating_damage(self.path):
            return typed(kind, rows)

    @contextmanager
    def snapshot(self) -> Iterator[sqlite3.Connection]:
        """Several queries that see one state of the file. Raises StoreError."""
        with self._lock, translating_errors(self.path), _read_snapshot(self._connection):
            yield self._connection

    def changes(self) -> int:
        """SQLite's data version, which differs after another connection has written. Raises StoreError."""
        return int(self.rows("PRAGMA data_version")[0][0])

    @contextmanager
    def writing(self, timeout: float = BUSY_TIMEOUT) -> Iterator[sqlite3.Connection]:
        """Write transaction, committed at the end and rolled back after an error. Raises StoreError.

        Other writers are waited for up to the timeout, in seconds.
        """
        if self.read_only:
            raise StoreError(self.path, *READ_ONLY)
        if self.before_writing:
            self.before_writing()
        with self._lock, translating_errors(self.path), transaction(self.path, self._connection, timeout):
            yield self._connection

    def close(self) -> None:
        """Close the connection, once no thread uses it any more, and release the shared lock."""
        with self._lock:
            self._connection.close()
        if self._leave:
            self._leave()

    def copy_to(self, other: sqlite3.Connection, target: Path) -> None:
        """Copy a snapshot of the whole database; errors of writing name the target. Raises StoreError."""
        with self._lock, translating_errors(self.path, written=target):
            self._connection.backup(other)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


Upgrading = Callable[[], AbstractContextManager[object]]
"""What goes around bringing an older library to this version, which takes seconds where it has many threads."""


def open_database(path: Path, upgrading: Upgrading = nullcontext) -> Database:
    """Open the library at a path, made if there is none; read-only if it or its folder cannot be written.

    Raises StoreError if it cannot be opened, belongs to another program, or comes from a newer version.
    """
    _refuse_old(path)
    read_only = os.access(path, os.F_OK) and not (_writable(path) and _writable(path.parent))
    if not read_only:
        try:
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
        except OSError as problem:
            trouble = f"cannot be created or opened ({problem.strerror})"
            raise StoreError(path, trouble, "set THREADREADER_HOME to a writable folder") from problem
    with ExitStack() as opened, translating_errors(path):
        leave = lock_shared(path)
        opened.callback(leave)
        connection = _connect_read_only(path) if read_only else _connect(path, "mode=rw")
        opened.callback(connection.close)
        _set_up(path, connection, upgrading, read_only=read_only)
        opened.pop_all()
        return Database(path, connection, read_only=read_only, leave=leave)


_APPLICATION_OFFSET = 68  # in the header of an SQLite file, four bytes


def _refuse_old(path: Path) -> None:
    """Raise StoreError for a library of threadreader 0.1, before SQLite opens it and completes its journal."""
    try:
        with path.open("rb") as file:
            header = file.read(_APPLICATION_OFFSET + 4)
    except OSError:
        return
    if int.from_bytes(header[_APPLICATION_OFFSET:]) == schema.OLD_APPLICATION_ID:
        trouble = "is a library of threadreader 0.1, which this version cannot open"
        cure = "scripts/take-over in the source of threadreader converts it"
        raise StoreError(path, trouble, cure)


def recover_journal(path: Path) -> None:
    """Roll back or check in the journal that a killed program left, so that the file is complete without it.

    Raises StoreError if the file is damaged.
    """
    with translating_errors(path), closing(_connect(path, "mode=rw")) as connection:
        connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()
        connection.execute("PRAGMA wal_checkpoint (TRUNCATE)").fetchone()


def copy_verified(source: Path, target: Path) -> None:
    """Copy a library to a file, and check that the copy is intact and readable by this version. Raises StoreError."""
    if not source.is_file():
        raise StoreError(source, "is not a file", "name a backup")
    _refuse_old(source)
    with translating_errors(source, written=target), closing(_connect(source, "mode=ro")) as connection:
        version = _checked_version(source, connection)
        if not version:
            raise StoreError(source, "is empty", "name a backup")
        with closing(sqlite3.connect(target)) as copy:
            connection.backup(copy)
            # Before anything else, which would run what the file holds.
            trouble = schema.schema_difference(copy, version) or quick_check(copy)
    try:
        if not trouble:
            with open_database(target) as migrated, migrated.snapshot() as connection:
                trouble = schema.wrong_value(connection)
    except DamageError as problem:
        # It is the copy that this names.
        raise StoreError(source, problem.trouble, _OTHER_BACKUP) from problem
    if trouble:
        raise StoreError(source, f"is damaged: {trouble}", _OTHER_BACKUP)


def quick_check(connection: sqlite3.Connection) -> str:
    """What SQLite finds wrong with the structure of a file, "" if nothing."""
    ((result,), *_) = connection.execute("PRAGMA quick_check").fetchall()
    return "" if result == "ok" else str(result)


SQLITE_VERSION = sqlite3.sqlite_version
"""The version of SQLite that Python uses."""


def known_bug(version: tuple[int, ...] = sqlite3.sqlite_version_info) -> str:
    """Bug of a version of SQLite that a library must be kept from, or ""; 3.50.7 and 3.44.6 are corrected too."""
    fixed = version >= (3, 51, 3) or (3, 50, 7) <= version < (3, 51) or (3, 44, 6) <= version < (3, 45)
    return "" if fixed else "sqlite.org/wal.html#walresetbug"


def journal_mode(version: tuple[int, ...]) -> str:
    """The journal mode that is safe with a version of SQLite."""
    return "delete" if known_bug(version) else "wal"


def _writable(path: Path) -> bool:
    return os.access(path, os.W_OK, effective_ids=os.access in os.supports_effective_ids)


def file_uri(path: Path, parameters: str) -> str:
    """The address of a file for SQLite; with Python 3.14 `Path.as_uri` would load all that speaks HTTP."""
    return f"file:///{quote(os.fsencode(path.absolute().as_posix()).removeprefix(b'/'))}?{parameters}"


def _connect(path: Path, parameters: str) -> sqlite3.Connection:
    return sqlite3.connect(
        file_uri(path, parameters),
        uri=True,
        timeout=BUSY_TIMEOUT,
        isolation_level=None,
        check_same_thread=False,
    )


def _connect_read_only(path: Path) -> sqlite3.Connection:
    """A connection without the permission to write, which a write-ahead log needs even for reading."""
    connection = _connect(path, "mode=ro")
    try:
        connection.execute("PRAGMA user_version").fetchone()
    except sqlite3.OperationalError:
        connection.close()
        if path.with_name(path.name + "-wal").exists():
            raise
        return _connect(path, "immutable=1")
    return connection


def _set_up(path: Path, connection: sqlite3.Connection, upgrading: Upgrading, *, read_only: bool) -> None:
    connection.execute("PRAGMA trusted_schema = OFF")
    connection.execute("PRAGMA cell_size_check = ON")
    connection.execute("PRAGMA foreign_keys = ON")
    version = _checked_version(path, connection)
    if version < schema.newest_version() and read_only:
        raise StoreError(path, "was made by an older version and cannot be written", "make it and its folder writable")
    if read_only:
        return
    mode = journal_mode(sqlite3.sqlite_version_info)
    (current,) = connection.execute("PRAGMA journal_mode").fetchone()
    if current != mode:
        try:
            connection.execute(f"PRAGMA journal_mode = {mode}").fetchone()
        except sqlite3.OperationalError as problem:
            # Another process has the file open: the next one that has it to itself changes the mode.
            if problem.sqlite_errorcode != sqlite3.SQLITE_BUSY:
                raise
    connection.execute(f"PRAGMA synchronous = {SYNCHRONOUS}")
    connection.execute(f"PRAGMA cache_spill = {_CACHE_SPILL_PAGES}")
    if version < schema.newest_version():
        with upgrading() if version else nullcontext(), transaction(path, connection, BUSY_TIMEOUT):
            # Another process may have done it since the version was read.
            schema.bring_up(connection, _checked_version(path, connection))
            connection.execute(f"PRAGMA application_id = {schema.APPLICATION_ID}")
            connection.execute(f"PRAGMA user_version = {schema.newest_version()}")


_NEWER_VERSIONS = 20
"""A file of a version further on, with just the tables of this one, is damaged."""

_COUNT_SCHEMA = "SELECT count(*), coalesce(sum(type IN ('trigger', 'view')), 0) FROM sqlite_schema"
"""All of what a file holds, and what SQLite would run without being asked."""


def _checked_version(path: Path, connection: sqlite3.Connection) -> int:
    # Another process may be making the library: all three have to be of one moment.
    with _read_snapshot(connection):
        (application,) = connection.execute("PRAGMA application_id").fetchone()
        (version,) = connection.execute("PRAGMA user_version").fetchone()
        tables, programs = connection.execute(_COUNT_SCHEMA).fetchone()
    if application != schema.APPLICATION_ID and (application or version or tables):
        raise ForeignFileError(path, *NO_LIBRARY)
    if version < 0 or programs:
        trouble = "it has triggers or views from another program" if programs else f"its version is {version}"
        raise damage_error(path, f"is damaged: {trouble}")
    if version > schema.newest_version() + _NEWER_VERSIONS and not schema.schema_difference(
        connection, schema.newest_version()
    ):
        raise damage_error(path, f"is damaged: its version is {version}")
    if version > schema.newest_version():
        raise StoreError(path, "was made by a newer version of threadreader", "install that version to read it")
    return int(version)
