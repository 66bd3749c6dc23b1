"""What passages are called: "ann · ¶12" in the article, "bob #40" in a comment."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Self

from threadreader.model.blocks import BlockPath, paragraph_numbers
from threadreader.model.quote import Anchor
from threadreader.model.thread import Article, CommentId, Thread

NOBODY = "nobody"
"""In the place of the name of a writer who has none."""

_ARTICLE = "article"


@dataclass(frozen=True)
class PassageNames:
    """The names of the passages of a thread, of which it takes where each comment stands and who wrote it."""

    article: Article
    position: Mapping[CommentId, int]
    writers: Sequence[str]

    @classmethod
    def of(cls, thread: Thread) -> Self:
        """Those of a whole thread."""
        writers = [comment.author.name if comment.author else "" for comment in thread.comments]
        return cls(thread.article, thread.position, writers)

    def name(self, target: Anchor, written: Callable[[str], str] = str) -> str:
        """The name of a passage, that of its writer written in some way."""
        writer = written(self.writer(target.owner))
        if target.owner is not None:
            return f"{writer} #{self.position[target.owner] + 1}"
        number = self._numbers.get(target.path)
        return f"{writer} · ¶{number}" if number else writer

    def writer(self, owner: CommentId | None) -> str:
        """Who wrote a comment, or the article under None."""
        if owner is not None:
            return self.writers[self.position[owner]] or NOBODY
        return self.article.authors[0].name if self.article.authors else _ARTICLE

    @cached_property
    def _numbers(self) -> Mapping[BlockPath, int]:
        return paragraph_numbers(self.article.body)
