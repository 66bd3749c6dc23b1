"""Which passage a quotation quotes: cited, exact, folded, fuzzy; then by how near it stands."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, islice

from threadreader.model.quote import Method
from threadreader.quotes.clause import crosses_sentences, whole_beginning
from threadreader.quotes.credit import AuthorKey
from threadreader.quotes.find import FEW_WORDS, strip_space
from threadreader.quotes.index import Index
from threadreader.quotes.places import Passage, Places, Source, around
from threadreader.quotes.query import Query, has_gap

_REPEATS = 24
_MOST_FAR = 16
_MOST_NAMED = 24
_LIKELY = 6
_MUCH_THE_SAME = 0.8
_ALMOST_SAME = 0.95
_RARE_SHINGLES = 2
_CLEAR_MARGIN = 0.15
_SETTLED = 0.9
_AS_LIKE = 0.05
_BORROWED = 0.8
_ELIDED = 0.95
_ELIDED_SENTENCES = 0.88
_MISSPELT = 0.1


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
            farther = self._farther(query, [query], index)
            found = chain(found, islice(self._verbatim(query, farther), _MOST_FAR))
        return self.rank(query, found)

    def elided(self, query: Query, parts: Sequence[Query], index: Index) -> list[Match]:
        """Passages of one block that hold all parts of a quotation in order, and something else between them."""
        near = self.elided_near(query, parts)
        if self.is_settled(query, near):
            return near
        farther = self._farther(query, parts, index)
        return self.rank(query, [*near, *islice(_in_order(parts, farther), _MOST_FAR)])

    def elided_near(self, query: Query, parts: Sequence[Query]) -> list[Match]:
        """Such passages in the article and the comments above alone."""
        return self.rank(query, _in_order(parts, self._near_sources(query)))

    def fuzzy(self, query: Query, index: Index, floor: float) -> list[Match]:
        """Passages that say nearly the same, best first."""
        from threadreader.quotes.fuzzy import find_similar

        weights = {f" {word} ": index.weight(word) for word in set(query.words)}
        enough = (floor / (2 - floor) - _MISSPELT) * sum(weights.values())

        def look_into(sources: Iterable[Source]) -> list[Match]:
            others = (source for source in sources if source.position != query.position)
            return [
                Match(passage, Method.FUZZY, score)
                for source in others
                if _shared(source, weights) >= enough
                for passage, score in find_similar(query, source, index.weight)
            ]

        near = self._near_sources(query)
        found = look_into(near)
        best = self.rank(query, [match for match in found if match.score >= _SETTLED])
        if self.is_settled(query, best):
            return best
        likely = index.likely(query.words, query.position, _LIKELY)
        found += look_into(source for source in likely if source not in near)
        return self.rank(query, [m for m in found if m.score >= floor and self._is_credible(query, m, found, index)])

    def _is_credible(self, query: Query, match: Match, found: Sequence[Match], index: Index) -> bool:
        """Whether likeness is no accident: it is among the few above, or great and in words that nobody else uses."""
        source = match.passage.source
        if source is query.cited or (query.named and self._is_meant(query, match)):
            return True
        if self._places.is_above(query.position, source):
            return True
        if match.score >= _MUCH_THE_SAME and index.rare(query.words, source) >= _RARE_SHINGLES:
            return True
        others = [other.score for other in found if other.passage.text != match.passage.text]
        return match.score >= _ALMOST_SAME and match.score - max(others, default=0) >= _CLEAR_MARGIN

    def is_settled(self, query: Query, found: Sequence[Match]) -> bool:
        """Whether nothing farther away could be better than the best of these."""
        if not found or found[0].passage.is_quoted or found[0].score < _SETTLED:
            return False
        return found[0].method is Method.CITED or self._is_meant(query, found[0])

    def rank(self, query: Query, found: Iterable[Match]) -> list[Match]:
        """Best first: a cited one, by the named author, as like as any, unquoted, by method, by nearness."""
        cited = [_cite(query, match) for match in found]
        possible = [match for match in cited if not self._is_borrowed(query, match.passage)]
        if not possible and query.candidate.sure:
            possible = [Match(match.passage, match.method, _BORROWED * match.score) for match in cited]
        best = max((match.score for match in possible), default=0)
        return sorted(possible, key=lambda match: self._key(query, match, best))

    def _is_borrowed(self, query: Query, passage: Passage) -> bool:
        """Whether the passage is a quotation in what was written later: it may well be one of these very words."""
        return self._places.is_later(query.position, passage.source) and passage.is_quoted

    def _key(self, query: Query, match: Match, best: float) -> tuple[int | bool | tuple[int, int], ...]:
        return (
            match.method is not Method.CITED,
            not self._is_meant(query, match),
            int((best - match.score) / _AS_LIKE),
            match.passage.is_quoted,
            match.method is Method.FUZZY,
            self._places.distance(query.position, match.passage.source),
            match.method is Method.FOLDED,
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

    def _farther(self, query: Query, parts: Sequence[Query], index: Index) -> list[Source]:
        """The other sources that hold the words of every part, the nearest first."""
        near = set(self._near_sources(query))
        held = (
            source for source in index.holders((part.words for part in parts), query.position) if source not in near
        )
        far = [source for source in held if all(part.needle in source.folded for part in parts)]
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
    if query.needle not in source.folded:
        return
    places = list(islice(source.find(query.needle), _REPEATS))
    for index, first in places:
        passage = _as_written(query, source, index) if len(places) == 1 else None
        passage = passage or cut_passage(query, source, index, (first, first + len(query.words)))
        if not query.is_elided or has_gap(passage.text):
            method = Method.EXACT if passage.text == query.candidate.words else Method.FOLDED
            is_cut = query.candidate.apart and passage.text[0] == query.candidate.words[0]
            yield Match(_grow(passage) if is_cut else passage, method)


def _grow(passage: Passage) -> Passage:
    """The same, from the beginning of its clause or sentence on: whoever quotes the end of one means all of it."""
    text = passage.source.reading.pieces[passage.index].text
    start = whole_beginning(text, passage.start, passage.end)
    return Passage(passage.source, passage.index, start, passage.end) if start < passage.start else passage


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


def _in_order(parts: Sequence[Query], sources: Iterable[Source]) -> Iterator[Match]:
    """The best passage of each source that holds the parts one after the other in one piece."""
    for source in _once(sources):
        if source.position != parts[0].position and all(part.needle in source.folded for part in parts):
            found = list(_rows(parts, source))
            if found:
                yield min(found, key=lambda match: (-match.score, match.passage.end - match.passage.start))


def _rows(parts: Sequence[Query], source: Source) -> Iterator[Match]:
    """A passage for each place where the first part stands and the others after it, each as near as it can be."""
    begins, *later = (list(islice(source.find(part.needle), _REPEATS)) for part in parts)
    for index, first in begins:
        ends = [first + len(parts[0].words)]
        for part, places in zip(parts[1:], later, strict=True):
            after = (start for there, start in places if there == index and start >= ends[-1])
            if (start := next(after, -1)) < 0:
                break
            ends.append(start + len(part.words))
        else:
            yield _row(parts, source, index, first, ends)


def _row(parts: Sequence[Query], source: Source, index: int, first: int, ends: Sequence[int]) -> Match:
    opening = cut_passage(parts[0], source, index, (first, ends[0]))
    closing = cut_passage(parts[-1], source, index, (first, ends[-1]))
    passage = Passage(source, index, opening.start, closing.end)
    crosses = crosses_sentences(passage.text) and not any(crosses_sentences(part.candidate.words) for part in parts)
    return Match(passage, Method.FUZZY, _ELIDED_SENTENCES if crosses else _ELIDED)


def _shared(source: Source, weights: Mapping[str, float]) -> float:
    """How much of the weight of a quotation's words stands in a source: that limits how like it a passage can be."""
    return sum(weight for word, weight in weights.items() if word in source.folded)


def _cite(query: Query, match: Match) -> Match:
    return Match(match.passage, Method.CITED, match.score) if match.passage.source is query.cited else match


def _once(sources: Iterable[Source]) -> Iterator[Source]:
    return iter(dict.fromkeys(sources))
