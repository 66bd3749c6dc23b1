"""The ways pages write a time, read without guessing."""

import re
from collections.abc import Collection, Iterable, Iterator
from datetime import date, datetime, time
from functools import cached_property
from itertools import islice

from threadreader.importer.dates.language import language_of
from threadreader.importer.dates.locale import COMMON, find_names
from threadreader.importer.dates.machine import read_machine
from threadreader.importer.dates.names import ENGLISH, Names
from threadreader.importer.dates.order import decide_order
from threadreader.importer.dates.plain_words import plain_words
from threadreader.importer.dates.relative import read_relative
from threadreader.importer.dates.words import plain_figures, read_words
from threadreader.model.clean import clean_line
from threadreader.model.moment import Moment

__all__ = ["Dates"]

_MAY_BE_A_DATE = re.compile(r"\d{4}|\d[-/.]\d{1,2}[-/.]\d{2}(?!\d)|\d年")
_SAMPLE = 200
"""Of more times the rest say nothing new of the words that stand beside them."""

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
        self._shown = list(filter(None, shown))
        self._order = decide_order(self._shown, language, saved_at.date() if saved_at else None)
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

    @property
    def language(self) -> str | None:
        """The tag of the language that the times are in, None where they need none but the most common."""
        for text in self._shown[:_SAMPLE]:
            self._said(text)
        return self._fitting.tag if "_fitting" in vars(self) and self._fitting else None

    def _said(self, text: str) -> datetime | date | None:
        for names, plain in self._ways(text):
            found = read_words(text, (names,), self._order, plain)
            if found is not None:
                self._names = names
                return found
        return None

    def _counted_back(self, text: str) -> datetime | date | None:
        own = find_names(self._language) if self._saved_at else None
        return read_relative(text, self._saved_at, (ENGLISH, own) if own else (ENGLISH,))

    def _ways(self, text: str) -> Iterator[tuple[Names, Collection[str]]]:
        """The languages a text may be in, with words that say nothing in it.

        First what was last, English, the page's own, then those that are common where it has none; at last all these
        with the page's plain words, and the one that its other times are in.
        """
        yield self._names, ()
        if self._names is not ENGLISH:
            yield ENGLISH, ()
        if not _MAY_BE_A_DATE.search(text) or not _WORD.search(text):
            return
        own = find_names(self._language)
        likely = [own] if own is not None else [*filter(None, map(find_names, COMMON))]
        for names in likely:
            yield names, ()
        for names in (*likely, ENGLISH):
            yield names, self._plain
        if self._fitting is not None:
            yield self._fitting, self._plain

    @cached_property
    def _plain(self) -> frozenset[str]:
        return plain_words(list(map(plain_figures, islice(self._shown, _SAMPLE))))

    @cached_property
    def _fitting(self) -> Names | None:
        return language_of(self._shown[:_SAMPLE], self._order, self._plain)

    def _with_time_of(self, exact: datetime | date, shown: str) -> datetime | date:
        """The day with the time that the words add to it; midnight without an offset is such a day too."""
        if isinstance(exact, datetime) and (exact.tzinfo or exact.time() != time()):
            return exact
        said = self._said(shown)
        if isinstance(said, datetime) and (said.year, said.month, said.day) == (exact.year, exact.month, exact.day):
            return said
        return exact
