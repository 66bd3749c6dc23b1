"""Heads of the comments in a dump, and their context: headings that count them, actions on one, the form below them.

A head is a line with the time of a comment, and the author's name on a line near it. The heads of one page have a style
in common. The name is at the position, relative to the time, whose lines score highest as names.
"""

import re
from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence

from msgspec import Struct

from threadreader.importer.completeness import read_count
from threadreader.importer.dates.find import find_times
from threadreader.importer.dates.formats import ascii_digits
from threadreader.importer.lexicon import BYLINE_AFFIX
from threadreader.importer.names import shared_words, without_words
from threadreader.importer.plaintext.lines import Lines
from threadreader.lexicon import alternatives, compile_lazily
from threadreader.model.thread import Kind

_MAX_LINE_CHARS = 200  # a heading, form or head that a browser did not wrap; with 100 a test loses comments
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
        times = find_times(line.text)
        untimed = line.text
        for time in reversed(times):
            untimed = untimed[: time.start] + untimed[time.end :]
        match = COUNT.search(untimed)
        number = _NUMBER.search(match[0]) if match else None
        count = read_count(number[0]) if number else None
        if count is not None:
            counts[index] = count
        if is_action_line(line.text) or (times and is_action_line(line.text[times[-1].end :])):
            actions.append(index)
        if FORM.fullmatch(line.text):
            forms.append(index)
    return Context(_headings(counts, lines), actions, forms, len(lines.all))


def _headings(counts: Mapping[int, int], lines: Lines) -> Mapping[int, int]:
    """The counts of this page: a phrase with many different numbers is about people, or about other pages."""
    phrases: dict[int, str] = {}  # each line without its number, or a constant where it counts behind a title
    for text, index in ((lines.all[index].text, index) for index in counts):
        match = COUNT.search(text)
        is_behind = match is not None and text[: match.start()].strip(_PREFIX_SIGNS)
        phrases[index] = _BEHIND_TITLE if is_behind else _NUMBER.sub("", text)
    numbers: defaultdict[str, set[int]] = defaultdict(set)
    for index, count in counts.items():
        numbers[phrases[index]].add(count)
    return {
        index: count
        for index, count in counts.items()
        if len(numbers[phrases[index]]) < _MIN_NUMBERS and not _is_prose(lines, index)
    }


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


# Characters besides the time on its line: a name, a title and buttons; more is a sentence with a date.
_MAX_CHARS_WITH_TIME = 90

_MAX_NAME_CHARS = 60  # as many as WordPress allows
_MAX_NAME_WORDS = 6  # a full name with its titles; sentences are longer
# Characters of a name that is repeated, and words of a name that ends in a full stop.
_MIN_REPEATED_CHARS, _MAX_ABBREVIATED_WORDS = 3, 3
_PICTURES = compile_lazily(r"^(?:\[[^\[\]]{0,60}\]\s*|[●▲△•*_|·\u2013\u2014»>\s-]+)+")
_POINTS = compile_lazily(rf"^.{{0,30}}?\b(?:{alternatives('points')}) (?:{alternatives('points_by')})\s", re.IGNORECASE)
_SEPARATOR = compile_lazily(r"\s*[|·•]\s*|\s[\u2013\u2014-]\s?|\s?[\u2013\u2014]\s|,\s*$|;\s")
_NAME_SEPARATORS = " ,:;·|\u2013\u2014•*_-\xa0@#[](\u2192\u2193"
_SENTENCE = compile_lazily(r"[.!?\u2026]$|[a-z]{4}\.\s|[!?:]\s|,\s.*,\s|^[\"'\u201c\u2018\u00ab>]")
_CODE = compile_lazily(rf"[()\[\]{{}}=<>/;,]|^(?:{alternatives('captions')})$", re.IGNORECASE)
_NOT_A_NAME = compile_lazily(
    r"^[\W\d_]*$|^\d[\d.,]*\s\w+$|^\d{1,2}[:.]\d\d(?:\s?[ap]\.?m\.?)?$|^#?\d+$|^https?:|^(?:re|aw|sv)\s?:|^in reply to"
    rf"|^(?:{alternatives('numbered_comment')})\s?#?\s?\d+$|^(?:{alternatives('on_date', 'before_date')})$"
    rf"|^(?:{alternatives('author_role')})$"
    rf"|^(?:{alternatives('action_in_text')})$",
    re.IGNORECASE,
)
_ROLE = compile_lazily(rf"(?:(?<=\w)\s+)?\b(?:{alternatives('author_role')})$", re.IGNORECASE)
_WEEKDAY = compile_lazily(
    rf"(?:^|(?<=[\s,]))(?:(?:{alternatives('before_weekday')})\s+)?"
    r"(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs?)?|fri|sat(?:ur)?|sun)(?:day)?\.?,"
    rf"|(?:{alternatives('weekdays')}),?|(?<=,\s)(?:{alternatives('weekdays_shortened')})\.?,?)$",
    re.IGNORECASE,
)
# Beginning of a link from another site.
PING = compile_lazily(rf"(?P<kind>{alternatives('ping')})\w*\s?(?:(?:{alternatives('ping_by')})\b|:)\s*", re.IGNORECASE)
_PARENT_NAME = compile_lazily(rf"\s(?:{alternatives('replied_to')}|\u2192|\u21a9)\s.*$", re.IGNORECASE)


class _Timestamp(Struct, frozen=True):
    """A time, the lines that it is on, and the text before and after it there."""

    first: int
    last: int
    when: str
    before: str
    after: str


def _find_timestamps(lines: Lines) -> Iterator[_Timestamp]:
    """Find all lines that are little more than a time, also wrapped ones."""
    last = -1
    for index, line in enumerate(lines.all):
        if index <= last or not line.text or len(line.text) > _MAX_LINE_CHARS:
            continue
        timestamp = _timestamp(line.text, index, index)
        if lines.is_full(index):
            wrapped = _timestamp(f"{line.text} {lines.all[index + 1].text}", index, index + 1)
            timestamp = (
                wrapped if wrapped and (timestamp is None or len(wrapped.when) > len(timestamp.when)) else timestamp
            )
        if timestamp:
            last = timestamp.last
            yield timestamp


def _timestamp(text: str, first: int, last: int) -> _Timestamp | None:
    text = ascii_digits(text)
    times = find_times(text)
    if not times or "://" in text:
        return None
    before, after = text[: times[0].start].strip(), text[times[0].end :].strip()
    if len(before) + len(after) > _MAX_CHARS_WITH_TIME:
        return None
    return _Timestamp(first, last, times[0].text.strip(), _WEEKDAY.sub("", before).rstrip(), after)


def extract_name(text: str) -> str | None:
    """The name in a line, or in a part of one; None if nothing looks like a name."""
    if not text or len(text) > _MAX_LINE_CHARS:
        return None
    text = _POINTS.sub("", _PICTURES.sub("", text))
    if _is_attribution(text):
        # It may be a title in a pingback.
        name = _strip_repetition(BYLINE_AFFIX.sub("", text).strip(_NAME_SEPARATORS))
        return name if name and len(name) <= _MAX_CHARS_WITH_TIME and not _NOT_A_NAME.search(name) else None
    text = _PARENT_NAME.sub("", BYLINE_AFFIX.sub("", BYLINE_AFFIX.sub("", text)))
    for piece in _SEPARATOR.split(text):
        name = _strip_repetition(BYLINE_AFFIX.sub("", piece).strip(_NAME_SEPARATORS))
        if name and not ACTION.fullmatch(name):
            return name if _can_be_name(name) else None
    return None


def _strip_repetition(name: str) -> str:
    """A name without its repetition (the alternative text of a picture before it) and without a role after it."""
    half = len(name) // 2
    return name[:half] if half > _MIN_REPEATED_CHARS and name[:half] == name[half:] else _ROLE.sub("", name)


def _can_be_name(name: str) -> bool:
    words = name.split()
    if len(name) > _MAX_NAME_CHARS or len(words) > _MAX_NAME_WORDS or _NOT_A_NAME.search(name):
        return False
    return not (_SENTENCE.search(name) and (len(words) > _MAX_ABBREVIATED_WORDS or not name.endswith(".")))


def _is_attribution(text: str) -> bool:
    """True if a line attributes the text below it to somebody, by a verb or by a colon alone."""
    return text.endswith((":", "...", "\u2026")) and BYLINE_AFFIX.search(text) is not None


# Score from which on a position has names, and share of all heads that is a majority: some names are not told as such.
_MIN_SCORE = 0.6
# Names that all are the same are none from so many on; with 2 a test loses a writer's only two comments.
_MIN_NAMES = 4
# Share of attributions with a verb from which on those with a colon alone are no heads.
_VERB_SHARE = 0.25

_MAX_HEAD_CHARS = 80  # a line of a terminal
# Lines from the name down to the time: a title and a rank between, one of them blank.
_MAX_LINES_ABOVE = 4

_ON_LINE, _BELOW = 0, 1  # lines from the time's line to that of the name
# Share of names at a position from which on all lines there are names.
_CERTAIN_SCORE = 0.9

# Weights in the score of a position: for each line of distance, for a blank line between name and time, for
# attributions, for a name on the line of the time, and for names that differ, as the titles of forum members do not.
_DISTANCE_WEIGHT, _BLANK_LINE_WEIGHT = 0.03, 0.1
_ATTRIBUTION_WEIGHT, _SAME_LINE_WEIGHT, _VARIETY_WEIGHT = 0.2, 0.1, 0.08  # see above


class Head(Struct, frozen=True):
    """The lines with author and time of a comment; `name_line` is the index of the line with the name.

    With `is_tail`, they are below the comment.
    """

    first: int
    last: int
    when: str | None = None
    author: str | None = None
    name_line: int | None = None
    is_tail: bool = False
    is_attribution: bool = False
    kind: Kind = Kind.COMMENT


class _NameLine(Struct, frozen=True):
    """A line that may name the author."""

    index: int
    name: str | None
    is_attribution: bool
    is_apart: bool


_Nearby = Mapping[int, _NameLine]
"""The lines near a time by their offset from it."""


def find_heads(lines: Lines) -> list[list[Head]]:
    """The heads of each style, in order; styles without names are left out."""
    styles: defaultdict[tuple[str, bool, bool], list[_Timestamp]] = defaultdict(list)
    for timestamp in _find_timestamps(lines):
        kind = "clock" if ":" in timestamp.when else "day" if any(map(str.isdigit, timestamp.when)) else "ago"
        if timestamp.when.endswith("ago"):
            kind = "ago"
        style = kind, any(map(str.isalpha, timestamp.before)), bool(extract_name(timestamp.after))
        styles[style].append(timestamp)
    groups = (_heads(lines, timestamps) for timestamps in styles.values())
    return [heads for heads in groups if heads]


def _heads(lines: Lines, timestamps: Sequence[_Timestamp]) -> list[Head]:
    all_nearby = [_nearby(lines, timestamp) for timestamp in timestamps]
    scores = {position: _score(all_nearby, position) for position in range(-_MAX_LINES_ABOVE, _BELOW + 1)}
    position = max(scores, key=lambda each: scores[each])
    if scores[position] < _MIN_SCORE:
        return []
    named = [nearby.get(position) for nearby in all_nearby]
    is_sure = scores[position] >= _CERTAIN_SCORE and position != _ON_LINE
    found: list[str | None] = []
    for each in named:
        text = lines.all[each.index].text if each else ""
        is_name = is_sure and len(text) <= _MAX_HEAD_CHARS and not is_action_line(text)
        found.append((each.name or (text.strip(" :|\u2014\u2013-") if is_name else None)) if each else None)
    shared = shared_words({name for name in found if name})
    names = [without_words(name, shared).strip(_NAME_SEPARATORS) or None if name else None for name in found]
    heads: list[Head] = []
    for timestamp, nearby, line, name in zip(timestamps, all_nearby, named, names, strict=True):
        named_line = line if name else None
        index = named_line.index if named_line else timestamp.first
        below = nearby.get(_BELOW)
        is_twice = below is not None and name is not None and below.name == name
        heads.append(
            Head(
                first=min(index, timestamp.first),
                last=below.index if below and is_twice else max(index, timestamp.last),
                when=timestamp.when,
                author=name,
                name_line=named_line.index if named_line else None,
                is_attribution=named_line is not None and named_line.is_attribution,
            )
        )
    return heads


def find_attributions(lines: Lines) -> list[Head]:
    """Find the lines that are attributions without a time."""
    heads = []
    for index, line in enumerate(lines.all):
        if len(line.text) > _MAX_HEAD_CHARS or not _is_attribution(line.text) or lines.is_continuation(index):
            continue
        name = extract_name(line.text)
        # By a verb of speech; a colon alone may stand behind a label.
        is_sure = BYLINE_AFFIX.search(line.text.rstrip(":.\u2026 ")) is not None
        if name and (is_sure or (_can_be_name(name) and not _CODE.search(name))):
            heads.append(Head(index, index, author=name, name_line=index, is_attribution=is_sure))
    in_words = [head for head in heads if head.is_attribution]
    return in_words if len(in_words) > _VERB_SHARE * len(heads) else heads


def parse_ping(lines: Lines, index: int, *, is_tail: bool) -> Head:
    """Parse the head of a pingback or trackback that begins on a line."""
    last = _last_of_ping(lines, index)
    text = " ".join(line.text for line in lines.all[index : last + 1])
    kind = Kind.TRACKBACK if text[:_MAX_HEAD_CHARS].casefold().startswith("trackback") else Kind.PINGBACK
    title = PING.sub("", PING.sub("", text, count=1), count=1) if PING.match(text) else text
    times = find_times(title)
    author = BYLINE_AFFIX.sub("", (title[: times[-1].start] if times else title).strip()).strip(" |:\u2014\u2013-")
    return Head(index, last, times[-1].text.strip() if times else None, author or None, index, is_tail, kind=kind)


def _last_of_ping(lines: Lines, index: int) -> int:
    """The index of the line with the time of a ping, or else of the last one that its title is wrapped to."""
    last = index
    for each in range(index, min(index + _MAX_LINES_ABOVE, len(lines.all))):
        text = lines.all[each].text
        if not text or (each > index and lines.all[each].column >= 0):
            break
        if each > last and lines.is_full(last):
            last = each
        elif each > last and find_times(text):
            return each
        if find_times(text) and not lines.is_full(each):
            return each
    return last


def _nearby(lines: Lines, timestamp: _Timestamp) -> _Nearby:
    name_after = extract_name(timestamp.after)
    on_line = (
        name_after if _is_attribution(timestamp.after) and name_after else extract_name(timestamp.before) or name_after
    )
    is_attributed = _is_attribution(timestamp.before) or timestamp.after.endswith(":")
    nearby = {_ON_LINE: _NameLine(timestamp.first, on_line, is_attributed, is_apart=False)}
    for position, (index, is_apart) in enumerate(_above(lines, timestamp.first), 1):
        text = lines.all[index].text
        nearby[-position] = _NameLine(index, extract_name(text), _is_attribution(text), is_apart)
    below = timestamp.last + 1
    if below < len(lines.all) and lines.all[below].text and lines.all[below].column < 0:
        text = lines.all[below].text
        nearby[_BELOW] = _NameLine(below, extract_name(text), _is_attribution(text), is_apart=False)
    return nearby


def _above(lines: Lines, index: int) -> Iterator[tuple[int, bool]]:
    """Indices of the lines with text above one in its list item, and if there are blank ones between."""
    is_apart = False
    count = 0
    while index > 0 and count < _MAX_LINES_ABOVE and lines.all[index].column < 0:
        index -= 1
        if _ROLE.fullmatch(lines.all[index].text):
            continue
        if lines.all[index].text:
            count += 1
            yield index, is_apart
            if lines.is_full(index):
                # Prose is not between a name and its time.
                return
        elif index and not lines.all[index - 1].text:
            return
        else:
            is_apart = True


def _score(all_nearby: Sequence[_Nearby], position: int) -> float:
    """Score of the lines at a position as the names of several people, about 0 to 1."""
    named_lines = [line for nearby in all_nearby if (line := nearby.get(position)) and line.name]
    if not named_lines:
        return 0
    most_common = Counter(line.name for line in named_lines).most_common(1)[0][1]
    if len(named_lines) >= _MIN_NAMES and most_common > _MIN_SCORE * len(named_lines):
        return 0
    apart = sum(line.is_apart for line in named_lines) / len(named_lines)
    attributed = sum(line.is_attribution for line in named_lines) / len(named_lines)
    nearness = _SAME_LINE_WEIGHT if position == _ON_LINE else -_DISTANCE_WEIGHT * abs(position)
    varied = len({line.name for line in named_lines}) / len(named_lines)
    return (
        len(named_lines) / len(all_nearby)
        + nearness
        - _BLANK_LINE_WEIGHT * apart
        + _ATTRIBUTION_WEIGHT * attributed
        + _VARIETY_WEIGHT * varied
    )
