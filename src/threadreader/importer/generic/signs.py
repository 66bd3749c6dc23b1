"""Signs that a tag names who wrote a record: its markup, where it stands, and how much what it says is like a name."""

import re
from collections import Counter
from collections.abc import Sequence
from functools import lru_cache

from bs4 import Tag

from threadreader.importer.generic.record import LINE, Record
from threadreader.importer.generic.thresholds import HALF_SHARE, MAX_NAME_CHARS, MIN_FULL_SHARE, MIN_RECORDS
from threadreader.importer.html.elements import HEADINGS
from threadreader.importer.html.selector import attribute, classes
from threadreader.importer.html.tree import cached_by_signature, is_text
from threadreader.importer.lexicon import BYLINE_AFFIX, JOINED, folded, is_badge, is_marked_as_name
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
_INITIALS = 2  # characters in place of a picture: "AB"

_WHAT = compile_lazily(rf"\W*(?:{alternatives('roles')})\W*", re.IGNORECASE)
"""A role of somebody here, in a tag of its own beside the name."""

_ENDS = ("!", "?", "\u2026", "\uff01", "\uff1f", "\uff1a", "\u3002")
"""Ends of sentences, and of greetings before the words."""


def weigh(texts: Sequence[tuple[Record, int, str]]) -> float:
    """The likeness of all that the tags of a label say, each given with its record and its place."""
    most = max(Counter(words for *_, words in texts).values())
    is_same = len(texts) >= MIN_RECORDS and most >= MIN_FULL_SHARE * len(texts)
    is_same |= len(texts) >= _FEW_WRITERS * len({words for *_, words in texts})
    counted = {folded(words) for *_, words in texts}
    is_counting = sum(words.isdigit() for *_, words in texts) > HALF_SHARE * len(texts) or (
        len(texts) >= MIN_RECORDS and len(counted) == 1 and "0" in next(iter(counted)) and len(set(texts)) > 1
    )
    is_worthless = is_counting or _are_initials([words for *_, words in texts])
    is_same = is_same and sum(_is_in_address(*each) for each in texts) <= HALF_SHARE * len(texts)
    return sum(_quality(*each) for each in texts) * (0.02 if is_worthless else 0.2 if is_same else 1)


def _is_next_to_time(record: Record, index: int, words: str) -> bool:
    """True if words begin a line with a time, or stand right before or behind that."""
    time = record.page.times.get(index)
    if time is None:
        return False
    line = line_of(record, index).strip(MARKS)
    before, found, after = line.partition(time.words or "\0")
    is_next = found and (before.rstrip(MARKS).endswith(words) or after.lstrip(MARKS).startswith(words))
    return bool(is_next) or line.startswith(words)


def _is_in_address(record: Record, index: int, words: str) -> bool:
    """True if a link leads to the profile of whom it names."""
    name = name_in_address(attribute(record.page.elements[index], "href"))
    return name is not None and _NOT_WORD.sub("", name).casefold() == _NOT_WORD.sub("", words).casefold()


def _are_initials(texts: Sequence[str]) -> bool:
    """True if nearly all that tags say is so short as what stands for a picture; names in wide characters are, too."""
    short = sum(len(words) <= _INITIALS and wide_length(words) == len(words) for words in texts)
    return len(texts) >= MIN_RECORDS and short >= MIN_FULL_SHARE * len(texts)


def line_of(record: Record, index: int) -> str:
    """The words in a tag where a name is: before the first break, or in a line below that says who and when."""
    return lines_of(record, index)[0]


def lines_of(record: Record, index: int) -> tuple[str, str]:
    """The line in a tag where a name is, and the same without times."""
    known = record.lines.get(index)
    if known is None:
        line = _line_of(record, index)
        known = record.lines[index] = line, _without_times(record, index, line)
    return known


def _line_of(record: Record, index: int) -> str:
    words = record.region.first_line(record.page.elements[index], _is_next_to_name)
    time = record.page.times.get(index)
    if time is None or not time.line or not time.words or time.words in words:
        return words
    line = fold_space(time.line)
    return line if _has_affix(line.replace(time.words, " ").strip()) else words


def _without_times(record: Record, index: int, words: str) -> str:
    for inside in range(index, min(record.page.ends[index], index + _NAME_SAMPLE_LIMIT)):
        time = record.page.times.get(inside)
        if time:
            texts = record.words(inside) if inside != index and record.is_small(inside, LINE) else ""
            words = _before(words, texts if texts and texts in words else time.words or "\0")
    return " ".join(words.split())


def is_sign(record: Record, index: int, time: int | None) -> bool:
    """True if a tag tells that it names somebody: it is marked so, or holds words of saying, or the record's time."""
    tag = record.page.elements[index]
    if is_marked_as_name(tag) or _is_in_marked(record, index) or tag.name in _NAMING | HEADINGS:
        return True
    if record.page.has_time(index, record.page.ends[index]):
        return time is not None and record.page.covers(index, time)
    return _has_affix(line_of(record, index))


@lru_cache(maxsize=_KNOWN)
def _has_affix(line: str) -> bool:
    return BYLINE_AFFIX.search(line) is not None


def _quality(record: Record, index: int, words: str) -> float:
    """The likeness of a tag to a name."""
    tag = record.page.elements[index]
    count = len(words.split())
    return (
        0.2
        + 0.5 * is_marked_as_name(tag)
        + 0.25 * _is_in_marked(record, index)
        + 0.15 * (tag.name in _NAMING)
        + 0.4 * any(map(_has_affix, lines_of(record, index)))
        + 0.3 * (words in record.pictured or _is_in_address(record, index, words))
        + 0.1 * (count <= MIN_RECORDS)
        + 0.2 * _is_next_to_time(record, index, words)
        - 0.1 * (index in record.page.times)
        - 0.3 * _is_permalink(record, index, words)
        - 0.2 * (count > MIN_RECORDS + 2)
        - 0.4 * (len(words) == 1)
        - 0.5 * (words.endswith(_ENDS) or _is_sentence(words))
        - 0.2 * words.startswith("@")
        - 0.002 * record.text_length(index)
    )


def _is_sentence(words: str) -> bool:
    """True if words end as a sentence does, and not with an initial or a title."""
    *others, last = words.split()
    return last.endswith(".") and len(others) >= MIN_RECORDS - 1 and len(last) > _SHORTENED


def _is_permalink(record: Record, index: int, words: str) -> bool:
    """True if a link with these words, as the title of a post is, leads to a place on a page."""
    inside = range(index, min(record.page.ends[index], index + _NAME_SAMPLE_LIMIT))
    linked = (at for at in inside if "href" in record.page.signatures[at].attributes)
    links = (at for at in linked if _ANCHORED.match(attribute(record.page.elements[at], "href") or ""))
    return any(record.is_small(at, LINE) and words in record.words(at) for at in links)


def _is_in_marked(record: Record, index: int) -> bool:
    """True if what a tag stands in is marked as somebody's."""
    for _ in range(2):
        index = record.page.parents[index]
        if index <= record.start:
            return False
        if is_marked_as_name(record.page.elements[index]):
            return True
    return False


def _is_next_to_name(tag: Tag) -> bool:
    return _is_named_otherwise(tag) or _states_role(tag)


@cached_by_signature
def _is_named_otherwise(tag: Tag) -> bool:
    """True if a tag is called a picture, a rank or a link to answer."""
    return _is_portrait(tag) or is_badge(tag) or _is_to_answer(tag)


def _is_to_answer(tag: Tag) -> bool:
    return tag.name in ("a", "button") and any("reply" in word.lower() for word in classes(tag))


_BRACKETED = compile_lazily(r"[(\uff08][^()\uff08\uff09]+[)\uff09]")


def _states_role(tag: Tag) -> bool:
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


def as_name(record: Record, name: str, index: int) -> str | None:
    """The same name where it can be one; only a marked one is made of figures."""
    if name.isdigit() and is_marked_as_name(record.page.elements[index]):
        return name
    if record.page.elements[index].name in _CODE:
        return None
    return name if _may_be_name(name) else None


@lru_cache(maxsize=_KNOWN)
def _may_be_name(words: str) -> bool:
    return not (_NOT_NAME.search(words) or JOINED.match(words))
