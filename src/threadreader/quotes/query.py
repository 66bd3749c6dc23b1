"""A candidate as it is searched for: its folded words, its parts, whom and what it names."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from threadreader.model.diff import GAP, LEFT_OUT, has_ellipsis, without_letter_brackets
from threadreader.quotes.attribution import AuthorKey, Names
from threadreader.quotes.candidates import FEW_WORDS, Candidate, count_words
from threadreader.quotes.sources import Places, Source
from threadreader.quotes.words import fold_words, word_spans

_SENTENCE = re.compile(r"(?<=[.!?])\s+|(?<=[.!?][”\")])\s+|\n|(?<=[。！？])")  # noqa: RUF001 - full stops of Chinese and Japanese
# No number of a comment has more digits: what has is none.
_ID_NUMBER = re.compile(r"(?<!\d)(\d{1,18})\D*$")
_CITED_NUMBER = re.compile(
    r"(?:^|(?<![^\W\d_])(?:p|pid|post|msg|message|comment|note|reply|entry|id)s?[-_=:/#.\s]*)(\d{1,18})/?$",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Query:
    """A candidate in the comment at `position`, the authors it names and the comment it cites."""

    candidate: Candidate
    position: int
    named: frozenset[AuthorKey] = frozenset()
    cited: Source | None = None

    @cached_property
    def words(self) -> list[str]:
        """The folded words."""
        return fold_words(without_letter_brackets(self.candidate.words))

    @cached_property
    def needle(self) -> str:
        """The folded words with a space around each, as a source's are."""
        return f" {' '.join(self.words)} "

    @cached_property
    def size(self) -> float:
        """How many words these are."""
        return count_words(self.words)

    @cached_property
    def edges(self) -> tuple[str, str]:
        """The characters before the first word and after the last: punctuation that a passage may share."""
        spans = word_spans(self.candidate.words)
        return self.candidate.words[: spans[0][0]], self.candidate.words[spans[-1][1] :]

    @property
    def is_near(self) -> bool:
        """Whether it is looked for in the article and the comments above only: few words stand everywhere."""
        return self.candidate.near or self.size < FEW_WORDS

    @cached_property
    def is_elided(self) -> bool:
        """Whether words are left out inside the quotation, and it says so."""
        return has_ellipsis(self.candidate.words) and sum(bool(part.words) for part in self._split(LEFT_OUT)) > 1

    @cached_property
    def elided(self) -> Sequence["Query"]:
        """The parts between ellipses and bracketed insertions; itself where there are none."""
        return self._split(GAP)

    @cached_property
    def sentences(self) -> Sequence["Query"]:
        """The sentences of each part."""
        return [sentence for part in self.elided for sentence in part._split(_SENTENCE)]  # noqa: SLF001 - of this class

    def _split(self, between: re.Pattern[str]) -> Sequence["Query"]:
        text, bounds = self.candidate.words, [0]
        for gap in between.finditer(text):
            bounds += gap.span()
        if len(bounds) == 1:
            return [self]
        parts = [self._part(*bound) for bound in zip(bounds[::2], [*bounds[1::2], len(text)], strict=True)]
        parts = [part for part in parts if part.words]
        return parts if len(parts) > 1 or (parts and len(parts[0].words) < len(self.words)) else [self]

    def _part(self, start: int, end: int) -> "Query":
        words = self.candidate.words[start:end]
        start += len(words) - len(words.lstrip())
        end = max(start, end - len(words) + len(words.rstrip()))
        base = self.candidate.start
        return Query(self.candidate.part(base + start, base + end), self.position, self.named, self.cited)


class Citations:
    """The comments of a thread, and its opening post, by the ids and addresses that a quotation may cite."""

    def __init__(self, places: Places) -> None:
        self._sources: dict[str, Source] = {}
        self._article = places.article
        numbers = Counter(filter(None, (_number(_ID_NUMBER, source.owner or "") for source in places.comments)))
        self._lowest = min(map(int, numbers)) if len(numbers) == len(places.comments) > 0 else 0
        for source in places.comments:
            number = _number(_ID_NUMBER, source.owner or "")
            if number and numbers[number] == 1:
                self._sources[number] = source
        for source in places.comments:
            if source.permalink:
                self._sources[source.permalink] = source
            self._sources[source.owner or ""] = source

    def find(self, cite: str | None, named: frozenset[AuthorKey] = frozenset()) -> Source | None:
        """What a citation names, if it is on the page.

        That is the article where the id is lower than that of any comment, as an opening post's is, and `named`, the
        authors whom the quotation names, are the article's.
        """
        if not cite:
            return None
        number = _number(_CITED_NUMBER, cite)
        for name in (cite, cite.rpartition("#")[2], number):
            if name and name in self._sources:
                return self._sources[name]
        is_opening = number is not None and 0 < int(number) < self._lowest and named <= self._article.authors
        return self._article if is_opening and self._article.reading.pieces else None


def read_queries(found: Iterable[tuple[int, Candidate]], names: Names, citations: Citations) -> Iterator[Query]:
    """Each candidate, beside the position of its comment, with what its credit and its citation mean."""
    for position, candidate in found:
        named = names.find(fold_words(candidate.credit)) if candidate.credit else frozenset()
        cited = citations.find(candidate.cite, named)
        if cited and cited.position == position:
            cited = None
        yield Query(candidate, position, named, cited)


def _number(pattern: re.Pattern[str], text: str) -> str | None:
    found = pattern.search(text)
    return found[1] if found else None
