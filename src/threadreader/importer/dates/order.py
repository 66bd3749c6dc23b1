"""Whether days or months come first in the dates in figures of a page: told once, by all of them together."""

import enum
import itertools
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from threadreader.importer.dates.locale import day_comes_first, weekday_of

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
