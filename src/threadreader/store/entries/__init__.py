"""Entries of threads for lists, read from the tables that have their facts."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from threadreader.errors import StoreError
from threadreader.model.page import Entry, Page, PageId, Save, clean_tag
from threadreader.store.connection import Database
from threadreader.store.encoding import DECODE_ERRORS, translating_damage, unpack_changes
from threadreader.store.integrity import MAX_NUMBER, has_types
from threadreader.store.summaries import unpack_summary

SEPARATOR = "\x1f"
"""What queries join texts with, which hold no control characters."""

_ENTRIES = """
    SELECT number, page.id, thread.title, thread.url, thread.site, language, declared_count, thread.comments, people,
    reading.seen, reading.starred, read_at, muted_unread, progress_label, joined.changes,
    (SELECT group_concat(value, char(31)) FROM fact WHERE reading = reading.id AND kind = 'tag'),
    (SELECT group_concat(note, char(31)) FROM annotation WHERE reading = reading.id),
    summary, most_quoted
    FROM page JOIN thread ON thread.page = page.number LEFT JOIN reading ON reading.page = page.id
    LEFT JOIN entry ON entry.page = page.number LEFT JOIN joined ON joined.page = page.number
"""
_ENTRY_TYPES = "ITTtttiIIiititbtttt"
_SAVES = "SELECT page, digest, name, container, adapter, saved_at, imported_at FROM save"
_SAVE_TYPES = "TTTTtt"  # without the page

Rows = Callable[..., Iterable[tuple[Any, ...]]]
"""Runs a statement with its values: `Database.rows`, or `execute` of a connection in a transaction."""


def load_where(rows: Rows, condition: str, *values: object) -> Iterator[Entry]:
    """The entries of the pages that a condition leaves, which may be an order and a limit too."""
    wanted = f"SELECT number FROM page JOIN thread ON page = number {condition}"  # noqa: S608 - our own
    saves = _grouped(rows(f"{_SAVES} WHERE page IN ({wanted}) ORDER BY id", *values))
    yield from (_entry(row, saves) for row in rows(f"{_ENTRIES} {condition}", *values))


def list_entries(database: Database, limit: int | None = None, *, newest: bool = False) -> tuple[Entry, ...]:
    """The entries of all pages, or of so many, by number; the last page first where the `newest` are wanted."""
    order = f"ORDER BY number {'DESC' if newest else 'ASC'} LIMIT ?"
    with translating_damage(database.path):
        return tuple(load_where(database.rows, order, MAX_NUMBER if limit is None else limit))


def load_entry(database: Database, number: int) -> Entry | None:
    """The entry of a page, None if there is no such number."""
    with translating_damage(database.path):
        return next(load_where(database.rows, "WHERE number = ?", number), None)


def require_entry(database: Database, number: int) -> Entry:
    """The entry of a page. Raises StoreError if there is no such number."""
    entry = load_entry(database, number)
    if entry is None:
        raise StoreError(database.path, f"holds no thread with number {number}", "see threadreader list")
    return entry


def load_saves(database: Database, number: int) -> tuple[Save, ...]:
    """The saves of a page, in the order of `taken_at`; also of one whose thread was lost."""
    rows = database.rows(f"{_SAVES} WHERE page = ? ORDER BY id", number)
    with translating_damage(database.path):
        return _in_order(_grouped(rows).get(number, ()))


def _grouped(rows: Iterable[tuple[Any, ...]]) -> Mapping[int, list[Save]]:
    saves: defaultdict[int, list[Save]] = defaultdict(list)
    for page, *columns in rows:
        if not has_types(columns, _SAVE_TYPES):
            raise ValueError("a save has a value of a wrong type")
        saves[page].append(_save(columns))
    return saves


def _save(columns: Sequence[Any]) -> Save:
    digest, name, container, adapter, saved_at, imported_at = columns
    return Save(digest, name, container, adapter, _datetime(saved_at), _aware(imported_at))


def _in_order(saves: Iterable[Save]) -> tuple[Save, ...]:
    return tuple(sorted(saves, key=lambda save: save.taken_at))


def _datetime(iso: str | None) -> datetime | None:
    return datetime.fromisoformat(iso) if iso else None


def _aware(iso: str | None) -> datetime | None:
    """A time that others are compared with; what this program writes has an offset."""
    moment = _datetime(iso)
    return moment if moment is None or moment.tzinfo else moment.replace(tzinfo=UTC)


def _entry(row: tuple[Any, ...], saves: Mapping[int, Sequence[Save]]) -> Entry:
    if not has_types(row, _ENTRY_TYPES):
        raise ValueError("a thread has a value of a wrong type")
    number, page_id, title, url, site, language, declared_count, comments, people, *reading, words, quoted = row
    seen, starred, iso, muted_unread, progress_label, changes, tags, notes = reading
    page = Page(PageId(page_id), title, url, site, language, declared_count, _in_order(saves.get(number, ())))
    read_at = _aware(iso)
    new = _count_new(page.newest, read_at, changes)
    counts = (comments, people, seen or 0, starred or 0, read_at, muted_unread or 0, progress_label or "", new)
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


def unpack_tags(column: str | None) -> tuple[str, ...]:
    """The tags of a page, in order, joined by the separator as queries do; a library may come from anybody."""
    return tuple(sorted({tag for each in column.split(SEPARATOR) if (tag := clean_tag(each))})) if column else ()
