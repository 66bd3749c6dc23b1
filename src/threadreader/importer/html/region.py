"""The page cut up: what is each comment's own, and what is outside all comments."""

from bisect import bisect
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice

from bs4 import Tag
from bs4.element import NavigableString, PageElement, PreformattedString

from threadreader.importer.draft import LeaveOut
from threadreader.importer.html.selector import attribute
from threadreader.importer.html.tree import Listing, Shape, listing_of
from threadreader.model.text import fold_space

_SPACE = " \t\n\r\f\v\xa0"
_ENOUGH = 500
"""No name, time or heading is made of more pieces than this; a tag that is never closed holds the whole page."""
_SEEN = frozenset(("img", "iframe", "video", "audio", "embed", "object"))
_BREAK = "\N{LINE SEPARATOR}"
_INLINE = frozenset(
    ("a", "abbr", "acronym", "b", "bdi", "bdo", "cite", "code", "em", "font", "i", "mark", "q", "s", "small", "span")
) | frozenset(("strike", "strong", "sub", "sup", "time", "u", "var", "wbr"))


@dataclass(slots=True, eq=False)
class Region:
    """The part of a page that is one comment's own, without the comments inside it.

    `tags` are its tags in document order, `element` first, and `shapes` those of the tags; the descendants of `tags[n]`
    among them are `tags[n + 1:ends[n]]`. `holders` are those (by identity) that hold another comment somewhere inside.
    The part of the page outside all comments is a region too: the only one without a parent.
    """

    element: Tag
    parent: "Region | None" = None
    place: int = 0
    """How many tags of the parent's come before it."""
    tags: list[Tag] = field(default_factory=list)
    shapes: list[Shape] = field(default_factory=list)
    ends: list[int] = field(default_factory=list)
    holders: set[int] = field(default_factory=set)
    inner: set[int] = field(default_factory=set)
    """The elements (by identity) of the comments directly inside."""

    def contains(self, outer: int, inner: int) -> bool:
        """Whether the tag at one place is inside the tag at another."""
        return outer < inner < self.ends[outer]

    def strings(self, top: PageElement, leave_out: LeaveOut | None = None) -> Iterator[str]:
        """The pieces of text in a node of this region, without those of other comments."""
        stack: list[PageElement] = [top]
        while stack:
            node = stack.pop()
            if isinstance(node, Tag):
                if id(node) in self.inner or node.name in ("script", "style"):
                    continue
                if leave_out and node is not top and leave_out(node):
                    continue
                if node.name not in _INLINE:
                    yield _BREAK
                stack.extend(reversed(node.contents))
            else:
                yield _text(node)

    def first_line(self, top: PageElement, leave_out: LeaveOut | None = None) -> str:
        """The words before the first break: a name without what a theme puts under it."""
        only = self._only_string(top, leave_out)
        if only is not None:
            return fold_space(only)
        pieces = islice(self.strings(top, leave_out), _ENOUGH)
        lines = "".join(piece if piece is _BREAK else " ".join(piece.split(_BREAK)) for piece in pieces)
        return next((" ".join(line.split()) for line in lines.split(_BREAK) if line.strip()), "")

    def words(self, top: PageElement, leave_out: LeaveOut | None = None) -> str:
        """The text of a name, a time or a heading on one line; of more than these have, only the beginning."""
        only = self._only_string(top, leave_out)
        pieces = islice(self.strings(top, leave_out), _ENOUGH) if only is None else (only,)
        return fold_space("".join(pieces))

    def _only_string(self, top: PageElement, leave_out: LeaveOut | None) -> str | None:
        """The string in a tag that holds nothing else, as most names and times do; also in one inside the other."""
        node = top
        while isinstance(node, Tag):
            contents = node.contents
            if len(contents) != 1 or id(node) in self.inner:
                return None
            if leave_out and node is not top and leave_out(node):
                return None
            node = contents[0]
        return node if type(node) is NavigableString else None


Opens = Callable[[Tag, Region], bool]
"""Whether a tag is a new comment, given the region that it stands in, whose tags are not known yet."""


@dataclass(frozen=True, slots=True, eq=False)
class _Extent:
    """A region that is being cut out: from where to where it is in the page, and where the comments in it are."""

    region: Region
    start: int
    end: int
    inner: "list[_Extent]" = field(default_factory=list)

    def cut(self, listing: Listing) -> None:
        """Give the region what of the page is its own: the pieces around the comments in it."""
        region = self.region
        if not self.inner:
            region.tags = listing.tags[self.start : self.end]
            region.shapes = listing.shapes[self.start : self.end]
            region.ends = [end - self.start for end in listing.ends[self.start : self.end]]
            return
        starts: list[int] = []
        shifts: list[int] = []
        for start, end in zip(self._ends_of_inner(), self._starts_of_inner(), strict=True):
            starts.append(start)
            shifts.append(start - len(region.tags))
            region.tags += listing.tags[start:end]
            region.shapes += listing.shapes[start:end]
            region.ends += listing.ends[start:end]
        region.ends = [end - shifts[bisect(starts, end) - 1] for end in region.ends]
        for each, start, shift in zip(self.inner, starts[1:], shifts[1:], strict=True):
            each.region.place = start - shift

    def _ends_of_inner(self) -> list[int]:
        return [self.start, *(each.end for each in self.inner)]

    def _starts_of_inner(self) -> list[int]:
        return [*(each.start for each in self.inner), self.end]


def divide(root: Tag, opens: Opens, may_open: Callable[[Shape], bool] = lambda _: True) -> list[Region]:
    """The regions of a page in document order, the one outside all comments first. Linear, and without recursion.

    `may_open` says of which shapes tags are that could open a comment; no others are looked at.
    """
    listing = listing_of(root)
    extents = [_Extent(Region(root), 0, len(listing.tags))]
    path = [extents[0]]
    for place in listing.chosen(may_open):
        if not place:
            continue
        while path[-1].end <= place:
            path.pop()
        tag, around = listing.tags[place], path[-1]
        if opens(tag, around.region):
            _mark_holders(around.region, tag)
            extent = _Extent(Region(tag, around.region), place, listing.ends[place])
            around.inner.append(extent)
            extents.append(extent)
            path.append(extent)
    for extent in extents:
        extent.cut(listing)
    return [extent.region for extent in extents]


def spread(regions: Sequence[Region]) -> None:
    """Add to each region what follows its element, up to the next one: a post in two rows of a table is one."""
    outside = regions[0]
    elements = {id(region.element) for region in regions}
    places = {id(tag): place for place, tag in enumerate(outside.tags)}
    for region in regions[1:]:
        for sibling in region.element.next_siblings:
            if id(sibling) in elements:
                break
            place = places.get(id(sibling))
            if place is not None:
                shift = len(region.tags) - place
                region.tags += outside.tags[place : outside.ends[place]]
                region.shapes += outside.shapes[place : outside.ends[place]]
                region.ends += [end + shift for end in outside.ends[place : outside.ends[place]]]


def leaving_out(region: Region, is_left_out: LeaveOut) -> LeaveOut:
    """What is not part of the words of a comment: the comments inside it, and what its platform adds."""
    inner = region.inner
    if not inner:
        return is_left_out
    return lambda tag: id(tag) in inner or is_left_out(tag)


def is_blank(top: PageElement, leave_out: LeaveOut | None = None) -> bool:
    """Whether there is neither a word nor a picture in a node, without what is left out."""
    stack: list[PageElement] = [top]
    while stack:
        node = stack.pop()
        if isinstance(node, Tag):
            if leave_out and leave_out(node):
                continue
            if node.name in _SEEN:
                return False
            stack.extend(reversed(node.contents))
        elif isinstance(node, NavigableString) and node.strip(_SPACE) and not isinstance(node, PreformattedString):
            return False
    return True


def strings_of(nodes: Sequence[PageElement], leave_out: LeaveOut | None) -> Iterator[str]:
    """The pieces of text in some nodes, without the space around them, and without what is left out."""
    stack = [*reversed(nodes)]
    while stack:
        node = stack.pop()
        if isinstance(node, Tag):
            if not (leave_out and leave_out(node)):
                stack.extend(reversed(node.contents))
        elif type(node) in Tag.MAIN_CONTENT_STRING_TYPES:
            yield str(node).strip()


def text_of(top: Tag) -> str:
    """The pieces of text in a tag with spaces between them, as `get_text(" ")`, which takes long for a few words."""
    pieces: list[str] = []
    stack: list[PageElement] = [*reversed(top.contents)]
    while stack:
        node = stack.pop()
        if isinstance(node, Tag):
            stack.extend(reversed(node.contents))
        elif type(node) in Tag.MAIN_CONTENT_STRING_TYPES:
            pieces.append(str(node))
    return " ".join(pieces)


def link_of(region: Region, tag: Tag) -> str | None:
    """The address that a name leads to: of the link that it is, of the first in it, or of the one that it is in."""
    link = _first_link(region, tag)
    if link is not None:
        return attribute(link, "href")
    above = tag.parent
    while above is not None and above is not region.element and tag is not region.element:
        if above.name == "a":
            return attribute(above, "href")
        above = above.parent
    return None


def _first_link(region: Region, top: Tag) -> Tag | None:
    stack: list[PageElement] = [top]
    while stack:
        node = stack.pop()
        if isinstance(node, Tag) and id(node) not in region.inner:
            if node.name == "a":
                return node
            stack.extend(reversed(node.contents))
    return None


def _text(node: PageElement) -> str:
    """What a string says; a comment of the HTML says nothing."""
    return str(node) if isinstance(node, NavigableString) and not isinstance(node, PreformattedString) else ""


def _mark_holders(region: Region, element: Tag) -> None:
    region.inner.add(id(element))
    above = element.parent
    while above is not None and id(above) not in region.holders:
        region.holders.add(id(above))
        if above is region.element:
            return
        above = above.parent
