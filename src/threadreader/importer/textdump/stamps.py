"""Lines that say when something was written, and the names in the lines around them."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from threadreader.importer.records.times import times_in
from threadreader.importer.records.vocabulary import SAID
from threadreader.importer.textdump.lines import Lines
from threadreader.importer.textdump.words import ANSWER

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
        if name and not ANSWER.fullmatch(name):
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
