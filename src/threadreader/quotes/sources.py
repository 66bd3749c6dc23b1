"""Sources of quotations: the article and each comment, folded for search, and their distance from a comment."""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from datetime import datetime
from functools import cached_property

from msgspec import Struct

from threadreader.model.blocks import BlockPath
from threadreader.model.quote import Anchor
from threadreader.model.thread import Comment, CommentId, Kind, Thread
from threadreader.quotes.attribution import AuthorKey, author_key
from threadreader.quotes.candidates import ParsedBody, parse_body
from threadreader.quotes.words import SEPARATOR, fold_words, word_spans

ARTICLE = -1
"""The position of the article among the sources."""

_MAX_ANCESTORS = 16  # who quotes from farther up is found by the index; bounds the time on deep threads
_INSIDE_ADDRESS = re.compile(r"://\S*$")
_PIECE_BREAK = f" {SEPARATOR} "


class Source(Struct, frozen=True, eq=False, dict=True):
    """The article or one comment; `folded` has its folded words, a space before and after each."""

    owner: CommentId | None
    position: int
    authors: frozenset[AuthorKey]
    body: ParsedBody
    permalink: str | None = None

    @cached_property
    def folded(self) -> str:
        """All folded words, a SEPARATOR between pieces."""
        return f" {' '.join(fold_words(_PIECE_BREAK.join(piece.text for piece in self.body.pieces)))} "

    def words(self, index: int) -> list[str]:
        """The folded words of a piece."""
        return self.folded.split(SEPARATOR)[index].split()

    @cached_property
    def _spans(self) -> dict[int, list[tuple[int, int]]]:
        return {}

    def spans(self, index: int) -> list[tuple[int, int]]:
        """The range of each word of a piece in its text."""
        if index not in self._spans:
            self._spans[index] = word_spans(self.body.pieces[index].text)
        return self._spans[index]

    def find(self, needle: str) -> Iterator[tuple[int, int]]:
        """Occurrences of a query's `needle`: the index of the piece, and of the first word in it."""
        offset = self.folded.find(needle)
        while offset >= 0:
            yield self._locate(offset)
            offset = self.folded.find(needle, offset + 1)

    def _locate(self, offset: int) -> tuple[int, int]:
        """The index of the piece, and in it of the word, that begins after the space at `offset` in `folded`."""
        index = self.folded.count(SEPARATOR, 0, offset)
        begin = self.folded.rfind(SEPARATOR, 0, offset) + 1
        return index, self.folded.count(" ", begin, offset + 1) - 1

    def path(self, index: int) -> BlockPath:
        """The path of a piece's block."""
        return self.body.pieces[index].path


class Passage(Struct, frozen=True):
    """Characters of one piece of a source."""

    source: Source
    index: int
    start: int
    end: int

    @property
    def text(self) -> str:
        """The characters of the passage."""
        return self.source.body.pieces[self.index].text[self.start : self.end]

    @property
    def is_quoted(self) -> bool:
        """True if the passage is itself quoted in its source."""
        return self.source.body.is_quoted(self.index, self.start, self.end)

    @property
    def is_address(self) -> bool:
        """True if the passage is inside a URL, which may be made of the words of a title."""
        before = self.source.body.pieces[self.index].text[: self.start]
        return "://" in before and _INSIDE_ADDRESS.search(before) is not None and not re.search(r"\s", self.text)

    @property
    def anchor(self) -> Anchor:
        """The passage as an anchor of the model."""
        return Anchor(self.source.owner, self.source.path(self.index), self.start, self.end)


class Sources(Struct, frozen=True, dict=True):
    """The sources of a thread by position, ARTICLE first, and their distances from its comments."""

    thread: Thread

    @cached_property
    def article(self) -> Source:
        """The source of the article."""
        article = self.thread.article
        authors = frozenset(author_key(author.name) for author in article.authors)
        return Source(None, ARTICLE, authors, parse_body(article.body))

    @cached_property
    def title(self) -> str:
        """The folded words of the article's title, a space before and after each."""
        return f" {' '.join(fold_words(self.thread.article.title))} "

    @cached_property
    def comments(self) -> Sequence[Source]:
        """The sources of the comments, in order; those of pingbacks and trackbacks are empty: nobody quotes them."""
        sources: list[Source] = []
        keys = {
            author: frozenset([author_key(author.name)])
            for author in {c.author for c in self.thread.comments}
            if author
        }
        for position, comment in enumerate(self.thread.comments):
            authors = keys[comment.author] if comment.author else frozenset()
            body = parse_body(comment.body) if comment.kind is Kind.COMMENT else ParsedBody()
            sources.append(Source(comment.id, position, authors, body, comment.permalink))
        return sources

    def __getitem__(self, position: int) -> Source:
        return self.article if position == ARTICLE else self.comments[position]

    def __iter__(self) -> Iterator[Source]:
        yield self.article
        yield from self.comments

    def near(self, position: int) -> Iterator[Source]:
        """The nearest ancestors, the parent first, and the article."""
        for _ in range(_MAX_ANCESTORS):
            position = self.thread.parents[position]
            if position < 0:
                break
            yield self.comments[position]
        yield self.article

    def is_above(self, position: int, source: Source) -> bool:
        """True if a source is the article or an ancestor of a comment."""
        there = source.position
        return there == ARTICLE or there < position < there + self.thread.sizes[there]

    def distance(self, position: int, source: Source) -> tuple[int, int]:
        """Distance of a source from a comment, for sorting: parent, ancestors, article, earlier, later comments."""
        there = source.position
        if there == ARTICLE:
            return 1, 0
        if self.is_above(position, source):
            return 0, self.thread.depths[position] - self.thread.depths[there]
        return (3 if self.is_later(position, source) else 2), abs(position - there)

    def is_later(self, position: int, source: Source) -> bool:
        """True if a source was posted after a comment: by their times, else by their positions."""
        is_later = self._is_later_by_time(position, source)
        return source.position > position if is_later is None else is_later

    def is_certainly_later(self, position: int, source: Source) -> bool:
        """True if a source was posted after a comment by their times."""
        return self._is_later_by_time(position, source) is True

    def _is_later_by_time(self, position: int, source: Source) -> bool | None:
        """True if a source is later by the times; None where these are equal or unknown."""
        if source.position == ARTICLE:
            return None
        there, here = _time(self.thread.comments[source.position]), _time(self.thread.comments[position])
        return there > here if there and here and there != here else None


def _time(comment: Comment) -> datetime | None:
    moment = comment.posted_at
    return moment.wall_clock if moment and isinstance(moment.at, datetime) else None


def window(positions: Sequence[int], center: int, limit: int) -> Sequence[int]:
    """The `limit` of ascending positions nearest in order to `center`: a page may repeat a phrase everywhere."""
    if len(positions) <= limit:
        return positions
    index = bisect_left(positions, center)
    start = max(0, min(index - limit // 2, len(positions) - limit))
    return positions[start : start + limit]
