"""Inverted index of the rarest shingles of quotations, and the weight (inverse document frequency) of their words."""

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from heapq import nlargest
from itertools import chain
from math import log

from threadreader.quotes.fuzzy import Shingle, shingles
from threadreader.quotes.sources import Source, Sources, window

Words = Sequence[str]

_MAX_CLUES = 8  # of a quotation: more grow the index and find hardly more
_MIN_CLUES = 2  # held by `attributed`
_COMMON_SHARE = 0.01  # of the sources: a shingle that more have finds too many to be worth its place
_SAMPLE_SOURCES = 1000  # the frequencies of words hardly change with more; keeps their count out of long pages' time
_MAX_HOLDERS_READ = 2048  # nearest sources of a clue that the others are intersected with; bounds time
_MAX_HOLDERS = 256  # nearest sources with all clues that are searched; bounds time
_MAX_VOTES = 64  # nearest sources that a clue votes for; bounds time
_FEW_HOLDERS = 4  # so few are read sooner than cut down by further clues
_MIN_VOTE_SHARE = 0.6  # of the best one's votes; with less a source is not worth its alignment
_RARE_HOLDERS = 4  # sources; a turn of phrase soon has more, a quotation quoted again has as many
_FULL_WEIGHT_LENGTH = 7  # characters and one more; shorter words are mostly function words


class Index:
    """Inverted index of the clues of some quotations, and the frequency of each of their words.

    The clues of a quotation are its rarest shingles, by a sample of the page. Built in one pass over all words of the
    page; memory grows with the quotations, not with the page.
    """

    def __init__(self, quotations: Iterable[Words], sources: Sources) -> None:
        quoted = list(quotations)
        everything = list(sources)
        sample = everything[:: 1 + len(everything) // _SAMPLE_SOURCES]
        self._common = _RARE_HOLDERS + _COMMON_SHARE * len(sample)
        self._frequency, words = _count(quoted, sample)
        self._weights = {word: _word_weight(word, frequency, len(sample)) for word, frequency in words.items()}
        self._sampled = len(sample)
        clues = frozenset(chain.from_iterable(map(self._rarest, quoted)))
        self._holders = _find_holders(clues, everything)
        self._sources = sources

    def weight(self, word: str) -> float:
        """Inverse document frequency of a word, lowered for short ones."""
        return self._weights.get(word) or _word_weight(word, 0, self._sampled)

    def holders(self, parts: Iterable[Words], position: int) -> Iterator[Source]:
        """The sources that hold every clue of all parts; where these are many, the nearest to a position."""
        clues = sorted(chain.from_iterable(map(self.clues, parts)), key=lambda clue: len(self._holders[clue]))
        if clues:
            held = window(self._holders[clues[0]], position, _MAX_HOLDERS_READ)
            for other in clues[1:]:
                if len(held) <= _FEW_HOLDERS:
                    break
                held = _intersection(held, self._holders[other])
            yield from map(self._sources.__getitem__, window(held, position, _MAX_HOLDERS))

    def likely(self, words: Words, position: int, limit: int) -> list[Source]:
        """The sources that share the most clues with some words, best first."""
        votes: Counter[int] = Counter()
        for clue in self.clues(words):
            votes.update(window(self._holders[clue], position, _MAX_VOTES))
        votes.pop(position, None)
        best = nlargest(limit, votes.items(), key=lambda vote: vote[1])
        return [self._sources[holder] for holder, shared in best if shared >= _MIN_VOTE_SHARE * best[0][1]]

    def count_rare(self, words: Words, source: Source) -> int:
        """The number of clues that a source shares with hardly any other: these are no turn of phrase."""
        held = (self._holders[clue] for clue in self.clues(words))
        return sum(len(holders) <= _RARE_HOLDERS and source.position in holders for holders in held)

    def clues(self, words: Words) -> Sequence[Shingle]:
        """The indexed shingles of some words, the rarest first."""
        known = self._holders.keys() & set(shingles(words))
        return sorted(known, key=lambda clue: (len(self._holders[clue]), clue))[:_MAX_CLUES]

    def _rarest(self, words: Words) -> Sequence[Shingle]:
        ranked = sorted((self._frequency[clue], -len("".join(clue)), clue) for clue in set(shingles(words)))
        return [
            clue
            for n, (frequency, _, clue) in enumerate(ranked[:_MAX_CLUES])
            if n < _MIN_CLUES or frequency <= self._common
        ]


def _count(quoted: Sequence[Words], sources: Sequence[Source]) -> tuple[Counter[Shingle], Counter[str]]:
    """Document frequency of each shingle and each word of some quotations."""
    wanted_clues = frozenset(chain.from_iterable(map(shingles, quoted)))
    wanted_words = frozenset(chain.from_iterable(quoted))
    clues: Counter[Shingle] = Counter()
    words: Counter[str] = Counter()
    for source in sources:
        source_words = source.folded.split()
        clues.update(wanted_clues.intersection(shingles(source_words)))
        words.update(wanted_words.intersection(source_words))
    return clues, words


def _find_holders(clues: frozenset[Shingle], sources: Iterable[Source]) -> dict[Shingle, list[int]]:
    holders: dict[Shingle, list[int]] = {clue: [] for clue in clues}
    for source in sources:
        position = source.position
        for clue in clues.intersection(shingles(source.folded.split())):
            holders[clue].append(position)
    return holders


def _intersection(few: Sequence[int], many: Sequence[int]) -> list[int]:
    """The positions in both of two ascending sequences."""
    common: list[int] = []
    index = 0
    for position in few:
        index = bisect_left(many, position, index)
        if index == len(many):
            break
        if many[index] == position:
            common.append(position)
    return common


def _word_weight(word: str, frequency: int, size: int) -> float:
    rarity = 0.15 + log(1 + (1 + size) / (1 + frequency)) / log(3 + size)
    return rarity * min(1, (1 + len(word)) / _FULL_WEIGHT_LENGTH)
