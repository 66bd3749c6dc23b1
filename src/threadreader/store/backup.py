"""Whole copies of the library's file: made while it is in use, put back, and saved from a damaged one.

Looks whether the library is whole: its file, its index, every thread and every page; mends the index.
"""

import contextlib
import hashlib
import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from threadreader.errors import DamageError, StoreError
from threadreader.model.page import Entry
from threadreader.store.connection import NO_LIBRARY, Database, checked_copy, finish
from threadreader.store.encoding import hash_of
from threadreader.store.fulltext import VERSION, empty_index, index_what_is_missing
from threadreader.store.locks import alone
from threadreader.store.stored import body_id
from threadreader.store.threads import load_notes, load_original, open_stored


def back_up(database: Database, target: Path, *, overwrite: bool = False) -> None:
    """Copy the library as it is now to a new file, whole or not at all; others may go on writing. Raises StoreError."""
    if os.path.lexists(target) and not overwrite:
        raise StoreError(target, "is there already", "choose another name, or overwrite it with --force")
    with passing(target) as copy:
        with closing(sqlite3.connect(copy)) as connection:
            database.copy_to(connection, target)
        _keep(copy, target)


def restore(source: Path, library: Path, now: datetime) -> Path | None:
    """Put a copy in the place of the library; what was there is kept under the name that is given back.

    Raises StoreError where the copy is no whole library, or where the library is open elsewhere.
    """
    with passing(library) as copy:
        try:
            checked_copy(source, copy)
        except StoreError as problem:
            if problem.trouble != NO_LIBRARY[0]:
                raise
            raise StoreError(source, "is no backup of a library", "name a file that threadreader backup made") from None
        return replace_library(copy, library, f"before-{now:%Y%m%d-%H%M%S}")


def replace_library(copy: Path, library: Path, name: str) -> Path | None:
    """Put a file in the place of the library, which gets another name with `name` in it. Raises StoreError."""
    with alone(library) as is_alone:
        if not is_alone:
            raise StoreError(library, "is open in another window or program", "close that, and try again")
        kept = _set_aside(library, _free_name(library, name))
        _keep(copy, library)
    return kept


def _free_name(library: Path, name: str) -> Path:
    """A name with `name` in it that no file has, also where the clock was set back."""
    names = (name, *(f"{name}-{number}" for number in range(2, 1000)))
    paths = (library.with_name(f"{library.stem}-{each}{library.suffix}") for each in names)
    return next(path for path in paths if not os.path.lexists(path))


def _set_aside(library: Path, kept: Path) -> Path | None:
    """Give the library a second name. An unfinished transaction of a program that was killed is undone before."""
    if not library.exists() or not library.stat().st_size:
        return None
    try:
        finish(library)
    except StoreError:
        # Even a damaged one is kept, with what belongs to it.
        for suffix in ("-journal", "-wal"):
            with contextlib.suppress(FileNotFoundError):
                library.with_name(library.name + suffix).replace(kept.with_name(kept.name + suffix))
    os.link(library, kept)
    return kept


@contextlib.contextmanager
def passing(target: Path) -> Iterator[Path]:
    """A file beside another for what is to become that; nothing is left of it. Raises StoreError."""
    import secrets

    copy = target.with_name(f".threadreader-{secrets.token_hex(6)}.tmp")
    try:
        os.close(os.open(copy, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
        yield copy
    except OSError as problem:
        raise StoreError(target, f"cannot be written ({problem.strerror})", "choose another place") from problem
    finally:
        for suffix in ("", "-journal", "-wal", "-shm", "-open", "-turn"):
            # Where nothing can be written there is none.
            with contextlib.suppress(OSError):
                copy.with_name(copy.name + suffix).unlink()


def _keep(copy: Path, target: Path) -> None:
    with copy.open("rb") as file:
        os.fsync(file.fileno())
    copy.replace(target)


_INDEX_ONLY = ("missing from index", "wrong # of entries in index", "non-unique entry in index", "word_index")


@dataclass(frozen=True, slots=True)
class FileTroubles:
    """What SQLite says is wrong with the file: in its indexes, which can be made again, and elsewhere."""

    of_indexes: tuple[str, ...]
    others: tuple[str, ...]


def check_file(database: Database) -> FileTroubles:
    """Look at the structure of the file. Raises StoreError where that is not possible now."""
    try:
        said = [str(line) for (line,) in database.rows("PRAGMA integrity_check") if line != "ok"]
        said += [f"a row of {table} belongs to nothing" for table, *_ in database.rows("PRAGMA foreign_key_check")]
    except DamageError as problem:
        return FileTroubles((), (problem.trouble,))
    of_indexes = tuple(line for line in said if any(words in line for words in _INDEX_ONLY))
    return FileTroubles(of_indexes, tuple(line for line in said if line not in of_indexes))


def mend_indexes(database: Database) -> None:
    """Make all indexes again from what they are of. Raises StoreError."""
    with database.writing() as connection:
        connection.execute("REINDEX")
    with database.writing() as connection:
        remake_index(connection)
    index_what_is_missing(database)


def remake_index(connection: sqlite3.Connection) -> None:
    """Make an empty index of words in the place of one that cannot even be emptied."""
    ((made,),) = connection.execute("SELECT sql FROM sqlite_schema WHERE name = 'word_index'")
    connection.execute("DROP TABLE word_index")
    connection.execute(made)
    empty_index(connection)


def index_is_in_step(database: Database) -> bool:
    """Whether the index of words is whole, and has a row for each article and each reply and no others.

    Raises StoreError where that cannot be looked at now.
    """
    try:
        if not database.read_only:
            with database.writing() as connection:
                connection.execute("INSERT INTO word_index (word_index) VALUES ('integrity-check')")
        ((rows,),) = database.rows("SELECT count(*) FROM word_index_docsize")
        ((wanted,),) = database.rows("SELECT coalesce(sum(comments + 1), 0) FROM thread WHERE indexed = ?", VERSION)
        return bool(rows == wanted) and all(_is_indexed(database, *row) for row in _indexed_threads(database))
    except DamageError:
        return False


def check_thread(database: Database, entry: Entry, *, deep: bool) -> str:
    """What is wrong with a stored thread, "" where nothing is; `deep` looks also whether bytes are still the same."""
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
    return _changed_bodies(database, entry) if deep else ""


def check_originals(database: Database, entry: Entry) -> Iterator[str]:
    """The names of the saves of a page whose bytes are not those that came."""
    for save in entry.page.saves:
        try:
            same = hashlib.sha256(load_original(database, save.digest)).hexdigest() == save.digest
        except StoreError:
            same = False
        if not same:
            yield save.name


def _changed_bodies(database: Database, entry: Entry) -> str:
    ((thread_id,),) = database.rows("SELECT id FROM thread WHERE page = ?", entry.number)
    ends = body_id(thread_id, 0), body_id(thread_id + 1, 0)
    rows = database.rows("SELECT hash, comments FROM bodies WHERE id >= ? AND id < ?", *ends)
    changed = sum(hash_of(packed) != hashed for hashed, packed in rows)
    return f"has changed in {changed:,} places" if changed else ""


def _indexed_threads(database: Database) -> list[tuple[int, int]]:
    rows = database.rows("SELECT id, comments FROM thread WHERE indexed = ?", VERSION)
    return [(int(thread_id), int(comments)) for thread_id, comments in rows]


def _is_indexed(database: Database, thread_id: int, comments: int) -> bool:
    statement = "SELECT count(*) FROM word_index_docsize WHERE id >= ? AND id < ?"
    return database.rows(statement, thread_id << 20, thread_id + 1 << 20) == [(comments + 1,)]
