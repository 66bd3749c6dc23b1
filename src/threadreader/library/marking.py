"""What is found and done in a stored thread without opening it on the screen."""

from dataclasses import replace

from threadreader.library.library import Library
from threadreader.model.progress import Progress
from threadreader.model.thread import CommentId


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
