"""Edited quotations: the passage of a text that says nearly the same, word by word.

Which passages of a source say nearly what a quotation says.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from functools import partial
from itertools import pairwise

from threadreader.quotes.exact import cut_passage
from threadreader.quotes.query import Query
from threadreader.quotes.sources import Passage, Source
from threadreader.quotes.words import SEPARATOR

LENGTH = 3
"""How many words in a row make a shingle: so few that a quotation with a word changed still has some intact."""

Shingle = tuple[str, str, str]

_SLACK = 4
_FEW = 3
_MOST_PLACES = 40
_STRETCH = 1.5
_ELIDED = 80
_NEAR_SPELLING = 0.75
_ONE_WORD = 0.8
_SAME_BESIDE_IT = 5


@dataclass(frozen=True, slots=True)
class Alignment:
    """Words `first` to `last` (exclusive) of a text say nearly what a quotation says; `score` is 1 for the same.

    Of the quotation `before` words come before those that have an equal there, and `after` come after.
    """

    first: int
    last: int
    score: float
    before: int = 0
    after: int = 0


Pair = tuple[int, int]


def shingles(words: Sequence[str]) -> Iterator[Shingle]:
    """Each run of LENGTH words."""
    return zip(words, words[1:], words[2:], strict=False)


def align(
    quoted: Sequence[str],
    text: Sequence[str],
    weight: Callable[[str], float],
    gaps: AbstractSet[int] = frozenset(),
    ends_between: Callable[[int, int], bool] = lambda _one, _two: False,
) -> Alignment | None:
    """The best passage of `text` for the words of a quotation, None where no run of words is the same.

    `gaps` are numbers of quoted words before which the writer left something out, and says so: what stands there in
    the text counts for nothing. `ends_between` says of two words of the text whether a sentence ends between them: the
    passage does not begin or end with a single word beyond.

    The longest run of equal words is the fixed point, from which the longest common subsequence is followed both
    ways, not farther than the quotation is long.
    """
    seed = _longest_run(quoted, text)
    if seed is None:
        return None
    at, there, length = seed
    pairs = _before(quoted[:at], text, there, gaps)
    pairs += [(at + n, there + n) for n in range(length)]
    pairs += _after(quoted, at + length, text, there + length, gaps)
    pairs = _trim(pairs, gaps, ends_between)
    (first_quoted, first), (last_quoted, last) = pairs[0], pairs[-1]
    score = _score(quoted, text, pairs, weight, gaps)
    return Alignment(first, last + 1, score, first_quoted, len(quoted) - 1 - last_quoted)


def _longest_run(quoted: Sequence[str], text: Sequence[str]) -> tuple[int, int, int] | None:
    """Where the longest run of equal words begins in each, and its length; at least LENGTH."""
    places: defaultdict[Shingle, list[int]] = defaultdict(list)
    wanted = set(shingles(quoted))
    for there, shingle in enumerate(shingles(text)):
        if shingle in wanted and len(places[shingle]) < _MOST_PLACES:
            places[shingle].append(there)
    best: tuple[int, int, int] | None = None
    running: dict[int, int] = {}
    for at, shingle in enumerate(shingles(quoted)):
        lengths: dict[int, int] = {}
        for there in places.get(shingle, ()):
            lengths[there] = length = running.get(there - 1, LENGTH - 1) + 1
            if best is None or length > best[2]:
                start = at + LENGTH - length
                best = (start, there + LENGTH - length, length)
        running = lengths
    return best


def _before(quoted: Sequence[str], text: Sequence[str], end: int, gaps: AbstractSet[int]) -> list[Pair]:
    elided = _ELIDED if any(gap <= len(quoted) for gap in gaps) else 0
    start = max(0, end - int(_STRETCH * len(quoted)) - _SLACK - elided) if quoted else end
    return [
        (len(quoted) - 1 - at, end - 1 - there) for at, there in reversed(_common(quoted[::-1], text[start:end][::-1]))
    ]


def _after(quoted: Sequence[str], begin: int, text: Sequence[str], start: int, gaps: AbstractSet[int]) -> list[Pair]:
    rest = quoted[begin:]
    elided = _ELIDED if any(gap >= begin for gap in gaps) else 0
    end = start + int(_STRETCH * len(rest)) + _SLACK + elided if rest else start
    return [(begin + at, start + there) for at, there in _common(rest, text[start:end])]


def _common(one: Sequence[str], two: Sequence[str]) -> list[Pair]:
    """The pairs of equal words in the longest common subsequence, and of nearly equal ones where both stand alone."""
    from rapidfuzz.distance import Indel, Levenshtein

    pairs: list[Pair] = []
    for code in Indel.opcodes(one, two) if one and two else ():
        if code.tag == "equal":
            pairs += zip(range(code.src_start, code.src_end), range(code.dest_start, code.dest_end), strict=True)
    for at, there in _lonely(pairs, len(one), len(two)):
        if Levenshtein.normalized_similarity(one[at], two[there]) >= _NEAR_SPELLING:
            pairs.append((at, there))
    return sorted(pairs)


def _lonely(pairs: Sequence[Pair], one: int, two: int) -> list[Pair]:
    """Words that have no equal, but the same neighbours before and after."""
    found: list[Pair] = []
    before = (-1, -1)
    for pair in [*pairs, (one, two)]:
        if pair[0] - before[0] == 2 == pair[1] - before[1]:  # noqa: PLR2004 - exactly one word between
            found.append((pair[0] - 1, pair[1] - 1))
        before = pair
    return found


def _trim(pairs: list[Pair], gaps: AbstractSet[int], ends_between: Callable[[int, int], bool]) -> list[Pair]:
    """The same without a single word at either end that stands far from the rest: it is there by chance."""

    def is_stray(one: Pair, two: Pair) -> bool:
        if two[1] - one[1] == 1 or any(one[0] < gap <= two[0] for gap in gaps):
            return False
        return two[1] - one[1] > 1 + max(_FEW, two[0] - one[0]) or ends_between(one[1], two[1])

    while len(pairs) > LENGTH and is_stray(pairs[0], pairs[1]):
        pairs = pairs[1:]
    while len(pairs) > LENGTH and is_stray(pairs[-2], pairs[-1]):
        pairs = pairs[:-1]
    return pairs


def _score(
    quoted: Sequence[str],
    text: Sequence[str],
    pairs: Sequence[Pair],
    weight: Callable[[str], float],
    gaps: AbstractSet[int],
) -> float:
    """The weight of the words they share by that of all words of both: 1 for the same, less for every word changed.

    One word changed in a sentence is an edit, however much that word says.
    """
    added: list[str] = []
    for (at, there), (next_at, next_there) in pairwise(pairs):
        if not any(at < gap <= next_at for gap in gaps):
            added += text[there + 1 : next_there]
    shared = sum(weight(quoted[at]) + weight(text[there]) for at, there in pairs)
    written = sum(weight(text[there]) for _, there in pairs) + sum(map(weight, added))
    score = min(1.0, shared / (sum(map(weight, quoted)) + written))
    is_edit = max(len(added), len(quoted) - len(pairs)) == 1 and len(pairs) >= _SAME_BESIDE_IT
    return max(score, _ONE_WORD) if is_edit else score


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
