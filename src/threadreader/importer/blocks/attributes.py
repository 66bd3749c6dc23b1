"""Attributes of elements as sets and addresses, and the siblings of an element."""

import re
from urllib.parse import urljoin

from bs4 import Tag
from bs4.element import NavigableString, PageElement, PreformattedString

from threadreader.importer.html.selector import attribute
from threadreader.importer.html.tree import cached_by_signature
from threadreader.lexicon import compile_lazily
from threadreader.model.text import clean_address, is_relative

_SUPPORTED = compile_lazily(r"https?://[^/?#]|mailto:[^\s]", re.IGNORECASE)


@cached_by_signature
def classes(element: Tag) -> frozenset[str]:
    """Class names, in lower case."""
    return frozenset((attribute(element, "class") or "").lower().split())


def link(href: str | None, base: str | None) -> str | None:
    """An http, https or mailto address, or a relative one as written where there is no base.

    None for anything else. Where an address has a host but no scheme and there is no base, it is https.
    """
    address = clean_address(href) if href else None
    if address is None or _SUPPORTED.match(address):
        return address
    if not is_relative(address):
        return None
    if base is None and not address.startswith("//"):
        return address if address != "#" else None
    try:
        joined = clean_address(urljoin(base or "https:", address))
    except ValueError:
        return None
    return joined if joined and _SUPPORTED.match(joined) else None


def image_link(href: str | None, base: str | None) -> str | None:
    """Address that an image can have."""
    address = link(href, base)
    return address if address and address[:7].lower() != "mailto:" else None


def element_before(element: Tag) -> Tag | None:
    """Previous sibling, None where text stands in between."""
    sibling = visible_sibling(element.previous_sibling, forward=False)
    return sibling if isinstance(sibling, Tag) else None


def element_after(element: Tag) -> Tag | None:
    """Next sibling, None where text stands in between."""
    sibling = visible_sibling(element.next_sibling, forward=True)
    return sibling if isinstance(sibling, Tag) else None


def visible_sibling(node: PageElement | None, *, forward: bool) -> PageElement | None:
    """The first of a node and its following or previous siblings that is no white space, comment or the like."""
    while isinstance(node, NavigableString) and (isinstance(node, PreformattedString) or not node.strip()):
        node = node.next_sibling if forward else node.previous_sibling
    return node
