"""Matching of quotations with passages, and the order of the matches: by method, score and distance."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain, islice

from threadreader.model.quote import Method
from threadreader.quotes.attribution import AuthorKey
from threadreader.quotes.candidates import MIN_WORDS_ANYWHERE, MIN_WORDS_NEAR
from threadreader.quotes.exact import Match, find_exact, find_in_order
from threadreader.quotes.index import Index
from threadreader.quotes.query import Query
from threadreader.quotes.sources import Source, Sources, window

_MAX_FAR_MATCHES = 16  # sources beyond the near ones; more than 4 equal ones lead nowhere anyway
_MAX_NAMED_SOURCES = 24  # nearest comments of a named author; bounds the time for who wrote hundreds
_MAX_LIKELY_SOURCES = 6  # each is aligned, the dearest step; the best has most clues
_MIN_SCORE_RARE_WORDS = 0.8  # as of words in the text: a score that is enough where the words are rare
_MIN_SCORE_UNIQUE = 0.95  # judgement
_MIN_RARE_SHINGLES = 2  # one may be a name
_CLEAR_MARGIN = 0.15  # judgement; to the next passage
_MIN_CONCLUSIVE_SCORE = 0.9  # held by `plain`
_SCORE_STEP = 0.05  # judgement; smaller differences are no reason to go past a nearer passage
_BORROWED_FACTOR = 0.8  # held by `test_link`; of what a later comment has
_MISSPELT_SHARE = 0.1  # of the words' weight, which spelling may hide from the search for equal words
_MAX_EQUAL_SOURCES = 4  # held by `test_link`; words that so many have are a turn of phrase


class Matcher:
    """Matcher of queries with the passages of one thread."""

    def __init__(self, sources: Sources) -> None:
        self._sources = sources
        self._by_author: defaultdict[AuthorKey, list[int]] = defaultdict(list)
        for source in sources:
            for author in source.authors:
                self._by_author[author].append(source.position)

    def near(self, query: Query) -> list[Match]:
        """Verbatim matches in the near sources: cited, by the named author, ancestors, article; best first."""
        return self.rank(query, self._verbatim(query, self._near_sources(query)))

    def inside(self, query: Query, source: Source) -> list[Match]:
        """Verbatim matches in one source, best first."""
        return self.rank(query, self._verbatim(query, [source]))

    def everywhere(self, query: Query, index: Index) -> list[Match]:
        """Verbatim matches on the whole page, best first."""
        matches = self._verbatim(query, self._near_sources(query))
        if not query.is_near:
            farther = self._farther(query, [query], index)
            matches = chain(matches, islice(self._verbatim(query, farther), _MAX_FAR_MATCHES))
        return self.rank(query, matches)

    def elided(self, query: Query, parts: Sequence[Query], index: Index) -> list[Match]:
        """Passages anywhere that hold all parts of a quotation in order in one block, best first."""
        near = self.elided_near(query, parts)
        if self.is_conclusive(query, near):
            return near
        farther = self._farther(query, parts, index)
        return self.rank(query, [*near, *islice(find_in_order(parts, farther), _MAX_FAR_MATCHES)])

    def elided_near(self, query: Query, parts: Sequence[Query]) -> list[Match]:
        """Such passages in the near sources alone."""
        return self.rank(query, find_in_order(parts, self._near_sources(query)))

    def fuzzy(self, query: Query, index: Index, floor: float) -> list[Match]:
        """Passages with a score of at least `floor` that are no chance matches, best first."""
        from threadreader.quotes.fuzzy import find_similar

        weights = {f" {word} ": index.weight(word) for word in set(query.words)}
        min_weight = (floor / (2 - floor) - _MISSPELT_SHARE) * sum(weights.values())

        def search(sources: Iterable[Source]) -> list[Match]:
            others = (source for source in sources if source.position != query.position)
            return [
                Match(passage, Method.FUZZY, score)
                for source in others
                if _shared_weight(source, weights) >= min_weight
                for passage, score in find_similar(query, source, index.weight)
            ]

        near = self._near_sources(query)
        matches = search(near)
        conclusive = self.rank(query, [match for match in matches if match.score >= _MIN_CONCLUSIVE_SCORE])
        if self.is_conclusive(query, conclusive):
            return conclusive
        likely = index.likely(query.words, query.position, _MAX_LIKELY_SOURCES)
        matches += search(source for source in likely if source not in near)
        return self.rank(
            query, [m for m in matches if m.score >= floor and self._is_credible(query, m, matches, index)]
        )

    def _is_credible(self, query: Query, match: Match, matches: Sequence[Match], index: Index) -> bool:
        """True if a fuzzy match is no accident: cited, named or above, or a high score with rare words or alone."""
        source = match.passage.source
        if source is query.cited or (query.named and self._is_by_named_author(query, match)):
            return True
        if self._sources.is_above(query.position, source):
            return True
        if match.score >= _MIN_SCORE_RARE_WORDS and index.count_rare(query.words, source) >= _MIN_RARE_SHINGLES:
            return True
        others = [other.score for other in matches if other.passage.text != match.passage.text]
        return match.score >= _MIN_SCORE_UNIQUE and match.score - max(others, default=0) >= _CLEAR_MARGIN

    def is_conclusive(self, query: Query, matches: Sequence[Match]) -> bool:
        """True if no farther source can hold a better match than the best of these."""
        if not matches or matches[0].passage.is_quoted or matches[0].score < _MIN_CONCLUSIVE_SCORE:
            return False
        return matches[0].method is Method.CITED or self._is_by_named_author(query, matches[0])

    def rank(self, query: Query, matches: Iterable[Match]) -> list[Match]:
        """Best first: cited, by the named author, by score, unquoted, by method, by distance."""
        candidates = (match for match in matches if match.method is Method.EXACT or not match.passage.is_address)
        cited = [_cite(query, match) for match in candidates]
        possible = [match for match in cited if not self._is_borrowed(query, match)]
        if not possible and query.candidate.sure:
            verbatim = (match for match in cited if match.method is not Method.FUZZY)
            possible = [Match(match.passage, match.method, _BORROWED_FACTOR * match.score) for match in verbatim]
        if len(possible) <= 1:
            return possible
        best = max(match.score for match in possible)
        return sorted(possible, key=lambda match: self._key(query, match, best))

    def is_accident(self, query: Query, matches: Sequence[Match]) -> bool:
        """True if the best match may be one by chance.

        These are few words outside the cited comment and the named author's, and words that more than
        _MAX_EQUAL_SOURCES hold equally well, none of them above the comment.
        """
        if not matches or any(self._is_pointed_at(query, match) for match in matches):
            return False
        best = matches[0]
        if query.size < MIN_WORDS_ANYWHERE and (query.cited or query.named):
            return True
        if self._sources.is_above(query.position, best.passage.source):
            return False
        equal = {
            match.passage.source
            for match in matches
            if best.score - match.score < _SCORE_STEP and match.passage.is_quoted == best.passage.is_quoted
        }
        return len(equal) > _MAX_EQUAL_SOURCES

    def _is_borrowed(self, query: Query, match: Match) -> bool:
        """True if the passage is later than the quotation, or a quotation in a later comment.

        A later one that the quotation cites or names may still be its source: comments are edited.
        """
        source, position = match.passage.source, query.position
        if match.passage.is_quoted and self._sources.is_later(position, source):
            return True
        return self._sources.is_certainly_later(position, source) and not self._is_pointed_at(query, match)

    def _key(self, query: Query, match: Match, best: float) -> tuple[int | bool | tuple[int, int], ...]:
        return (
            match.method is not Method.CITED or match.passage.is_quoted,
            not self._is_by_named_author(query, match),
            int((best - match.score) / _SCORE_STEP),
            match.passage.is_quoted,
            match.method is Method.FUZZY,
            self._sources.distance(query.position, match.passage.source),
            match.method is Method.FOLDED,
        )

    def _is_pointed_at(self, query: Query, match: Match) -> bool:
        """True if the match is in the cited comment or by the named author."""
        return match.method is Method.CITED or (bool(query.named) and self._is_by_named_author(query, match))

    def _is_by_named_author(self, query: Query, match: Match) -> bool:
        return not query.named or not query.named.isdisjoint(match.passage.source.authors)

    def _near_sources(self, query: Query) -> Sequence[Source]:
        sources = [query.cited] if query.cited else []
        for author in query.named:
            positions = window(self._by_author.get(author, ()), query.position, _MAX_NAMED_SOURCES)
            sources += map(self._sources.__getitem__, positions)
        above = islice(self._sources.near(query.position), 1 if query.size < MIN_WORDS_NEAR else None)
        return list(dict.fromkeys([*sources, *above]))

    def _farther(self, query: Query, parts: Sequence[Query], index: Index) -> list[Source]:
        """The other sources that hold every part, the nearest first."""
        near = set(self._near_sources(query))
        held = (
            source for source in index.holders((part.words for part in parts), query.position) if source not in near
        )
        far = [source for source in held if all(part.needle in source.folded for part in parts)]
        return sorted(far, key=lambda source: self._sources.distance(query.position, source))

    @staticmethod
    def _verbatim(query: Query, sources: Iterable[Source]) -> Iterator[Match]:
        for source in sources:
            if source.position != query.position:
                yield from find_exact(query, source)


def _shared_weight(source: Source, weights: Mapping[str, float]) -> float:
    """The weight of the words of a quotation that a source holds: an upper bound of the score of its passages."""
    return sum(weight for word, weight in weights.items() if word in source.folded)


def _cite(query: Query, match: Match) -> Match:
    return Match(match.passage, Method.CITED, match.score) if match.passage.source is query.cited else match
