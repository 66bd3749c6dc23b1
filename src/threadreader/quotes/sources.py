"""Where quoted words may come from: the article and each comment, folded for searching, and how near they stand."""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from threadreader.model.blocks import BlockPath
from threadreader.model.quote import Anchor
from threadreader.model.thread import Comment, CommentId, Kind, Thread
from threadreader.quotes.attribution import AuthorKey, author_key
from threadreader.quotes.candidates import Reading, read_body
from threadreader.quotes.words import SEPARATOR, fold_words, word_spans

ARTICLE = -1
"""The position of the article among the sources."""

_ANCESTORS = 16
_ADDRESS_BEGUN = re.compile(r"://\S*$")
_JOINT = f" {SEPARATOR} "


@dataclass(frozen=True, eq=False)
class Source:
    """The article or one comment, as words: `folded` holds its folded words, a space around each."""

    owner: CommentId | None
    position: int
    authors: frozenset[AuthorKey]
    reading: Reading
    permalink: str | None = None

    @cached_property
    def folded(self) -> str:
        """All folded words, a SEPARATOR between pieces."""
        return f" {' '.join(fold_words(_JOINT.join(piece.text for piece in self.reading.pieces)))} "

    def words(self, index: int) -> list[str]:
        """The folded words of a piece."""
        return self.folded.split(SEPARATOR)[index].split()

    @cached_property
    def _spans(self) -> dict[int, list[tuple[int, int]]]:
        return {}

    def spans(self, index: int) -> list[tuple[int, int]]:
        """Where each word of a piece stands in its text."""
        if index not in self._spans:
            self._spans[index] = word_spans(self.reading.pieces[index].text)
        return self._spans[index]

    def find(self, needle: str) -> Iterator[tuple[int, int]]:
        """Every place where folded words stand, given with a space around each: the piece, and the first one's number.

        The number counts the words of the piece.
        """
        place = self.folded.find(needle)
        while place >= 0:
            yield self._locate(place)
            place = self.folded.find(needle, place + 1)

    def _locate(self, place: int) -> tuple[int, int]:
        """The piece, and the number in it of the word that begins after the space at `place` in `folded`."""
        index = self.folded.count(SEPARATOR, 0, place)
        begin = self.folded.rfind(SEPARATOR, 0, place) + 1
        return index, self.folded.count(" ", begin, place + 1) - 1

    def path(self, index: int) -> BlockPath:
        """The path of a piece's block."""
        return self.reading.pieces[index].path


@dataclass(frozen=True, slots=True)
class Passage:
    """Characters of one piece of a source."""

    source: Source
    index: int
    start: int
    end: int

    @property
    def text(self) -> str:
        """The words of the passage."""
        return self.source.reading.pieces[self.index].text[self.start : self.end]

    @property
    def is_quoted(self) -> bool:
        """Whether its words are a quotation there, too."""
        return self.source.reading.is_quoted(self.index, self.start, self.end)

    @property
    def is_address(self) -> bool:
        """Whether it lies inside the address of a page, which may be made of the words of a title."""
        before = self.source.reading.pieces[self.index].text[: self.start]
        return "://" in before and _ADDRESS_BEGUN.search(before) is not None and not re.search(r"\s", self.text)

    @property
    def anchor(self) -> Anchor:
        """The passage as the model has it."""
        return Anchor(self.source.owner, self.source.path(self.index), self.start, self.end)


@dataclass(frozen=True)
class Places:
    """All sources of a thread, and which is near to which comment."""

    thread: Thread

    @cached_property
    def article(self) -> Source:
        """The article as a source."""
        article = self.thread.article
        authors = frozenset(author_key(author.name) for author in article.authors)
        return Source(None, ARTICLE, authors, read_body(article.body))

    @cached_property
    def title(self) -> str:
        """The folded words of the article's title, a space around each."""
        return f" {' '.join(fold_words(self.thread.article.title))} "

    @cached_property
    def comments(self) -> Sequence[Source]:
        """Every comment in order; pingbacks and trackbacks are empty, since nobody quotes from them."""
        found: list[Source] = []
        keys = {
            author: frozenset([author_key(author.name)])
            for author in {c.author for c in self.thread.comments}
            if author
        }
        for position, comment in enumerate(self.thread.comments):
            authors = keys[comment.author] if comment.author else frozenset()
            reading = read_body(comment.body) if comment.kind is Kind.COMMENT else Reading()
            found.append(Source(comment.id, position, authors, reading, comment.permalink))
        return found

    def __getitem__(self, position: int) -> Source:
        return self.article if position == ARTICLE else self.comments[position]

    def __iter__(self) -> Iterator[Source]:
        yield self.article
        yield from self.comments

    def near(self, position: int) -> Iterator[Source]:
        """The parent, the next ancestors and the article."""
        for _ in range(_ANCESTORS):
            position = self.thread.parents[position]
            if position < 0:
                break
            yield self.comments[position]
        yield self.article

    def is_above(self, position: int, source: Source) -> bool:
        """Whether a source is the article or an ancestor of a comment."""
        there = source.position
        return there == ARTICLE or there < position < there + self.thread.sizes[there]

    def distance(self, position: int, source: Source) -> tuple[int, int]:
        """How far a source is from a comment in the conversation, to be compared.

        The parent is nearest, then the ancestors, the article, what was written earlier, what was written later.
        """
        there = source.position
        if there == ARTICLE:
            return 1, 0
        if self.is_above(position, source):
            return 0, self.thread.depths[position] - self.thread.depths[there]
        return (3 if self.is_later(position, source) else 2), abs(position - there)

    def is_later(self, position: int, source: Source) -> bool:
        """Whether a source was written after a comment: by their times, and where these do not tell by their places."""
        is_later = self._tell_times(position, source)
        return source.position > position if is_later is None else is_later

    def is_surely_later(self, position: int, source: Source) -> bool:
        """Whether the times that the page gives say that a source was written after a comment."""
        return self._tell_times(position, source) is True

    def _tell_times(self, position: int, source: Source) -> bool | None:
        """Whether a source is later by the times; None where these do not tell."""
        if source.position == ARTICLE:
            return None
        there, here = _time(self.thread.comments[source.position]), _time(self.thread.comments[position])
        return there > here if there and here and there != here else None


def _time(comment: Comment) -> datetime | None:
    moment = comment.posted_at
    return moment.wall_clock if moment and isinstance(moment.at, datetime) else None


def around(positions: Sequence[int], position: int, most: int) -> Sequence[int]:
    """At most so many of ascending positions, those before and after one: a page may say the same thing everywhere."""
    if len(positions) <= most:
        return positions
    at = bisect_left(positions, position)
    start = max(0, min(at - most // 2, len(positions) - most))
    return positions[start : start + most]
