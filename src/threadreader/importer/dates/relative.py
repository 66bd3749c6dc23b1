"""Times counted back from when the page was saved: "5 minutes ago", "yesterday at 3:42 pm"."""

import re
from collections.abc import Iterable
from datetime import date, datetime, timedelta

from threadreader.importer.dates.locale import lengths_of
from threadreader.importer.dates.names import LANGUAGES, Names
from threadreader.importer.dates.words import read_words

_LONGEST = 60
_LENGTH = re.compile(r"(?P<number>\d{1,4}|[^\W\d_]+)\s?(?P<unit>[^\W\d_]+?)\.?\s(?P<ago>[^\W\d_]+)")
_NUMBER = re.compile(r"\d{1,4}")
_DAY = re.compile(r"(?P<day>[^\W\d_]+)(?P<rest>\W.*)?")


def read_relative(
    text: str, saved_at: datetime | None, languages: Iterable[Names] = LANGUAGES
) -> datetime | date | None:
    """The time a text means, given when the page was saved; None where it counts in months or years.

    Hours, minutes and seconds give a time, days and weeks the day.
    """
    if saved_at is None or not text or len(text) > _LONGEST:
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
