"""Queries for stored pages: their saves and versions, a thread that is open, and threads that have several saves.

Of an open thread, skeleton and article are in memory, and comments are loaded in chunks on demand. Of a thread that is
joined from several saves, the thread parsed from each of them is kept too, as a part.
"""

import sqlite3
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache, partial
from itertools import chain, starmap
from typing import Any, NamedTuple

from msgspec import Struct

from threadreader.errors import StoreError
from threadreader.model.page import NO_CHANGES, Changes, Entry, Note, Page, PageId, Paging, Save
from threadreader.model.save import ParsedPage, Versions
from threadreader.model.stored_thread import Skeleton
from threadreader.model.thread import Article, Comment, Thread
from threadreader.model.wire import Plain, thread_from_plain, thread_to_plain
from threadreader.store.connection import Database
from threadreader.store.encoding import (
    CHUNK_SIZE,
    DECODE_ERRORS,
    chunk_row_id,
    pack,
    pack_changes,
    translating_damage,
    unpack,
    unpack_article,
    unpack_changes,
    unpack_chunk,
    unpack_notes,
    unpack_original,
    unpack_skeleton,
    unpack_texts,
)
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
        self._chunk = lru_cache(_CACHED_CHUNKS)(self._load)
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
        return self._chunk(number)[index]

    def older(self, position: int) -> Comment | None:
        return self._older(self.comment(position))

    def texts(self) -> Iterator[str]:
        for chunks in self._each_query():
            for packed in chunks.values():
                with translating_damage(self._database.path):
                    texts = unpack_texts(packed)
                yield from texts

    def whole(self) -> Thread:
        """The thread with all its comments in memory."""
        with translating_damage(self._database.path):
            chunks = starmap(self._unpack, enumerate(chain.from_iterable(map(dict.values, self._each_query()))))
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

    def _each_query(self) -> Iterator[dict[int, bytes]]:
        """All packed chunks by row id, in order, as many at a time as one query loads."""
        count = -(-len(self.skeleton) // CHUNK_SIZE)
        for first in range(0, count, _CHUNKS_PER_QUERY):
            yield self._packed_chunks(first, min(count, first + _CHUNKS_PER_QUERY))

    def _packed_chunks(self, first: int, end: int) -> dict[int, bytes]:
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
        trouble = f"no longer has {self.page.title!r}: it was deleted or read again"
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
        raise StoreError(database.path, f"no longer has thread {entry.number}", "see threadreader list")
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


class _Part(Struct):
    """The thread parsed from a save, as it is stored; parts of an earlier extractor may lack `saved_url`."""

    title: str
    url: str | None
    site: str | None
    language: str | None
    declared_count: int | None
    paging: Paging | None
    opened: bool
    saved_url: str | None = None
    notes: tuple[tuple[str, str], ...] = ()
    article: Plain = {}
    comments: tuple[Plain, ...] = ()

    @property
    def thread(self) -> Thread:
        """The thread. Raises one of `DECODE_ERRORS` where it is none."""
        return thread_from_plain({"article": self.article, "comments": self.comments})


def save_part(connection: sqlite3.Connection, read: ParsedPage) -> None:
    """Save the thread parsed from a stored save, in the place of an earlier parse."""
    page, notes = read.page, tuple((note.where, note.message) for note in read.notes)
    facts = (page.title, page.url, page.site, page.language, page.declared_count, read.paging, read.opened)
    part = _Part(*facts, read.saved_url, notes, **thread_to_plain(read.thread))
    connection.execute(
        "INSERT OR REPLACE INTO part (save, extractor, read) SELECT id, ?, ? FROM save WHERE digest = ?",
        (read.versions.extractor, pack(part), read.save.digest),
    )


def load_part(database: Database, save: Save, extractor: int | None = None) -> ParsedPage | None:
    """The parsed save, its quotations not linked; None where it is damaged, or by another extractor than this one."""
    statement = (
        "SELECT part.extractor, read FROM part JOIN save ON save.id = part.save"
        " WHERE digest = ? AND part.extractor = coalesce(?, part.extractor)"
    )
    for made_with, packed in database.rows(statement, save.digest, extractor):
        try:
            part = unpack(packed, _Part)
            facts = (part.title, part.url, part.site, part.language, part.declared_count)
            return ParsedPage(
                Page(PageId(part.url or save.digest), *facts, saves=(save,)),
                part.thread,
                notes=tuple(starmap(Note, part.notes)),
                versions=Versions(made_with, linker=0),
                paging=part.paging,
                opened=part.opened,
                saved_url=part.saved_url,
            )
        except DECODE_ERRORS:
            return None
    return None


def load_previous_version(database: Database, saves: Sequence[Save], comment: Comment) -> Comment | None:
    """The latest version of a comment with another text than this one, None if no save has one. Raises StoreError."""
    statement = "SELECT read FROM part JOIN save ON save.id = part.save WHERE digest = ?"
    for save in reversed(saves):
        for (packed,) in database.rows(statement, save.digest):
            with translating_damage(database.path):
                thread = unpack(packed, _Part).thread
            position = thread.position.get(comment.id)
            if position is not None and thread.comments[position].text != comment.text:
                return thread.comments[position]
    return None


def load_page_numbers(connection: sqlite3.Connection, page: int) -> frozenset[int]:
    """The page numbers of the saves of a thread."""
    statement = "SELECT page_number FROM save WHERE page = ? AND page_number IS NOT NULL"
    return frozenset(number for (number,) in connection.execute(statement, (page,)))


def save_joined(connection: sqlite3.Connection, page: int, saves: int, changes: Changes) -> None:
    """Save the number of saves that a thread is joined from, and the changes of the newest."""
    connection.execute("DELETE FROM joined WHERE page = ?", (page,))
    if saves > 1:
        connection.execute("INSERT INTO joined VALUES (?, ?, ?)", (page, saves, pack_changes(changes)))


def load_changes(database: Database, page: int) -> Changes:
    """The changes of the newest save of a thread. Raises StoreError."""
    rows = database.rows("SELECT changes FROM joined WHERE page = ?", page)
    with translating_damage(database.path):
        return unpack_changes(rows[0][0]) if rows else NO_CHANGES


def find_unjoined(database: Database) -> tuple[int, ...]:
    """The numbers of pages whose thread is not joined from all of their saves yet: each save that was added has a part.

    Pages to which an early version added saves have none; opening these joins them.
    """
    statement = (
        "SELECT page FROM save WHERE page IN (SELECT page FROM part CROSS JOIN save ON id = part.save) GROUP BY page"
        " HAVING count(*) > coalesce((SELECT saves FROM joined WHERE joined.page = save.page), 1) ORDER BY page"
    )
    return tuple(page for (page,) in database.rows(statement))


def count_joined(database: Database, page: int) -> int:
    """The number of saves that the thread of a page is joined from."""
    return int(database.rows("SELECT coalesce((SELECT saves FROM joined WHERE page = ?), 1)", page)[0][0])


def is_joined(database: Database, page: int) -> bool:
    """True if the thread of a page is joined from all of its saves."""
    statement = (
        "SELECT count(*) <= coalesce((SELECT saves FROM joined WHERE joined.page = save.page), 1)"
        " FROM save WHERE page = ?"
    )
    return bool(database.rows(statement, page)[0][0])
