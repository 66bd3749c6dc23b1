"""Attributes of elements as strings, sets and addresses, and the siblings of an element."""

import re
from functools import lru_cache
from urllib.parse import urljoin

from bs4 import Tag
from bs4.element import NavigableString, PageElement, PreformattedString

from threadreader.importer.html.tree import cached_by_signature
from threadreader.lexicon import compile_lazily
from threadreader.model.text import clean_address, is_relative

_SUPPORTED = compile_lazily(r"https?://[^/?#]|mailto:[^\s]", re.IGNORECASE)


def attribute(element: Tag, name: str) -> str | None:
    """Value of an attribute; None for none or an empty one."""
    value = element.attrs.get(name)
    return (value if isinstance(value, str) else " ".join(value)) if value else None


@cached_by_signature
def classes(element: Tag) -> frozenset[str]:
    """Class names, in lower case."""
    value = attribute(element, "class")
    return frozenset(value.lower().split()) if value else frozenset()


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
        joined = clean_address(_join(base or "https:", address))
    except ValueError:
        return None
    return joined if joined and _SUPPORTED.match(joined) else None


def _join(base: str, address: str) -> str:
    """As `urljoin`, which parses both each time: those of a page's own comments differ in the fragment alone."""
    return _page_of(base) + address if address.startswith("#") and len(address) > 1 else urljoin(base, address)


@lru_cache(maxsize=16)
def _page_of(base: str) -> str:
    """What a fragment is put behind; nothing where the scheme of an address has no relative ones."""
    return urljoin(base, "#-").removesuffix("#-")


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
