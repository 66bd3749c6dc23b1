"""Queries: candidates with their folded words and parts, the authors they name and the comment they cite."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property

from msgspec import Struct

from threadreader.model.diff import ELLIPSIS, GAP, has_ellipsis, without_character_brackets
from threadreader.quotes.attribution import AuthorKey, Names
from threadreader.quotes.candidates import MIN_WORDS_NEAR, Candidate, count_words
from threadreader.quotes.sources import Source, Sources
from threadreader.quotes.words import fold_words, word_spans

_SENTENCE = re.compile(r"(?<=[.!?])\s+|(?<=[.!?][”\")])\s+|\n|(?<=[。！？])")  # noqa: RUF001 - full stops of Chinese and Japanese
# No number of a comment has more digits: what has is none.
_ID_NUMBER = re.compile(r"(?<!\d)(\d{1,18})\D*$")
_CITED_NUMBER = re.compile(
    r"(?:^|(?<![^\W\d_])(?:p|pid|post|msg|message|comment|note|reply|entry|id)s?[-_=:/#.\s]*)(\d{1,18})/?$",
    re.IGNORECASE,
)


class Query(Struct, frozen=True, dict=True):
    """A candidate of the comment at `position`, the authors it names and the comment it cites."""

    candidate: Candidate
    position: int
    named: frozenset[AuthorKey] = frozenset()
    cited: Source | None = None

    @cached_property
    def words(self) -> list[str]:
        """The folded words."""
        return fold_words(without_character_brackets(self.candidate.quoted))

    @cached_property
    def needle(self) -> str:
        """The folded words, a space before and after each, as in `Source.folded`."""
        return f" {' '.join(self.words)} "

    @cached_property
    def size(self) -> float:
        """The number of words, as `count_words` counts."""
        return count_words(self.words)

    @cached_property
    def edges(self) -> tuple[str, str]:
        """The characters before the first word and after the last."""
        spans = word_spans(self.candidate.quoted)
        return self.candidate.quoted[: spans[0][0]], self.candidate.quoted[spans[-1][1] :]

    @property
    def is_near(self) -> bool:
        """True if it is searched for in the near sources only: few words are everywhere."""
        return self.candidate.near_only or self.size < MIN_WORDS_NEAR

    @cached_property
    def is_elided(self) -> bool:
        """True if there is an ellipsis between words of the quotation."""
        return has_ellipsis(self.candidate.quoted) and sum(bool(part.words) for part in self._split(ELLIPSIS)) > 1

    @cached_property
    def elided(self) -> Sequence["Query"]:
        """The parts between ellipses and bracketed insertions; itself where there are none."""
        return self._split(GAP)

    @cached_property
    def sentences(self) -> Sequence["Query"]:
        """The sentences of each part."""
        return [sentence for part in self.elided for sentence in part._split(_SENTENCE)]  # noqa: SLF001 - of this class

    def _split(self, between: re.Pattern[str]) -> Sequence["Query"]:
        text, bounds = self.candidate.quoted, [0]
        for gap in between.finditer(text):
            bounds += gap.span()
        if len(bounds) == 1:
            return [self]
        parts = [self._part(*bound) for bound in zip(bounds[::2], [*bounds[1::2], len(text)], strict=True)]
        parts = [part for part in parts if part.words]
        return parts if len(parts) > 1 or (parts and len(parts[0].words) < len(self.words)) else [self]

    def _part(self, start: int, end: int) -> "Query":
        words = self.candidate.quoted[start:end]
        start += len(words) - len(words.lstrip())
        end = max(start, end - len(words) + len(words.rstrip()))
        base = self.candidate.start
        return Query(self.candidate.part(base + start, base + end), self.position, self.named, self.cited)


class Citations:
    """The comments of a thread and its opening post, by the ids and addresses that a quotation may cite."""

    def __init__(self, sources: Sources) -> None:
        self._sources: dict[str, Source] = {}
        self._article = sources.article
        numbers = Counter(filter(None, (_number(_ID_NUMBER, source.owner or "") for source in sources.comments)))
        self._lowest = min(map(int, numbers)) if len(numbers) == len(sources.comments) > 0 else 0
        for source in sources.comments:
            number = _number(_ID_NUMBER, source.owner or "")
            if number and numbers[number] == 1:
                self._sources[number] = source
        for source in sources.comments:
            if source.permalink:
                self._sources[source.permalink] = source
            self._sources[source.owner or ""] = source

    def find(self, cite: str | None, named: frozenset[AuthorKey] = frozenset()) -> Source | None:
        """The source that a citation names; None where it is not on the page.

        It is the article where the id is lower than that of any comment, as an opening post's is, and the authors
        `named` by the quotation are the article's.
        """
        if not cite:
            return None
        number = _number(_CITED_NUMBER, cite)
        for name in (cite, cite.rpartition("#")[2], number):
            if name and name in self._sources:
                return self._sources[name]
        is_opening = number is not None and 0 < int(number) < self._lowest and named <= self._article.authors
        return self._article if is_opening and self._article.body.pieces else None


def read_queries(candidates: Iterable[tuple[int, Candidate]], names: Names, citations: Citations) -> Iterator[Query]:
    """The queries of candidates, each given with the position of its comment."""
    for position, candidate in candidates:
        named = names.find(fold_words(candidate.attribution)) if candidate.attribution else frozenset()
        cited = citations.find(candidate.cite, named)
        if cited and cited.position == position:
            cited = None
        yield Query(candidate, position, named, cited)


def _number(pattern: re.Pattern[str], text: str) -> str | None:
    match = pattern.search(text)
    return match[1] if match else None
