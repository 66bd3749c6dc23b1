"""What is done to a stored thread without opening it on the screen."""

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


def read_all(library: Library, number: int) -> tuple[Progress, Progress]:
    """Mark every comment as read; gives the reader's progress before and after."""
    before = library.load_progress(number)
    after = replace(before, seen=before.seen | frozenset(library.open_thread(number).skeleton.ids), hushed=0)
    library.save_progress(number, after, before)
    return before, after
