"""Quotations, and the passages they lead to."""

import enum
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from threadreader.model.blocks import BlockPath
from threadreader.model.thread import CommentId


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


@dataclass(frozen=True)
class QuoteIndex:
    """Every quotation of a thread in reading order, the best link of each that has one, and the runners-up."""

    quotes: tuple[Quote, ...] = ()
    links: tuple[QuoteLink, ...] = ()
    runners_up: tuple[QuoteLink, ...] = ()

    @cached_property
    def link(self) -> Mapping[Quote, QuoteLink]:
        """The best link of each quotation that was resolved."""
        return {link.quote: link for link in self.links}

    @cached_property
    def of(self) -> Mapping[CommentId | None, tuple[Quote, ...]]:
        """The quotations in each comment, in reading order."""
        found: defaultdict[CommentId | None, list[Quote]] = defaultdict(list)
        for quote in self.quotes:
            found[quote.at.owner].append(quote)
        return {owner: tuple(quotes) for owner, quotes in found.items()}

    @cached_property
    def backlinks(self) -> Mapping[CommentId | None, tuple[QuoteLink, ...]]:
        """The links that lead into each comment, and into the article under None, in reading order."""
        found: defaultdict[CommentId | None, list[QuoteLink]] = defaultdict(list)
        for link in self.links:
            found[link.target.owner].append(link)
        return {owner: tuple(links) for owner, links in found.items()}
