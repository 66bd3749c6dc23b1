"""The imported pages: listed, and opened with what is kept of them."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import partial
from typing import Any

from threadreader.errors import StoreError
from threadreader.model.codec import article_from_plain
from threadreader.model.page import Entry, Note, Page, PageId, Save
from threadreader.store.connection import Database
from threadreader.store.encoding import unpack, unpack_changes, unpack_notes, unpack_original, unpack_skeleton
from threadreader.store.parts import load_changes, load_older
from threadreader.store.saves import Versions
from threadreader.store.stored import UNREADABLE, StoredThread, undamaged
from threadreader.store.summaries import unpack_digest

_ENTRIES = """
    SELECT number, page.id, title, url, site, language, declared_count, comments, people,
    seen, starred, read_at, hushed, whereabouts, joined.changes, digest.words, digest.quoted
    FROM page JOIN thread ON thread.page = page.number LEFT JOIN reading ON reading.page = page.id
    LEFT JOIN digest ON digest.page = page.number LEFT JOIN joined ON joined.page = page.number
"""
_STATE = """
    SELECT thread.id, thread.linker, reading.* FROM thread
    JOIN page ON page.number = thread.page LEFT JOIN reading ON reading.page = page.id WHERE page.number = ?
"""
_SAVES = "SELECT page, digest, name, container, adapter, saved_at, imported_at FROM save"


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


def load_state(database: Database, number: int) -> Sequence[tuple[Any, ...]]:
    """The stored reading of a page, and the row of what the reader did there."""
    return database.rows(_STATE, number)


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
    seen, starred, read_at, hushed, whereabouts, changes = reading
    ordered = tuple(sorted(saves.get(number, ()), key=lambda save: save.taken_at))
    page = Page(PageId(page_id), title, url, site, language, declared_count, ordered)
    last = _datetime(read_at)
    new = _count_new(page.newest, last, changes)
    figures = (comments, people, seen or 0, starred or 0, last, hushed or 0, whereabouts or "", new)
    return Entry(number, page, *figures, *unpack_digest(words, quoted))


def _count_new(newest: Save | None, read_at: datetime | None, changes: bytes | None) -> int:
    """How many comments came with the newest save, where that came after the reader was last in the thread."""
    if not (changes and read_at and newest and newest.imported_at and newest.imported_at > read_at):
        return 0
    try:
        return len(unpack_changes(changes).new)
    except UNREADABLE:
        # Opening the thread says so.
        return 0
