"""The nodes in a tag, in steps that do not grow with the depth of the page or the width of the tag."""

from collections.abc import Iterator

from bs4 import Tag
from bs4.element import PageElement


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
