"""A time as the page gives it."""

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True, slots=True)
class Moment:
    """The words of the page, and the time they say.

    `at` is aware only where the page gives an offset, naive where it gives wall-clock time, a date where it gives
    only the day, and None where the words say no certain time ("2 days ago" with no time of saving). Never guessed.
    """

    text: str
    at: datetime | date | None = None

    @property
    def iso(self) -> str | None:
        """The time in ISO 8601, as precise as the page is, without fractions of a second."""
        if isinstance(self.at, datetime):
            return self.at.isoformat(timespec="seconds")
        return self.at.isoformat() if self.at else None

    @property
    def wall_clock(self) -> datetime | None:
        """What moments of one page are ordered by: the time as a clock on the wall showed it."""
        if isinstance(self.at, datetime):
            return self.at.replace(tzinfo=None)
        return datetime(self.at.year, self.at.month, self.at.day) if self.at else None  # noqa: DTZ001 - wall clock


def parse_iso(text: str, iso: str | None) -> Moment:
    """The inverse of `Moment.iso`; ValueError where `iso` is not one."""
    if iso is None:
        return Moment(text)
    return Moment(text, datetime.fromisoformat(iso) if "T" in iso else date.fromisoformat(iso))
