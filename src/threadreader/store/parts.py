"""Threads of several saves: the thread parsed from each save, and the state of joining them."""

import sqlite3
from collections.abc import Sequence
from itertools import starmap

from msgspec import Struct

from threadreader.model.page import NO_CHANGES, Changes, Note, Page, PageId, Paging, Save
from threadreader.model.save import ParsedPage, Versions
from threadreader.model.thread import Comment, Thread
from threadreader.model.wire import Plain, thread_from_plain, thread_to_plain
from threadreader.store.connection import Database
from threadreader.store.encoding import DECODE_ERRORS, pack, pack_changes, translating_damage, unpack, unpack_changes


class _Part(Struct):
    """The thread parsed from a save, as it is stored; parts of an earlier extractor may lack `saved_url`."""

    title: str
    url: str | None
    site: str | None
    language: str | None
    declared_count: int | None
    paging: Paging | None
    opened: bool
    saved_url: str | None = None
    notes: tuple[tuple[str, str], ...] = ()
    article: Plain = {}
    comments: tuple[Plain, ...] = ()

    @property
    def thread(self) -> Thread:
        """The thread. Raises one of `DECODE_ERRORS` where it is none."""
        return thread_from_plain({"article": self.article, "comments": self.comments})


def save_part(connection: sqlite3.Connection, read: ParsedPage) -> None:
    """Save the thread parsed from a stored save, in the place of an earlier parse."""
    connection.execute(
        "INSERT OR REPLACE INTO part (save, extractor, read) SELECT id, ?, ? FROM save WHERE digest = ?",
        (read.versions.extractor, _pack(read), read.save.digest),
    )


def load_part(database: Database, save: Save, extractor: int | None = None) -> ParsedPage | None:
    """The parsed save, its quotations not linked; None where it is damaged, or by another extractor than this one."""
    statement = (
        "SELECT part.extractor, read FROM part JOIN save ON save.id = part.save"
        " WHERE digest = ? AND part.extractor = coalesce(?, part.extractor)"
    )
    for made_with, packed in database.rows(statement, save.digest, extractor):
        try:
            return _unpack(packed, save, made_with)
        except DECODE_ERRORS:
            return None
    return None


def load_previous_version(database: Database, saves: Sequence[Save], comment: Comment) -> Comment | None:
    """The latest version of a comment with another text than this one, None if no save has one. Raises StoreError."""
    statement = "SELECT read FROM part JOIN save ON save.id = part.save WHERE digest = ?"
    for save in reversed(saves):
        for (packed,) in database.rows(statement, save.digest):
            with translating_damage(database.path):
                thread = unpack(packed, _Part).thread
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


def _pack(read: ParsedPage) -> bytes:
    page, notes = read.page, tuple((note.where, note.message) for note in read.notes)
    facts = (page.title, page.url, page.site, page.language, page.declared_count, read.paging, read.opened)
    return pack(_Part(*facts, read.saved_url, notes, **thread_to_plain(read.thread)))


def _unpack(packed: bytes, save: Save, extractor: int) -> ParsedPage:
    part = unpack(packed, _Part)
    facts = (part.title, part.url, part.site, part.language, part.declared_count)
    return ParsedPage(
        Page(PageId(part.url or save.digest), *facts, saves=(save,)),
        part.thread,
        notes=tuple(starmap(Note, part.notes)),
        versions=Versions(extractor, linker=0),
        paging=part.paging,
        opened=part.opened,
        saved_url=part.saved_url,
    )
