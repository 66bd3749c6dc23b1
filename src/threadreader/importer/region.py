"""The page cut up: what is each comment's own, and what is outside all comments."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice

from bs4 import Tag
from bs4.element import NavigableString, PageElement, PreformattedString

from threadreader.importer.draft import LeaveOut
from threadreader.importer.selector import attribute

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

    `tags` are its tags in document order, `element` first; the descendants of `tags[n]` among them are
    `tags[n + 1:ends[n]]`. `holders` are those (by identity) that hold another comment somewhere inside.
    The part of the page outside all comments is a region too: the only one without a parent.
    """

    element: Tag
    parent: "Region | None" = None
    place: int = 0
    """How many tags of the parent's come before it."""
    tags: list[Tag] = field(default_factory=list)
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
        pieces = islice(self.strings(top, leave_out), _ENOUGH)
        lines = "".join(piece if piece is _BREAK else " ".join(piece.split(_BREAK)) for piece in pieces)
        return next((" ".join(line.split()) for line in lines.split(_BREAK) if line.strip()), "")

    def words(self, top: PageElement, leave_out: LeaveOut | None = None) -> str:
        """The text of a name, a time or a heading on one line; of more than these have, only the beginning."""
        return " ".join("".join(islice(self.strings(top, leave_out), _ENOUGH)).split())


Opens = Callable[[Tag, Region], bool]
"""Whether a tag is a new comment, given the region that it stands in."""


def divide(root: Tag, opens: Opens) -> list[Region]:
    """The regions of a page in document order, the one outside all comments first. Linear, and without recursion."""
    outside = Region(root, tags=[root], ends=[0])
    regions = [outside]
    path = [(root, outside, 0)]
    node = next(iter(root.contents), None)
    while node is not None:
        if isinstance(node, Tag):
            _end_all(path, above=node.parent)
            if not path:
                break
            region = path[-1][1]
            if opens(node, region):
                _mark_holders(region, node)
                region = Region(node, region, len(region.tags))
                regions.append(region)
            path.append((node, region, len(region.tags)))
            region.tags.append(node)
            region.ends.append(0)
        node = node.next_element
    _end_all(path, above=None)
    return regions


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
                region.ends += [end + shift for end in outside.ends[place : outside.ends[place]]]


def is_blank(top: PageElement) -> bool:
    """Whether there is neither a word nor a picture in a node."""
    stack: list[PageElement] = [top]
    while stack:
        node = stack.pop()
        if isinstance(node, Tag):
            if node.name in _SEEN:
                return False
            stack.extend(reversed(node.contents))
        elif _text(node).strip(_SPACE):
            return False
    return True


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


def _end_all(path: list[tuple[Tag, Region, int]], *, above: Tag | None) -> None:
    """Take the tags off the path that end before what stands directly in `above`."""
    while path and path[-1][0] is not above:
        _, region, place = path.pop()
        region.ends[place] = len(region.tags)


def _mark_holders(region: Region, element: Tag) -> None:
    region.inner.add(id(element))
    above = element.parent
    while above is not None and id(above) not in region.holders:
        region.holders.add(id(above))
        if above is region.element:
            return
        above = above.parent
