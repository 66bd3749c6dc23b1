"""The language that times are written in where nobody says: the one that they can be read in."""

import re
from collections.abc import Collection, Sequence
from datetime import date, datetime
from functools import cache

from threadreader.importer.dates.locale import COMMON, find_names
from threadreader.importer.dates.names import WORD, Names
from threadreader.importer.dates.order import Order
from threadreader.importer.dates.words import plain_figures, read_words

_TRIED = (
    *("ar", "fa", "he", "tr", "sv", "da", "nb", "fi", "pl", "cs", "sk", "hu", "ro", "bg", "uk", "el", "sr", "hr", "sl"),
    *("lt", "lv", "et", "ca", "gl", "eu", "id", "ms", "vi", "th", "hi", "bn", "ko", "is", "mk", "sq", "hy", "ka", "az"),
    *("kk", "ur", "ta", "te", "mr", "af", "cy", "ga", "be", "sr-Latn", "bs", "fil", "ne", "sw", "uz", "nn", "eo"),
)
_WORDS = re.compile(WORD)
_SAMPLE = 12


def language_of(times: Sequence[str], order: Order | None, plain: Collection[str] = ()) -> Names | None:
    """The names in the language that most of the first times can be read in; None where others give other times.

    `order` and `plain` are as in `read_words`.
    """
    sample = times[:_SAMPLE]
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
