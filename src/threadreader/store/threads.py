"""Queries for stored pages: their saves and versions, and a thread that is open.

Its skeleton and article are in memory, its comments are loaded in chunks on demand.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from itertools import chain, starmap
from typing import Any, NamedTuple

from threadreader.errors import StoreError
from threadreader.model.page import NO_CHANGES, Changes, Entry, Note, Page
from threadreader.model.save import Versions
from threadreader.model.stored_thread import Skeleton
from threadreader.model.thread import Article, Comment, Thread
from threadreader.store.connection import Database
from threadreader.store.encoding import (
    CHUNK_SIZE,
    chunk_row_id,
    translating_damage,
    unpack_article,
    unpack_chunk,
    unpack_notes,
    unpack_original,
    unpack_skeleton,
    unpack_texts,
)
from threadreader.store.parts import load_changes, load_previous_version
from threadreader.store.quotes import PackedQuotes

_CACHED_CHUNKS = 64  # 1,024 comments: dozens of screens
_CHUNKS_PER_QUERY = 64  # 1,024 comments: their words are in memory at once


class StoredThread:
    """An `OpenThread` backed by the library, usable as long as that is open."""

    def __init__(
        self,
        database: Database,
        thread_id: int,
        page: Page,
        article: Article,
        skeleton: Skeleton,
        *,
        changes: Changes = NO_CHANGES,
        older: Callable[[Comment], Comment | None] = lambda _: None,
    ) -> None:
        self.page = page
        self.article = article
        self.skeleton = skeleton
        self.changes = changes
        self._older = older
        self._database = database
        self.id = thread_id
        self._cache: dict[int, tuple[Comment, ...]] = {}
        self._pinned: dict[int, bytes] = {}
        self._pinned_quotes: PackedQuotes | None = None

    @property
    def is_newest(self) -> bool:
        return bool(self._database.rows("SELECT 1 FROM thread WHERE id = ?", self.id))

    def pin(self) -> Iterator[None]:
        bodies: dict[int, bytes] = {}
        for chunks in self._each_query():
            bodies |= chunks
            yield
        # Quotations last: they are gone too if bodies were.
        self._pinned_quotes, self._pinned = self._load_quotes(), bodies

    @property
    def quotes(self) -> PackedQuotes:
        return self._pinned_quotes or self._load_quotes()

    def comment(self, position: int) -> Comment:
        if not 0 <= position < len(self.skeleton):
            raise IndexError(position)
        number, index = divmod(position, CHUNK_SIZE)
        chunk = self._cache.pop(number, None) or self._load(number)
        # A dictionary in order of last use: its first chunk is dropped.
        self._cache[number] = chunk
        if len(self._cache) > _CACHED_CHUNKS:
            del self._cache[next(iter(self._cache))]
        return chunk[index]

    def older(self, position: int) -> Comment | None:
        return self._older(self.comment(position))

    def texts(self) -> Iterator[str]:
        for packed in self._all_chunks():
            with translating_damage(self._database.path):
                texts = unpack_texts(packed)
            yield from texts

    def whole(self) -> Thread:
        """The thread with all its comments in memory."""
        with translating_damage(self._database.path):
            chunks = starmap(self._unpack, enumerate(self._all_chunks()))
            return Thread(self.article, tuple(chain.from_iterable(chunks)))

    def _load_quotes(self) -> PackedQuotes:
        rows = self._database.rows("SELECT quotes FROM thread WHERE id = ?", self.id)
        if not rows:
            raise self._replaced()
        return PackedQuotes(rows[0][0], partial(translating_damage, self._database.path))

    def _load(self, number: int) -> tuple[Comment, ...]:
        (packed,) = self._packed_chunks(number, number + 1).values()
        with translating_damage(self._database.path):
            return self._unpack(number, packed)

    def _unpack(self, number: int, packed: bytes) -> tuple[Comment, ...]:
        """The comments of a chunk. Raises ValueError if they are others than those of the skeleton."""
        comments, start = unpack_chunk(packed), number * CHUNK_SIZE
        if tuple([comment.id for comment in comments]) != self.skeleton.ids[start : start + CHUNK_SIZE]:
            raise ValueError("comments are others than those of the thread")
        return comments

    def _all_chunks(self) -> Iterator[bytes]:
        for chunks in self._each_query():
            yield from chunks.values()

    def _each_query(self) -> Iterator[Mapping[int, bytes]]:
        """All packed chunks by row id, in order, as many at a time as one query loads."""
        count = -(-len(self.skeleton) // CHUNK_SIZE)
        for first in range(0, count, _CHUNKS_PER_QUERY):
            yield self._packed_chunks(first, min(count, first + _CHUNKS_PER_QUERY))

    def _packed_chunks(self, first: int, end: int) -> Mapping[int, bytes]:
        """The packed chunks of a range of numbers by row id, in order. Raises StoreError."""
        row, end_row = chunk_row_id(self.id, first), chunk_row_id(self.id, end)
        if self._pinned:
            return {row: self._pinned[row] for row in range(row, end_row)}
        query = "SELECT id, comments FROM bodies WHERE id >= ? AND id < ? ORDER BY id"
        rows = self._database.rows(query, row, end_row)
        if len(rows) < end - first:
            raise self._replaced()
        return dict(rows)

    def _replaced(self) -> StoreError:
        trouble = f"no longer holds what was opened of {self.page.title!r}: it was forgotten or read again"
        return StoreError(self._database.path, trouble, "open it again")


_STATE = """
    SELECT thread.id, thread.linker, reading.* FROM thread
    JOIN page ON page.number = thread.page LEFT JOIN reading ON reading.page = page.id WHERE page.number = ?
"""


def find_page_number(database: Database, digest: str) -> int | None:
    """The number of the page that has a save with this SHA-256 hash, None if none has."""
    rows = database.rows("SELECT page FROM save WHERE digest = ?", digest)
    return int(rows[0][0]) if rows else None


def pages_without_thread(database: Database) -> tuple[int, ...]:
    """The numbers of pages whose thread was lost, with only their saves left."""
    statement = "SELECT number FROM page WHERE number NOT IN (SELECT page FROM thread) ORDER BY number"
    return tuple(number for (number,) in database.rows(statement))


class Heading(NamedTuple):
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
    return database.records(Heading, f"{statement} WHERE page IN ({marks}) ORDER BY page", *numbers)


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
            unpack_article(article),
            unpack_skeleton(skeleton),
            changes=load_changes(database, entry.number),
            older=partial(load_previous_version, database, entry.page.saves),
        )


def load_article(database: Database, number: int) -> Article | None:
    """The article of a page, None if there is no such number. Raises StoreError."""
    rows = database.rows("SELECT article FROM thread WHERE page = ?", number)
    with translating_damage(database.path):
        return unpack_article(rows[0][0]) if rows else None


def load_versions(database: Database, number: int) -> Versions:
    """The versions of extractor and linker that made the thread of a page."""
    (made_with,) = database.records(tuple[int, int], "SELECT extractor, linker FROM thread WHERE page = ?", number)
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
    statement = f"{older} extractor < ? UNION {older} extractor = ? AND linker < ? ORDER BY page DESC"
    rows = database.rows(statement, versions.extractor, versions.extractor, versions.linker)
    return tuple(number for (number,) in rows)


def load_notes(database: Database, number: int) -> tuple[Note, ...]:
    """The notes of the import of a thread."""
    rows = database.rows("SELECT notes FROM thread WHERE page = ?", number)
    with translating_damage(database.path):
        return unpack_notes(rows[0][0])


SELECT_ORIGINAL = "SELECT content FROM original JOIN save ON save.id = original.save WHERE digest = ?"
"""The packed bytes of the save with a SHA-256 hash."""


def load_original(database: Database, digest: str) -> bytes:
    """The original bytes of the save with a SHA-256 hash."""
    rows = database.rows(SELECT_ORIGINAL, digest)
    with translating_damage(database.path):
        return unpack_original(rows[0][0])
