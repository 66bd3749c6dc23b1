"""How much what tags of one label say looks like the names of those who wrote."""

import re
from collections import Counter
from collections.abc import Sequence

from threadreader.importer.records.record import Record
from threadreader.importer.records.vocabulary import SAID, folded, is_marked_as_name
from threadreader.importer.selector import attribute

_HALF, _NEARLY = 0.5, 0.9
_SEVERAL, _MANY = 3, 200
_NAMING = frozenset(("b", "strong", "cite", "a", "address", "dt"))
_ANCHORED = re.compile(r"[^#]*+#\D*+\d")
_ENDS = ("!", "?", "\u2026", "\uff01", "\uff1f", "\uff1a", "\u3002")
"""What sentences end with, and greetings before the words."""


def weigh(said: Sequence[tuple[Record, int, str]]) -> float:
    """The likeness of all that the tags of a label say, each given with its record and its place."""
    most = max(Counter(words for *_, words in said).values())
    is_same = len(said) >= _SEVERAL and most >= _NEARLY * len(said)
    counted = {folded(words) for *_, words in said}
    is_counting = sum(words.isdigit() for *_, words in said) > _HALF * len(said) or (
        len(said) >= _SEVERAL and len(counted) == 1 and "0" in next(iter(counted)) and len(set(said)) > 1
    )
    return sum(_quality(*each) for each in said) * (0.02 if is_counting else 0.2 if is_same else 1)


def _quality(record: Record, place: int, words: str) -> float:
    """How much a tag looks like a name."""
    tag = record.found.tags[place]
    count = len(words.split())
    return (
        0.2
        + 0.5 * is_marked_as_name(tag)
        + 0.25 * _is_in_marked(record, place)
        + 0.15 * (tag.name in _NAMING)
        + 0.4 * bool(SAID.search(record.region.first_line(tag)))
        + 0.3 * _is_pictured(record, words)
        + 0.1 * (count <= _SEVERAL)
        + 0.2 * (place in record.found.times and record.region.first_line(tag).startswith(words))
        - 0.1 * (place in record.found.times)
        - 0.3 * bool(_ANCHORED.match(attribute(tag, "href") or ""))
        - 0.2 * (count > _SEVERAL + 2)
        - 0.4 * (len(words) == 1)
        - 0.5 * words.endswith(_ENDS)
        - 0.2 * words.startswith("@")
        - 0.002 * record.letters(place)
    )


def _is_in_marked(record: Record, place: int) -> bool:
    """Whether what a tag stands in is marked as somebody's."""
    for _ in range(2):
        place = record.found.parents[place]
        if place <= record.start:
            return False
        if is_marked_as_name(record.found.tags[place]):
            return True
    return False


def _is_pictured(record: Record, words: str) -> bool:
    """Whether a picture has the same name."""
    tags = (record.found.tags[place] for place in record.places[:_MANY])
    return any(words in (attribute(tag, "alt"), attribute(tag, "title")) for tag in tags if tag.name == "img")
