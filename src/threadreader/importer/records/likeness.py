"""How much what tags of one label say looks like the names of those who wrote."""

import re
from collections import Counter
from collections.abc import Sequence

from bs4 import Tag

from threadreader.importer.records.record import Record
from threadreader.importer.records.vocabulary import HEADINGS, SAID, folded, is_badge, is_marked_as_name
from threadreader.importer.selector import attribute, classes
from threadreader.importer.soup.walking import is_text
from threadreader.model.clean import fold_space

_HALF, _NEARLY = 0.5, 0.9
_SEVERAL, _MANY = 3, 200
_NAMING = frozenset(("b", "strong", "cite", "a", "address", "dt"))
_ANCHORED = re.compile(r"[^#]*+#\D*+\d")
_MARKS = " ,:·|\uff5c\u2013\u2014•-\xa0"
_SHORTENED = 4
"""A word at the end of a name has no more characters than this where it is shortened: "Jr."."""

_LONGEST = 60
_WHAT = re.compile(
    r"\W*(?:(?:post|topic|thread)?\s?(?:author|starter)|autore?|auteure?|autora|verfasser(?:in)?|op|mod|moderat(?:or|eur|ore|eurin)"
    r"|admin|administrator|staff|team|автор|модератор|楼主|作者)\W*",
    re.IGNORECASE,
)
"""What somebody is here, in a tag of its own beside the name."""

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


def line_of(record: Record, place: int) -> str:
    """The words in a tag where a name is: before the first break, or in a line below that says who and when."""
    words = record.region.first_line(record.found.tags[place], _is_beside_name)
    time = record.found.times.get(place)
    if time is None or not time.line or not time.words or time.words in words:
        return words
    line = fold_space(time.line)
    return line if SAID.search(line.replace(time.words, " ").strip()) else words


def is_sign(record: Record, place: int, time: int | None) -> bool:
    """Whether a tag tells that it names somebody: it is marked so, or holds words of saying, or the record's time."""
    tag = record.found.tags[place]
    if is_marked_as_name(tag) or _is_in_marked(record, place) or tag.name in _NAMING | HEADINGS:
        return True
    if record.found.has_time(place, record.found.ends[place]):
        return time is not None and record.found.holds(place, time)
    return bool(SAID.search(line_of(record, place)))


def _quality(record: Record, place: int, words: str) -> float:
    """How much a tag looks like a name."""
    tag = record.found.tags[place]
    count = len(words.split())
    line = line_of(record, place)
    return (
        0.2
        + 0.5 * is_marked_as_name(tag)
        + 0.25 * _is_in_marked(record, place)
        + 0.15 * (tag.name in _NAMING)
        + 0.4 * bool(SAID.search(line))
        + 0.3 * _is_pictured(record, words)
        + 0.1 * (count <= _SEVERAL)
        + 0.2 * (place in record.found.times and line.lstrip(_MARKS).startswith(words))
        - 0.1 * (place in record.found.times)
        - 0.3 * bool(_ANCHORED.match(attribute(tag, "href") or ""))
        - 0.2 * (count > _SEVERAL + 2)
        - 0.4 * (len(words) == 1)
        - 0.5 * (words.endswith(_ENDS) or _is_sentence(words))
        - 0.2 * words.startswith("@")
        - 0.002 * record.letters(place)
    )


def _is_sentence(words: str) -> bool:
    """Whether words end as a sentence does, and not with an initial or a title."""
    *others, last = words.split()
    return last.endswith(".") and len(others) >= _SEVERAL - 1 and len(last) > _SHORTENED


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


def _is_beside_name(tag: Tag) -> bool:
    return _is_portrait(tag) or is_badge(tag) or _is_to_answer(tag) or _says_what(tag)


def _is_to_answer(tag: Tag) -> bool:
    return tag.name in ("a", "button") and any("reply" in word.lower() for word in classes(tag))


def _says_what(tag: Tag) -> bool:
    """Whether a tag says no more than what somebody is here."""
    words = tag.contents[0] if len(tag.contents) == 1 else None
    return (
        words is not None
        and is_text(words)
        and len(words) < _LONGEST
        and _WHAT.fullmatch(fold_space(words)) is not None
    )


def _is_portrait(tag: Tag) -> bool:
    """Whether a tag stands for the picture of somebody: often with the first letter of the name."""
    return any("avatar" in word.lower() for word in classes(tag))
