"""Bytes into a soup: charset, parsing, the page's own address and language.

What a page calls itself, without reading the whole of it.
"""

import re
from collections import defaultdict
from dataclasses import dataclass
from html import unescape

from bs4 import BeautifulSoup, Tag

from threadreader.importer.charset import decode
from threadreader.importer.container import Container, based
from threadreader.importer.html.parser import parse_html
from threadreader.importer.html.tree import listing_of
from threadreader.importer.html.urls import absolute, page_address, without_bar
from threadreader.model.text import clean_line

_TELLING = frozenset(("html", "base", "link", "meta"))
_NAMES = ("id", "name")
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{1,8})*")


@dataclass(frozen=True, slots=True)
class Document:
    """A parsed page. `url` is its own address, where it can the canonical one; links resolve against `base`.

    What it shows inside it is found in its container by references relative to `address`.
    """

    soup: BeautifulSoup
    url: str | None = None
    base: str | None = None
    language: str | None = None
    charset: str = "utf-8"
    charset_reason: str = "every byte fits"
    address: str = ""


def parse_document(container: Container) -> Document:
    """The soup of a page, and what its head says of it. Nothing of the page is lost, however deep it nests."""
    decoded = decode(container.html, container.charset)
    # Where a page was cut off in a tag before its name, browsers take what is left of it for words.
    soup = parse_html(without_bar(decoded.utf8.removesuffix(b"</").removesuffix(b"<")))
    head = _Head(soup)
    saved_from = absolute(container.url, None)
    base_tag = absolute(head.link("base"), saved_from)
    url = (
        absolute(head.link("link", "canonical") or head.meta("og:url"), base_tag or saved_from)
        or saved_from
        or base_tag
        or _address_of_anchors(soup)
    )
    return Document(
        soup=soup,
        url=url,
        base=base_tag or absolute(head.link("base"), url) or saved_from or url,
        language=head.language(),
        charset=decoded.charset,
        charset_reason=decoded.reason,
        address=based(container.address, head.link("base") or ""),
    )


def parse_frame(html: bytes, around: Document, address: str | None = None) -> Document:
    """The document that a frame holds; what it does not say of itself is as in the page around it.

    Its own address counts only where that of the page is not known. `address` is where it was in the container; None
    where it stood in the page itself.
    """
    soup = parse_html(html)
    head = _Head(soup)
    base = absolute(address, None) or around.base
    return Document(
        soup=soup,
        url=around.url or absolute(head.link("link", "canonical") or head.meta("og:url"), base),
        base=absolute(head.link("base"), base) or base,
        address=based(around.address if address is None else address, head.link("base") or ""),
        language=head.language() or around.language,
        charset=around.charset,
        charset_reason=around.charset_reason,
    )


def _address_of_anchors(soup: BeautifulSoup) -> str | None:
    """Where most of the whole links lead that end in the name of a numbered place of this page, as permalinks do.

    One such link may be of another page that has a place of the same name.
    """
    listing = listing_of(soup)
    named = [listing.tags[place] for place in listing.chosen(lambda shape: not shape.attributes.isdisjoint(_NAMES))]
    names = {_attribute(tag, name) for tag in named for name in _NAMES}
    found: defaultdict[str, dict[str, str]] = defaultdict(dict)
    for tag in listing.named(("a",)):
        href = _attribute(tag, "href")
        address, _, anchor = href.partition("#")
        if anchor in names and any(map(str.isdigit, anchor)) and (own := page_address(address)):
            found[own].setdefault(anchor, address)
    if not found:
        return None
    anchors = max(found.values(), key=len)
    is_most = 2 * len(anchors) > sum(map(len, found.values()))
    return absolute(next(iter(anchors.values())), None) if is_most and len(anchors) > 1 else None


class _Head:
    """The tags outside the text that say something of the page: the first of each kind counts."""

    def __init__(self, soup: BeautifulSoup) -> None:
        self._tags = listing_of(soup).named(_TELLING)

    def link(self, name: str, rel: str | None = None) -> str | None:
        """The `href` of a tag."""
        for tag in self._tags:
            if tag.name == name and (rel is None or rel in _attribute(tag, "rel").lower().split()):
                href = _attribute(tag, "href")
                if href:
                    return href
        return None

    def meta(self, wanted: str) -> str | None:
        """The `content` of the `<meta>` of a name."""
        for tag in self._tags:
            if tag.name == "meta":
                names = (_attribute(tag, name).lower() for name in ("property", "name", "http-equiv"))
                if wanted in names and _attribute(tag, "content"):
                    return _attribute(tag, "content")
        return None

    def language(self) -> str | None:
        """The tag of the language that the page is in."""
        html = next((tag for tag in self._tags if tag.name == "html"), None)
        named = (_attribute(html, "lang"), _attribute(html, "xml:lang")) if html is not None else ()
        for name in (*named, self.meta("content-language"), self.meta("og:locale")):
            cleaned = clean_line(name or "").replace("_", "-")
            if _LANGUAGE.fullmatch(cleaned):
                return cleaned
        return None


def _attribute(tag: Tag, name: str) -> str:
    value = tag.attrs.get(name) or ""
    return value if isinstance(value, str) else " ".join(value)


_SEARCHED = 262_144
_TITLE = re.compile(rb"<title\b[^>]{0,1000}>(.{0,4000}?)</title", re.IGNORECASE | re.DOTALL)


def title_in(container: Container) -> str:
    """The words of the page's `<title>`; empty where it has none."""
    found = _TITLE.search(container.html[:_SEARCHED])
    if found is None:
        return ""
    # From the beginning, where the page names its charset.
    decoded = decode(container.html[: found.end(1)], container.charset).utf8.decode("utf-8", "replace")
    return clean_line(unescape(decoded.rpartition("<title")[2].rpartition("<TITLE")[2].partition(">")[2]))
