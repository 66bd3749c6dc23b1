"""Formatting of times for people."""

import re
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from functools import cache

from threadreader.lexicon import alternatives
from threadreader.model.page import Save
from threadreader.model.text import Moment

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_MONTH_DAYS = 30  # beyond, a date says more than a count


def short_time(moment: Moment, saves: Sequence[Save] = ()) -> str:
    """A time as precise as the page gives it: "9 Mar 2012 15:50", "9 Mar 2012", or the page's text.

    A text that counts back in months or years becomes "~Mar 2019" or "~2019" where all `saves` with a time give that.
    """
    if moment.at is None:
        counted = {_counted_back(moment.text, save.saved_at) for save in saves if save.saved_at}
        return (counted.pop() if len(counted) == 1 else "") or moment.text
    day = short_date(moment.at)
    return f"{day} {moment.at:%H:%M}" if isinstance(moment.at, datetime) else day


_MAX_COUNTED_CHARS = 60  # bounds the pattern's time


@cache
def _counted_lengths() -> re.Pattern[str]:
    months, years, one = map(alternatives, ("months_ago", "years_ago", "one_after_ago"))
    number = rf"(?:(?<!\d)(\d{{1,3}})\s?|\b(?:an?|one|{one})\s)"
    return re.compile(rf"{number}(?:({years})|(?:{months}))(?!\w)")


def _counted_back(text: str, saved: datetime) -> str:
    """Year, or month, that lengths of time count back to; "" where the text has other figures, or none."""
    lengths = _counted_lengths()
    counted = lengths.findall(text.lower()) if len(text) <= _MAX_COUNTED_CHARS else ()
    if not counted or any(map(str.isdigit, lengths.sub("", text.lower()))):
        return ""
    months = sum(int(number or 1) * (12 if year else 1) for number, year in counted)
    year, month = divmod(saved.year * 12 + saved.month - 1 - months, 12)
    return f"~{year}" if all(years for _, years in counted) else f"~{_MONTHS[month]} {year}"


def short_iso(iso: str) -> str:
    """`short_time` of a time or a day in ISO 8601."""
    at = datetime.fromisoformat(iso)
    return f"{short_date(at)} {at:%H:%M}" if "T" in iso else short_date(at)


def short_save(save: Save, *, seconds: bool = False) -> str:
    """The time of a save: "9 Mar 2012 15:50", of its import where the file does not say when it was saved."""
    at = save.saved_at or save.imported_at
    return f"{short_date(at)} {at:{'%H:%M:%S' if seconds else '%H:%M'}}" if at else "at an unknown time"


def short_date(day: date) -> str:
    """A day: "9 Mar 2012"."""
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


def ago(then: datetime, now: datetime) -> str:
    """Relative time: "just now", "5m ago", "2h ago", "3d ago", and after a month the day."""
    passed = now - then
    if passed < timedelta(minutes=1):
        return "just now"
    if passed.days >= _MONTH_DAYS:
        return short_date(then)
    units = (timedelta(days=1), "d"), (timedelta(hours=1), "h"), (timedelta(minutes=1), "m")
    return next(f"{passed // unit}{sign} ago" for unit, sign in units if passed >= unit)


def short_span(first: str, last: str) -> str:
    """A range of days in ISO 8601: "9 Mar 2012", "9 Mar to 2 Apr 2012"."""
    one, other = date.fromisoformat(first), date.fromisoformat(last)
    if one == other:
        return short_date(one)
    if one.year == other.year:
        return f"{one.day} {_MONTHS[one.month - 1]} to {short_date(other)}"
    return f"{short_date(one)} to {short_date(other)}"


_MINUTES_FROM_HOURS = 100  # "95 min" is still compared at a glance


def minutes_in_words(minutes: int) -> str:
    """A time in minutes, from some on in hours; "" for none."""
    if minutes >= _MINUTES_FROM_HOURS:
        return f"{round(minutes / 60):,} h"
    return f"{minutes} min" if minutes > 0 else ""
