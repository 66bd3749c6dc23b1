"""Finder of times in lines of text and in attributes, by their form, in any language."""

import re
from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import NamedTuple

from bs4 import Tag

from threadreader.importer.dates.formats import ERAS, ascii_digits, parse_machine_time
from threadreader.importer.dates.locale import CJK_MONTH, COMBINING_MARKS
from threadreader.importer.html.tree import cached_by_signature, signature_of
from threadreader.lexicon import alternatives, compile_lazily
from threadreader.model.text import fold_space

# No byline is longer.
_MAX_LINE_CHARS = 200

# Lines whose times are kept: most of those with a figure are on their page again, in another tag or with other records.
_KNOWN = 4_096

# Share of a line's characters that times must have at least.
_MIN_SHARE = 0.2

_YEAR = r"(?:19[89]|20\d)\d"
# Those of the calendars of Iran and Thailand.
_OTHER_YEAR = r"(?:13[789]|140|25[4-7])\d"
_MARKS_OF_SPACE = r"\s\u200e\u200f"
_LETTER = rf"(?:[^\W\d_]|[{COMBINING_MARKS}])"
# The script of Arabic has months of two words.
_WORD = (
    rf"(?:{alternatives('month_word')})\s(?:\d{{1,2}}|[^\W\d_]+(?:\s(?:một|hai))?)"
    rf"|{CJK_MONTH}|[\u0600-\u06ff]{{3,12}}(?:\s[\u0600-\u06ff]{{4,9}})?|[^\W\d_]{{3,12}}|(?=[\u0900-\u1aff]){_LETTER}+(?:\.{_LETTER}+)?"
)
_WORD = rf"(?:{_WORD})\.?"
_FOREIGN = rf"(?=[\u0590-\u0dff\u0e00-\u0eff])(?:{_LETTER}|[.\u200c]){{2,14}}"
_NUMBER = r"(?<!\d)\d{1,2}"
_ORDINAL = r"(?:st|nd|rd|th|er|de|[\u00ba\u00aa\u06cc]|[:-]?\u0433?\u043e|\.)?"
# With a date in digits, it settles which number is the month.
_WEEKDAY = r"(?:(?<!\w)(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?,\s)?"
_CJK_WEEKDAY = (
    r"(?:\s?[(\uff08]?(?:(?:星期|周|週)?[一二三四五六日天]|[月火水木金土日](?:曜日?)?|[월화수목금토일](?:요일)?)[)\uff09](?=\s?\d)"
    r"|\s?(?:星期|周|週)[一二三四五六日天](?=\s?\d))?"
)

_HALF_BEFORE = alternatives("halves_of_day", cjk=True)
_HALF = rf"[ap]\.?\s?m\b\.?|[ap]\b|{alternatives('halves_of_day', cjk=False)}|{_HALF_BEFORE}"
_CLOCK = (
    rf"(?:(?:(?:{_HALF_BEFORE})\s?)?(?<!\d)\d{{1,2}}"
    rf"(?:(?:[:.h]|\sh\s)\d{{2}}(?!\.?\d)(?::\d{{2}}(?:[.,]\d{{1,6}})?|\smin\b)?(?:\s?(?:{_HALF}))?"
    r"|\s?[時时點点시](?:\s?\d{1,2}\s?[分분](?:\s?\d{1,2}\s?[秒초])?)?"
    r"|(?<![^\W_]\d)(?<![^\W_]\d\d)\s?[ap]\.?m\b\.?)|\b(?:noon|midnight)\b)"
)
_ZONE = r"(?:\s?\(?(?:(?:utc|gmt)(?:\s?[+-]\d{1,2}(?::?\d{2})?)?\b|[+-]\d{2}:?\d{2}(?!\d)|(?<=\d)z\b)\)?)?"
_BETWEEN = alternatives("before_month")
_SEPARATOR = (
    rf"(?:\s?\({_LETTER}{{1,4}}\)(?=\s?\d))?"
    rf"(?:\.?\s?[,\u060c;@|·•/\u2013\u2014-][{_MARKS_OF_SPACE}]?|\.?[{_MARKS_OF_SPACE}]|(?<=\d)[t_](?=\d))?"
    rf"(?:(?:{alternatives('before_clock')}|{_LETTER}{{1,4}}\.?)\s)?"
)
_DATES = "|".join(
    (
        rf"{_NUMBER}[/.]\d{{1,2}}\.?,?\s\d{{1,2}}:\d{{2}}(?::\d{{2}})?(?![\d:])",
        rf"(?<!\d)(?:{_YEAR}|{_OTHER_YEAR})\s?[-/.]\s?\d{{1,2}}\s?[-/.]\s?\d{{1,2}}(?!\d){_CJK_WEEKDAY}",
        rf"{_WEEKDAY}{_NUMBER}\s?[-/.]\s?\d{{1,2}}\s?[-/.]\s?(?:{_YEAR}|\d{{2}})(?!\d)",
        rf"{_NUMBER}(?:{_ORDINAL}[\s/-]\s?|\.)(?:{_BETWEEN})*{_WORD}[,\u060c]?[\s/-](?:del?\s|năm\s)?(?:{_YEAR}|'\d\d)(?!\d)",
        rf"{_NUMBER}{_ORDINAL}\s{_FOREIGN}[,\u060c]?\s(?:{_FOREIGN}\s?)?{_OTHER_YEAR}(?!\d)",
        rf"{_NUMBER}[./]\d{{1,2}}[.,]{{0,2}}\s{_YEAR}(?!\d)",
        rf"{_NUMBER}-[^\W\d_]{{3,9}}-\d{{2}}(?=\s\d{{1,2}}:\d{{2}})",
        rf"(?<!\w)(?:mon|tue|wed|thu|fri|sat|sun)\s{_WORD}\s\d{{1,2}}\s\d{{1,2}}:\d{{2}}:\d{{2}}\s{_YEAR}(?!\d)",
        (
            rf"(?<!\w){_WORD}\s(?:the\s)?\d{{1,2}}(?:\s\d{{1,2}}:\d{{2}}(?::\d{{2}})?\s(?:[a-z]{{3,4}}\s)?{_YEAR}(?!\d)"
            rf"|{_ORDINAL}(?:[,\u060c]?\s?(?:{_YEAR}|'\d\d)(?!\d)|,?\s(?:at\s|@\s)?{_CLOCK}))"
        ),
        rf"{_NUMBER}/\d{{1,2}}\s(?:at|@|um|à)\s{_CLOCK}",
        rf"{_CLOCK}\s(?:on\s)?{_WORD}\s\d{{1,2}}(?!\d)",
        rf"{_NUMBER}\.?\s{_WORD},?\s(?:at\s|um\s|@\s)?{_CLOCK}",
        rf"(?:(?<!\d)\d{{4}}\s?|{ERAS}\s?(?:\d{{1,3}}|元)\s?)[年년]\s?\d{{1,2}}\s?[月월]\s?\d{{1,2}}\s?[日일号號]{_CJK_WEEKDAY}",
        (
            rf"(?<!\d){_YEAR}(?:\.|[^\W\d_]{{2}}|\sm\.)\s(?:gada\s)?"
            rf"(?:{_WORD}\s\d{{1,2}}(?:\.|a\b|\sd\.|(?=,?\s\d{{1,2}}:))(?!\d)|\d{{1,2}}\.\s{_WORD})"
        ),
        rf"(?<!\d){_YEAR}[-\s]{_WORD}[-\s]\d{{1,2}}(?:\.(?=,|$)|(?={_SEPARATOR}\d{{1,2}}:\d{{2}}|$))",
    )
)
_NAMED_DAYS = alternatives("named_days")
_JUST_NOW = alternatives("just_now")
_AGO_BEFORE = alternatives("ago_before")
_RELATIVE = (
    r"(?:(?<!\w)för\s)?(?:\d{1,4}(?=\s?days?\b)|(?<!\d)\d{1,3}|(?<=\d)\d{1,2})\+?\s?[^\W\d_]{1,10}\.?(?:,?\s\d{1,2}\s[^\W\d_]{3,8})?\s"
    rf"(?:{alternatives('ago_after')})(?!\w)"
    rf"|(?<!\d)\d{{1,3}}\s(?=[\u0900-\u1aff]){_LETTER}{{2,10}}\s?(?:{alternatives('ago_after')})(?!\w)"
    r"|(?:an?|one)\s(?:minute|hour|day|week|month|year)\sago"
    rf"|(?<!\w)(?:{_AGO_BEFORE})\s(?:\d{{1,3}}|{alternatives('one_after_ago')})\s[^\W\d_]{{3,9}}"
    rf"|\d{{1,3}}\s?(?:{alternatives('units_before_ago')})\s?[前전]|{_JUST_NOW}"
)
# In lower case: to compile it so that case is ignored takes twice as long.
# A time begins with a digit or a word; nothing else is tried at other characters.
_START = r"(?=\d|(?<!\w)[^\W_]|[\u3040-\u9fff\uac00-\ud7af])"
_TIME = compile_lazily(
    rf"{_START}(?:"
    rf"(?:(?<!\w){_CLOCK}\s?(?:on|am|ngày|[,\u060c·|\u2013-])?[{_MARKS_OF_SPACE}]?)?(?:{_DATES})(?:{_SEPARATOR}{_CLOCK}|\s?[(\uff08]{_CLOCK}[)\uff09])?{_ZONE}"
    rf"|(?:{_NAMED_DAYS})(?!\w)(?:{_SEPARATOR}{_CLOCK})|{_RELATIVE})"
)
_WITHOUT_DIGITS = compile_lazily(rf"\b(?:ago|now)\b|{_JUST_NOW}", re.IGNORECASE)
_DIGIT = compile_lazily(r"\d")
_BARE_LENGTH = compile_lazily(rf"\d{{1,3}}\s?(?:{alternatives('bare_lengths')})", re.IGNORECASE)
_MAX_BARE_CHARS = 12  # spares the pattern of `bare_lengths`; "12 minutes" and the like are shorter
# Names of attributes that hold times, of those that hold ones at which nothing was written, and of those that hold
# ISO 8601 if anything of a time.
_TIME_NAME = compile_lazily(r"(?:^|[-_])(?:date|time|ts|epoch|created|published|posted)|(?:date|time|stamp)$|^content$")
_OTHER_TIME_NAME = compile_lazily(r"edit|modif|updat|join|regist|last|end|expir|birth")
_DATA_NAME = compile_lazily(r"^data-|^value$")
_TEXT_NAMES = frozenset(("title", "data-original-title", "data-tippy-content", "data-tooltip", "aria-label"))
_ISO_TIME = compile_lazily(r"(?:19|20)\d\d-\d\d-\d\d[T ]\d\d:\d\d")


class FoundTime(NamedTuple):
    """A time in a line, with ASCII digits, and its characters there."""

    text: str
    start: int
    end: int


def find_time(text: str) -> str | None:
    """First time in a line, where it begins that or times are a good part of it, or a length of time that is all."""
    matches = find_times(text)
    if not matches:
        return text if len(text) <= _MAX_BARE_CHARS and _BARE_LENGTH.fullmatch(text) else None
    first = matches[0]
    begins = first.start == 0 and ":" in first.text
    if not begins and sum(len(each.text) for each in matches) < _MIN_SHARE * len(text):
        return None
    return text[first.start : first.end].strip()


def find_times(text: str) -> Sequence[FoundTime]:
    """Times in a line; none in one that is longer than bylines are."""
    if len(text) > _MAX_LINE_CHARS or not (_DIGIT.search(text) or _WITHOUT_DIGITS.search(text)):
        return ()
    return _times_in(str(text))


@lru_cache(maxsize=_KNOWN)
def _times_in(text: str) -> Sequence[FoundTime]:
    digits = text if text.isascii() else ascii_digits(text)
    found = map(re.Match.span, _TIME.finditer(_lower(digits)))
    return tuple(FoundTime(digits[start:end], start, end) for start, end in found)


def _lower(text: str) -> str:
    """The lower case of a line, character by character: a dotted capital I would become two."""
    lower = text.lower()
    if len(lower) == len(text):
        return lower
    return "".join(each.lower() if len(each.lower()) == 1 else each for each in text)


def machine_time(element: Tag) -> str | None:
    """Time in an attribute of an element."""
    for name, find in _time_attributes(element):
        value = element.attrs[name]
        if value and isinstance(value, str) and len(value) < _MAX_LINE_CHARS and (time := find(value)):
            return time
    return None


@cached_by_signature
def _time_attributes(element: Tag) -> Sequence[tuple[str, Callable[[str], str | None]]]:
    """Attributes that may hold a time, each with what finds it in a value, those for machines first."""
    names = sorted(signature_of(element).attributes)
    written = [name for name in names if not _OTHER_TIME_NAME.search(name)]
    return (
        *((name, str) for name in names if name == "datetime"),
        *((name, _machine) for name in written if name != "datetime" and _TIME_NAME.search(name)),
        *((name, _titled) for name in names if name in _TEXT_NAMES),
        *((name, _iso) for name in written if _DATA_NAME.search(name)),
    )


def _machine(value: str) -> str | None:
    return value if parse_machine_time(value.strip()) is not None else None


def _iso(value: str) -> str | None:
    return _machine(value) if _ISO_TIME.match(value) else None


def _titled(value: str) -> str | None:
    words = fold_space(value)
    time = find_time(words)
    return words if time and _machine(words) else time
