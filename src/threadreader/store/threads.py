"""Queries for stored pages: entries of the list, saves, versions, and opening a thread."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from threadreader.collector import gc_paused
from threadreader.errors import StoreError
from threadreader.model.codec import article_from_plain
from threadreader.model.page import DONE, Entry, Group, Note, Page, PageId, Save, site_name
from threadreader.model.save import Versions
from threadreader.model.thread import Article
from threadreader.store.connection import Database
from threadreader.store.encoding import unpack, unpack_changes, unpack_notes, unpack_original, unpack_skeleton
from threadreader.store.integrity import MAX_NUMBER, has_types
from threadreader.store.originals import PIECES
from threadreader.store.parts import load_changes, load_previous_version
from threadreader.store.progress import SEPARATOR, unpack_tags
from threadreader.store.stored import DECODE_ERRORS, StoredThread, translating_damage
from threadreader.store.summaries import unpack_summary

_ENTRIES = """
    SELECT number, page.id, title, url, site, language, declared_count, comments, people,
    seen, starred, read_at, hushed, whereabouts, joined.changes,
    (SELECT group_concat(comment, char(31)) FROM touched WHERE reading = reading.id AND what = 'tag'),
    (SELECT group_concat(note, char(31)) FROM annotation WHERE reading = reading.id),
    digest.words, digest.quoted
    FROM page JOIN thread ON thread.page = page.number LEFT JOIN reading ON reading.page = page.id
    LEFT JOIN digest ON digest.page = page.number LEFT JOIN joined ON joined.page = page.number
"""
_STATE = """
    SELECT thread.id, thread.linker, reading.* FROM thread
    JOIN page ON page.number = thread.page LEFT JOIN reading ON reading.page = page.id WHERE page.number = ?
"""
_ENTRY_TYPES = "ITTtttiIIiititbtttt"
# By the beginning of the address where the page names no site: up to the first slash behind `https://`.
_SITES = """
    SELECT site,
        CASE WHEN coalesce(site, '') = '' THEN substr(url, 1, instr(substr(url || '/', 9), '/') + 8) END, count(*)
    FROM thread WHERE page NOT IN (
        SELECT number FROM touched JOIN reading ON reading.id = reading JOIN page ON page.id = reading.page
        WHERE what = 'tag' AND comment = ?
    ) GROUP BY 1, 2
"""
# Of each page its tags: all that was touched are the replies that somebody read, too.
_TAGS = """
    SELECT comment, count(*) FROM reading CROSS JOIN touched ON reading = reading.id AND what = 'tag'
    JOIN page ON page.id = reading.page JOIN thread ON thread.page = number
    WHERE comment = ?1 OR reading NOT IN (SELECT reading FROM touched WHERE what = 'tag' AND comment = ?1)
    GROUP BY comment
"""
_SAVES = "SELECT page, digest, name, container, adapter, saved_at, imported_at FROM save"
_SAVE_TYPES = "TTTTtt"  # without the page


def find_page_number(database: Database, digest: str) -> int | None:
    """The number of the page that has a save with this SHA-256 hash, None if none has."""
    rows = database.rows("SELECT page FROM save WHERE digest = ?", digest)
    return int(rows[0][0]) if rows else None


def list_entries(database: Database, limit: int | None = None, *, newest: bool = False) -> tuple[Entry, ...]:
    """The entries of all pages, or of so many, by number; the last page first where the `newest` are wanted."""
    order = f"ORDER BY number {'DESC' if newest else 'ASC'} LIMIT ?"
    wanted = f"SELECT number FROM page JOIN thread ON page = number {order}"  # noqa: S608 - our own
    most = MAX_NUMBER if limit is None else limit
    rows = database.rows(f"{_ENTRIES} {order}", most)
    with gc_paused(), translating_damage(database.path):
        saves = _grouped(database.rows(f"{_SAVES} WHERE page IN ({wanted}) ORDER BY id", most))
        return tuple(_entry(row, saves) for row in rows)


def count_threads(database: Database) -> int:
    """The number of stored threads."""
    ((count,),) = database.rows("SELECT count(*) FROM thread JOIN page ON number = page")
    return int(count)


def count_groups(database: Database) -> Counter[Group]:
    """The number of threads of each site and tag, without those that are done but under that tag. Raises StoreError."""
    counts = Counter[Group]()
    with translating_damage(database.path):
        for site, address, count in _checked(database.rows(_SITES, DONE), "ttI"):
            counts[Group("site", site_name(site, address))] += count
        for tag, count in _checked(database.rows(_TAGS, DONE), "TI"):
            for name in unpack_tags(tag):
                counts[Group("tag", name)] += count
    return counts


def _checked(rows: Sequence[tuple[Any, ...]], types: str) -> Sequence[tuple[Any, ...]]:
    if not all(has_types(row, types) for row in rows):
        raise ValueError("a thread has a value of a wrong type")
    return rows


def pages_without_thread(database: Database) -> tuple[int, ...]:
    """The numbers of pages whose thread was lost, with only their saves left."""
    statement = "SELECT number FROM page WHERE number NOT IN (SELECT page FROM thread) ORDER BY number"
    return tuple(number for (number,) in database.rows(statement))


def load_saves(database: Database, number: int) -> tuple[Save, ...]:
    """The saves of a page, in the order of `taken_at`."""
    with translating_damage(database.path):
        return _in_order(_grouped(database.rows(_SAVES + " WHERE page = ? ORDER BY id", number)).get(number, ()))


def load_entry(database: Database, number: int) -> Entry | None:
    """The entry of a page, None if there is no such number."""
    rows = database.rows(_ENTRIES + " WHERE number = ?", number)
    with translating_damage(database.path):
        saves = _grouped(database.rows(_SAVES + " WHERE page = ? ORDER BY id", number))
        return _entry(rows[0], saves) if rows else None


def require_entry(database: Database, number: int) -> Entry:
    """The entry of a page. Raises StoreError if there is no such number."""
    entry = load_entry(database, number)
    if entry is None:
        raise StoreError(database.path, f"holds no thread with number {number}", "see threadreader list")
    return entry


@dataclass(frozen=True, slots=True)
class Heading:
    """What names a stored thread in a list: its page number, title, site, address and number of comments."""

    number: int
    thread_id: int
    title: str
    site: str | None
    url: str | None
    comments: int


def load_headings(database: Database, numbers: Sequence[int]) -> Sequence[Heading]:
    """The headings of those of some pages that are stored, by number. Raises StoreError."""
    marks = ", ".join("?" * len(numbers))
    statement = "SELECT page, id, title, site, url, comments FROM thread"
    rows = database.rows(f"{statement} WHERE page IN ({marks}) ORDER BY page", *numbers)
    with translating_damage(database.path):
        return [Heading(*row) for row in _checked(rows, "IITttI")]


def open_stored(database: Database, entry: Entry) -> StoredThread:
    """Open the thread of a page, with its skeleton and its article loaded. Raises StoreError."""
    rows = database.rows("SELECT id, article, skeleton FROM thread WHERE page = ?", entry.number)
    if not rows:
        raise StoreError(database.path, f"no longer holds number {entry.number}", "see threadreader list")
    thread_id, article, skeleton = rows[0]
    with translating_damage(database.path):
        return StoredThread(
            database,
            thread_id,
            entry.page,
            article_from_plain(unpack(article)),
            unpack_skeleton(skeleton),
            changes=load_changes(database, entry.number),
            older=partial(load_previous_version, database, entry.page.saves),
        )


def load_article(database: Database, number: int) -> Article | None:
    """The article of a page, None if there is no such number. Raises StoreError."""
    rows = database.rows("SELECT article FROM thread WHERE page = ?", number)
    with translating_damage(database.path):
        return article_from_plain(unpack(rows[0][0])) if rows else None


def load_versions(database: Database, number: int) -> Versions:
    """The versions of extractor and linker that made the thread of a page."""
    (made_with,) = database.rows("SELECT reader, linker FROM thread WHERE page = ?", number)
    with translating_damage(database.path):
        if not has_types(made_with, "II"):
            raise ValueError("a version has a value of a wrong type")
        return Versions(*made_with)


def load_thread_id(database: Database, number: int) -> int:
    """The row id of the thread of a page, which each parse of it has anew; 0 if the thread was lost."""
    rows = database.rows("SELECT id FROM thread WHERE page = ?", number)
    return int(rows[0][0]) if rows else 0


def load_thread_version(database: Database, number: int) -> Sequence[tuple[Any, ...]]:
    """Row id and linker of the thread of a page, and its read state: equal as long as nothing changed."""
    return database.rows(_STATE, number)


def find_outdated(database: Database, versions: Versions) -> tuple[int, ...]:
    """The numbers of threads that an older extractor or linker made, or that are not linked yet; newest first."""
    statement = "SELECT page FROM thread WHERE reader < ? OR linker < ? ORDER BY page DESC"
    return tuple(number for (number,) in database.rows(statement, versions.extractor, versions.linker))


def load_notes(database: Database, number: int) -> tuple[Note, ...]:
    """The notes of the import of a thread."""
    rows = database.rows("SELECT notes FROM thread WHERE page = ?", number)
    with translating_damage(database.path):
        return unpack_notes(rows[0][0])


def load_original(database: Database, digest: str) -> bytes:
    """The original bytes of the save with a SHA-256 hash."""
    rows = database.rows(PIECES, digest)
    with translating_damage(database.path):
        return unpack_original(b"".join(content for *_, content in rows))


def _grouped(rows: Sequence[tuple[Any, ...]]) -> Mapping[int, list[Save]]:
    saves: defaultdict[int, list[Save]] = defaultdict(list)
    for page, *columns in rows:
        if not has_types(columns, _SAVE_TYPES):
            raise ValueError("a save has a value of a wrong type")
        saves[page].append(_save(columns))
    return saves


def _save(columns: Sequence[Any]) -> Save:
    digest, name, container, adapter, saved_at, imported_at = columns
    return Save(digest, name, container, adapter, _datetime(saved_at), _datetime(imported_at))


def _in_order(saves: Iterable[Save]) -> tuple[Save, ...]:
    return tuple(sorted(saves, key=lambda save: save.taken_at))


def _datetime(iso: str | None) -> datetime | None:
    return datetime.fromisoformat(iso) if iso else None


def _entry(row: tuple[Any, ...], saves: Mapping[int, Sequence[Save]]) -> Entry:
    if not has_types(row, _ENTRY_TYPES):
        raise ValueError("a thread has a value of a wrong type")
    number, page_id, title, url, site, language, declared_count, comments, people, *reading, words, quoted = row
    seen, starred, iso, hushed, whereabouts, changes, tags, notes = reading
    page = Page(PageId(page_id), title, url, site, language, declared_count, _in_order(saves.get(number, ())))
    read_at = _datetime(iso)
    new = _count_new(page.newest, read_at, changes)
    counts = (comments, people, seen or 0, starred or 0, read_at, hushed or 0, whereabouts or "", new)
    noted = () if notes is None else tuple(notes.split(SEPARATOR))
    return Entry(number, page, *counts, *unpack_summary(words, quoted), unpack_tags(tags), noted)


def _count_new(newest: Save | None, read_at: datetime | None, changes: bytes | None) -> int:
    """The number of comments that are new in the newest save, if that was imported after the thread was last read."""
    if not (changes and read_at and newest and newest.imported_at and newest.imported_at > read_at):
        return 0
    try:
        return len(unpack_changes(changes).new)
    except DECODE_ERRORS:
        # Opening the thread reports it.
        return 0
