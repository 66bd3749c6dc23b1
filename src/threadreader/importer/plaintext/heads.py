"""Heads of the comments in a dump: lines with the time of a comment, and the author's name on a line near it.

The heads of one page have a style in common. The name is at the position, relative to the time, whose lines score
highest as names.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence

from msgspec import Struct

from threadreader.importer.dates.find import find_times
from threadreader.importer.dates.formats import ascii_digits
from threadreader.importer.lexicon import BYLINE_AFFIX
from threadreader.importer.names import shared_words, without_words
from threadreader.importer.plaintext.context import ACTION, is_action_line
from threadreader.importer.plaintext.lines import Lines
from threadreader.lexicon import alternatives, compile_lazily
from threadreader.model.thread import Kind

# Characters besides the time on its line: a name, a title and buttons; more is a sentence with a date.
_MAX_CHARS_WITH_TIME = 90

_MAX_LINE_CHARS = 200  # a name, a time and the buttons beside, on one line that is not wrapped
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
        return _attributed_name(text)
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


def _attributed_name(text: str) -> str | None:
    """The name in an attribution, which may be a title in a pingback."""
    name = _strip_repetition(BYLINE_AFFIX.sub("", text).strip(_NAME_SEPARATORS))
    return name if name and len(name) <= _MAX_CHARS_WITH_TIME and not _NOT_A_NAME.search(name) else None


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


# The lines near a time by their offset from it.
_Nearby = Mapping[int, _NameLine]


def find_heads(lines: Lines) -> list[list[Head]]:
    """The heads of each style, in order; styles without names are left out."""
    styles: defaultdict[tuple[str, bool, bool], list[_Timestamp]] = defaultdict(list)
    for timestamp in _find_timestamps(lines):
        styles[_style(timestamp)].append(timestamp)
    groups = (_heads(lines, timestamps) for timestamps in styles.values())
    return [heads for heads in groups if heads]


def _style(timestamp: _Timestamp) -> tuple[str, bool, bool]:
    """The style of a time: the same for all comments of one page."""
    kind = "clock" if ":" in timestamp.when else "day" if any(map(str.isdigit, timestamp.when)) else "ago"
    if timestamp.when.endswith("ago"):
        kind = "ago"
    return kind, any(map(str.isalpha, timestamp.before)), bool(extract_name(timestamp.after))


def _heads(lines: Lines, timestamps: Sequence[_Timestamp]) -> list[Head]:
    all_nearby = [_nearby(lines, timestamp) for timestamp in timestamps]
    scores = {position: _score(all_nearby, position) for position in range(-_MAX_LINES_ABOVE, _BELOW + 1)}
    position = max(scores, key=lambda each: scores[each])
    if scores[position] < _MIN_SCORE:
        return []
    named = [nearby.get(position) for nearby in all_nearby]
    is_sure = scores[position] >= _CERTAIN_SCORE and position != _ON_LINE
    found = [_name(lines, each, is_sure=is_sure) if each else None for each in named]
    shared = shared_words({name for name in found if name})
    names = [without_words(name, shared).strip(_NAME_SEPARATORS) or None if name else None for name in found]
    return [
        _head(timestamp, nearby, each if name else None, name)
        for timestamp, nearby, each, name in zip(timestamps, all_nearby, named, names, strict=True)
    ]


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


def _name(lines: Lines, named: _NameLine, *, is_sure: bool) -> str | None:
    text = lines.all[named.index].text
    if named.name or not is_sure or len(text) > _MAX_HEAD_CHARS or is_action_line(text):
        return named.name
    return text.strip(" :|\u2014\u2013-")


def _head(timestamp: _Timestamp, nearby: _Nearby, named: _NameLine | None, name: str | None) -> Head:
    index = named.index if named else timestamp.first
    below = nearby.get(_BELOW)
    is_twice = below is not None and name is not None and below.name == name
    return Head(
        first=min(index, timestamp.first),
        last=below.index if below and is_twice else max(index, timestamp.last),
        when=timestamp.when,
        author=name,
        name_line=named.index if named else None,
        is_attribution=named is not None and named.is_attribution,
    )


def _nearby(lines: Lines, timestamp: _Timestamp) -> _Nearby:
    name_after = extract_name(timestamp.after)
    on_line = (
        name_after if _is_attribution(timestamp.after) and name_after else extract_name(timestamp.before) or name_after
    )
    is_attributed = _is_attribution(timestamp.before) or timestamp.after.endswith(":")
    nearby = {_ON_LINE: _NameLine(timestamp.first, on_line, is_attributed, is_apart=False)}
    for position, (index, is_apart) in enumerate(_above(lines, timestamp.first), 1):
        nearby[-position] = _named(lines, index, is_apart=is_apart)
    below = timestamp.last + 1
    if below < len(lines.all) and lines.all[below].text and lines.all[below].column < 0:
        nearby[_BELOW] = _named(lines, below, is_apart=False)
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


def _named(lines: Lines, index: int, *, is_apart: bool) -> _NameLine:
    text = lines.all[index].text
    return _NameLine(index, extract_name(text), _is_attribution(text), is_apart)


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
