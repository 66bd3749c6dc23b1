"""Fuzzy matching: the passages of a source most like an edited quotation, word by word.

Seed and extend: the seed is the longest run of equal words, found by shingles, from which the longest common
subsequence (RapidFuzz's Indel opcodes) is followed both ways; the score is the weighted Dice coefficient of the words.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from functools import partial
from itertools import pairwise

from msgspec import Struct

from threadreader.quotes.exact import cut_passage
from threadreader.quotes.query import Query
from threadreader.quotes.sources import Passage, Source
from threadreader.quotes.words import SEPARATOR

SHINGLE_WORDS = 3
"""Words of a shingle: so few that a quotation with a word changed still has some intact."""

Shingle = tuple[str, str, str]

_SLACK_WORDS = 4  # words beside the quotation's length; held by `edited`
_MAX_STRAY_GAP = 3  # words; held by `edited`
_MAX_OCCURRENCES = 40  # of a shingle in one text; bounds the time for text that repeats itself
_MAX_STRETCH = 1.5  # of the quotation's length, looked through at either side of the seed: more was put in seldom
_MAX_ELIDED_WORDS = 80  # of an ellipsis in the quotation: a sentence or three
_MIN_SPELLING_SIMILARITY = 0.75  # held by `plain`; one letter of four
_SCORE_ONE_WORD_CHANGED = 0.8  # held by `edited`; a rare word changed would weigh more
_MIN_WORDS_UNCHANGED = 5  # beside the one that was changed; fewer are alike by chance


class Alignment(Struct, frozen=True):
    """Words `first` to `last` (exclusive) of a text, aligned with a quotation; `score` is 1 for equal words.

    `before` and `after` are the numbers of quoted words before the first and after the last aligned one.
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
    """The best alignment of a quotation with `text`, None where they have no shingle in common.

    `gaps` are indices of quoted words with an ellipsis before them: text there costs nothing. `ends_between` is True
    for two words of the text with the end of a sentence between them: an alignment does not begin or end with a single
    word beyond.
    """
    seed = _longest_common_run(quoted, text)
    if seed is None:
        return None
    index, offset, length = seed
    pairs = _before(quoted[:index], text, offset, gaps)
    pairs += [(index + n, offset + n) for n in range(length)]
    pairs += _after(quoted, index + length, text, offset + length, gaps)
    pairs = _trim(pairs, gaps, ends_between)
    (first_quoted, first), (last_quoted, last) = pairs[0], pairs[-1]
    score = _score(quoted, text, pairs, weight, gaps)
    return Alignment(first, last + 1, score, first_quoted, len(quoted) - 1 - last_quoted)


def _longest_common_run(quoted: Sequence[str], text: Sequence[str]) -> tuple[int, int, int] | None:
    """The longest run of equal words: its index in each, and its length, at least SHINGLE_WORDS."""
    occurrences: defaultdict[Shingle, list[int]] = defaultdict(list)
    wanted = set(shingles(quoted))
    for offset, shingle in enumerate(shingles(text)):
        if shingle in wanted and len(occurrences[shingle]) < _MAX_OCCURRENCES:
            occurrences[shingle].append(offset)
    best: tuple[int, int, int] | None = None
    running: dict[int, int] = {}
    for index, shingle in enumerate(shingles(quoted)):
        lengths: dict[int, int] = {}
        for offset in occurrences.get(shingle, ()):
            lengths[offset] = length = running.get(offset - 1, SHINGLE_WORDS - 1) + 1
            if best is None or length > best[2]:
                start = index + SHINGLE_WORDS - length
                best = (start, offset + SHINGLE_WORDS - length, length)
        running = lengths
    return best


def _before(quoted: Sequence[str], text: Sequence[str], end: int, gaps: AbstractSet[int]) -> list[Pair]:
    elided = _MAX_ELIDED_WORDS if any(gap <= len(quoted) for gap in gaps) else 0
    start = max(0, end - int(_MAX_STRETCH * len(quoted)) - _SLACK_WORDS - elided) if quoted else end
    return [(len(quoted) - 1 - i, end - 1 - j) for i, j in reversed(_common(quoted[::-1], text[start:end][::-1]))]


def _after(quoted: Sequence[str], begin: int, text: Sequence[str], start: int, gaps: AbstractSet[int]) -> list[Pair]:
    rest = quoted[begin:]
    elided = _MAX_ELIDED_WORDS if any(gap >= begin for gap in gaps) else 0
    end = start + int(_MAX_STRETCH * len(rest)) + _SLACK_WORDS + elided if rest else start
    return [(begin + i, start + j) for i, j in _common(rest, text[start:end])]


def _common(one: Sequence[str], two: Sequence[str]) -> list[Pair]:
    """The pairs of equal words in the longest common subsequence, and of nearly equal ones where both stand alone."""
    from rapidfuzz.distance import Indel, Levenshtein

    pairs: list[Pair] = []
    for code in Indel.opcodes(one, two) if one and two else ():
        if code.tag == "equal":
            pairs += zip(range(code.src_start, code.src_end), range(code.dest_start, code.dest_end), strict=True)
    for i, j in _isolated(pairs, len(one), len(two)):
        if Levenshtein.normalized_similarity(one[i], two[j]) >= _MIN_SPELLING_SIMILARITY:
            pairs.append((i, j))
    return sorted(pairs)


def _isolated(pairs: Sequence[Pair], one: int, two: int) -> list[Pair]:
    """Single words without an equal whose neighbours on both sides are aligned."""
    isolated: list[Pair] = []
    before = (-1, -1)
    for pair in [*pairs, (one, two)]:
        if pair[0] - before[0] == 2 == pair[1] - before[1]:  # noqa: PLR2004 - exactly one word between
            isolated.append((pair[0] - 1, pair[1] - 1))
        before = pair
    return isolated


def _trim(pairs: list[Pair], gaps: AbstractSet[int], ends_between: Callable[[int, int], bool]) -> list[Pair]:
    """The pairs without single words at either end that are far from the rest: these are chance matches."""

    def is_stray(one: Pair, two: Pair) -> bool:
        if two[1] - one[1] == 1 or any(one[0] < gap <= two[0] for gap in gaps):
            return False
        return two[1] - one[1] > 1 + max(_MAX_STRAY_GAP, two[0] - one[0]) or ends_between(one[1], two[1])

    while len(pairs) > SHINGLE_WORDS and is_stray(pairs[0], pairs[1]):
        pairs = pairs[1:]
    while len(pairs) > SHINGLE_WORDS and is_stray(pairs[-2], pairs[-1]):
        pairs = pairs[:-1]
    return pairs


def _score(
    quoted: Sequence[str],
    text: Sequence[str],
    pairs: Sequence[Pair],
    weight: Callable[[str], float],
    gaps: AbstractSet[int],
) -> float:
    """Weighted Dice coefficient: the weight of the aligned words over that of all words of both.

    One word changed in a sentence is an edit whatever its weight.
    """
    added: list[str] = []
    for (i, j), (next_i, next_j) in pairwise(pairs):
        if not any(i < gap <= next_i for gap in gaps):
            added += text[j + 1 : next_j]
    shared = sum(weight(quoted[i]) + weight(text[j]) for i, j in pairs)
    written = sum(weight(text[j]) for _, j in pairs) + sum(map(weight, added))
    score = min(1.0, shared / (sum(map(weight, quoted)) + written))
    is_edit = max(len(added), len(quoted) - len(pairs)) == 1 and len(pairs) >= _MIN_WORDS_UNCHANGED
    return max(score, _SCORE_ONE_WORD_CHANGED) if is_edit else score


_MAX_PIECES = 2  # paragraphs of a source that are aligned: a quotation lies in one, or two have the same words
_MIN_SHARED_SHINGLES = 0.15  # held by `edited`
_MAX_WIDENED_WORDS = 4  # held by `edited`
_SENTENCE_END = re.compile(r"[.!?…](?:\s|[”\")])|[\n。！？]")  # noqa: RUF001 - full stops of Chinese and Japanese


def find_similar(query: Query, source: Source, weight: Callable[[str], float]) -> Iterator[tuple[Passage, float]]:
    """The passages of a source most like a query with their scores, at most one in each piece."""
    words: list[str] = []
    gaps: set[int] = set()
    for part in query.elided:
        words += part.words
        gaps.add(len(words))
    for index in _likely_pieces(words, source):
        text = source.words(index)
        ends_between = partial(_ends_between, source, index)
        alignment = align(words, text, weight, gaps - {len(words)}, ends_between)
        if alignment:
            yield cut_passage(query, source, index, _widen(alignment, len(text), ends_between)), alignment.score


def _ends_between(source: Source, index: int, one: int, two: int) -> bool:
    """True if a sentence ends between two words of a piece."""
    spans, text = source.spans(index), source.body.pieces[index].text
    return _SENTENCE_END.search(text, spans[one][1], spans[two][0]) is not None


def _widen(alignment: Alignment, length: int, ends_between: Callable[[int, int], bool]) -> tuple[int, int]:
    """The aligned words, extended at either end by as many words of the sentence as the quotation changed there."""
    first, last = alignment.first, alignment.last
    for _ in range(min(alignment.before, _MAX_WIDENED_WORDS, first)):
        if ends_between(first - 1, first):
            break
        first -= 1
    for _ in range(min(alignment.after, _MAX_WIDENED_WORDS, length - last)):
        if ends_between(last - 1, last):
            break
        last += 1
    return first, last


def _likely_pieces(words: list[str], source: Source) -> list[int]:
    if len(source.body.pieces) == 1:
        return [0]
    votes: Counter[int] = Counter()
    wanted = set(shingles(words))
    for shingle in wanted:
        offset = source.folded.find(f" {' '.join(shingle)} ")
        if offset >= 0:
            votes[source.folded.count(SEPARATOR, 0, offset)] += 1
    return [index for index, shared in votes.most_common(_MAX_PIECES) if shared >= _MIN_SHARED_SHINGLES * len(wanted)]
