"""Times written for machines: ISO 8601 in its many shapes, and seconds since 1970."""

import re
from datetime import UTC, date, datetime, timedelta, timezone

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
