"""A page as every reading by structure looks at it: its index, with the times, articles and sentences in it.

What articles in a list have and comments do not: the classes of articles, and comments of their own.

Whether a page says of what follows that it is comments.
"""

import re
from collections.abc import Callable, Hashable, Mapping, Sequence
from functools import cached_property
from itertools import accumulate, islice
from typing import Any, TypeVar

from bs4 import Tag
from bs4.element import NavigableString, PageElement
from msgspec import Struct
from msgspec.structs import replace

from threadreader.importer.dates.find import find_time, machine_time
from threadreader.importer.document import Document
from threadreader.importer.generic.thresholds import MAX_LABEL_CHARS, MIN_LINE_CHARS
from threadreader.importer.html.elements import HEADINGS
from threadreader.importer.html.hr_sections import wrap_hr_sections
from threadreader.importer.html.index import Span
from threadreader.importer.html.region import Region, text_content
from threadreader.importer.html.selector import Attributes, attribute, classes
from threadreader.importer.html.tree import ElementSignature, IndexedSoup, cached_by_signature, element_index
from threadreader.importer.lexicon import (
    COMMENT,
    COMMENTS,
    GUESTBOOK,
    JOINED,
    RECENT,
    SEARCH_RESULTS,
    counted,
    folded,
    is_no_comments_notice,
    is_role_name,
)
from threadreader.lexicon import compile_lazily
from threadreader.model.text import fold_space

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


def _may_be_of_article(signature: ElementSignature) -> bool:
    return (
        signature.name == "a"
        or "itemtype" in signature.attributes
        or _names_article(signature.name, signature.classes or ())
    )


@cached_by_signature
def _is_named_article(tag: Tag) -> bool:
    return _names_article(tag.name, classes(tag))


def _names_article(name: str, own: Sequence[str]) -> bool:
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
        self.labelled: dict[Hashable, Mapping[str, Sequence[int]]] = {}
        """Labels of the elements of records, by what these are built of, or by where they are: see `Record`."""
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
        return self.count_before(index for index in self.times if not self._is_of_joining(index))

    @cached_property
    def articles_before(self) -> list[int]:
        """The number of tags before each that are articles, or what only articles have."""
        indices = self.indices_where(_may_be_of_article)
        fitting = (index for index in indices if is_of_article(self.elements[index]) or self._leads_to_comments(index))
        return self.count_before(fitting)

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

    def _is_of_joining(self, index: int) -> bool:
        """True if a time is that at which somebody became a member: one is beside every post of forums."""
        if any(map(JOINED.search, classes(self.elements[index]))):
            return True
        above = self.parents[index]
        line = (
            above if above >= 0 and self.text_length(above) <= _SHORT and self.ends[above] - above <= _PIECES else index
        )
        if self.text_length(line) > _SHORT:
            return False
        before, _, _ = fold_space(text_content(self.elements[line])).partition(self.times[index].words or "\0")
        return JOINED.search(before) is not None


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
