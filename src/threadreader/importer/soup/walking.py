"""The nodes in a tag, in steps that do not grow with the depth of the page or the width of the tag."""

from collections.abc import Iterator
from typing import TypeGuard

from bs4 import Tag
from bs4.element import NavigableString, PageElement, PreformattedString


def first_in(tag: Tag, most: int) -> Iterator[PageElement]:
    """The first nodes in a tag, so many at most, in their order.

    `descendants` goes down to the last one before it gives the first.
    """
    ahead = tag.contents[:most][::-1]
    for _ in range(most):
        if not ahead:
            return
        node = ahead.pop()
        yield node
        if isinstance(node, Tag):
            ahead.extend(node.contents[:most][::-1])


def is_text(node: PageElement) -> TypeGuard[NavigableString]:
    """Whether a node is text that is shown: no comment, doctype or the like."""
    return isinstance(node, NavigableString) and not isinstance(node, PreformattedString)
