"""Threads with several saves: what was read from each, so that the thread can be put together, and whether it is."""

import sqlite3
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from threadreader.model.codec import Plain, thread_from_plain, thread_to_plain
from threadreader.model.page import NO_CHANGES, Changes, Note, Page, PageId, Paging, Save
from threadreader.model.quote import QuoteIndex
from threadreader.model.thread import Comment
from threadreader.store.connection import Database
from threadreader.store.encoding import pack, pack_changes, unpack, unpack_changes
from threadreader.store.saves import Versions
from threadreader.store.stored import UNREADABLE, undamaged

if TYPE_CHECKING:
    from threadreader.store.saves import ReadSave


def keep_part(connection: sqlite3.Connection, read: "ReadSave") -> None:
    """Keep what was read from a stored save, in the place of what was read from it before."""
    connection.execute(
        "INSERT OR REPLACE INTO part (save, reader, read) SELECT id, ?, ? FROM save WHERE digest = ?",
        (read.versions.reader, pack(_to_plain(read)), read.save.digest),
    )


def load_part(database: Database, save: Save, reader: int) -> "ReadSave | None":
    """What was read from a save, its quotations not linked; None where that reader did not read it."""
    statement = "SELECT read FROM part JOIN save ON save.id = part.save WHERE digest = ? AND reader = ?"
    for (packed,) in database.rows(statement, save.digest, reader):
        try:
            return _from_plain(unpack(packed), save, reader)
        except UNREADABLE:
            return None
    return None


def load_older(database: Database, saves: Sequence[Save], comment: Comment) -> Comment | None:
    """A comment with other words than these, as the newest save that has it so gives it; None where none is known."""
    statement = "SELECT read FROM part JOIN save ON save.id = part.save WHERE digest = ?"
    for save in reversed(saves):
        for (packed,) in database.rows(statement, save.digest):
            with undamaged(database.path):
                found = thread_from_plain(unpack(packed))
            place = found.position.get(comment.id)
            if place is not None and found.comments[place].text != comment.text:
                return found.comments[place]
    return None


def keep_number(connection: sqlite3.Connection, read: "ReadSave") -> None:
    """Keep which page of its thread a stored save is of, where it says that."""
    if read.paging:
        statement = "INSERT INTO paging (save, number) SELECT id, ? FROM save WHERE digest = ?"
        connection.execute(statement, (read.paging.number, read.save.digest))


def numbers_of(connection: sqlite3.Connection, page: int) -> frozenset[int]:
    """The numbers of the pages that the saves of a thread are of."""
    statement = "SELECT paging.number FROM save JOIN paging ON paging.save = save.id WHERE page = ?"
    return frozenset(number for (number,) in connection.execute(statement, (page,)))


def keep_joined(connection: sqlite3.Connection, page: int, saves: int, changes: Changes) -> None:
    """Keep how many saves a thread is put together from, and what the newest changed."""
    connection.execute("DELETE FROM joined WHERE page = ?", (page,))
    if saves > 1:
        connection.execute("INSERT INTO joined VALUES (?, ?, ?)", (page, saves, pack_changes(changes)))


def load_changes(database: Database, page: int) -> Changes:
    """What the newest save of a thread changed."""
    rows = database.rows("SELECT changes FROM joined WHERE page = ?", page)
    with undamaged(database.path):
        return unpack_changes(rows[0][0]) if rows else NO_CHANGES


def unfinished(database: Database) -> tuple[int, ...]:
    """The pages whose thread is not put together from all of their saves yet."""
    statement = (
        "SELECT page FROM save GROUP BY page"
        " HAVING count(*) > coalesce((SELECT saves FROM joined WHERE joined.page = save.page), 1) ORDER BY page"
    )
    return tuple(page for (page,) in database.rows(statement))


def is_finished(database: Database, page: int) -> bool:
    """Whether the thread of a page is put together from all of its saves."""
    statement = (
        "SELECT count(*) <= coalesce((SELECT saves FROM joined WHERE joined.page = save.page), 1)"
        " FROM save WHERE page = ?"
    )
    return bool(database.rows(statement, page)[0][0])


def _to_plain(read: "ReadSave") -> Plain:
    page, paging = read.page, read.paging
    return {
        "title": page.title,
        "url": page.url,
        "site": page.site,
        "language": page.language,
        "declared_count": page.declared_count,
        "paging": paging and [paging.address, paging.number, paging.last],
        "opened": read.opened,
        "notes": [[note.where, note.message] for note in read.notes],
        **thread_to_plain(read.thread),
    }


def _from_plain(plain: Any, save: Save, reader: int) -> "ReadSave":
    from threadreader.store.saves import ReadSave

    page = Page(
        id=PageId(plain["url"] or save.digest),
        title=plain["title"],
        url=plain["url"],
        site=plain["site"],
        language=plain["language"],
        declared_count=plain["declared_count"],
        saves=(save,),
    )
    return ReadSave(
        page,
        save,
        thread_from_plain(plain),
        QuoteIndex(),
        tuple(Note(where, message) for where, message in plain["notes"]),
        Versions(reader, linker=0),
        Paging(*plain["paging"]) if plain["paging"] else None,
        plain["opened"],
    )
