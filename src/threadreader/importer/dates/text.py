"""Parser for times written for people: "March 1, 2012 at 3:42 pm", "1 Mar 2012 15:42 UTC", "5 minutes ago".

A text is split into tokens, and every one of them must be understood: an unknown word may change the meaning, so that
such a text is no time. Relative times count back from when the page was saved.
"""

import re
from collections.abc import Callable, Collection, Iterable
from datetime import date, datetime, timedelta
from functools import lru_cache

from msgspec import Struct

from threadreader.importer.dates.formats import (
    PERSIAN_YEARS,
    Order,
    ascii_digits,
    from_persian,
    to_gregorian_years,
    zone,
)
from threadreader.importer.dates.locale import (
    CJK_MONTH,
    CJK_MONTHS,
    COMBINING_MARKS,
    ENGLISH,
    WORD_PATTERN,
    ZONE_ABBREVIATIONS,
    Names,
)
from threadreader.lexicon import compile_lazily

_MAX_CHARS = 120  # bounds the patterns' time; the dates of scripts, with the name of their zone, have over 60
# Characters; programs print the names of months so short, whatever is usual: "Fév", "Aoû" (judgement).
_MIN_ABBREVIATION_CHARS = 3
# Of the shortest month of which other forms are told: "iuni" and "iulie" stay apart.
_MIN_STEM_CHARS = 5
_MAX_ENDING_CHARS = 3  # of forms of names of months: longer words are others (judgement)
# Of the endings of ordinals: "3a", "2011ko".
_MAX_SUFFIX_CHARS = 2

# Hours; so near to a part of the day some languages count a time to it.
_PERIOD_TOLERANCE = 2

# Others belong to another calendar, or are no years.
_PLAUSIBLE_YEARS = range(1900, 2100)

# Of English, in the order of the year.
_MONTHS = sorted({name for name in ENGLISH.months if len(name) == 3}, key=lambda name: ENGLISH.months[name])  # noqa: PLR2004 - abbreviations

# Times of day as Django writes them.
_NAMED_HOURS = {"noon": 12, "midnight": 0}

_IDEOGRAPHIC = compile_lazily(r"(\d{4})\s*[年년]\s*(\d{1,2})\s*[月월]\s*(\d{1,2})\s*[日일号號]?")
_CJK_MONTH = compile_lazily(rf"(?<!\w){CJK_MONTH}")
_SPACED_YEAR_FIRST = compile_lazily(r"(?<![\d.])(\d{4})\.\s(\d{1,2})\.\s(\d{1,2})\.")
_DOT_IN_WORD = compile_lazily(rf"(?<=[^\W\d_]|[{COMBINING_MARKS}])\.(?=[^\W\d_a-z])")
_IDEOGRAPHIC_CLOCK = compile_lazily(r"(\d{1,2})\s*[時时點点시]\s*(?:(\d{1,2})\s*[分분])?(?:\s*(\d{1,2})\s*[秒초])?")
_SPLIT_YEAR = compile_lazily(r"(?<![\d.])(\d{1,2})\.\s?(\d{1,2})[.,]{0,2}\s{1,3}(\d{4})(?![\d:])")
_ENDS_IN_NUMBER = compile_lazily(r"(?<![\d:.])\d{1,4}-?\Z")
_ZONE_NAME = compile_lazily(r"(?<=[+-]\d{4}) \([^()\d]*\)$")
_NUMERIC = r"(?P<a>\d{1,4})(?P<sep>[-/.])(?P<b>\d{1,2})(?P=sep)(?P<c>\d{4}|\d{1,2})\.?(?![\d:])"
_TOKEN = compile_lazily(
    rf"(?<![\d.:]){_NUMERIC}"
    r"|(?P<hour>\d{1,2})(?:[:.h]|\sh\s)(?P<minute>\d{2})(?:[:.](?P<second>\d{2})(?:[.,]\d+)?)?(?![\d:])(?:\s?min\b)?"
    r"|(?P<zone>(?:utc|gmt)\s?[+-]\d{1,2}(?::?\d{2})?|(?<=[\d\s])[+-]\d{2}:?\d{2}|utc|gmt|(?<=\d)z)(?![\w:])"
    r"|(?P<whole>\d{1,2})\s?h(?!\w)"
    r"|(?P<number>\d{1,4})(?P<ordinal>st|nd|rd|th|er|[º°ª])?(?![\d:])"
    r"|(?P<half>[ap]\.\s?m\b\.?)"
    rf"|(?P<word>{WORD_PATTERN})"
    r"|(?P<mark>['\u2019](?=\d\d\b)|[\s,;.@|()\[\]#\u060c\u3001\u200e\u200f\uff08\uff09\u00b7\u2022:/\u2013\u2014\u00bb\u00ab-])",
)


def parse_written_time(
    text: str, names: Names = ENGLISH, order: Order | None = None, plain: Collection[str] = ()
) -> datetime | date | None:
    """The single time in a text in one language: naive, or aware where it gives an offset; a date without a clock.

    `order` is that of the page's numeric dates; without one, only unambiguous ones are parsed. `plain` are filler words
    of any language.
    """
    if not text or len(text) > _MAX_CHARS or not any(map(str.isdigit, text)):
        return None
    try:
        return _Parser(names, order, plain).read(normalize_digits(text))
    except ValueError:
        return None


class _Parser(Struct):
    """State of parsing one text in one language; ValueError as soon as something is not understood."""

    names: Names
    order: Order | None = None
    plain: Collection[str] = ()
    year: int | None = None
    month: int | None = None
    day: int | None = None
    clock: tuple[int, int, int] | None = None
    half: int | None = None
    period: tuple[int, int] | None = None
    offset: str | None = None
    apostrophe: bool = False
    may_be_weekday: bool = False
    # Number of one or two digits that may be the day, or the hour of an "am" after it.
    loose: int | None = None

    def read(self, text: str) -> datetime | date:
        position = 0
        phrases = self.names.phrases
        while position < len(text):
            phrase = phrases.match(text, position) if phrases else None
            if phrase:
                self._month(phrase[1])
                position = phrase.end()
                continue
            token = _TOKEN.match(text, position)
            if token is None:
                raise ValueError(text[position:])
            self._take(token)
            position = token.end()
        return self._result()

    def _take(self, token: re.Match[str]) -> None:
        if token["a"]:
            self._numeric(token["a"], token["b"], token["c"])
        elif token["hour"]:
            self._clock(int(token["hour"]), int(token["minute"]), int(token["second"] or 0))
        elif token["whole"]:
            self._clock(int(token["whole"]))
        elif token["zone"]:
            _reject_second(self.offset)
            self.offset = token["zone"]
        elif token["number"]:
            self._number(token["number"], is_day=bool(token["ordinal"]))
        elif token["half"]:
            self._half(12 if token["half"].startswith("p") else 0)
        elif token["word"]:
            self._word(token)
        else:
            self.apostrophe = token["mark"] in "'\u2019"

    def _word(self, token: re.Match[str]) -> None:
        word = token["word"]
        if word in self.names.months and not (word == "may" and self.month):
            self._month(word)
        elif word in self.names.halves:
            self._half(self.names.halves[word])
        elif word in self.names.periods:
            _reject_second(self.period)
            self.period = self.names.periods[word]
        elif word in _NAMED_HOURS:
            self._clock(_NAMED_HOURS[word])
        elif any(word in words for words in (self.names.weekdays, self.names.filler, ZONE_ABBREVIATIONS, self.plain)):
            return
        elif self.month is None and (name := self._only_month(word, _is_short) or self._only_month(word, _is_form)):
            self._month(name)
        elif not _is_suffix(token):
            raise ValueError(word)

    def _clock(self, hour: int, minute: int = 0, second: int = 0) -> None:
        _reject_second(self.clock)
        self.clock = (hour, minute, second)

    def _only_month(self, word: str, may_be: Callable[[str, str], bool]) -> str | None:
        """The only month that a word may mean: CLDR has few of the cases that languages put months in."""
        names = [name for name in self.names.months if may_be(word, name)]
        return names[0] if len({self.names.months[name] for name in names}) == 1 else None

    def _month(self, word: str) -> None:
        """Month, or weekday of the same name: "mar" is both in Spanish and Italian."""
        if self.month is not None and word in self.names.weekdays and not self.may_be_weekday:
            return
        self._take_loose_day()
        _reject_second(None if self.may_be_weekday else self.month)
        self.may_be_weekday = self.month is None and word in self.names.weekdays
        self.month = self.names.months[word]

    def _number(self, digits: str, *, is_day: bool) -> None:
        if len(digits) == 4 or self.apostrophe:  # noqa: PLR2004 - a year
            _reject_second(self.year)
            self.year = int(digits) if len(digits) == 4 else _full_year(int(digits))  # noqa: PLR2004
            self.apostrophe = False
        elif len(digits) == 3:  # noqa: PLR2004 - nothing in a time has three digits
            raise ValueError(digits)
        else:
            self._take_loose_day()
            self.loose = int(digits)
            if is_day:
                self._take_loose_day()

    def _numeric(self, a: str, b: str, c: str) -> None:
        """Numeric date, where only one order of day and month is possible."""
        _reject_second(self.year or self.month or self.day)
        if len(a) == 4 and len(c) <= 2:  # noqa: PLR2004 - a year comes first
            self.year, self.month, self.day = int(a), int(b), int(c)
        elif len(c) == 4 and len(a) <= 2:  # noqa: PLR2004 - a year comes last
            self.year = int(c)
            self.day, self.month = self._ordered(int(a), int(b))
        elif len(a) <= 2 and self.order is Order.YEAR:  # noqa: PLR2004 - the century is left out
            self.year, self.month, self.day = _full_year(int(a)), int(b), int(c)
        elif len(a) <= 2 and self.order is not None:  # noqa: PLR2004 - the century is left out
            self.year = _full_year(int(c))
            self.day, self.month = self._ordered(int(a), int(b))
        else:
            raise ValueError(a, b, c)

    def _ordered(self, one: int, two: int) -> tuple[int, int]:
        """Day and month of two numbers."""
        if self.order not in (Order.DAY, Order.MONTH):
            return _unambiguous(one, two)
        return (one, two) if self.order is Order.DAY else (two, one)

    def _half(self, hours: int) -> None:
        _reject_second(self.half)
        self.half = hours
        if self.clock is None and self.loose is not None:
            self.clock, self.loose = (self.loose, 0, 0), None

    def _take_loose_day(self) -> None:
        if self.loose is not None:
            _reject_second(self.day)
            self.day, self.loose = self.loose, None

    def _result(self) -> datetime | date:
        self._take_loose_day()
        if self.year is None or self.month is None or self.day is None:
            raise ValueError("no whole date")
        if self.year in PERSIAN_YEARS:
            day = from_persian(self.year, self.month, self.day)
        elif self.year in _PLAUSIBLE_YEARS:
            day = date(self.year, self.month, self.day)
        else:
            raise ValueError(self.year)
        if self.clock is None:
            return day
        hour, minute, second = self.clock
        if hour <= 12:  # noqa: PLR2004 - "15:42 pm" is written too
            hour = hour % 12 + self.half if self.half is not None else _in_period(hour, self.period)
        return datetime(day.year, day.month, day.day, hour, minute, second, tzinfo=zone(self.offset))


@lru_cache(maxsize=64)  # the times by which a language is told are parsed in each
def normalize_digits(text: str) -> str:
    """Text in lower case with ASCII digits; dates of other calendars and of East Asia in Gregorian digits."""
    text = _ZONE_NAME.sub("", text.lower()).replace("'", "\N{RIGHT SINGLE QUOTATION MARK}")
    if not text.isascii():
        text = to_gregorian_years(_DOT_IN_WORD.sub("", ascii_digits(text)))
        text = _CJK_MONTH.sub(lambda month: _MONTHS[CJK_MONTHS.index(month[0].rstrip("月"))], text)
        text = _IDEOGRAPHIC.sub(r"\1-\2-\3 ", text)
        text = _IDEOGRAPHIC_CLOCK.sub(_clock, text)
    return _SPLIT_YEAR.sub(r"\1.\2.\3", _SPACED_YEAR_FIRST.sub(r"\1-\2-\3 ", text))


def _clock(match: re.Match[str]) -> str:
    hour, minute, second = match.groups(default="0")
    return f"{hour}:{int(minute):02}:{int(second):02} "


def _is_suffix(word: re.Match[str]) -> bool:
    """True if a word is the ending of the number that it is glued to, which is no clock time: "4:05p" is one."""
    is_short = word.end() - word.start() <= _MAX_SUFFIX_CHARS
    return is_short and _ENDS_IN_NUMBER.search(word.string, 0, word.start()) is not None


def _is_short(word: str, name: str) -> bool:
    return len(word) >= _MIN_ABBREVIATION_CHARS and name.startswith(word)


def _is_form(word: str, name: str) -> bool:
    """True if a word is a name with another ending; of short names in Latin letters too many other words are."""
    if len(name) < _MIN_STEM_CHARS:
        return not word.isascii() and word[:-1] == name
    return word[: len(name) - 1] == name[:-1] and len(word) <= len(name) + _MAX_ENDING_CHARS


def _full_year(figures: int) -> int:
    return figures + (2000 if figures < 70 else 1900)  # noqa: PLR2004 - as POSIX has it


def _in_period(hour: int, period: tuple[int, int] | None) -> int:
    """Hour of the day for one on a clock face in, or close to, a part of the day."""
    if period is None:
        return hour
    first, end = period
    faces = (hour % 12, hour % 12 + 12, hour % 12 + 24)
    near = {face % 24 for face in faces if first <= face < end} or {
        face
        for face in faces
        if first - _PERIOD_TOLERANCE <= face < end + _PERIOD_TOLERANCE and face < 24  # noqa: PLR2004 - hours
    }
    if len(near) != 1:
        raise ValueError(hour)
    return near.pop()


def _reject_second(value: object) -> None:
    if value is not None:
        raise ValueError("two of a kind")


def _unambiguous(one: int, two: int) -> tuple[int, int]:
    """Day and month, whichever came first."""
    if one == two or (one > 12 >= two):  # noqa: PLR2004 - months
        return one, two
    if two > 12 >= one:  # noqa: PLR2004 - months
        return two, one
    raise ValueError("day and month could change places")


_MAX_RELATIVE_CHARS = 60  # bounds the patterns' time; "about 2 hours ago" is shorter (judgement)
_LENGTH_AGO = compile_lazily(r"(?P<number>\d{1,4}|[^\W\d_]+)\s?(?P<unit>[^\W\d_]+?)\.?\s(?P<ago>[^\W\d_]+)")
_BARE_LENGTH = compile_lazily(r"(?P<number>\d{1,3})\s?(?P<unit>[^\W\d_]+)(?P<ago>(?!))?")
_NUMBER = compile_lazily(r"\d{1,4}")
_DAY = compile_lazily(r"(?P<day>[^\W\d_]+)(?P<rest>\W.*)?")


def parse_relative_time(
    text: str, saved_at: datetime | None, languages: Iterable[Names] = (ENGLISH,)
) -> datetime | date | None:
    """Time that a text counts back from the saving of the page; None where it counts in months or years.

    Hours, minutes and seconds give a time, days and weeks a date.
    """
    if saved_at is None or not text or len(text) > _MAX_RELATIVE_CHARS:
        return None
    saved = saved_at.replace(microsecond=0)
    lowered = text.lower().strip()
    for names in languages:
        try:
            moment = (
                _length_ago(lowered, saved, names)
                or _localized_length(lowered, saved, names)
                or _named_day(lowered, saved, names)
            )
        except OverflowError:
            continue
        if moment is not None:
            return moment
    return None


def _length_ago(text: str, saved: datetime, names: Names) -> datetime | date | None:
    if text in names.now:
        return saved
    match = _LENGTH_AGO.fullmatch(text) or _BARE_LENGTH.fullmatch(text)
    if not match or match["unit"] not in names.units or not (match["ago"] is None or match["ago"] in names.ago):
        return None
    number = int(match["number"]) if match["number"].isdecimal() else names.numbers.get(match["number"])
    return None if number is None else _subtract(saved, number, names.units[match["unit"]])


def _localized_length(text: str, saved: datetime, names: Names) -> datetime | date | None:
    number = _NUMBER.search(text)
    unit = names.lengths.get("".join(_NUMBER.sub("{}", text, count=1).split())) if number else None
    return _subtract(saved, int(number[0]), unit) if number and unit is not None else None


def _subtract(saved: datetime, number: int, unit: timedelta) -> datetime | date:
    then = saved - number * unit
    return then.date() if unit >= timedelta(days=1) else then


def _named_day(text: str, saved: datetime, names: Names) -> datetime | date | None:
    match = _DAY.fullmatch(text)
    if not match or match["day"] not in names.days:
        return None
    day = saved.date() - timedelta(days=names.days[match["day"]])
    if not match["rest"]:
        return day
    moment = parse_written_time(f"{day.isoformat()} {match['rest']}", names)
    return moment if isinstance(moment, datetime) else None
