"""Some of the records of a group, and what they and the tags around them are called."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property, lru_cache
from itertools import pairwise

from bs4 import Tag

from threadreader.importer.generic.groups import Group
from threadreader.importer.generic.survey import Span, Survey, Trait, cached_by_place, is_announced
from threadreader.importer.generic.thresholds import ENOUGH, FEW, HALF, MANY, MOST, NEAR, SHORT
from threadreader.importer.html.region import stripped_strings
from threadreader.importer.html.selector import Attributes, attribute
from threadreader.importer.html.tree import ElementSignature
from threadreader.importer.lexicon import ACTION, ANSWER, ASIDE, COMMENT, COMMENTS, POST, RECENT, REPLY_ACTION, names_of
from threadreader.lexicon import compile_lazily

_ASIDE_TAGS = frozenset(("nav", "aside", "footer", "header"))
_SOME = 0.1
"""So many of the records are answered where answers stand in what they answer."""

_SIGNED = 0.7
"""The average worth of records that say when, or hardly more than half of them also who."""

_UP = 6
"""Levels around a list whose names tell what it is."""

_NUMBER = compile_lazily(r"\d{3,}")
_ONLY_TO_ANSWER = compile_lazily(rf"\W*(?:{REPLY_ACTION})\W*", re.IGNORECASE)
_IDENTITIES = Attributes("id", "name")
_ROLE = Attributes("role")
_OFTEN = 3
"""So many tags of a record have its number where a program wrote it for scripts that go on with it."""


class Sample:
    """Some of the records of a group, and what they are called."""

    def __init__(self, found: Survey, group: Group) -> None:
        self.found = found
        self._is_spread = group.is_spread
        self.is_ended = group.is_ended
        self.count = len(group.spans)
        self.whole = group.whole
        self.spans = group.spans[:: max(1, self.count // ENOUGH)][:ENOUGH]
        self._ends = dict(group.spans)
        self.around = [place for start, _ in self.spans[:3] for place in _above(found, start)]
        names = " ".join(
            word for place in self.around for word in names_of(found.tags[place]) if not _names_aside(word)
        )
        self.called_comments = share(_is_called_comment(found, start) for start, _ in self.spans)
        self.listed_comments = share(_lists_comments(found, found.parents[start]) for start, _ in self.spans)
        self.called_posts = share(_is_called_post(found, start) for start, _ in self.spans)
        self.is_among_comments = bool(COMMENTS.search(names))
        self.is_among_posts = bool(POST.search(names))
        self.is_numbered = share(_is_numbered(found, span) for span in self.spans) >= MOST or _are_linked(
            found, self.spans
        )

    @property
    def is_called_comments(self) -> bool:
        return self.called_comments >= HALF

    @property
    def _own(self) -> list[str]:
        return [_names(self.found, start) for start, _ in self.spans]

    @property
    def is_called_reviews(self) -> bool:
        return share(any(map(_names_reviews, words.split())) for words in self._own) >= HALF

    @property
    def is_called_otherwise(self) -> bool:
        """True if the records are called something that is beside what a page is about."""
        return share(_is_called_otherwise(self.found, start) for start, _ in self.spans) >= HALF

    @cached_property
    def is_announced(self) -> bool:
        """True if the last heading before the records is about comments."""
        return is_announced(self.found, self.spans[0][0])

    @property
    def is_called(self) -> bool:
        """True if the records are called comments or posts, or stand in or under what is called so."""
        is_called = self.is_called_comments or self.called_posts >= HALF
        return is_called or self.is_among_comments or self.is_among_posts or self.is_announced

    @property
    def is_aside(self) -> bool:
        """True if anything around the records, other than most of the page, is beside it."""
        found = self.found
        return any(_is_aside(found, place) for place in self.around if 2 * found.letters(place) < found.letters(0))

    @cached_property
    def is_answerable(self) -> bool:
        """True if there is a link to answer in most of the records, or one to do something else with a comment."""
        return self._often_have(_ACTIONS)

    @property
    def is_debated(self) -> bool:
        """True if most of the records are called answers, or have a link that is only there to answer."""
        return share(bool(ANSWER.search(words)) for words in self._own) >= HALF or self._often_have(_ANSWERS)

    def _often_have(self, trait: Trait) -> bool:
        """True if any of the tags has a trait in most of the records."""
        return share(self.found.has_any(trait, start, min(end, start + MANY)) for start, end in self.spans) >= HALF

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
        return share(_repeats_number(self.found, span) for span in self.spans) >= MOST

    @cached_property
    def is_named(self) -> bool:
        """True if in most records something is marked as a name."""
        return share(self.found.has_name(*span) for span in self.spans) >= MOST

    @property
    def tops(self) -> Sequence[int]:
        """The places of the records that are in no other."""
        return self.found.outermost(start for start, _ in self.spans)

    @cached_property
    def is_linking_itself(self) -> bool:
        """True if most records have a link to their own beginning, as comments have where their time stands."""
        return not self._is_spread and share(_links_itself(self.found, span) for span in self.spans) >= MOST

    @cached_property
    def linked(self) -> float:
        """The share of the letters that are in links."""
        letters = sum(self.found.letters(*span) for span in self.spans)
        return sum(self.found.linked(*span) for span in self.spans) / (letters or 1)

    @property
    def linked_words(self) -> int:
        """The number of letters in the records in links that are neither names nor times."""
        return sum(_linked_words(self.found, span) for span in self.spans)

    def tags(self, span: Span) -> Sequence[Tag]:
        """The tags of a record, of a large one the first."""
        return self.found.tags[span[0] : min(span[1], span[0] + MANY)]

    def own_tags(self, span: Span) -> Iterator[Tag]:
        """The same without those of the records in it."""
        return (self.found.tags[place] for place in self.own_places(span))

    def own_places(self, span: Span) -> Iterator[int]:
        """Their places."""
        here, end = span[0], min(span[1], span[0] + MANY)
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


def _above(found: Survey, place: int) -> Iterator[int]:
    """The places of what a tag is in, the nearest first, without the page itself."""
    here = found.parents[place]
    for _ in range(_UP):
        if here < 0 or found.tags[here].name in ("body", "html"):
            return
        yield here
        here = found.parents[here]


@cached_by_place
def _names(found: Survey, place: int) -> str:
    return " ".join(names_of(found.tags[place]))


@cached_by_place
def _is_called_comment(found: Survey, place: int) -> bool:
    return COMMENT.search(_names(found, place)) is not None


@cached_by_place
def _is_called_post(found: Survey, place: int) -> bool:
    return POST.search(_names(found, place)) is not None


@cached_by_place
def _is_called_otherwise(found: Survey, place: int) -> bool:
    return ASIDE.search(_names(found, place)) is not None


@cached_by_place
def _lists_comments(found: Survey, place: int) -> bool:
    return any(map(COMMENTS.search, names_of(found.tags[place])))


@cached_by_place
def _is_aside(found: Survey, place: int) -> bool:
    tag = found.tags[place]
    if tag.name in _ASIDE_TAGS:
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


def _is_numbered(found: Survey, span: Span) -> bool:
    """True if a record has a number of its own that it can be linked by."""
    start, end = span
    if found.has_any(_NUMBERS, start, min(end, start + NEAR)):
        return True
    return any(name.startswith("data-") and name.endswith("id") for name in found.tags[start].attrs)


def _has_number(tag: Tag) -> bool:
    return any(any(map(str.isdigit, value)) for value in _IDENTITIES.values(tag))


_NUMBERS = Trait(lambda shape: not shape.attributes.isdisjoint(("id", "name")), _has_number)


def _linked_words(found: Survey, span: Span) -> int:
    signs = (place for place in range(*span) if place in found.times or found.has_name(place, place + 1))
    return found.linked(*span) - sum(found.linked(place, found.ends[place]) for place in found.outermost(signs))


def _are_linked(found: Survey, spans: Sequence[Span]) -> bool:
    """True if most records have a link of their own to themselves: to one page, and each to a place of its own."""
    links = [frozenset(_places_linked(found, span)) for span in spans]
    counts = Counter(link for some in links for link in some)
    pages = Counter(page for some in links for page in {page for page, name in some if counts[page, name] == 1})
    return len(spans) >= FEW and max(pages.values(), default=0) >= MOST * len(spans)


def _places_linked(found: Survey, span: Span) -> Iterator[tuple[str, str]]:
    """The page and the place that each link in a record leads to, but to places elsewhere on this page."""
    start, end = span
    for place in found.links(start, min(end, start + MANY)):
        page, _, name = (attribute(found.tags[place], "href") or "").partition("#")
        if name and start <= found.anchors.get(name, start) < end:
            yield page.partition("?")[0], name


@cached_by_place
def _links_itself(found: Survey, span: Span) -> bool:
    start, end = span
    links = found.links(start, min(end, start + MANY))
    names = ((attribute(found.tags[place], "href") or "").partition("#")[2] for place in links)
    return any(name and start <= found.anchors.get(name, -1) < min(end, start + FEW) for name in names)


@cached_by_place
def _repeats_number(found: Survey, span: Span) -> bool:
    start, end = span
    tags = (tag for tag in found.tags[start : min(end, start + MANY)] if "id" in tag.attrs)
    numbers = Counter(number for tag in tags for number in _NUMBER.findall(attribute(tag, "id") or ""))
    return max(numbers.values(), default=0) >= _OFTEN


def _is_action(tag: Tag) -> bool:
    """True if a tag is a link or a button for doing something with a comment."""
    words = _pressed(tag)
    return len(words) <= SHORT and bool(ACTION.search(words))


def _is_answering(tag: Tag) -> bool:
    """True if a tag is a link or a button that only says "reply" or "quote", but is not for answering an article."""
    is_under_article = (attribute(tag, "href") or "").endswith(("#respond", "#comments"))
    return not is_under_article and _ONLY_TO_ANSWER.fullmatch(_pressed(tag)) is not None


def _may_be_pressed(shape: ElementSignature) -> bool:
    return shape.name in ("a", "button") or "role" in shape.attributes


_ACTIONS, _ANSWERS = Trait(_may_be_pressed, _is_action), Trait(_may_be_pressed, _is_answering)


def _pressed(tag: Tag) -> str:
    """The first words of a link or a button; nothing for other tags."""
    is_to_press = tag.name in ("a", "button") or "button" in _ROLE.values(tag)
    return first_words(tag) if is_to_press and len(tag.contents) <= FEW else ""


def first_words(tag: Tag) -> str:
    """The first words in a tag; its `strings` go down to the last of them before they give the first."""
    return next(filter(None, stripped_strings(tag.contents, None)), "")
