"""Which sources hold the telling words of a quotation: an index of those alone."""

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from heapq import nlargest
from itertools import chain
from math import log

from threadreader.quotes.fuzzy import Shingle, shingles
from threadreader.quotes.sources import Places, Source, around

Words = Sequence[str]

_CLUES = 8
_FEWEST_CLUES = 2
_COMMON = 0.01
_SAMPLE = 1000
_MOST_READ = 2048
_MOST_HELD = 256
_MOST_VOTES = 64
_FEW = 4
_SHARE = 0.6
_RARE = 4
_LONG = 7
"""Letters and one more: a word of fewer is likelier one that holds others together than what is spoken of."""


class Index:
    """The sources that hold the clues of some quotations, and how common each of their words is.

    The clues of a quotation are the rarest of its shingles, judged by a sample of the page. Built in one pass over
    all words of the page; memory grows with the quotations, not with the page.
    """

    def __init__(self, quotations: Iterable[Words], places: Places) -> None:
        quoted = list(quotations)
        sources = list(places)
        sample = sources[:: 1 + len(sources) // _SAMPLE]
        self._common = _RARE + _COMMON * len(sample)
        self._spread, words = _count(quoted, sample)
        self._weights = {word: _weigh(word, spread, len(sample)) for word, spread in words.items()}
        self._sampled = len(sample)
        clues = frozenset(chain.from_iterable(map(self._rarest, quoted)))
        self._holders = _find_holders(clues, sources)
        self._places = places

    def weight(self, word: str) -> float:
        """How much a word says: much where few comments hold it, little where every second one does or it is short."""
        return self._weights.get(word) or _weigh(word, 0, self._sampled)

    def holders(self, parts: Iterable[Words], position: int) -> Iterator[Source]:
        """The sources that hold every clue of all parts; where those are many, the ones around a position."""
        clues = sorted(chain.from_iterable(map(self.clues, parts)), key=lambda clue: len(self._holders[clue]))
        if clues:
            held = around(self._holders[clues[0]], position, _MOST_READ)
            for other in clues[1:]:
                if len(held) <= _FEW:
                    break
                held = _shared(held, self._holders[other])
            yield from map(self._places.__getitem__, around(held, position, _MOST_HELD))

    def likely(self, words: Words, position: int, most: int) -> list[Source]:
        """The sources that share the most clues with some words."""
        votes: Counter[int] = Counter()
        for clue in self.clues(words):
            votes.update(around(self._holders[clue], position, _MOST_VOTES))
        votes.pop(position, None)
        best = nlargest(most, votes.items(), key=lambda vote: vote[1])
        return [self._places[holder] for holder, shared in best if shared >= _SHARE * best[0][1]]

    def rare(self, words: Words, source: Source) -> int:
        """How many clues of some words stand in a source and hardly anywhere else: they are no turn of phrase."""
        held = (self._holders[clue] for clue in self.clues(words))
        return sum(len(holders) <= _RARE and source.position in holders for holders in held)

    def clues(self, words: Words) -> Sequence[Shingle]:
        """The shingles of these words that tell most of where they come from, the rarest first."""
        known = self._holders.keys() & set(shingles(words))
        return sorted(known, key=lambda clue: (len(self._holders[clue]), clue))[:_CLUES]

    def _rarest(self, words: Words) -> Sequence[Shingle]:
        ranked = sorted((self._spread[clue], -len("".join(clue)), clue) for clue in set(shingles(words)))
        return [
            clue for n, (spread, _, clue) in enumerate(ranked[:_CLUES]) if n < _FEWEST_CLUES or spread <= self._common
        ]


def _count(quoted: Sequence[Words], sources: Sequence[Source]) -> tuple[Counter[Shingle], Counter[str]]:
    """In how many sources each shingle and each word of some quotations stands."""
    wanted_clues = frozenset(chain.from_iterable(map(shingles, quoted)))
    wanted_words = frozenset(chain.from_iterable(quoted))
    clues: Counter[Shingle] = Counter()
    words: Counter[str] = Counter()
    for source in sources:
        found = source.folded.split()
        clues.update(wanted_clues.intersection(shingles(found)))
        words.update(wanted_words.intersection(found))
    return clues, words


def _find_holders(clues: frozenset[Shingle], sources: Iterable[Source]) -> dict[Shingle, list[int]]:
    holders: dict[Shingle, list[int]] = {clue: [] for clue in clues}
    for source in sources:
        position = source.position
        for clue in clues.intersection(shingles(source.folded.split())):
            holders[clue].append(position)
    return holders


def _shared(some: Sequence[int], many: Sequence[int]) -> list[int]:
    """The positions that are in both of two ascending rows."""
    found: list[int] = []
    at = 0
    for position in some:
        at = bisect_left(many, position, at)
        if at == len(many):
            break
        if many[at] == position:
            found.append(position)
    return found


def _weigh(word: str, spread: int, size: int) -> float:
    rarity = 0.15 + log(1 + (1 + size) / (1 + spread)) / log(3 + size)
    return rarity * min(1, (1 + len(word)) / _LONG)
