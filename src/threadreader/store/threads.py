"""The imported pages: kept with every save, listed, opened, forgotten."""

import enum
import sqlite3
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import partial
from typing import Any

from threadreader.errors import StoreError
from threadreader.model.page import Entry, Note, Page, PageId, Save
from threadreader.model.plain import article_from_plain
from threadreader.model.quote import QuoteIndex
from threadreader.model.saved import Identity, is_same_thread
from threadreader.store.connection import Database
from threadreader.store.digests import add_digest, pack_quoted, unpack_digest
from threadreader.store.packed import PackedSave, PackedThread, pack_thread
from threadreader.store.packing import (
    hash_of,
    pack_quotes,
    unpack,
    unpack_notes,
    unpack_original,
    unpack_skeleton,
)
from threadreader.store.parts import keep_joined, keep_number, keep_part, load_changes, load_older, numbers_of
from threadreader.store.progress import recount
from threadreader.store.read_save import ReadSave, Versions
from threadreader.store.stored import StoredThread, body_id, undamaged
from threadreader.store.words import add_words, drop_words

_ENTRIES = """
    SELECT number, page.id, title, url, site, language, declared_count, comments, people,
    seen, starred, read_at, hushed, whereabouts, digest.words, digest.quoted
    FROM page JOIN thread ON thread.page = page.number LEFT JOIN reading ON reading.page = page.id
    LEFT JOIN digest ON digest.page = page.number
"""
_SAVES = "SELECT page, digest, name, container, adapter, saved_at, imported_at FROM save"


class Arrival(enum.StrEnum):
    """What a file was to the library."""

    NEW = "new"
    """A page that was not there."""
    KNOWN = "known"
    """The very bytes were there."""
    MORE = "more"
    """Another save, or another page, of a thread that was there: the thread is to be put together from all of them."""


def add_save(database: Database, packed: PackedSave, kept: bytes) -> tuple[Arrival, int]:
    """Put a save in the library, in one transaction: what it was, and the number of its page.

    `kept` are its bytes, as `pack_original` gives them.
    """
    read = packed.read
    with database.writing() as connection:
        known = _page_of(connection, read.save.digest)
        if known is not None:
            return Arrival.KNOWN, known
        number = _same_page(connection, packed.identity)
        arrival = Arrival.NEW if number is None else Arrival.MORE
        if number is None:
            number = _add_page(connection, read)
        _insert_save(connection, number, read, kept)
        if arrival is Arrival.NEW:
            _replace_thread(connection, number, packed.thread)
        else:
            keep_part(connection, packed.unpacked())
    return arrival, number


def replace_thread(
    database: Database, number: int, read: ReadSave, parts: Sequence[ReadSave] = (), *, instead_of: int | None = None
) -> bool:
    """Put what was read again from all saves in the place of what was read before; `parts` is what each gave.

    Does nothing and says so where the page has other saves by now. Does nothing either where another program has just
    done it: where what stands there is as good, and not the reading `instead_of` that was to be replaced.
    """
    packed = pack_thread(read)
    with database.writing() as connection:
        found = connection.execute("SELECT digest FROM save WHERE page = ?", (number,))
        if {digest for (digest,) in found} != {save.digest for save in read.page.saves}:
            return False
        if instead_of is not None and _is_made(connection, number, read, instead_of):
            return True
        for part in parts:
            keep_part(connection, part)
        keep_joined(connection, number, len(read.page.saves), read.changes)
        _replace_thread(connection, number, packed)
    return True


def replace_quotes(database: Database, reading: int, quotes: QuoteIndex, linker: int) -> None:
    """Put newly linked quotations in the place of the old ones, where that reading of the thread still is there."""
    packed, quoted = pack_quotes(quotes), pack_quoted(quotes)
    digest = "UPDATE digest SET quoted = ? WHERE page IN (SELECT page FROM thread WHERE id = ?)"
    with database.writing() as connection:
        connection.execute("UPDATE thread SET quotes = ?, linker = ? WHERE id = ?", (packed, linker, reading))
        connection.execute(digest, (quoted, reading))


def number_of(database: Database, digest: str) -> int | None:
    """The number of the page that a save with these bytes is of."""
    found = database.rows("SELECT page FROM save WHERE digest = ?", digest)
    return int(found[0][0]) if found else None


def list_entries(database: Database) -> tuple[Entry, ...]:
    """Every page, by number."""
    rows = database.rows(_ENTRIES + " ORDER BY number")
    saves = _grouped(database.rows(_SAVES + " ORDER BY id"))
    return tuple(_entry(row, saves) for row in rows)


def pages_without_thread(database: Database) -> tuple[int, ...]:
    """The numbers of pages of which only the saves are there: their thread was lost."""
    statement = "SELECT number FROM page WHERE number NOT IN (SELECT page FROM thread) ORDER BY number"
    return tuple(number for (number,) in database.rows(statement))


def load_saves(database: Database, number: int) -> tuple[Save, ...]:
    """The saves of a page, in the order of `taken_at`."""
    saves = _grouped(database.rows(_SAVES + " WHERE page = ? ORDER BY id", number))
    return tuple(sorted(saves.get(number, ()), key=lambda save: save.taken_at))


def load_entry(database: Database, number: int) -> Entry | None:
    """The page with a number, None where there is none."""
    rows = database.rows(_ENTRIES + " WHERE number = ?", number)
    saves = _grouped(database.rows(_SAVES + " WHERE page = ? ORDER BY id", number))
    return _entry(rows[0], saves) if rows else None


def stored_entry(database: Database, number: int) -> Entry:
    """The page with a number. Raises StoreError where there is none."""
    found = load_entry(database, number)
    if found is None:
        raise StoreError(database.path, f"holds no thread with number {number}", "see threadreader list")
    return found


def open_stored(database: Database, entry: Entry) -> StoredThread:
    """The thread of a page, of which only the skeleton and the article are read yet."""
    rows = database.rows("SELECT id, article, skeleton FROM thread WHERE page = ?", entry.number)
    if not rows:
        raise StoreError(database.path, f"no longer holds number {entry.number}", "see threadreader list")
    thread_id, article, skeleton = rows[0]
    with undamaged(database.path):
        return StoredThread(
            database,
            thread_id,
            entry.page,
            article_from_plain(unpack(article)),
            unpack_skeleton(skeleton),
            changes=load_changes(database, entry.number),
            older=partial(load_older, database, entry.page.saves),
        )


def load_versions(database: Database, number: int) -> Versions:
    """What the thread of a page was made with."""
    return Versions(*database.rows("SELECT reader, linker FROM thread WHERE page = ?", number)[0])


def load_reading(database: Database, number: int) -> int:
    """What tells the stored reading of a page from all others of it; 0 where its thread was lost."""
    found = database.rows("SELECT id FROM thread WHERE page = ?", number)
    return int(found[0][0]) if found else 0


def made_before(database: Database, versions: Versions) -> tuple[int, ...]:
    """The numbers of threads that were read or linked by an older program, or not linked yet; the newest first."""
    statement = "SELECT page FROM thread WHERE reader < ? OR linker < ? ORDER BY page DESC"
    return tuple(number for (number,) in database.rows(statement, versions.reader, versions.linker))


def load_notes(database: Database, number: int) -> tuple[Note, ...]:
    """What was odd when the thread was read."""
    rows = database.rows("SELECT notes FROM thread WHERE page = ?", number)
    with undamaged(database.path):
        return unpack_notes(rows[0][0])


def load_original(database: Database, digest: str) -> bytes:
    """The bytes of a save, as they came."""
    rows = database.rows("SELECT original FROM save WHERE digest = ?", digest)
    with undamaged(database.path):
        return unpack_original(rows[0][0])


def forget(database: Database, number: int) -> None:
    """Take a page with all its saves out of the library; what is the reader's own stays, in case it comes back."""
    with database.writing() as connection:
        _drop_thread(connection, number)
        connection.execute("DELETE FROM page WHERE number = ?", (number,))


def _is_made(connection: sqlite3.Connection, number: int, read: ReadSave, before: int) -> bool:
    """Whether another reading than the one before is there, and as good as this one."""
    statement = (
        "SELECT coalesce((SELECT saves FROM joined WHERE joined.page = thread.page), 1)"
        " FROM thread WHERE page = ? AND id <> ? AND reader >= ?"
    )
    found = connection.execute(statement, (number, before, read.versions.reader)).fetchone()
    return bool(found == (len(read.page.saves),))


def _page_of(connection: sqlite3.Connection, digest: str) -> int | None:
    found = connection.execute("SELECT page FROM save WHERE digest = ?", (digest,)).fetchone()
    return int(found[0]) if found else None


def _same_page(connection: sqlite3.Connection, identity: Identity) -> int | None:
    statement = (
        "SELECT number, title, skeleton FROM page JOIN thread ON thread.page = number"
        " WHERE address IS ? AND (address IS NOT NULL OR title = ?)"
    )
    for number, title, packed in connection.execute(statement, (identity.address, identity.title)).fetchall():
        parents = unpack_skeleton(packed).parents_by_id
        if is_same_thread(identity, Identity(identity.address, title, parents, numbers_of(connection, number))):
            return int(number)
    return None


def _add_page(connection: sqlite3.Connection, read: ReadSave) -> int:
    """A new page; another one may have its address, which is then no identity."""
    name = str(read.page.id)
    if connection.execute("SELECT 1 FROM page WHERE id = ?", (name,)).fetchone():
        name = read.save.digest
    added = connection.execute("INSERT INTO page (id, address) VALUES (?, ?)", (name, read.address))
    assert added.lastrowid is not None
    return added.lastrowid


def _insert_save(connection: sqlite3.Connection, number: int, read: ReadSave, kept: bytes) -> None:
    save = read.save
    connection.execute(
        "INSERT INTO save (page, digest, name, container, adapter, saved_at, imported_at, original)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        (
            *(number, save.digest, save.name, save.container, save.adapter),
            *(save.saved_at and save.saved_at.isoformat(), save.imported_at and save.imported_at.isoformat()),
            kept,
        ),
    )
    keep_number(connection, read)


def _replace_thread(connection: sqlite3.Connection, number: int, packed: PackedThread) -> None:
    _drop_thread(connection, number)
    added = connection.execute(
        "INSERT INTO thread (page, reader, linker, title, url, site, language, declared_count, comments, people,"
        " notes, article, skeleton, quotes) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (number, *packed.columns),
    )
    assert added.lastrowid is not None
    thread_id = added.lastrowid
    rows = ((body_id(thread_id, place), hash_of(window), window) for place, window in enumerate(packed.windows))
    connection.executemany("INSERT INTO bodies VALUES (?, ?, ?)", rows)
    (name,) = connection.execute("SELECT id FROM page WHERE number = ?", (number,)).fetchone()
    recount(connection, name, packed.skeleton)
    add_words(connection, thread_id, packed.words)
    add_digest(connection, number, packed.digest)


def _drop_thread(connection: sqlite3.Connection, number: int) -> None:
    for (thread_id,) in connection.execute("SELECT id FROM thread WHERE page = ?", (number,)).fetchall():
        drop_words(connection, thread_id)
        ends = (body_id(thread_id, 0), body_id(thread_id + 1, 0))
        connection.execute("DELETE FROM bodies WHERE id >= ? AND id < ?", ends)
        connection.execute("DELETE FROM thread WHERE id = ?", (thread_id,))


def _grouped(rows: Sequence[tuple[Any, ...]]) -> Mapping[int, list[Save]]:
    saves: defaultdict[int, list[Save]] = defaultdict(list)
    for page, *columns in rows:
        saves[page].append(_save(columns))
    return saves


def _save(columns: Sequence[Any]) -> Save:
    digest, name, container, adapter, saved_at, imported_at = columns
    return Save(digest, name, container, adapter, _datetime(saved_at), _datetime(imported_at))


def _datetime(iso: str | None) -> datetime | None:
    return datetime.fromisoformat(iso) if iso else None


def _entry(row: tuple[Any, ...], saves: Mapping[int, Sequence[Save]]) -> Entry:
    number, page_id, title, url, site, language, declared_count, comments, people, *reading, words, quoted = row
    seen, starred, read_at, hushed, whereabouts = reading
    ordered = tuple(sorted(saves.get(number, ()), key=lambda save: save.taken_at))
    page = Page(PageId(page_id), title, url, site, language, declared_count, ordered)
    figures = (comments, people, seen or 0, starred or 0, _datetime(read_at), hushed or 0, whereabouts or "")
    return Entry(number, page, *figures, *unpack_digest(words, quoted))
