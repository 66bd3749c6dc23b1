"""Which sources hold a run of words: an index of only those runs that quotations ask for."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from math import log

from threadreader.quotes.places import Places, Source, around

LENGTH = 3
"""How many words in a row make a shingle: so few that a quotation with a word changed still has some intact."""

Shingle = tuple[str, ...]

_MOST_READ = 512
_MOST_HELD = 128
_ENOUGH_LISTS = 8
_RARE = 4
_SHARE = 0.6


def shingles(words: Sequence[str]) -> Iterator[Shingle]:
    """Each run of LENGTH words that no SEPARATOR parts."""
    return zip(*(words[n:] for n in range(LENGTH)), strict=False)


class Index:
    """The sources that hold each shingle of some quotations, and how common each of their words is.

    Built in one pass over all words of the page; memory grows with the quotations, not with the page.
    """

    def __init__(self, quotations: Iterable[Sequence[str]], places: Places) -> None:
        quoted = list(quotations)
        wanted = frozenset(chain.from_iterable(map(shingles, quoted)))
        words = frozenset(chain.from_iterable(quoted))
        self._holders: dict[Shingle, list[int]] = {}
        self._sets: dict[Shingle, frozenset[int]] = {}
        spread: Counter[str] = Counter()
        size = 1
        for source in places:
            found = source.folded.split()
            spread.update(words.intersection(found))
            size += 1
            for shingle in wanted.intersection(shingles(found)):
                self._holders.setdefault(shingle, []).append(source.position)
        self._places = places
        self._weights = {word: _weigh(spread[word], size) for word in words}
        self._weight_of_others = _weigh(0, size)

    def weight(self, word: str) -> float:
        """How much a word says: much where few comments hold it, little where every second one does."""
        return self._weights.get(word, self._weight_of_others)

    def holders(self, words: Sequence[str], position: int) -> Iterator[Source]:
        """The sources that hold every shingle of some words; where those are many, the ones around a position."""
        wanted = sorted(set(shingles(words)), key=lambda shingle: len(self._holders.get(shingle, ())))
        if wanted:
            held = around(self._holders.get(wanted[0], ()), position, _MOST_READ)
            for others in wanted[1:_ENOUGH_LISTS]:
                there = self._as_set(others)
                held = [holder for holder in held if holder in there]
            yield from map(self._places.__getitem__, around(held, position, _MOST_HELD))

    def _as_set(self, shingle: Shingle) -> frozenset[int]:
        if shingle not in self._sets:
            self._sets[shingle] = frozenset(self._holders.get(shingle, ()))
        return self._sets[shingle]

    def likely(self, words: Sequence[str], position: int, most: int) -> list[Source]:
        """The sources that share the most shingles with some words."""
        votes: Counter[int] = Counter()
        for shingle in set(shingles(words)):
            votes.update(around(self._holders.get(shingle, ()), position, _MOST_HELD))
        votes.pop(position, None)
        best = votes.most_common(most)
        return [self._places[holder] for holder, shared in best if shared >= _SHARE * best[0][1]]

    def rare(self, words: Sequence[str], source: Source) -> int:
        """How many shingles of some words stand in a source and hardly anywhere else: they are no turn of phrase."""
        held = (self._holders.get(shingle, ()) for shingle in set(shingles(words)))
        return sum(len(holders) <= _RARE and source.position in holders for holders in held)


def _weigh(spread: int, size: int) -> float:
    return 0.15 + log(1 + size / (1 + spread)) / log(2 + size)
