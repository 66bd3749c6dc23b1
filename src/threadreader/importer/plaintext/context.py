"""Context of the comments in a dump: headings that count them, lines of actions on one, the form below them."""

import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Mapping, Sequence

from msgspec import Struct

from threadreader.importer.counts import read_count
from threadreader.importer.dates.find import find_times
from threadreader.importer.plaintext.lines import Lines
from threadreader.lexicon import alternatives, compile_lazily

_MAX_LINE_CHARS = 200  # a heading or form that a browser did not wrap; with 100 a test loses comments
_MAX_ACTION_CHARS = 80  # a line of a terminal, more than all actions on a comment take
# Different numbers with the same phrase that show that it is no heading.
_MIN_NUMBERS = 3
_PREFIX_SIGNS = " ([#*·|•\u2013\u2014-"
_BEHIND_TITLE = "behind a title"
_IN_SENTENCE = compile_lazily(r"\w,?\s?$")
_SEPARATORS = compile_lazily(r"\s*[|·•/,]\s*|\s{2,}|^[\W\d]+|[\W\d]+$")
_COUNTED, _FORM = alternatives("counted"), alternatives("form")
_WRITTEN_NUMBER = rf"(?:\d{{1,3}}(?:[.,\u00a0\u202f]\d{{3}}){{1,2}}|\d{{1,6}}|{alternatives('number_words')})"
# Part of a heading that gives the number of comments.
COUNT = compile_lazily(
    rf"(?<![\w.,:/-]){_WRITTEN_NUMBER}[ \xa0]?(?:\w+[ \xa0])?(?:{_COUNTED})(?!\w)"
    rf"|^\W{{0,3}}(?:{_COUNTED}|{alternatives('counted_before')})"
    rf"\s?[:(\uff08]\s?{_WRITTEN_NUMBER}\s?[)\uff09]?\W{{0,3}}$",
    re.IGNORECASE,
)
# A whole line of the form below the comments.
FORM = compile_lazily(
    rf"(?:{_FORM})(?: (?:{alternatives('form_to')}) .{{0,80}})?(?: ?(?:{_FORM}|[»:.↓*]))*"
    r"|\[?\s?[_\s]{5,}\]?.{0,60}|\[\s{5,}\].{0,60}|\[(?:BUTTON|IFRAME|TEXTAREA).{0,80}",
    re.IGNORECASE,
)
# The whole text of an action on a comment.
ACTION = compile_lazily(rf"(?:{alternatives('action_line')})(?:\s?[↓↵»→])?", re.IGNORECASE)
_NUMBER = compile_lazily(rf"\d[\d.,\u00a0\u202f]*|\b(?:{alternatives('number_words')})\b", re.IGNORECASE)


class Context(Struct, frozen=True):
    """Indices of headings, action lines and forms in order; `counts` maps each heading to its number."""

    counts: Mapping[int, int]
    actions: Sequence[int]
    forms: Sequence[int]
    end: int

    def form_after(self, index: int) -> int:
        """The index of the first form after an index, or the end of the dump."""
        after = bisect_right(self.forms, index)
        return self.forms[after] if after < len(self.forms) else self.end

    def count_above(self, index: int) -> int | None:
        """The number in the last heading before an index, None if there is none."""
        last = max((heading for heading in self.counts if heading < index), default=None)
        return None if last is None else self.counts[last]

    def actions_between(self, first: int, end: int) -> int:
        """The number of action lines in a range."""
        return bisect_left(self.actions, end) - bisect_left(self.actions, first)


def read_context(lines: Lines) -> Context:
    """Find the headings, action lines and forms of a dump."""
    counts: dict[int, int] = {}
    actions: list[int] = []
    forms: list[int] = []
    for index, line in enumerate(lines.all):
        if not line.text or len(line.text) > _MAX_LINE_CHARS:
            continue
        count = _count(line.text)
        if count is not None:
            counts[index] = count
        if is_action_line(line.text) or _is_time_with_actions(line.text):
            actions.append(index)
        if FORM.fullmatch(line.text):
            forms.append(index)
    return Context(_headings(counts, lines), actions, forms, len(lines.all))


def _headings(counts: Mapping[int, int], lines: Lines) -> Mapping[int, int]:
    """The counts of this page: a phrase with many different numbers is about people, or about other pages."""
    phrases = {index: _phrase(lines.all[index].text) for index in counts}
    numbers: defaultdict[str, set[int]] = defaultdict(set)
    for index, count in counts.items():
        numbers[phrases[index]].add(count)
    return {
        index: count
        for index, count in counts.items()
        if len(numbers[phrases[index]]) < _MIN_NUMBERS and not _is_prose(lines, index)
    }


def _phrase(text: str) -> str:
    """A counting line without its number, or a constant if it counts behind a title."""
    match = COUNT.search(text)
    return _NUMBER.sub("", text) if match is None or not text[: match.start()].strip(_PREFIX_SIGNS) else _BEHIND_TITLE


def _is_prose(lines: Lines, index: int) -> bool:
    """True if a line is part of a paragraph, and counts something in the middle of a sentence."""
    text = lines.all[index].text
    match = COUNT.search(text)
    if match is None:
        return False
    if _IN_SENTENCE.search(text, 0, match.start()):
        return lines.is_continuation(index) or lines.is_full(index)
    return lines.is_continuation(index) and match.start() == 0 and match.end() < len(text)


def is_action_line(text: str) -> bool:
    """True if a line has nothing but the actions on a comment."""
    if len(text) > _MAX_ACTION_CHARS:
        return False
    pieces = [piece for piece in _SEPARATORS.split(text) if piece]
    return bool(pieces) and all(map(ACTION.fullmatch, pieces))


def _is_time_with_actions(text: str) -> bool:
    """True if the actions follow a time."""
    times = find_times(text)
    return bool(times) and is_action_line(text[times[-1].end :])


def _count(text: str) -> int | None:
    for time in reversed(find_times(text)):
        text = text[: time.start] + text[time.end :]
    match = COUNT.search(text)
    number = _NUMBER.search(match[0]) if match else None
    return read_count(number[0]) if number else None
