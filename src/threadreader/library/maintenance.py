"""Checks the library and mends it: its indexes from what is stored, threads from the bytes of their saves.

Brings stored threads up to date: read again, linked and digested where an older program did it, or nobody yet.

Copies of the whole library: made while it is in use, and put back.

Whether a thread and what was done in it are still as they were.

What is found and done in a stored thread without opening it on the screen.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from threadreader.errors import DamageError, ForeignFileError, StoreError, ThreadreaderError
from threadreader.library import reading
from threadreader.library.library import Library
from threadreader.library.reading import prepare_for_several
from threadreader.library.refresh import read_anew
from threadreader.model.page import Entry
from threadreader.model.stored_thread import Progress
from threadreader.model.thread import CommentId
from threadreader.paths import Paths
from threadreader.store import backup as backup_store
from threadreader.store.backup import (
    check_file,
    check_originals,
    check_thread,
    index_is_in_step,
    mend_indexes,
    passing,
    replace_library,
)
from threadreader.store.connection import Database, open_database
from threadreader.store.rescuing import rescue
from threadreader.store.summaries import add_missing_digests, lacks_digests
from threadreader.store.threads import list_entries, load_state, made_before, pages_without_thread


@dataclass(frozen=True, slots=True)
class Finding:
    """A line about something that was wrong, and whether it still is."""

    said: str
    mended: bool


def check_library(paths: Paths, now: datetime, *, deep: bool = False) -> Iterator[Finding]:
    """Check everything, and mend what can be mended; `deep` compares all stored bytes as well.

    Where the file itself is damaged it is kept, and a new one is made of what can be read of it. Raises StoreError.
    """
    mended, damage = _look_at_file(paths)
    if mended:
        yield Finding(f"an index was damaged ({mended}); all were made again", mended=True)
    if damage:
        yield _make_anew(paths, now, damage)
    with open_database(paths.library) as database:
        for number in pages_without_thread(database):
            yield _mended(database, number, f"thread {number} is lost")
        for entry in list_entries(database):
            yield from _check_entry(database, entry, deep=deep)
        if not index_is_in_step(database):
            if not database.read_only:
                mend_indexes(database)
            yield Finding("the index of words is not in step with the threads", index_is_in_step(database))


def journal_of(library: Library) -> str:
    """How what is written is made safe: SQLite's word for it."""
    return str(library.database.rows("PRAGMA journal_mode")[0][0])


def _look_at_file(paths: Paths) -> tuple[str, str]:
    """What was wrong with the indexes, which are made again, and what is wrong where that does not help."""
    mended = ""
    try:
        with open_database(paths.library) as database:
            troubles = check_file(database)
            if troubles.of_indexes and not troubles.others and not database.read_only:
                mend_indexes(database)
                mended = troubles.of_indexes[0]
                troubles = check_file(database)
    except (DamageError, ForeignFileError) as problem:
        return "", problem.trouble
    damage = "; ".join((*troubles.others, *troubles.of_indexes)[:3])
    return "" if damage else mended, damage


def _make_anew(paths: Paths, now: datetime, damage: str) -> Finding:
    """Put a new library of what can be read in the place of the damaged one; not where that is nothing."""
    with passing(paths.library) as copy:
        saves = rescue(paths.library, copy)
        if not saves:
            cure = "move it away: threadreader restore puts a backup in its place"
            raise StoreError(paths.library, f"{damage}, and no page in it can be read", cure)
        kept = replace_library(copy, paths.library, f"damaged-{now:%Y%m%d-%H%M%S}")
    how = f" ({damage})" if damage != "is damaged" else ""
    pages = "1 saved page" if saves == 1 else f"{saves:,} saved pages"
    said = f"the file is damaged{how}; a new one was made of the {pages} in it, and the old one is kept as {kept}"
    return Finding(said, mended=True)


def _check_entry(database: Database, entry: Entry, *, deep: bool) -> Iterator[Finding]:
    changed = list(check_originals(database, entry)) if deep else []
    for name in changed:
        trouble = f"the page {name} of thread {entry.number} is not what was imported: import that file again"
        yield Finding(trouble, mended=False)
    trouble = check_thread(database, entry, deep=deep)
    if trouble:
        yield _mended(database, entry.number, f"thread {entry.number} {entry.page.title!r} {trouble}")


def _mended(database: Database, number: int, trouble: str) -> Finding:
    """Read a thread again from the bytes of its saves."""
    if database.read_only:
        return Finding(trouble, mended=False)
    try:
        read_anew(database, number)
    except ThreadreaderError as problem:
        return Finding(f"{trouble}; its page cannot be read again: {problem.trouble}", mended=False)
    return Finding(f"{trouble}; it was read again from its page", mended=True)


def is_outdated(library: Library) -> bool:
    """Whether there is something to bring up to date, and it can be kept."""
    database = library.database
    return not library.read_only and (lacks_digests(database) or bool(made_before(database, reading.VERSIONS)))


def upgrade(library: Library) -> Iterator[int]:
    """Bring every thread up to date, and give its number; one that cannot be stays as it is."""
    add_missing_digests(library.database)
    numbers = made_before(library.database, reading.VERSIONS)
    if len(numbers) > 1:
        prepare_for_several()
    for number in numbers:
        try:
            library.bring_up_to_date(number)
        except ThreadreaderError:
            # It is told of where the thread is opened.
            continue
        yield number


def back_up(library: Library, target: Path, *, overwrite: bool = False) -> None:
    """Copy the library as it is now to a new file. Raises StoreError."""
    backup_store.back_up(library.database, target, overwrite=overwrite)


def restore(paths: Paths, backup: Path, now: datetime) -> Path | None:
    """Put a backup in the place of the library; gives the name that what was there has now. Raises StoreError."""
    return backup_store.restore(backup, paths.library, now)


def state_of(library: Library, number: int) -> object:
    """What is another one after the thread was read again or linked, or something was done in it."""
    return load_state(library.database, number)


def first_unread(library: Library, number: int) -> CommentId | None:
    """The first comment that is unread; None where none is."""
    skeleton, progress = library.open_thread(number).skeleton, library.load_progress(number)
    muted = skeleton.inside(progress.muted)
    unread = (c for place, c in enumerate(skeleton.ids) if c not in progress.seen and place not in muted)
    return next(unread, None)


def first_new(library: Library, number: int) -> tuple[CommentId | None, str]:
    """The first comment that came with a newer save since the reader was in a thread, and what came, in words."""
    if not library.find(str(number)).new:
        return None, ""
    opened = library.open_thread(number)
    new = (comment for comment in opened.skeleton.ids if comment in opened.changes.new)
    return next(new, None), f"newer save: {opened.changes}"


def read_all(library: Library, number: int) -> tuple[Progress, Progress]:
    """Mark every comment as read; gives the reader's progress before and after."""
    before = library.load_progress(number)
    after = replace(before, seen=before.seen | frozenset(library.open_thread(number).skeleton.ids), hushed=0)
    library.save_progress(number, after, before)
    return before, after
