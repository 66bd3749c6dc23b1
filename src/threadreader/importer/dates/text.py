"""Times written for people: "March 1, 2012 at 3:42 pm", "1 Mar 2012 15:42 UTC", "2012/03/01 15:42".

A text is taken apart into its words, and every one of them must be understood: a text with a word that is not may
say anything, and so says no time.

Times counted back from when the page was saved: "5 minutes ago", "yesterday at 3:42 pm".
"""

import re
import unicodedata
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from threadreader.importer.dates.formats import PERSIAN_YEARS, Order, from_persian, in_our_years, zone
from threadreader.importer.dates.locale import CLOCKS, LANGUAGES, MARKS, WORD, Names, lengths_of

_LONGEST = 120
_BEGUN = 4
"""Letters: months are not cut shorter but where all write them so."""

_CLOSE = 2
"""Hours: so near to a part of the day some say that something was in it."""

_YEARS = range(1900, 2100)
"""Others are those of another calendar, or none."""

_NAMED_HOURS = {"noon": 12, "midnight": 0}
"""How Django writes two times of day."""

_IDEOGRAPHIC = re.compile(r"(\d{4})\s*[年년]\s*(\d{1,2})\s*[月월]\s*(\d{1,2})\s*[日일号號]?")
_SPACED_YEAR_FIRST = re.compile(r"(?<![\d.])(\d{4})\.\s(\d{1,2})\.\s(\d{1,2})\.")
_DOT_IN_WORD = re.compile(rf"(?<=[^\W\d_]|[{MARKS}])\.(?=[^\W\d_a-z])")
_IDEOGRAPHIC_CLOCK = re.compile(r"(\d{1,2})\s*[時时點点시]\s*(?:(\d{1,2})\s*[分분])?(?:\s*(\d{1,2})\s*[秒초])?")
_SPLIT_YEAR = re.compile(r"(?<![\d.])(\d{1,2})\.\s?(\d{1,2})[.,]{0,2}\s{1,3}(\d{4})(?![\d:])")
_IN_BRACKETS = re.compile(r"(?<=[+-]\d{4}) \([^()\d]*\)$")
_NUMERIC = r"(?P<a>\d{1,4})(?P<sep>[-/.])(?P<b>\d{1,2})(?P=sep)(?P<c>\d{4}|\d{1,2})\.?(?![\d:])"
_TOKEN = re.compile(
    rf"(?<![\d.:]){_NUMERIC}"
    r"|(?P<hour>\d{1,2})(?:[:.h]|\sh\s)(?P<minute>\d{2})(?:[:.](?P<second>\d{2})(?:[.,]\d+)?)?(?![\d:])(?:\s?min\b)?"
    r"|(?P<zone>(?:utc|gmt)\s?[+-]\d{1,2}(?::?\d{2})?|(?<=[\d\s])[+-]\d{2}:?\d{2}|utc|gmt|(?<=\d)z)(?![\w:])"
    r"|(?P<whole>\d{1,2})\s?h(?!\w)"
    r"|(?P<number>\d{1,4})(?P<ordinal>st|nd|rd|th|er|[º°ª])?(?![\d:])"
    r"|(?P<half>[ap]\.\s?m\b\.?)"
    rf"|(?P<word>{WORD})"
    r"|(?P<mark>['\u2019](?=\d\d\b)|[\s,;.@|()\[\]#\u060c\u3001\u200e\u200f\uff08\uff09\u00b7\u2022:/\u2013\u2014\u00bb\u00ab-])",
)


def read_words(
    text: str,
    languages: Iterable[Names] = LANGUAGES,
    order: Order | None = None,
    plain: Collection[str] = (),
) -> datetime | date | None:
    """The one time that a text says: naive, or aware where it gives an offset; a date where it gives no time of day.

    `order` is that of the page's dates in figures; without one those are read that can be in one order only. `plain`
    are words of any language that say nothing of the time.
    """
    if not text or len(text) > _LONGEST or not any(map(str.isdigit, text)):
        return None
    lowered = plain_figures(text)
    for names in languages:
        try:
            return _Reading(names, order, plain).read(lowered)
        except ValueError:
            continue
    return None


@dataclass(slots=True)
class _Reading:
    """One text being read with the words of one language; ValueError as soon as something is not understood."""

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
    loose: int | None = None
    """A number of one or two digits that may be the day, or the hour of an "am" behind it."""

    def read(self, text: str) -> datetime | date:
        position = 0
        phrases = self.names.phrases
        while position < len(text):
            phrase = phrases.match(text, position) if phrases else None
            if phrase:
                self._month(phrase[0])
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
            _once(self.clock)
            self.clock = (int(token["hour"]), int(token["minute"]), int(token["second"] or 0))
        elif token["whole"]:
            _once(self.clock)
            self.clock = (int(token["whole"]), 0, 0)
        elif token["zone"]:
            _once(self.offset)
            self.offset = token["zone"]
        elif token["number"]:
            self._number(token["number"], is_day=bool(token["ordinal"]))
        elif token["half"]:
            self._half(12 if token["half"].startswith("p") else 0)
        elif token["word"]:
            self._word(token["word"], is_cut=token.string.startswith(".", token.end()))
        else:
            self.apostrophe = token["mark"] in "'\u2019"

    def _word(self, word: str, *, is_cut: bool) -> None:
        if word in self.names.months and not (word == "may" and self.month):
            self._month(word)
        elif word in self.names.halves:
            self._half(self.names.halves[word])
        elif word in self.names.periods:
            _once(self.period)
            self.period = self.names.periods[word]
        elif word in _NAMED_HOURS:
            _once(self.clock)
            self.clock = (_NAMED_HOURS[word], 0, 0)
        elif is_cut and (whole := self._begun(word)):
            self._month(whole)
        elif not any(word in words for words in (self.names.weekdays, self.names.around, CLOCKS, self.plain)):
            raise ValueError(word)

    def _begun(self, word: str) -> str | None:
        """The name of the only month that begins like this, where so much of it is there."""
        names = [name for name in self.names.months if name.startswith(word)] if len(word) >= _BEGUN else []
        return names[0] if len({self.names.months[name] for name in names}) == 1 else None

    def _month(self, word: str) -> None:
        """A month, or a day of the week that is called like one: "mar" is both in Spanish and Italian."""
        if self.month is not None and word in self.names.weekdays and not self.may_be_weekday:
            return
        self._settle_day()
        _once(None if self.may_be_weekday else self.month)
        self.may_be_weekday = self.month is None and word in self.names.weekdays
        self.month = self.names.months[word]

    def _number(self, digits: str, *, is_day: bool) -> None:
        if len(digits) == 4 or self.apostrophe:  # noqa: PLR2004 - a year
            _once(self.year)
            self.year = int(digits) if len(digits) == 4 else _in_its_century(int(digits))  # noqa: PLR2004
            self.apostrophe = False
        elif len(digits) == 3:  # noqa: PLR2004 - nothing in a time has three digits
            raise ValueError(digits)
        else:
            self._settle_day()
            self.loose = int(digits)
            if is_day:
                self._settle_day()

    def _numeric(self, a: str, b: str, c: str) -> None:
        """A date in figures, where only one order of day and month is possible."""
        _once(self.year or self.month or self.day)
        if len(a) == 4 and len(c) <= 2:  # noqa: PLR2004 - a year comes first
            self.year, self.month, self.day = int(a), int(b), int(c)
        elif len(c) == 4 and len(a) <= 2:  # noqa: PLR2004 - a year comes last
            self.year = int(c)
            self.day, self.month = self._ordered(int(a), int(b))
        elif len(a) <= 2 and self.order is not None:  # noqa: PLR2004 - the century is left out
            self.year = _in_its_century(int(c))
            self.day, self.month = self._ordered(int(a), int(b))
        else:
            raise ValueError(a, b, c)

    def _ordered(self, one: int, two: int) -> tuple[int, int]:
        """Day and month of two numbers."""
        if self.order is None:
            return _only_order(one, two)
        return (one, two) if self.order is Order.DAY else (two, one)

    def _half(self, hours: int) -> None:
        _once(self.half)
        self.half = hours
        if self.clock is None and self.loose is not None:
            self.clock, self.loose = (self.loose, 0, 0), None

    def _settle_day(self) -> None:
        if self.loose is not None:
            _once(self.day)
            self.day, self.loose = self.loose, None

    def _result(self) -> datetime | date:
        self._settle_day()
        if self.year is None or self.month is None or self.day is None:
            raise ValueError("no whole date")
        if self.year in PERSIAN_YEARS:
            day = from_persian(self.year, self.month, self.day)
        elif self.year in _YEARS:
            day = date(self.year, self.month, self.day)
        else:
            raise ValueError(self.year)
        if self.clock is None:
            return day
        hour, minute, second = self.clock
        if hour <= 12:  # noqa: PLR2004 - "15:42 pm" is written too
            hour = hour % 12 + self.half if self.half is not None else _in_period(hour, self.period)
        return datetime(day.year, day.month, day.day, hour, minute, second, tzinfo=zone(self.offset))


def plain_figures(text: str) -> str:
    """The same in small letters and with ASCII digits; dates of other calendars and of the East in our figures."""
    text = _IN_BRACKETS.sub("", text.lower())
    if not text.isascii():
        text = "".join(str(unicodedata.digit(each)) if each.isdecimal() else each for each in text)
        text = in_our_years(_DOT_IN_WORD.sub("", text))
        text = _IDEOGRAPHIC.sub(r"\1-\2-\3 ", text)
        text = _IDEOGRAPHIC_CLOCK.sub(_clock, text)
    return _SPLIT_YEAR.sub(r"\1.\2.\3", _SPACED_YEAR_FIRST.sub(r"\1-\2-\3 ", text))


def _clock(found: re.Match[str]) -> str:
    hour, minute, second = found.groups(default="0")
    return f"{hour}:{int(minute):02}:{int(second):02} "


def _in_its_century(figures: int) -> int:
    return figures + (2000 if figures < 70 else 1900)  # noqa: PLR2004 - as POSIX has it


def _in_period(hour: int, period: tuple[int, int] | None) -> int:
    """The hour of the whole day that is meant by one on a clock face in a part of the day, or close to it."""
    if period is None:
        return hour
    first, behind = period
    faces = (hour % 12, hour % 12 + 12, hour % 12 + 24)
    near = {face % 24 for face in faces if first <= face < behind} or {
        face
        for face in faces
        if first - _CLOSE <= face < behind + _CLOSE and face < 24  # noqa: PLR2004 - hours
    }
    if len(near) != 1:
        raise ValueError(hour)
    return near.pop()


def _once(taken: object) -> None:
    if taken is not None:
        raise ValueError("two of a kind")


def _only_order(one: int, two: int) -> tuple[int, int]:
    """Day and month, whichever stood first."""
    if one == two or (one > 12 >= two):  # noqa: PLR2004 - months
        return one, two
    if two > 12 >= one:  # noqa: PLR2004 - months
        return two, one
    raise ValueError("day and month could change places")


_MAX_RELATIVE_CHARS = 60
_LENGTH = re.compile(r"(?P<number>\d{1,4}|[^\W\d_]+)\s?(?P<unit>[^\W\d_]+?)\.?\s(?P<ago>[^\W\d_]+)")
_NUMBER = re.compile(r"\d{1,4}")
_DAY = re.compile(r"(?P<day>[^\W\d_]+)(?P<rest>\W.*)?")


def read_relative(
    text: str, saved_at: datetime | None, languages: Iterable[Names] = LANGUAGES
) -> datetime | date | None:
    """The time a text means, given when the page was saved; None where it counts in months or years.

    Hours, minutes and seconds give a time, days and weeks the day.
    """
    if saved_at is None or not text or len(text) > _MAX_RELATIVE_CHARS:
        return None
    saved = saved_at.replace(microsecond=0)
    lowered = text.lower().strip()
    for names in languages:
        try:
            found = (
                _counted_back(lowered, saved, names)
                or _said_whole(lowered, saved, names)
                or _day_before(lowered, saved, names)
            )
        except OverflowError:
            continue
        if found is not None:
            return found
    return None


def _counted_back(text: str, saved: datetime, names: Names) -> datetime | date | None:
    if text in names.now:
        return saved
    found = _LENGTH.fullmatch(text)
    if not found or found["ago"] not in names.ago or found["unit"] not in names.units:
        return None
    number = int(found["number"]) if found["number"].isdecimal() else names.numbers.get(found["number"])
    return None if number is None else _back(saved, number, names.units[found["unit"]])


def _said_whole(text: str, saved: datetime, names: Names) -> datetime | date | None:
    number = _NUMBER.search(text)
    unit = lengths_of(names.tag).get("".join(_NUMBER.sub("{}", text, count=1).split())) if number else None
    return _back(saved, int(number[0]), unit) if number and unit is not None else None


def _back(saved: datetime, number: int, unit: timedelta) -> datetime | date:
    then = saved - number * unit
    return then.date() if unit >= timedelta(days=1) else then


def _day_before(text: str, saved: datetime, names: Names) -> datetime | date | None:
    found = _DAY.fullmatch(text)
    if not found or found["day"] not in names.days:
        return None
    day = saved.date() - timedelta(days=names.days[found["day"]])
    if not found["rest"]:
        return day
    said = read_words(f"{day.isoformat()} {found['rest']}", (names,))
    return said if isinstance(said, datetime) else None
