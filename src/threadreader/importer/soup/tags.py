"""Tags and strings of Beautiful Soup made without its constructors, which would take most of the time of parsing.

A tag made here is as one of `BeautifulSoup(page, "html5lib")`; what never differs between tags is kept on the class.
"""

from collections.abc import Iterable
from functools import cache
from typing import Any, NamedTuple

from bs4 import BeautifulSoup, Tag
from bs4.builder import HTMLTreeBuilder
from bs4.element import AttributeValueList, NavigableString, PageElement

UNREAD = frozenset(("style", "svg"))
"""Tags that are not in the tree, nor what they hold."""

SHADOW_ROOT = ("shadowrootmode", "shadowroot")
"""What marks a `<template>` that is shown: the attribute, and what it was called at first."""

_LISTS = HTMLTreeBuilder.DEFAULT_CDATA_LIST_ATTRIBUTES
_VOID = frozenset(HTMLTreeBuilder.DEFAULT_EMPTY_ELEMENT_TAGS or ())


class HtmlTag(Tag):
    """A tag that differs from others only in its name, its attributes and its place."""

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


class VoidTag(HtmlTag):
    """A tag like `<br>`, which has no end."""

    can_be_empty_element = True


class Sort(NamedTuple):
    """What all tags of one name have in common: their class, that of the strings in them, attributes that are lists."""

    name: str
    tag: type[HtmlTag]
    string: type[NavigableString] | None
    lists: tuple[str, ...]


@cache
def sort_of(name: str) -> Sort:
    """What is common to the tags of a name."""
    string = HTMLTreeBuilder.DEFAULT_STRING_CONTAINERS.get(name) if name != "template" else None
    tag: type[HtmlTag] = VoidTag if name in _VOID else _holding(string) if string else HtmlTag
    return Sort(name, tag, string, (*sorted(_LISTS["*"]), *sorted(_LISTS.get(name, ()))))


def is_hollow(name: str, attributes: Iterable[str]) -> bool:
    """Whether what a tag holds is shown nowhere."""
    return name == "iframe" or (name == "template" and not any(mark in attributes for mark in SHADOW_ROOT))


class Growth:
    """A tree in the making. It grows in document order, each node the last in its parent."""

    __slots__ = ("_last", "_lists", "soup")

    def __init__(self) -> None:
        self.soup = BeautifulSoup("", "html.parser")
        self._last: PageElement = self.soup
        self._lists: dict[str, AttributeValueList] = {}

    def tag(self, name: str, attributes: dict[str, Any]) -> HtmlTag:
        """A tag that is to be added; it keeps `attributes`, in which some become lists of words."""
        sort = sort_of(name)
        tag = object.__new__(sort.tag)
        tag.name = sort.name
        tag.attrs = attributes
        tag.contents = []
        if attributes:
            for listed in sort.lists:
                if listed in attributes:
                    attributes[listed] = self._list(attributes[listed])
        return tag

    def add(self, parent: Tag, node: PageElement) -> None:
        """Put a node at the end of its parent."""
        before = self._last
        siblings = parent.contents
        node.parent = parent
        node.previous_element = before
        node.next_element = None
        node.next_sibling = None
        node.previous_sibling = None
        before.next_element = node
        if siblings:
            sibling = node.previous_sibling = siblings[-1]
            sibling.next_sibling = node
        siblings.append(node)
        self._last = node

    def _list(self, value: str) -> AttributeValueList:
        """The words of a value; equal values share one list, since there are few of them and many tags."""
        found = self._lists.get(value)
        if found is None:
            found = self._lists[value] = AttributeValueList(value.split())
        return found


def _holding(string: type[NavigableString]) -> type[HtmlTag]:
    """Tags whose text is made of special strings, which `get_text` of what is around them leaves out."""
    return type(f"{string.__name__}Tag", (HtmlTag,), {"interesting_string_types": {string}})
