"""Backup and restore of the library file, and checks of its integrity: file, index, threads, original pages."""

import contextlib
import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import datetime
from pathlib import Path

from msgspec import Struct

from threadreader.errors import DamageError, StoreError
from threadreader.model.page import Entry
from threadreader.store.connection import (
    NO_LIBRARY,
    Database,
    copy_verified,
    damage_error,
    open_database,
    quick_check,
    recover_journal,
    translating_errors,
)
from threadreader.store.encoding import chunk_rows, content_hash, is_original
from threadreader.store.entries.listing import relist_all
from threadreader.store.fulltext import VERSION, clear_index, index_rows, update_index
from threadreader.store.integrity import schema_difference, wrong_value
from threadreader.store.locks import SUFFIXES, TEMPORARY, lock_exclusive, locked, remove_leftovers, replace_durably
from threadreader.store.rotation import wait_for_backup
from threadreader.store.schema import newest_version
from threadreader.store.threads import SELECT_ORIGINAL, load_notes, load_thread_id, open_stored


def back_up(database: Database, target: Path, *, overwrite: bool = False) -> None:
    """Copy a snapshot of the library to a new file, atomically; others may go on writing. The copy is checked.

    Raises StoreError.
    """
    if os.path.lexists(target) and not overwrite:
        raise StoreError(target, "is there already", "choose another name, or overwrite it with --force")
    if target.exists() and not target.is_file():
        raise StoreError(target, "is no file", "name a file")
    with temporary_file(target) as copy:
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
    with temporary_file(library) as copy:
        try:
            copy_verified(source, copy)
        except StoreError as problem:
            if problem.trouble == NO_LIBRARY[0]:
                cure = "name a file that threadreader backup made"
                raise StoreError(source, "is no backup of a library", cure) from None
            if problem.subject == str(copy):
                raise StoreError(library, problem.trouble, problem.cure) from problem
            raise
        with open_database(copy) as verified:
            # What a list says of the threads is made again from these.
            with verified.writing() as connection:
                relist_all(connection)
            ((threads,),) = verified.rows("SELECT count(*) FROM thread JOIN page ON page.number = thread.page")
        return replace_library(copy, library, f"before-{now:%Y%m%d-%H%M%S}"), int(threads)


def replace_library(copy: Path, library: Path, name: str) -> Path | None:
    """Replace the library by a file; returns the path, with `name` in it, that the old one was renamed to.

    Raises StoreError if the library is open elsewhere.
    """
    wait_for_backup(library)
    with lock_exclusive(library) as is_locked:
        if not is_locked:
            raise StoreError(library, "is open in another window or program", "close that, and try again")
        old = _link_old(library, _free_path(library, name))
        fsync_and_rename(copy, library)
    return old


def _free_path(library: Path, name: str) -> Path:
    """A path with `name` in it that no file has, also if the clock was set back."""
    names = (name, *(f"{name}-{number}" for number in range(2, 1000)))
    paths = (library.with_name(f"{library.stem}-{each}{library.suffix}") for each in names)
    return next(path for path in paths if not os.path.lexists(path))


def _link_old(library: Path, old: Path) -> Path | None:
    """Give the library a second name, after rolling back the transaction of a program that was killed."""
    if not library.exists() or not library.stat().st_size:
        return None
    try:
        recover_journal(library)
    except StoreError:
        # A damaged one is renamed too, together with its journal.
        for suffix in ("-journal", "-wal"):
            with contextlib.suppress(FileNotFoundError):
                library.with_name(library.name + suffix).replace(old.with_name(old.name + suffix))
    os.link(library, old)
    return old


@contextlib.contextmanager
def temporary_file(target: Path) -> Iterator[Path]:
    """A temporary file in the folder of the target, removed at the end unless it was renamed. Raises StoreError."""
    import secrets

    remove_leftovers(target.parent)
    copy = target.with_name(f"{TEMPORARY}{secrets.token_hex(6)}.tmp")
    try:
        with open(copy, "xb", opener=_open_private) as file, locked(file.fileno()):
            yield copy
    except OSError as problem:
        raise StoreError(target, f"cannot be written ({problem.strerror})", "choose another place") from problem
    finally:
        for suffix in SUFFIXES:
            # Where nothing can be written there is none.
            with contextlib.suppress(OSError):
                copy.with_name(copy.name + suffix).unlink()


def _open_private(name: str, flags: int) -> int:
    return os.open(name, flags, 0o600)


def fsync_and_rename(copy: Path, target: Path) -> None:
    """Put a file that was written in the place of another one, or in none, whatever befalls the machine then."""
    with copy.open("rb") as file:
        os.fsync(file.fileno())
    replace_durably(copy, target)


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
        errors += [f"a row of {table} belongs to nothing" for table in orphans]
    except DamageError as problem:
        return IntegrityReport((), (problem.trouble,))
    of_indexes = tuple(line for line in errors if any(message in line for message in _INDEX_MESSAGES))
    return IntegrityReport(of_indexes, tuple(line for line in errors if line not in of_indexes))


def rebuild_indexes(database: Database) -> None:
    """Rebuild all indexes from their tables, and the full-text index from the threads. Raises StoreError."""
    with database.writing() as connection:
        connection.execute("REINDEX")
    with database.writing() as connection:
        _recreate_index(connection)
    update_index(database)


def _recreate_index(connection: sqlite3.Connection) -> None:
    """Drop and create the full-text index, since a damaged one cannot be cleared."""
    ((statement,),) = connection.execute("SELECT sql FROM sqlite_schema WHERE name = 'word_index'")
    connection.execute("DROP TABLE word_index")
    connection.execute(statement)
    clear_index(connection)


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
        return bool(rows == expected) and all(_is_indexed(database, *thread) for thread in threads)
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
        return f"is no thread ({problem})"
    if count != entry.comments:
        return f"has {count:,} comments and not {entry.comments:,}"
    if entry.summary is None:
        return "has no summary"
    return _changed_bodies(database, entry) if deep else ""


def check_originals(database: Database, entry: Entry) -> Iterator[str]:
    """The names of the saves of a page whose stored bytes are not those that were imported."""
    for save in entry.page.saves:
        rows = database.rows(SELECT_ORIGINAL, save.digest)
        if not rows or not is_original(save.digest, rows[0][0]):
            yield save.name


def _changed_bodies(database: Database, entry: Entry) -> str:
    rows = database.rows(
        "SELECT hash, comments FROM bodies WHERE id >= ? AND id < ?",
        *chunk_rows(load_thread_id(database, entry.number)),
    )
    changed = sum(content_hash(packed) != expected for expected, packed in rows)
    return f"has changed in {changed:,} places" if changed else ""


def _is_indexed(database: Database, thread_id: int, comments: int) -> bool:
    statement = "SELECT count(*) FROM word_index_docsize WHERE id >= ? AND id < ?"
    return database.rows(statement, *index_rows(thread_id)) == [(comments + 1,)]
