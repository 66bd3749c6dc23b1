"""Quotations, links to their sources, and labels of passages: "ann · ¶12" in the article, "bob #40" in a comment."""

import enum
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from operator import attrgetter
from typing import Protocol, Self, TypeVar

from msgspec import Struct
from msgspec.structs import replace

from threadreader.model.blocks import BlockPath, paragraph_numbers
from threadreader.model.thread import Article, CommentId, Thread


class Method(enum.StrEnum):
    """Method by which a quotation was matched with its source, the most reliable first."""

    CITED = "cited"
    EXACT = "exact"
    FOLDED = "folded"
    FUZZY = "fuzzy"


class Anchor(Struct, frozen=True, order=True):
    """A range of characters in one block of a comment, or of the article where `owner` is None.

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
        """True if they share a character."""
        here = self.owner == other.owner and self.path == other.path
        return here and self.start < other.end and other.start < self.end


class Passage(Struct, frozen=True):
    """A quoted range of characters, and the number of quotations of it or of a part of it."""

    at: Anchor
    times: int


def passages(targets: Iterable[Anchor]) -> Iterator[Passage]:
    """The union of anchors in one text as passages in order; overlapping anchors are one passage."""
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


class Quote(Struct, frozen=True):
    """A quotation in a comment; `text` is what `at` covers."""

    at: Anchor
    text: str
    attribution: str | None = None


class QuoteLink(Struct, frozen=True):
    """Link from a quotation to its source; `0 < score <= 1`."""

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
    """Interface to the quotations of a thread and their links, a comment at a time, as `QuoteIndex` has them."""

    def preload(self) -> Iterator[None]:
        """Load the indexes in short steps; otherwise the first query loads them."""

    def inside(self, owner: CommentId) -> tuple[Quote, ...]: ...
    def links_of(self, quote: Quote) -> tuple[QuoteLink, ...]: ...
    def links_into(self, owner: CommentId | None) -> tuple[QuoteLink, ...]: ...
    def targets_in(self, owner: CommentId | None) -> tuple[Anchor, ...]: ...


class QuoteIndex(Struct, frozen=True, dict=True):
    """Every quotation of a thread in reading order, the best link of each that has one, and the runners-up."""

    quotes: tuple[Quote, ...] = ()
    links: tuple[QuoteLink, ...] = ()
    runners_up: tuple[QuoteLink, ...] = ()

    def preload(self) -> Iterator[None]:
        """Nothing to load."""
        return iter(())

    def inside(self, owner: CommentId) -> tuple[Quote, ...]:
        """The quotations in a comment, in reading order."""
        return tuple(self._by_owner.get(owner, ()))

    def links_of(self, quote: Quote) -> tuple[QuoteLink, ...]:
        """The best link of a quotation, then the runners-up; empty without a source."""
        return tuple(self._by_quote.get(quote, ()))

    def links_into(self, owner: CommentId | None) -> tuple[QuoteLink, ...]:
        """The links that lead into a comment, or into the article under None, in reading order."""
        return tuple(self._by_target.get(owner, ()))

    def targets_in(self, owner: CommentId | None) -> tuple[Anchor, ...]:
        """The targets of these links."""
        return tuple(link.target for link in self.links_into(owner))

    @cached_property
    def link(self) -> Mapping[Quote, QuoteLink]:
        """The best link of each quotation that has one."""
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


NOBODY = "[unknown]"
"""The name of a comment without an author."""

_ARTICLE = "article"


class PassageNames(Struct, frozen=True, dict=True):
    """Labels of the passages of a thread, from its article and the position and author of each comment."""

    article: Article
    position: Mapping[CommentId, int]
    authors: Sequence[str]

    @classmethod
    def of(cls, thread: Thread) -> Self:
        """The labels of a whole thread."""
        authors = [comment.author.name if comment.author else "" for comment in thread.comments]
        return cls(thread.article, thread.position, authors)

    def name(self, target: Anchor, written: Callable[[str], str] = str) -> str:
        """The label of a passage, with its author's name formatted by `written`."""
        author = written(self.author(target.owner))
        if target.owner is not None:
            return f"{author} #{self.position[target.owner] + 1}"
        number = self._numbers.get(target.path)
        return f"{author} · ¶{number}" if number else author

    def author(self, owner: CommentId | None) -> str:
        """The author of a comment, or of the article under None."""
        if owner is not None:
            return self.authors[self.position[owner]] or NOBODY
        return self.article.authors[0].name if self.article.authors else _ARTICLE

    @cached_property
    def _numbers(self) -> Mapping[BlockPath, int]:
        return paragraph_numbers(self.article.body)
