"""Some of the records of a group, and what they and the tags around them are called."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property, lru_cache
from itertools import pairwise

from bs4 import Tag

from threadreader.importer.generic.groups import Group
from threadreader.importer.generic.heads import has_name
from threadreader.importer.generic.page import SurveyedPage, Trait, cached_by_index, is_announced
from threadreader.importer.generic.thresholds import (
    HALF_SHARE,
    MAX_ELEMENTS,
    MAX_HEAD_ELEMENTS,
    MAX_LABEL_CHARS,
    MIN_PATTERN,
    MIN_SHARE,
    SAMPLE_SIZE,
)
from threadreader.importer.html.elements import ASIDE_ELEMENTS
from threadreader.importer.html.index import Span
from threadreader.importer.html.region import stripped_strings
from threadreader.importer.html.selector import Attributes, attribute
from threadreader.importer.html.tree import ElementSignature
from threadreader.importer.lexicon import ACTION, ASIDE, COMMENT, COMMENTS, POST, RECENT, names_of
from threadreader.lexicon import compile_lazily

_SOME = 0.1
"""So many of the records are answered where answers stand in what they answer."""

_SIGNED = 0.7
"""The average worth of records that say when, or hardly more than half of them also who."""

_UP = 6
"""Levels around a list whose names tell what it is."""

_NUMBER = compile_lazily(r"\d{3,}")
_IDENTITIES = Attributes("id", "name")
_ROLE = Attributes("role")
_OFTEN = 3
"""So many tags of a record have its number where a program wrote it for scripts that go on with it."""


class Sample:
    """Some of the records of a group, and what they are called."""

    def __init__(self, page: SurveyedPage, group: Group) -> None:
        self.page = page
        self._is_spread = group.is_spread
        self.count = len(group.spans)
        self.whole = group.whole
        self.spans = group.spans[:: max(1, self.count // SAMPLE_SIZE)][:SAMPLE_SIZE]
        self._ends = dict(group.spans)
        self.ancestors = [index for start, _ in self.spans[:3] for index in _above(page, start)]
        names = " ".join(
            word for index in self.ancestors for word in names_of(page.elements[index]) if not _names_aside(word)
        )
        self.named_comments = share(_is_named_comment(page, start) for start, _ in self.spans)
        self.listed_comments = share(_lists_comments(page, page.parents[start]) for start, _ in self.spans)
        self.named_posts = share(_is_named_post(page, start) for start, _ in self.spans)
        self.is_among_comments = bool(COMMENTS.search(names))
        self.is_among_posts = bool(POST.search(names))
        self.is_numbered = share(_is_numbered(page, span) for span in self.spans) >= MIN_SHARE or _are_linked(
            page, self.spans
        )

    @property
    def is_named_comments(self) -> bool:
        return self.named_comments >= HALF_SHARE

    @property
    def is_named_otherwise(self) -> bool:
        """True if the records are called something that is beside what a page is about."""
        return share(_is_named_otherwise(self.page, start) for start, _ in self.spans) >= HALF_SHARE

    @cached_property
    def is_announced(self) -> bool:
        """True if the last heading before the records is about comments."""
        return is_announced(self.page, self.spans[0][0])

    @property
    def is_named_so(self) -> bool:
        """True if the records are called comments or posts, or stand in or under what is called so."""
        is_named_so = self.is_named_comments or self.named_posts >= HALF_SHARE
        return is_named_so or self.is_among_comments or self.is_among_posts or self.is_announced

    @property
    def is_aside(self) -> bool:
        """True if anything around the records, other than most of the page, is beside it."""
        page = self.page
        return any(
            _is_aside(page, index) for index in self.ancestors if 2 * page.text_length(index) < page.text_length(0)
        )

    @cached_property
    def is_answerable(self) -> bool:
        """True if there is a link to answer in most of the records, or one to do something else with a comment."""
        return self._often_have(_ACTIONS)

    def _often_have(self, trait: Trait) -> bool:
        """True if any of the tags has a trait in most of the records."""
        return (
            share(self.page.has_any(trait, start, min(end, start + MAX_ELEMENTS)) for start, end in self.spans)
            >= HALF_SHARE
        )

    @cached_property
    def is_nested(self) -> bool:
        """True if records stand in others as answers do: not one in each, as where a wrapper is a record too."""
        held = _held(self._ends.items())
        is_wrapper_alone = len(set(held)) == 1
        holding = sum(inner[0] < outer[1] for outer, inner in pairwise(self._ends.items()))
        is_often = holding >= max(2, _SOME * self.count)
        return is_often and not is_wrapper_alone and not self._is_spread and self.whole >= _SIGNED

    @cached_property
    def is_numbered_throughout(self) -> bool:
        """True if several tags of most records have the same number of their own."""
        return share(_repeats_number(self.page, span) for span in self.spans) >= MIN_SHARE

    @cached_property
    def is_named(self) -> bool:
        """True if in most records something is marked as a name."""
        return share(has_name(self.page, *span) for span in self.spans) >= MIN_SHARE

    @property
    def tops(self) -> Sequence[int]:
        """The indices of the records that are in no other."""
        return self.page.outermost(start for start, _ in self.spans)

    @cached_property
    def is_linking_itself(self) -> bool:
        """True if most records have a link to their own beginning, as comments have where their time stands."""
        return not self._is_spread and share(_links_itself(self.page, span) for span in self.spans) >= MIN_SHARE

    @cached_property
    def linked(self) -> float:
        """The share of the characters that are in links."""
        chars = sum(self.page.chars(*span) for span in self.spans)
        return sum(self.page.linked(*span) for span in self.spans) / (chars or 1)

    @property
    def linked_words(self) -> int:
        """The number of characters in the records in links that are neither names nor times."""
        return sum(_linked_words(self.page, span) for span in self.spans)

    def elements(self, span: Span) -> Sequence[Tag]:
        """The tags of a record, of a large one the first."""
        return self.page.elements[span[0] : min(span[1], span[0] + MAX_ELEMENTS)]

    def own_tags(self, span: Span) -> Iterator[Tag]:
        """The same without those of the records in it."""
        return (self.page.elements[index] for index in self.own_indices(span))

    def own_indices(self, span: Span) -> Iterator[int]:
        """Their indices."""
        here, end = span[0], min(span[1], span[0] + MAX_ELEMENTS)
        while here < end:
            if here != span[0] and here in self._ends:
                here = self._ends[here]
                continue
            yield here
            here += 1


def _held(spans: Iterable[Span]) -> list[int]:
    """The number of records in each that is in no other."""
    held: list[int] = []
    until = 0
    for start, end in spans:
        if start < until:
            held[-1] += 1
        else:
            held.append(0)
            until = end
    return held


def share(answers: Iterable[bool]) -> float:
    known = list(answers)
    return sum(known) / len(known)


def _above(page: SurveyedPage, index: int) -> Iterator[int]:
    """The indices of what a tag is in, the nearest first, without the page itself."""
    here = page.parents[index]
    for _ in range(_UP):
        if here < 0 or page.elements[here].name in ("body", "html"):
            return
        yield here
        here = page.parents[here]


@cached_by_index
def _names(page: SurveyedPage, index: int) -> str:
    return " ".join(names_of(page.elements[index]))


@cached_by_index
def _is_named_comment(page: SurveyedPage, index: int) -> bool:
    return COMMENT.search(_names(page, index)) is not None


@cached_by_index
def _is_named_post(page: SurveyedPage, index: int) -> bool:
    return POST.search(_names(page, index)) is not None


@cached_by_index
def _is_named_otherwise(page: SurveyedPage, index: int) -> bool:
    return ASIDE.search(_names(page, index)) is not None


@cached_by_index
def _lists_comments(page: SurveyedPage, index: int) -> bool:
    return any(map(COMMENTS.search, names_of(page.elements[index])))


@cached_by_index
def _is_aside(page: SurveyedPage, index: int) -> bool:
    tag = page.elements[index]
    if tag.name in ASIDE_ELEMENTS:
        return True
    words = [*names_of(tag)]
    no_sign = ("content", "widget") if any(map(_names_reviews, words)) else ("content",)
    return any(
        _names_aside(word) and not COMMENT.search(word) and not any(each in word.casefold() for each in no_sign)
        for word in words
    )


def _names_reviews(word: str) -> bool:
    """True for the name of what shops show reviews in, which those who sell it call a widget."""
    return "review" in word.casefold() and RECENT.search(word) is None


@lru_cache(maxsize=2_048)
def _names_aside(word: str) -> bool:
    return ASIDE.search(word) is not None


def _is_numbered(page: SurveyedPage, span: Span) -> bool:
    """True if a record has a number of its own that it can be linked by."""
    start, end = span
    if page.has_any(_NUMBERS, start, min(end, start + MAX_HEAD_ELEMENTS)):
        return True
    return any(name.startswith("data-") and name.endswith("id") for name in page.elements[start].attrs)


def _has_number(tag: Tag) -> bool:
    return any(any(map(str.isdigit, value)) for value in _IDENTITIES.values(tag))


_NUMBERS = Trait(lambda signature: not signature.attributes.isdisjoint(("id", "name")), _has_number)


def _linked_words(page: SurveyedPage, span: Span) -> int:
    signs = (index for index in range(*span) if index in page.times or has_name(page, index, index + 1))
    return page.linked(*span) - sum(page.linked(index, page.ends[index]) for index in page.outermost(signs))


def _are_linked(page: SurveyedPage, spans: Sequence[Span]) -> bool:
    """True if most records have a link of their own to themselves: to one page, and each to a place of its own."""
    links = [frozenset(_indices_linked(page, span)) for span in spans]
    counts = Counter(link for some in links for link in some)
    addresses = Counter(each for some in links for each in {each for each, name in some if counts[each, name] == 1})
    return len(spans) >= MIN_PATTERN and max(addresses.values(), default=0) >= MIN_SHARE * len(spans)


def _indices_linked(page: SurveyedPage, span: Span) -> Iterator[tuple[str, str]]:
    """The page and the place that each link in a record leads to, but to places elsewhere on this page."""
    start, end = span
    for index in page.links_in(start, min(end, start + MAX_ELEMENTS)):
        address, _, name = (attribute(page.elements[index], "href") or "").partition("#")
        if name and start <= page.anchors.get(name, start) < end:
            yield address.partition("?")[0], name


@cached_by_index
def _links_itself(page: SurveyedPage, span: Span) -> bool:
    start, end = span
    links = page.links_in(start, min(end, start + MAX_ELEMENTS))
    names = ((attribute(page.elements[index], "href") or "").partition("#")[2] for index in links)
    return any(name and start <= page.anchors.get(name, -1) < min(end, start + MIN_PATTERN) for name in names)


@cached_by_index
def _repeats_number(page: SurveyedPage, span: Span) -> bool:
    start, end = span
    elements = (tag for tag in page.elements[start : min(end, start + MAX_ELEMENTS)] if "id" in tag.attrs)
    numbers = Counter(number for tag in elements for number in _NUMBER.findall(attribute(tag, "id") or ""))
    return max(numbers.values(), default=0) >= _OFTEN


def _is_action(tag: Tag) -> bool:
    """True if a tag is a link or a button for doing something with a comment."""
    words = _pressed(tag)
    return len(words) <= MAX_LABEL_CHARS and bool(ACTION.search(words))


def _may_be_pressed(signature: ElementSignature) -> bool:
    return signature.name in ("a", "button") or "role" in signature.attributes


_ACTIONS = Trait(_may_be_pressed, _is_action)


def _pressed(tag: Tag) -> str:
    """The first words of a link or a button; nothing for other tags."""
    is_to_press = tag.name in ("a", "button") or "button" in _ROLE.values(tag)
    return first_words(tag) if is_to_press and len(tag.contents) <= MIN_PATTERN else ""


def first_words(tag: Tag) -> str:
    """The first words in a tag; its `strings` go down to the last of them before they give the first."""
    return next(filter(None, stripped_strings(tag.contents, None)), "")
