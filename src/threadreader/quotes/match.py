"""Which passage a quotation quotes: cited, exact, folded, fuzzy; then by how near it stands."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain, islice

from threadreader.model.quote import Method
from threadreader.quotes.attribution import AuthorKey
from threadreader.quotes.candidates import FEW_WORDS, MANY_WORDS
from threadreader.quotes.exact import Match, find_in_order, find_same
from threadreader.quotes.index import Index
from threadreader.quotes.query import Query
from threadreader.quotes.sources import Places, Source, around

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
_MISSPELT = 0.1
_MOST_EQUAL = 4
"""A link and its runners-up: of more, the one that is meant would likelier be none of them."""


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

    def inside(self, query: Query, source: Source) -> list[Match]:
        """The same words in one source."""
        return self.rank(query, self._verbatim(query, [source]))

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
        return self.rank(query, [*near, *islice(find_in_order(parts, farther), _MOST_FAR)])

    def elided_near(self, query: Query, parts: Sequence[Query]) -> list[Match]:
        """Such passages in the article and the comments above alone."""
        return self.rank(query, find_in_order(parts, self._near_sources(query)))

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
        said = (match for match in found if match.method is Method.EXACT or not match.passage.is_address)
        cited = [_cite(query, match) for match in said]
        possible = [match for match in cited if not self._is_borrowed(query, match)]
        if not possible and query.candidate.sure:
            verbatim = (match for match in cited if match.method is not Method.FUZZY)
            possible = [Match(match.passage, match.method, _BORROWED * match.score) for match in verbatim]
        if len(possible) <= 1:
            return possible
        best = max(match.score for match in possible)
        return sorted(possible, key=lambda match: self._key(query, match, best))

    def is_accident(self, query: Query, found: Sequence[Match]) -> bool:
        """Whether the words may well stand in the best of some matches by chance.

        So it is with a few that stand elsewhere than the quotation says, and with what so many comments say, none of
        them above, that any of them may be meant.
        """
        if not found or any(self._is_pointed_at(query, match) for match in found):
            return False
        best = found[0]
        if query.size < MANY_WORDS and (query.cited or query.named):
            return True
        if self._places.is_above(query.position, best.passage.source):
            return False
        equal = {
            match.passage.source
            for match in found
            if best.score - match.score < _AS_LIKE and match.passage.is_quoted == best.passage.is_quoted
        }
        return len(equal) > _MOST_EQUAL

    def _is_borrowed(self, query: Query, match: Match) -> bool:
        """Whether the words were there before the passage: it is a quotation in what was written later, or it is later.

        What was written later and is pointed at may still be meant, by a comment that was edited.
        """
        source, position = match.passage.source, query.position
        if match.passage.is_quoted and self._places.is_later(position, source):
            return True
        return self._places.is_surely_later(position, source) and not self._is_pointed_at(query, match)

    def _key(self, query: Query, match: Match, best: float) -> tuple[int | bool | tuple[int, int], ...]:
        return (
            match.method is not Method.CITED or match.passage.is_quoted,
            not self._is_meant(query, match),
            int((best - match.score) / _AS_LIKE),
            match.passage.is_quoted,
            match.method is Method.FUZZY,
            self._places.distance(query.position, match.passage.source),
            match.method is Method.FOLDED,
        )

    def _is_pointed_at(self, query: Query, match: Match) -> bool:
        """Whether a quotation cites or names where it comes from, and this is there."""
        return match.method is Method.CITED or (bool(query.named) and self._is_meant(query, match))

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


def _shared(source: Source, weights: Mapping[str, float]) -> float:
    """How much of the weight of a quotation's words stands in a source: that limits how like it a passage can be."""
    return sum(weight for word, weight in weights.items() if word in source.folded)


def _cite(query: Query, match: Match) -> Match:
    return Match(match.passage, Method.CITED, match.score) if match.passage.source is query.cited else match


def _once(sources: Iterable[Source]) -> Iterator[Source]:
    return iter(dict.fromkeys(sources))
