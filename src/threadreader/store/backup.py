"""Backup and restore of the library file, checks of its integrity (file, index, threads, original pages), and rescue.

From a damaged file the readable rows of saves and read states are copied into a new one. Derived tables are not:
threads are parsed again from the bytes of their saves.
"""

import os
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from datetime import datetime
from pathlib import Path
from typing import Any

from msgspec import Struct

from threadreader.errors import DamageError, StoreError
from threadreader.model.page import Entry
from threadreader.store.connection import (
    NO_LIBRARY,
    Database,
    copy_verified,
    damage_error,
    file_uri,
    open_database,
    quick_check,
    recover_journal,
    translating_errors,
)
from threadreader.store.encoding import chunk_rows, content_hash, is_original
from threadreader.store.files import backup_lock, fsync_and_rename, lock_exclusive, temporary_file
from threadreader.store.listing import relist_all
from threadreader.store.schema import DERIVED, MAX_NUMBER, is_time, newest_version, schema_difference, wrong_value
from threadreader.store.search import VERSION, clear_index, index_rows, update_index
from threadreader.store.threads import SELECT_ORIGINAL, load_notes, load_thread_id, open_stored


def back_up(database: Database, target: Path, *, overwrite: bool = False) -> None:
    """Copy a snapshot of the library to a new file, atomically; others may go on writing. The copy is checked.

    Raises StoreError.
    """
    if os.path.lexists(target) and not overwrite:
        raise StoreError(target, "already exists", "choose another name, or overwrite it with --force")
    if target.exists() and not target.is_file():
        raise StoreError(target, "is not a file", "name a file")
    with new_file(target) as copy:
        with closing(sqlite3.connect(copy)) as connection:
            database.copy_to(connection, target)
            with translating_errors(database.path):
                trouble = schema_difference(connection, newest_version()) or quick_check(connection)
        if trouble:
            raise damage_error(database.path, f"is damaged: {trouble}")
        fsync_and_rename(copy, target)


def restore(source: Path, library: Path, now: datetime) -> tuple[Path | None, int]:
    """Replace the library by a backup; returns the path that the old one was renamed to, if there was one.

    It also returns the number of threads in it: from now on nothing may fail, since the old one has another name.

    Raises StoreError if the backup is no intact library, or if the library is open elsewhere.
    """
    with new_file(library) as copy:
        try:
            copy_verified(source, copy)
        except StoreError as problem:
            if problem.trouble == NO_LIBRARY[0]:
                cure = "name a file that threadreader backup made"
                raise StoreError(source, "is not a backup of a library", cure) from None
            if problem.subject == str(copy):
                raise StoreError(library, problem.trouble, problem.cure) from problem
            raise
        with open_database(copy) as verified:
            # What a list says of the threads is made again from these.
            with verified.writing() as connection:
                relist_all(connection)
            ((threads,),) = verified.rows("SELECT count(*) FROM thread JOIN page ON page.number = thread.page")
        return replace_library(copy, library, f"before-{now:%Y%m%d-%H%M%S}"), int(threads)


@contextmanager
def new_file(target: Path) -> Iterator[Path]:
    """A private `temporary_file` for a library, a backup or a dump. Raises StoreError."""
    try:
        with temporary_file(target, 0o600) as copy:
            yield copy
    except OSError as problem:
        raise StoreError(target, f"cannot be written ({problem.strerror})", "choose another place") from problem


def replace_library(copy: Path, library: Path, name: str) -> Path | None:
    """Replace the library by a file; returns the path, with `name` in it, that the old one was renamed to.

    Raises StoreError if the library is open elsewhere.
    """
    with backup_lock(library, patience=60):
        pass  # whoever makes them has the library open
    with lock_exclusive(library) as is_locked:
        if not is_locked:
            raise StoreError(library, "is open in another window or program", "close that, and try again")
        # Also if the clock was set back.
        names = (name, *(f"{name}-{number}" for number in range(2, 1000)))
        paths = (library.with_name(f"{library.stem}-{each}{library.suffix}") for each in names)
        old = _link_old(library, next(path for path in paths if not os.path.lexists(path)))
        fsync_and_rename(copy, library)
    return old


def _link_old(library: Path, old: Path) -> Path | None:
    """Give the library a second name, after rolling back the transaction of a program that was killed."""
    if not library.exists() or not library.stat().st_size:
        return None
    try:
        recover_journal(library)
    except StoreError:
        # A damaged one is renamed too, together with its journal.
        for suffix in ("-journal", "-wal"):
            with suppress(FileNotFoundError):
                library.with_name(library.name + suffix).replace(old.with_name(old.name + suffix))
    os.link(library, old)
    return old


# What the messages of SQLite's integrity check contain that concern only an index.
_INDEX_MESSAGES = ("missing from index", "wrong # of entries in index", "non-unique entry in index", "word_index")


class IntegrityReport(Struct, frozen=True):
    """Messages of SQLite's integrity check: about indexes, which can be rebuilt, and about anything else."""

    index_errors: tuple[str, ...]
    other_errors: tuple[str, ...]


def check_file(database: Database) -> IntegrityReport:
    """Check the structure of the file. Raises StoreError if it cannot be checked now."""
    try:
        # Before anything else, which would run what the file holds.
        with database.snapshot() as connection:
            wrong = schema_difference(connection, newest_version()) or wrong_value(connection)
        if wrong:
            return IntegrityReport((), (wrong,))
        errors = [str(line) for (line,) in database.rows("PRAGMA integrity_check") if line != "ok"]
        # The list is made again where it is not in step with the threads.
        orphans = [table for table, *_ in database.rows("PRAGMA foreign_key_check") if table != "entry"]
        errors += [f"a row of {table} has no owner" for table in orphans]
    except DamageError as problem:
        return IntegrityReport((), (problem.trouble,))
    of_indexes = tuple(line for line in errors if any(message in line for message in _INDEX_MESSAGES))
    return IntegrityReport(of_indexes, tuple(line for line in errors if line not in of_indexes))


def rebuild_indexes(database: Database) -> None:
    """Rebuild all indexes from their tables, and the full-text index from the threads. Raises StoreError."""
    with database.writing() as connection:
        connection.execute("REINDEX")
    with database.writing() as connection:
        # A damaged index of words cannot be cleared.
        ((statement,),) = connection.execute("SELECT sql FROM sqlite_schema WHERE name = 'word_index'")
        connection.execute("DROP TABLE word_index")
        connection.execute(statement)
        clear_index(connection)
    update_index(database)


def is_index_consistent(database: Database) -> bool:
    """True if the full-text index is intact, with a row for each article and each reply and no others.

    Raises StoreError if it cannot be checked now.
    """
    try:
        if not database.read_only:
            with database.writing() as connection:
                connection.execute("INSERT INTO word_index (word_index) VALUES ('integrity-check')")
        ((rows,),) = database.rows("SELECT count(*) FROM word_index_docsize")
        ((expected,),) = database.rows("SELECT coalesce(sum(comments + 1), 0) FROM thread WHERE indexed = ?", VERSION)
        threads = database.rows("SELECT id, comments FROM thread WHERE indexed = ?", VERSION)
        of_thread = "SELECT count(*) FROM word_index_docsize WHERE id >= ? AND id < ?"
        return bool(rows == expected) and all(
            database.rows(of_thread, *index_rows(thread)) == [(comments + 1,)] for thread, comments in threads
        )
    except DamageError:
        return False


def check_thread(database: Database, entry: Entry, *, deep: bool) -> str:
    """The trouble with a stored thread, "" if there is none; `deep` compares the hashes of its chunks as well."""
    try:
        stored = open_stored(database, entry)
        count = len(stored.whole().comments)
        stored.quotes.whole()
        load_notes(database, entry.number)
    except StoreError as problem:
        return problem.trouble
    except ValueError as problem:
        return f"is not a thread ({problem})"
    if count != entry.comments:
        return f"has {count:,} comments and not {entry.comments:,}"
    if entry.summary is None:
        return "has no summary"
    if not deep:
        return ""
    bodies = chunk_rows(load_thread_id(database, entry.number))
    rows = database.rows("SELECT hash, comments FROM bodies WHERE id >= ? AND id < ?", *bodies)
    changed = sum(content_hash(packed) != expected for expected, packed in rows)
    return f"has changed in {changed:,} places" if changed else ""


def check_originals(database: Database, entry: Entry) -> Iterator[str]:
    """The names of the saves of a page whose stored bytes are not those that were imported."""
    for save in entry.page.saves:
        rows = database.rows(SELECT_ORIGINAL, save.digest)
        if not rows or not is_original(save.digest, rows[0][0]):
            yield save.name


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

_LAST_NUMBER = "SELECT seq FROM sqlite_sequence WHERE name = 'page' AND seq BETWEEN 1 AND ?"

Row = tuple[Any, ...]
_PYTHON_TYPES: Mapping[str, type] = {"INTEGER": int, "TEXT": str, "BLOB": bytes}


class _Table(Struct, frozen=True):
    """A table, and of each column name, type, and whether it must have a value."""

    name: str
    columns: tuple[tuple[str, str, bool], ...]
    has_rowid: bool

    def mended(self, row: Row) -> Row:
        """A row with values of the right types, where it has others."""
        return tuple(_mended(value, *column) for value, column in zip(row, self.columns, strict=False))

    def select(self, rest: str, *more: str) -> str:
        """A query of all columns, and of more behind them."""
        columns = ", ".join([*(f'"{self.name}"."{column}"' for column, *_ in self.columns), *more])
        return f'SELECT {columns} FROM "{self.name}" {rest}'  # noqa: S608 - names of our own schema

    def insert(self) -> str:
        """An insert of all columns."""
        columns, values = ", ".join(column for column, *_ in self.columns), ", ".join("?" * len(self.columns))
        return f'INSERT OR IGNORE INTO "{self.name}" ({columns}) VALUES ({values})'  # noqa: S608


def _mended(value: Any, column: str, kind: str, required: bool) -> Any:
    if isinstance(value, _PYTHON_TYPES[kind]):
        return None if column.endswith("_at") and not required and not is_time(value) else value
    return None if value is None or not required else _PYTHON_TYPES[kind]()


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
                into.executemany(table.insert(), map(table.mended, _rows(source, table)))
            # So that numbers of forgotten pages are not given again.
            with suppress(sqlite3.Error):
                for (last,) in source.execute(_LAST_NUMBER, (MAX_NUMBER,)).fetchall():
                    into.execute("UPDATE sqlite_sequence SET seq = max(seq, ?) WHERE name = 'page'", (last,))
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


def _tables(connection: sqlite3.Connection) -> list[_Table]:
    """The tables that are not derived."""
    tables = "SELECT name, wr FROM pragma_table_list WHERE schema = 'main' AND type = 'table'"
    columns = 'SELECT name, type, "notnull" OR pk > 0 FROM pragma_table_info(?)'
    return [
        _Table(name, tuple(connection.execute(columns, (name,))), not without_rowid)
        for name, without_rowid in sorted(connection.execute(tables).fetchall())
        if name not in DERIVED and not name.startswith("sqlite_")
    ]


def _rows(source: sqlite3.Connection, table: _Table) -> Iterator[Row]:
    """The rows that SQLite can read, none of a view or a virtual table: reading one would run what it holds."""
    is_table = "SELECT type = 'table' AND sql NOT LIKE 'CREATE VIRTUAL%' FROM sqlite_schema WHERE name = ?"
    try:
        if source.execute(is_table, (table.name,)).fetchone() != (1,):
            return
        source.execute(table.select("LIMIT 1")).fetchall()
    except sqlite3.Error:
        return
    yield from _by_rowid(source, table) if table.has_rowid else _from_both_ends(source, table)


def _by_rowid(source: sqlite3.Connection, table: _Table) -> Iterator[Row]:
    """Some rows a query, and one by one where a query fails."""
    following = table.select("WHERE rowid >= ? ORDER BY rowid LIMIT ?", "rowid")
    single = table.select("WHERE rowid = ?")
    try:
        ((rowid,),) = source.execute(f'SELECT max(rowid) FROM "{table.name}"')  # noqa: S608 - our own name
        last = int(rowid or 0)
    except sqlite3.Error:
        # More probes do not reach.
        last = _MAX_PROBES
    first = probes = 0
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


def _from_both_ends(source: sqlite3.Connection, table: _Table) -> Iterator[Row]:
    """The rows up to an unreadable one, and from the last down to one."""
    ascending = ", ".join(f'"{column}"' for column, *_ in table.columns)
    for order in (ascending, ascending.replace(",", " DESC,") + " DESC"):
        try:
            yield from source.execute(table.select(f"ORDER BY {order}"))
        except sqlite3.Error:
            continue
        return
