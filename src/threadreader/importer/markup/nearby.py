"""The tags beside a tag."""

from bs4 import Tag
from bs4.element import NavigableString, PageElement, PreformattedString


def tag_before(tag: Tag) -> Tag | None:
    """The tag before another, None where text stands between them."""
    return _shown_tag(tag.previous_sibling, forward=False)


def tag_after(tag: Tag) -> Tag | None:
    """The tag after another, None where text stands between them."""
    return _shown_tag(tag.next_sibling, forward=True)


def _shown_tag(node: PageElement | None, *, forward: bool) -> Tag | None:
    while isinstance(node, NavigableString) and (isinstance(node, PreformattedString) or not node.strip()):
        node = node.next_sibling if forward else node.previous_sibling
    return node if isinstance(node, Tag) else None
