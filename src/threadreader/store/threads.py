"""Queries for stored pages: their saves and versions, and opening a thread."""

from collections.abc import Sequence
from functools import partial
from typing import Any

from threadreader.dataclass import dataclass
from threadreader.errors import StoreError
from threadreader.model.codec import article_from_plain
from threadreader.model.page import Entry, Note
from threadreader.model.save import Versions
from threadreader.model.thread import Article
from threadreader.store.connection import Database
from threadreader.store.encoding import translating_damage, unpack, unpack_notes, unpack_original, unpack_skeleton
from threadreader.store.integrity import has_types
from threadreader.store.originals import PIECES
from threadreader.store.parts import load_changes, load_previous_version
from threadreader.store.stored import StoredThread

_STATE = """
    SELECT thread.id, thread.linker, reading.* FROM thread
    JOIN page ON page.number = thread.page LEFT JOIN reading ON reading.page = page.id WHERE page.number = ?
"""


def find_page_number(database: Database, digest: str) -> int | None:
    """The number of the page that has a save with this SHA-256 hash, None if none has."""
    rows = database.rows("SELECT page FROM save WHERE digest = ?", digest)
    return int(rows[0][0]) if rows else None


def _checked(rows: Sequence[tuple[Any, ...]], types: str) -> Sequence[tuple[Any, ...]]:
    if not all(has_types(row, types) for row in rows):
        raise ValueError("a thread has a value of a wrong type")
    return rows


def pages_without_thread(database: Database) -> tuple[int, ...]:
    """The numbers of pages whose thread was lost, with only their saves left."""
    statement = "SELECT number FROM page WHERE number NOT IN (SELECT page FROM thread) ORDER BY number"
    return tuple(number for (number,) in database.rows(statement))


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
    # Of a comparison of both at once, SQLite takes the first alone for the range of the index.
    older = "SELECT page FROM thread INDEXED BY thread_made_with WHERE"
    statement = f"{older} reader < ? UNION {older} reader = ? AND linker < ? ORDER BY page DESC"
    rows = database.rows(statement, versions.extractor, versions.extractor, versions.linker)
    return tuple(number for (number,) in rows)


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
