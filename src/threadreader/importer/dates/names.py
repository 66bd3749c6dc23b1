"""What a language calls months, days of the week, halves of the day and units of time; here English, as pages write it.

Those of other languages come from `locale`.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from types import MappingProxyType

_IN_BLOCK = ((0x01, 0x03), (0x3A, 0x4F), (0x51, 0x57))
_INDIC = "".join(
    f"{chr(block + first)}-{chr(block + last)}" for block in range(0x0900, 0x0E00, 0x80) for first, last in _IN_BLOCK
)
MARKS = rf"\u0300-\u036f\u0591-\u05c7\u064b-\u065f{_INDIC}\u0e31\u0e34-\u0e3a\u0e47-\u0e4e\u200c"
"""The signs above, below and behind letters; the scripts of India have theirs at the same places of their blocks."""

WORD = rf"[^\W\d_](?:[^\W\d_]|[{MARKS}])*"
"""A word as a pattern; the signs that stand above, below and behind letters in some scripts are of it."""


@dataclass(frozen=True, slots=True)
class Names:
    """The words of one language, in lower case, without full stops.

    `halves` adds hours to the 12-hour clock. `around` are words that may stand beside a time and change nothing.
    `units` are in the singular and plural; those without a fixed length are not there. `ago` follows a length of
    time, `days` are names of days before the present one. `tag` is that of the language. `periods` are parts of the day
    with their first hour and the one after their last. `phrases` fits names of months that are more than a word.
    """

    months: Mapping[str, int]
    weekdays: frozenset[str]
    halves: Mapping[str, int] = field(default_factory=dict)
    around: frozenset[str] = frozenset()
    numbers: Mapping[str, int] = field(default_factory=dict)
    units: Mapping[str, timedelta] = field(default_factory=dict)
    ago: frozenset[str] = frozenset()
    now: frozenset[str] = frozenset()
    days: Mapping[str, int] = field(default_factory=dict)
    tag: str = "en"
    periods: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    phrases: re.Pattern[str] | None = None


def _numbered(*names: str) -> Mapping[str, int]:
    """Each word of each name with the number of the name."""
    return MappingProxyType({word: number for number, words in enumerate(names, 1) for word in words.split()})


def _lengths(**units: timedelta) -> Mapping[str, timedelta]:
    both = {f"{name}{ending}": length for name, length in units.items() for ending in ("", "s")}
    short = {"sec": "second", "secs": "second", "min": "minute", "mins": "minute", "hr": "hour", "hrs": "hour"}
    letters = {"s": "second", "m": "minute", "h": "hour", "d": "day", "w": "week"}
    return MappingProxyType(both | {word: both[name] for word, name in (short | letters).items()})


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
    around=frozenset(
        (
            *("at", "on", "the", "of", "posted", "said", "says", "wrote", "written", "commented", "comment", "added"),
            *("published", "submitted", "date", "time", "edit", "permalink", "permanent", "link", "reply", "hrs"),
        )
    ),
    numbers=MappingProxyType({"a": 1, "an": 1, "one": 1, "two": 2, "three": 3}),
    units=_lengths(
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

CLOCKS = frozenset(
    (
        *("est", "edt", "cst", "cdt", "mst", "mdt", "pst", "pdt", "et", "ct", "mt", "pt", "akst", "akdt", "hst"),
        *("bst", "ist", "wet", "west", "cet", "cest", "eet", "eest", "msk", "sast", "jst", "kst", "hkt", "sgt"),
        *("aest", "aedt", "acst", "acdt", "awst", "nzst", "nzdt", "brt", "art"),
    )
)
"""Short names of time zones. Several mean different offsets in different places, so the time stays wall clock."""
