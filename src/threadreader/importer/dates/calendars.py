"""Years and days of other calendars in those that the rest of the world counts: of Japan, Taiwan, Thailand and Iran."""

import re
from datetime import date, timedelta

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
