"""Read state of each page: position, view, tags, marks, annotations; the comments read, starred, folded and muted.

It refers to pages and comments by their own identifiers. Sets are saved as differences, so that two windows on one
thread both keep what was done in them.
"""

import sqlite3
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from msgspec.json import decode, encode

from threadreader.model.annotation import COLORS, Annotation, Annotations, new_id, version_id
from threadreader.model.page import PageId, clean_tag
from threadreader.model.quote import grouped
from threadreader.model.renames import Renames
from threadreader.model.save import bare_address
from threadreader.model.stored_thread import Bookmark, Progress, Skeleton, progress_label
from threadreader.model.thread import CommentId
from threadreader.store.connection import BUSY_TIMEOUT, Database
from threadreader.store.encoding import pack, translating_damage, typed, unpack, unpack_skeleton
from threadreader.store.listing import relist

_SETS = ("folded", "seen", "starred", "muted")
_ADD_FACT = "INSERT OR IGNORE INTO fact VALUES (?, ?, ?)"
_REMOVE_FACT = "DELETE FROM fact WHERE reading = ? AND kind = ? AND value = ?"
_SAVE_MARK = "INSERT OR REPLACE INTO mark VALUES (?, ?, ?, ?, ?)"
_UPDATE_COUNTS = "UPDATE reading SET seen = ?, starred = ?, muted_unread = ?, progress_label = ? WHERE id = ?"
_ADD_TO_COUNT = {
    "seen": "UPDATE reading SET seen = seen + ? WHERE id = ?",
    "starred": "UPDATE reading SET starred = starred + ? WHERE id = ?",
}
_SELECT_STATE = """
    SELECT id, cursor, line, top, top_line, pane, article_block, article_line, view, progress_label, muted_unread
    FROM reading WHERE page = ?
"""
_SELECT_ANNOTATIONS = """
    SELECT id, comment, start, stop, exact, prefix, suffix, color, note, made_at FROM annotation WHERE reading = ?
"""
_SELECT_RENAMES = """
    SELECT ids FROM renamed JOIN page ON number = renamed.page WHERE page.id = ? AND thread >= ? ORDER BY thread
"""
_UPDATE_STATE = """
    UPDATE reading SET cursor = ?, line = ?, top = ?, top_line = ?, pane = ?, article_block = ?, article_line = ?,
    view = ?, progress_label = ?, muted_unread = ?, read_at = max(coalesce(read_at, ''), coalesce(?, '')) WHERE id = ?
"""


class _State(NamedTuple):
    reading: int
    cursor: CommentId | None
    line: int
    top: CommentId | None
    top_line: int
    pane: str
    block: int
    article_line: int
    view: str
    progress_label: str
    muted_unread: int


class _AnnotationRow(NamedTuple):
    name: str
    owner: CommentId | None
    start: int
    end: int
    exact: str
    prefix: str
    suffix: str
    color: str
    note: str
    made_at: str | None

    @property
    def annotation(self) -> Annotation:
        color = self.color if self.color in COLORS else COLORS[0]
        return Annotation(*self[1:7], color, self.note, self.made_at or "")


def load_progress(database: Database, page: PageId, thread: int = 0) -> Progress:
    """The read state of a page, the default one if it was never opened. Raises StoreError.

    With the row id of a thread that was replaced since, comments have the ids that they have in that.
    """
    with database.snapshot():
        progress = _load(database, page)
        for renames in reversed(_renames_since(database, page, thread)):
            progress = renames.restore(progress)
    return progress


def _load(database: Database, page: PageId) -> Progress:
    state = next(iter(database.records(_State, _SELECT_STATE, page)), None)
    if state is None:
        return Progress()
    reading = state.reading
    facts = database.records(tuple[str, CommentId], "SELECT kind, value FROM fact WHERE reading = ?", reading)
    select_marks = "SELECT letter, comment, line, block FROM mark WHERE reading = ?"
    marks = database.records(tuple[str, CommentId | None, int, int], select_marks, reading)
    annotations = database.records(_AnnotationRow, _SELECT_ANNOTATIONS, reading)
    sets = grouped(facts)
    with translating_damage(database.path):
        view = decode(state.view)
        if not isinstance(view, dict):
            raise TypeError("a view is no table of settings")
    return Progress(
        cursor=state.cursor,
        line=state.line,
        top=state.top,
        top_line=state.top_line,
        pane=state.pane,
        article=(state.block, state.article_line),
        view=view,
        progress_label=state.progress_label,
        muted_unread=state.muted_unread,
        marks={letter: Bookmark(comment, line, block) for letter, comment, line, block in marks},
        annotations={row.name: row.annotation for row in annotations},
        **{name: frozenset(sets.get(name, ())) for name in _SETS},
    )


def save_progress(
    database: Database,
    page: PageId,
    progress: Progress,
    before: Progress,
    now: datetime | None = None,
    *,
    thread: int = 0,
    timeout: float = BUSY_TIMEOUT,
) -> None:
    """Save the position, and the changes since `before`; changes of other windows stay. Raises StoreError.

    `thread` is the row id of the thread in which it was done, which may be replaced since. Other writers are waited for
    up to the timeout, in seconds.
    """
    with database.writing(timeout) as connection:
        since = _renames_since(database, page, thread)
        for renames in since:
            progress, before = renames.renew(progress), renames.renew(before)
        reading = _reading_id(connection, page)
        position = (progress.cursor, progress.line, progress.top, progress.top_line, progress.pane, *progress.article)
        view = (encode(progress.view).decode(), progress.progress_label, progress.muted_unread)
        # `read_at` never goes back, also if the clock was set back.
        connection.execute(_UPDATE_STATE, (*position, *view, now and now.isoformat(), reading))
        _save_changes(connection, reading, before, progress, now)
        if since:
            recount(connection, page, _skeleton(database, page))
        _relist(connection, page)


def _save_changes(
    connection: sqlite3.Connection, reading: int, before: Progress, now: Progress, time: datetime | None = None
) -> None:
    for name in _SETS:
        _save_set(connection, reading, name, getattr(before, name), getattr(now, name))
    _save_marks(connection, reading, before.marks, now.marks)
    _save_annotations(connection, reading, before.annotations, now.annotations, time)


def rename_comments(database: Database, connection: sqlite3.Connection, number: int, renames: Renames) -> None:
    """Move all that hangs on comments of a page to their new ids, before its thread is replaced."""
    if not renames:
        return
    rows = database.rows(
        "SELECT thread.id, page.id FROM thread JOIN page ON number = thread.page WHERE number = ?", number
    )
    for thread, page in rows:
        values = (thread, number, pack([renames.ids, renames.fallbacks]))
        connection.execute("INSERT INTO renamed (thread, page, ids) VALUES (?, ?, ?)", values)
        for (reading,) in database.rows("SELECT id FROM reading WHERE page = ?", page):
            before = _load(database, page)
            now = renames.renew(before)
            position = (now.cursor, now.line, now.top, now.top_line, reading)
            connection.execute("UPDATE reading SET cursor = ?, line = ?, top = ?, top_line = ? WHERE id = ?", position)
            _save_changes(connection, reading, before, now)


_NewIds = dict[CommentId, CommentId | None]


def _renames_since(database: Database, page: PageId, thread: int) -> list[Renames]:
    """The renames of each parse of a page since a thread, the row id 0 being the newest."""
    if not thread:
        return []
    rows = database.rows(_SELECT_RENAMES, page, thread)
    with translating_damage(database.path):
        return [Renames(*unpack(packed, tuple[_NewIds, dict[CommentId, CommentId]])) for (packed,) in rows]


def _skeleton(database: Database, page: PageId) -> Skeleton:
    rows = database.rows("SELECT skeleton FROM thread JOIN page ON number = thread.page WHERE page.id = ?", page)
    with translating_damage(database.path):
        return unpack_skeleton(rows[0][0]) if rows else Skeleton()


def recount(connection: sqlite3.Connection, page: PageId, skeleton: Skeleton) -> None:
    """Count the read and starred comments anew, of those that the thread has now; the state of others stays stored."""
    states = connection.execute("SELECT id, cursor, progress_label FROM reading WHERE page = ?", (page,)).fetchall()
    for reading, cursor, label in states:
        rows = connection.execute("SELECT kind, value FROM fact WHERE reading = ?", (reading,))
        facts = grouped((kind, CommentId(comment)) for kind, comment in rows if comment in skeleton.position)
        seen = {skeleton.position[comment] for comment in facts.get("seen", ())}
        muted = skeleton.inside(facts.get("muted", ()))
        position = skeleton.position.get(cursor)
        counts = (len(seen), len(facts.get("starred", ())), len(muted - seen))
        # That of an article without comments says how far it is read.
        where = progress_label(skeleton, position) if position is not None else "" if len(skeleton) else label
        connection.execute(_UPDATE_COUNTS, (*counts, where, reading))


def _relist(connection: sqlite3.Connection, page: PageId) -> None:
    """Bring the list up to what was done with a page, where that is stored."""
    for (number,) in connection.execute("SELECT number FROM page WHERE id = ?", (page,)).fetchall():
        relist(connection, number)


def _reading_id(connection: sqlite3.Connection, page: PageId) -> int:
    connection.execute("INSERT OR IGNORE INTO reading (page) VALUES (?)", (page,))
    (reading,) = connection.execute("SELECT id FROM reading WHERE page = ?", (page,)).fetchone()
    return int(reading)


def _save_set(
    connection: sqlite3.Connection, reading: int, name: str, before: frozenset[CommentId], now: frozenset[CommentId]
) -> None:
    if now is before or now == before:
        return
    added = connection.executemany(_ADD_FACT, ((reading, name, comment) for comment in now - before)).rowcount
    removed = connection.executemany(_REMOVE_FACT, ((reading, name, comment) for comment in before - now)).rowcount
    if name in _ADD_TO_COUNT:
        connection.execute(_ADD_TO_COUNT[name], (max(added, 0) - max(removed, 0), reading))


def _save_marks(
    connection: sqlite3.Connection, reading: int, before: Mapping[str, Bookmark], now: Mapping[str, Bookmark]
) -> None:
    for letter in before.keys() - now.keys():
        connection.execute("DELETE FROM mark WHERE reading = ? AND letter = ?", (reading, letter))
    for letter, mark in now.items():
        old = before.get(letter)
        if old != mark:
            row = (letter, mark.comment, mark.line, mark.block)
            connection.execute(_SAVE_MARK, (reading, *row))
            replaced = version_id(letter, old.comment, old.line, old.block) if old else None
            _save_replaced(connection, reading, replaced, version_id(*row))


def _save_replaced(connection: sqlite3.Connection, reading: int, replaced: str | None, now: str) -> None:
    """Note that a version was replaced by another, by which a dump of another library is told that has the old one."""
    if replaced:
        connection.execute(_ADD_FACT, (reading, "replaced", replaced))
    connection.execute(_REMOVE_FACT, (reading, "replaced", now))


_SAVE_ANNOTATION = """
    INSERT INTO annotation VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET
    comment = excluded.comment, start = excluded.start, stop = excluded.stop, exact = excluded.exact,
    prefix = excluded.prefix, suffix = excluded.suffix, color = excluded.color, note = excluded.note
"""


def _save_annotations(
    connection: sqlite3.Connection,
    reading: int,
    before: Annotations,
    now: Annotations,
    time: datetime | None,
) -> None:
    """Save what changed; what another window changed meanwhile stays, and is saved beside it."""
    if now is before or now == before:
        return
    rows = typed(_AnnotationRow, connection.execute(_SELECT_ANNOTATIONS, (reading,)).fetchall())
    stored = {row.name: row.annotation for row in rows}
    for name in before.keys() - now.keys():
        if stored.get(name) == before[name]:
            connection.execute("DELETE FROM annotation WHERE reading = ? AND id = ?", (reading, name))
    for name, each in now.items():
        if each == before.get(name) or each == stored.get(name):
            continue
        free = name if name not in stored or stored[name] == before.get(name) else new_id()
        made_at = each.made_at or (time and time.isoformat())
        row = (free, each.owner, each.start, each.end, each.exact, each.prefix, each.suffix, each.color, each.note)
        connection.execute(_SAVE_ANNOTATION, (reading, *row, made_at))
        replaced = stored[free].version(free) if free in stored else None
        _save_replaced(connection, reading, replaced, each.version(free))


TagChanges = Mapping[PageId, tuple[Collection[str], Collection[str]]]
"""By page the tags to add, and those to take away."""


def change_tags(database: Database, changes: TagChanges, *, timeout: float = BUSY_TIMEOUT) -> None:
    """Add and take away tags of pages, in one transaction. Raises StoreError."""
    with database.writing(timeout) as connection:
        for page, (added, removed) in changes.items():
            reading = _reading_id(connection, page)
            connection.executemany(_ADD_FACT, ((reading, "tag", clean_tag(tag)) for tag in added))
            connection.executemany(_REMOVE_FACT, ((reading, "tag", tag) for tag in removed))
            _relist(connection, page)


JOINED, PARTED = "joined", "parted"
"""Kinds of facts about two pages: the reader said that their article is the same, or is not."""


def set_same_article(database: Database, pages: Sequence[PageId], *, same: bool, timeout: float = BUSY_TIMEOUT) -> None:
    """Say of each two of some pages that their article is the same, or is not. Raises StoreError."""
    kind, instead = (JOINED, PARTED) if same else (PARTED, JOINED)
    with database.writing(timeout) as connection:
        for page in pages:
            reading = _reading_id(connection, page)
            others = [other for other in pages if other != page]
            connection.executemany(_REMOVE_FACT, ((reading, instead, other) for other in others))
            connection.executemany(_ADD_FACT, ((reading, kind, other) for other in others))


Facts = Collection[tuple[Any, ...]]
"""What the user did with a page, as rows: a kind (of `fact`, `mark`, `annotation` or `reading`) and its values."""

_SELECT_FACTS: Mapping[str, type[tuple[Any, ...]]] = {
    """SELECT page, kind, value FROM fact JOIN reading ON reading = reading.id
    WHERE kind IN ('seen', 'starred', 'muted', 'tag', 'replaced', 'joined', 'parted')""": tuple[PageId, str, str],
    """SELECT page, 'bookmark', letter, comment, mark.line, block FROM mark
    JOIN reading ON reading = reading.id""": tuple[PageId, str, str, str | None, int, int],
    """SELECT page, 'highlight', annotation.id, comment, start, stop, exact, prefix, suffix, color, note, made_at
    FROM annotation JOIN reading ON reading = reading.id""": tuple[
        PageId, str, str, str | None, int, int, str, str, str, str, str, str | None
    ],
    "SELECT page, 'opened', read_at, cursor FROM reading WHERE read_at > ''": tuple[PageId, str, str, str | None],
}


def load_facts(database: Database) -> dict[PageId, set[tuple[Any, ...]]]:
    """What the user did with every page, also with those that are not stored. Raises StoreError."""
    found = defaultdict[PageId, set[tuple[Any, ...]]](set)
    with database.snapshot():
        for select, kind in _SELECT_FACTS.items():
            for page, *fact in database.records(kind, select):
                found[page].add(tuple(fact))
    return found


def join_facts(
    database: Database, loaded: Mapping[PageId, Facts], join: Callable[[Facts], set[tuple[Any, ...]]]
) -> tuple[int, list[PageId]]:
    """Join facts of other libraries with those that are stored, in one transaction. Raises StoreError.

    Returns how many are new, and the pages that are not stored: what was done with these waits for them.
    """
    names = {bare_address(address): page for address, page in database.rows(_SELECT_NAMES)}
    count, absent = 0, list[PageId]()
    with database.writing() as connection:
        stored = load_facts(database)
        for name, facts in loaded.items():
            page = names.get(bare_address(name))
            if page is None:
                absent.append(name)
            before = stored[page or name]
            now = join(before | {_in_names(fact, names) for fact in facts})
            if now != before:
                count += len(now - before)
                _change_facts(connection, _reading_id(connection, page or name), before - now, now - before)
                stored[page or name] = now
                if page:
                    recount(connection, page, _skeleton(database, page))
                    _relist(connection, page)
    return count, absent


def _in_names(fact: tuple[Any, ...], names: Mapping[str, PageId]) -> tuple[Any, ...]:
    """A fact of another library; one about another page with the identifier that this has here."""
    return (fact[0], names.get(bare_address(fact[1]), fact[1])) if fact[0] in {JOINED, PARTED} else fact


# By which a page is known in another library, the best name last: its bytes, its address, its own identifier.
_SELECT_NAMES = """
    SELECT name, id FROM (
        SELECT digest AS name, page.id, 0 AS rank, number FROM save JOIN page ON number = save.page
        UNION ALL SELECT address, id, 1, number FROM page WHERE address LIKE '//%'
        UNION ALL SELECT id, id, 2, number FROM page
    ) ORDER BY rank, number DESC
"""


def _change_facts(
    connection: sqlite3.Connection,
    reading: int,
    removed: Iterable[tuple[Any, ...]],
    added: Iterable[tuple[Any, ...]],
) -> None:
    for kind, name, *_ in removed:
        if kind == "bookmark":
            connection.execute("DELETE FROM mark WHERE reading = ? AND letter = ?", (reading, name))
        elif kind == "highlight":
            connection.execute("DELETE FROM annotation WHERE reading = ? AND id = ?", (reading, name))
    for kind, *row in added:
        match kind:
            case "bookmark":
                connection.execute(_SAVE_MARK, (reading, *row))
            case "highlight":
                connection.execute(_SAVE_ANNOTATION, (reading, *row))
            case "opened":
                moved = "UPDATE reading SET read_at = ?, cursor = ?, line = 0, top = NULL, top_line = 0 WHERE id = ?"
                connection.execute(moved, (*row, reading))
            case _:
                connection.execute(_ADD_FACT, (reading, kind, *row))
