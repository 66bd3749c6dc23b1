"""What stands around the comments of a dump: headings that count them, links to answer them, the form below."""

import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from threadreader.importer.counts import read_count
from threadreader.importer.dates.find import times_in
from threadreader.importer.lexicon import COUNT, DUMP_ACTION, FORM
from threadreader.importer.plaintext.lines import Lines

_LONGEST = 200
_LONGEST_ANSWER = 80
_MANY = 3
_AROUND = " ([#*·|•\u2013\u2014-"
_BEHIND = "behind a title"
_IN_SENTENCE = re.compile(r"\w,?\s?$")
_MORE = re.compile(r"\b(?:more|other|previous|weitere|andere|autres|más|otros|altri|mais|meer|older)\b", re.IGNORECASE)
_PIECES = re.compile(r"\s*[|·•/,]\s*|\s{2,}|^[\W\d]+|[\W\d]+$")
_NUMBER = re.compile(r"\d[\d.,\u00a0\u202f]*|\bone\b|\bno\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Surroundings:
    """The places of these lines, in their order; `counts` with the number that each says."""

    counts: Mapping[int, int]
    answers: Sequence[int]
    forms: Sequence[int]
    end: int

    def form_after(self, place: int) -> int:
        """Where the form below a place begins, or the end of the dump."""
        after = bisect_right(self.forms, place)
        return self.forms[after] if after < len(self.forms) else self.end

    def count_over(self, place: int) -> int | None:
        """What the last heading over a place says, None where there is none."""
        last = max((at for at in self.counts if at < place), default=None)
        return None if last is None else self.counts[last]

    def answers_between(self, first: int, end: int) -> int:
        """How many lines to answer by there are."""
        return bisect_left(self.answers, end) - bisect_left(self.answers, first)


def look_around(lines: Lines) -> Surroundings:
    """Everything of the kind that the dump has."""
    counts: dict[int, int] = {}
    answers: list[int] = []
    forms: list[int] = []
    for place, line in enumerate(lines.all):
        if not line.text or len(line.text) > _LONGEST:
            continue
        count = _count(line.text)
        if count is not None:
            counts[place] = count
        if is_answer(line.text) or _says_when_and_answers(line.text):
            answers.append(place)
        if FORM.fullmatch(line.text):
            forms.append(place)
    return Surroundings(_headings(counts, lines), answers, forms, len(lines.all))


def _headings(counts: Mapping[int, int], lines: Lines) -> Mapping[int, int]:
    """The counts that are of this page: what is said with many numbers is said of people, or of other pages."""
    shapes = {place: _shape(lines.all[place].text) for place in counts}
    numbers: defaultdict[str, set[int]] = defaultdict(set)
    for place, count in counts.items():
        numbers[shapes[place]].add(count)
    return {
        place: count
        for place, count in counts.items()
        if len(numbers[shapes[place]]) < _MANY and not _is_prose(lines, place)
    }


def _shape(text: str) -> str:
    """What lines that count have in common, but for the number: the words, or that they are behind a title."""
    found = COUNT.search(text)
    return _NUMBER.sub("", text) if found is None or not text[: found.start()].strip(_AROUND) else _BEHIND


def _is_prose(lines: Lines, place: int) -> bool:
    """Whether a line is of a paragraph, and counts something in the middle of a sentence."""
    text = lines.all[place].text
    found = COUNT.search(text)
    if found is None:
        return False
    if _IN_SENTENCE.search(text, 0, found.start()):
        return lines.continues(place) or lines.is_full(place)
    return lines.continues(place) and found.start() == 0 and found.end() < len(text)


def is_answer(text: str) -> bool:
    """Whether a line is nothing but what one can do with a comment."""
    if len(text) > _LONGEST_ANSWER:
        return False
    pieces = [piece for piece in _PIECES.split(text) if piece]
    return bool(pieces) and all(map(DUMP_ACTION.fullmatch, pieces))


def _says_when_and_answers(text: str) -> bool:
    """Whether what one can do with a comment stands behind the time."""
    times = times_in(text)
    return bool(times) and is_answer(text[times[-1].end() :])


def _count(text: str) -> int | None:
    for time in reversed(times_in(text)):
        text = text[: time.start()] + text[time.end() :]
    found = COUNT.search(text)
    if found and _MORE.search(found[0]):
        return None
    number = _NUMBER.search(found[0]) if found else None
    return read_count(number[0]) if number else None
