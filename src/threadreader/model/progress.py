"""What the reader did in a thread: never part of the page, never lost with it."""

from dataclasses import dataclass

from threadreader.model.thread import CommentId


@dataclass(frozen=True, slots=True)
class Progress:
    """Where the reader was, by identity and never by row, so that it holds for a newer save of the page too.

    `line` is the line of the comment `cursor` that stood at the top of the window, 0 where that was its header.
    """

    cursor: CommentId | None = None
    line: int = 0
    folded: frozenset[CommentId] = frozenset()
