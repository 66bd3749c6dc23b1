"""Entries of threads for lists, read from the tables that have their facts."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime
from typing import Any, NamedTuple

from threadreader.errors import StoreError
from threadreader.model.page import Entry, Page, PageId, Save, clean_tag
from threadreader.store.connection import Database
from threadreader.store.encoding import DECODE_ERRORS, translating_damage, typed, unpack_changes
from threadreader.store.integrity import MAX_NUMBER
from threadreader.store.summaries import unpack_summary

SEPARATOR = "\x1f"
"""What queries join texts with, which hold no control characters."""


class _Row(NamedTuple):
    number: int
    page: str
    title: str
    url: str | None
    site: str | None
    language: str | None
    declared_count: int | None
    comments: int
    people: int
    seen: int
    starred: int
    read_at: str | None
    muted_unread: int
    progress_label: str
    changes: bytes | None
    tags: str | None
    notes: str | None
    summary: str | None
    most_quoted: str | None


_ENTRIES = """
    SELECT number, page.id, thread.title, thread.url, thread.site, language, declared_count, thread.comments, people,
    coalesce(reading.seen, 0), coalesce(reading.starred, 0), read_at, coalesce(muted_unread, 0),
    coalesce(progress_label, ''), joined.changes,
    (SELECT group_concat(value, char(31)) FROM fact WHERE reading = reading.id AND kind = 'tag'),
    (SELECT group_concat(note, char(31)) FROM annotation WHERE reading = reading.id),
    summary, most_quoted
    FROM page JOIN thread ON thread.page = page.number LEFT JOIN reading ON reading.page = page.id
    LEFT JOIN entry ON entry.page = page.number LEFT JOIN joined ON joined.page = page.number
"""


class _SaveRow(NamedTuple):
    page: int
    digest: str
    name: str
    container: str
    adapter: str
    saved_at: str | None
    imported_at: str | None


_SAVES = "SELECT page, digest, name, container, adapter, saved_at, imported_at FROM save"

Rows = Callable[..., Iterable[tuple[Any, ...]]]
"""Runs a statement with its values: `Database.rows`, or `execute` of a connection in a transaction."""


def load_where(rows: Rows, condition: str, *values: object) -> list[Entry]:
    """The entries of the pages that a condition leaves, which may be an order and a limit too."""
    wanted = f"SELECT number FROM page JOIN thread ON page = number {condition}"  # noqa: S608 - our own
    saves = _grouped(rows(f"{_SAVES} WHERE page IN ({wanted}) ORDER BY id", *values))
    return [_entry(row, saves.get(row.number, ())) for row in typed(_Row, rows(f"{_ENTRIES} {condition}", *values))]


def list_entries(database: Database, limit: int | None = None, *, newest: bool = False) -> tuple[Entry, ...]:
    """The entries of all pages, or of so many, by number; the last page first where the `newest` are wanted."""
    order = f"ORDER BY number {'DESC' if newest else 'ASC'} LIMIT ?"
    with translating_damage(database.path):
        return tuple(load_where(database.rows, order, MAX_NUMBER if limit is None else limit))


def load_entry(database: Database, number: int) -> Entry | None:
    """The entry of a page, None if there is no such number."""
    with translating_damage(database.path):
        return next(iter(load_where(database.rows, "WHERE number = ?", number)), None)


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
        return _grouped(rows).get(number, ())


def _grouped(rows: Iterable[tuple[Any, ...]]) -> Mapping[int, tuple[Save, ...]]:
    """The saves of each page, in the order of `taken_at`."""
    saves: defaultdict[int, list[Save]] = defaultdict(list)
    for row in typed(_SaveRow, rows):
        saves[row.page].append(_save(row))
    return {page: tuple(sorted(some, key=lambda save: save.taken_at)) for page, some in saves.items()}


def _save(row: _SaveRow) -> Save:
    saved_at = datetime.fromisoformat(row.saved_at) if row.saved_at else None
    return Save(row.digest, row.name, row.container, row.adapter, saved_at, _aware(row.imported_at))


def _aware(iso: str | None) -> datetime | None:
    """A time that others are compared with; what this program writes has an offset."""
    moment = datetime.fromisoformat(iso) if iso else None
    return moment if moment is None or moment.tzinfo else moment.replace(tzinfo=UTC)


def _entry(row: _Row, saves: tuple[Save, ...]) -> Entry:
    page = Page(PageId(row.page), row.title, row.url, row.site, row.language, row.declared_count, saves)
    read_at = _aware(row.read_at)
    return Entry(
        *(row.number, page, row.comments, row.people, row.seen, row.starred, read_at),
        *(row.muted_unread, row.progress_label, _count_new(page.newest, read_at, row.changes)),
        *unpack_summary(row.summary, row.most_quoted),
        unpack_tags(row.tags),
        () if row.notes is None else tuple(row.notes.split(SEPARATOR)),
    )


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
