"""Regions of a page: the elements of each comment without the comments nested in it, and the rest of the page.

Also the metadata in that rest, and sections between `<hr>`s, wrapped into an element each: on old pages each of them is
a comment.
"""

from bisect import bisect
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from itertools import islice

from bs4 import Tag
from bs4.element import NavigableString, PageElement
from msgspec import Struct

from threadreader.importer.draft import LeaveOut
from threadreader.importer.html import INLINE, MEDIA
from threadreader.importer.html.selector import attribute
from threadreader.importer.html.tree import (
    ElementSignature,
    IndexedSoup,
    PageIndex,
    element_index,
    is_text,
    make_element,
    reindex,
    walk,
)
from threadreader.model.text import fold_space

_SPACE = " \t\n\r\f\v\xa0"
# Strings; names, times and headings have fewer. An element that is never closed holds the whole page.
_MAX_PIECES = 500
_BREAK = "\N{LINE SEPARATOR}"


class Region(PageIndex):
    """The elements of a page that belong to one comment, without the comments nested in it: `element` is the first.

    `inner` are the elements (by identity) of the comments nested directly inside, `holders` those that hold a nested
    comment somewhere, `index_in_parent` the number of elements of the parent region before this one. The part of the
    page outside all comments is a region too: the only one without a parent.
    """

    def __init__(self, element: Tag, parent: "Region | None" = None, inner: AbstractSet[int] = frozenset()) -> None:
        super().__init__([], [], [])
        self.element = element
        self.parent = parent
        self.inner = inner
        self.holders: AbstractSet[int] = frozenset()
        self.index_in_parent = 0

    def strings(self, top: PageElement, leave_out: LeaveOut | None = None) -> Iterator[str]:
        """Strings under a node, without those of nested comments; a break before each block."""
        stack: list[PageElement] = [top]
        while stack:
            node = stack.pop()
            if isinstance(node, Tag):
                if id(node) in self.inner or node.name in ("script", "style"):
                    continue
                if leave_out and node is not top and leave_out(node):
                    continue
                if node.name not in INLINE:
                    yield _BREAK
                stack.extend(reversed(node.contents))
            else:
                yield str(node) if is_text(node) else ""

    def first_line(self, top: PageElement, leave_out: LeaveOut | None = None) -> str:
        """Text before the first break: a name without what a theme puts under it."""
        only = self._only_string(top, leave_out)
        if only is not None:
            return fold_space(only)
        pieces = islice(self.strings(top, leave_out), _MAX_PIECES)
        lines = "".join(piece if piece is _BREAK else " ".join(piece.split(_BREAK)) for piece in pieces)
        return next((" ".join(line.split()) for line in lines.split(_BREAK) if line.strip()), "")

    def text(self, top: PageElement, leave_out: LeaveOut | None = None) -> str:
        """Text of a name, a time or a heading on one line; only the beginning of a longer one."""
        only = self._only_string(top, leave_out)
        pieces = islice(self.strings(top, leave_out), _MAX_PIECES) if only is None else (only,)
        return fold_space("".join(pieces))

    def _only_string(self, top: PageElement, leave_out: LeaveOut | None) -> str | None:
        """The string of an element without any other content, as most names and times are; also a nested one."""
        node = top
        while isinstance(node, Tag):
            contents = node.contents
            if len(contents) != 1 or id(node) in self.inner:
                return None
            if leave_out and node is not top and leave_out(node):
                return None
            node = contents[0]
        return node if type(node) is NavigableString else None


# Predicate for elements that open a comment, given the enclosing region, whose columns are still empty.
Opens = Callable[[Tag, Region], bool]


class _Extent(Struct, frozen=True, eq=False):
    """Region under construction: its range of indices in the page, and those of the comments nested in it."""

    region: Region
    start: int
    end: int
    inner: "list[_Extent]" = []

    def cut(self, index: PageIndex) -> None:
        """Give the region its columns: those of the page without those of nested comments."""
        region = self.region
        if not self.inner:
            region.elements = index.elements[self.start : self.end]
            region.signatures = index.signatures[self.start : self.end]
            region.ends = [end - self.start for end in index.ends[self.start : self.end]]
            return
        starts: list[int] = []
        shifts: list[int] = []
        ends: list[int] = []
        gap_starts = [self.start, *(each.end for each in self.inner)]
        gap_ends = [*(each.start for each in self.inner), self.end]
        for start, end in zip(gap_starts, gap_ends, strict=True):
            starts.append(start)
            shifts.append(start - len(region.elements))
            region.elements += index.elements[start:end]
            region.signatures += index.signatures[start:end]
            ends += index.ends[start:end]
        region.ends = [end - shifts[bisect(starts, end) - 1] for end in ends]
        for each, start, shift in zip(self.inner, starts[1:], shifts[1:], strict=True):
            each.region.index_in_parent = start - shift


def split_regions(
    root: Tag, opens: Opens, may_open: Callable[[ElementSignature], bool] = lambda _: True
) -> list[Region]:
    """Regions of a page in document order, the one outside all comments first. Linear, and without recursion.

    `may_open` selects the signatures of elements that could open a comment; no others are looked at.
    """
    index = element_index(root)
    extents = [_Extent(Region(root), 0, len(index.elements))]
    path = [extents[0]]
    for position in index.indices_where(may_open):
        if not position:
            continue
        while path[-1].end <= position:
            path.pop()
        element, outer = index.elements[position], path[-1]
        if opens(element, outer.region):
            _mark_holders(outer.region, element)
            extent = _Extent(Region(element, outer.region), position, index.ends[position])
            outer.inner.append(extent)
            extents.append(extent)
            path.append(extent)
    for extent in extents:
        extent.cut(index)
    return [extent.region for extent in extents]


def add_following_siblings(regions: Sequence[Region]) -> None:
    """Extend each region by the siblings up to the next one: a post in two rows of a table is one."""
    outside = regions[0]
    elements = {id(region.element) for region in regions}
    indices = {id(element): index for index, element in enumerate(outside.elements)}
    for region in regions[1:]:
        for sibling in region.element.next_siblings:
            if id(sibling) in elements:
                break
            index = indices.get(id(sibling))
            if index is not None:
                shift = len(region.elements) - index
                region.elements += outside.elements[index : outside.ends[index]]
                region.signatures += outside.signatures[index : outside.ends[index]]
                region.ends += [end + shift for end in outside.ends[index : outside.ends[index]]]


def excluding_nested(region: Region, leave_out: LeaveOut) -> LeaveOut:
    """Predicate for what is no part of a comment's text: nested comments, and what its platform adds."""
    inner = region.inner
    if not inner:
        return leave_out
    return lambda element: id(element) in inner or leave_out(element)


def is_blank(top: PageElement, leave_out: LeaveOut | None = None) -> bool:
    """True if a node has neither text nor media, apart from what is left out."""
    return not any(
        node.name in MEDIA if isinstance(node, Tag) else is_text(node) and node.strip(_SPACE)
        for node in walk((top,), leave_out)
    )


def stripped_strings(nodes: Sequence[PageElement], leave_out: LeaveOut | None) -> Iterator[str]:
    """Strings under some nodes, stripped, without what is left out."""
    for node in walk(nodes, leave_out):
        if type(node) in Tag.MAIN_CONTENT_STRING_TYPES:
            yield str(node).strip()


def text_content(top: Tag) -> str:
    """Strings of an element joined by spaces, as `get_text(" ")`, which is slow for a few words."""
    return " ".join(str(node) for node in walk(top.contents) if type(node) in Tag.MAIN_CONTENT_STRING_TYPES)


def link_of(region: Region, element: Tag) -> str | None:
    """Address that a name links to: its own, that of the first link in it, or of the one that it is in."""
    for node in walk((element,), lambda tag: id(tag) in region.inner):
        if isinstance(node, Tag) and node.name == "a":
            return attribute(node, "href")
    ancestor = element.parent
    while ancestor is not None and ancestor is not region.element and element is not region.element:
        if ancestor.name == "a":
            return attribute(ancestor, "href")
        ancestor = ancestor.parent
    return None


def _mark_holders(region: Region, element: Tag) -> None:
    # Most comments have no answers, and no sets of their own.
    if not region.inner:
        region.inner, region.holders = set[int](), set[int]()
    inner, holders = region.inner, region.holders
    assert isinstance(inner, set), "only this fills it"
    assert isinstance(holders, set), "only this fills it"
    inner.add(id(element))
    ancestor = element.parent
    while ancestor is not None and id(ancestor) not in holders:
        holders.add(id(ancestor))
        if ancestor is region.element:
            return
        ancestor = ancestor.parent


class Metadata(Struct, frozen=True):
    """`<title>`, and the content of each `<meta>` by its name."""

    title: str
    metas: Mapping[str, str]

    def meta(self, *names: str) -> str | None:
        """Content of the first of these names that the page gives."""
        return next((self.metas[name] for name in names if name in self.metas), None)

    @property
    def site(self) -> str | None:
        """Name of the site."""
        return self.meta("og:site_name", "application-name")


def read_metadata(outside: Region) -> Metadata:
    """Metadata of a page; `outside` is its region outside all comments."""
    title = ""
    metas: dict[str, str] = {}
    for element in outside.elements:
        if element.name == "title" and not title and element.parent is not None and element.parent.name != "svg":
            title = outside.text(element)
        elif element.name == "meta":
            content = (attribute(element, "content") or "").strip()
            name = attribute(element, "property") or attribute(element, "name") or attribute(element, "itemprop")
            if content and name:
                metas.setdefault(name, content)
    return Metadata(title, metas)


# Class of the elements that wrap a section.
SECTION_CLASS = "between-rules"

# Fewer rules separate sections of an article.
_MIN_RULES = 3

_MIN_LOOSE_SHARE = 0.5  # most of them; with 0.75, rules that also stand around the article leave no comments


def wrap_hr_sections(soup: IndexedSoup) -> bool:
    """Put a `<span>` around the nodes between two rules, where most of them are bare text, and reindex the tree.

    Returns whether there was anything to wrap. The text content of the tree stays the same.
    """
    rules_by_parent: defaultdict[int, list[Tag]] = defaultdict(list)
    for rule in soup.element_index.named(("hr",)):
        rules_by_parent[id(rule.parent)].append(rule)
    enough = (rules[0].parent for rules in rules_by_parent.values() if len(rules) >= _MIN_RULES)
    split = [parent for parent in enough if parent is not None and _has_loose_text(parent)]
    signature = ElementSignature("span", SECTION_CLASS, ("class",))
    for parent in split:
        _wrap_sections(parent, signature)
    if split:
        reindex(soup)
    return bool(split)


def _has_loose_text(parent: Tag) -> bool:
    """True if most sections of an element have text outside any element of their own."""
    sections = [*_sections(parent)]
    loose = sum(any(map(_is_visible, section)) for section in sections)
    return loose > _MIN_LOOSE_SHARE * len(sections)


def _sections(parent: Tag) -> Iterator[list[PageElement]]:
    """The nodes of each section between two rules."""
    section: list[PageElement] = []
    for node in parent.contents:
        if isinstance(node, Tag) and node.name == "hr":
            if section:
                yield section
            section = []
        elif section or isinstance(node, Tag) or _is_visible(node):
            section.append(node)
    if section:
        yield section


def _is_visible(node: PageElement) -> bool:
    return is_text(node) and not node.isspace()


def _wrap_sections(parent: Tag, signature: ElementSignature) -> None:
    """Wrap each section; moving the nodes one by one would take quadratic time."""
    sections = {id(section[0]): section for section in _sections(parent)}
    contents: list[PageElement] = []
    wrapped: set[int] = set()
    for node in parent.contents:
        section = sections.get(id(node))
        if section:
            wrapped.update(map(id, section))
            contents.append(_wrap(section, parent, signature))
        elif id(node) not in wrapped:
            contents.append(node)
    parent.contents = contents
    for previous, following in zip([None, *contents], [*contents, None], strict=True):
        if previous is not None:
            previous.next_sibling = following
        if following is not None:
            following.previous_sibling = previous


def _wrap(section: list[PageElement], parent: Tag, signature: ElementSignature) -> Tag:
    element = make_element(signature)
    element.parent = parent
    element.contents = section
    first = section[0]
    element.previous_element = previous = first.previous_element
    if previous is not None:
        previous.next_element = element
    element.next_element = first
    first.previous_element = element
    first.previous_sibling = None
    section[-1].next_sibling = None
    for node in section:
        node.parent = element
    return element
