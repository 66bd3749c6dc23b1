"""Read state of a thread without its screen: its version, the first new or unread comment, all marked as read."""

from dataclasses import replace

from threadreader.library.library import Library
from threadreader.model.stored_thread import Progress
from threadreader.model.thread import CommentId
from threadreader.store.threads import load_thread_version


def thread_version(library: Library, number: int) -> object:
    """A value that differs after the thread was replaced or linked, or its read state was saved."""
    return load_thread_version(library.database, number)


def first_unread(library: Library, number: int) -> CommentId | None:
    """The first comment that is unread and not muted, None if there is none."""
    opened = library.open_thread(number)
    skeleton, progress = opened.skeleton, library.load_progress(number, opened)
    muted = skeleton.inside(progress.muted)
    unread = (c for position, c in enumerate(skeleton.ids) if c not in progress.seen and position not in muted)
    return next(unread, None)


def first_new(library: Library, number: int) -> tuple[CommentId | None, str]:
    """The first comment that came with a newer save since the thread was last read, and a message about the changes."""
    if not library.find(str(number)).new:
        return None, ""
    opened = library.open_thread(number)
    new = (comment for comment in opened.skeleton.ids if comment in opened.changes.new)
    return next(new, None), f"newer save: {opened.changes}"


def mark_all_read(library: Library, number: int) -> tuple[Progress, Progress]:
    """Mark every comment as read; returns the read state before and after."""
    opened = library.open_thread(number)
    before = library.load_progress(number, opened)
    after = replace(before, seen=before.seen | frozenset(opened.skeleton.ids), hushed=0)
    library.save_progress(number, after, before, opened=opened)
    return before, after
