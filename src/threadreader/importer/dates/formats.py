"""Times written for machines: ISO 8601 in its many shapes, and seconds since 1970.

Whether days or months come first in the dates in figures of a page: told once, by all of them together.

Years and days of other calendars in those that the rest of the world counts: of Japan, Taiwan, Thailand and Iran.
"""

import enum
import itertools
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, timedelta, timezone

from threadreader.importer.dates.locale import day_comes_first, weekday_of

_ISO = re.compile(
    r"(?P<year>\d{4})(?P<dash>[-/.]?)(?P<month>\d{2})(?P=dash)(?P<day>\d{2})"
    r"(?:(?:[Tt]|,?\s+|_)(?P<hour>\d{1,2}):?(?P<minute>\d{2})(?::?(?P<second>\d{2})(?:[.,]\d+)?)?"
    r"\s*(?P<zone>[Zz]|UTC|GMT|(?:UTC|GMT)?[+-]\d{2}(?::?\d{2})?)?)?(?:\s+(?P<epoch>\d{9,10}))?"
)
_USUAL = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:[+-]\d\d:\d\d)?", re.ASCII)
"""As most pages write it, which `fromisoformat` reads in a fraction of the time."""

_COMPACT = re.compile(r"(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])(?:[01]\d|2[0-3])[0-5]\d[0-5]\d")
_EPOCH = re.compile(r"(\d{8,10})(?:\.\d*)?|(\d{11,13})|(\d{14,16})|(\d{17,19})")
_UNITS = (1, 1_000, 1_000_000, 1_000_000_000)
_NEVER = date(1970, 1, 1)
_PLAUSIBLE = range(1990, 2100)


def read_machine(value: str) -> datetime | date | None:
    """The time in a value, to the second; aware where it has an offset or counts from 1970. None for anything else."""
    try:
        if _USUAL.fullmatch(value):
            return _not_zero(datetime.fromisoformat(value))
        iso = _ISO.fullmatch(value)
        if iso:
            return _not_zero(_from_parts(iso))
        if _COMPACT.fullmatch(value):
            return datetime.strptime(value, "%Y%m%d%H%M%S")  # noqa: DTZ007 - wall clock
        return _since_1970(value)
    except (ValueError, OverflowError):
        return None


def zone(written: str | None) -> timezone | None:
    """An offset like Z, GMT, +01:00, -0800 or UTC+2; ValueError where it is a day or more."""
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


def _not_zero(found: datetime | date) -> datetime | date | None:
    """None for the first moment of 1970: a time that was never set."""
    if found.year != _NEVER.year:
        return found
    return None if str(found).startswith(f"{_NEVER} 00:00:00") or found == _NEVER else found


def _since_1970(value: str) -> datetime | None:
    found = _EPOCH.fullmatch(value)
    if not found or found.lastindex is None:
        return None
    moment = datetime.fromtimestamp(int(found[found.lastindex]) // _UNITS[found.lastindex - 1], UTC)
    return moment if moment.year in _PLAUSIBLE else None


_NUMERIC = re.compile(r"(?<![\d./-])(\d{1,2})([-/.])\s?(\d{1,2})(?:\2|[.,]{0,2}\s{1,3})(\d{4}|\d{2})(?![\d:]|[./-]\d)")
_WORD = re.compile(r"[^\W\d_]+")
_MONTHS = 12
_FEW = 3
"""Of fewer different dates than these neither their order nor what they have in common says much."""


class Order(enum.StrEnum):
    """What stands first."""

    DAY = "day"
    MONTH = "month"


Figures = tuple[int, int, int]
"""The first, second and last number of a date."""


def decide_order(texts: Iterable[str], language: str | None = None, saved: date | None = None) -> Order | None:
    """The order that the dates in the texts of a page are in; None where they may be in either.

    A number above 12 is no month. Then: a day of the week beside a date says which it is, the comments of a page mostly
    stand in the order in which they were written, none was written after the page was saved, none of the days of many
    is the same in every month, and who talks on two days talks on days in a row.
    """
    said = list(texts)
    dates, dotted = _find(said)
    if not dates:
        return None
    days_first = any(first > _MONTHS >= second for first, second, _ in dates)
    months_first = any(second > _MONTHS >= first for first, second, _ in dates)
    if days_first != months_first:
        return Order.DAY if days_first else Order.MONTH
    if days_first:
        return None
    return (
        _by_weekday(said, language)
        or _by_time_of_saving(dates, saved)
        or (Order.DAY if dotted or day_comes_first(language) else None)
        or _by_sequence(dates)
        or _by_sameness(dates)
        or _by_nearness(dates)
        or (Order.MONTH if day_comes_first(language) is False else None)
    )


def _find(texts: Iterable[str]) -> tuple[list[Figures], bool]:
    """The dates in figures, and whether dots stand between them, as they only do where days come first."""
    found = [_NUMERIC.search(text) for text in texts]
    dates = [(int(each[1]), int(each[3]), _year(each[4])) for each in found if each]
    return dates, all(each[2] == "." for each in found if each)


def _year(figures: str) -> int:
    return int(figures) + (2000 if len(figures) == 2 else 0)  # noqa: PLR2004 - the century is left out


def _by_weekday(texts: Iterable[str], language: str | None) -> Order | None:
    """The only order in which every date is on the day of the week that stands beside it."""
    possible = set(Order)
    has_any = False
    for text in texts:
        found = _NUMERIC.search(text)
        days = {day for word in _WORD.findall(text.lower()) if (day := weekday_of(word, language)) is not None}
        if found and len(days) == 1:
            has_any = True
            figures = (int(found[1]), int(found[3]), _year(found[4]))
            possible &= {order for order in Order if _weekday(figures, order) in days}
    return possible.pop() if has_any and len(possible) == 1 else None


def _weekday(figures: Figures, order: Order) -> int | None:
    (key,) = _keys([figures], order)
    try:
        return date(*key).weekday()
    except ValueError:
        return None


def _by_time_of_saving(dates: Sequence[Figures], saved: date | None) -> Order | None:
    if saved is None:
        return None
    possible = [order for order in Order if all(key <= _key(saved) for key in _keys(dates, order))]
    return possible[0] if len(possible) == 1 else None


def _by_sequence(dates: Sequence[Figures]) -> Order | None:
    """The only order in which the dates rise or fall all the way."""
    if len(set(dates)) < _FEW:
        return None
    sorted_in = [order for order in Order if _is_sorted(_keys(dates, order))]
    return sorted_in[0] if len(sorted_in) == 1 else None


def _by_sameness(dates: Sequence[Figures]) -> Order | None:
    """What is the same in all of many dates is the month."""
    firsts, seconds = {date[0] for date in dates}, {date[1] for date in dates}
    if len(firsts) == 1 and len(seconds) >= _FEW:
        return Order.MONTH
    return Order.DAY if len(seconds) == 1 and len(firsts) >= _FEW else None


def _by_nearness(dates: Sequence[Figures]) -> Order | None:
    """Of two dates on which several wrote, the order in which one is the day after the other."""
    counts = Counter(dates)
    if len(counts) != 2 or min(counts.values()) < 2:  # noqa: PLR2004 - two dates, each more than once
        return None
    in_a_row = [order for order in Order if _is_in_a_row(_keys(list(counts), order))]
    return in_a_row[0] if len(in_a_row) == 1 else None


def _is_in_a_row(keys: Sequence[Figures]) -> bool:
    try:
        first, second = (date(*key) for key in keys)
    except ValueError:
        return False
    return abs(first - second) == timedelta(days=1)


def _keys(dates: Sequence[Figures], order: Order) -> list[Figures]:
    return [(year, first, second) if order is Order.MONTH else (year, second, first) for first, second, year in dates]


def _key(day: date) -> Figures:
    return day.year, day.month, day.day


def _is_sorted(keys: Sequence[Figures]) -> bool:
    pairs = list(itertools.pairwise(keys))
    return all(one <= two for one, two in pairs) or all(one >= two for one, two in pairs)


_ERAS = {
    "明治": 1867,
    "大正": 1911,
    "昭和": 1925,
    "平成": 1988,
    "令和": 2018,
    "民國": 1911,
    "民国": 1911,
}
"""The year before the first of each."""

_ERA = re.compile(rf"({'|'.join(_ERAS)})\s?(\d{{1,3}}|元)\s?(?=年)")
_THAI = re.compile(r"[\u0e01-\u0e4e]")
_BUDDHIST = re.compile(r"(?<!\d)2[45]\d\d(?!\d)")
_BUDDHA = 543
_PERSIAN = (
    *("فروردین", "اردیبهشت", "خرداد", "تیر", "مرداد", "شهریور"),
    *("مهر", "آبان", "آذر", "دی", "بهمن", "اسفند"),
)
_PERSIAN_DAY = re.compile(rf"(?<!\d)(\d{{1,2}})\s+({'|'.join(_PERSIAN)})\s*[\u060c,]?\s*(\d{{4}})(?!\d)")
PERSIAN_YEARS = range(1370, 1411)
"""Those in which people wrote on pages. No other calendar has these years in that time."""

_FIRST = date(1991, 3, 21)
"""The first day of the first of these years."""

_CYCLE = 33
_LEAP = frozenset((1, 5, 9, 13, 17, 22, 26, 30))
"""The years of each cycle with a day more."""

_LONG_MONTHS = 6
_NOT_LAST = 11


def in_our_years(text: str) -> str:
    """The same with the years of other calendars, and days whose months are theirs, in ours; digits are ASCII."""
    text = _ERA.sub(_year_of_era, text)
    if _THAI.search(text):
        text = _BUDDHIST.sub(lambda year: str(int(year[0]) - _BUDDHA), text)
    return _PERSIAN_DAY.sub(_persian_day, text)


def from_persian(year: int, month: int, day: int) -> date:
    """A day of the Persian calendar; ValueError where that has no such day."""
    length = 31 if month <= _LONG_MONTHS else 30 if month <= _NOT_LAST or _is_leap(year) else 29
    if year not in PERSIAN_YEARS or not 1 <= month <= 12 or not 1 <= day <= length:  # noqa: PLR2004 - months
        raise ValueError(year, month, day)
    years = sum(366 if _is_leap(before) else 365 for before in range(PERSIAN_YEARS.start, year))
    months = (month - 1) * 30 + min(month - 1, _LONG_MONTHS)
    return _FIRST + timedelta(days=years + months + day - 1)


def _is_leap(year: int) -> bool:
    return year % _CYCLE in _LEAP


def _year_of_era(found: re.Match[str]) -> str:
    return str(_ERAS[found[1]] + (1 if found[2] == "元" else int(found[2])))


def _persian_day(found: re.Match[str]) -> str:
    return f"{found[3]}-{_PERSIAN.index(found[2]) + 1}-{found[1]}"
