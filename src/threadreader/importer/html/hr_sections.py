"""What stands loose between rules, put into tags of its own: on old pages it is a comment each."""

from collections import defaultdict
from collections.abc import Iterator

from bs4 import Tag
from bs4.element import NavigableString, PageElement, PreformattedString

from threadreader.importer.html.tree import ListedSoup, Shape, relist

PART = "between-rules"
"""The class of what was put around words that stood between two rules."""

_RULES = 3
"""Fewer rules part sections of an article."""

_HALF = 0.5


def part_by_rules(soup: ListedSoup) -> bool:
    """Put a `<span>` around all that is between two rules, where this is mostly text in no tag, and list the tree anew.

    Says whether there was anything to be put so. What the tree says does not change by it.
    """
    holders: defaultdict[int, list[Tag]] = defaultdict(list)
    for rule in soup.listing.named(("hr",)):
        holders[id(rule.parent)].append(rule)
    parted = [rules[0].parent for rules in holders.values() if len(rules) >= _RULES and _is_loose(rules[0].parent)]
    shape = Shape("span", PART, ("class",))
    for holder in parted:
        if holder is not None:
            _part(holder, shape)
    if parted:
        relist(soup)
    return bool(parted)


def _is_loose(holder: Tag | None) -> bool:
    """Whether most of what is between rules in a tag has text that is in no tag of its own."""
    parts = [*_parts(holder)] if holder is not None else []
    loose = sum(any(map(_is_words, part)) for part in parts)
    return loose > _HALF * len(parts)


def _parts(holder: Tag) -> Iterator[list[PageElement]]:
    """The nodes between two rules, wherever there are such."""
    part: list[PageElement] = []
    for node in holder.contents:
        if isinstance(node, Tag) and node.name == "hr":
            if part:
                yield part
            part = []
        elif part or isinstance(node, Tag) or _is_words(node):
            part.append(node)
    if part:
        yield part


def _is_words(node: PageElement) -> bool:
    return isinstance(node, NavigableString) and not isinstance(node, PreformattedString) and not node.isspace()


def _part(holder: Tag, shape: Shape) -> None:
    """Put each part of a tag into a tag of its own; by moving nodes one by one it would take long for many."""
    parts = {id(part[0]): part for part in _parts(holder)}
    contents: list[PageElement] = []
    inside: set[int] = set()
    for node in holder.contents:
        part = parts.get(id(node))
        if part:
            inside.update(map(id, part))
            contents.append(_around(part, holder, shape))
        elif id(node) not in inside:
            contents.append(node)
    holder.contents = contents
    for before, after in zip([None, *contents], [*contents, None], strict=True):
        if before is not None:
            before.next_sibling = after
        if after is not None:
            after.previous_sibling = before


def _around(part: list[PageElement], holder: Tag, shape: Shape) -> Tag:
    tag = object.__new__(shape.tag)
    tag.name = shape.name
    tag.shape = shape
    tag.attrs = shape.settled or {}
    tag.parent = holder
    tag.contents = part
    first = part[0]
    tag.previous_element = before = first.previous_element
    if before is not None:
        before.next_element = tag
    tag.next_element = first
    first.previous_element = tag
    first.previous_sibling = None
    part[-1].next_sibling = None
    for node in part:
        node.parent = tag
    return tag
