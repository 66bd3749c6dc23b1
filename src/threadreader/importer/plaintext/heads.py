"""The heads of the comments in a dump: where each says when it was written, and where around that the name stands.

Lines that say when something was written, and the names in the lines around them.
"""

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from threadreader.importer.dates.find import times_in
from threadreader.importer.lexicon import DUMP_ACTION, PING, SAID, TAIL
from threadreader.importer.plaintext.context import is_answer
from threadreader.importer.plaintext.lines import Lines
from threadreader.model.thread import Kind

_BESIDE = 90
_SOME = 30
"""Characters that a byline has at most beside the time."""

_LONGEST = 200
_LONGEST_NAME = 60
_MOST_WORDS = 6
_FEW = 3
_MOST = 0.6
_PICTURES = re.compile(r"^(?:\[[^\[\]]{0,60}\]\s*|[●▲△•*_|·\u2013\u2014»>\s-]+)+")
_POINTS = re.compile(r"^.{0,30}?\b(?:points?|votes?|likes?) (?:by|von|par|de|da|di|van)\s", re.IGNORECASE)
_IN_BRACKETS = re.compile(r"(?<=.)\s*\((?!\s*$)[^()]{0,40}\)?\s*$")
_JOINT = re.compile(r"\s*[|·•]\s*|\s[\u2013\u2014-]\s?|\s?[\u2013\u2014]\s|,\s*$|;\s")
_MARKS = " ,:;·|\u2013\u2014•*_-\xa0@#[](\u2192\u2193"
_SENTENCE = re.compile(r"[.!?\u2026]$|[a-z]{4}\.\s|[!?:]\s|,\s.*,\s|^[\"'\u201c\u2018\u00ab>]")
_CODE = re.compile(r"[()\[\]{}=<>/;,]|^(?:iframe|source|photo|image|via|note|update|edit|ps?|p\.s\.?)$", re.IGNORECASE)
_NO_NAME = re.compile(
    r"^[\W\d_]*$|^\d[\d.,]*\s\w+$|^\d{1,2}[:.]\d\d(?:\s?[ap]\.?m\.?)?$|^#?\d+$|^https?:|^(?:re|aw|sv)\s?:|^in reply to"
    r"|^(?:re|reply|post|comment|message|beitrag|antwort)\s?#?\s?\d+$|^(?:on|at|by|in|am|um|le|el|il|em|op)$"
    r"|^(?:post author|author|autor(?:in)?|auteur|autore)$"
    r"|^(?:answered|asked|edited|modified|posted|commented|reply with quote)$",
    re.IGNORECASE,
)
_ROLE = re.compile(r"(?:(?<=\w)\s+)?\b(?:post author|author|autor(?:in)?|auteur|autore)$", re.IGNORECASE)
_WEEKDAY = re.compile(
    r"(?:^|(?<=[\s,]))(?:(?:on|am|le|el|il|op)\s+)?"
    r"(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs?)?|fri|sat(?:ur)?|sun)(?:day)?\.?,"
    r"|(?:montag|dienstag|mittwoch|donnerstag|freitag|samstag|sonnabend|sonntag|lundi|mardi|mercredi|jeudi|vendredi"
    r"|samedi|dimanche|lunes|martes|miércoles|jueves|viernes|sábado|domingo|lunedì|martedì|mercoledì|giovedì|venerdì"
    r"|sabato|domenica|maandag|dinsdag|woensdag|donderdag|vrijdag|zaterdag|zondag),?"
    r"|(?<=,\s)(?:mo|di|mi|do|fr|sa|so)\.?,?)$",
    re.IGNORECASE,
)
_ANSWERS_WHOM = re.compile(r"\s(?:in reply to|replying to|replied to|\u2192|\u21a9)\s.*$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Stamp:
    """A time, on the lines from one place to another, and what stands before and behind it there."""

    first: int
    last: int
    when: str
    before: str
    after: str


def find_stamps(lines: Lines) -> Iterator[Stamp]:
    """Every line that is little more than a time, also where it is wrapped."""
    done = -1
    for place, line in enumerate(lines.all):
        if place <= done or not line.text or len(line.text) > _LONGEST:
            continue
        stamp = _stamp(line.text, place, place)
        if stamp and len(stamp.before) + len(stamp.after) > _SOME and _is_prose(lines, place):
            continue
        if lines.is_full(place):
            wrapped = _stamp(f"{line.text} {lines.all[place + 1].text}", place, place + 1)
            stamp = wrapped if wrapped and (stamp is None or len(wrapped.when) > len(stamp.when)) else stamp
        if stamp:
            done = stamp.last
            yield stamp


def _is_prose(lines: Lines, place: int) -> bool:
    """Whether a line is in the middle of a paragraph."""
    return lines.continues(place) or (lines.is_full(place) and lines.continues(place + 1) and lines.is_full(place + 1))


def plain_figures(text: str) -> str:
    """The same with ASCII digits."""
    if text.isascii():
        return text
    return "".join(str(unicodedata.digit(each)) if each.isdecimal() else each for each in text)


def _stamp(text: str, first: int, last: int) -> Stamp | None:
    text = plain_figures(text)
    found = times_in(text)
    if not found or "://" in text:
        return None
    before, after = text[: found[0].start()].strip(), text[found[0].end() :].strip()
    if len(before) + len(after) > _BESIDE:
        return None
    return Stamp(first, last, found[0][0].strip(), _WEEKDAY.sub("", before).rstrip(), after)


def name_in(text: str) -> str | None:
    """The name that a line, or a part of one, says; None where it looks like none."""
    if not text or len(text) > _LONGEST:
        return None
    text = _POINTS.sub("", _PICTURES.sub("", text))
    if is_said(text):
        return _said_by(text)
    text = _ANSWERS_WHOM.sub("", SAID.sub("", SAID.sub("", text)))
    for piece in _JOINT.split(text):
        name = _once(SAID.sub("", _IN_BRACKETS.sub("", piece)).strip(_MARKS))
        if name and not DUMP_ACTION.fullmatch(name):
            return name if _is_name(name) else None
    return None


def _once(name: str) -> str:
    """A name that stands twice, as that of a picture before it does, or has its part in the thread behind it."""
    half = len(name) // 2
    return name[:half] if half > _FEW and name[:half] == name[half:] else _ROLE.sub("", name)


def _said_by(text: str) -> str | None:
    """Whoever says something: also a title, where another site's link speaks."""
    name = _once(SAID.sub("", text).strip(_MARKS))
    return name if name and len(name) <= _BESIDE and not _NO_NAME.search(name) else None


def _is_name(name: str) -> bool:
    words = name.split()
    if len(name) > _LONGEST_NAME or len(words) > _MOST_WORDS or _NO_NAME.search(name):
        return False
    return not (_SENTENCE.search(name) and (len(words) > _FEW or not name.endswith(".")))


def is_said(text: str) -> bool:
    """Whether a line says that somebody says something: in words, or by a colon alone."""
    return text.endswith((":", "...", "\u2026")) and SAID.search(text) is not None


def says_in_words(text: str) -> bool:
    """Whether a line says so in words."""
    return is_said(text) and SAID.search(text.rstrip(":.\u2026 ")) is not None


def is_picture(text: str) -> bool:
    """Whether a line is nothing but what stands for pictures."""
    return bool(text) and not _PICTURES.sub("", text)


def is_role(text: str) -> bool:
    """Whether a line is nothing but what somebody is in the thread."""
    return _ROLE.fullmatch(text) is not None


def is_name(text: str) -> bool:
    """Whether a text looks like a name, and not like a sentence or what a label says."""
    return _is_name(text) and not _CODE.search(text)


def without_shared_words(names: Sequence[str | None]) -> list[str | None]:
    """The names without the words that most of them begin or end with: those are the site's."""
    known = {name for name in names if name}
    if len(known) < _FEW:
        return list(names)
    shared = {word for word, count in _counted(known).items() if count > _MOST * len(known)}
    return [_trimmed(name, shared) if name else None for name in names]


def _counted(names: set[str]) -> dict[str, int]:
    counts: dict[str, int] = {}
    for name in names:
        for word in set(name.split()):
            counts[word] = counts.get(word, 0) + 1
    return counts


def _trimmed(name: str, shared: set[str]) -> str | None:
    words = name.split()
    while words and words[0] in shared:
        words.pop(0)
    while words and words[-1] in shared:
        words.pop()
    return " ".join(words).strip(_MARKS) or None


_ENOUGH = 0.6
_SEVERAL = 4
_MANY = 0.25
"""Where so many of the lines that end in a colon say it in words, the others are no heads."""

_SHORT = 80
_ABOVE = 4
"""A name stands at most so many lines over the time."""

_ON_LINE, _BELOW = 0, 1
_SURE = 0.9
"""Where so many of the lines at a position are names, the others are names that do not look like any."""

_FAR, _APART, _SAID, _TOGETHER, _VARIED = 0.03, 0.1, 0.2, 0.1, 0.08
"""What a place of names loses for each line and for a blank one, and gains for words like "says", for one line, and for
names that differ, as titles that a forum gives its members do not."""


@dataclass(frozen=True, slots=True)
class Head:
    """The lines from one place to another that say who wrote a comment and when; `name_line` is where the name is.

    `is_tail` where they stand under the comment.
    """

    first: int
    last: int
    when: str | None = None
    author: str | None = None
    name_line: int | None = None
    is_tail: bool = False
    is_said: bool = False
    kind: Kind = Kind.COMMENT


@dataclass(frozen=True, slots=True)
class _Named:
    """A line that may name the writer."""

    place: int
    name: str | None
    is_said: bool
    is_apart: bool


_Around = Mapping[int, _Named]
"""The lines around a time, by how many lines they are below it."""


def find_heads(lines: Lines) -> list[list[Head]]:
    """The heads of each look, in their order; those of a look that names nobody are left out."""
    looks: defaultdict[tuple[str, bool, bool], list[Stamp]] = defaultdict(list)
    for stamp in find_stamps(lines):
        looks[_look(stamp)].append(stamp)
    found = (_heads(lines, stamps) for stamps in looks.values())
    return [heads for heads in found if heads]


def _look(stamp: Stamp) -> tuple[str, bool, bool]:
    """What the times of the comments on one page have in common."""
    kind = "clock" if ":" in stamp.when else "day" if any(map(str.isdigit, stamp.when)) else "ago"
    if stamp.when.endswith("ago"):
        kind = "ago"
    return kind, any(map(str.isalpha, stamp.before)), bool(name_in(stamp.after))


def _heads(lines: Lines, stamps: Sequence[Stamp]) -> list[Head]:
    around = [_around(lines, stamp) for stamp in stamps]
    merits = {position: _merit(around, position) for position in range(-_ABOVE, _BELOW + 1)}
    position = max(merits, key=lambda each: merits[each])
    if merits[position] < _ENOUGH:
        return []
    named = [where.get(position) for where in around]
    is_sure = merits[position] >= _SURE and position != _ON_LINE
    if is_sure and _are_twice(around, position):
        named = [each or where.get(_BELOW) for each, where in zip(named, around, strict=True)]
    names = without_shared_words([_name(lines, each, is_sure=is_sure) if each else None for each in named])
    tails = sum(bool(TAIL.match(stamp.before)) for stamp in stamps) > _ENOUGH * len(stamps)
    return [
        _head(stamp, where, each if name else None, name, is_tail=tails)
        for stamp, where, each, name in zip(stamps, around, named, names, strict=True)
    ]


def find_said(lines: Lines) -> list[Head]:
    """The lines that only say that somebody says something."""
    found = []
    for place, line in enumerate(lines.all):
        if len(line.text) > _SHORT or not is_said(line.text) or lines.continues(place):
            continue
        name, is_sure = name_in(line.text), says_in_words(line.text)
        if name and (is_sure or is_name(name)):
            found.append(Head(place, place, author=name, name_line=place, is_said=is_sure))
    in_words = [head for head in found if head.is_said]
    return in_words if len(in_words) > _MANY * len(found) else found


def read_ping(lines: Lines, place: int, *, is_tail: bool) -> Head:
    """The head of a comment that another site's link made, which begins on a line."""
    last = _last_of_ping(lines, place)
    text = " ".join(line.text for line in lines.all[place : last + 1])
    kind = Kind.TRACKBACK if text[:_SHORT].casefold().startswith("trackback") else Kind.PINGBACK
    called = PING.sub("", PING.sub("", text, count=1), count=1) if PING.match(text) else text
    when = times_in(called)
    author = SAID.sub("", (called[: when[-1].start()] if when else called).strip()).strip(" |:\u2014\u2013-")
    return Head(place, last, when[-1][0].strip() if when else None, author or None, place, is_tail, kind=kind)


def _last_of_ping(lines: Lines, place: int) -> int:
    """The line with the time of a head that begins on one, or else the last that its name is wrapped to."""
    last = place
    for each in range(place, min(place + _ABOVE, len(lines.all))):
        text = lines.all[each].text
        if not text or (each > place and lines.all[each].column >= 0):
            break
        if each > last and lines.is_full(last):
            last = each
        elif each > last and times_in(text):
            return each
        if times_in(text) and not lines.is_full(each):
            return each
    return last


def _are_twice(around: Sequence[_Around], position: int) -> bool:
    """Whether most names stand below the time too; a picture above it has the same."""
    pairs = [(where.get(position), where.get(_BELOW)) for where in around]
    same = sum(bool(one and other and one.name and other.name and other.name in one.name) for one, other in pairs)
    return position < _ON_LINE and same > _ENOUGH * len(pairs)


def _name(lines: Lines, named: _Named, *, is_sure: bool) -> str | None:
    text = lines.all[named.place].text
    if named.name or not is_sure or len(text) > _SHORT or is_answer(text):
        return named.name
    return text.strip(" :|\u2014\u2013-")


def _head(stamp: Stamp, around: _Around, named: _Named | None, name: str | None, *, is_tail: bool) -> Head:
    place = named.place if named else stamp.first
    below = around.get(_BELOW)
    is_twice = below is not None and name is not None and below.name == name
    return Head(
        first=min(place, stamp.first),
        last=below.place if below and is_twice else max(place, stamp.last),
        when=stamp.when,
        author=name,
        name_line=named.place if named else None,
        is_tail=is_tail,
        is_said=named is not None and named.is_said,
    )


def _around(lines: Lines, stamp: Stamp) -> _Around:
    behind = name_in(stamp.after)
    on_line = behind if is_said(stamp.after) and behind else name_in(stamp.before) or behind
    said = is_said(stamp.before) or stamp.after.endswith(":")
    found = {_ON_LINE: _Named(stamp.first, on_line, said, is_apart=False)}
    for position, (place, is_apart) in enumerate(_above(lines, stamp.first), 1):
        found[-position] = _named(lines, place, is_apart=is_apart)
    below = stamp.last + 1
    if below + 1 < len(lines.all) and is_picture(lines.all[below].text):
        below += 1
    if below < len(lines.all) and lines.all[below].text and lines.all[below].column < 0:
        found[_BELOW] = _named(lines, below, is_apart=False)
    return found


def _above(lines: Lines, place: int) -> Iterator[tuple[int, bool]]:
    """The lines with text above a place, up to the beginning of its list item, and whether blank ones are between."""
    is_apart = False
    found = 0
    while place > 0 and found < _ABOVE and lines.all[place].column < 0:
        place -= 1
        if is_role(lines.all[place].text):
            continue
        if lines.all[place].text:
            found += 1
            yield place, is_apart
            if lines.is_full(place):
                # Words are not between a name and its time.
                return
        elif place and not lines.all[place - 1].text:
            return
        else:
            is_apart = True


def _named(lines: Lines, place: int, *, is_apart: bool) -> _Named:
    text = lines.all[place].text
    return _Named(place, name_in(text), is_said(text), is_apart)


def _merit(around: Sequence[_Around], position: int) -> float:
    """How much the lines at a position look like the names of several people, about 0 to 1."""
    found = [named for where in around if (named := where.get(position)) and named.name]
    if not found:
        return 0
    most = Counter(named.name for named in found).most_common(1)[0][1]
    if len(found) >= _SEVERAL and most > _ENOUGH * len(found):
        return 0
    apart = sum(named.is_apart for named in found) / len(found)
    said = sum(named.is_said for named in found) / len(found)
    nearness = _TOGETHER if position == _ON_LINE else -_FAR * abs(position)
    varied = len({named.name for named in found}) / len(found)
    return len(found) / len(around) + nearness - _APART * apart + _SAID * said + _VARIED * varied
