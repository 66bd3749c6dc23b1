"""Parsed pages, packed as they are stored.

Packing is done where a page is parsed, in the worker process, so that little has to be passed to the parent.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain

from threadreader.model.blocks import count_leaves
from threadreader.model.codec import article_to_plain
from threadreader.model.quote import QuoteIndex
from threadreader.model.save import Identity, ParsedPage
from threadreader.model.stored_thread import Skeleton
from threadreader.model.thread import Comment, Thread
from threadreader.store.encoding import CHUNK_SIZE, pack, pack_chunk, pack_notes, pack_skeleton, unpack_chunk
from threadreader.store.fulltext import IndexEntry, index_entries
from threadreader.store.quotes import pack_quotes
from threadreader.store.summaries import PackedSummary, pack_summary


@dataclass(frozen=True, slots=True)
class PackedBatch:
    """Consecutive comments of a thread, packed: the chunks, and the texts of each chunk joined.

    `lengths` are the characters in the text of each comment, `leaves` the blocks.
    """

    chunks: tuple[bytes, ...]
    texts: tuple[str, ...]
    lengths: tuple[int, ...]
    leaves: tuple[int, ...]


def pack_batch(comments: Sequence[Comment]) -> PackedBatch:
    """Pack consecutive comments, the first of which begins a chunk."""
    packed = [pack_chunk(comments[start : start + CHUNK_SIZE]) for start in range(0, len(comments), CHUNK_SIZE)]
    return PackedBatch(
        chunks=tuple(chunk for chunk, _ in packed),
        texts=tuple("".join(texts) for _, texts in packed),
        lengths=tuple(len(text) for _, texts in packed for text in texts),
        leaves=tuple(count_leaves(comment.body) for comment in comments),
    )


@dataclass(frozen=True, slots=True)
class PackedThread:
    """A parsed page as the rows of its thread; `columns` are those of the table `thread` after the page's number.

    `read` has neither comments nor quotations. `texts` has the texts of each chunk of comments joined, since few long
    strings are passed on faster than many.
    """

    read: ParsedPage
    columns: tuple[str | int | bytes | None, ...]
    chunks: tuple[bytes, ...]
    skeleton: Skeleton
    texts: tuple[str, ...]
    summary: PackedSummary

    def __len__(self) -> int:
        """Number of comments."""
        return len(self.skeleton)

    @property
    def identity(self) -> Identity:
        """The identity, to detect other saves of the same page."""
        return replace(self.read.identity, parents=self.skeleton.parents_by_id)

    def unpack(self) -> ParsedPage:
        """The parsed page, its quotations not linked."""
        comments = tuple(chain.from_iterable(map(unpack_chunk, self.chunks)))
        return replace(self.read.with_comments(comments, ()), versions=replace(self.read.versions, linker=0))

    def index_entries(self) -> list[IndexEntry]:
        """The entries of the full-text index."""
        return index_entries(self.read.thread.article, self.skeleton.names, list(self.each_text()))

    def each_text(self) -> Iterator[str]:
        """The text of each comment."""
        lengths = self.skeleton.lengths
        for chunk, text in enumerate(self.texts):
            end = 0
            for length in lengths[chunk * CHUNK_SIZE : (chunk + 1) * CHUNK_SIZE]:
                yield text[end : (end := end + length)]


def pack_thread(read: ParsedPage, batches: Sequence[PackedBatch] | None = None) -> PackedThread:
    """Pack a parsed page, or assemble it from batches of its comments: those of `read` may then lack their bodies."""
    page, thread = read.page, read.thread
    if batches is None:
        batches = [pack_batch(thread.comments)]
    lengths = [length for batch in batches for length in batch.lengths]
    leaves = [count for batch in batches for count in batch.leaves]
    skeleton = Skeleton.of(thread, lengths, leaves)
    return PackedThread(
        read=replace(read, thread=Thread(thread.article, ()), quotes=QuoteIndex()),
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
        skeleton=skeleton,
        texts=tuple(text for batch in batches for text in batch.texts),
        summary=pack_summary(thread.article, skeleton, read.quotes),
    )
