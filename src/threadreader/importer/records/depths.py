"""How deep a record is: by how far it is moved in, or by a number that it gives."""

import re
from collections.abc import Iterator, Sequence
from itertools import islice, pairwise

from bs4 import Tag

from threadreader.importer.records.record import Record
from threadreader.importer.records.survey import Survey
from threadreader.importer.selector import Attributes, attribute, classes
from threadreader.importer.soup import by_shape
from threadreader.importer.tree import parents_by_depth

_DEPTH = re.compile(r"(?:depth|level|lvl|indent|nest(?:ed|ing)?|tier|generation)[-_]{0,2}(\d{1,3})$")
_DEPTH_ATTRIBUTES = Attributes(
    "data-depth", "data-level", "data-indent", "aria-level", "depth", "indent", "data-nesting"
)
_SHIFT = re.compile(r"(?:margin|padding)(?:-left\s*:|\s*:\s*0\s+0\s+0)\s*(\d{1,5}(?:\.\d{1,3})?)\s*(px|em|rem|pt)?")
_PIXELS = {"em": 16.0, "rem": 16.0, "pt": 4 / 3}
_SPACER = re.compile(r"spacer|blank|pixel|clear|trans|(?:^|/)s\.gif|indent|dot\.gif", re.IGNORECASE)
_NEAR, _BEFORE, _UP = 8, 32, 3
"""What moves a record in is among so many tags at its beginning, more before its first words, and some around it."""

_MOST = 0.9


def parents_by_number(numbers: Sequence[float | None]) -> list[int | None]:
    """For each record the place of the last one less deep before it; empty where the numbers are no depths.

    Depths grow by one step at a time, from one comment to the next.
    """
    known = [number for number in numbers if number is not None]
    steps = sorted(set(known))
    if len(steps) < 2 or len(known) < _MOST * len(numbers) or known[0] != steps[0]:  # noqa: PLR2004 - one is no depth
        return []
    ranks = {step: rank for rank, step in enumerate(steps)}
    if sum(ranks[two] <= ranks[one] + 1 for one, two in pairwise(known)) < _MOST * (len(known) - 1):
        return []
    parents = parents_by_depth([None if number is None else ranks[number] for number in numbers])
    return [None if parent < 0 else parent for parent in parents]


def indentation_of(found: Survey, record: Record) -> float:
    """How many pixels a record is moved in by styles at its beginning and around it."""
    total = 0.0
    for place in (*_beginning(found, record), *islice(_above(found, record.start), _UP)):
        if "style" in found.shapes[place].attributes:
            shift = _SHIFT.search((attribute(found.tags[place], "style") or "").lower())
            total += float(shift[1]) * _PIXELS.get(shift[2] or "", 1.0) if shift else 0.0
    return total


def spacer_of(found: Survey, record: Record) -> float | None:
    """How wide the empty picture at the beginning of a record is; None where there is none."""
    for place in _beginning(found, record):
        tag = found.tags[place]
        if tag.name in ("img", "td"):
            wanted = "width" if tag.name == "img" and _SPACER.search(attribute(tag, "src") or "") else "indent"
            width = (attribute(tag, wanted) or "").removesuffix("px")
            if width.isdecimal():
                return float(width)
    return None


def depth_of(found: Survey, record: Record) -> float | None:
    """The number that a record or what is around it gives as its depth."""
    for place in (*record.places[:_UP], *islice(_above(found, record.start), _UP - 1)):
        tag = found.tags[place]
        values = _DEPTH_ATTRIBUTES.values(tag)
        given = next((value for value in values if value.isdecimal() and len(value) < _NEAR), None)
        named = _depth_in_class(tag)
        if given or named:
            return float(given or named or 0)
    return None


@by_shape
def _depth_in_class(tag: Tag) -> str | None:
    return next((number[1] for number in map(_DEPTH.search, classes(tag)) if number), None)


def _beginning(found: Survey, record: Record) -> Iterator[int]:
    """The first places of a record, and those before its first words: what is empty may stand over it."""
    letters = found.letters_before[record.start]
    for count, place in enumerate(islice(record.places, _BEFORE)):
        if count >= _NEAR and found.letters_before[place] > letters:
            return
        yield place


def _above(found: Survey, place: int) -> Iterator[int]:
    here = found.parents[place]
    while here > 0:
        yield here
        here = found.parents[here]
