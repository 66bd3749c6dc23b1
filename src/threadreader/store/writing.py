"""Puts imported pages in the library and takes them out again, in whole transactions."""

import enum
import sqlite3
from collections.abc import Sequence

from threadreader.model.quote import QuoteIndex
from threadreader.model.save import Identity, is_same_thread
from threadreader.store.connection import Database
from threadreader.store.encoding import hash_of, unpack_skeleton
from threadreader.store.fulltext import add_words, drop_words
from threadreader.store.parts import keep_joined, keep_number, keep_part, numbers_of
from threadreader.store.progress import recount
from threadreader.store.quotes import pack_quotes
from threadreader.store.saves import PackedSave, PackedThread, ReadSave, pack_thread
from threadreader.store.stored import body_id
from threadreader.store.summaries import add_digest, pack_quoted


class Arrival(enum.StrEnum):
    """What a file was to the library."""

    NEW = "new"
    """A page that was not there."""
    KNOWN = "known"
    """The very bytes were there."""
    MORE = "more"
    """Another save, or another page, of a thread that was there: the thread is to be put together from all of them."""


def add_save(database: Database, packed: PackedSave, kept: bytes) -> tuple[Arrival, int]:
    """Put a save in the library, in one transaction: what it was, and the number of its page.

    `kept` are its bytes, as `pack_original` gives them.
    """
    read = packed.read
    with database.writing() as connection:
        known = _page_of(connection, read.save.digest)
        if known is not None:
            return Arrival.KNOWN, known
        number = _same_page(connection, packed.identity)
        arrival = Arrival.NEW if number is None else Arrival.MORE
        if number is None:
            number = _add_page(connection, read)
        _insert_save(connection, number, read, kept)
        if arrival is Arrival.NEW:
            _replace_thread(connection, number, packed.thread)
        else:
            keep_part(connection, packed.unpacked())
    return arrival, number


def replace_thread(
    database: Database, number: int, read: ReadSave, parts: Sequence[ReadSave] = (), *, instead_of: int | None = None
) -> bool:
    """Put what was read again from all saves in the place of what was read before; `parts` is what each gave.

    Does nothing and says so where the page has other saves by now. Does nothing either where another program has just
    done it: where what stands there is as good, and not the reading `instead_of` that was to be replaced.
    """
    packed = pack_thread(read)
    with database.writing() as connection:
        found = connection.execute("SELECT digest FROM save WHERE page = ?", (number,))
        if {digest for (digest,) in found} != {save.digest for save in read.page.saves}:
            return False
        if instead_of is not None and _is_made(connection, number, read, instead_of):
            return True
        _name_again(connection, number, read)
        for part in parts:
            keep_part(connection, part)
        keep_joined(connection, number, len(read.page.saves), read.changes)
        _replace_thread(connection, number, packed)
    return True


def replace_quotes(database: Database, reading: int, quotes: QuoteIndex, linker: int) -> None:
    """Put newly linked quotations in the place of the old ones, where that reading of the thread still is there."""
    packed, quoted = pack_quotes(quotes), pack_quoted(quotes)
    digest = "UPDATE digest SET quoted = ? WHERE page IN (SELECT page FROM thread WHERE id = ?)"
    with database.writing() as connection:
        connection.execute("UPDATE thread SET quotes = ?, linker = ? WHERE id = ?", (packed, linker, reading))
        connection.execute(digest, (quoted, reading))


def forget(database: Database, number: int) -> None:
    """Take a page with all its saves out of the library; what is the reader's own stays, in case it comes back."""
    with database.writing() as connection:
        _drop_thread(connection, number)
        connection.execute("DELETE FROM page WHERE number = ?", (number,))


def _page_of(connection: sqlite3.Connection, digest: str) -> int | None:
    found = connection.execute("SELECT page FROM save WHERE digest = ?", (digest,)).fetchone()
    return int(found[0]) if found else None


def _same_page(connection: sqlite3.Connection, identity: Identity) -> int | None:
    statement = (
        "SELECT number, title, skeleton FROM page JOIN thread ON thread.page = number"
        " WHERE address IS ? AND (address IS NOT NULL OR title = ?)"
    )
    for number, title, packed in connection.execute(statement, (identity.address, identity.title)).fetchall():
        parents = unpack_skeleton(packed).parents_by_id
        if is_same_thread(identity, Identity(identity.address, title, parents, numbers_of(connection, number))):
            return int(number)
    return None


def _add_page(connection: sqlite3.Connection, read: ReadSave) -> int:
    """A new page; another one may have its address, which is then no identity."""
    name = str(read.page.id)
    if connection.execute("SELECT 1 FROM page WHERE id = ?", (name,)).fetchone():
        name = read.save.digest
    added = connection.execute("INSERT INTO page (id, address) VALUES (?, ?)", (name, read.address))
    assert added.lastrowid is not None
    return added.lastrowid


def _name_again(connection: sqlite3.Connection, number: int, read: ReadSave) -> None:
    """Give a page the name and address that its saves say, where these were lost with a part of the file."""
    if read.address:
        statement = (
            "UPDATE OR IGNORE page SET id = ?, address = ? WHERE number = ? AND address IS NULL"
            " AND id IN (SELECT digest FROM save WHERE save.page = page.number)"
        )
        connection.execute(statement, (read.page.id, read.address, number))


def _insert_save(connection: sqlite3.Connection, number: int, read: ReadSave, kept: bytes) -> None:
    save = read.save
    connection.execute(
        "INSERT INTO save (page, digest, name, container, adapter, saved_at, imported_at, original)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        (
            *(number, save.digest, save.name, save.container, save.adapter),
            *(save.saved_at and save.saved_at.isoformat(), save.imported_at and save.imported_at.isoformat()),
            kept,
        ),
    )
    keep_number(connection, read)


def _replace_thread(connection: sqlite3.Connection, number: int, packed: PackedThread) -> None:
    _drop_thread(connection, number)
    added = connection.execute(
        "INSERT INTO thread (page, reader, linker, title, url, site, language, declared_count, comments, people,"
        " notes, article, skeleton, quotes) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (number, *packed.columns),
    )
    assert added.lastrowid is not None
    thread_id = added.lastrowid
    rows = ((body_id(thread_id, place), hash_of(window), window) for place, window in enumerate(packed.windows))
    connection.executemany("INSERT INTO bodies VALUES (?, ?, ?)", rows)
    (name,) = connection.execute("SELECT id FROM page WHERE number = ?", (number,)).fetchone()
    recount(connection, name, packed.skeleton)
    add_words(connection, thread_id, packed.words)
    add_digest(connection, number, packed.digest)


def _drop_thread(connection: sqlite3.Connection, number: int) -> None:
    for (thread_id,) in connection.execute("SELECT id FROM thread WHERE page = ?", (number,)).fetchall():
        drop_words(connection, thread_id)
        ends = (body_id(thread_id, 0), body_id(thread_id + 1, 0))
        connection.execute("DELETE FROM bodies WHERE id >= ? AND id < ?", ends)
        connection.execute("DELETE FROM thread WHERE id = ?", (thread_id,))


def _is_made(connection: sqlite3.Connection, number: int, read: ReadSave, before: int) -> bool:
    """Whether another reading than the one before is there, and as good as this one."""
    statement = (
        "SELECT coalesce((SELECT saves FROM joined WHERE joined.page = thread.page), 1)"
        " FROM thread WHERE page = ? AND id <> ? AND reader >= ?"
    )
    found = connection.execute(statement, (number, before, read.versions.reader)).fetchone()
    return bool(found == (len(read.page.saves),))
