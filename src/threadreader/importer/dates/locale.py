"""Names of months, weekdays, halves of the day and units of time, in English and, from Unicode's CLDR, any language.

Babel supplies the locale data; what sites print beyond it stands in the tables here.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import time, timedelta
from functools import cache
from types import MappingProxyType
from typing import TYPE_CHECKING, Literal

from threadreader.lexicon import compile_lazily, words_in

if TYPE_CHECKING:
    from babel import Locale


_IN_BLOCK = ((0x01, 0x03), (0x3A, 0x4F), (0x51, 0x57))
_INDIC = "".join(
    f"{chr(block + first)}-{chr(block + last)}" for block in range(0x0900, 0x0E00, 0x80) for first, last in _IN_BLOCK
)
# Combining marks; the scripts of India have theirs at the same offsets of their Unicode blocks.
COMBINING_MARKS = rf"\u0300-\u036f\u0591-\u05c7\u064b-\u065f{_INDIC}\u0e31\u0e34-\u0e3a\u0e47-\u0e4e\u200c"

# A word, with the combining marks that some scripts have.
WORD_PATTERN = rf"[^\W\d_](?:[^\W\d_]|[{COMBINING_MARKS}])*"


@dataclass(frozen=True, slots=True)
class Names:
    """Vocabulary of one language, in lower case, without full stops.

    `halves` adds hours to the 12-hour clock. `filler` are words next to a time that change nothing. `units` are in the
    singular and plural; those without a fixed length are left out. `ago` follows a length of time, `days` are names of
    days before the present one. `tag` is the language tag. `periods` are parts of the day with their first hour and the
    one after their last. `phrases` matches names of months that are more than a word.
    """

    months: Mapping[str, int]
    weekdays: frozenset[str]
    halves: Mapping[str, int] = field(default_factory=dict)
    filler: frozenset[str] = frozenset()
    numbers: Mapping[str, int] = field(default_factory=dict)
    units: Mapping[str, timedelta] = field(default_factory=dict)
    ago: frozenset[str] = frozenset()
    now: frozenset[str] = frozenset()
    days: Mapping[str, int] = field(default_factory=dict)
    tag: str = "en"
    periods: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    phrases: re.Pattern[str] | None = None


def _numbered(*names: str) -> Mapping[str, int]:
    """Number of the name for each word of each name."""
    return MappingProxyType({word: number for number, words in enumerate(names, 1) for word in words.split()})


def _unit_lengths(**units: timedelta) -> Mapping[str, timedelta]:
    both = {f"{name}{ending}": length for name, length in units.items() for ending in ("", "s")}
    short = {"sec": "second", "secs": "second", "min": "minute", "mins": "minute", "hr": "hour", "hrs": "hour"}
    single = {"s": "second", "m": "minute", "h": "hour", "d": "day", "w": "week"}
    return MappingProxyType(both | {word: both[name] for word, name in (short | single).items()})


ENGLISH = Names(
    months=_numbered(
        "january jan",
        "february feb",
        "march mar",
        "april apr",
        "may",
        "june jun",
        "july jul",
        "august aug",
        "september sep sept",
        "october oct",
        "november nov",
        "december dec",
    ),
    weekdays=frozenset(
        "monday mon tuesday tue tues wednesday wed thursday thu thur thurs friday fri saturday sat sunday sun".split()  # noqa: SIM905
    ),
    halves=MappingProxyType({"am": 0, "pm": 12}),
    filler=frozenset(words_in("time_fillers", "en")),
    numbers=MappingProxyType({"a": 1, "an": 1, "one": 1, "two": 2, "three": 3}),
    units=_unit_lengths(
        second=timedelta(seconds=1),
        minute=timedelta(minutes=1),
        hour=timedelta(hours=1),
        day=timedelta(days=1),
        week=timedelta(weeks=1),
    ),
    ago=frozenset(("ago",)),
    now=frozenset(("now", "just now", "right now", "a moment ago", "moments ago")),
    days=MappingProxyType({"today": 0, "yesterday": 1}),
)

LANGUAGES: tuple[Names, ...] = (ENGLISH,)

# Abbreviations of time zones. Several mean different offsets in different countries, so the time stays wall clock.
ZONE_ABBREVIATIONS = frozenset(
    (
        *("est", "edt", "cst", "cdt", "mst", "mdt", "pst", "pdt", "et", "ct", "mt", "pt", "akst", "akdt", "hst"),
        *("bst", "ist", "wet", "west", "cet", "cest", "eet", "eest", "msk", "sast", "jst", "kst", "hkt", "sgt"),
        *("aest", "aedt", "acst", "acdt", "awst", "nzst", "nzdt", "brt", "art"),
    )
)


# Languages tried where a page declares none, or a wrong one.
COMMON = ("de", "fr", "es", "pt", "it", "nl", "ru", "ja", "zh")

_ENGLISH_DAY_FIRST = frozenset(("en-GB", "en-AU", "en-NZ", "en-IE", "en-IN", "en-ZA"))
_ENGLISH_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_WORD = compile_lazily(WORD_PATTERN)
_LITERAL = compile_lazily(r"'([^']+)'")
_Unit = Literal["second", "minute", "hour", "day", "week"]
_UNITS: Mapping[_Unit, str] = MappingProxyType(
    {"second": "seconds", "minute": "minutes", "hour": "hours", "day": "days", "week": "weeks"}
)
# Numbers that between them take every plural form of a language.
_PLURAL_COUNTS = (1, 2, 3, 5, 11, 21, 100)

# Regions that call some months otherwise than most of the language's speakers.
_REGIONS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {"ar": ("ar-SY", "ar-DZ", "ar-MA"), "de": ("de-AT",), "es": ("es-UY",), "fa": ("fa-AF",)}
)

# Month names that programs print and CLDR lacks.
_EXTRA_MONTHS: Mapping[str, Mapping[str, int]] = MappingProxyType(
    {
        "ckb": {"تەممووز": 7, "کانوونی یەکەم": 12},
        "de": {"mrz": 3},
        "vi": dict(
            zip(
                (
                    *("tháng một", "tháng hai", "tháng ba", "tháng tư", "tháng năm", "tháng sáu", "tháng bảy"),
                    *("tháng tám", "tháng chín", "tháng mười", "tháng mười một", "tháng mười hai"),
                ),
                range(1, 13),
                strict=True,
            )
        ),
    }
)

# Halves of the day as programs print them in languages for which CLDR now has English ones.
_EXTRA_HALVES: Mapping[str, tuple[str, str]] = MappingProxyType(
    {"ar": ("صباحا", "مساء"), "bn": ("পূর্বাহ্ণ", "অপরাহ্ণ"), "hi": ("पूर्वाह्न", "अपराह्न"), "ta": ("முற்பகல்", "பிற்பகல்")}
)


def load_names(language: str | None) -> Names | None:
    """Names in the language of a tag like `de-AT`; None for English, which has more here, and unknown ones."""
    tag = _foreign_tag(language)
    return _names(tag) or _names(tag.split("-", 1)[0]) if tag else None


def day_comes_first(language: str | None) -> bool | None:
    """True if a language writes days before months where the year comes last in digits.

    None for English, where it depends on the author, and for languages that put the year first.
    """
    if (language or "").replace("_", "-") in _ENGLISH_DAY_FIRST:
        return True
    tag = _foreign_tag(language)
    locale = _locale(tag) if tag else None
    field_order = re.sub("[^dMy]", "", str(locale.date_formats["short"].pattern)) if locale else ""
    return None if not field_order or field_order[0] == "y" else field_order[0] == "d"


def find_weekday(word: str, language: str | None) -> int | None:
    """Weekday of a word in lower case, in English or the language; 0 is Monday."""
    if word in ENGLISH.weekdays:
        return _ENGLISH_DAYS.index(word[:3])
    tag = _foreign_tag(language)
    return _numbered_weekdays(tag).get(word) if tag else None


def _foreign_tag(language: str | None) -> str:
    """Language tag with hyphens, empty for English and for none."""
    tag = (language or "").replace("_", "-")
    return "" if tag[:2].lower() == "en" else tag


@cache
def _numbered_weekdays(tag: str) -> Mapping[str, int]:
    locale = _locale(tag) or _locale(tag.split("-", 1)[0])
    days = locale.days["format"] if locale else {}
    return {_fold(name): number for names in days.values() for number, name in names.items()}


@cache
def _names(tag: str) -> Names | None:
    locale = _locale(tag)
    if locale is None:
        return None
    language = locale.language
    days = enumerate(words_in("relative_days", language))
    months = _all_months(locale)
    return Names(
        tag=str(locale).replace("_", "-"),
        months=MappingProxyType(months),
        weekdays=frozenset(_weekdays(locale)),
        halves=MappingProxyType(dict(_halves(locale))),
        filler=ENGLISH.filler | frozenset(_literals(locale)) | frozenset(words_in("time_fillers", language)),
        days=MappingProxyType({day: number for number, day in days}),
        periods=MappingProxyType(_periods(locale)),
        phrases=_any_of([name for name in months if not _WORD.fullmatch(name)]),
    )


def _locale(tag: str) -> "Locale | None":
    from babel import Locale, UnknownLocaleError

    try:
        return Locale.parse(tag, sep="-")
    except (UnknownLocaleError, ValueError, TypeError):
        return None


def _all_months(locale: "Locale") -> dict[str, int]:
    """Month names wherever the language is spoken, the most common first."""
    others = filter(None, map(_locale, _REGIONS.get(locale.language, ())))
    months = dict(_EXTRA_MONTHS.get(locale.language, {}))
    for each in (locale, *others):
        own = dict(_months(each))
        months.update({name: number for name, number in own.items() if name not in months})
    return months


def _months(locale: "Locale") -> Iterator[tuple[str, int]]:
    for context in ("format", "stand-alone"):
        for width in ("abbreviated", "wide"):
            for number, name in locale.months[context][width].items():
                word = _fold(name)
                if _WORD.match(word):
                    yield word, number
                    # Catalan names have their "of" with them, Hebrew ones their "in" without.
                    last = word.split()[-1].rpartition("\u2019")[2]
                    if _WORD.fullmatch(last) and locale.language == "ca":
                        yield last, number
                    if locale.language == "he":
                        yield f"ב{word}", number


def _any_of(phrases: Sequence[str]) -> re.Pattern[str] | None:
    """Pattern for names of more than one word, the longest first, in any case that some letters more make."""
    if not phrases:
        return None
    ordered = sorted(phrases, key=len, reverse=True)
    return re.compile(rf"({'|'.join(map(re.escape, ordered))})[^\W\d_]{{0,2}}(?!\w)")


def _periods(locale: "Locale") -> dict[str, tuple[int, int]]:
    """Parts of the day by their last word, without ambiguous ones."""
    rules: Mapping[str, Sequence[Mapping[str, int]]] = dict(locale.day_period_rules or {}).get(None, {})
    hours_by_word: dict[str, set[tuple[int, int]]] = {}
    for names in (names for context in locale.day_periods.values() for names in context.values()):
        for period, name in names.items():
            words = _WORD.findall(_fold(name))
            hours = _hours(rules.get(period, ()))
            if words and hours:
                hours_by_word.setdefault(words[-1], set()).add(hours)
    return {word: hours.pop() for word, hours in hours_by_word.items() if len(hours) == 1}


def _hours(rules: Sequence[Mapping[str, int]]) -> tuple[int, int] | None:
    """First hour and the one after the last, which is above 24 where it is of the next day."""
    for rule in rules:
        if "from" in rule and "before" in rule:
            first, end = rule["from"] // 3600, rule["before"] // 3600
            return first, end if end > first else end + 24
    return None


def _weekdays(locale: "Locale") -> Iterator[str]:
    for context in ("format", "stand-alone"):
        for width in ("abbreviated", "wide"):
            for name in locale.days[context][width].values():
                yield from _WORD.findall(_fold(name))
                if locale.language == "th":
                    yield f"{_fold(name)}ที่"


def _halves(locale: "Locale") -> Iterator[tuple[str, int]]:
    from babel.dates import format_time

    for hours in (0, 12):
        for form in ("a", "aaaa"):
            word = _fold(format_time(time(hours + 9), form, locale=locale))
            if _WORD.fullmatch(word):
                yield word, hours
    yield from zip(_EXTRA_HALVES.get(locale.language, ()), (0, 12), strict=False)
    yield from (("am", 0), ("pm", 12))


def _literals(locale: "Locale") -> Iterator[str]:
    """Words between the parts of a time."""
    forms = [
        *(str(form) for form in locale.datetime_formats.values()),
        *(form.pattern for form in locale.date_formats.values()),
        *(form.pattern for form in locale.datetime_skeletons.values()),
    ]
    for form in forms:
        for literal in _LITERAL.findall(form):
            yield from _WORD.findall(literal.lower())


@cache
def relative_time_patterns(language: str | None) -> Mapping[str, timedelta]:
    """Unit for each way to write a relative time in a language, with `{}` for the number and without spaces."""
    tag = _foreign_tag(language)
    locale = _locale(tag) or _locale(tag.split("-", 1)[0]) if tag else None
    return MappingProxyType(dict(_lengths(locale)) if locale else {})


def _lengths(locale: "Locale") -> Iterator[tuple[str, timedelta]]:
    from babel.dates import format_timedelta

    for unit, argument in _UNITS.items():
        for count in _PLURAL_COUNTS:
            ago = timedelta(**{argument: -count})
            phrase = format_timedelta(ago, granularity=unit, threshold=1_000, add_direction=True, locale=locale)
            for form in (phrase, phrase.replace("\N{NO-BREAK SPACE}", " ")):
                if str(count) in form:
                    yield "".join(form.lower().replace(str(count), "{}").split()), timedelta(**{argument: 1})


def _fold(name: str) -> str:
    return name.lower().strip().rstrip(".").replace(".", "").replace("\xa0", " ")
