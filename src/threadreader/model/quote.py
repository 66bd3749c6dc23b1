"""Quotations, and the passages they lead to.

What passages are called: "ann · ¶12" in the article, "bob #40" in a comment.
"""

import enum
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from operator import attrgetter
from typing import Protocol, Self, TypeVar

from threadreader.model.blocks import BlockPath, paragraph_numbers
from threadreader.model.thread import Article, CommentId, Thread


class Method(enum.StrEnum):
    """How a quotation was matched with its source, the surest first."""

    CITED = "cited"
    EXACT = "exact"
    FOLDED = "folded"
    FUZZY = "fuzzy"


@dataclass(frozen=True, slots=True, order=True)
class Anchor:
    """A run of characters in one block: of a comment, or of the article where `owner` is None.

    `start` and `end` count in `block_text()` of the block at `path`, end exclusive.
    """

    owner: CommentId | None
    path: BlockPath
    start: int
    end: int

    def __post_init__(self) -> None:
        if not 0 <= self.start < self.end:
            raise ValueError(f"an anchor covers at least one character, not {self.start} to {self.end}")

    def overlaps(self, other: "Anchor") -> bool:
        """Whether they share a character."""
        here = self.owner == other.owner and self.path == other.path
        return here and self.start < other.end and other.start < self.end


@dataclass(frozen=True, slots=True)
class Passage:
    """A run of characters that is quoted, and how many times it or a part of it is."""

    at: Anchor
    times: int


def passages(targets: Iterable[Anchor]) -> Iterator[Passage]:
    """The passages that anchors in one text cover, in their order; overlapping ones are one."""
    first: Anchor | None = None
    end = times = 0
    for target in sorted(targets, key=attrgetter("path", "start", "end")):
        if first and first.path == target.path and target.start < end:
            end, times = max(end, target.end), times + 1
        else:
            if first:
                yield Passage(replace(first, end=end), times)
            first, end, times = target, target.end, 1
    if first:
        yield Passage(replace(first, end=end), times)


@dataclass(frozen=True, slots=True)
class Quote:
    """Words in a comment that quote somebody. `text` is what `at` covers."""

    at: Anchor
    text: str
    attribution: str | None = None


@dataclass(frozen=True, slots=True)
class QuoteLink:
    """A quotation and the passage that it quotes; `0 < score <= 1`."""

    quote: Quote
    target: Anchor
    method: Method
    score: float = 1.0

    def __post_init__(self) -> None:
        if self.target.owner is not None and self.target.owner == self.quote.at.owner:
            raise ValueError(f"a quotation in {self.target.owner} cannot lead into the same comment")
        if not 0 < self.score <= 1:
            raise ValueError(f"a score lies above 0 and at most at 1, not at {self.score}")


class Quotations(Protocol):
    """The quotations of a thread and their links, as reading asks for them: a comment at a time."""

    def make_ready(self) -> Iterator[None]:
        """In short steps what the first question takes; whoever does not go through them waits for it then."""
        ...

    def inside(self, owner: CommentId) -> tuple[Quote, ...]:
        """The quotations in a comment, in reading order."""
        ...

    def links_of(self, quote: Quote) -> tuple[QuoteLink, ...]:
        """The best link of a quotation and then the runners-up; none where its source is not known."""
        ...

    def links_into(self, owner: CommentId | None) -> tuple[QuoteLink, ...]:
        """The links that lead into a comment, or into the article under None, in reading order."""
        ...

    def targets_in(self, owner: CommentId | None) -> tuple[Anchor, ...]:
        """Where these links lead."""
        ...


@dataclass(frozen=True)
class QuoteIndex:
    """Every quotation of a thread in reading order, the best link of each that has one, and the runners-up."""

    quotes: tuple[Quote, ...] = ()
    links: tuple[QuoteLink, ...] = ()
    runners_up: tuple[QuoteLink, ...] = ()

    def make_ready(self) -> Iterator[None]:
        """There is nothing to make ready that takes long."""
        return iter(())

    def inside(self, owner: CommentId) -> tuple[Quote, ...]:
        """The quotations in a comment, in reading order."""
        return tuple(self._by_owner.get(owner, ()))

    def links_of(self, quote: Quote) -> tuple[QuoteLink, ...]:
        """The best link of a quotation and then the runners-up; none where its source is not known."""
        return tuple(self._by_quote.get(quote, ()))

    def links_into(self, owner: CommentId | None) -> tuple[QuoteLink, ...]:
        """The links that lead into a comment, or into the article under None, in reading order."""
        return tuple(self._by_target.get(owner, ()))

    def targets_in(self, owner: CommentId | None) -> tuple[Anchor, ...]:
        """Where these links lead."""
        return tuple(link.target for link in self.links_into(owner))

    @cached_property
    def link(self) -> Mapping[Quote, QuoteLink]:
        """The best link of each quotation that was resolved."""
        return {link.quote: link for link in self.links}

    @cached_property
    def _by_owner(self) -> Mapping[CommentId | None, Sequence[Quote]]:
        return grouped((quote.at.owner, quote) for quote in self.quotes)

    @cached_property
    def _by_quote(self) -> Mapping[Quote, Sequence[QuoteLink]]:
        return grouped((link.quote, link) for link in (*self.links, *self.runners_up))

    @cached_property
    def _by_target(self) -> Mapping[CommentId | None, Sequence[QuoteLink]]:
        return grouped((link.target.owner, link) for link in self.links)


Key = TypeVar("Key")
Value = TypeVar("Value")


def grouped(pairs: Iterable[tuple[Key, Value]]) -> Mapping[Key, Sequence[Value]]:
    """The values of each key, in their order."""
    groups: defaultdict[Key, list[Value]] = defaultdict(list)
    for key, value in pairs:
        groups[key].append(value)
    return groups


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
