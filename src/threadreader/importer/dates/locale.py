"""Names of months, weekdays, halves of the day and units of time, in English and, from Unicode's CLDR, any language.

Those of CLDR are in `names.jsonl`, which `tests/cldr.py` makes.
"""

import json
import re
from collections.abc import Mapping
from datetime import timedelta
from functools import cache
from pathlib import Path

from msgspec import Struct

from threadreader.lexicon import compile_lazily, words_in

_IN_BLOCK = ((0x01, 0x03), (0x3A, 0x4F), (0x51, 0x57))
_INDIC = "".join(
    f"{chr(block + first)}-{chr(block + last)}" for block in range(0x0900, 0x0E00, 0x80) for first, last in _IN_BLOCK
)
# Combining marks; the scripts of India have theirs at the same offsets of their Unicode blocks.
COMBINING_MARKS = rf"\u0300-\u036f\u0591-\u05c7\u064b-\u065f{_INDIC}\u0e31\u0e34-\u0e3a\u0e47-\u0e4e\u200c"

CJK_MONTHS = ("一", "二", "三", "四", "五", "六", "七", "八", "九", "十", "十一", "十二")

# A month before its day, in the order of English, as translated blogs have it: "十二 4th, 2011".
CJK_MONTH = rf"(?:{'|'.join(reversed(CJK_MONTHS))})月?(?=\s\d)"

# A word, with the combining marks that some scripts have.
WORD_PATTERN = rf"[^\W\d_](?:[^\W\d_]|[{COMBINING_MARKS}])*"


class Names(Struct, frozen=True):
    """Vocabulary of one language, in lower case, without full stops.

    `halves` adds hours to the 12-hour clock. `filler` are words next to a time that change nothing. `units` are in the
    singular and plural; those without a fixed length are left out. `ago` follows a length of time, `days` are names of
    days before the present one. `tag` is the language tag. `periods` are parts of the day with their first hour and the
    one after their last. `phrases` matches names of months that are more than a word. `lengths` are the ways to write a
    relative time, with `{}` for the number and without spaces. `numbered` are weekdays by their number, 0 for Monday.
    `day_first` is true where days come before months and the year comes last, None where the year comes first.
    """

    months: Mapping[str, int]
    weekdays: frozenset[str]
    halves: Mapping[str, int] = {}
    filler: frozenset[str] = frozenset()
    numbers: Mapping[str, int] = {}
    units: Mapping[str, timedelta] = {}
    ago: frozenset[str] = frozenset()
    now: frozenset[str] = frozenset()
    days: Mapping[str, int] = {}
    tag: str = "en"
    periods: Mapping[str, tuple[int, int]] = {}
    phrases: re.Pattern[str] | None = None
    lengths: Mapping[str, timedelta] = {}
    numbered: Mapping[str, int] = {}
    day_first: bool | None = None


def _numbered(names: str, first: int) -> Mapping[str, int]:
    """Number of the name for each word of names with commas between them."""
    return {word: number for number, words in enumerate(names.split(","), first) for word in words.split()}


_MONTHS = (
    "january jan, february feb, march mar, april apr, may, june jun, july jul, august aug, september sep sept,"
    "october oct, november nov, december dec"
)
_WEEKDAYS = _numbered(
    "monday mon, tuesday tue tues, wednesday wed, thursday thu thur thurs, friday fri, saturday sat, sunday sun", 0
)
_UNITS = (
    ("second seconds sec secs s", timedelta(seconds=1)),
    ("minute minutes min mins m", timedelta(minutes=1)),
    ("hour hours hr hrs h", timedelta(hours=1)),
    ("day days d", timedelta(days=1)),
    ("week weeks w", timedelta(weeks=1)),
)

ENGLISH = Names(
    months=_numbered(_MONTHS, 1),
    weekdays=frozenset(_WEEKDAYS),
    numbered=_WEEKDAYS,
    halves={"am": 0, "pm": 12},
    filler=frozenset(words_in("time_fillers", "en")),
    numbers={"a": 1, "an": 1, "one": 1, "two": 2, "three": 3},
    units={word: length for words, length in _UNITS for word in words.split()},
    ago=frozenset(("ago",)),
    now=frozenset(("now", "just now", "right now", "a moment ago", "moments ago")),
    days={"today": 0, "yesterday": 1},
)

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

_NAMES = Path(__file__).with_name("names.jsonl")
_ENGLISH_DAY_FIRST = frozenset(("en-GB", "en-AU", "en-NZ", "en-IE", "en-IN", "en-ZA"))
_WORD = compile_lazily(WORD_PATTERN)


def load_names(language: str | None) -> Names | None:
    """Names in the language of a tag like `de-AT`; None for English, which has more here, and unknown ones."""
    tag = (language or "").replace("_", "-")
    if tag[:2].lower() == "en":
        return None
    return _names(tag) or _names(tag.partition("-")[0])


def day_comes_first(language: str | None) -> bool | None:
    """True if a language writes days before months where the year comes last in digits.

    None for English, where it depends on the author, and for languages that put the year first.
    """
    if (language or "").replace("_", "-") in _ENGLISH_DAY_FIRST:
        return True
    names = load_names(language)
    return names.day_first if names else None


def find_weekday(word: str, language: str | None) -> int | None:
    """Weekday of a word in lower case, in English or the language; 0 is Monday."""
    names = load_names(language)
    return ENGLISH.numbered.get(word, names.numbered.get(word) if names else None)


@cache
def _names(tag: str) -> Names | None:
    line = _lines().get(tag.lower())
    if line is None:
        return None
    fields = json.loads(line)
    language, months = fields["language"], fields["months"]
    return Names(
        tag=tag,
        months=months,
        weekdays=frozenset(fields["weekdays"]),
        halves=fields["halves"],
        filler=ENGLISH.filler.union(fields["filler"], words_in("time_fillers", language)),
        days={day: number for number, day in enumerate(words_in("relative_days", language))},
        periods={word: (first, end) for word, (first, end) in fields["periods"].items()},
        phrases=_any_of([name for name in months if not _WORD.fullmatch(name)]),
        lengths={form: timedelta(seconds=length) for form, length in fields["lengths"].items()},
        numbered=fields["numbered"],
        day_first=fields["day_first"],
    )


@cache
def _lines() -> Mapping[str, str]:
    """The names of each language tag, in lower case, as JSON."""
    lines = (line.split("\t") for line in _NAMES.read_text("utf-8").splitlines())
    return {tag: names for tags, names in lines for tag in tags.split()}


def _any_of(phrases: list[str]) -> re.Pattern[str] | None:
    """Pattern for names of more than one word, the longest first, in any case that some letters more make."""
    if not phrases:
        return None
    ordered = sorted(phrases, key=len, reverse=True)
    return compile_lazily(rf"({'|'.join(map(re.escape, ordered))})[^\W\d_]{{0,2}}(?!\w)")
