"""Signs that a tag names who wrote a record: its markup, where it stands, and how much what it says is like a name."""

import re
from collections import Counter
from collections.abc import Sequence
from functools import lru_cache

from bs4 import Tag

from threadreader.importer.generic.record import LINE, Record
from threadreader.importer.generic.thresholds import HALF, MAX_NAME_CHARS, NEARLY, SEVERAL
from threadreader.importer.html.selector import attribute, classes
from threadreader.importer.html.tree import cached_by_signature, is_text
from threadreader.importer.lexicon import BYLINE_AFFIX, HEADINGS, JOINED, folded, is_badge, is_marked_as_name
from threadreader.importer.names import MARKS, name_in_address
from threadreader.lexicon import alternatives, compile_lazily
from threadreader.model.text import fold_space, wide_length

_FEW_WRITERS = 10
"""For each of the words that the tags of a label say there are fewer tags, where these are the names of writers."""

_NAMING = frozenset(("b", "strong", "cite", "a", "address", "dt"))
_CODE = frozenset(("code", "kbd", "pre", "samp", "tt"))
_ANCHORED = compile_lazily(r"[^#]*+#\D*+\d")
_SHORTENED = 4
"""A word at the end of a name has no more characters than this where it is shortened: "Jr."."""

_KNOWN = 4_096
"""Lines of which it is kept whether they say who: the same people write again and again, each in tags within tags."""

_NOT_WORD = compile_lazily(r"[\W_]+")
_INITIALS = 2  # letters in place of a picture: "AB"

_WHAT = compile_lazily(rf"\W*(?:{alternatives('roles')})\W*", re.IGNORECASE)
"""A role of somebody here, in a tag of its own beside the name."""

_ENDS = ("!", "?", "\u2026", "\uff01", "\uff1f", "\uff1a", "\u3002")
"""Ends of sentences, and of greetings before the words."""


def weigh(said: Sequence[tuple[Record, int, str]]) -> float:
    """The likeness of all that the tags of a label say, each given with its record and its place."""
    most = max(Counter(words for *_, words in said).values())
    is_same = len(said) >= SEVERAL and most >= NEARLY * len(said)
    is_same |= len(said) >= _FEW_WRITERS * len({words for *_, words in said})
    counted = {folded(words) for *_, words in said}
    is_counting = sum(words.isdigit() for *_, words in said) > HALF * len(said) or (
        len(said) >= SEVERAL and len(counted) == 1 and "0" in next(iter(counted)) and len(set(said)) > 1
    )
    is_worthless = is_counting or _are_initials([words for *_, words in said])
    is_same = is_same and sum(_is_in_address(*each) for each in said) <= HALF * len(said)
    return sum(_quality(*each) for each in said) * (0.02 if is_worthless else 0.2 if is_same else 1)


def _is_beside_time(record: Record, place: int, words: str) -> bool:
    """True if words begin a line with a time, or stand right before or behind that."""
    time = record.found.times.get(place)
    if time is None:
        return False
    line = line_of(record, place).strip(MARKS)
    before, found, after = line.partition(time.words or "\0")
    is_next = found and (before.rstrip(MARKS).endswith(words) or after.lstrip(MARKS).startswith(words))
    return bool(is_next) or line.startswith(words)


def _is_in_address(record: Record, place: int, words: str) -> bool:
    """True if a link leads to the profile of whom it names."""
    name = name_in_address(attribute(record.found.tags[place], "href"))
    return name is not None and _NOT_WORD.sub("", name).casefold() == _NOT_WORD.sub("", words).casefold()


def _are_initials(said: Sequence[str]) -> bool:
    """True if nearly all that tags say is so short as what stands for a picture; names in wide letters are, too."""
    short = sum(len(words) <= _INITIALS and wide_length(words) == len(words) for words in said)
    return len(said) >= SEVERAL and short >= NEARLY * len(said)


def line_of(record: Record, place: int) -> str:
    """The words in a tag where a name is: before the first break, or in a line below that says who and when."""
    return lines_of(record, place)[0]


def lines_of(record: Record, place: int) -> tuple[str, str]:
    """The line in a tag where a name is, and the same without times."""
    known = record.lines.get(place)
    if known is None:
        line = _line_of(record, place)
        known = record.lines[place] = line, _without_times(record, place, line)
    return known


def _line_of(record: Record, place: int) -> str:
    words = record.region.first_line(record.found.tags[place], _is_beside_name)
    time = record.found.times.get(place)
    if time is None or not time.line or not time.words or time.words in words:
        return words
    line = fold_space(time.line)
    return line if _has_affix(line.replace(time.words, " ").strip()) else words


def _without_times(record: Record, place: int, words: str) -> str:
    for inside in range(place, min(record.found.ends[place], place + _NAME_SAMPLE_LIMIT)):
        time = record.found.times.get(inside)
        if time:
            said = record.words(inside) if inside != place and record.is_small(inside, LINE) else ""
            words = _before(words, said if said and said in words else time.words or "\0")
    return " ".join(words.split())


def is_sign(record: Record, place: int, time: int | None) -> bool:
    """True if a tag tells that it names somebody: it is marked so, or holds words of saying, or the record's time."""
    tag = record.found.tags[place]
    if is_marked_as_name(tag) or _is_in_marked(record, place) or tag.name in _NAMING | HEADINGS:
        return True
    if record.found.has_time(place, record.found.ends[place]):
        return time is not None and record.found.holds(place, time)
    return _has_affix(line_of(record, place))


@lru_cache(maxsize=_KNOWN)
def _has_affix(line: str) -> bool:
    return BYLINE_AFFIX.search(line) is not None


def _quality(record: Record, place: int, words: str) -> float:
    """The likeness of a tag to a name."""
    tag = record.found.tags[place]
    count = len(words.split())
    return (
        0.2
        + 0.5 * is_marked_as_name(tag)
        + 0.25 * _is_in_marked(record, place)
        + 0.15 * (tag.name in _NAMING)
        + 0.4 * any(map(_has_affix, lines_of(record, place)))
        + 0.3 * (words in record.pictured or _is_in_address(record, place, words))
        + 0.1 * (count <= SEVERAL)
        + 0.2 * _is_beside_time(record, place, words)
        - 0.1 * (place in record.found.times)
        - 0.3 * _is_permalink(record, place, words)
        - 0.2 * (count > SEVERAL + 2)
        - 0.4 * (len(words) == 1)
        - 0.5 * (words.endswith(_ENDS) or _is_sentence(words))
        - 0.2 * words.startswith("@")
        - 0.002 * record.letters(place)
    )


def _is_sentence(words: str) -> bool:
    """True if words end as a sentence does, and not with an initial or a title."""
    *others, last = words.split()
    return last.endswith(".") and len(others) >= SEVERAL - 1 and len(last) > _SHORTENED


def _is_permalink(record: Record, place: int, words: str) -> bool:
    """True if a link with these words, as the title of a post is, leads to a place on a page."""
    inside = range(place, min(record.found.ends[place], place + _NAME_SAMPLE_LIMIT))
    linked = (at for at in inside if "href" in record.found.shapes[at].attributes)
    links = (at for at in linked if _ANCHORED.match(attribute(record.found.tags[at], "href") or ""))
    return any(record.is_small(at, LINE) and words in record.words(at) for at in links)


def _is_in_marked(record: Record, place: int) -> bool:
    """True if what a tag stands in is marked as somebody's."""
    for _ in range(2):
        place = record.found.parents[place]
        if place <= record.start:
            return False
        if is_marked_as_name(record.found.tags[place]):
            return True
    return False


def is_pictured(record: Record, place: int) -> bool:
    """True if a picture has the name that a tag says."""
    return record.is_small(place, MAX_NAME_CHARS) and record.words(place) in record.pictured


def _is_beside_name(tag: Tag) -> bool:
    return _is_called_otherwise(tag) or _says_what(tag)


@cached_by_signature
def _is_called_otherwise(tag: Tag) -> bool:
    """True if a tag is called a picture, a rank or a link to answer."""
    return _is_portrait(tag) or is_badge(tag) or _is_to_answer(tag)


def _is_to_answer(tag: Tag) -> bool:
    return tag.name in ("a", "button") and any("reply" in word.lower() for word in classes(tag))


_BRACKETED = compile_lazily(r"[(\uff08][^()\uff08\uff09]+[)\uff09]")


def _says_what(tag: Tag) -> bool:
    """True if a tag says no more than what somebody is here, by its words or in brackets."""
    words = tag.contents[0] if len(tag.contents) == 1 else None
    return (
        words is not None
        and is_text(words)
        and len(words) < MAX_NAME_CHARS
        and (_WHAT.fullmatch(fold_space(words)) or _BRACKETED.fullmatch(fold_space(words))) is not None
    )


def _is_portrait(tag: Tag) -> bool:
    """True if a tag stands for the picture of somebody: often with the first letter of the name."""
    return any("avatar" in word.lower() for word in classes(tag))


_NAME_SAMPLE_LIMIT = 20  # tags in a name that are searched for a time (time)
_BY = compile_lazily(rf"(?<!\w)(?:{alternatives('by', 'by_after_time')})\s|:(?!\d)", re.IGNORECASE)
"""The words between a time and a name that follows it."""


def _before(words: str, time: str) -> str:
    """A line without a time in it; of "Ann on Sunday replied" only what is before, unless the name follows."""
    before, _, after = words.partition(time)
    name = BYLINE_AFFIX.sub("", before).strip()
    is_name = name and name != before.strip() and after.strip() and not _BY.search(after)
    return name if is_name else words.replace(time, " ")


_NOT_NAME = compile_lazily(
    r"^[\W\d_]*$|^ID:\S+$|^https?:|^[^@]*+@.*\.\w+$|^\W*(?:\w{2,3}\W+)?\d{1,2}[:.]\d{2}(?:[:.]\d{2})?\s*(?:[ap]m)?\W*$|^#\d+"
    rf"|^(?:{alternatives('actions_in_past', 'reporting_verbs', 'reporting_verbs_in_byline')})$"
    r"|^[^\d:]{2,20}:\s*\d[\d.,]*$"
    rf"|^(?:{alternatives('reply_action', 'other_action', 'post_numbers')})$"
    rf"|^\d{{1,2}}\s?(?:{alternatives('units_of_time')})(?:\s+(?:{alternatives('ago')}))?$",
    re.IGNORECASE,
)


def as_name(record: Record, name: str, place: int) -> str | None:
    """The same name where it can be one; only a marked one is made of figures."""
    if name.isdigit() and is_marked_as_name(record.found.tags[place]):
        return name
    if record.found.tags[place].name in _CODE:
        return None
    return name if _may_be_name(name) else None


@lru_cache(maxsize=_KNOWN)
def _may_be_name(words: str) -> bool:
    return not (_NOT_NAME.search(words) or JOINED.match(words))
