"""A tree of Beautiful Soup made without its constructors, which would take most of the time of parsing."""

from collections.abc import Iterable
from typing import Any

from bs4 import Tag
from bs4.element import NavigableString, PageElement

from threadreader.importer.soup.listing import ListedSoup, Listing
from threadreader.importer.soup.shape import HtmlTag, Shape, shape_of

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
