"""What became of the comments of a thread since it was saved before."""

from dataclasses import dataclass

from threadreader.model.thread import CommentId


@dataclass(frozen=True, slots=True)
class Changes:
    """Which comments are new or edited since the save before, and which were once there and are gone.

    Those that are gone stay in the thread, where they were.
    """

    new: frozenset[CommentId] = frozenset()
    edited: frozenset[CommentId] = frozenset()
    gone: frozenset[CommentId] = frozenset()

    def __bool__(self) -> bool:
        return bool(self.new or self.edited or self.gone)

    def __str__(self) -> str:
        counts = ((len(self.new), "new"), (len(self.edited), "edited"), (len(self.gone), "gone"))
        return ", ".join(f"{count:,} {word}" for count, word in counts if count) or "nothing changed"


NO_CHANGES = Changes()
