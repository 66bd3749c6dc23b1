"""A page as columns: for each tag, in document order, where it ends, how much text it has and what that tells.

What articles in a list have and comments do not: the classes of articles, and comments of their own.

Whether a page says of what follows that it is comments.
"""

import re
from bisect import bisect, bisect_left
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from itertools import accumulate, islice
from operator import sub
from typing import Any, TypeVar

from bs4 import Tag
from bs4.element import NavigableString, PageElement

from threadreader.dataclass import dataclass, field, replace
from threadreader.importer.dates.find import find_time, machine_time
from threadreader.importer.generic.thresholds import LONG, MAX_NAME_CHARS, SHORT
from threadreader.importer.html.region import Region, text_content
from threadreader.importer.html.selector import Attributes, attribute, classes
from threadreader.importer.html.tree import ElementSignature, cached_by_signature
from threadreader.importer.lexicon import (
    COMMENT,
    COMMENTS,
    GUESTBOOK,
    HEADINGS,
    JOINED,
    RECENT,
    SEARCH_RESULTS,
    counted,
    folded,
    is_marked_as_name,
    is_no_comments_notice,
    is_role_name,
)
from threadreader.lexicon import compile_lazily
from threadreader.model.text import fold_space

Span = tuple[int, int]
"""Where a record begins and ends among the tags of the page."""

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
    return _is_called_article(tag) or any(map(_ITEM.search, _ITEMS.values(tag)))


def _may_be_of_article(shape: ElementSignature) -> bool:
    return shape.name == "a" or "itemtype" in shape.attributes or _names_article(shape.name, shape.classes or ())


@cached_by_signature
def _is_called_article(tag: Tag) -> bool:
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


_SILENT = frozenset(
    ("script", "style", "head", "title", "textarea", "select", "option", "button", "template", "datalist", "input")
)
_MAY_BE_SILENT = _SILENT | {"form"}
_PIECES, _SHORT = 7, 40
"""A time is in no more tags and letters than these."""

_WIDE_AS = 2
"""A letter of Chinese, Japanese or Korean says as much as so many of others."""

# One set of three ranges would compile as long as all other patterns here.
_WIDE = compile_lazily(r"[\u3040-\u30ff\u3400-\u9fff]|[\uac00-\ud7af]")
_TIME_CLASS = compile_lazily(r"(?:^|[-_])(?:date|time|datetime|timestamp|when|posted|ago)$", re.IGNORECASE)
_DIGIT = compile_lazily(r"\d")
_HOUR = compile_lazily(r"\d{1,2}:\d\d(?::\d\d)?\s?[ap]\.?m\.?", re.IGNORECASE)
_PARTS_OF_TITLE = compile_lazily(r"\s+[-|·\u2013\u2014»«:/]+\s+|:\s+")
_PIECES_READ = 1_000  # texts; the first ones tell the writing of a page (time)
_FORM = 150
_MOST = 0.75
"""A form with more tags than the first, or with more than this share of all, is around a page."""


@dataclass(frozen=True, slots=True)
class Time:
    """A statement of when: a value for machines, and the words shown. `line` are those and the words around them."""

    machine: str | None
    words: str | None
    line: str | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Trait:
    """What some tags of a page have: told by their signatures that they may, and by each that it does."""

    may_have: Callable[[ElementSignature], bool]
    has: Callable[[Tag], bool]


@dataclass(eq=False)
class Survey:
    """The columns. Those that end in `_before` count what the tags before one have: the rest is differences.

    `shapes` are those of the tags, `ends[n]` is the place behind the last tag inside tag n, `parents[n]` the place of
    what tag n is directly in. Letters are characters that are not white space. What is in a form to write a comment
    does not count.
    """

    tags: Sequence[Tag]
    shapes: Sequence[ElementSignature]
    ends: Sequence[int]
    parents: list[int] = field(default_factory=list)
    letters_before: list[int] = field(default_factory=list)
    figures_before: list[int] = field(default_factory=list)
    linked_before: list[int] = field(default_factory=list)
    times: dict[int, Time] = field(default_factory=dict)
    labelled: dict[Hashable, Mapping[str, Sequence[int]]] = field(default_factory=dict)
    """Labels of the parts of records, by what these are built of, or by where they are: see `Record`."""

    words: dict[int, str] = field(default_factory=dict)
    lines: dict[int, tuple[str, str]] = field(default_factory=dict)
    """The words of tags that hold no record, and their lines where names are, with times and without."""

    having_before: dict[Trait, list[int]] = field(default_factory=dict)
    """The number of tags before each that have a trait, as far as that was asked."""

    time_weights: dict[tuple[int, ...], float] = field(default_factory=dict)
    """The certainty that the times at some places are those of comments: see `Timing`."""

    leading: Sequence[int] = ()
    led: Sequence[Sequence[int]] = ()
    """The places of what stands where names do, on a page where no class or id says what is what, and of the records
    that are told by these or by their times."""

    memo: dict[object, dict[int | Span, Any]] = field(default_factory=dict)
    """Results of the functions that are cached by place."""

    def letters(self, start: int, end: int | None = None) -> int:
        """The number of letters in the tag at a place, or from one place to another."""
        return self.letters_before[self.ends[start] if end is None else end] - self.letters_before[start]

    def linked(self, start: int, end: int) -> int:
        """The number of letters in links from one place to another."""
        return self.linked_before[end] - self.linked_before[start]

    def has_time(self, start: int, end: int) -> bool:
        """True if anything says when from one place to another."""
        return self.times_before[end] > self.times_before[start]

    def has_any(self, trait: Trait, start: int, end: int) -> bool:
        """True if a tag has a trait from one place to another; the tags of the page are asked once for all groups."""
        before = self.having_before.get(trait)
        if before is None:
            places = (place for place in self.places_where(trait.may_have) if trait.has(self.tags[place]))
            before = self.having_before[trait] = _counted(places, len(self.tags))
        return before[end] > before[start]

    def places_where(self, fits: Callable[[ElementSignature], bool]) -> list[int]:
        """The places of the tags whose signatures fit."""
        fitting = {shape for shape in set(self.shapes) if fits(shape)}
        return [place for place, shape in enumerate(self.shapes) if shape in fitting]

    def whole_time(self, place: int) -> Time:
        """The time of a tag, with the words for it in the tags inside, or the machine's time of the one around."""
        time = self.times[place]
        if time.words is None:
            inside = range(place + 1, self.ends[place])
            words = next((words for each in inside if each in self.times and (words := self.times[each].words)), None)
            return replace(time, words=words) if words else time
        around = self.parents[place]
        is_alone = time.machine is None and around in self.times and self.letters(around) == self.letters(place)
        return replace(time, machine=self.times[around].machine) if is_alone else time

    def has_name(self, start: int, end: int) -> bool:
        """True if anything is marked as a name from one place to another."""
        return self.names_before[end] > self.names_before[start]

    def has_article(self, start: int, end: int) -> bool:
        """True if anything from one place to another is an article, or what only an article has."""
        return self.articles_before[end] > self.articles_before[start]

    def holds(self, outer: int, inner: int) -> bool:
        """True if a tag is another or in it."""
        return outer <= inner < self.ends[outer]

    def is_in(self, place: int, tops: Sequence[int]) -> bool:
        """True if a tag is one of several, or in one; these in document order, none in another."""
        at = bisect(tops, place) - 1
        return at >= 0 and place < self.ends[tops[at]]

    def children(self, place: int) -> Iterator[int]:
        """The places of the tags directly in a tag."""
        here = place + 1
        while here < self.ends[place]:
            yield here
            here = self.ends[here]

    def outermost(self, places: Iterable[int]) -> list[int]:
        """Of several places in document order those that are not in others of them."""
        tops: list[int] = []
        until = 0
        for place in places:
            if place >= until:
                tops.append(place)
                until = self.ends[place]
        return tops

    @cached_property
    def unlinked(self) -> list[int]:
        """The number of letters in each tag outside links and outside the tags in it."""
        letters, linked = self.letters_before, self.linked_before
        own = map(sub, letters[1:], letters)
        return [*map(sub, own, map(sub, linked[1:], linked))]

    @cached_property
    def _prose_before(self) -> list[int]:
        """The number of letters in sentences before each tag."""
        weight = _WIDE_AS if self.is_wide else 1
        return [*accumulate((weight * each if weight * each >= LONG else 0 for each in self.unlinked), initial=0)]

    def prose(self, start: int, end: int) -> int:
        """The number of letters in sentences from one place to another, a wide one as several."""
        return self._prose_before[end] - self._prose_before[start]

    @cached_property
    def _links(self) -> list[int]:
        shapes = enumerate(self.shapes)
        return [place for place, shape in shapes if shape.name == "a" and "href" in shape.attributes]

    def links(self, start: int, end: int) -> list[int]:
        """The places of the links from one place to another."""
        return self._links[bisect_left(self._links, start) : bisect_left(self._links, end)]

    @cached_property
    def titles(self) -> list[int]:
        """The places of the title of the page and of its main headings."""
        return [place for place, shape in enumerate(self.shapes) if shape.name in ("title", "h1")]

    @cached_property
    def names(self) -> list[int]:
        """The places of tags that are marked as the name of somebody, or stand where names do."""
        ends, letters = self.ends, self.letters_before
        short = (place for place, end in enumerate(ends) if 1 < letters[end] - letters[place] <= MAX_NAME_CHARS)
        named = (place for place in short if is_marked_as_name(self.tags[place]))
        marked = [place for place in named if not self.has_time(place, ends[place])]
        return sorted({*marked, *self.leading}) if self.leading else marked

    @cached_property
    def anchors(self) -> Mapping[str, int]:
        """The places on the page that have a name to link to."""
        found: dict[str, int] = {}
        for place, shape in enumerate(self.shapes):
            for name in ("id", "name") if shape.name == "a" else ("id",):
                if name in shape.attributes:
                    found.setdefault(str(self.tags[place].attrs[name]), place)
        return found

    @cached_property
    def is_guestbook(self) -> bool:
        """True if the page is there for what visitors leave on it, by its title or its main heading."""
        return any(GUESTBOOK.search(self.tags[place].get_text(" ")) for place in self.outermost(self.titles))

    @cached_property
    def is_mute(self) -> bool:
        """True if no class or id of the page says what is what, as where programs hash them or do without."""
        words = {word for shape in set(self.shapes) for word in shape.classes or ()}
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
        """The places of the headings that say a part of the title of the page."""
        parts = self._parts([place for place in self.titles if self.shapes[place].name == "title"])
        headings = (place for place, shape in enumerate(self.shapes) if shape.name in HEADINGS)
        return [place for place in headings if not self._parts([place]).isdisjoint(parts)]

    def _parts(self, places: Sequence[int]) -> frozenset[str]:
        titles = (self.tags[place].get_text(" ") for place in self.outermost(places))
        return frozenset(fold_space(part).casefold() for title in titles for part in _PARTS_OF_TITLE.split(title))

    @cached_property
    def times_before(self) -> list[int]:
        """The number of tags before each that say when."""
        return _counted((place for place in self.times if not self._is_of_joining(place)), len(self.tags))

    @cached_property
    def names_before(self) -> list[int]:
        """The number of marked names before each tag."""
        return _counted(self.names, len(self.tags))

    @cached_property
    def articles_before(self) -> list[int]:
        """The number of tags before each that are articles, or what only articles have."""
        places = self.places_where(_may_be_of_article)
        fitting = (place for place in places if is_of_article(self.tags[place]) or self._leads_to_comments(place))
        return _counted(fitting, len(self.tags))

    def _leads_to_comments(self, place: int) -> bool:
        tag = self.tags[place]
        is_short = tag.name == "a" and self.letters(place) <= _SHORT
        # "Comment 1" that leads to the reply on this page is its own.
        is_here = is_short and (attribute(tag, "href") or "").partition("#")[2] in self.anchors
        return is_short and not is_here and leads_to_comments(tag)

    @cached_property
    def is_wide(self) -> bool:
        """True if the page is mostly in letters of Chinese, Japanese and Korean, by the first of its text."""
        said = (str(child) for tag in self.tags for child in tag.contents if _is_text(child))
        text = "".join(islice(said, _PIECES_READ))
        letters = sum(map(str.isalpha, text))
        return 2 * len(_WIDE.findall(text)) > letters

    def _is_of_joining(self, place: int) -> bool:
        """True if a time is that at which somebody became a member: one is beside every post of forums."""
        if any(map(JOINED.search, classes(self.tags[place]))):
            return True
        above = self.parents[place]
        line = above if above >= 0 and self.letters(above) <= _SHORT and self.ends[above] - above <= _PIECES else place
        if self.letters(line) > _SHORT:
            return False
        before, _, _ = fold_space(text_content(self.tags[line])).partition(self.times[place].words or "\0")
        return JOINED.search(before) is not None


def label_of(found: Survey, place: int) -> str:
    """The label of a tag: its name and its classes."""
    shape = found.shapes[place]
    known = shape.memo.get(label_of)
    if known is None:
        known = shape.memo[label_of] = ".".join((shape.name, *map(folded, shape.classes or ())))
    return str(known)


def cached_by_place(function: Callable[[Survey, P], T]) -> Callable[[Survey, P], T]:
    """Memoize a function of a tag by its place, or of a record by its span: most are in several groups."""

    def cached(found: Survey, place: P) -> T:
        known = found.memo.get(function)
        if known is None:
            known = found.memo[function] = {}
        if place not in known:
            known[place] = function(found, place)
        result: T = known[place]
        return result

    return cached


def survey(outside: Region) -> Survey:
    """The columns of a page that is not cut up yet, made in one pass over its tags."""
    found = Survey(outside.elements, outside.signatures, outside.ends)
    path: list[int] = []
    silent_until = linked_until = letters = figures = linked = 0
    for place, shape in enumerate(found.shapes):
        while path and found.ends[path[-1]] <= place:
            path.pop()
        found.parents.append(path[-1] if path else -1)
        path.append(place)
        found.letters_before.append(letters)
        found.figures_before.append(figures)
        found.linked_before.append(linked)
        if shape.name in _MAY_BE_SILENT and place >= silent_until and _is_silent(found, place):
            silent_until = found.ends[place]
        if place < silent_until:
            continue
        if shape.name == "a" and "href" in shape.attributes:
            linked_until = max(linked_until, found.ends[place])
        own, own_figures = _look_at(found, place)
        letters, figures = letters + own, figures + own_figures
        linked += own if place < linked_until else 0
    found.letters_before.append(letters)
    found.figures_before.append(figures)
    found.linked_before.append(linked)
    _look_at_pieces(found)
    return found


def _is_silent(found: Survey, place: int) -> bool:
    """True if a tag has no words of the page: also a form to write a comment in, but none around the whole page."""
    tag = found.tags[place]
    if tag.name != "form":
        return tag.name in _SILENT
    size = found.ends[place] - place
    return size < min(_FORM, _MOST * len(found.tags)) and any(
        inside.name == "textarea" for inside in found.tags[place : place + size]
    )


def _look_at(found: Survey, place: int) -> tuple[int, int]:
    """Note what a tag says about a time, and return how many letters and how many figures it has directly."""
    tag = found.tags[place]
    letters = figures = 0
    words = line = None
    first = ""
    for child in tag.contents:
        if type(child) is NavigableString and not child.isspace():
            text = fold_space(child)
            letters += len(text) - text.count(" ")
            if len(text) <= _SHORT and (_DIGIT.search(text) or not text.isascii()):
                figures += sum(map(str.isdigit, text))
            first = first or text
            if words is None:
                words = find_time(text)
                line = text if words else None
    is_small = found.ends[place] - place <= _PIECES or tag.name == "time"
    machine = machine_time(tag) if tag.attrs and is_small else None
    if not machine and not words and first and _may_be_time(tag, first):
        words = line = first
    if machine or words:
        found.times[place] = Time(machine, words, line)
    return letters, figures


def _may_be_time(tag: Tag, text: str) -> bool:
    """True if a tag says no more than an hour, or is called a time and says something short that is not understood."""
    if len(text) > _SHORT or not any(map(str.isdigit, text)):
        return tag.name == "time" and len(text) <= _SHORT
    return _is_called_time(tag) or _HOUR.fullmatch(text) is not None


@cached_by_signature
def _is_called_time(tag: Tag) -> bool:
    names = classes(tag)
    return tag.name == "time" or any(map(_TIME_CLASS.search, names))


def _look_at_pieces(found: Survey) -> None:
    """Note the times whose words are in several small tags of one, the smallest that has them all."""
    for place in reversed(range(len(found.tags))):
        end = found.ends[place]
        if not 1 < end - place <= _PIECES or not 1 < found.letters(place) <= _SHORT:
            continue
        if found.figures_before[end] - found.figures_before[place] < 2:  # noqa: PLR2004 - no day is told with fewer
            continue
        inside = next((each for each in range(place, end) if each in found.times), None)
        if inside is None or _lacks_part(found, place, inside):
            words = find_time(" ".join(text_content(found.tags[place]).split()))
            known = found.times[inside].words if inside is not None else None
            if words and (known is None or (known in words and words != known)):
                for hour in range(place, end):
                    if hour in found.times and _is_hour(found.times[hour]):
                        del found.times[hour]
                found.times[place if inside is None else inside] = Time(None, words)


def _lacks_part(found: Survey, place: int, inside: int) -> bool:
    """True if a tag says on which day, or at what hour, and one around it has more figures beside it."""
    time = found.times[inside]
    if time.machine or not time.words or (":" in time.words and not _is_hour(time)):
        return False
    figures = found.figures_before[found.ends[place]] - found.figures_before[place]
    return figures > sum(map(str.isdigit, time.words))


def _is_hour(time: Time) -> bool:
    """True if a time says at what hour and not on which day."""
    return time.machine is None and _HOUR.fullmatch(time.words or "") is not None


def _counted(places: Iterable[int], size: int) -> list[int]:
    """The number of the places before each."""
    marks = [0] * (size + 1)
    for place in places:
        marks[place + 1] = 1
    return list(accumulate(marks))


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


def is_announced(found: Survey, first: int) -> bool:
    """True if the last heading before a record, or the page itself, is about the comments that follow."""
    return announcement(found, first) is not None or found.is_guestbook


@cached_by_place
def announcement(found: Survey, first: int) -> int | None:
    """The place of the last heading before a record where it is about the comments that follow."""
    for place in range(first - 1, max(0, first - _REACH), -1):
        if not 0 < found.letters(place) <= SHORT:
            continue
        if found.tags[place].name in _OVER:
            words = found.tags[place].get_text(" ")
            is_over = COMMENT.search(words) is not None or counted(words) is not None
            return place if is_over and not RECENT.search(words) else None
        end = found.ends[place]
        if found.letters(end, first) - found.linked(end, first) <= SHORT and is_count(found, place):
            return place
    return None


@cached_by_place
def is_count(found: Survey, place: int) -> bool:
    """True if a tag that is no link says "12 comments" and nothing else, or so many answers."""
    if not 0 < found.letters(place) <= SHORT or found.linked(place, found.ends[place]):
        return False
    words = fold_space(found.tags[place].get_text(" "))
    return _COUNTED.fullmatch(words) is not None or (words.count(" ") == 1 and counted(words, reviews=True) is not None)
