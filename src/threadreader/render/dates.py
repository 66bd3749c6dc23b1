"""Formatting of times for people."""

from datetime import date, datetime, timedelta

from threadreader.model.page import Save, reading_minutes
from threadreader.model.text import Moment

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_MONTH_DAYS = 30  # beyond, a date says more than a count


def short_time(moment: Moment) -> str:
    """A time as precise as the page gives it: "9 Mar 2012 15:50", "9 Mar 2012", or the page's text."""
    if moment.at is None:
        return moment.text
    day = short_date(moment.at)
    return f"{day} {moment.at:%H:%M}" if isinstance(moment.at, datetime) else day


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


def reading_time(characters: float) -> str:
    """The time that a text takes to read: "9 min", "2 h"; "" for none."""
    return minutes_in_words(reading_minutes(characters))


def minutes_in_words(minutes: int) -> str:
    """A time in minutes, from some on in hours; "" for none."""
    if minutes >= _MINUTES_FROM_HOURS:
        return f"{round(minutes / 60):,} h"
    return f"{minutes} min" if minutes > 0 else ""
