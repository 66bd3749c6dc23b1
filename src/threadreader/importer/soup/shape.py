"""What tags that look the same have in common."""

from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from bs4 import BeautifulSoup, Tag
from bs4.builder import HTMLTreeBuilder
from bs4.element import AttributeValueList, NavigableString

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

    __slots__ = ("attributes", "classes", "is_settled", "lists", "memo", "name", "settled", "tag")

    def __init__(self, name: str, classes: str | None, attributes: Iterable[str]) -> None:
        self.name = name
        self.attributes = frozenset(attributes)
        self.classes = None if classes is None else AttributeValueList(classes.split())
        self.tag = _class_of(name)
        self.lists = tuple(self.attributes & (_LISTS["*"] | _LISTS.get(name, set())) - {"class"})
        self.is_settled = self.attributes <= {"class"}
        """Whether the tags have the same attributes with the same values."""
        self.settled: dict[str, Any] = {} if self.classes is None else {"class": self.classes}
        self.memo: dict[object, Any] = {}

    def attributes_of(self, given: dict[str, Any]) -> dict[str, Any]:
        """The attributes of one tag as Beautiful Soup has them, from their texts; tags that can share them do."""
        if self.is_settled:
            return self.settled
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


def string_in(name: str) -> type[NavigableString] | None:
    """The class of the strings in a tag, where they are not ordinary ones."""
    return HTMLTreeBuilder.DEFAULT_STRING_CONTAINERS.get(name) if name != "template" else None


@lru_cache
def _class_of(name: str) -> type[HtmlTag]:
    """The class of the tags of a name; `get_text` of what is around tags of special strings leaves these out."""
    if name in _VOID:
        return VoidTag
    string = string_in(name)
    return type(f"{string.__name__}Tag", (HtmlTag,), {"interesting_string_types": {string}}) if string else HtmlTag
