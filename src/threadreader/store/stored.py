"""A stored thread, opened for reading: the skeleton at once, the comments around the screen when they are wanted."""

import zlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from threadreader.errors import DamageError, StoreError
from threadreader.model.page import NO_CHANGES, Changes, Page
from threadreader.model.stored_thread import Skeleton
from threadreader.model.thread import Article, Comment, Thread
from threadreader.store.connection import Database
from threadreader.store.encoding import WINDOW, unpack_texts, unpack_window
from threadreader.store.quotes import PackedQuotes

_WINDOWS_KEPT = 64
_AT_ONCE = 64

UNREADABLE = (zlib.error, ValueError, KeyError, TypeError, IndexError, RecursionError)
"""What comes of stored bytes that are damaged."""


class StoredThread:
    """An `OpenThread` that reads from the library as it is read. It is of use as long as the library is open."""

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
        self._windows: dict[int, tuple[Comment, ...]] = {}
        self._held: dict[int, bytes] = {}
        self._held_quotes: PackedQuotes | None = None

    @property
    def is_newest(self) -> bool:
        """Whether it is still what the library holds of the page."""
        return bool(self._database.rows("SELECT 1 FROM thread WHERE id = ?", self.id))

    def pin(self) -> Iterator[None]:
        """Take all of it into memory, packed as it is. Raises StoreError where it is no longer there."""
        bodies: dict[int, bytes] = {}
        for packs in self._some_packs():
            bodies |= packs
            yield
        # They are read last: they are gone too where bodies were.
        self._held_quotes, self._held = self._load_quotes(), bodies

    @property
    def quotes(self) -> PackedQuotes:
        """The quotations of the thread as they are linked by now: read anew each time, where it is not held."""
        return self._held_quotes or self._load_quotes()

    def comment(self, position: int) -> Comment:
        """One whole comment, read together with its neighbours."""
        if not 0 <= position < len(self.skeleton):
            raise IndexError(position)
        number, place = divmod(position, WINDOW)
        window = self._windows.pop(number, None) or self._load(number)
        # Put last: the first one is the one that was not asked for longest.
        self._windows[number] = window
        if len(self._windows) > _WINDOWS_KEPT:
            del self._windows[next(iter(self._windows))]
        return window[place]

    def older(self, position: int) -> Comment | None:
        """One comment as it was before it was edited."""
        return self._older(self.comment(position))

    def texts(self) -> Iterator[str]:
        """The plain text of every comment; a few are loaded at a time."""
        for packed in self._packed():
            with undamaged(self._database.path):
                texts = unpack_texts(packed)
            yield from texts

    def whole(self) -> Thread:
        """The thread with all its comments in memory."""
        with undamaged(self._database.path):
            comments = tuple(comment for packed in self._packed() for comment in unpack_window(packed))
            return Thread(self.article, comments)

    def _load_quotes(self) -> PackedQuotes:
        found = self._database.rows("SELECT quotes FROM thread WHERE id = ?", self.id)
        if not found:
            raise self._gone()
        return PackedQuotes(found[0][0], partial(undamaged, self._database.path))

    def _load(self, number: int) -> tuple[Comment, ...]:
        packed = self._held.get(body_id(self.id, number)) or self._body(body_id(self.id, number))
        with undamaged(self._database.path):
            return unpack_window(packed)

    def _body(self, row: int) -> bytes:
        found = self._database.rows("SELECT comments FROM bodies WHERE id = ?", row)
        if not found:
            raise self._gone()
        return bytes(found[0][0])

    def _packed(self) -> Iterator[bytes]:
        for packs in self._some_packs():
            yield from packs.values()

    def _some_packs(self) -> Iterator[Mapping[int, bytes]]:
        """All windows by their rows, in their order, some at a time."""
        windows = -(-len(self.skeleton) // WINDOW)
        for first in range(0, windows, _AT_ONCE):
            yield self._packs(first, min(windows, first + _AT_ONCE))

    def _packs(self, first: int, end: int) -> Mapping[int, bytes]:
        """Some windows of its comments by their rows, in their order."""
        if self._held:
            return {row: self._held[row] for row in range(body_id(self.id, first), body_id(self.id, end))}
        ends = body_id(self.id, first), body_id(self.id, end)
        found = self._database.rows("SELECT id, comments FROM bodies WHERE id >= ? AND id < ? ORDER BY id", *ends)
        if len(found) < end - first:
            raise self._gone()
        return dict(found)

    def _gone(self) -> StoreError:
        trouble = f"no longer holds what was opened of {self.page.title!r}: it was forgotten or read again"
        return StoreError(self._database.path, trouble, "open it again")


def body_id(thread_id: int, window: int) -> int:
    """The row that holds a window of a thread's comments: those of one thread stand together."""
    return thread_id << 20 | window


@contextmanager
def undamaged(path: Path) -> Iterator[None]:
    """Says that the library is damaged where something in it cannot be unpacked."""
    try:
        yield
    except UNREADABLE as problem:
        trouble = f"is damaged: part of a thread cannot be read ({problem})"
        raise DamageError(path, trouble, "threadreader check reads it again from its page") from problem
