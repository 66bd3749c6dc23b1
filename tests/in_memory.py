"""A thread that is wholly in memory, opened for reading."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from threadreader.model.page import NO_CHANGES, Changes, Page
from threadreader.model.quote import QuoteIndex
from threadreader.model.stored_thread import Skeleton
from threadreader.model.thread import Article, Comment, CommentId, Thread


@dataclass(frozen=True)
class ThreadInMemory:
    """An `OpenThread` that no library holds."""

    page: Page
    thread: Thread
    quotes: QuoteIndex = field(default_factory=QuoteIndex)
    changes: Changes = NO_CHANGES
    before: Mapping[CommentId, Comment] = field(default_factory=dict)
    id: int = 0

    @property
    def article(self) -> Article:
        """The article of the thread."""
        return self.thread.article

    @cached_property
    def skeleton(self) -> Skeleton:
        """The skeleton of the thread."""
        return Skeleton.of(self.thread)

    @property
    def is_newest(self) -> bool:
        """It is the only one."""
        return True

    def pin(self) -> Iterator[None]:
        """It is in memory."""
        return iter(())

    def comment(self, position: int) -> Comment:
        """One whole comment."""
        return self.thread.comments[position]

    def older(self, position: int) -> Comment | None:
        """A comment as it was before."""
        return self.before.get(self.thread.comments[position].id)

    def texts(self) -> Sequence[str]:
        """The plain text of every comment."""
        return [comment.text for comment in self.thread.comments]
