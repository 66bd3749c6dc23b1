"""Attributes of tags: as one string, as a set of words, as an address.

The tags beside a tag.
"""

import re
from urllib.parse import urljoin

from bs4 import Tag
from bs4.element import NavigableString, PageElement, PreformattedString

from threadreader.importer.html.tree import by_shape
from threadreader.model.text import clean_address, is_relative

_KEPT = re.compile(r"https?://[^/?#]|mailto:[^\s]", re.IGNORECASE)


def attribute(tag: Tag, name: str) -> str | None:
    """The value, None where there is none or an empty one."""
    value = tag.attrs.get(name)
    return (value if isinstance(value, str) else " ".join(value)) if value else None


@by_shape
def classes(tag: Tag) -> frozenset[str]:
    """The class names, in lower case."""
    value = attribute(tag, "class")
    return frozenset(value.lower().split()) if value else frozenset()


def link(href: str | None, base: str | None) -> str | None:
    """An http, https or mailto address, or a relative one as it is written where there is no base.

    None for anything else. Where an address names its host but no scheme and there is no base, it is https.
    """
    address = clean_address(href) if href else None
    if address is None or _KEPT.match(address):
        return address
    if not is_relative(address):
        return None
    if base is None and not address.startswith("//"):
        return address if address != "#" else None
    try:
        joined = clean_address(urljoin(base or "https:", address))
    except ValueError:
        return None
    return joined if joined and _KEPT.match(joined) else None


def image_link(href: str | None, base: str | None) -> str | None:
    """An address that a picture can have."""
    address = link(href, base)
    return address if address and address[:7].lower() != "mailto:" else None


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
