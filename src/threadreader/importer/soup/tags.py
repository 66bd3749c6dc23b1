"""Tags and strings of Beautiful Soup made without its constructors, which would take most of the time of parsing.

A tag made here is as one of `BeautifulSoup(page, "html5lib")`; what never differs between tags is kept on the class.
"""

from collections.abc import Iterable
from functools import lru_cache
from typing import Any

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
    """A tag that differs from others only in its shape, its attributes and its place."""

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

    __slots__ = ("attributes", "classes", "lists", "memo", "name", "tag")

    def __init__(self, name: str, classes: str | None, attributes: Iterable[str]) -> None:
        self.name = name
        self.attributes = frozenset(attributes)
        self.classes = None if classes is None else AttributeValueList(classes.split())
        self.tag = _class_of(name)
        self.lists = tuple(self.attributes & (_LISTS["*"] | _LISTS.get(name, set())) - {"class"})
        self.memo: dict[object, Any] = {}


def shape_of(tag: Tag) -> Shape:
    """The shape of any tag; one of this package knows its own."""
    if isinstance(tag, HtmlTag) and tag.shape is not None:
        return tag.shape
    classes = tag.attrs.get("class")
    return Shape(tag.name, " ".join(classes) if isinstance(classes, list) else classes, tag.attrs)


def is_hollow(name: str, attributes: Iterable[str]) -> bool:
    """Whether what a tag holds is shown nowhere."""
    return name == "iframe" or (name == "template" and not any(mark in attributes for mark in SHADOW_ROOT))


class Growth:
    """A tree in the making. It grows in document order, each node the last in its parent."""

    __slots__ = ("_last", "_shapes", "soup")

    def __init__(self) -> None:
        self.soup = BeautifulSoup("", "html.parser")
        self._last: PageElement = self.soup
        self._shapes: dict[tuple[str | None, ...], Shape] = {}

    def tag(self, name: str, attributes: dict[str, Any]) -> HtmlTag:
        """A tag that is to be added; it keeps `attributes`, in which some become lists of words."""
        classes = attributes.get("class")
        key = (name, classes, *attributes)
        shape = self._shapes.get(key)
        if shape is None:
            shape = self._shapes[key] = Shape(name, classes, attributes)
        tag = object.__new__(shape.tag)
        tag.name = shape.name
        tag.shape = shape
        tag.attrs = attributes
        tag.contents = []
        if classes is not None:
            attributes["class"] = shape.classes
        for listed in shape.lists:
            attributes[listed] = AttributeValueList(attributes[listed].split())
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


@lru_cache
def _class_of(name: str) -> type[HtmlTag]:
    """The class of the tags of a name; `get_text` of what is around tags of special strings leaves these out."""
    if name in _VOID:
        return VoidTag
    string = string_in(name)
    return type(f"{string.__name__}Tag", (HtmlTag,), {"interesting_string_types": {string}}) if string else HtmlTag


def string_in(name: str) -> type[NavigableString] | None:
    """The class of the strings in a tag, where they are not ordinary ones."""
    return HTMLTreeBuilder.DEFAULT_STRING_CONTAINERS.get(name) if name != "template" else None
