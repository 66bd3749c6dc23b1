"""Parsed saves, and the same packed as they are stored.

Packing is done where a save is parsed, in the worker process, so that little has to be passed to the parent.
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
from threadreader.store.encoding import CHUNK_SIZE, pack, pack_chunk, pack_notes, pack_skeleton, unpack_chunk
from threadreader.store.fulltext import IndexEntry, index_entries
from threadreader.store.quotes import pack_quotes
from threadreader.store.summaries import PackedSummary, pack_summary


@dataclass(frozen=True, slots=True)
class Versions:
    """Versions of extractor and linker that made a thread: it is made again by newer ones; linker 0 is not linked."""

    extractor: int
    linker: int


@dataclass(frozen=True, slots=True)
class ParsedSave:
    """A save with the page and thread parsed from it; saves of one page have the same `page.url`.

    `paging` and `opened` are as in `SavedThread`. A thread that was joined from several saves has them all in
    `page.saves`, and in `changes` those of the newest.
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
        """The fields that are joined with other saves of the page."""
        declared = self.page.declared_count
        return SavedThread(self.thread, self.save.taken_at, self.paging, declared, self.opened, self.notes)

    @property
    def identity(self) -> Identity:
        """The identity, to detect other saves of the same page."""
        parents = {comment.id: comment.parent_id for comment in self.thread.comments}
        numbers = frozenset({self.paging.number}) if self.paging else frozenset[int]()
        return Identity(self.address, self.page.title, parents, numbers)

    @property
    def address(self) -> str | None:
        """The canonical address that saves of the page share."""
        address = self.page.url or (self.paging.address if self.paging else None)
        return address and bare_address(address)

    def with_save(self, save: Save) -> "ParsedSave":
        """The same, parsed from a save that is stored."""
        return replace(self, save=save, page=replace(self.page, saves=(save,)))


@dataclass(frozen=True, slots=True)
class PackedThread:
    """The rows of a thread; `columns` are those of the table `thread` after the page's number.

    `texts` has the texts of each chunk of comments joined, since few long strings are passed on faster than many.
    """

    columns: tuple[Any, ...]
    chunks: tuple[bytes, ...]
    article: Article
    skeleton: Skeleton
    texts: tuple[str, ...]
    summary: PackedSummary

    def index_entries(self) -> list[IndexEntry]:
        """The entries of the full-text index."""
        return index_entries(self.article, self.skeleton.names, list(self._each_text()))

    def _each_text(self) -> Iterator[str]:
        lengths = self.skeleton.lengths
        for chunk, text in enumerate(self.texts):
            end = 0
            for length in lengths[chunk * CHUNK_SIZE : (chunk + 1) * CHUNK_SIZE]:
                yield text[end : (end := end + length)]


@dataclass(frozen=True, slots=True)
class PackedSave:
    """A parsed save whose thread is packed; `read` has neither comments nor quotations."""

    read: ParsedSave
    thread: PackedThread

    def __len__(self) -> int:
        """Number of comments."""
        return len(self.thread.skeleton)

    @property
    def identity(self) -> Identity:
        """The identity, to detect other saves of the same page."""
        return replace(self.read.identity, parents=self.thread.skeleton.parents_by_id)

    def unpack(self) -> ParsedSave:
        """The parsed save, its quotations not linked."""
        comments = chain.from_iterable(map(unpack_chunk, self.thread.chunks))
        versions = replace(self.read.versions, linker=0)
        return replace(self.read, thread=Thread(self.read.thread.article, tuple(comments)), versions=versions)


@dataclass(frozen=True, slots=True)
class PackedBatch:
    """Consecutive comments of a thread, packed: the chunks, and the texts of each chunk joined.

    `lengths` are the characters in the text of each comment, `leaves` the blocks.
    """

    chunks: tuple[bytes, ...]
    texts: tuple[str, ...]
    lengths: tuple[int, ...]
    leaves: tuple[int, ...]


def pack_save(read: ParsedSave) -> PackedSave:
    """Pack a parsed save."""
    return assemble_save(read, [pack_batch(read.thread.comments)])


def pack_batch(comments: Sequence[Comment]) -> PackedBatch:
    """Pack consecutive comments, the first of which begins a chunk."""
    packed = [pack_chunk(comments[start : start + CHUNK_SIZE]) for start in range(0, len(comments), CHUNK_SIZE)]
    return PackedBatch(
        chunks=tuple(chunk for chunk, _ in packed),
        texts=tuple("".join(texts) for _, texts in packed),
        lengths=tuple(len(text) for _, texts in packed for text in texts),
        leaves=tuple(count_leaves(comment.body) for comment in comments),
    )


def assemble_save(read: ParsedSave, batches: Sequence[PackedBatch]) -> PackedSave:
    """Assemble a packed save from batches of its comments; those of `read` may lack their bodies."""
    without_comments = replace(read, thread=Thread(read.thread.article, ()), quotes=QuoteIndex())
    return PackedSave(without_comments, _assemble_thread(read, batches))


def pack_thread(read: ParsedSave) -> PackedThread:
    """Pack the thread of a parsed save, or of several that were joined."""
    return _assemble_thread(read, [pack_batch(read.thread.comments)])


def _assemble_thread(read: ParsedSave, batches: Sequence[PackedBatch]) -> PackedThread:
    page, thread = read.page, read.thread
    lengths = [length for batch in batches for length in batch.lengths]
    leaves = [count for batch in batches for count in batch.leaves]
    skeleton = Skeleton.of(thread, lengths, leaves)
    return PackedThread(
        columns=(
            *(read.versions.extractor, read.versions.linker),
            *(page.title, page.url, page.site, page.language, page.declared_count),
            *(len(skeleton), len(set(skeleton.names) - {""})),
            pack_notes(read.notes),
            pack(article_to_plain(thread.article)),
            pack_skeleton(skeleton),
            pack_quotes(read.quotes),
        ),
        chunks=tuple(chunk for batch in batches for chunk in batch.chunks),
        article=thread.article,
        skeleton=skeleton,
        texts=tuple(text for batch in batches for text in batch.texts),
        summary=pack_summary(thread.article, skeleton, read.quotes),
    )
