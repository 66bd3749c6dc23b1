"""How times are written on the screen."""

from datetime import date, datetime

from threadreader.model.moment import Moment

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def short_time(moment: Moment) -> str:
    """A time as precise as the page gives it: "9 Mar 2012 15:50", "9 Mar 2012", or the page's own words."""
    if moment.at is None:
        return moment.text
    day = short_date(moment.at)
    return f"{day} {moment.at:%H:%M}" if isinstance(moment.at, datetime) else day


def short_date(day: date) -> str:
    """A day: "9 Mar 2012"."""
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"
