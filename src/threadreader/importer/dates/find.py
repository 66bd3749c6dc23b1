"""Finder of times in lines of text and in attributes, by their form, in any language."""

import re
from functools import cache

from bs4 import Tag

from threadreader.importer.dates.formats import parse_machine_time
from threadreader.importer.dates.locale import WORD_PATTERN
from threadreader.importer.html.selector import Attributes, attribute
from threadreader.lexicon import alternatives

# No byline is longer.
_MAX_LINE_CHARS = 200

# Share of a line's characters that times must have at least.
_MIN_SHARE = 0.2

_YEAR = r"(?:19[89]|20\d)\d"
_WORD = rf"(?:(?:tháng\s)?[^\W\d_]{{3,12}}|(?=[\u0900-\u1aff]){WORD_PATTERN})\.?"
_NUMBER = r"(?<!\d)\d{1,2}"
_ORDINAL = r"(?:st|nd|rd|th|\.)?"
# With a date in digits, it settles which number is the month.
_WEEKDAY = r"(?:(?<!\w)(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?,\s)?"

_HALF = alternatives("halves_of_day")
_CLOCK = (
    rf"(?:(?:(?:{_HALF})\s?)?\d{{1,2}}"
    rf"(?:(?:[:.h]|\sh\s)\d{{2}}(?::\d{{2}}|\smin\b)?(?:\s?(?:[ap]\.?\s?m\b\.?|uhr\b|[\u0635\u0645](?!\w)|{_HALF}))?"
    r"|\s?[ap]\.?m\b\.?)|noon\b|midnight\b)"
)
_DATES = "|".join(
    (
        rf"{_NUMBER}[/.]\d{{1,2}}\.?,?\s\d{{1,2}}:\d{{2}}(?::\d{{2}})?(?![\d:])",
        rf"{_YEAR}\s?[-/.]\s?\d{{1,2}}\s?[-/.]\s?\d{{1,2}}(?!\d)",
        rf"{_WEEKDAY}{_NUMBER}\s?[-/.]\s?\d{{1,2}}\s?[-/.]\s?(?:{_YEAR}|\d{{2}})(?!\d)",
        rf"{_NUMBER}(?:st|nd|rd|th|er|º|\.)?[\s/-]\s?(?:de\s)?{_WORD}[,\u060c]?[\s/-](?:del?\s)?(?:{_YEAR}|'\d\d)(?!\d)",
        rf"{_NUMBER}[./]\d{{1,2}}[.,]{{0,2}}\s{_YEAR}(?!\d)",
        rf"{_NUMBER}-[^\W\d_]{{3,9}}-\d{{2}}(?=\s\d{{1,2}}:\d{{2}})",
        rf"(?<!\w){_WORD}\s\d{{1,2}}{_ORDINAL}[,\u060c]?\s?(?:{_YEAR}|'\d\d)(?!\d)",
        rf"(?<!\w){_WORD}\s\d{{1,2}}\s\d{{1,2}}:\d{{2}}(?::\d{{2}})?\s(?:[A-Z]{{3,4}}\s)?{_YEAR}(?!\d)",
        rf"(?<!\w){_WORD}\s\d{{1,2}}{_ORDINAL},?\s(?:at\s|@\s)?{_CLOCK}",
        rf"{_NUMBER}/\d{{1,2}}\s(?:at|@|um|à)\s{_CLOCK}",
        rf"(?<!\d){_CLOCK}\s(?:on\s)?{_WORD}\s\d{{1,2}}(?!\d)",
        rf"{_NUMBER}\.?\s{_WORD},?\s(?:at\s|um\s|@\s)?{_CLOCK}",
        rf"{_YEAR}\s?[年년]\s?\d{{1,2}}\s?[月월]\s?\d{{1,2}}\s?[日일]",
    )
)
_NAMED_DAYS = alternatives("named_days")
_JUST_NOW = alternatives("just_now")
_RELATIVE = (
    r"(?:\d{1,4}(?=\s?days?\b)|(?<!\d)\d{1,3}|(?<=\d)\d{1,2})\+?\s?[^\W\d_]{1,10}\.?(?:,?\s\d{1,2}\s[^\W\d_]{3,8})?\s"
    rf"(?:{alternatives('ago_after')})(?!\w)"
    r"|(?:an?|one)\s(?:minute|hour|day|week|month|year)\sago"
    rf"|(?<!\w)(?:{alternatives('ago_before')})\s(?:\d{{1,3}}|{alternatives('one_after_ago')})\s[^\W\d_]{{3,9}}"
    rf"|\d{{1,3}}\s?(?:{alternatives('units_before_ago')})\s?[前전]|{_JUST_NOW}"
)
_SEPARATOR = (
    r"(?:\s?[,;@|·•/\u2013\u2014-]\s?|\s)?"
    rf"(?:(?:{alternatives('before_clock')}|[^\W\d_]{{1,4}}\.?)\s)?"
)
_TIME = (
    rf"(?:(?<!\w){_CLOCK}\s?(?:on|am|[,·|\u2013-])?\s?)?(?:{_DATES})(?:{_SEPARATOR}{_CLOCK})?"
    rf"|(?:{_NAMED_DAYS})(?!\w)(?:{_SEPARATOR}{_CLOCK})|{_RELATIVE}"
)
_WITHOUT_DIGITS = re.compile(rf"\b(?:ago|now)\b|{_JUST_NOW}", re.IGNORECASE)
_MACHINE_ATTRIBUTES = ("datetime", "data-time", "data-timestamp", "data-utime", "data-date", "data-datetime", "content")
_TEXT_ATTRIBUTES = ("title", "data-original-title", "data-tippy-content", "aria-label")
_TIME_ATTRIBUTES = Attributes(*_MACHINE_ATTRIBUTES, *_TEXT_ATTRIBUTES)


def find_time(text: str) -> str | None:
    """First time in a line, where times are a good part of it."""
    matches = find_times(text)
    if not matches or sum(len(each[0]) for each in matches) < _MIN_SHARE * len(text):
        return None
    return matches[0][0].strip()


def find_times(text: str) -> list[re.Match[str]]:
    """Times in a line; none in one that is longer than bylines are."""
    if len(text) > _MAX_LINE_CHARS or not (any(map(str.isdigit, text)) or _WITHOUT_DIGITS.search(text)):
        return []
    return list(_time_pattern().finditer(text))


@cache
def _time_pattern() -> re.Pattern[str]:
    """Compiled on first use: compiling takes as long as reading a page, and many pages need none of it."""
    return re.compile(_TIME, re.IGNORECASE)


def machine_time(element: Tag) -> str | None:
    """Time in an attribute of an element."""
    for name in _TIME_ATTRIBUTES.of(element):
        value = element.attrs[name]
        if name in _MACHINE_ATTRIBUTES:
            if value and (name == "datetime" or _is_machine(value)):
                return attribute(element, name)
            continue
        time = find_time(value) if isinstance(value, str) else None
        if time:
            return str(value) if _is_machine(value) else time
    return None


def _is_machine(value: object) -> bool:
    return isinstance(value, str) and len(value) < _MAX_LINE_CHARS and parse_machine_time(value.strip()) is not None
