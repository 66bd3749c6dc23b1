"""The ways pages write a time, read without guessing."""

import re
from collections.abc import Iterable, Iterator
from datetime import date, datetime, time

from threadreader.importer.dates.locale import COMMON, find_names
from threadreader.importer.dates.machine import read_machine
from threadreader.importer.dates.names import ENGLISH, Names
from threadreader.importer.dates.order import decide_order
from threadreader.importer.dates.relative import read_relative
from threadreader.importer.dates.words import read_words
from threadreader.model.clean import clean_line
from threadreader.model.moment import Moment

__all__ = ["Dates"]

_MAY_BE_A_DATE = re.compile(r"\d{4}")
_WORD = re.compile(r"[^\W\d_]")


class Dates:
    """How one page writes its times: in which language, and in which order it puts days and months.

    `shown` are all the times that the page shows, in its order. `saved_at` is when it was saved: without it, words
    like "2 days ago" say no time.
    """

    def __init__(
        self, language: str | None = None, saved_at: datetime | None = None, shown: Iterable[str | None] = ()
    ) -> None:
        self._language = language
        self._saved_at = saved_at
        self._order = decide_order(filter(None, shown), language, saved_at.date() if saved_at else None)
        self._names: Names = ENGLISH
        """Those that the last time was in: most likely the next one is in them too."""

    def read(self, words: str | None, machine: str | None = None) -> Moment | None:
        """The time that a page gives, from the words it shows and the machine-readable value beside them.

        The machine's value counts first. What is not understood stands as words without a time. None where there is
        neither.
        """
        shown, hidden = clean_line(words or ""), clean_line(machine or "")
        if not shown and not hidden:
            return None
        exact = (read_machine(hidden) or self._said(hidden)) if hidden else None
        if exact is None:
            return Moment(shown or hidden, self._said(shown) or self._counted_back(shown))
        return Moment(shown or hidden, self._with_time_of(exact, shown))

    def _said(self, text: str) -> datetime | date | None:
        for names in self._languages(text):
            found = read_words(text, (names,), self._order)
            if found is not None:
                self._names = names
                return found
        return None

    def _counted_back(self, text: str) -> datetime | date | None:
        own = find_names(self._language) if self._saved_at else None
        return read_relative(text, self._saved_at, (ENGLISH, own) if own else (ENGLISH,))

    def _languages(self, text: str) -> Iterator[Names]:
        """What the text may be in: what was last, English, the page's language; others where it is not known to be."""
        yield self._names
        if self._names is not ENGLISH:
            yield ENGLISH
        if not _MAY_BE_A_DATE.search(text) or not _WORD.search(text):
            return
        own = find_names(self._language)
        if own is not None:
            yield own
        else:
            yield from filter(None, map(find_names, COMMON))

    def _with_time_of(self, exact: datetime | date, shown: str) -> datetime | date:
        """The day with the time that the words add to it; midnight without an offset is such a day too."""
        if isinstance(exact, datetime) and (exact.tzinfo or exact.time() != time()):
            return exact
        said = self._said(shown)
        if isinstance(said, datetime) and (said.year, said.month, said.day) == (exact.year, exact.month, exact.day):
            return said
        return exact
