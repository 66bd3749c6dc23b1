"""What was read from a save, packed as it is stored: by whoever read it, so that little has to be handed on.

What was read from a save, or put together from several: what the library takes in.

What threads are made with.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from typing import Any

from threadreader.model.blocks import count_leaves
from threadreader.model.codec import article_to_plain
from threadreader.model.page import NO_CHANGES, Changes, Note, Page, Paging, Save
from threadreader.model.quote import QuoteIndex
from threadreader.model.save import Identity, SavedThread, bare_address
from threadreader.model.stored_thread import Skeleton
from threadreader.model.thread import Article, Comment, Thread
from threadreader.store.encoding import WINDOW, pack, pack_notes, pack_skeleton, pack_window, unpack_window
from threadreader.store.fulltext import Words, words_of
from threadreader.store.quotes import pack_quotes
from threadreader.store.summaries import Packed as PackedDigest
from threadreader.store.summaries import pack_digest


@dataclass(frozen=True, slots=True)
class Versions:
    """What a thread was made with: it can be made again where the program has become better at it."""

    reader: int
    linker: int


@dataclass(frozen=True, slots=True)
class ReadSave:
    """A save, and what was read from it; saves of one page have the same `page.url`.

    `paging` and `opened` are as in `SavedThread`. A thread that was put together from several saves has them all in
    `page.saves`, and in `changes` what came with the newest.
    """

    page: Page
    save: Save
    thread: Thread
    quotes: QuoteIndex
    notes: tuple[Note, ...]
    versions: Versions
    paging: Paging | None = None
    opened: bool = False
    changes: Changes = NO_CHANGES

    @property
    def saved(self) -> SavedThread:
        """What can be joined with other saves of the page."""
        declared = self.page.declared_count
        return SavedThread(self.thread, self.save.taken_at, self.paging, declared, self.opened, self.notes)

    @property
    def identity(self) -> Identity:
        """What tells whether another save is of the same page."""
        parents = {comment.id: comment.parent_id for comment in self.thread.comments}
        numbers = frozenset({self.paging.number}) if self.paging else frozenset[int]()
        return Identity(self.address, self.page.title, parents, numbers)

    @property
    def address(self) -> str | None:
        """The address that saves of the page have in common."""
        address = self.page.url or (self.paging.address if self.paging else None)
        return address and bare_address(address)

    def of(self, save: Save) -> "ReadSave":
        """The same as what was read from a save that is stored."""
        return replace(self, save=save, page=replace(self.page, saves=(save,)))


@dataclass(frozen=True, slots=True)
class PackedThread:
    """The rows of a thread; `columns` are those of the table of threads, after the page's number.

    `texts` are those of its comments, for each window one after the other: so they are soon handed on.
    """

    columns: tuple[Any, ...]
    windows: tuple[bytes, ...]
    article: Article
    skeleton: Skeleton
    texts: tuple[str, ...]
    digest: PackedDigest

    @property
    def words(self) -> list[Words]:
        """What the index holds of it."""
        return words_of(self.article, self.skeleton.names, list(self._each_text()))

    def _each_text(self) -> Iterator[str]:
        lengths = self.skeleton.lengths
        for window, text in enumerate(self.texts):
            end = 0
            for length in lengths[window * WINDOW : (window + 1) * WINDOW]:
                yield text[end : (end := end + length)]


@dataclass(frozen=True, slots=True)
class PackedSave:
    """A save whose thread is packed; `read` has neither its comments nor its quotations."""

    read: ReadSave
    thread: PackedThread

    def __len__(self) -> int:
        """How many comments were read."""
        return len(self.thread.skeleton)

    @property
    def identity(self) -> Identity:
        """What tells whether another save is of the same page."""
        return replace(self.read.identity, parents=self.thread.skeleton.parents_by_id)

    def unpacked(self) -> ReadSave:
        """What was read, its quotations not linked."""
        comments = chain.from_iterable(map(unpack_window, self.thread.windows))
        versions = replace(self.read.versions, linker=0)
        return replace(self.read, thread=Thread(self.read.thread.article, tuple(comments)), versions=versions)


@dataclass(frozen=True, slots=True)
class Share:
    """Some of the comments of a thread: `windows` of them, and their texts for each window one after the other.

    `lengths` are the characters in the text of each comment, `leaves` the blocks.
    """

    windows: tuple[bytes, ...]
    texts: tuple[str, ...]
    lengths: tuple[int, ...]
    leaves: tuple[int, ...]


def pack_save(read: ReadSave) -> PackedSave:
    """The same, packed."""
    return put_together(read, [pack_share(read.thread.comments)])


def pack_share(comments: Sequence[Comment]) -> Share:
    """Some comments, the first of which begins a window."""
    packed = [pack_window(comments[start : start + WINDOW]) for start in range(0, len(comments), WINDOW)]
    return Share(
        windows=tuple(window for window, _ in packed),
        texts=tuple("".join(texts) for _, texts in packed),
        lengths=tuple(len(text) for _, texts in packed for text in texts),
        leaves=tuple(count_leaves(comment.body) for comment in comments),
    )


def put_together(read: ReadSave, shares: Sequence[Share]) -> PackedSave:
    """A save whose comments were packed in several shares; those that `read` has may be without their words."""
    without = replace(read, thread=Thread(read.thread.article, ()), quotes=QuoteIndex())
    return PackedSave(without, _pack_thread(read, shares))


def pack_thread(read: ReadSave) -> PackedThread:
    """The thread that was read from a save, or put together from several."""
    return _pack_thread(read, [pack_share(read.thread.comments)])


def _pack_thread(read: ReadSave, shares: Sequence[Share]) -> PackedThread:
    page, thread = read.page, read.thread
    lengths = [length for share in shares for length in share.lengths]
    leaves = [count for share in shares for count in share.leaves]
    skeleton = Skeleton.of(thread, lengths, leaves)
    return PackedThread(
        columns=(
            *(read.versions.reader, read.versions.linker),
            *(page.title, page.url, page.site, page.language, page.declared_count),
            *(len(skeleton), len(set(skeleton.names) - {""})),
            pack_notes(read.notes),
            pack(article_to_plain(thread.article)),
            pack_skeleton(skeleton),
            pack_quotes(read.quotes),
        ),
        windows=tuple(window for share in shares for window in share.windows),
        article=thread.article,
        skeleton=skeleton,
        texts=tuple(text for share in shares for text in share.texts),
        digest=pack_digest(thread.article, skeleton, read.quotes),
    )
