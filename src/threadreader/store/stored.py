"""A stored thread that is open: skeleton and article in memory, comments loaded in chunks on demand."""

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from itertools import chain, starmap

from threadreader.errors import StoreError
from threadreader.model.page import NO_CHANGES, Changes, Page
from threadreader.model.stored_thread import Skeleton
from threadreader.model.thread import Article, Comment, Thread
from threadreader.store.connection import Database
from threadreader.store.encoding import CHUNK_SIZE, chunk_row_id, translating_damage, unpack_chunk, unpack_texts
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
        """True if no other parse of the page has replaced it in the library."""
        return bool(self._database.rows("SELECT 1 FROM thread WHERE id = ?", self.id))

    def pin(self) -> Iterator[None]:
        """Pin all of it in memory, still packed, some chunks a step. Raises StoreError if it is no longer there."""
        bodies: dict[int, bytes] = {}
        for chunks in self._each_query():
            bodies |= chunks
            yield
        # Quotations last: they are gone too if bodies were.
        self._pinned_quotes, self._pinned = self._load_quotes(), bodies

    @property
    def quotes(self) -> PackedQuotes:
        """The quotations of the thread as they are linked by now: loaded each time, unless pinned."""
        return self._pinned_quotes or self._load_quotes()

    def comment(self, position: int) -> Comment:
        """One comment, loaded with the others of its chunk. Raises IndexError, StoreError."""
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
        """The version of a comment before it was edited, None if it is not known."""
        return self._older(self.comment(position))

    def texts(self) -> Iterator[str]:
        """The plain text of every comment, some chunks loaded at a time."""
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
