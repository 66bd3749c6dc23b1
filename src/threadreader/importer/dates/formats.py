"""Formats of times: ISO 8601 and epoch seconds, the order of day and month, and calendars other than the Gregorian.

The order is decided once for a page, from all its numeric dates together. The calendars are those of Japan, Taiwan,
Thailand and Iran.
"""

import enum
import itertools
import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, date, datetime, timedelta, timezone

from threadreader.importer.dates.locale import day_comes_first, find_weekday
from threadreader.lexicon import compile_lazily

_ISO = compile_lazily(
    r"(?P<year>\d{4})(?P<dash>[-/.]?)(?P<month>\d{2})(?P=dash)(?P<day>\d{2})"
    r"(?:(?:[Tt]|,?\s+|_)(?P<hour>\d{1,2}):?(?P<minute>\d{2})(?::?(?P<second>\d{2})(?:[.,]\d+)?)?"
    r"\s*(?P<zone>[Zz]|UTC|GMT|(?:UTC|GMT)?[+-]\d{2}(?::?\d{2})?)?)?(?:\s+(?P<epoch>\d{9,10}))?"
)
# As most pages write it, which `fromisoformat` parses in a fraction of the time.
_COMMON_ISO = compile_lazily(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:[+-]\d\d:\d\d)?", re.ASCII)

_COMPACT = compile_lazily(r"(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])(?:[01]\d|2[0-3])[0-5]\d[0-5]\d")
_EPOCH = compile_lazily(r"(\d{8,10})(?:\.\d*)?|(\d{11,13})|(\d{14,16})|(\d{17,19})")
_UNITS = (1, 1_000, 1_000_000, 1_000_000_000)  # a second in the units of the groups of `_EPOCH`
_EPOCH_DAY = date(1970, 1, 1)
_PLAUSIBLE = range(1990, 2100)


_OTHER_DIGIT = compile_lazily(r"(?![0-9])\d")


def ascii_digits(text: str) -> str:
    """Text of the same length with the digits of all scripts as ASCII ones."""
    return _OTHER_DIGIT.sub(lambda digit: str(unicodedata.digit(digit[0])), text)


def parse_machine_time(value: str) -> datetime | date | None:
    """Time to the second; aware where it has an offset or counts from 1970. None for anything else."""
    try:
        if _COMMON_ISO.fullmatch(value):
            return _unless_zero(datetime.fromisoformat(value))
        iso = _ISO.fullmatch(value)
        if iso:
            return _unless_zero(_from_parts(iso))
        if _COMPACT.fullmatch(value):
            return datetime.strptime(value, "%Y%m%d%H%M%S")  # noqa: DTZ007 - wall clock
        return _since_1970(value)
    except (ValueError, OverflowError):
        return None


def zone(written: str | None) -> timezone | None:
    """Offset such as Z, GMT, +01:00, -0800 or UTC+2; ValueError where it is a day or more."""
    if not written:
        return None
    digits = re.sub(r"\D", "", written)
    if not digits:
        return UTC
    hours, minutes = (int(digits), 0) if len(digits) <= 2 else (int(digits[:-2]), int(digits[-2:]))  # noqa: PLR2004
    offset = timedelta(hours=hours, minutes=minutes)
    return timezone(-offset if "-" in written else offset)


def _from_parts(iso: re.Match[str]) -> datetime | date:
    if iso["epoch"]:
        return datetime.fromtimestamp(int(iso["epoch"]), UTC)
    day = date(int(iso["year"]), int(iso["month"]), int(iso["day"]))
    if iso["hour"] is None:
        return day
    clock = (int(iso["hour"]), int(iso["minute"]), int(iso["second"] or 0))
    return datetime(day.year, day.month, day.day, *clock, tzinfo=zone(iso["zone"]))


def _unless_zero(moment: datetime | date) -> datetime | date | None:
    """None for the first moment of 1970: a time that was never set."""
    if moment.year != _EPOCH_DAY.year:
        return moment
    return None if str(moment).startswith(f"{_EPOCH_DAY} 00:00:00") or moment == _EPOCH_DAY else moment


def _since_1970(value: str) -> datetime | None:
    match = _EPOCH.fullmatch(value)
    if not match or match.lastindex is None:
        return None
    moment = datetime.fromtimestamp(int(match[match.lastindex]) // _UNITS[match.lastindex - 1], UTC)
    return moment if moment.year in _PLAUSIBLE else None


_NUMERIC = compile_lazily(
    r"(?<![\d./-])(\d{1,2})([-/.])\s?(\d{1,2})(?:\2|[.,]{0,2}\s{1,3})(\d{4}|\d{2})(?![\d:]|[./-]\d)"
)
_WORD = compile_lazily(r"[^\W\d_]+")
_MONTHS = 12  # of a year: a greater number is a day
# With fewer different dates, neither their order nor what is constant is significant.
_MIN_DATES = 3


# A day before in another time zone is the same day. Dates with day and month changed over lie months apart.
_SAME_DAY, _SOON, _LATE = timedelta(days=-1), timedelta(days=7), timedelta(days=25)


class Order(enum.StrEnum):
    """First of day, month and year, where the century is left out."""

    DAY = "day"
    MONTH = "month"
    YEAR = "year"


_DAY_OR_MONTH = (Order.DAY, Order.MONTH)


# First, second and last number of a date.
NumericDate = tuple[int, int, int]


def decide_order(
    texts: Iterable[str], language: str | None = None, saved: date | None = None, published: date | None = None
) -> Order | None:
    """Order of day and month in the numeric dates of a page; None where both are possible.

    `published` is the date of what is commented on.

    A number above 12 is no month. Then: a day of the week with a date settles it, comments are mostly sorted by time,
    none is newer than the saving of the page, the first soon follow the article, the day of many dates is not constant,
    and who writes on two days writes on adjacent ones.
    """
    texts = list(texts)
    dates, dotted = _numeric_dates(texts)
    if not dates:
        return None
    if _year_comes_first(texts, language):
        return Order.YEAR
    days_first = any(first > _MONTHS >= second for first, second, _ in dates)
    months_first = any(second > _MONTHS >= first for first, second, _ in dates)
    if days_first != months_first:
        return Order.DAY if days_first else Order.MONTH
    if days_first:
        return None
    counts = Counter(dates)
    are_two = len(counts) == 2 and min(counts.values()) > 1  # noqa: PLR2004 - two dates, each more than once
    return (
        _by_weekday(texts, language)
        or (_only_order(dates, lambda days: max(days) <= saved) if saved else None)
        or _by_publication(dates, published)
        or (Order.DAY if dotted or day_comes_first(language) else None)
        or (_only_order(dates, _is_sorted) if len(counts) >= _MIN_DATES else None)
        or _by_constant(dates)
        or (_only_order(list(counts), lambda days: abs(days[0] - days[1]) == timedelta(days=1)) if are_two else None)
        or (Order.MONTH if day_comes_first(language) is False else None)
    )


def _numeric_dates(texts: Iterable[str]) -> tuple[list[NumericDate], bool]:
    """Numeric dates, and whether dots separate them, as they only do where days come first."""
    matches = [match for text in texts if (match := _NUMERIC.search(text))]
    dates = [(int(each[1]), int(each[3]), _year(each[4])) for each in matches]
    return [figures for figures in dates if all(figures)], all(each[2] == "." for each in matches)


def _year(figures: str) -> int:
    return int(figures) + (2000 if len(figures) == 2 else 0)  # noqa: PLR2004 - the century is left out


def _by_weekday(texts: Iterable[str], language: str | None) -> Order | None:
    """Only order in which every date falls on the day of the week given with it."""
    possible = set(_DAY_OR_MONTH)
    has_any = False
    for match, day in _with_weekdays(texts, language):
        has_any = True
        figures = (int(match[1]), int(match[3]), _year(match[4]))
        possible &= {order for order in _DAY_OR_MONTH if _weekday(figures, order) == day}
    return possible.pop() if has_any and len(possible) == 1 else None


def _year_comes_first(texts: Sequence[str], language: str | None) -> bool:
    """True if dates of two figures each fall on their day of the week only with the year first, as on imageboards."""
    dated = [*_with_weekdays(texts, language)]
    as_years = [
        ((int(each[3]), int(each[4]), _year(each[1])), day) for each, day in dated if len(each[4]) <= len(each[1])
    ]
    are_right = all(_weekday(figures, Order.MONTH) == day for figures, day in as_years)
    return bool(dated) and len(as_years) == len(dated) and are_right and _by_weekday(texts, language) is None


def _with_weekdays(texts: Iterable[str], language: str | None) -> Iterator[tuple[re.Match[str], int]]:
    """The dates in figures that have a day of the week beside them, with that day."""
    for text in texts:
        match = _NUMERIC.search(text)
        days = {day for word in _WORD.findall(text.lower()) if (day := find_weekday(word, language)) is not None}
        if match and len(days) == 1:
            yield match, days.pop()


def _weekday(figures: NumericDate, order: Order) -> int | None:
    try:
        return _days([figures], order)[0].weekday()
    except ValueError:
        return None


def _only_order(dates: Sequence[NumericDate], fits: Callable[[Sequence[date]], bool]) -> Order | None:
    """Only order in which the dates fit; none has a number that is no month."""
    fitting = [order for order in _DAY_OR_MONTH if fits(_days(dates, order))]
    return fitting[0] if len(fitting) == 1 else None


def _by_publication(dates: Sequence[NumericDate], published: date | None) -> Order | None:
    """Order in which the dates, or the first of them, are soon after the article's; those in the other are not."""
    if published is None:
        return None
    for which in (max, min):
        delays = {order: which(_days(dates, order)) - published for order in _DAY_OR_MONTH}
        soon = [order for order, delay in delays.items() if _SAME_DAY <= delay <= _SOON]
        late = [order for order, delay in delays.items() if not _SAME_DAY <= delay <= _LATE]
        if len(soon) == len(late) == 1:
            return soon[0]
    return None


def _by_constant(dates: Sequence[NumericDate]) -> Order | None:
    """The constant number of many dates is the month."""
    firsts, seconds = {date[0] for date in dates}, {date[1] for date in dates}
    if len(firsts) == 1 and len(seconds) >= _MIN_DATES:
        return Order.MONTH
    return Order.DAY if len(seconds) == 1 and len(firsts) >= _MIN_DATES else None


def _days(dates: Sequence[NumericDate], order: Order) -> list[date]:
    is_month_first = order is Order.MONTH
    return [date(year, *((one, two) if is_month_first else (two, one))) for one, two, year in dates]


def _is_sorted(days: Sequence[date]) -> bool:
    pairs = list(itertools.pairwise(days))
    return all(one <= two for one, two in pairs) or all(one >= two for one, two in pairs)


# Year before the first of each era.
_YEAR_BEFORE_ERA = {
    "明治": 1867,
    "大正": 1911,
    "昭和": 1925,
    "平成": 1988,
    "令和": 2018,
    "民國": 1911,
    "民国": 1911,
}

_LAST_OF_ERA = {"明治": 45, "大正": 15, "昭和": 64, "平成": 31}

ERAS = rf"(?:{'|'.join(_YEAR_BEFORE_ERA)})"
_ERA = compile_lazily(rf"({ERAS})\s?(\d{{1,3}}|元)\s?(?=年)")
_THAI = compile_lazily(r"[\u0e01-\u0e4e]")
_BUDDHIST = compile_lazily(r"(?<!\d)2[45]\d\d(?!\d)")
_BUDDHIST_OFFSET = 543  # years between the Buddhist era and ours
_PERSIAN = (
    *("فروردین", "اردیبهشت", "خرداد", "تیر", "مرداد", "شهریور"),
    *("مهر", "آبان", "آذر", "دی", "بهمن", "اسفند"),
)
_PERSIAN_DAY = compile_lazily(rf"(?<!\d)(\d{{1,2}})\s+({'|'.join(_PERSIAN)})\s*[\u060c,]?\s*(\d{{4}})(?!\d)")
# Those of the web. No other calendar is in these years in that time.
PERSIAN_YEARS = range(1370, 1411)

# First day of the first of these years.
_PERSIAN_EPOCH = date(1991, 3, 21)

_CYCLE = 33  # years after which leap years recur in the Persian calendar
# Leap years of each cycle.
_LEAP = frozenset((1, 5, 9, 13, 17, 22, 26, 30))

_LONG_MONTHS = 6  # first months of the Persian year, of 31 days
_FULL_MONTHS = 11  # first months of at least 30 days; the last has 29, in leap years 30


def to_gregorian_years(text: str) -> str:
    """Convert years of other calendars, and dates with Persian months, in a text; digits are ASCII."""
    text = _ERA.sub(_year_of_era, text)
    if _THAI.search(text):
        text = _BUDDHIST.sub(lambda year: str(int(year[0]) - _BUDDHIST_OFFSET), text)
    return _PERSIAN_DAY.sub(_persian_day, text)


def from_persian(year: int, month: int, day: int) -> date:
    """Day of the Persian calendar; ValueError where it has no such day."""
    length = 31 if month <= _LONG_MONTHS else 30 if month <= _FULL_MONTHS or _is_leap(year) else 29
    if year not in PERSIAN_YEARS or not 1 <= month <= 12 or not 1 <= day <= length:  # noqa: PLR2004 - months
        raise ValueError(year, month, day)
    years = sum(366 if _is_leap(before) else 365 for before in range(PERSIAN_YEARS.start, year))
    months = (month - 1) * 30 + min(month - 1, _LONG_MONTHS)
    return _PERSIAN_EPOCH + timedelta(days=years + months + day - 1)


def _is_leap(year: int) -> bool:
    return year % _CYCLE in _LEAP


def _year_of_era(match: re.Match[str]) -> str:
    year = 1 if match[2] == "元" else int(match[2])
    is_in_era = year <= _LAST_OF_ERA.get(match[1], year)
    return str(_YEAR_BEFORE_ERA[match[1]] + year) if is_in_era else match[0]


def _persian_day(match: re.Match[str]) -> str:
    return f"{match[3]}-{_PERSIAN.index(match[2]) + 1}-{match[1]}"
