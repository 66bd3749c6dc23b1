"""Which passages of a source say nearly what a quotation says."""

import re
from collections import Counter
from collections.abc import Callable, Iterator
from functools import partial

from threadreader.quotes.align import Alignment, align, shingles
from threadreader.quotes.fold import SEPARATOR
from threadreader.quotes.places import Passage, Source
from threadreader.quotes.query import Query
from threadreader.quotes.same import cut_passage

_PIECES = 2
_SHARED = 0.15
_WIDEST = 4
_SENTENCE_END = re.compile(r"[.!?…](?:\s|[”\")])|[\n。！？]")  # noqa: RUF001 - full stops of Chinese and Japanese


def find_similar(query: Query, source: Source, weight: Callable[[str], float]) -> Iterator[tuple[Passage, float]]:
    """The passages of a source most like a query, at most one a piece, each with its score."""
    words: list[str] = []
    gaps: set[int] = set()
    for part in query.elided:
        words += part.words
        gaps.add(len(words))
    for index in _likely_pieces(words, source):
        text = source.words(index)
        ends_between = partial(_ends_between, source, index)
        found = align(words, text, weight, gaps - {len(words)}, ends_between)
        if found:
            yield cut_passage(query, source, index, _widen(found, len(text), ends_between)), found.score


def _ends_between(source: Source, index: int, one: int, two: int) -> bool:
    """Whether a sentence of a piece ends between two of its words."""
    spans, text = source.spans(index), source.reading.pieces[index].text
    return _SENTENCE_END.search(text, spans[one][1], spans[two][0]) is not None


def _widen(found: Alignment, length: int, ends_between: Callable[[int, int], bool]) -> tuple[int, int]:
    """The aligned words, and at either end as many more of the sentence as the quotation changed there."""
    first, last = found.first, found.last
    for _ in range(min(found.before, _WIDEST, first)):
        if ends_between(first - 1, first):
            break
        first -= 1
    for _ in range(min(found.after, _WIDEST, length - last)):
        if ends_between(last - 1, last):
            break
        last += 1
    return first, last


def _likely_pieces(words: list[str], source: Source) -> list[int]:
    if len(source.reading.pieces) == 1:
        return [0]
    votes: Counter[int] = Counter()
    wanted = set(shingles(words))
    for shingle in wanted:
        place = source.folded.find(f" {' '.join(shingle)} ")
        if place >= 0:
            votes[source.folded.count(SEPARATOR, 0, place)] += 1
    return [index for index, shared in votes.most_common(_PIECES) if shared >= _SHARED * len(wanted)]
