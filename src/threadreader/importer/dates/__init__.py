"""The ways pages write a time, read without guessing."""

from datetime import date, datetime, time

from threadreader.importer.dates.machine import read_machine
from threadreader.importer.dates.relative import read_relative
from threadreader.importer.dates.words import read_words
from threadreader.model.clean import clean_line
from threadreader.model.moment import Moment

__all__ = ["read_moment"]


def read_moment(words: str | None, machine: str | None = None, *, saved_at: datetime | None = None) -> Moment | None:
    """The time that a page gives, from the words it shows and the machine-readable value beside them.

    The machine's value counts first; words like "2 days ago" only with the time the page was saved. What is not
    understood stands as words without a time. None where there is neither.
    """
    shown, hidden = clean_line(words or ""), clean_line(machine or "")
    if not shown and not hidden:
        return None
    exact = read_machine(hidden) or read_words(hidden) if hidden else None
    if exact is None:
        return Moment(shown or hidden, read_words(shown) or read_relative(shown, saved_at))
    return Moment(shown or hidden, _with_time_of(exact, shown))


def _with_time_of(exact: datetime | date, shown: str) -> datetime | date:
    """The day with the time that the words add to it; midnight without an offset is such a day too."""
    if isinstance(exact, datetime) and (exact.tzinfo or exact.time() != time()):
        return exact
    said = read_words(shown)
    same_day = isinstance(said, datetime) and (said.year, said.month, said.day) == (exact.year, exact.month, exact.day)
    return said if same_day and said is not None else exact
