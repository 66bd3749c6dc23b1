"""The reader's own: where they were in each page and what they did there, by the names that the page gives.

Sets are kept by what was added to them and what was taken away, so that two windows on one thread keep what was done
in both.
"""

import json
import sqlite3
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from threadreader.model.page import PageId
from threadreader.model.quote import grouped
from threadreader.model.stored_thread import Bookmark, Progress, Skeleton, whereabouts
from threadreader.model.thread import CommentId
from threadreader.store.connection import PATIENCE, Database
from threadreader.store.stored import undamaged

_SETS = ("folded", "seen", "starred", "muted")
_COUNT = "UPDATE reading SET seen = ?, starred = ?, hushed = ?, whereabouts = ? WHERE id = ?"
_CHANGE_COUNT = {
    "seen": "UPDATE reading SET seen = seen + ? WHERE id = ?",
    "starred": "UPDATE reading SET starred = starred + ? WHERE id = ?",
}
_LOAD_READING = """
    SELECT id, cursor, line, top, top_line, pane, article_block, article_line, view, whereabouts, hushed
    FROM reading WHERE page = ?
"""
_SAVE_PLACE = """
    UPDATE reading SET cursor = ?, line = ?, top = ?, top_line = ?, pane = ?, article_block = ?, article_line = ?,
    view = ?, whereabouts = ?, hushed = ?, read_at = max(coalesce(read_at, ''), coalesce(?, '')) WHERE id = ?
"""


def load_progress(database: Database, page: PageId) -> Progress:
    """What the reader did in a page; the beginning of one that was never read."""
    found = database.rows(_LOAD_READING, page)
    if not found:
        return Progress()
    reading, cursor, line, top, top_line, pane, block, article_line, view, where, hushed = found[0]
    sets: dict[str, set[CommentId]] = {name: set() for name in _SETS}
    for what, comment in database.rows("SELECT what, comment FROM touched WHERE reading = ?", reading):
        sets.setdefault(what, set()).add(CommentId(comment))
    marks = database.rows("SELECT letter, comment, line, block FROM mark WHERE reading = ?", reading)
    with undamaged(database.path):
        return Progress(
            cursor=_comment(cursor),
            line=line,
            top=_comment(top),
            top_line=top_line,
            pane=pane,
            article=(block, article_line),
            view=json.loads(view),
            whereabouts=where,
            hushed=hushed,
            marks={letter: Bookmark(_comment(comment), line, block) for letter, comment, line, block in marks},
            **{name: frozenset(sets[name]) for name in _SETS},
        )


def save_progress(
    database: Database,
    page: PageId,
    progress: Progress,
    before: Progress,
    now: datetime | None = None,
    *,
    patience: float = PATIENCE,
) -> None:
    """Keep where the reader is, and what they did since `before`, whatever was done elsewhere meanwhile.

    Others that write are waited for, as many seconds as there is patience. Raises StoreError.
    """
    with database.writing(patience) as connection:
        reading = _reading(connection, page)
        _save_place(connection, reading, progress, now)
        for name in _SETS:
            _save_set(connection, reading, name, getattr(before, name), getattr(progress, name))
        _save_marks(connection, reading, before.marks, progress.marks)


def recount(connection: sqlite3.Connection, page: PageId, skeleton: Skeleton) -> None:
    """Count anew what the reader did to the comments that a thread has now; others are kept, but not counted."""
    for reading, cursor in connection.execute("SELECT id, cursor FROM reading WHERE page = ?", (page,)).fetchall():
        rows = connection.execute("SELECT what, comment FROM touched WHERE reading = ?", (reading,))
        touched = grouped((what, CommentId(comment)) for what, comment in rows if comment in skeleton.position)
        seen = {skeleton.position[comment] for comment in touched.get("seen", ())}
        muted = skeleton.inside(touched.get("muted", ()))
        place = skeleton.position.get(cursor)
        figures = (len(seen), len(touched.get("starred", ())), len(muted - seen))
        where = "" if place is None else whereabouts(skeleton, place)
        connection.execute(_COUNT, (*figures, where, reading))


def _reading(connection: sqlite3.Connection, page: PageId) -> int:
    connection.execute("INSERT OR IGNORE INTO reading (page) VALUES (?)", (page,))
    (reading,) = connection.execute("SELECT id FROM reading WHERE page = ?", (page,)).fetchone()
    return int(reading)


def _save_place(connection: sqlite3.Connection, reading: int, progress: Progress, now: datetime | None) -> None:
    # A clock that was set back makes nothing look as if it had been read before.
    place = (progress.cursor, progress.line, progress.top, progress.top_line, progress.pane, *progress.article)
    view = (json.dumps(dict(progress.view)), progress.whereabouts, progress.hushed)
    connection.execute(_SAVE_PLACE, (*place, *view, now and now.isoformat(), reading))


def _save_set(
    connection: sqlite3.Connection, reading: int, name: str, before: frozenset[CommentId], now: frozenset[CommentId]
) -> None:
    if now is before or now == before:
        return
    added = ((reading, name, comment) for comment in now - before)
    more = connection.executemany("INSERT OR IGNORE INTO touched VALUES (?, ?, ?)", added).rowcount
    taken = ((reading, name, comment) for comment in before - now)
    gone = connection.executemany("DELETE FROM touched WHERE reading = ? AND what = ? AND comment = ?", taken).rowcount
    if name in _CHANGE_COUNT:
        connection.execute(_CHANGE_COUNT[name], (max(more, 0) - max(gone, 0), reading))


def _save_marks(
    connection: sqlite3.Connection, reading: int, before: Mapping[str, Bookmark], now: Mapping[str, Bookmark]
) -> None:
    for letter in before.keys() - now.keys():
        connection.execute("DELETE FROM mark WHERE reading = ? AND letter = ?", (reading, letter))
    for letter, mark in now.items():
        if before.get(letter) != mark:
            row = (reading, letter, mark.comment, mark.line, mark.block)
            connection.execute("INSERT OR REPLACE INTO mark VALUES (?, ?, ?, ?, ?)", row)


def _comment(name: Any) -> CommentId | None:
    return None if name is None else CommentId(name)
