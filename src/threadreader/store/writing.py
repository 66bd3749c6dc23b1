"""Parsed pages packed as rows, and write transactions for pages: add a save, replace a thread, forget a page.

Packing is done where a page is parsed, in the worker process, so that little has to be passed to the parent.
"""

import contextlib
import enum
import sqlite3
from collections.abc import Iterator, Sequence
from itertools import accumulate, chain, count

from msgspec import Struct
from msgspec.structs import replace

from threadreader.model.blocks import Number, count_leaves
from threadreader.model.quote import QuoteIndex
from threadreader.model.renames import ThreadWords, find_renames
from threadreader.model.save import Identity, ParsedPage, is_same_thread
from threadreader.model.stored_thread import Skeleton
from threadreader.model.thread import Comment, Thread
from threadreader.model.wire import article_to_plain
from threadreader.store import threads
from threadreader.store.addresses import AddressColumns, comment_addresses, save_addresses, thread_addresses
from threadreader.store.connection import Database
from threadreader.store.encoding import (
    CHUNK_SIZE,
    DECODE_ERRORS,
    chunk_row_id,
    chunk_rows,
    content_hash,
    is_original,
    pack,
    pack_chunk,
    pack_notes,
    pack_original,
    pack_skeleton,
    unpack_chunk,
    unpack_skeleton,
    unpack_texts,
)
from threadreader.store.entries import most_quoted, pack_summary, summarize
from threadreader.store.listing import relist
from threadreader.store.progress import recount, rename_comments
from threadreader.store.quotes import pack_quotes
from threadreader.store.schema import check_number
from threadreader.store.search import IndexEntry, add_to_index, index_entries, remove_from_index, stored_words

_MAX_TEXT = 256 << 20  # characters; the largest page that is read has as many bytes


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
        addresses=comment_addresses(comments, address),
    )


_Text = str | None
_Columns = tuple[Number, Number, str, _Text, _Text, _Text, Number | None, Number, Number, bytes, bytes, bytes, bytes]


class PackedThread(Struct, frozen=True, tag=True):
    """A parsed page as the rows of its thread; `columns` are those of the table `thread` after the page's number.

    `read` has neither comments nor quotations; `summary` are the columns `summary` and `most_quoted` of its entry.
    """

    read: ParsedPage
    columns: _Columns
    chunks: tuple[bytes, ...]
    skeleton: Skeleton
    summary: tuple[str | None, str | None]
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
    chunks = tuple(chunk for batch in batches for chunk in batch.chunks)
    best = [unpack_chunk(chunks[at // CHUNK_SIZE])[at % CHUNK_SIZE] for at in skeleton.most_voted[:1]]
    summary = summarize(thread.article, skeleton, *best)
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
        chunks=chunks,
        skeleton=skeleton,
        summary=(pack_summary(summary), pack_summary(most_quoted(read.quotes.links))),
        addresses=thread_addresses(read, zip(starts, (batch.addresses for batch in batches), strict=False)),
    )


class ImportStatus(enum.StrEnum):
    """Outcome of adding a file to the library."""

    NEW = "new"
    """A page that was not stored."""
    DUPLICATE = "known"
    """The same bytes were stored."""
    ADDED_SAVE = "more"
    """Another save, or another page, of a stored thread, which is to be joined from all of its saves."""


def add_save(database: Database, packed: PackedThread, original: bytes) -> tuple[ImportStatus, int]:
    """Add a save, in one transaction; returns the outcome and the number of its page. Raises StoreError.

    `original` are its bytes, packed by `pack_original`.
    """
    read = packed.read
    with database.writing() as connection:
        known = threads.find_page_number(database, read.save.digest)
        if known is not None:
            return ImportStatus.DUPLICATE, known
        number = _same_page(connection, packed.identity)
        status = ImportStatus.NEW if number is None else ImportStatus.ADDED_SAVE
        if number is None:
            number = _add_page(connection, read)
        _insert_save(connection, number, read, original)
        if status is ImportStatus.NEW:
            _replace_thread(connection, number, packed)
        else:
            threads.save_part(connection, packed.unpack())
            relist(connection, number)
    return status, number


def restore_original(database: Database, digest: str, original: bytes) -> None:
    """Store the bytes of a save again where what is stored of them is damaged."""
    rows = database.rows(threads.SELECT_ORIGINAL, digest)
    if database.read_only or (rows and is_original(digest, rows[0][0])):
        return
    statement = "INSERT OR REPLACE INTO original (save, content) SELECT id, ? FROM save WHERE digest = ?"
    with database.writing() as connection:
        connection.execute(statement, (pack_original(original), digest))


def replace_thread(
    database: Database,
    number: int,
    read: ParsedPage,
    parts: Sequence[ParsedPage] = (),
    *,
    instead_of: int | None = None,
    without: str | None = None,
) -> bool:
    """Replace the thread of a page by one parsed anew from all of its saves; `parts` is what each save gave.

    With a hash in `without`, its save is deleted, and the others are all.

    What the user did moves with the comments that have other ids in it. Returns False, without a change, if the page
    has other saves or another thread by now. Changes nothing either, but returns True, if another process has replaced
    the thread with the id `instead_of` meanwhile, by one that is as good.
    """
    packed = pack_thread(read)
    replaced = threads.load_thread_id(database, number)
    words = _load_words(database, replaced)
    renames = find_renames(words, ThreadWords(packed.skeleton, list(packed.each_text()), read.thread.article.text))
    with database.writing() as connection:
        rows = connection.execute("SELECT digest FROM save WHERE page = ?", (number,))
        stored = {digest for (digest,) in rows}
        if stored != {save.digest for save in read.page.saves} | ({without} if without else set()):
            return False
        if instead_of is not None and _is_replaced(connection, number, read, instead_of):
            return True
        if threads.load_thread_id(database, number) != replaced:
            return False
        connection.execute("DELETE FROM save WHERE digest = ?", (without,))
        _restore_identity(connection, number, read)
        for part in parts:
            threads.save_part(connection, part)
        threads.save_joined(connection, number, len(read.page.saves), read.changes)
        rename_comments(database, connection, number, renames)
        _replace_thread(connection, number, packed)
    return True


def replace_quotes(database: Database, thread_id: int, quotes: QuoteIndex, linker: int) -> None:
    """Replace the quotations of a thread by newly linked ones, unless the thread was replaced meanwhile."""
    packed, quoted = pack_quotes(quotes), pack_summary(most_quoted(quotes.links))
    with database.writing() as connection:
        connection.execute("UPDATE thread SET quotes = ?, linker = ? WHERE id = ?", (packed, linker, thread_id))
        for (number,) in connection.execute("SELECT page FROM thread WHERE id = ?", (thread_id,)).fetchall():
            relist(connection, number, {"most_quoted": quoted})


def store_part(database: Database, part: ParsedPage) -> None:
    """Store what a stored save was parsed to, in the place of what cannot be read."""
    with database.writing() as connection:
        threads.save_part(connection, part)


def forget(database: Database, number: int) -> None:
    """Delete a page with all its saves; its read state stays, in case it is imported again."""
    with database.writing() as connection:
        _drop_thread(connection, number)
        relist(connection, number)
        connection.execute("DELETE FROM page WHERE number = ?", (number,))


def _load_words(database: Database, thread_id: int) -> ThreadWords:
    """The words of a thread, none of one that is damaged or gone."""
    with contextlib.suppress(*DECODE_ERRORS), database.snapshot() as connection:
        article, skeleton, texts = stored_words(connection, thread_id)
        if len(texts) == len(skeleton):
            return ThreadWords(skeleton, texts, article.text)
    return ThreadWords(Skeleton(), ())


def _same_page(connection: sqlite3.Connection, identity: Identity) -> int | None:
    statement = (
        "SELECT number, title, skeleton FROM page JOIN thread ON thread.page = number"
        " WHERE address IS ? AND (address IS NOT NULL OR title = ?)"
    )
    for number, title, packed in connection.execute(statement, (identity.address, identity.title)).fetchall():
        parents = unpack_skeleton(packed).parents_by_id
        pages = threads.load_page_numbers(connection, number)
        if is_same_thread(identity, Identity(identity.address, title, parents, pages)):
            return int(number)
    return None


def _add_page(connection: sqlite3.Connection, read: ParsedPage) -> int:
    """Insert a page, by its address, or by the hash of its save if another page has the address.

    One whose saves were lost with a part of the file is taken up again, with what the user did there.
    """
    statement = "SELECT number, EXISTS (SELECT 1 FROM save WHERE page = number) FROM page WHERE id = ?"
    # A page whose first save was dropped still has the hash of that for its id.
    names = chain([str(read.page.id), read.save.digest], (f"{read.save.digest}-{n}" for n in count(2)))
    for name in names:
        found = connection.execute(statement, (name,)).fetchone()
        if found is None:
            break
        number, has_saves = found
        if not has_saves:
            return int(number)
    added = connection.execute("INSERT INTO page (id, address) VALUES (?, ?)", (name, read.address))
    assert added.lastrowid is not None
    return added.lastrowid


def _restore_identity(connection: sqlite3.Connection, number: int, read: ParsedPage) -> None:
    """Give a page the id and address that its saves have, where these were lost with a part of the file."""
    if read.address:
        statement = (
            "UPDATE OR IGNORE page SET id = ?, address = ? WHERE number = ? AND address IS NULL"
            " AND id IN (SELECT digest FROM save WHERE save.page = page.number)"
        )
        connection.execute(statement, (read.page.id, read.address, number))


def _insert_save(connection: sqlite3.Connection, number: int, read: ParsedPage, original: bytes) -> None:
    save = read.save
    added = connection.execute(
        "INSERT INTO save (page, digest, name, container, adapter, saved_at, imported_at, page_number)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        (
            *(number, save.digest, save.name, save.container, save.adapter),
            *(save.saved_at and save.saved_at.isoformat(), save.imported_at and save.imported_at.isoformat()),
            read.paging.number if read.paging else None,
        ),
    )
    assert added.lastrowid is not None
    connection.execute("INSERT INTO original (save, content) VALUES (?, ?)", (added.lastrowid, original))


def _replace_thread(connection: sqlite3.Connection, number: int, packed: PackedThread) -> None:
    _drop_thread(connection, number)
    added = connection.execute(
        "INSERT INTO thread (page, extractor, linker, title, url, site, language, declared_count, comments, people,"
        " notes, article, skeleton, quotes) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (number, *packed.columns),
    )
    assert added.lastrowid is not None
    thread_id = check_number(added.lastrowid)
    rows = ((chunk_row_id(thread_id, n), content_hash(chunk), chunk) for n, chunk in enumerate(packed.chunks))
    connection.executemany("INSERT INTO bodies VALUES (?, ?, ?)", rows)
    (name,) = connection.execute("SELECT id FROM page WHERE number = ?", (number,)).fetchone()
    recount(connection, name, packed.skeleton)
    add_to_index(connection, thread_id, packed.index_entries())
    save_addresses(connection, number, packed.addresses)
    summary, most = packed.summary
    relist(connection, number, {"summary": summary, "most_quoted": most})


def _drop_thread(connection: sqlite3.Connection, number: int) -> None:
    for (thread_id,) in connection.execute("SELECT id FROM thread WHERE page = ?", (number,)).fetchall():
        remove_from_index(connection, thread_id)
        connection.execute("DELETE FROM bodies WHERE id >= ? AND id < ?", chunk_rows(thread_id))
        connection.execute("DELETE FROM thread WHERE id = ?", (thread_id,))


def _is_replaced(connection: sqlite3.Connection, number: int, read: ParsedPage, before: int) -> bool:
    """True if another thread than the one before is stored, from as many saves and as good an extractor."""
    statement = (
        "SELECT coalesce((SELECT saves FROM joined WHERE joined.page = thread.page), 1)"
        " FROM thread WHERE page = ? AND id <> ? AND extractor >= ?"
    )
    row = connection.execute(statement, (number, before, read.versions.extractor)).fetchone()
    return bool(row == (len(read.page.saves),))
