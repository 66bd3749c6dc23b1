"""The ways pages write a time, read without guessing.

The language that times are written in where nobody says: the one that they can be read in.

Words beside the times of a page that say nothing of them, in whatever language: "at", "o'clock", "written on".
"""

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import date, datetime, time
from functools import cache, cached_property
from itertools import islice

from threadreader.importer.dates.formats import Order, decide_order, read_machine
from threadreader.importer.dates.locale import COMMON, ENGLISH, WORD, Names, find_names
from threadreader.importer.dates.text import plain_figures, read_relative, read_words
from threadreader.model.text import Moment, clean_line

_TRIED = (
    *("ar", "fa", "he", "tr", "sv", "da", "nb", "fi", "pl", "cs", "sk", "hu", "ro", "bg", "uk", "el", "sr", "hr", "sl"),
    *("lt", "lv", "et", "ca", "gl", "eu", "id", "ms", "vi", "th", "hi", "bn", "ko", "is", "mk", "sq", "hy", "ka", "az"),
    *("kk", "ur", "ta", "te", "mr", "af", "cy", "ga", "be", "sr-Latn", "bs", "fil", "ne", "sw", "uz", "nn", "eo"),
)
_WORDS = re.compile(WORD)
_LANGUAGE_SAMPLE = 12


def language_of(times: Sequence[str], order: Order | None, plain: Collection[str] = ()) -> Names | None:
    """The names in the language that most of the first times can be read in; None where others give other times.

    `order` and `plain` are as in `read_words`.
    """
    sample = times[:_LANGUAGE_SAMPLE]
    words = {word for text in sample for word in _WORDS.findall(plain_figures(text))}
    if not words:
        return None
    best: list[tuple[Names, list[datetime | date | None]]] = []
    most = 0
    for names in _all_names():
        if words.isdisjoint(names.months) and words.isdisjoint(names.halves) and not _has_phrase(names, sample):
            continue
        moments = [read_words(text, (names,), order, plain) for text in sample]
        count = len(moments) - moments.count(None)
        if count > most:
            best, most = [], count
        if count == most > 0:
            best.append((names, moments))
    return best[0][0] if best and all(moments == best[0][1] for _, moments in best) else None


@cache
def _all_names() -> Sequence[Names]:
    return tuple(filter(None, map(find_names, (*COMMON, *_TRIED))))


def _has_phrase(names: Names, sample: Sequence[str]) -> bool:
    return names.phrases is not None and any(map(names.phrases.search, map(str.lower, sample)))


_CLOCK = re.compile(
    rf"(?:(?P<before>{WORD})[.:]?\s{{0,2}})?(?<![\d.:])(?P<hour>\d{{1,2}})[:.h]\d{{2}}(?::\d{{2}})?(?![\d:])"
    rf"(?:\s{{0,2}}(?P<behind>{WORD}|[ap]\.\s?m))?"
)
_HALF = re.compile(r"[ap]\.?\s?m\b")
_BEFORE_FIGURES = re.compile(r"[^\d]*")
_WORDS = re.compile(WORD)
_NOON = 12


def plain_words(texts: Sequence[str]) -> frozenset[str]:
    """The words, in small letters, of the times that a page shows, with ASCII digits.

    One beside a clock that needs no half of the day names none: its hour is above twelve, or the half is said
    otherwise. What all of several different times begin with is none of them.
    """
    return frozenset((*_beside_clocks(texts), *_in_front(texts)))


def _beside_clocks(texts: Iterable[str]) -> Iterator[str]:
    for text in texts:
        for found in _CLOCK.finditer(text):
            half = found["behind"] is not None and _HALF.match(found["behind"])
            if not _NOON >= int(found["hour"]) > 0 or half:
                yield from filter(None, (found["before"], None if half else found["behind"]))


def _in_front(texts: Sequence[str]) -> Iterator[str]:
    different = set(texts)
    if len(different) > 1:
        leads = ([*_WORDS.findall(lead[0])] if (lead := _BEFORE_FIGURES.match(text)) else [] for text in different)
        for words in zip(*leads, strict=False):
            if len(set(words)) > 1:
                return
            yield words[0]


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
