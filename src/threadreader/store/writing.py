"""Write transactions for pages: add a save, replace a thread or its quotations, forget a page."""

import contextlib
import enum
import sqlite3
from collections.abc import Sequence
from itertools import chain, count

from threadreader.model.quote import QuoteIndex
from threadreader.model.renames import ThreadWords, find_renames
from threadreader.model.save import Identity, ParsedPage, is_same_thread
from threadreader.model.stored_thread import Skeleton
from threadreader.store.addresses import save_addresses
from threadreader.store.connection import Database
from threadreader.store.encoding import (
    DECODE_ERRORS,
    chunk_row_id,
    chunk_rows,
    content_hash,
    is_original,
    pack_original,
    unpack_skeleton,
)
from threadreader.store.entries.listing import relist
from threadreader.store.fulltext import add_to_index, remove_from_index, stored_words
from threadreader.store.integrity import check_number
from threadreader.store.parts import load_page_numbers, save_joined, save_part
from threadreader.store.progress import recount, rename_comments
from threadreader.store.quotes import pack_quotes
from threadreader.store.saves import PackedThread, pack_thread
from threadreader.store.summaries import most_quoted, pack_most_quoted
from threadreader.store.threads import SELECT_ORIGINAL, find_page_number, load_thread_id


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
        known = find_page_number(database, read.save.digest)
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
            save_part(connection, packed.unpack())
            relist(connection, number)
    return status, number


def restore_original(database: Database, digest: str, original: bytes) -> None:
    """Store the bytes of a save again where what is stored of them is damaged."""
    rows = database.rows(SELECT_ORIGINAL, digest)
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
    replaced = load_thread_id(database, number)
    words = _load_words(database, replaced)
    renames = find_renames(words, ThreadWords(packed.skeleton, list(packed.each_text()), read.thread.article.text))
    with database.writing() as connection:
        rows = connection.execute("SELECT digest FROM save WHERE page = ?", (number,))
        stored = {digest for (digest,) in rows}
        if stored != {save.digest for save in read.page.saves} | ({without} if without else set()):
            return False
        if instead_of is not None and _is_replaced(connection, number, read, instead_of):
            return True
        if load_thread_id(database, number) != replaced:
            return False
        connection.execute("DELETE FROM save WHERE digest = ?", (without,))
        _restore_identity(connection, number, read)
        for part in parts:
            save_part(connection, part)
        save_joined(connection, number, len(read.page.saves), read.changes)
        rename_comments(database, connection, number, renames)
        _replace_thread(connection, number, packed)
    return True


def replace_quotes(database: Database, thread_id: int, quotes: QuoteIndex, linker: int) -> None:
    """Replace the quotations of a thread by newly linked ones, unless the thread was replaced meanwhile."""
    packed, quoted = pack_quotes(quotes), pack_most_quoted(most_quoted(quotes.links))
    with database.writing() as connection:
        connection.execute("UPDATE thread SET quotes = ?, linker = ? WHERE id = ?", (packed, linker, thread_id))
        for (number,) in connection.execute("SELECT page FROM thread WHERE id = ?", (thread_id,)).fetchall():
            relist(connection, number, {"most_quoted": quoted})


def store_part(database: Database, part: ParsedPage) -> None:
    """Store what a stored save was parsed to, in the place of what cannot be read."""
    with database.writing() as connection:
        save_part(connection, part)


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
        if is_same_thread(identity, Identity(identity.address, title, parents, load_page_numbers(connection, number))):
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
