"""What tags that look the same have in common."""

from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import Any, TypeVar

from bs4 import BeautifulSoup, Tag
from bs4.builder import HTMLTreeBuilder
from bs4.element import AttributeValueList, NavigableString

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
