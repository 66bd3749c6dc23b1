"""What stands beside a tag and what it begins with, in steps that do not grow with the depth of the page."""

from collections.abc import Iterator

from bs4 import Tag
from bs4.element import NavigableString, PageElement, PreformattedString


def tag_before(tag: Tag) -> Tag | None:
    """The tag before another, None where text stands between them."""
    return _shown_tag(tag.previous_sibling, forward=False)


def tag_after(tag: Tag) -> Tag | None:
    """The tag after another, None where text stands between them."""
    return _shown_tag(tag.next_sibling, forward=True)


def first_in(tag: Tag, most: int) -> Iterator[PageElement]:
    """The first nodes in a tag, in their order; `descendants` goes down to the last one before it gives the first."""
    stack = [*reversed(tag.contents)]
    for _ in range(most):
        if not stack:
            return
        node = stack.pop()
        yield node
        if isinstance(node, Tag):
            stack.extend(reversed(node.contents))


def _shown_tag(node: PageElement | None, *, forward: bool) -> Tag | None:
    while isinstance(node, NavigableString) and (isinstance(node, PreformattedString) or not node.strip()):
        node = node.next_sibling if forward else node.previous_sibling
    return node if isinstance(node, Tag) else None
