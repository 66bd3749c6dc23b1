"""Tree of Beautiful Soup with an index of its elements: where each ends, in document order, and columns over them.

The index is a pre-order list with subtree ends (an Euler tour): most questions about a whole page are answered without
walking its tree. A span of elements is a pair of indices, `start` and `end`, the second one behind its last element.

Elements are made without bs4's constructors, which would take half of the time of parsing, and nowhere but here: this
depends on the attributes that bs4 before 4.16 sets in them. Elements with the same name, classes and sorts of
attributes share one interned signature, on which answers are memoized.
"""

import sys
from array import array
from bisect import bisect, bisect_left
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, MutableSequence, Sequence
from functools import cached_property, lru_cache
from itertools import accumulate, chain
from operator import sub
from typing import Any, TypeGuard, TypeVar

from bs4 import BeautifulSoup, Tag
from bs4.builder import HTMLTreeBuilder
from bs4.element import AttributeValueList, Comment, NavigableString, PageElement, PreformattedString

from threadreader.importer.html import UNSHOWN
from threadreader.model.text import fold_space

T = TypeVar("T")

Span = tuple[int, int]
"""Index of the first element, and the index behind the last one."""

_MAX_FORM_ELEMENTS = 150
_MAX_FORM_SHARE = 0.75
"""A form with more elements, or with a larger share of all, is around a page and not a form to write a comment."""

_MAX_FIGURES_CHARS = 40  # longer texts are sentences: their figures are no time, count or number (judgement)


class PageIndex:
    """Elements of a page, or of a part of it, in document order, with the signature of each, and columns over them.

    The descendants of `elements[n]` are `elements[n + 1:ends[n]]`. Columns are made when first asked for. Those that
    end in `_before` have an entry for each element and one more: what the elements before it have, so that a span has
    the difference of two. Characters are those that are not white space, outside of what shows no text of the page.
    """

    def __init__(self, elements: list[Tag], signatures: "list[ElementSignature]", ends: MutableSequence[int]) -> None:
        self.elements = elements
        self.signatures = signatures
        self.ends = ends

    @cached_property
    def parents(self) -> Sequence[int]:
        """Index of the parent of each element, -1 for the root."""
        parents: list[int] = []
        path: list[int] = []
        ends = self.ends
        for index in range(len(self.elements)):
            while path and ends[path[-1]] <= index:
                path.pop()
            parents.append(path[-1] if path else -1)
            path.append(index)
        return parents

    @cached_property
    def indices(self) -> Mapping[int, int]:
        """Index of each element by its identity."""
        return {id(element): index for index, element in enumerate(self.elements)}

    @cached_property
    def indices_by_signature(self) -> "Mapping[ElementSignature, Sequence[int]]":
        """Indices of the elements of each signature: most questions concern few of them."""
        indices: defaultdict[ElementSignature, list[int]] = defaultdict(list)
        for index, signature in enumerate(self.signatures):
            indices[signature].append(index)
        return indices

    def indices_where(self, fits: "Callable[[ElementSignature], bool]") -> list[int]:
        """Indices, in document order, of the elements whose signature fits."""
        columns = self.indices_by_signature.items()
        return sorted(chain.from_iterable(indices for signature, indices in columns if fits(signature)))

    def named(self, names: Collection[str]) -> list[Tag]:
        """Elements with one of some names."""
        return [self.elements[index] for index in self.indices_where(lambda signature: signature.name in names)]

    def children(self, index: int) -> Iterator[int]:
        """Indices of the children of an element."""
        child = index + 1
        while child < self.ends[index]:
            yield child
            child = self.ends[child]

    def ancestors(self, index: int) -> Iterator[int]:
        """Indices of the ancestors of an element, the innermost first, without the root."""
        ancestor = self.parents[index]
        while ancestor > 0:
            yield ancestor
            ancestor = self.parents[ancestor]

    def contains(self, outer: int, inner: int) -> bool:
        """True if the element of one index is a descendant of that of the other."""
        return outer < inner < self.ends[outer]

    def covers(self, outer: int, inner: int) -> bool:
        """True if an element is another or contains it."""
        return outer <= inner < self.ends[outer]

    def is_in(self, index: int, tops: Sequence[int]) -> bool:
        """True if an element is one of several or in one; these in document order, none in another."""
        at = bisect(tops, index) - 1
        return at >= 0 and index < self.ends[tops[at]]

    def outermost(self, indices: Iterable[int]) -> list[int]:
        """Of several elements in document order those that are not in others of them."""
        tops: list[int] = []
        until = 0
        for index in indices:
            if index >= until:
                tops.append(index)
                until = self.ends[index]
        return tops

    def span(self, element: Tag) -> Span:
        """Span of an element, an empty one where it is not in the index."""
        index = self.indices.get(id(element))
        return (index, self.ends[index]) if index is not None else (0, 0)

    def count_before(self, indices: Iterable[int]) -> list[int]:
        """Column of the number of some elements before each."""
        marks = [0] * (len(self.elements) + 1)
        for index in indices:
            marks[index + 1] = 1
        return [*accumulate(marks)]

    @cached_property
    def direct_strings(self) -> Mapping[int, Sequence[str]]:
        """Strings directly in each element that shows its text, folded; none is white space."""
        strings: dict[int, Sequence[str]] = {}
        unshown_until = 0
        for index, signature in enumerate(self.signatures):
            if index < unshown_until:
                continue
            if signature.name in UNSHOWN or (signature.name == "form" and self._is_form_to_write(index)):
                unshown_until = self.ends[index]
                continue
            contents = self.elements[index].contents
            strings[index] = [
                fold_space(each) for each in contents if type(each) is NavigableString and not each.isspace()
            ]
        return strings

    def _is_form_to_write(self, index: int) -> bool:
        size = self.ends[index] - index
        return size < min(_MAX_FORM_ELEMENTS, _MAX_FORM_SHARE * len(self.elements)) and any(
            inside.name == "textarea" for inside in self.elements[index : index + size]
        )

    @cached_property
    def chars_before(self) -> Sequence[int]:
        """Characters of text."""
        chars = [0] * (len(self.elements) + 1)
        for index, strings in self.direct_strings.items():
            chars[index + 1] = sum(len(text) - text.count(" ") for text in strings)
        return [*accumulate(chars)]

    @cached_property
    def figures_before(self) -> Sequence[int]:
        """Digits in short strings."""
        figures = [0] * (len(self.elements) + 1)
        for index, strings in self.direct_strings.items():
            figures[index + 1] = sum(sum(map(str.isdigit, text)) for text in strings if len(text) <= _MAX_FIGURES_CHARS)
        return [*accumulate(figures)]

    @cached_property
    def links(self) -> Sequence[int]:
        """Indices of all links."""
        return self.indices_where(lambda signature: signature.name == "a" and "href" in signature.attributes)

    @cached_property
    def linked_before(self) -> Sequence[int]:
        """Characters of text in links."""
        chars = [0] * (len(self.elements) + 1)
        for link in self.outermost(self.links):
            for index in range(link, self.ends[link]):
                chars[index + 1] = self.chars_before[index + 1] - self.chars_before[index]
        return [*accumulate(chars)]

    def text_length(self, index: int) -> int:
        """Characters of text in an element."""
        return self.chars_before[self.ends[index]] - self.chars_before[index]

    def chars(self, start: int, end: int) -> int:
        """Characters of text in a span."""
        return self.chars_before[end] - self.chars_before[start]

    def linked(self, start: int, end: int) -> int:
        """Characters of text in links in a span."""
        return self.linked_before[end] - self.linked_before[start]

    def figures(self, index: int) -> int:
        """Digits in short strings of an element."""
        return self.figures_before[self.ends[index]] - self.figures_before[index]

    def links_in(self, start: int, end: int) -> Sequence[int]:
        """Indices of the links in a span."""
        return self.links[bisect_left(self.links, start) : bisect_left(self.links, end)]

    @cached_property
    def unlinked(self) -> Sequence[int]:
        """Characters of text directly in each element, outside links."""
        own = map(sub, self.chars_before[1:], self.chars_before)
        linked = map(sub, self.linked_before[1:], self.linked_before)
        return [*map(sub, own, linked)]


_LIST_ATTRIBUTES = HTMLTreeBuilder.DEFAULT_CDATA_LIST_ATTRIBUTES
_VOID = frozenset(HTMLTreeBuilder.DEFAULT_EMPTY_ELEMENT_TAGS or ())


class HtmlElement(Tag):
    """Element that differs from others only in its signature, its attributes and its position.

    It equals one of `BeautifulSoup(page, "html5lib")`; what never differs between elements is kept on the class.
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
    cdata_list_attributes = _LIST_ATTRIBUTES
    preserve_whitespace_tags = HTMLTreeBuilder.DEFAULT_PRESERVE_WHITESPACE_TAGS
    interesting_string_types = Tag.MAIN_CONTENT_STRING_TYPES
    _namespaces = {}  # noqa: RUF012 - Tag says that this is of an instance, and never changes it
    signature: "ElementSignature | None" = None


class VoidElement(HtmlElement):
    """Element without an end tag, such as `<br>`."""

    can_be_empty_element = True


class ElementSignature:
    """Element signature: what elements of one name with the same classes and sorts of attributes share.

    A page has many elements and few signatures, so `memo` caches answers about one, each under whatever asked.
    """

    __slots__ = (
        "attributes",
        "classes",
        "element_class",
        "list_attributes",
        "memo",
        "name",
        "shared_attributes",
        "string_class",
    )

    def __init__(self, name: str, classes: str | None, attributes: Iterable[str]) -> None:
        self.name = name
        self.attributes = frozenset(attributes)
        self.classes = None if classes is None else AttributeValueList(classes.split())
        self.element_class = _class_of(name)
        self.string_class = _string_in(name)
        self.list_attributes = tuple(
            self.attributes & (_LIST_ATTRIBUTES["*"] | _LIST_ATTRIBUTES.get(name, set())) - {"class"}
        )
        # The attributes with their values, where all elements have the same and so share them.
        self.shared_attributes: dict[str, Any] | None = self.split_lists({}) if self.attributes <= {"class"} else None
        self.memo: dict[object, Any] = {}

    def split_lists(self, given: dict[str, Any]) -> dict[str, Any]:
        """Split the attributes whose values are lists, in place."""
        if self.classes is not None:
            given["class"] = self.classes
        for name in self.list_attributes:
            given[name] = AttributeValueList(given[name].split())
        return given


def make_element(signature: ElementSignature) -> HtmlElement:
    """Element of a signature whose elements share their attributes, not yet in a tree."""
    element: HtmlElement = object.__new__(signature.element_class)
    element.name, element.signature = signature.name, signature
    element.attrs = signature.shared_attributes or {}
    return element


def signature_of(element: Tag) -> ElementSignature:
    """Signature of any element; a new one where a foreign parser made it."""
    if isinstance(element, HtmlElement) and element.signature is not None:
        return element.signature
    classes = element.attrs.get("class")
    return ElementSignature(element.name, " ".join(classes) if isinstance(classes, list) else classes, element.attrs)


def cached_by_signature(function: Callable[[Tag], T]) -> Callable[[Tag], T]:
    """Memoize a function of an element by signature: its result must follow from name and classes alone."""

    def cached(element: Tag) -> T:
        signature = element.signature if type(element) is HtmlElement else None
        memo = (signature or signature_of(element)).memo
        try:
            result: T = memo[function]
        except KeyError:
            result = memo[function] = function(element)
        return result

    return cached


def _string_in(name: str) -> type[NavigableString] | None:
    """Class of the strings in an element, where they are not ordinary ones."""
    return HTMLTreeBuilder.DEFAULT_STRING_CONTAINERS.get(name) if name != "template" else None


@lru_cache
def _class_of(name: str) -> type[HtmlElement]:
    """Class of the elements of a name; `get_text` of an ancestor skips the strings of special ones."""
    if name in _VOID:
        return VoidElement
    string = _string_in(name)
    if string is None:
        return HtmlElement
    return type(f"{string.__name__}Tag", (HtmlElement,), {"interesting_string_types": {string}})


class IndexedSoup(BeautifulSoup):
    """Tree that is indexed while it is built, and must be indexed again after a change."""

    element_index: PageIndex


def element_index(root: Tag) -> PageIndex:
    """Index of a tree; built anew for one of another parser."""
    index = vars(root).get("element_index")
    return index if isinstance(index, PageIndex) else _build_index(root)


def reindex(soup: IndexedSoup) -> None:
    """Index a tree again that was changed."""
    soup.element_index = _build_index(soup)


def _build_index(root: Tag) -> PageIndex:
    ends = array("i", [0])  # a quarter of the memory of a list
    index = PageIndex([root], [signature_of(root)], ends)
    path = [0]
    for node in root.descendants:
        if isinstance(node, Tag):
            while index.elements[path[-1]] is not node.parent:
                ends[path.pop()] = len(index.elements)
            path.append(len(index.elements))
            index.elements.append(node)
            index.signatures.append(signature_of(node))
            ends.append(0)
    for position in path:
        ends[position] = len(index.elements)
    return index


# Elements that are not in the tree, nor their content.
SKIPPED_ELEMENTS = frozenset(("style", "svg"))

# Attributes of a `<template>` that is shown; the second is the older name.
SHADOW_ROOT_ATTRIBUTES = ("shadowrootmode", "shadowroot")


def is_inert(name: str, attributes: Iterable[str]) -> bool:
    """True if the content of an element is shown nowhere."""
    return name == "iframe" or (name == "template" and not any(each in attributes for each in SHADOW_ROOT_ATTRIBUTES))


Node = ElementSignature | str | Comment | None
"""An element by its signature, None at its end; a text, or a comment."""


class NodeList:
    """Nodes of a page in document order, until all are there to make a tree of them.

    `attributes` are those of the elements that do not share theirs, in the same order.
    """

    __slots__ = ("_interned", "attributes", "nodes")

    def __init__(self) -> None:
        self.nodes: list[Node] = []
        self.attributes: list[dict[str, Any]] = []
        self._interned: dict[tuple[str | None, ...], ElementSignature] = {}

    def open(self, name: str, attributes: dict[str, Any]) -> None:
        """Append the beginning of an element, whose attributes are its own from now on."""
        classes = attributes.get("class")
        key = (name, classes, *attributes)
        signature = self._interned.get(key)
        if signature is None:
            signature = self._interned[key] = ElementSignature(name, classes, attributes)
        self.nodes.append(signature)
        if signature.shared_attributes is None:
            self.attributes.append(attributes)

    def to_tree(self) -> IndexedSoup:
        """The tree of the nodes, which are gone afterwards. Elements that are not closed end with the page."""
        soup = IndexedSoup("", "html.parser")
        elements, signatures, ends = list[Tag]((soup,)), [signature_of(soup)], array("i", [0])
        soup.element_index = PageIndex(elements, signatures, ends)
        self.nodes.reverse()
        self.attributes.reverse()
        next_node, next_attributes = self.nodes.pop, self.attributes.pop
        create, create_string = object.__new__, str.__new__
        last: PageElement = soup
        element: Tag = soup
        parent, contents, string = element, soup.contents, NavigableString
        # For each open element: its parent, the parent's contents and string class, and the element's own index.
        open_: list[tuple[Tag, list[PageElement], type[NavigableString], int]] = [(soup, [], string, 0)]
        # One loop without calls: a large page has hundreds of thousands of nodes.
        while open_:
            given = next_node() if self.nodes else None
            if given is None:
                if contents:
                    contents[-1].next_sibling = None
                parent, contents, string, position = open_.pop()
                ends[position] = len(elements)
                continue
            node: PageElement
            if type(given) is ElementSignature:
                node = element = create(given.element_class)
                element.name = given.name
                element.signature = given
                attributes = given.shared_attributes
                element.attrs = given.split_lists(next_attributes()) if attributes is None else attributes
            else:
                node = given if type(given) is Comment else create_string(string, given)
            last.next_element = node
            node.parent = parent
            node.previous_element = last
            last = node
            if contents:
                sibling = node.previous_sibling = contents[-1]
                sibling.next_sibling = node
            else:
                node.previous_sibling = None
            contents.append(node)
            if type(given) is ElementSignature:
                open_.append((parent, contents, string, len(elements)))
                parent = element
                contents = element.contents = []
                string = given.string_class or string
                elements.append(element)
                signatures.append(given)
                ends.append(0)
        last.next_element = None
        return soup


def walk(
    tops: Sequence[PageElement], leave_out: Callable[[Tag], bool] | None = None, limit: int = sys.maxsize
) -> Iterator[PageElement]:
    """Nodes under some nodes and these, in document order, without the elements that are left out and what is in them.

    At most `limit` nodes are looked at.
    """
    stack = [*reversed(tops)]
    for _ in range(limit):
        if not stack:
            return
        node = stack.pop()
        if isinstance(node, Tag):
            if leave_out and leave_out(node):
                continue
            yield node
            stack.extend(reversed(node.contents))
        else:
            yield node


def enclosing(element: Tag, limit: int) -> Iterator[Tag]:
    """An element and those that it is in, the nearest first, `limit` at most, without the body of the page."""
    ancestor: Tag | None = element
    for _ in range(limit):
        if ancestor is None or ancestor.name in ("body", "html", "[document]"):
            return
        yield ancestor
        ancestor = ancestor.parent


def first_descendants(top: Tag, limit: int) -> Iterator[PageElement]:
    """The first nodes in an element, `limit` at most, in document order.

    `descendants` goes down to the last one before it yields the first.
    """
    stack = top.contents[:limit][::-1]
    for _ in range(limit):
        if not stack:
            return
        node = stack.pop()
        yield node
        if isinstance(node, Tag):
            stack.extend(node.contents[:limit][::-1])


def is_text(node: PageElement) -> TypeGuard[NavigableString]:
    """True if a node is shown text: no comment, doctype or the like."""
    return isinstance(node, NavigableString) and not isinstance(node, PreformattedString)
