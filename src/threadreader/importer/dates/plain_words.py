"""Words beside the times of a page that say nothing of them, in whatever language: "at", "o'clock", "written on"."""

import re
from collections.abc import Iterable, Iterator, Sequence

from threadreader.importer.dates.names import WORD

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
