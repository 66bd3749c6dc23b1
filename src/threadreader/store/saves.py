"""Parsed pages, packed as they are stored.

Packing is done where a page is parsed, in the worker process, so that little has to be passed to the parent.
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate, chain, islice

from msgspec import Struct
from msgspec.structs import replace

from threadreader.model.addresses import page_address
from threadreader.model.blocks import Blocks, Number, count_leaves
from threadreader.model.quote import QuoteIndex
from threadreader.model.save import Identity, ParsedPage, bare_address
from threadreader.model.statistics import links_in
from threadreader.model.stored_thread import Skeleton
from threadreader.model.thread import Comment, Thread
from threadreader.model.wire import article_to_plain
from threadreader.store.addresses import PAGE, AddressColumns, Role, address_hash
from threadreader.store.encoding import (
    CHUNK_SIZE,
    pack,
    pack_chunk,
    pack_notes,
    pack_skeleton,
    unpack_chunk,
    unpack_texts,
)
from threadreader.store.fulltext import IndexEntry, index_entries
from threadreader.store.quotes import pack_quotes
from threadreader.store.summaries import PackedSummary, pack_summaries

_MAX_TEXT = 256 << 20  # characters; the largest page that is read has as many bytes
_MAX_ROWS = 50_000
"""More links than any page has that people wrote; keeps a crafted one from filling the library."""


class PackedBatch(Struct, frozen=True):
    """Consecutive comments of a thread, packed in chunks.

    `lengths` are the characters in the text of each comment, `leaves` the blocks, `addresses` what they link to.
    """

    chunks: tuple[bytes, ...]
    lengths: tuple[Number, ...]
    leaves: tuple[Number, ...]
    addresses: AddressColumns


def pack_batch(comments: Sequence[Comment], address: str | None) -> PackedBatch:
    """Pack consecutive comments, the first of which begins a chunk, of the page with an address."""
    packed = [pack_chunk(comments[start : start + CHUNK_SIZE]) for start in range(0, len(comments), CHUNK_SIZE)]
    return PackedBatch(
        chunks=tuple(chunk for chunk, _ in packed),
        lengths=tuple(len(text) for _, texts in packed for text in texts),
        leaves=tuple(count_leaves(comment.body) for comment in comments),
        addresses=_comment_addresses(comments, _host(address or "")),
    )


_Text = str | None
_Columns = tuple[Number, Number, str, _Text, _Text, _Text, Number | None, Number, Number, bytes, bytes, bytes, bytes]


class PackedThread(Struct, frozen=True, tag=True):
    """A parsed page as the rows of its thread; `columns` are those of the table `thread` after the page's number.

    `read` has neither comments nor quotations.
    """

    read: ParsedPage
    columns: _Columns
    chunks: tuple[bytes, ...]
    skeleton: Skeleton
    summary: PackedSummary
    addresses: AddressColumns

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
        """The text of each comment, one chunk at a time.

        Raises ValueError where they are not as long as the skeleton says, or too long for any page: they may come from
        a process that was taken over.
        """
        lengths = self.skeleton.lengths
        if sum(lengths) > _MAX_TEXT:
            raise ValueError(f"a thread has more than {_MAX_TEXT:,} characters")
        position = 0
        for chunk in self.chunks:
            texts = unpack_texts(chunk)
            if tuple(map(len, texts)) != lengths[position : position + len(texts)]:
                raise ValueError("the texts of a thread are not those that its skeleton is of")
            yield from texts
            position += len(texts)
        if position != len(lengths):
            raise ValueError("a thread has fewer texts than comments")


def pack_thread(read: ParsedPage, batches: Sequence[PackedBatch] | None = None) -> PackedThread:
    """Pack a parsed page, or assemble it from batches of its comments: those of `read` may then lack their bodies."""
    page, thread = read.page, read.thread
    if batches is None:
        batches = [pack_batch(thread.comments, read.address)]
    lengths = [length for batch in batches for length in batch.lengths]
    leaves = [count for batch in batches for count in batch.leaves]
    skeleton = Skeleton.of(thread, lengths, leaves)
    starts = accumulate((len(batch.lengths) for batch in batches), initial=0)
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
        summary=pack_summaries(thread.article, skeleton, read.quotes),
        addresses=_thread_addresses(read, zip(starts, (batch.addresses for batch in batches), strict=False)),
    )


def _comment_addresses(comments: Sequence[Comment], host: str) -> AddressColumns:
    """The addresses of comments on a host, counted from the first of them, and of what they link to."""
    known: dict[str, int | None] = {}
    rows = list[tuple[int, int, int]]()
    for position, comment in enumerate(comments):
        own = [comment.permalink] if _host(bare_address(comment.permalink or "")) == host else []
        rows += ((each, Role.OWN, position) for each in _hashes(own, known))
        rows += ((each, Role.LINK, position) for each in _hashes(links_in(comment.body), known))
    return _columns(rows)


def _thread_addresses(read: ParsedPage, batches: Iterable[tuple[int, AddressColumns]]) -> AddressColumns:
    """The addresses of a thread, from those of batches of its comments and the position of the first of each."""
    address, article = read.address or "", read.thread.article
    own = {*_hashes([f"https:{address}", read.saved_url])} if address.startswith("//") else set[int]()
    discussed = {*_hashes([article.link or (_only_link(article.body, address) if read.opened else None)])}
    rows: list[tuple[int, int, int]] = [(each, Role.OWN, PAGE) for each in own]
    rows += [(each, Role.ARTICLE, PAGE) for each in discussed or own]
    rows += ((each, Role.LINK, PAGE) for each in _hashes([article.link, *links_in(article.body)]) if each not in own)
    for first, batch in batches:
        rows += ((each, role, first + position) for each, role, position in batch.rows if each not in own)
    return _columns(islice(dict.fromkeys(rows), _MAX_ROWS))


def _only_link(post: Blocks, address: str) -> str | None:
    """What the opening post of a forum's thread links to, where that is one page of another site."""
    links = {page: href for href in links_in(post) if (page := page_address(href)) and _host(page) != _host(address)}
    return next(iter(links.values())) if len(links) == 1 else None


def _host(address: str) -> str:
    return address.removeprefix("//").partition("/")[0]


def _columns(rows: Iterable[tuple[int, int, int]]) -> AddressColumns:
    columns = tuple(zip(*rows, strict=True))
    return AddressColumns(*columns) if columns else AddressColumns()


def _hashes(urls: Iterable[str | None], known: dict[str, int | None] | None = None) -> Iterator[int]:
    """The hashes of web addresses; many differ in their fragments alone, and `known` has those of before."""
    known = {} if known is None else known
    for url in urls:
        page = (url or "").partition("#")[0]
        if page not in known:
            address = page_address(page)
            known[page] = address_hash(address) if address else None
        found = known[page]
        if found is not None:
            yield found
