"""The tags of a tree as a list, so that most of what is asked of a whole page is asked without walking it.

What tags that look the same have in common.

A tree of Beautiful Soup made without its constructors, which would take most of the time of parsing.

The nodes in a tag, in steps that do not grow with the depth of the page or the width of the tag.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from itertools import chain
from typing import Any, TypeGuard, TypeVar

from bs4 import BeautifulSoup, Tag
from bs4.builder import HTMLTreeBuilder
from bs4.element import AttributeValueList, NavigableString, PageElement, PreformattedString

T = TypeVar("T")

_LISTS = HTMLTreeBuilder.DEFAULT_CDATA_LIST_ATTRIBUTES
_VOID = frozenset(HTMLTreeBuilder.DEFAULT_EMPTY_ELEMENT_TAGS or ())


class HtmlTag(Tag):
    """A tag that differs from others only in its shape, its attributes and its place.

    It is as one of `BeautifulSoup(page, "html5lib")`; what never differs between tags is kept on the class.
    """

    parser_class = BeautifulSoup
    namespace = None
    prefix = None
    sourceline = None
    sourcepos = None
    known_xml = False
    hidden = False
    can_be_empty_element = False
    attribute_value_list_class = AttributeValueList
    cdata_list_attributes = _LISTS
    preserve_whitespace_tags = HTMLTreeBuilder.DEFAULT_PRESERVE_WHITESPACE_TAGS
    interesting_string_types = Tag.MAIN_CONTENT_STRING_TYPES
    _namespaces = {}  # noqa: RUF012 - Tag says that this is of an instance, and never changes it
    shape: "Shape | None" = None


class VoidTag(HtmlTag):
    """A tag like `<br>`, which has no end."""

    can_be_empty_element = True


class Shape:
    """What the tags of one name with the same classes and the same sorts of attributes have in common.

    A page has many tags and few shapes, so `memo` keeps what was found out about one: by selectors, each under itself.
    """

    __slots__ = ("attributes", "classes", "lists", "memo", "name", "settled", "string", "tag")

    def __init__(self, name: str, classes: str | None, attributes: Iterable[str]) -> None:
        self.name = name
        self.attributes = frozenset(attributes)
        self.classes = None if classes is None else AttributeValueList(classes.split())
        self.tag = _class_of(name)
        self.string = _string_in(name)
        self.lists = tuple(self.attributes & (_LISTS["*"] | _LISTS.get(name, set())) - {"class"})
        self.settled: dict[str, Any] | None = self.with_lists({}) if self.attributes <= {"class"} else None
        """The attributes with their values, where all tags have the same; they share them then."""
        self.memo: dict[object, Any] = {}

    def with_lists(self, given: dict[str, Any]) -> dict[str, Any]:
        """The attributes of a tag, those that are lists of words made lists."""
        if self.classes is not None:
            given["class"] = self.classes
        for listed in self.lists:
            given[listed] = AttributeValueList(given[listed].split())
        return given


def shape_of(tag: Tag) -> Shape:
    """The shape of any tag; one of this package knows its own."""
    if isinstance(tag, HtmlTag) and tag.shape is not None:
        return tag.shape
    classes = tag.attrs.get("class")
    return Shape(tag.name, " ".join(classes) if isinstance(classes, list) else classes, tag.attrs)


def by_shape(ask: Callable[[Tag], T]) -> Callable[[Tag], T]:
    """The same question, asked once for all tags of one shape: the answer must follow from name and classes alone."""

    def answer(tag: Tag) -> T:
        shape = tag.shape if type(tag) is HtmlTag else None
        memo = (shape or shape_of(tag)).memo
        try:
            known: T = memo[ask]
        except KeyError:
            known = memo[ask] = ask(tag)
        return known

    return answer


def _string_in(name: str) -> type[NavigableString] | None:
    """The class of the strings in a tag, where they are not ordinary ones."""
    return HTMLTreeBuilder.DEFAULT_STRING_CONTAINERS.get(name) if name != "template" else None


@lru_cache
def _class_of(name: str) -> type[HtmlTag]:
    """The class of the tags of a name; `get_text` of what is around tags of special strings leaves these out."""
    if name in _VOID:
        return VoidTag
    string = _string_in(name)
    return type(f"{string.__name__}Tag", (HtmlTag,), {"interesting_string_types": {string}}) if string else HtmlTag


@dataclass(frozen=True, eq=False)
class Listing:
    """The tags of a tree in document order, its root first, and the shape of each.

    The descendants of `tags[n]` are `tags[n + 1:ends[n]]`.
    """

    tags: list[Tag] = field(default_factory=list)
    shapes: list[Shape] = field(default_factory=list)
    ends: list[int] = field(default_factory=list)

    @cached_property
    def places(self) -> Mapping[Shape, Sequence[int]]:
        """The places of the tags of each shape: a page has many tags, and what is asked is mostly of few of them."""
        found: defaultdict[Shape, list[int]] = defaultdict(list)
        for place, shape in enumerate(self.shapes):
            found[shape].append(place)
        return found

    def chosen(self, is_wanted: Callable[[Shape], bool]) -> list[int]:
        """The places, in document order, of the tags of some shapes."""
        return sorted(chain.from_iterable(places for shape, places in self.places.items() if is_wanted(shape)))

    def named(self, names: Collection[str]) -> list[Tag]:
        """The tags with one of some names."""
        return [self.tags[place] for place in self.chosen(lambda shape: shape.name in names)]


class ListedSoup(BeautifulSoup):
    """A tree that was listed while it grew, and so must not be changed without listing it again."""

    listing: Listing


def listing_of(root: Tag) -> Listing:
    """The listing of a tree; one of this package has its own."""
    listing = vars(root).get("listing")
    return listing if isinstance(listing, Listing) else _list(root)


def relist(soup: ListedSoup) -> None:
    """List a tree again that was changed."""
    soup.listing = _list(soup)


def _list(root: Tag) -> Listing:
    listing = Listing([root], [shape_of(root)], [0])
    path = [0]
    for node in root.descendants:
        if isinstance(node, Tag):
            while listing.tags[path[-1]] is not node.parent:
                listing.ends[path.pop()] = len(listing.tags)
            path.append(len(listing.tags))
            listing.tags.append(node)
            listing.shapes.append(shape_of(node))
            listing.ends.append(0)
    for place in path:
        listing.ends[place] = len(listing.tags)
    return listing


UNREAD = frozenset(("style", "svg"))
"""Tags that are not in the tree, nor what they hold."""

SHADOW_ROOT = ("shadowrootmode", "shadowroot")
"""What marks a `<template>` that is shown: the attribute, and what it was called at first."""


def is_hollow(name: str, attributes: Iterable[str]) -> bool:
    """Whether what a tag holds is shown nowhere."""
    return name == "iframe" or (name == "template" and not any(mark in attributes for mark in SHADOW_ROOT))


class Growth:
    """A tree in the making. It grows in document order, each node the last of the tag that is open."""

    __slots__ = (
        "_contents",
        "_ends",
        "_last",
        "_open",
        "_parent",
        "_shapes",
        "_soup",
        "_string",
        "_tags",
        "_their_shapes",
    )

    def __init__(self) -> None:
        soup = ListedSoup("", "html.parser")
        self._soup = soup
        soup.listing = Listing([soup], [shape_of(soup)], [0])
        self._tags, self._their_shapes, self._ends = soup.listing.tags, soup.listing.shapes, soup.listing.ends
        self._shapes: dict[tuple[str | None, ...], Shape] = {}
        self._last: PageElement = soup
        self._parent: Tag = soup
        self._contents = soup.contents
        self._string = NavigableString
        self._open: list[tuple[Tag, list[PageElement], type[NavigableString], int]] = []
        """For each open tag what it is in, with the class of strings there, and its own place in the listing."""

    def open(self, name: str, attributes: dict[str, Any]) -> HtmlTag:
        """Begin a tag; it keeps `attributes`, in which some become lists of words."""
        classes = attributes.get("class")
        key = (name, classes, *attributes)
        shape = self._shapes.get(key)
        if shape is None:
            shape = self._shapes[key] = Shape(name, classes, attributes)
        tag = object.__new__(shape.tag)
        tag.name = shape.name
        tag.shape = shape
        tag.attrs = shape.with_lists(attributes) if shape.settled is None else shape.settled
        # As `add` does it, without a call for each tag of a large page.
        before, parent, contents = self._last, self._parent, self._contents
        before.next_element = self._last = tag
        tag.parent = parent
        tag.previous_element = before
        tag.next_element = None
        tag.next_sibling = None
        if contents:
            sibling = tag.previous_sibling = contents[-1]
            sibling.next_sibling = tag
        else:
            tag.previous_sibling = None
        contents.append(tag)
        self._open.append((parent, contents, self._string, len(self._tags)))
        self._parent = tag
        self._contents = tag.contents = []
        if shape.string is not None:
            self._string = shape.string
        self._tags.append(tag)
        self._their_shapes.append(shape)
        self._ends.append(0)
        return tag

    def close(self) -> None:
        """End the tag that is open."""
        self._parent, self._contents, self._string, place = self._open.pop()
        self._ends[place] = len(self._tags)

    def write(self, text: str) -> None:
        """Put a string at the end of the tag that is open."""
        self.add(str.__new__(self._string, text))

    def add(self, node: PageElement) -> None:
        """Put a node at the end of the tag that is open."""
        before = self._last
        before.next_element = self._last = node
        node.parent = self._parent
        node.previous_element = before
        node.next_element = None
        node.next_sibling = None
        contents = self._contents
        if contents:
            sibling = node.previous_sibling = contents[-1]
            sibling.next_sibling = node
        else:
            node.previous_sibling = None
        contents.append(node)

    def soup(self) -> ListedSoup:
        """The tree, every tag of it ended."""
        while self._open:
            self.close()
        self._ends[0] = len(self._tags)
        return self._soup


def first_in(tag: Tag, most: int) -> Iterator[PageElement]:
    """The first nodes in a tag, so many at most, in their order.

    `descendants` goes down to the last one before it gives the first.
    """
    ahead = tag.contents[:most][::-1]
    for _ in range(most):
        if not ahead:
            return
        node = ahead.pop()
        yield node
        if isinstance(node, Tag):
            ahead.extend(node.contents[:most][::-1])


def is_text(node: PageElement) -> TypeGuard[NavigableString]:
    """Whether a node is text that is shown: no comment, doctype or the like."""
    return isinstance(node, NavigableString) and not isinstance(node, PreformattedString)
