"""Looks whether the library is whole: its file, its index, every thread and every page; mends the index."""

import hashlib
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass

from threadreader.errors import DamageError, StoreError
from threadreader.model.page import Entry
from threadreader.store.connection import Database
from threadreader.store.packing import hash_of
from threadreader.store.stored import body_id
from threadreader.store.threads import load_notes, load_original, open_stored
from threadreader.store.words import VERSION, empty_index, index_what_is_missing

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
