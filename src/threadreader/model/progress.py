"""What the reader did in a thread: never part of the page, never lost with it."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from threadreader.model.opened import Skeleton
from threadreader.model.thread import CommentId


@dataclass(frozen=True, slots=True)
class Bookmark:
    """A place that the reader gave a letter: a line of a comment, or of a block of the article without `comment`."""

    comment: CommentId | None
    line: int = 0
    block: int = 0


@dataclass(frozen=True, slots=True)
class Progress:
    """Where the reader was, by identity and never by row, so that it holds for a newer save of the page too.

    `line` is the first line of the comment `cursor` that stood in the window, 0 where that was its header; `top` and
    `top_line` what the window began with, and `article` the block and line at the top of the article's. `view` is how
    the thread was shown, in names and values that the session gives. `whereabouts` says for people where `cursor` is,
    and `hushed` is how many comments are unread in muted branches; both as the thread was then.
    """

    cursor: CommentId | None = None
    line: int = 0
    folded: frozenset[CommentId] = frozenset()
    seen: frozenset[CommentId] = frozenset()
    starred: frozenset[CommentId] = frozenset()
    muted: frozenset[CommentId] = frozenset()
    marks: Mapping[str, Bookmark] = field(default_factory=dict)
    top: CommentId | None = None
    top_line: int = 0
    pane: str = ""
    article: tuple[int, int] = (0, 0)
    view: Mapping[str, str] = field(default_factory=dict)
    whereabouts: str = ""
    hushed: int = 0


def whereabouts(skeleton: Skeleton, place: int) -> str:
    """Where a comment is, for people: "#42 dmitri"."""
    return f"#{place + 1:,} {skeleton.names[place]}".rstrip()
