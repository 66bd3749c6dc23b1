"""Names of times in all languages, from Unicode's CLDR as Babel gives it, in the form that the program reads."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import time, timedelta
from types import MappingProxyType
from typing import Literal

from babel import Locale, UnknownLocaleError
from babel.core import get_global
from babel.dates import format_time, format_timedelta
from babel.localedata import locale_identifiers

from threadreader.importer.dates.locale import WORD_PATTERN

_WORD = re.compile(WORD_PATTERN)
_LITERAL = re.compile(r"'([^']+)'")
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


def time_names() -> str:
    """A line for each set of names: the language tags that have it, in lower case, a tab, and the names as JSON.

    A tag without a line of its own has the names of its language.
    """
    tags = {*locale_identifiers(), *get_global("language_aliases"), *get_global("likely_subtags")}
    names = {
        tag.replace("_", "-"): _names(locale)
        for tag in sorted(tags)
        if not tag.startswith("en") and (locale := _locale(tag, "_"))
    }
    lines: dict[str, list[str]] = {}
    for tag, line in names.items():
        language = tag.partition("-")[0]
        if tag == language or line != names.get(language):
            lines.setdefault(line, []).append(tag.lower())
    return "".join(sorted(f"{' '.join(tags)}\t{line}\n" for line, tags in lines.items()))


def _locale(tag: str, separator: str = "-") -> Locale | None:
    try:
        return Locale.parse(tag, sep=separator)
    except (UnknownLocaleError, ValueError, TypeError):
        return None


_known: dict[str, str] = {}


def _names(locale: Locale) -> str:
    """The fields of `threadreader.importer.dates.locale.Names` that CLDR has, and what else is asked of a language."""
    if str(locale) not in _known:
        order = re.sub("[^dMy]", "", str(locale.date_formats["short"].pattern))
        fields = {
            "language": locale.language,
            "months": _all_months(locale),
            "weekdays": sorted(set(_weekdays(locale))),
            "halves": dict(_halves(locale)),
            "filler": sorted(set(_literals(locale))),
            "periods": _periods(locale),
            "numbered": {_fold(name): day for names in locale.days["format"].values() for day, name in names.items()},
            "lengths": dict(_lengths(locale)),
            "day_first": None if order[:1] in ("", "y") else order[0] == "d",
        }
        _known[str(locale)] = json.dumps(fields, ensure_ascii=False, separators=(",", ":"))
    return _known[str(locale)]


def _all_months(locale: Locale) -> dict[str, int]:
    """Month names wherever the language is spoken, the most common first."""
    others = filter(None, map(_locale, _REGIONS.get(locale.language, ())))
    months = dict(_EXTRA_MONTHS.get(locale.language, {}))
    for each in (locale, *others):
        own = dict(_months(each))
        months.update({name: number for name, number in own.items() if name not in months})
    return months


def _months(locale: Locale) -> Iterator[tuple[str, int]]:
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


def _periods(locale: Locale) -> dict[str, tuple[int, int]]:
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


def _weekdays(locale: Locale) -> Iterator[str]:
    for context in ("format", "stand-alone"):
        for width in ("abbreviated", "wide"):
            for name in locale.days[context][width].values():
                yield from _WORD.findall(_fold(name))
                if locale.language == "th":
                    yield f"{_fold(name)}ที่"


def _halves(locale: Locale) -> Iterator[tuple[str, int]]:
    for hours in (0, 12):
        for form in ("a", "aaaa"):
            word = _fold(format_time(time(hours + 9), form, locale=locale))
            if _WORD.fullmatch(word):
                yield word, hours
    yield from zip(_EXTRA_HALVES.get(locale.language, ()), (0, 12), strict=False)
    yield from (("am", 0), ("pm", 12))


def _literals(locale: Locale) -> Iterator[str]:
    """Words between the parts of a time."""
    forms = [
        *(str(form) for form in locale.datetime_formats.values()),
        *(form.pattern for form in locale.date_formats.values()),
        *(form.pattern for form in locale.datetime_skeletons.values()),
    ]
    for form in forms:
        for literal in _LITERAL.findall(form):
            yield from _WORD.findall(literal.lower())


def _lengths(locale: Locale) -> Iterator[tuple[str, int]]:
    """Seconds for each way to write a relative time, with `{}` for the number and without spaces."""
    for unit, argument in _UNITS.items():
        for count in _PLURAL_COUNTS:
            ago = timedelta(**{argument: -count})
            phrase = format_timedelta(ago, granularity=unit, threshold=1_000, add_direction=True, locale=locale)
            for form in (phrase, phrase.replace("\N{NO-BREAK SPACE}", " ")):
                if str(count) in form:
                    seconds = timedelta(**{argument: 1}) // timedelta(seconds=1)
                    yield "".join(form.lower().replace(str(count), "{}").split()), seconds


def _fold(name: str) -> str:
    return name.lower().strip().rstrip(".").replace(".", "").replace("\xa0", " ")
