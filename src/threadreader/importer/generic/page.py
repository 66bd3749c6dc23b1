"""A page as every reading by structure looks at it: an index with the times, names, articles and sentences in it.

Names are what is marked as one; on a page where no class or id says what is what, also the first words of records that
may be one (`leads`). Numbers that several rules share stand first, all set by judgement.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from itertools import accumulate, islice
from typing import Any, TypeVar

from bs4 import Tag
from bs4.element import NavigableString, PageElement
from msgspec import Struct
from msgspec.structs import replace

from threadreader.importer.dates.find import find_time, machine_time
from threadreader.importer.document import Document
from threadreader.importer.html import HEADINGS
from threadreader.importer.html.region import Region, text_content, wrap_hr_sections
from threadreader.importer.html.selector import Attributes, attribute, classes
from threadreader.importer.html.tree import (
    ElementSignature,
    IndexedSoup,
    Span,
    cached_by_signature,
    element_index,
    first_descendants,
    is_text,
)
from threadreader.importer.lexicon import (
    ACTION,
    COMMENT,
    COMMENTS,
    GUESTBOOK,
    RECENT,
    SEARCH_RESULTS,
    counted,
    folded,
    is_marked_as_name,
    is_no_comments_notice,
    is_role_name,
)
from threadreader.lexicon import alternatives, compile_lazily
from threadreader.model.text import fold_space
from threadreader.model.thread import Kind

HALF_SHARE = 0.5  # of records: enough for what is said plainly
MIN_SHARE = 0.6  # of records: clearly more than half
MIN_FULL_SHARE = 0.9  # of records: all but what is odd

MIN_RECORDS = 3  # fewer records that have something are chance
MIN_PATTERN = 4  # with fewer records, or elements, no pattern is told from chance

SAMPLE_SIZE = 30  # records of a group tell what the others are

MAX_HEAD_ELEMENTS = 16  # at the beginning of a record, where it says who and when
MAX_ELEMENTS = 200  # of a record (time)

MAX_LABEL_CHARS = 30  # of a button or a label
MIN_LINE_CHARS = 80  # of a line of text
MAX_NAME_CHARS = 100  # of a writer or a record; longer ones are sentences, or state of scripts


T = TypeVar("T")
P = TypeVar("P", int, Span)

_ARTICLE = compile_lazily(r"^(?:type-post|blogbody|blog-?(?:post|entry)|seemore|read-?more|more-link)$", re.IGNORECASE)
_TITLE = compile_lazily(r"^(?:entry|post)-?title$", re.IGNORECASE)
_ITEM = compile_lazily(r"/(?:Blog|News)?(?:Posting|Article)$")
_OTHER = compile_lazily(r"^type-(?!post)|repl(?:y|ies)", re.IGNORECASE)
"""Classes of posts of other types, which those of forums are."""

_LINK = "comments-link"
"""WordPress's class of a link to the comments of an article, or of the words there where nobody may write any."""

_ITEMS = Attributes("itemtype")


def is_of_article(tag: Tag) -> bool:
    """True if a tag is an article, or what is called the title of one or its link to comments."""
    return _is_named_article(tag) or any(map(_ITEM.search, _ITEMS.values(tag)))


@cached_by_signature
def _is_named_article(tag: Tag) -> bool:
    name, own = tag.name, classes(tag)
    if any(map(_ARTICLE.match, own)) or ("hentry" in own and not any(map(_OTHER.search, own))):
        return True
    if name in HEADINGS and any(map(_TITLE.match, own)):
        return True
    return name != "a" and _LINK in own


def leads_to_comments(link: Tag) -> bool:
    """True if a short link is one to comments on another page, and says how many there are."""
    href = attribute(link, "href")
    if not href or href.startswith(("#", "javascript:")):
        return False
    words = link.get_text(" ").strip()
    return bool(COMMENTS.search(words)) and (counted(words) is not None or is_no_comments_notice(words))


_PIECES, _SHORT = 7, 40
"""A time is in no more elements and characters than these."""

_MIN_SENTENCE_CHARS = 40  # labels and buttons have fewer (judgement)
_WIDE_AS = 2
"""A letter of Chinese, Japanese or Korean says as much as so many of others."""

# One set of three ranges would compile as long as all other patterns here.
_WIDE = compile_lazily(r"[\u3040-\u30ff\u3400-\u9fff]|[\uac00-\ud7af]")
_TIME_CLASS = compile_lazily(r"(?:^|[-_])(?:date|time|datetime|timestamp|when|posted|ago)$", re.IGNORECASE)
_DIGIT = compile_lazily(r"\d")
_HOUR = compile_lazily(r"\d{1,2}:\d\d(?::\d\d)?\s?[ap]\.?m\.?", re.IGNORECASE)
_PARTS_OF_TITLE = compile_lazily(r"\s+[-|·\u2013\u2014»«:/]+\s+|:\s+")
_PIECES_READ = 1_000  # texts; the first ones tell the writing of a page (time)


class Time(Struct, frozen=True):
    """A statement of when: a value for machines, and the words shown. `line` are those and the words around them."""

    machine: str | None
    words: str | None
    line: str | None = None


class Trait(Struct, frozen=True, eq=False):
    """What some tags of a page have: told by their signatures that they may, and by each that it does."""

    may_have: Callable[[ElementSignature], bool]
    has: Callable[[Tag], bool]


class SurveyedPage(Region):
    """A page that is not cut up yet, with what every reading by structure takes of it: the same for all of them."""

    def __init__(self, document: Document) -> None:
        super().__init__(document.soup)
        if isinstance(document.soup, IndexedSoup):
            wrap_hr_sections(document.soup)
        index = element_index(document.soup)
        self.elements, self.signatures, self.ends = index.elements, index.signatures, [*index.ends]
        self.document = document
        self.words: dict[int, str] = {}
        self.lines: dict[int, tuple[str, str]] = {}
        """The words of elements that hold no record, and their lines where names are, with times and without."""
        self.memo: dict[object, dict[Any, Any]] = {}
        """Results of the functions that are cached by index."""

    @cached_property
    def times(self) -> dict[int, Time]:
        """The statements of when, by the elements that make them."""
        times = {index: time for index, strings in self.direct_strings.items() if (time := self._time(index, strings))}
        _join_times(self, times)
        return times

    def _time(self, index: int, strings: Sequence[str]) -> Time | None:
        """What an element says about a time."""
        element = self.elements[index]
        line, words = next(((text, words) for text in strings if (words := find_time(text))), (None, None))
        is_small = self.ends[index] - index <= _PIECES or element.name == "time"
        machine = machine_time(element) if element.attrs and is_small else None
        if not machine and not words and strings and _may_be_time(element, strings[0]):
            words = line = strings[0]
        return Time(machine, words, line) if machine or words else None

    def has_time(self, start: int, end: int) -> bool:
        """True if anything says when in a span."""
        return self.times_before[end] > self.times_before[start]

    def has_any(self, trait: Trait, start: int, end: int) -> bool:
        """True if a tag has a trait in a span; the tags of the page are asked once for all groups."""
        before = self._having_before(trait)
        return before[end] > before[start]

    def _having_before(self, trait: Trait) -> Sequence[int]:
        known = self.memo.setdefault(Trait, {})
        if trait not in known:
            indices = (index for index in self.indices_where(trait.may_have) if trait.has(self.elements[index]))
            known[trait] = self.count_before(indices)
        column: Sequence[int] = known[trait]
        return column

    def whole_time(self, index: int) -> Time:
        """The time of a tag, with the words for it in the tags inside, or the machine's time of the one around."""
        time = self.times[index]
        if time.words is None:
            inside = range(index + 1, self.ends[index])
            words = next((words for each in inside if each in self.times and (words := self.times[each].words)), None)
            return replace(time, words=words) if words else time
        parent = self.parents[index]
        is_alone = time.machine is None and parent in self.times and self.text_length(parent) == self.text_length(index)
        return replace(time, machine=self.times[parent].machine) if is_alone else time

    def has_article(self, start: int, end: int) -> bool:
        """True if anything in a span is an article, or what only an article has."""
        return self.articles_before[end] > self.articles_before[start]

    @cached_property
    def _prose_before(self) -> list[int]:
        """The number of characters in sentences before each tag."""
        weight = _WIDE_AS if self.is_wide else 1
        return [
            *accumulate((weight * each if weight * each >= MIN_LINE_CHARS else 0 for each in self.unlinked), initial=0)
        ]

    def prose(self, start: int, end: int) -> int:
        """The number of characters in sentences in a span, a wide one as several."""
        return self._prose_before[end] - self._prose_before[start]

    @cached_property
    def sentences(self) -> Mapping[int, int]:
        """Characters outside links of the elements with so many that they are somebody's, and no label or button."""
        return {index: chars for index, chars in enumerate(self.unlinked) if chars >= _MIN_SENTENCE_CHARS}

    @cached_property
    def _sentences_before(self) -> Sequence[int]:
        return [*accumulate((self.sentences.get(index, 0) for index in range(len(self.elements))), initial=0)]

    def sentence_chars(self, start: int, end: int) -> int:
        """Characters of sentences in a span."""
        return self._sentences_before[end] - self._sentences_before[start]

    @cached_property
    def titles(self) -> list[int]:
        """The indices of the title of the page and of its main headings."""
        return self.indices_where(lambda signature: signature.name in ("title", "h1"))

    @cached_property
    def anchors(self) -> Mapping[str, int]:
        """The places on the page that have a name to link to."""
        found: dict[str, int] = {}
        for index, signature in enumerate(self.signatures):
            for name in ("id", "name") if signature.name == "a" else ("id",):
                if name in signature.attributes:
                    found.setdefault(str(self.elements[index].attrs[name]), index)
        return found

    @cached_property
    def is_guestbook(self) -> bool:
        """True if the page is there for what visitors leave on it, by its title or its main heading."""
        return any(GUESTBOOK.search(self.elements[index].get_text(" ")) for index in self.outermost(self.titles))

    @cached_property
    def is_mute(self) -> bool:
        """True if no class or id of the page says what is what, as where programs hash them or do without."""
        words = {word for signature in set(self.signatures) for word in signature.classes or ()}
        return not any(map(is_role_name, words.union(self.anchors)))

    @cached_property
    def has_search_results(self) -> bool:
        """True if the page shows what was searched for, by its title or its main heading."""
        return any(map(SEARCH_RESULTS.fullmatch, self.title_parts))

    @cached_property
    def title_parts(self) -> frozenset[str]:
        """The parts of the title and of the main headings, case folded: the name of the site is one too."""
        return self._parts(self.titles)

    @cached_property
    def headings_as_titled(self) -> list[int]:
        """The indices of the headings that say a part of the title of the page."""
        parts = self._parts([index for index in self.titles if self.signatures[index].name == "title"])
        headings = self.indices_where(lambda signature: signature.name in HEADINGS)
        return [index for index in headings if not self._parts([index]).isdisjoint(parts)]

    def _parts(self, indices: Sequence[int]) -> frozenset[str]:
        titles = (self.elements[index].get_text(" ") for index in self.outermost(indices))
        return frozenset(fold_space(part).casefold() for title in titles for part in _PARTS_OF_TITLE.split(title))

    @cached_property
    def times_before(self) -> list[int]:
        """The number of tags before each that say when."""
        return self.count_before(self.times)

    @cached_property
    def articles_before(self) -> list[int]:
        """The number of tags before each that are articles, or what only articles have."""
        tags = enumerate(self.elements)
        return self.count_before(index for index, tag in tags if is_of_article(tag) or self._leads_to_comments(index))

    def _leads_to_comments(self, index: int) -> bool:
        tag = self.elements[index]
        is_short = tag.name == "a" and self.text_length(index) <= _SHORT
        # "Comment 1" that leads to the reply on this page is its own.
        is_here = is_short and (attribute(tag, "href") or "").partition("#")[2] in self.anchors
        return is_short and not is_here and leads_to_comments(tag)

    @cached_property
    def is_wide(self) -> bool:
        """True if the page is mostly in letters of Chinese, Japanese and Korean, by the first of its text."""
        texts = (str(child) for tag in self.elements for child in tag.contents if _is_text(child))
        text = "".join(islice(texts, _PIECES_READ))
        chars = sum(map(str.isalpha, text))
        return 2 * len(_WIDE.findall(text)) > chars


def label_of(page: SurveyedPage, index: int) -> str:
    """The label of a tag: its name and its classes."""
    signature = page.signatures[index]
    known = signature.memo.get(label_of)
    if known is None:
        known = signature.memo[label_of] = ".".join((signature.name, *map(folded, signature.classes or ())))
    return str(known)


def cached_by_page(function: Callable[[SurveyedPage], T]) -> Callable[[SurveyedPage], T]:
    """Memoize a function of a page."""

    def cached(page: SurveyedPage) -> T:
        known = page.memo.get(function)
        if known is None:
            known = page.memo[function] = {None: function(page)}
        result: T = known[None]
        return result

    return cached


def cached_by_index(function: Callable[[SurveyedPage, P], T]) -> Callable[[SurveyedPage, P], T]:
    """Memoize a function of a tag by its index, or of a record by its span: most are in several groups."""

    def cached(page: SurveyedPage, index: P) -> T:
        known = page.memo.get(function)
        if known is None:
            known = page.memo[function] = {}
        if index not in known:
            known[index] = function(page, index)
        result: T = known[index]
        return result

    return cached


def _may_be_time(tag: Tag, text: str) -> bool:
    """True if a tag says no more than an hour, or is called a time and says something short that is not understood."""
    if len(text) > _SHORT or not any(map(str.isdigit, text)):
        return tag.name == "time" and len(text) <= _SHORT
    return _is_named_time(tag) or _HOUR.fullmatch(text) is not None


@cached_by_signature
def _is_named_time(tag: Tag) -> bool:
    names = classes(tag)
    return tag.name == "time" or any(map(_TIME_CLASS.search, names))


def _join_times(page: SurveyedPage, times: dict[int, Time]) -> None:
    """Put together the times whose words are in several small elements of one, the smallest that has them all."""
    for index in reversed(range(len(page.elements))):
        end = page.ends[index]
        if not 1 < end - index <= _PIECES or not 1 < page.text_length(index) <= _SHORT:
            continue
        if page.figures(index) < 2:  # noqa: PLR2004 - no day is told with fewer
            continue
        inside = next((each for each in range(index, end) if each in times), None)
        if inside is None or _lacks_part(page, index, times[inside]):
            words = find_time(" ".join(text_content(page.elements[index]).split()))
            known = times[inside].words if inside is not None else None
            if words and (known is None or (known in words and words != known)):
                times[index if inside is None else inside] = Time(None, words)


def _lacks_part(page: SurveyedPage, index: int, time: Time) -> bool:
    """True if a tag says on which day, or at what hour, and one around it has more figures beside it."""
    if time.machine or not time.words or ":" in time.words:
        return False
    figures = page.figures(index)
    return figures > sum(map(str.isdigit, time.words))


def _is_text(node: PageElement) -> bool:
    return type(node) is NavigableString and not node.isspace()


_OVER = HEADINGS | {"legend", "caption"}
_REACH = 60
"""A heading further than this many tags before the first record is not about the records."""

_COUNTED = compile_lazily(
    rf"(?:\d[\d.,]*\s(?:{COMMENT.pattern})\w*|(?:{COMMENT.pattern})\w*(?:\s?[:(]?\s?\d[\d.,]*\)?)?)[\s:]*",
    re.IGNORECASE,
)
"""Headings over comments that are none by their tag."""


def is_announced(page: SurveyedPage, first: int) -> bool:
    """True if the last heading before a record, or the page itself, is about the comments that follow."""
    return announcement(page, first) is not None or page.is_guestbook


@cached_by_index
def announcement(page: SurveyedPage, first: int) -> int | None:
    """The index of the last heading before a record where it is about the comments that follow."""
    for index in range(first - 1, max(0, first - _REACH), -1):
        if not 0 < page.text_length(index) <= MAX_LABEL_CHARS:
            continue
        if page.elements[index].name in _OVER:
            words = page.elements[index].get_text(" ")
            is_over = COMMENT.search(words) is not None or counted(words) is not None
            return index if is_over and not RECENT.search(words) else None
        end = page.ends[index]
        if page.chars(end, first) - page.linked(end, first) <= MAX_LABEL_CHARS and is_count(page, index):
            return index
    return None


@cached_by_index
def is_count(page: SurveyedPage, index: int) -> bool:
    """True if a tag that is no link says "12 comments" and nothing else, or so many answers."""
    if not 0 < page.text_length(index) <= MAX_LABEL_CHARS or page.linked(index, page.ends[index]):
        return False
    words = fold_space(page.elements[index].get_text(" "))
    return _COUNTED.fullmatch(words) is not None or (words.count(" ") == 1 and counted(words, reviews=True) is not None)


_DIFFERENT_SHARE = 0.35
"""Of words before the times of most records so many must not be the same."""

_WRITERS = 6
"""As many different names as these are enough, however often the same people write."""

_TALKING, _TALKERS = 0.25, 4
"""As much of both is enough beside the times of records: in a chat a few write again and again."""

_TITLES = HEADINGS | {"summary", "th", "tr", "legend", "caption", "label"}
"""Tags of what names a part of the page, or is one of several facts, and names nobody."""

_NAME_LEVELS = 4
"""A name stands in no more tags of its own than these."""

_BEGINNING = 160  # characters; the name and the time stand there, further text is only slower
_SEPARATORS = " ,:;.|·•()\uff5c\u2013\u2014-"
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
    for _ in range(_NAME_LEVELS):
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
    return different >= max(2, min(_DIFFERENT_SHARE * count, _WRITERS))


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
        words = time.line.replace(time.words, " ").strip(_SEPARATORS).split()
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
    return str(first).strip(_SEPARATORS).split() if first is not None and is_text(first) else []


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


_PING_TEXT = compile_lazily(
    rf"\s*(pingback|trackback)\s*(?::|(?:{alternatives('by_after_ping')})\s)"
    # Beside the name of the other site, and all that is said.
    r"|[^()]{0,60}\(\s*(pingback|trackback)\s*\)[^()]{0,60}$",
    re.IGNORECASE,
)
_MAX_LEADING_ELEMENTS = 30
"""Tags that the beginning of a record is in."""


def kind_of(page: SurveyedPage, span: Span) -> Kind:
    """The kind of a record, by its class or by the words that it begins with."""
    start, end = span
    named = _kind_by_name(page.elements[start])
    if named is not None:
        return named
    ping = _PING_TEXT.match(beginning(page.elements[start : min(end, start + _MAX_LEADING_ELEMENTS)]))
    return Kind((ping[1] or ping[2]).casefold()) if ping else Kind.COMMENT


@cached_by_signature
def _kind_by_name(element: Tag) -> Kind | None:
    words = {word.casefold() for word in classes(element)}
    return next((kind for kind in (Kind.PINGBACK, Kind.TRACKBACK) if kind.value in words), None)
