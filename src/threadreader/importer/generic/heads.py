"""The first words of records that may be the name of somebody, though nothing marks them as one.

Entries that are fields with labels, as guestbooks print them: "Name: Ann", "Date: 1 May 2004", "Message: …".
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from bs4 import Tag
from bs4.element import NavigableString, PageElement
from msgspec import Struct

from threadreader.importer.generic.page import SurveyedPage, cached_by_index, cached_by_page, label_of
from threadreader.importer.generic.record import Record
from threadreader.importer.generic.thresholds import (
    HALF_SHARE,
    MAX_HEAD_ELEMENTS,
    MAX_LABEL_CHARS,
    MAX_NAME_CHARS,
    MIN_PATTERN,
    MIN_RECORDS,
    MIN_SHARE,
    SAMPLE_SIZE,
)
from threadreader.importer.html.elements import HEADINGS
from threadreader.importer.html.index import Span
from threadreader.importer.html.region import is_blank
from threadreader.importer.html.tree import first_descendants, is_text
from threadreader.importer.lexicon import ACTION, is_marked_as_name
from threadreader.lexicon import alternatives, compile_lazily
from threadreader.model.text import fold_space

_SHARE = 0.35
"""Of words before the times of most records so many must not be the same."""

_WRITERS = 6
"""As many different names as these are enough, however often the same people write."""

_TALKING, _TALKERS = 0.25, 4
"""As much of both is enough beside the times of records: in a chat a few write again and again."""

_TITLES = HEADINGS | {"summary", "th", "tr", "legend", "caption", "label"}
"""Tags of what names a part of the page, or is one of several facts, and names nobody."""

_UP = 4
"""A name stands in no more tags of its own than these."""

_BEGINNING = 160  # characters; the name and the time stand there, further text is only slower
_MARKS = " ,:;.|·•()\uff5c\u2013\u2014-"
_CLOCK = compile_lazily(r"(?<!\d)\d{1,2}[:h]\d{2}(?!\d)")
_PLANNED = frozenset(("00", "30"))
_NO_TIME = frozenset(("0:00", "00:00", "12:00"))
"""Clocks of times of which only the day is known."""


def have_heads(page: SurveyedPage, spans: Sequence[Span]) -> bool:
    """True if most records begin with a few words in a tag of their own that are not the same in all of them."""
    texts: defaultdict[str, list[str]] = defaultdict(list)
    for start, end in spans:
        heads: dict[str, str] = {}
        for index in range(start, min(end, start + MAX_HEAD_ELEMENTS)):
            words = _head(page, index)
            if words:
                heads.setdefault(label_of(page, index), words)
        for label, words in heads.items():
            texts[label].append(words)
    most = (some for some in texts.values() if len(some) >= MIN_SHARE * len(spans))
    return any(len(set(some)) >= max(2, min(_TALKING * len(some), _TALKERS)) for some in most)


class Leads(Struct, frozen=True):
    """Elements that stand where names do, and the first elements of the records that these or their times tell."""

    names: Sequence[int] = ()
    records: Sequence[Sequence[int]] = ()


@cached_by_page
def leads(page: SurveyedPage) -> Leads:
    """The leads of a page where no class or id says what is what; nothing on any other.

    Such a name is a few words before sentences, first in what is built alike again and again, and mostly another.
    """
    if not page.is_mute:
        return Leads()
    climbs: defaultdict[_Path, list[_Climb]] = defaultdict(list)
    before_prose: Counter[_Path] = Counter()
    for index in range(1, len(page.elements)):
        is_time = index in page.times
        words = "" if is_time else None if _holds_one(page, index) else _head(page, index)
        if words is None:
            continue
        for path, above, has_prose in _climbed(page, index, is_time=is_time):
            climbs[path].append((index, above, words))
            before_prose[path] += has_prose
    names: set[int] = set()
    records: list[list[int]] = []
    for path, count in before_prose.items():
        indices, texts = climbs[path], {words for *_, words in climbs[path]}
        if count < max(MIN_RECORDS, HALF_SHARE * len(indices)):
            continue
        if not path[0]:
            if not _are_different(len(texts), len(indices)):
                continue
            names.update(index for index, *_ in indices)
        records.append(sorted({above for _, above, _ in indices}))
    return Leads(sorted(names), records)


@cached_by_page
def marked_names(page: SurveyedPage) -> Sequence[int]:
    """Indices of the elements that are marked as the name of somebody, or stand where names do."""
    ends, chars = page.ends, page.chars_before
    short = (index for index, end in enumerate(ends) if 1 < chars[end] - chars[index] <= MAX_NAME_CHARS)
    named = (index for index in short if is_marked_as_name(page.elements[index]))
    return sorted({*(index for index in named if not page.has_time(index, ends[index])), *leads(page).names})


@cached_by_page
def _names_before(page: SurveyedPage) -> Sequence[int]:
    return page.count_before(marked_names(page))


def count_names(page: SurveyedPage, start: int, end: int) -> int:
    """The number of names in a span."""
    before = _names_before(page)
    return before[end] - before[start]


def has_name(page: SurveyedPage, start: int, end: int) -> bool:
    """True if anything in a span is marked as a name."""
    return count_names(page, start, end) > 0


_Path = tuple[bool, str]
"""True where a time is, and the labels from it, or from a name, up to what holds the record."""

_Climb = tuple[int, int, str]
"""The index of a name or a time, that of what may be its record, and what it says."""


def _climbed(page: SurveyedPage, index: int, *, is_time: bool) -> Iterator[tuple[_Path, int, bool]]:
    """What a name or a time stands in, up to what holds sentences after it; a name is the first in it."""
    here, end, path = index, page.ends[index], ""
    for _ in range(_UP):
        above = page.parents[here]
        is_other = page.chars(above, index) or not _TITLES.isdisjoint(
            (page.elements[here].name, page.elements[above].name)
        )
        if above <= 0 or (is_other and not is_time):
            return
        path += f" {label_of(page, here)}"
        has_prose = page.prose(end, page.ends[above]) > 0
        yield (is_time, f"{path} {label_of(page, above)}"), above, has_prose
        if has_prose:
            return
        here = above


def _holds_one(page: SurveyedPage, index: int) -> bool:
    """True if a tag in a tag has all of its words."""
    return any(page.text_length(child) == page.text_length(index) for child in page.children(index))


def _are_different(different: int, count: int) -> bool:
    """True if what so many tags say is so often not the same that it may be names of people."""
    return different >= max(2, min(_SHARE * count, _WRITERS))


def is_stamped(page: SurveyedPage, spans: Sequence[Span]) -> bool:
    """True if most records have a time with minutes as machines write them: not the round ones that people plan."""
    clocks = _clocks(page, spans)
    return bool(clocks) and sum(clock[-1] not in "05" for clock in clocks) >= HALF_SHARE * len(clocks)


def is_planned(page: SurveyedPage, spans: Sequence[Span]) -> bool:
    """True if all times of most records are at the full hour or the half, as those of what is to happen."""
    clocks = _clocks(page, spans)
    return bool(clocks) and all(clock[-2:] in _PLANNED for clock in clocks) and not {*clocks} <= _NO_TIME


def _clocks(page: SurveyedPage, spans: Sequence[Span]) -> list[str]:
    """The time of day that each record gives first; nothing where hardly any gives one."""
    clocks = [clock for start, end in spans if (clock := _clock(page, start, end))]
    return clocks if len(clocks) >= MIN_SHARE * len(spans) else []


def _clock(page: SurveyedPage, start: int, end: int) -> str | None:
    for index in range(start, min(end, start + MAX_HEAD_ELEMENTS)):
        time = page.times.get(index)
        clock = _CLOCK.search(time.words or "") if time else None
        if clock:
            return clock[0]
    return None


@cached_by_index
def _head(page: SurveyedPage, index: int) -> str | None:
    """The words of a tag where these may be a name."""
    time = page.times.get(index)
    if time and time.line and time.words:
        words = time.line.replace(time.words, " ").strip(_MARKS).split()
    elif page.has_time(index, page.ends[index]):
        words = _before_tags(page.elements[index])
    elif 2 <= page.text_length(index) <= MAX_LABEL_CHARS:  # noqa: PLR2004 - a name
        words = page.elements[index].get_text(" ").split()
    else:
        return None
    is_counting = len(words) > 1 and any(map(str.isdigit, "".join(words)))
    text = " ".join(words)
    may_be = len(words) <= MIN_PATTERN and any(map(str.isalpha, text))
    return text if may_be and not is_counting and not ACTION.search(text) else None


def _before_tags(tag: Tag) -> list[str]:
    """The words that a tag begins with, behind a picture or not, where others that say when follow in it."""
    first = next((node for node in tag.contents if not _is_wordless(node)), None)
    return str(first).strip(_MARKS).split() if first is not None and is_text(first) else []


def _is_wordless(node: PageElement) -> bool:
    """True if a node begins with no words, as a picture does, alone in a link or not."""
    inside = first_descendants(node, MIN_PATTERN) if isinstance(node, Tag) else (node,)
    return not any(is_text(each) and not each.isspace() for each in inside)


def beginning(elements: Iterable[Tag]) -> str:
    """The first words of a record, given its tags."""
    pieces: list[str] = []
    for tag in elements:
        pieces += (str(text) for text in tag.contents if is_text(text))
        if sum(map(len, pieces)) >= _BEGINNING:
            break
    return " ".join(pieces)[:_BEGINNING]


_NAME = compile_lazily(rf"\s*(?:{alternatives('name_label', 'name_label_in_form')})\s*[:\uff1a]", re.IGNORECASE)
_MESSAGE = compile_lazily(rf"\s*(?:{alternatives('message_label')})\s*[:\uff1a]", re.IGNORECASE)
_LONGEST = 60  # characters of a name after its label (judgement)
_MIN_BODY_SHARE = 0.33  # share of an entry that is its words (judgement); a count of comments behind a label is less
_SEVERAL = 2  # labelled records: one alone is chance (judgement)
_PIECES = 40
"""The labels are among so many pieces of text at the beginning of an entry."""


class Fields(Struct, frozen=True):
    """Writer of an entry, None where no label says who, and the nodes that hold the words."""

    author: str | None
    body: Sequence[PageElement]


def find_fields(records: Sequence[Record]) -> Mapping[int, Fields]:
    """The fields of entries by where these begin; none where most have no labels for a name and for the words.

    The label of the words is enough where these are much of what the entries say.
    """
    sample = records[:: max(1, len(records) // SAMPLE_SIZE)]
    known = [(record, fields) for record in sample if (fields := _fields(record))]
    named = sum(fields.author is not None for _, fields in known)
    least = max(_SEVERAL, MIN_SHARE * len(sample))
    body_words = sum(len(node.get_text().split()) for _, fields in known for node in fields.body)
    is_enough = len(known) >= least and body_words > _MIN_BODY_SHARE * sum(len(_words(record)) for record, _ in known)
    if named < least and not is_enough:
        return {}
    found = ((record.start, fields) for record in records if (fields := _fields(record)))
    return {start: fields for start, fields in found if fields.author or named < least}


def _words(record: Record) -> Sequence[str]:
    return [word for top in record.tops for word in record.page.elements[top].get_text(" ").split()]


def _fields(record: Record) -> Fields | None:
    if record.inner:
        return None
    tops = [record.page.elements[top] for top in record.tops]
    author: str | None = None
    is_next = False
    for node in _pieces(tops):
        if is_next:
            author, is_next = fold_space(node), False
        elif author is None and (name := _NAME.match(node)):
            author = fold_space(node[name.end() :]) or None
            is_next = author is None
        elif message := _MESSAGE.match(node):
            body = list(_behind(tops, node, node[message.end() :]))
            is_whole = len(author or "") <= _LONGEST and not all(map(is_blank, body))
            return Fields(author, body) if is_whole else None
    return None


def _pieces(tops: Sequence[Tag]) -> Iterator[NavigableString]:
    """The first pieces of text in some tags."""
    stack: list[PageElement] = [*reversed(tops)]
    left = _PIECES
    while stack and left:
        node = stack.pop()
        if isinstance(node, Tag):
            stack.extend(reversed(node.contents))
        elif is_text(node) and not node.isspace():
            left -= 1
            yield node


def _behind(tops: Sequence[Tag], label: NavigableString, rest: str) -> Iterator[PageElement]:
    """All that follows a label in some tags: the rest of its text, and all behind it or what it is alone in."""
    if rest.strip():
        yield NavigableString(rest)
    here: PageElement = label
    while here.parent is not None and all(here.parent is not top for top in tops):
        if rest.strip() or not all(map(is_blank, here.next_siblings)):
            break
        here = here.parent
    yield from here.next_siblings
