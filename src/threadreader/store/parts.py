"""Threads of several saves: the thread parsed from each save, and the state of joining them."""

import sqlite3
from collections.abc import Sequence
from typing import Any

from threadreader.model.page import NO_CHANGES, Changes, Note, Page, PageId, Paging, Save
from threadreader.model.save import ParsedPage, Versions
from threadreader.model.thread import Comment
from threadreader.model.wire import Plain, thread_from_plain, thread_to_plain
from threadreader.store.connection import Database
from threadreader.store.encoding import DECODE_ERRORS, pack, pack_changes, translating_damage, unpack, unpack_changes


def save_part(connection: sqlite3.Connection, read: ParsedPage) -> None:
    """Save the thread parsed from a stored save, in the place of an earlier parse."""
    connection.execute(
        "INSERT OR REPLACE INTO part (save, extractor, read) SELECT id, ?, ? FROM save WHERE digest = ?",
        (read.versions.extractor, pack(_to_plain(read)), read.save.digest),
    )


def load_part(database: Database, save: Save, extractor: int | None = None) -> ParsedPage | None:
    """The parsed save, its quotations not linked; None where it is damaged, or by another extractor than this one."""
    statement = (
        "SELECT part.extractor, read FROM part JOIN save ON save.id = part.save"
        " WHERE digest = ? AND part.extractor = coalesce(?, part.extractor)"
    )
    for made_with, packed in database.rows(statement, save.digest, extractor):
        try:
            return _from_plain(unpack(packed), save, made_with)
        except DECODE_ERRORS:
            return None
    return None


def load_previous_version(database: Database, saves: Sequence[Save], comment: Comment) -> Comment | None:
    """The latest version of a comment with another text than this one, None if no save has one. Raises StoreError."""
    statement = "SELECT read FROM part JOIN save ON save.id = part.save WHERE digest = ?"
    for save in reversed(saves):
        for (packed,) in database.rows(statement, save.digest):
            with translating_damage(database.path):
                thread = thread_from_plain(unpack(packed))
            position = thread.position.get(comment.id)
            if position is not None and thread.comments[position].text != comment.text:
                return thread.comments[position]
    return None


def load_page_numbers(connection: sqlite3.Connection, page: int) -> frozenset[int]:
    """The page numbers of the saves of a thread."""
    statement = "SELECT page_number FROM save WHERE page = ? AND page_number IS NOT NULL"
    return frozenset(number for (number,) in connection.execute(statement, (page,)))


def save_joined(connection: sqlite3.Connection, page: int, saves: int, changes: Changes) -> None:
    """Save the number of saves that a thread is joined from, and the changes of the newest."""
    connection.execute("DELETE FROM joined WHERE page = ?", (page,))
    if saves > 1:
        connection.execute("INSERT INTO joined VALUES (?, ?, ?)", (page, saves, pack_changes(changes)))


def load_changes(database: Database, page: int) -> Changes:
    """The changes of the newest save of a thread. Raises StoreError."""
    rows = database.rows("SELECT changes FROM joined WHERE page = ?", page)
    with translating_damage(database.path):
        return unpack_changes(rows[0][0]) if rows else NO_CHANGES


def find_unjoined(database: Database) -> tuple[int, ...]:
    """The numbers of pages whose thread is not joined from all of their saves yet: each save that was added has a part.

    Pages to which an early version added saves have none; opening these joins them.
    """
    statement = (
        "SELECT page FROM save WHERE page IN (SELECT page FROM part CROSS JOIN save ON id = part.save) GROUP BY page"
        " HAVING count(*) > coalesce((SELECT saves FROM joined WHERE joined.page = save.page), 1) ORDER BY page"
    )
    return tuple(page for (page,) in database.rows(statement))


def count_joined(database: Database, page: int) -> int:
    """The number of saves that the thread of a page is joined from."""
    return int(database.rows("SELECT coalesce((SELECT saves FROM joined WHERE page = ?), 1)", page)[0][0])


def is_joined(database: Database, page: int) -> bool:
    """True if the thread of a page is joined from all of its saves."""
    statement = (
        "SELECT count(*) <= coalesce((SELECT saves FROM joined WHERE joined.page = save.page), 1)"
        " FROM save WHERE page = ?"
    )
    return bool(database.rows(statement, page)[0][0])


def _to_plain(read: ParsedPage) -> Plain:
    page, paging = read.page, read.paging
    return {
        "title": page.title,
        "url": page.url,
        "site": page.site,
        "language": page.language,
        "declared_count": page.declared_count,
        "paging": paging and [paging.address, paging.number, paging.last],
        "opened": read.opened,
        "saved_url": read.saved_url,
        "notes": [[note.where, note.message] for note in read.notes],
        **thread_to_plain(read.thread),
    }


def _from_plain(plain: Any, save: Save, extractor: int) -> ParsedPage:
    page = Page(
        id=PageId(plain["url"] or save.digest),
        title=plain["title"],
        url=plain["url"],
        site=plain["site"],
        language=plain["language"],
        declared_count=plain["declared_count"],
        saves=(save,),
    )
    return ParsedPage(
        page,
        thread_from_plain(plain),
        notes=tuple(Note(where, message) for where, message in plain["notes"]),
        versions=Versions(extractor, linker=0),
        paging=Paging(*plain["paging"]) if plain["paging"] else None,
        opened=plain["opened"],
        # Parts of an earlier extractor lack it, and are shown all the same until they are read again.
        saved_url=plain.get("saved_url"),
    )
