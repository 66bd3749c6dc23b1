"""The language of a dump, which says nothing of it: the one that its times can be read in."""

import re
from collections.abc import Iterable
from itertools import islice

from threadreader.importer.dates import Dates

_TRIED = (
    *("ar", "fa", "he", "tr", "sv", "da", "nb", "fi", "pl", "cs", "sk", "hu", "ro", "bg", "uk", "el", "sr", "hr", "sl"),
    *("lt", "lv", "et", "ca", "gl", "eu", "id", "ms", "vi", "th", "hi", "bn", "ko", "is", "mk", "sq", "hy", "ka", "az"),
    *("kk", "ur", "ta", "te", "mr", "af", "cy", "ga"),
)
_SAMPLE = 12
_YEAR = re.compile(r"\d{4}")


def language_of(times: Iterable[str | None]) -> str | None:
    """The tag of a language in which the first of the times can be read; None where they need none, or none fits."""
    sample = list(islice((time for time in times if time and _YEAR.search(time)), _SAMPLE))
    best, most = None, _readable(None, sample)
    for tag in _TRIED:
        if most == len(sample):
            break
        count = _readable(tag, sample)
        if count > most:
            best, most = tag, count
    return best


def _readable(tag: str | None, sample: Iterable[str]) -> int:
    times = list(sample)
    dates = Dates(tag, None, times)
    moments = [dates.read(time) for time in times]
    return sum(moment is not None and moment.at is not None for moment in moments)
