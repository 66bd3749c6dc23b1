"""The parts of one comment: which of its tags hold the words, and which say who wrote them and when.

The words of a comment where no tag holds them alone: what stands beside the name and the time.
"""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import accumulate, islice

from bs4 import Tag
from bs4.element import PageElement
from msgspec import Struct

from threadreader.importer.dates.find import find_time, machine_time
from threadreader.importer.draft import LeaveOut
from threadreader.importer.html.region import Region, is_blank, stripped_strings
from threadreader.importer.html.selector import RoleMatch, Selectors, attribute
from threadreader.importer.html.tree import is_text
from threadreader.importer.lexicon import JOINED_OR_EDITED
from threadreader.model.text import fold_space

_MANY = 200
"""When a comment was written is said among so many of its tags."""

BODY = "body"
LEFT_OUT = "left out"


Index = int
"""Where a tag stands among those of its region."""

Hits = dict[str, list[tuple[Index, RoleMatch]]]
"""For each role the indices of its tags."""


class Parts(Struct, frozen=True):
    """The finds of selectors in a region: for each role the indices of its tags, the most wanted first.

    `body` is the index of the tag that holds the words. What a writer put into it can play no other part, so `apart`
    are the hits outside it, then those in what is left out of it, which was not put there by its writer.
    """

    region: Region
    hits: Hits
    body: Index | None
    apart: Hits

    def index(self, role: str) -> Index | None:
        """The index of the tag that plays a role, outside the body; None where none does."""
        found = self.apart.get(role)
        return found[0][0] if found else None

    def tag(self, role: str) -> Tag | None:
        """The tag that plays a role, outside the body."""
        found = self.apart.get(role)
        return self.region.elements[found[0][0]] if found else None

    def inside(self, role: str) -> Sequence[Tag]:
        """The tag that plays a role, outside the body, and those in it."""
        index = self.index(role)
        return self.region.elements[index : self.region.ends[index]] if index is not None else ()

    def outside_body(self, role: str) -> Iterator[Index]:
        """The indices of all tags that play a role, outside the body."""
        return (index for index, _ in self.apart.get(role, ()))

    def value(self, role: str) -> str | None:
        """The words of the tag that plays a role, or its attribute where the selector asks for one."""
        for index, hit in self.apart.get(role, ()):
            tag = self.region.elements[index]
            return attribute(tag, hit.attribute) if hit.attribute else self.region.text(tag) or None
        return None

    def values(self, role: str) -> Iterator[tuple[Tag, str | None, str]]:
        """All tags that play a role, the attribute that each selector asks for, and that or the words of the tag."""
        for index, hit in self.apart.get(role, ()):
            tag = self.region.elements[index]
            value = fold_space(attribute(tag, hit.attribute) or "") if hit.attribute else self.region.text(tag)
            yield tag, hit.attribute, value


def adjacent_time(parts: Parts) -> tuple[str | None, str | None] | None:
    """The time for machines and the words shown of the first tag that says when, outside the body.

    Not when its writer joined, nor when it was edited.
    """
    tags = parts.region.elements
    until = 0
    for index, tag in enumerate(tags[:_MANY]):
        if index == parts.body and index > 0:
            until = parts.region.ends[index]
        if index < until:
            continue
        machine = machine_time(tag) if tag.attrs else None
        line = next(filter(find_time, (fold_space(text) for text in tag.contents if is_text(text))), None)
        if (machine or line) and not JOINED_OR_EDITED.search(f"{attribute(tag, 'class') or ''} {line or ''}"):
            return machine, find_time(line) if line else None
    return None


def find_parts(region: Region, selectors: Selectors) -> Parts:
    """Every role that a tag of the region plays."""
    found: defaultdict[str, list[tuple[Index, RoleMatch]]] = defaultdict(list)
    for index, match in selectors.matches_among(region.elements, region.signatures):
        found[match.role].append((index, match))
    for hits in found.values():
        if len(hits) > 1:
            hits.sort(key=lambda each: (each[1].priority, each[0]))
    left_out = _left_out(region, found)
    body = _first_with_words(region, [*_bodies(region, found, left_out)])
    return Parts(region, found, body, found if body is None else _apart(region, found, left_out, body))


def _first_with_words(region: Region, bodies: Sequence[Index]) -> Index | None:
    """The first candidate with words that does not hold everything else too."""
    blank, end = -1, 0
    for index in bodies:
        # What stands in a blank one is blank too.
        if not blank < index < end:
            if not is_blank(region.elements[index]):
                return index
            blank, end = index, region.ends[index]
    return bodies[0] if bodies else None


def _bodies(region: Region, found: Hits, left_out: Mapping[Index, Index]) -> Iterator[Index]:
    """The candidates that a name or a time stands outside of, or that there is none to tell of.

    One that is around a candidate tells nothing; one in what is left out of it is outside.
    """
    others = sorted({index for role in ("author", "when") for index, _ in found.get(role, ())})
    first_end = list(accumulate((region.ends[index] for index in others), min))
    innermost = list(accumulate((left_out.get(index, -1) for index in reversed(others)), max))[::-1]
    for body, _ in found.get(BODY, ()):
        following = bisect_left(others, body)
        is_before = following > 0 and first_end[following - 1] <= body
        is_inside = following < len(others) and others[-1] < region.ends[body]
        if is_before or not is_inside or innermost[following] > body:
            yield body


def _apart(region: Region, found: Hits, left_out: Mapping[Index, Index], body: Index) -> Hits:
    end = region.ends[body]
    apart = {role: [hit for hit in hits if not body < hit[0] < end] for role, hits in found.items()}
    if left_out:
        for role, hits in found.items():
            apart[role] += [hit for hit in hits if body < left_out.get(hit[0], -1) < end]
    return apart


def _left_out(region: Region, found: Hits) -> Mapping[Index, Index]:
    """For each hit in something that is not part of words, the innermost such tag around it; or the hit itself."""
    if LEFT_OUT not in found:
        return {}
    left, innermost = {index for index, _ in found[LEFT_OUT]}, dict[Index, Index]()
    path: list[Index] = []
    for index in sorted({index for hits in found.values() for index, _ in hits}):
        while path and region.ends[path[-1]] <= index:
            path.pop()
        if index in left:
            path.append(index)
        if path:
            innermost[index] = path[-1]
    return innermost


_BLOCKS = frozenset(
    ("p", "blockquote", "ul", "ol", "dl", "pre", "div", "table", "figure", "section", "details", "hr", "center")
) | frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))


def adjacent_words(
    region: Region, headers: Iterable[Tag], name: Tag | None, leave_out: LeaveOut
) -> Iterator[PageElement]:
    """The nodes that hold the words: the first blocks found going up from the name, and the text after them.

    `headers` are the tags that say who and when. Text before the first block is the theme's ("says:"), and so is a
    block with a running number alone; where there is no other block, the words are what follows the last header.
    """
    held = _holding(region, headers)

    def is_aside(node: PageElement) -> bool:
        if not isinstance(node, Tag):
            return False
        return id(node) in held or id(node) in region.inner or node.name in ("form", "script") or leave_out(node)

    for here in _upwards(region, name):
        nodes = [node for node in here.contents if not is_aside(node)]
        first = next((at for at, node in enumerate(nodes) if _is_block(node)), None)
        if first is not None:
            yield from nodes[first:]
            return
    yield from (node for node in _after_headers(region, held) if not is_aside(node))


def _holding(region: Region, headers: Iterable[Tag]) -> set[int]:
    """The tags (by identity) that hold a header or another comment, below the comment's own element."""
    held = set(region.holders)
    for tag in headers:
        here: Tag | None = tag
        while here is not None and here is not region.element:
            held.add(id(here))
            here = here.parent
    return held


def _upwards(region: Region, name: Tag | None) -> Iterator[Tag]:
    """The tag that holds the name, and those that hold that, up to the comment's own element."""
    here = region.element if name is None or name is region.element else name.parent
    while here is not None:
        yield here
        if here is region.element:
            return
        here = here.parent


def _is_block(node: PageElement) -> bool:
    if not isinstance(node, Tag) or node.name not in _BLOCKS or is_blank(node):
        return False
    texts = [*islice(filter(None, stripped_strings((node,), None)), 2)]
    return len(texts) != 1 or not texts[0].strip("#.").isdigit()


def _after_headers(region: Region, held: set[int]) -> list[PageElement]:
    """The nodes that follow the last header directly in the comment's element."""
    nodes = region.element.contents
    headers = [at for at, node in enumerate(nodes) if id(node) in held and id(node) not in region.holders]
    return nodes[headers[-1] + 1 :] if headers else []
