"""Parsed page: charset, tree, own address, base and language; and the `<title>` of a page without parsing.

Pages of web archives: without their toolbar and the addresses that they rewrote, and the time of the capture.
"""

import re
from collections import defaultdict
from collections.abc import Collection
from datetime import UTC, datetime
from html import unescape

from bs4 import BeautifulSoup
from msgspec import Struct

from threadreader.importer.charset import decode
from threadreader.importer.container import Container, resolve_base
from threadreader.importer.html.parser import parse_html
from threadreader.importer.html.selector import attribute
from threadreader.importer.html.tree import element_index
from threadreader.lexicon import compile_lazily
from threadreader.model.addresses import absolute_url, thread_url
from threadreader.model.page import UNDETERMINED
from threadreader.model.text import clean_line

_HEAD_ELEMENTS = frozenset(("html", "base", "link", "meta"))
_ANCHOR_ATTRIBUTES = ("id", "name")
_LANGUAGE = compile_lazily(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{1,8})*")


class Document(Struct, frozen=True):
    """Parsed page. `url` is its own address, canonical where it can be; links resolve against `base`.

    Embedded resources are looked up in its container relative to `address`.
    """

    soup: BeautifulSoup
    url: str | None = None
    base: str | None = None
    language: str | None = None
    charset: str = "utf-8"
    charset_reason: str = "every byte fits"
    address: str = ""


def parse_document(container: Container) -> Document:
    """Parse a page and read its head. Nothing of the page is lost, however deep it nests."""
    decoded = decode(container.html, container.charset)
    # Browsers take the rest of a page that was cut off in a tag before its name for text.
    soup = parse_html(strip_archive(decoded.utf8.removesuffix(b"</").removesuffix(b"<")))
    head = _Head(soup)
    saved_url = absolute_url(container.url, None)
    base_url = absolute_url(head.link("base"), saved_url)
    url = (
        absolute_url(head.link("link", "canonical") or head.meta("og:url"), base_url or saved_url)
        or saved_url
        or base_url
        or _address_of_anchors(soup)
    )
    base = base_url or absolute_url(head.link("base"), url) or saved_url or url
    _make_own_links_relative(soup, base, (saved_url, url))
    return Document(
        soup=soup,
        url=url,
        base=base,
        language=head.language(),
        charset=decoded.charset,
        charset_reason=decoded.reason,
        address=resolve_base(container.address, head.link("base") or ""),
    )


def parse_frame(html: bytes, outer: Document, address: str | None = None) -> Document:
    """Parse the document in a frame; what it lacks is inherited from the page.

    Its own address counts only where that of the page is unknown. `address` is its key in the container; None for a
    document that the page itself contains.
    """
    soup = parse_html(html)
    head = _Head(soup)
    base = absolute_url(address, None) or outer.base
    _make_own_links_relative(soup, absolute_url(address, None), (absolute_url(address, None),))
    return Document(
        soup=soup,
        url=outer.url or absolute_url(head.link("link", "canonical") or head.meta("og:url"), base),
        base=absolute_url(head.link("base"), base) or base,
        address=resolve_base(outer.address if address is None else address, head.link("base") or ""),
        language=head.language() or outer.language,
        charset=outer.charset,
        charset_reason=outer.charset_reason,
    )


def _make_own_links_relative(soup: BeautifulSoup, base: str | None, own: Collection[str | None]) -> None:
    """Make links into the page relative, which many containers make absolute; they lead where they did.

    Where links resolve against another address than the page's own, they would not.
    """
    address = base.partition("#")[0] if base else None
    if not address or address not in {each.partition("#")[0] for each in own if each}:
        return
    prefix = f"{address}#"
    for element in element_index(soup).named(("a",)):
        href = element.attrs.get("href")
        if isinstance(href, str) and href.startswith(prefix):
            element.attrs["href"] = href[len(address) :]


def _address_of_anchors(soup: BeautifulSoup) -> str | None:
    """Address of the page by its permalinks: where most absolute links to its numbered anchors lead.

    A single such link may point to another page with an anchor of the same name.
    """
    index = element_index(soup)
    anchored = index.indices_where(lambda signature: not signature.attributes.isdisjoint(_ANCHOR_ATTRIBUTES))
    anchors_here = {attribute(index.elements[each], name) for each in anchored for name in _ANCHOR_ATTRIBUTES}
    anchors_by_url: defaultdict[str, dict[str, str]] = defaultdict(dict)
    for element in index.named(("a",)):
        href = attribute(element, "href") or ""
        address, _, anchor = href.partition("#")
        if anchor in anchors_here and any(map(str.isdigit, anchor)) and (url := thread_url(address)):
            anchors_by_url[url].setdefault(anchor, address)
    if not anchors_by_url:
        return None
    anchors = max(anchors_by_url.values(), key=len)
    is_majority = 2 * len(anchors) > sum(map(len, anchors_by_url.values()))
    return absolute_url(next(iter(anchors.values())), None) if is_majority and len(anchors) > 1 else None


class _Head:
    """Elements of the head that describe the page: the first of each kind counts."""

    def __init__(self, soup: BeautifulSoup) -> None:
        self._elements = element_index(soup).named(_HEAD_ELEMENTS)

    def link(self, name: str, rel: str | None = None) -> str | None:
        """First `href` of an element."""
        named = (element for element in self._elements if element.name == name)
        wanted = (each for each in named if rel is None or rel in (attribute(each, "rel") or "").lower().split())
        return next(filter(None, (attribute(each, "href") for each in wanted)), None)

    def meta(self, wanted: str) -> str | None:
        """`content` of the `<meta>` of a name."""
        for element in self._elements:
            if element.name == "meta":
                names = ((attribute(element, name) or "").lower() for name in ("property", "name", "http-equiv"))
                if wanted in names and (content := attribute(element, "content")):
                    return content
        return None

    def language(self) -> str | None:
        """Language tag of the page."""
        html = next((element for element in self._elements if element.name == "html"), None)
        named = (attribute(html, "lang"), attribute(html, "xml:lang")) if html is not None else ()
        for name in (*named, self.meta("content-language"), self.meta("og:locale")):
            cleaned = clean_line(name or "").replace("_", "-")
            if _LANGUAGE.fullmatch(cleaned) and cleaned.lower() != UNDETERMINED:
                return cleaned
        return None


_TITLE_SEARCH_BYTES = 262_144  # inline styles stand before: up to 167,000 bytes on 460 saved pages
_TITLE = re.compile(rb"<title\b[^>]{0,1000}>(.{0,4000}?)</title", re.IGNORECASE | re.DOTALL)


def find_title(container: Container) -> str:
    """Text of the page's `<title>`; empty where it has none."""
    match = _TITLE.search(container.html[:_TITLE_SEARCH_BYTES])
    if match is None:
        return ""
    # From the beginning, where the page names its charset.
    decoded = decode(container.html[: match.end(1)], container.charset).utf8.decode("utf-8", "replace")
    return clean_line(unescape(decoded.rpartition("<title")[2].rpartition("<TITLE")[2].partition(">")[2]))


_TOOLBAR = (b"<!-- BEGIN WAYBACK TOOLBAR INSERT -->", b"<!-- END WAYBACK TOOLBAR INSERT -->")
_ARCHIVE_FOOTER = re.compile(rb"FILE ARCHIVED ON (\d\d:\d\d:\d\d \w{3} \d\d, \d{4}) AND RETRIEVED FROM")
_WOMBAT_CALL = re.compile(rb"__wm\.wombat\(\"[^\"]{0,4000}\",\s{0,9}\"(\d{14})\"")

# archive.today keeps neither classes nor scripts, puts empty elements everywhere, and says in its head what it has.
_TODAY = rb"https?://archive\.(?:today|is|ph|md|li|vn|fo)/"
_TODAY_MARK = re.compile(rb"<link rel=\"bookmark\" href=\"" + _TODAY + rb"(\d{14})/([^\"]{1,4000})\"")
_TODAY_HEADER, _TODAY_CONTENT = b'<div id="HEADER"', b'<div id="CONTENT"'
_TODAY_META = re.compile(rb"<(?:meta property|link rel)=\"(?:og|article|twitter|canonical)[^<>]{0,4000}>")
_TODAY_LINK = re.compile(rb"(?<=href=\")" + _TODAY + rb"o/\w{1,20}/")
_TODAY_FILLER = re.compile(rb"<span style=\"[^\"<>]{0,400}\"></span>")

# The bytes at both ends of a file in which it says when it was captured.
_HEAD_BYTES, _TAIL_BYTES = 65_536, 16_384


def strip_archive(html: bytes) -> bytes:
    """Remove the toolbar that an archive puts over a page, and what archive.today changes in it."""
    mark = _TODAY_MARK.search(html, 0, _HEAD_BYTES)
    begin = html.find(_TODAY_HEADER, mark.end()) if mark else -1
    end = html.find(_TODAY_CONTENT, begin) if begin >= 0 else -1
    if mark and end >= 0:
        canonical = b'<link rel="canonical" href="' + mark[2] + b'">'
        head = _TODAY_META.sub(b"", html[:begin]).replace(mark[0], canonical + mark[0])
        return head + _TODAY_FILLER.sub(b"", _TODAY_LINK.sub(b"", html[end:]))
    begin = html.find(_TOOLBAR[0])
    end = html.find(_TOOLBAR[1], begin) if begin >= 0 else -1
    return html[:begin] + html[end + len(_TOOLBAR[1]) :] if end >= 0 else html


def capture_time(html: bytes) -> datetime | None:
    """Time of the archive's capture: relative times on the page were right then, whenever it was saved."""
    mark = _TODAY_MARK.search(html, 0, _HEAD_BYTES)
    footer = _ARCHIVE_FOOTER.search(html, max(0, len(html) - _TAIL_BYTES))
    written, time_format = (footer[1], "%H:%M:%S %b %d, %Y") if footer else (None, "%Y%m%d%H%M%S")
    if written is None:
        call = mark or _WOMBAT_CALL.search(html, 0, _HEAD_BYTES)
        written = call[1] if call else None
    try:
        return datetime.strptime(written.decode("ascii"), time_format).replace(tzinfo=UTC) if written else None
    except ValueError:
        return None
