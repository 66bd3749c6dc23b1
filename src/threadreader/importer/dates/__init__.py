"""Dates: the times of a page, parsed without guessing, in any language and calendar.

What is settled once for a page: its order of day and month, the language of its times where the page declares none (the
one that most can be parsed in), and its filler words, which stand next to times in whatever language ("at", "o'clock",
"written on").
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import date, datetime, time, timedelta, timezone
from functools import cache, cached_property
from itertools import islice

from threadreader.importer.dates.find import FoundTime, find_times
from threadreader.importer.dates.formats import Order, decide_order, parse_machine_time
from threadreader.importer.dates.locale import (
    COMMON,
    ENGLISH,
    WORD_PATTERN,
    ZONE_ABBREVIATIONS,
    Names,
    load_names,
)
from threadreader.importer.dates.text import normalize_digits, parse_relative_time, parse_written_time
from threadreader.lexicon import compile_lazily
from threadreader.model.text import Moment, clean_line

_OTHER_LANGUAGES = (
    *("ar", "fa", "he", "tr", "sv", "da", "nb", "fi", "pl", "cs", "sk", "hu", "ro", "bg", "uk", "el", "sr", "hr", "sl"),
    *("lt", "lv", "et", "ca", "gl", "eu", "id", "ms", "vi", "th", "hi", "bn", "ko", "is", "mk", "sq", "hy", "ka", "az"),
    *("kk", "ur", "ta", "te", "mr", "af", "cy", "ga", "sr-Latn", "bs", "fil", "ne", "sw", "uz", "nn", "eo"),
    *("ckb", "ku", "ps", "pa", "gu", "kn", "ml", "si", "km", "my", "am", "mn", "ky", "tg", "tt", "be", "lb", "fy"),
)
_WORDS = compile_lazily(WORD_PATTERN)
_MAX_LANGUAGE_SAMPLES = 12  # times; each is tried in every language (time)


def detect_language(times: Sequence[str], order: Order | None, plain: Collection[str] = ()) -> Names | None:
    """Names of the language that most of the first times can be parsed in; None where others give other times.

    `order` and `plain` are as in `parse_written_time`.
    """
    sample = times[:_MAX_LANGUAGE_SAMPLES]
    words = {word for text in sample for word in _WORDS.findall(normalize_digits(text))}
    lines = "\n".join(sample).lower()
    if not words:
        return None
    best: list[tuple[Names, list[datetime | date | None]]] = []
    most = 0
    for names in _all_names():
        if words.isdisjoint(names.months) and words.isdisjoint(names.halves) and not _has_phrase(names, lines):
            continue
        moments = [parse_written_time(text, names, order, plain) for text in sample]
        count = len(moments) - moments.count(None)
        if count > most:
            best, most = [], count
        if count == most > 0:
            best.append((names, moments))
    return best[0][0] if best and all(moments == best[0][1] for _, moments in best) else None


@cache
def _all_names() -> Sequence[Names]:
    return tuple(filter(None, map(load_names, (*COMMON, *_OTHER_LANGUAGES))))


@cache
def time_words() -> frozenset[str]:
    """All that is printed in times, in any language: names, units, and what stands between; phrases are not split."""
    words = set[str](ZONE_ABBREVIATIONS)
    for names in (ENGLISH, *_all_names()):
        words.update(names.months, names.weekdays, names.halves, names.filler, names.numbers, names.units)
        words.update(names.ago, names.now, names.days, names.periods, names.lengths)
    return frozenset(words)


def _has_phrase(names: Names, lines: str) -> bool:
    # Most patterns need not be compiled.
    if names.phrases is None or not any(map(lines.__contains__, names.months)):
        return False
    return names.phrases.search(lines) is not None


_CLOCK = compile_lazily(
    rf"(?:(?P<before>{WORD_PATTERN})[.:]?\s{{0,2}})?(?<![\d.:])(?P<hour>\d{{1,2}})[:.h]\d{{2}}(?::\d{{2}})?(?![\d:])"
    rf"(?:\s{{0,2}}(?P<behind>{WORD_PATTERN}|[ap]\.\s?m))?"
)
_HALF = compile_lazily(r"[ap]\.?\s?m\b")
_BEFORE_DIGITS = compile_lazily(r"[^\d]*")
_NOON = 12  # hour; a later one is not of a clock of twelve hours


def filler_words(texts: Sequence[str]) -> frozenset[str]:
    """Filler words, in lower case, of the times that a page shows, with ASCII digits.

    A word next to a clock time that needs no half of the day is one: the hour is above twelve, or the half is given
    otherwise. So is the common prefix of several different times.
    """
    return frozenset((*_next_to_clocks(texts), *_common_prefix(texts)))


def _next_to_clocks(texts: Iterable[str]) -> Iterator[str]:
    for text in texts:
        for match in _CLOCK.finditer(text):
            half = match["behind"] is not None and _HALF.match(match["behind"])
            if not _NOON >= int(match["hour"]) > 0 or half:
                yield from filter(None, (match["before"], None if half else match["behind"]))


def _common_prefix(texts: Sequence[str]) -> Iterator[str]:
    different = set(texts)
    if len(different) > 1:
        leads = ([*_WORDS.findall(lead[0])] if (lead := _BEFORE_DIGITS.match(text)) else [] for text in different)
        for words in zip(*leads, strict=False):
            if len(set(words)) > 1:
                return
            yield words[0]


__all__ = ["Dates"]

_MAY_BE_A_DATE = compile_lazily(r"\d{4}|\d[-/.]\d{1,2}[-/.]\d{2}(?!\d)|\d年")
# Further times add no new filler words.
_MAX_SAMPLES = 200

# As many machine's times as agree with those shown tell that the others of the page do.
_ENOUGH = 12
_ZONE_STEP, _MAX_ZONE = timedelta(minutes=15), timedelta(hours=15)
# From the last place on earth to the first.
_MAX_ZONES_APART = timedelta(hours=26)

_WORD = compile_lazily(r"[^\W\d_]")
_WORD_BEHIND = compile_lazily(rf"\s?({WORD_PATTERN})")
_TWELVE_HOURS = compile_lazily(r"(?<!\d)(?:[1-9]|1[0-2])[:.]\d{2}(?::\d{2})?$")


class Dates:
    """Parser for the times of one page, in its language and order of day and month.

    `shown` are all times that the page displays, in its order. `saved_at` is the time of saving: without it, relative
    times such as "2 days ago" are not resolved. `published` is a machine's value for the date of the article.
    """

    def __init__(
        self,
        language: str | None = None,
        saved_at: datetime | None = None,
        shown: Iterable[str | None] = (),
        published: str | None = None,
    ) -> None:
        self._language = language
        self._saved_at = saved_at
        self._shown = list(filter(None, shown))
        article = parse_machine_time(published.strip()) if published else None
        self._order = decide_order(
            self._shown, language, saved_at.date() if saved_at else None, _day(article) if article else None
        )
        # How often in a row a machine's time stayed as it is beside the one shown.
        self._agreed = 0
        # Those of the last parsed time: most likely the next is in the same language.
        self._names: Names = ENGLISH

    def read(self, words: str | None, machine: str | None = None) -> Moment | None:
        """Parse a time from the displayed text and the machine-readable value with it.

        The machine's value counts first, in the zone of the displayed one; where no zone makes them the same, the
        displayed one does. What is not understood stays as text without a time. None where there is neither.
        """
        shown, hidden = clean_line(words or ""), clean_line(machine or "")
        if not shown and not hidden:
            return None
        exact = (parse_machine_time(hidden) or self._parse(hidden)) if hidden else None
        if exact is None:
            moment = self._read_words(shown or hidden)
            if not moment.at and shown and hidden:
                moment = Moment(shown, self._read_words(hidden).at)
            return moment
        return Moment(shown or hidden, self._reconcile(exact, shown) if shown else exact)

    def _read_words(self, shown: str) -> Moment:
        """Moment of a text, or of the first time in it that is understood."""
        if at := self._parse(shown) or self._parse_relative(shown):
            return Moment(shown, at)
        for match in find_times(shown):
            time = clean_line(shown[match.start : match.end])
            if time == shown or self._may_lack_half(shown, match):
                continue
            if at := self._parse(time) or self._parse_relative(time):
                return Moment(time, at)
        return Moment(shown)

    def _may_lack_half(self, line: str, time: FoundTime) -> bool:
        """True if a word after a time may name the half of its day: the clock has no more than twelve hours."""
        word = _WORD_BEHIND.match(line, time.end)
        if word is None or not _TWELVE_HOURS.search(time.text):
            return False
        own = load_names(self._language)
        return not any(word[1].lower() in words for words in (self._fillers, ENGLISH.filler, own.filler if own else ()))

    @property
    def language(self) -> str | None:
        """Tag of the language of the times, None where the most common ones do."""
        for text in self._shown[:_MAX_SAMPLES]:
            self._parse(text)
        return self._detected.tag if "_detected" in vars(self) and self._detected else None

    def _parse(self, text: str) -> datetime | date | None:
        for names, plain in self._interpretations(text):
            moment = parse_written_time(text, names, self._order, plain)
            if moment is not None:
                self._names = names
                return moment
        return None

    def _parse_relative(self, text: str) -> datetime | date | None:
        own = load_names(self._language) if self._saved_at else None
        return parse_relative_time(text, self._saved_at, (ENGLISH, own) if own else (ENGLISH,))

    def _interpretations(self, text: str) -> Iterator[tuple[Names, Collection[str]]]:
        """Languages a text may be in, each with filler words to ignore.

        First the last one, English, the page's own, then the common ones where it has none; at last all these with the
        page's filler words, and the one that its other times are in.
        """
        yield self._names, ()
        if self._names is not ENGLISH:
            yield ENGLISH, ()
        if not _MAY_BE_A_DATE.search(text) or not _WORD.search(text):
            return
        own = load_names(self._language)
        likely = [own] if own is not None else [*filter(None, map(load_names, COMMON))]
        for names in likely:
            yield names, ()
        for names in (*likely, ENGLISH):
            yield names, self._fillers
        if self._detected is not None:
            yield self._detected, self._fillers

    @cached_property
    def _fillers(self) -> frozenset[str]:
        return filler_words(list(map(normalize_digits, islice(self._shown, _MAX_SAMPLES))))

    @cached_property
    def _detected(self) -> Names | None:
        return detect_language(self._shown[:_MAX_SAMPLES], self._order, self._fillers)

    def _reconcile(self, exact: datetime | date, shown: str) -> datetime | date:
        """The one time that a machine's value and a text give."""
        if self._agreed >= _ENOUGH:
            return exact
        moment = self._parse(shown) or self._parse_near(exact, shown)
        whole = exact if moment is None else self._merge(exact, moment, shown)
        self._agreed = self._agreed + 1 if whole is exact else 0
        return whole

    def _parse_near(self, exact: datetime | date, shown: str) -> datetime | date | None:
        """The time of a text in the order of day and month in which it is near another."""
        for order in Order:
            moment = parse_written_time(shown, self._names, order)
            if moment is not None and _is_near(exact, moment):
                self._order = self._order or order
                return moment
        return None

    def _merge(self, exact: datetime | date, moment: datetime | date, shown: str) -> datetime | date:
        if not _is_near(exact, moment):
            is_contradicted = isinstance(moment, datetime) and not self._parse_near(exact, shown)
            return moment if is_contradicted else exact
        if not isinstance(moment, datetime):
            return exact
        # Midnight without an offset is a day too.
        if not isinstance(exact, datetime) or (exact.tzinfo is None and exact.time() == time()):
            return moment if moment.date() == _day(exact) else exact
        if exact.utcoffset() == timedelta() and moment.tzinfo is None:
            offset = round((moment - exact.replace(tzinfo=None)) / _ZONE_STEP) * _ZONE_STEP
            zoned = exact.astimezone(timezone(offset)) if offset and abs(offset) < _MAX_ZONE else exact
            return zoned if (zoned.hour, zoned.minute) == (moment.hour, moment.minute) else exact
        return exact


def _day(moment: datetime | date) -> date:
    return moment.date() if isinstance(moment, datetime) else moment


def _is_near(exact: datetime | date, moment: datetime | date) -> bool:
    """True if two times may be the same in two time zones."""
    if isinstance(exact, datetime) and isinstance(moment, datetime) and exact.time() != time():
        return abs(exact.replace(tzinfo=None) - moment.replace(tzinfo=None)) <= _MAX_ZONES_APART
    return abs(_day(exact) - _day(moment)) <= timedelta(days=1)
