"""Which passage a quotation quotes: cited, exact, folded, fuzzy; then by how near it stands."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, islice

from threadreader.model.quote import Method
from threadreader.quotes.credit import AuthorKey
from threadreader.quotes.find import FEW_WORDS, strip_space
from threadreader.quotes.index import Index
from threadreader.quotes.places import Passage, Places, Source, around
from threadreader.quotes.query import Query, has_gap

_REPEATS = 24
_MOST_FAR = 16
_MOST_NAMED = 24
_LIKELY = 6
_RARE_SHINGLES = 2
_MUCH_THE_SAME = 0.8
_ALMOST_SAME = 0.95
_CLEAR_MARGIN = 0.15
_ELIDED_SCORE = 0.95
_METHODS = tuple(Method)
_EXACT = _METHODS.index(Method.EXACT)


@dataclass(frozen=True, slots=True)
class Match:
    """A passage that a quotation may quote, and how it was found."""

    passage: Passage
    method: Method
    score: float = 1.0


class Matcher:
    """Finds passages for queries in one thread."""

    def __init__(self, places: Places) -> None:
        self._places = places
        self._by_author: defaultdict[AuthorKey, list[int]] = defaultdict(list)
        for source in places:
            for author in source.authors:
                self._by_author[author].append(source.position)

    def near(self, query: Query) -> list[Match]:
        """The same words in what is cited, in what the named author wrote, above the comment and in the article."""
        return self.rank(query, self._verbatim(query, self._near_sources(query)))

    def everywhere(self, query: Query, index: Index) -> list[Match]:
        """The same words anywhere on the page, best first."""
        found = self._verbatim(query, self._near_sources(query))
        if not query.is_near:
            farther = self._by_distance(query, index.holders(query.words, query.position))
            found = chain(found, islice(self._verbatim(query, farther), _MOST_FAR))
        return self.rank(query, found)

    def elided(self, query: Query, parts: Sequence[Query], index: Index) -> list[Match]:
        """Passages of one block that hold all parts of a quotation in order, and something else between them."""
        held = (list(index.holders(part.words, query.position)) for part in parts)
        fewest = min((sources for sources in held if sources), key=len, default=[])
        sources = _once([*self._near_sources(query), *fewest])
        found = (match for source in sources if (match := _in_order(parts, source)))
        return self.rank(query, found)

    def fuzzy(self, query: Query, index: Index, floor: float) -> list[Match]:
        """Passages that say nearly the same, best first."""
        from threadreader.quotes.fuzzy import find_similar

        sources = [*self._near_sources(query), *index.likely(query.words, query.position, _LIKELY)]
        found = [
            Match(passage, Method.FUZZY, score)
            for source in _once(sources)
            if source.position != query.position
            for passage, score in find_similar(query, source, index.weight)
            if score >= floor
        ]
        return self.rank(query, [match for match in found if self._is_credible(query, match, found, index)])

    def _is_credible(self, query: Query, match: Match, found: Sequence[Match], index: Index) -> bool:
        """Whether likeness is no accident: it is among the few above, or great and in words that nobody else uses."""
        source = match.passage.source
        if source is query.cited or (query.named and self._is_meant(query, match)):
            return True
        if self._places.is_above(query.position, source):
            return True
        if match.score >= _MUCH_THE_SAME and index.rare(query.words, source) >= _RARE_SHINGLES:
            return True
        others = [other.score for other in found if other.passage.source is not source]
        return match.score >= _ALMOST_SAME and match.score - max(others, default=0) >= _CLEAR_MARGIN

    def is_settled(self, query: Query, found: Sequence[Match]) -> bool:
        """Whether nothing farther away could be better than the best of these."""
        if not found or found[0].passage.is_quoted:
            return False
        best = found[0]
        return best.method is Method.CITED or (best.method is Method.EXACT and self._is_meant(query, best))

    def rank(self, query: Query, found: Iterable[Match]) -> list[Match]:
        """Best first: by the named author, unquoted, by method, by nearness; a cited one before all."""
        possible = (match for match in found if not self._is_borrowed(query, match.passage))
        return sorted(map(_cite(query), possible), key=lambda match: self._key(query, match))

    def _is_borrowed(self, query: Query, passage: Passage) -> bool:
        """Whether the passage is a quotation in what was written later: it may well be one of these very words."""
        return self._places.is_later(query.position, passage.source) and passage.is_quoted

    def _key(self, query: Query, match: Match) -> tuple[int | bool | tuple[int, int], ...]:
        method = _METHODS.index(match.method)
        return (
            method >= _EXACT and not self._is_meant(query, match),
            -round(20 * match.score),
            match.passage.is_quoted,
            method,
            self._places.distance(query.position, match.passage.source),
        )

    def _is_meant(self, query: Query, match: Match) -> bool:
        return not query.named or not query.named.isdisjoint(match.passage.source.authors)

    def _near_sources(self, query: Query) -> Sequence[Source]:
        sources = [query.cited] if query.cited else []
        for author in query.named:
            theirs = around(self._by_author.get(author, ()), query.position, _MOST_NAMED)
            sources += map(self._places.__getitem__, theirs)
        above = islice(self._places.near(query.position), 1 if query.size < FEW_WORDS else None)
        return list(_once([*sources, *above]))

    def _by_distance(self, query: Query, sources: Iterable[Source]) -> list[Source]:
        near = {id(source) for source in self._near_sources(query)}
        far = [source for source in sources if id(source) not in near]
        return sorted(far, key=lambda source: self._places.distance(query.position, source))

    @staticmethod
    def _verbatim(query: Query, sources: Iterable[Source]) -> Iterator[Match]:
        for source in sources:
            if source.position != query.position:
                yield from find_same(query, source)


def find_same(query: Query, source: Source) -> Iterator[Match]:
    """Where a source holds the folded words of a query, from its beginning on."""
    if not query.words:
        yield from _find_symbols(query, source)
        return
    places = list(islice(source.find(query.words), _REPEATS))
    for index, first in places:
        passage = _as_written(query, source, index) if len(places) == 1 else None
        passage = passage or cut_passage(query, source, index, (first, first + len(query.words)))
        if not query.is_elided or has_gap(passage.text):
            method = Method.EXACT if passage.text == query.candidate.words else Method.FOLDED
            yield Match(passage, method)


def _as_written(query: Query, source: Source, index: int) -> Passage | None:
    """The passage where a piece has the very characters of a query, once: the quick way to what most quotations are."""
    text, words = source.reading.pieces[index].text, query.candidate.words
    start = text.find(words)
    end = start + len(words)
    if (
        start < 0
        or text.find(words, start + 1) >= 0
        or text[start - 1 : start].isalnum()
        or text[end : end + 1].isalnum()
    ):
        return None
    return Passage(source, index, start, end)


def cut_passage(query: Query, source: Source, index: int, words: tuple[int, int]) -> Passage:
    """The passage from one word of a piece to another (exclusive), with the punctuation that the quotation has, too."""
    spans, text = source.spans(index), source.reading.pieces[index].text
    start, end = spans[words[0]][0], spans[words[1] - 1][1]
    before, after = query.edges
    for character in reversed(before):
        if text[start - 1 : start] != character:
            break
        start -= 1
    for character in after:
        if text[end : end + 1] != character:
            break
        end += 1
    start, end = strip_space(text, start, end)
    return Passage(source, index, start, end)


def _find_symbols(query: Query, source: Source) -> Iterator[Match]:
    """Words without a letter, an emoji or a row of marks, are found as they stand."""
    for index, piece in enumerate(source.reading.pieces):
        start = piece.text.find(query.candidate.words)
        if start >= 0:
            yield Match(Passage(source, index, start, start + len(query.candidate.words)), Method.EXACT)


def _in_order(parts: Sequence[Query], source: Source) -> Match | None:
    """The shortest passage of one piece that holds the parts one after the other."""
    if source.position == parts[0].position:
        return None
    found: list[tuple[int, int, int]] = []
    begins = list(islice(source.find(parts[0].words), _REPEATS))
    later = [list(islice(source.find(part.words), _REPEATS)) for part in parts[1:]] if begins else []
    for index, first in begins:
        end = first + len(parts[0].words)
        for part, places in zip(parts[1:], later, strict=True):
            after = (start for there, start in places if there == index and start >= end)
            if (start := next(after, -1)) < 0:
                break
            end = start + len(part.words)
        else:
            found.append((end - first, index, first))
    if not found:
        return None
    length, index, first = min(found)
    opening, closing = (cut_passage(part, source, index, (first, first + length)) for part in (parts[0], parts[-1]))
    return Match(Passage(source, index, opening.start, closing.end), Method.FUZZY, _ELIDED_SCORE)


def _cite(query: Query) -> Callable[[Match], Match]:
    def cite(match: Match) -> Match:
        return Match(match.passage, Method.CITED, match.score) if match.passage.source is query.cited else match

    return cite


def _once(sources: Iterable[Source]) -> Iterator[Source]:
    return iter(dict.fromkeys(sources))
