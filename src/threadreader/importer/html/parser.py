"""A page read as browsers read it, by lexbor, and its tree made one of Beautiful Soup.

A page read by libxml2, in time that grows with its length only, by rules that are simpler than those of browsers.

Frames and the like that have no end: in HTML all that follows would be the text of them.

Pages that a parser which follows the rules of HTML would take minutes or all the memory for.

These are a tag of very many attributes, tags nested very deep, and marks that are opened a thousand times, each
different, and never closed: the rules open all of them again in every block that follows.

HTML into a tree of Beautiful Soup: as browsers read it, quickly, and however deep or odd it is.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Mapping
from typing import Any, cast

from bs4 import BeautifulSoup, Tag
from bs4.builder import HTMLTreeBuilder
from bs4.element import Comment, PageElement
from lxml import etree
from selectolax.lexbor import LexborHTMLParser, LexborNode

from threadreader.importer.html import no_collection
from threadreader.importer.html.hr_sections import PART, part_by_rules
from threadreader.importer.html.tree import (
    UNREAD,
    Growth,
    ListedSoup,
    Listing,
    Shape,
    by_shape,
    first_in,
    is_hollow,
    listing_of,
    shape_of,
)

BLOCKS = frozenset(HTMLTreeBuilder.DEFAULT_BLOCK_ELEMENTS) | {"li", "tbody", "td", "th", "thead", "tr"}
"""Tags that begin on a new line."""

_BLANK = " \t\n\r\f"
"""White space that nothing shows before a block; in tidy source it is a third of all nodes."""

_NOT_TAGS = UNREAD | {"-doctype", None}
_APART = frozenset(("iframe", "noframes", "template"))
_MOST_APART = 10_000
_VERBATIM = frozenset(("pre", "textarea", "listing", "xmp"))


def parse_as_browsers_do(html: bytes) -> ListedSoup:
    """The tree of a page in UTF-8. `<noscript>` holds what is shown where scripts do not run, which is here."""
    growth = Growth()
    open_, close, write = growth.open, growth.close, growth.write
    edges = BLOCKS
    apart = _Apart()
    node = _first_node(html)
    above: list[tuple[LexborNode | None, frozenset[str]]] = []
    while node is not None:
        name = node.tag
        following = node.next
        if name == "-text":
            text = node.text_content or ""
            is_unseen = text.isspace() and following is not None and following.tag in edges and not text.strip(_BLANK)
            if not is_unseen:
                write(text)
        elif name == "-comment":
            growth.add(str.__new__(Comment, node.comment_content))
        elif name is not None and name not in _NOT_TAGS:
            attributes = node.attributes
            if None in attributes.values():
                attributes = {each: value or "" for each, value in attributes.items()}
            tag = open_(name, attributes)
            inner = apart.first_node(node, tag) if name in _APART else node.first_child
            if inner is not None:
                above.append((following, edges))
                node = inner
                if name in _VERBATIM:
                    edges = frozenset()
                continue
            close()
        while following is None and above:
            close()
            following, edges = above.pop()
        node = following
    return growth.soup()


class _Apart:
    """Where to find what belongs in a tag and is kept apart from it."""

    def __init__(self) -> None:
        self._left = _MOST_APART

    def first_node(self, node: LexborNode, tag: Tag) -> LexborNode | None:
        """The first node of a shadow root, or of what a page of frames says where there are none; None for others."""
        if is_hollow(tag.name, tag.attrs) or not self._left:
            return None
        self._left -= 1
        if tag.name == "template":
            return node.template_fragments()[0].first_child
        if tag.parent is None or tag.parent.name not in ("frameset", "html"):
            return None
        body = LexborHTMLParser((node.text() or "").encode("utf-8", "replace")).body
        return body.first_child if body is not None else None


def _first_node(html: bytes) -> LexborNode | None:
    root = LexborHTMLParser(html).root
    page = root.parent if root is not None else None
    return page.first_child if page is not None else None


def parse_in_linear_time(html: bytes) -> ListedSoup:
    """The tree of a page in UTF-8; libxml2's own would end 2,000 levels down, so it only tells what it comes to."""
    told = _Told()
    parser = etree.HTMLParser(target=cast("Any", told), huge_tree=True, encoding="utf-8")
    parser.feed(html)
    parser.close()
    return told.soup()


class _Told:
    """What the parser tells, made into a tree."""

    def __init__(self) -> None:
        self._growth = Growth()
        self._text: list[str] = []
        self._unread = 0
        """How many tags are open from the outermost one on that is not read."""

    def soup(self) -> ListedSoup:
        return self._growth.soup()

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        if self._unread or name in UNREAD:
            self._unread += 1
            return
        self._end_text()
        self._growth.open(name, dict(attributes))
        if is_hollow(name, attributes):
            self._growth.close()
            self._unread = 1

    def end(self, _: str) -> None:
        if self._unread:
            self._unread -= 1
            return
        self._end_text()
        self._growth.close()

    def data(self, text: str) -> None:
        if not self._unread:
            self._text.append(text)

    def comment(self, text: str) -> None:
        if not self._unread:
            self._end_text()
            self._growth.add(str.__new__(Comment, text))

    def close(self) -> None:
        self._end_text()

    def _end_text(self) -> None:
        if self._text:
            self._growth.write("".join(self._text))
            self._text = []


_CLOSED_AT_ONCE = re.compile(
    rb"""(<(iframe|noframes|textarea|title|style)(?=[\s/])(?:[^<>"']|"[^"<>]*"|'[^'<>]*'){0,2000})/>""", re.IGNORECASE
)
_LEFT_OPEN = re.compile(
    rb"(<noscript\b[^<>]{0,200}+>[^<]{0,200}+<iframe\b[^<>]{0,2000}+>(?:(?!</iframe)[^<]{0,200}+)?)(?=</noscript)",
    re.IGNORECASE,
)


def with_end_tags(html: bytes) -> bytes:
    """The same page with an end for each tag that is closed at once and takes everything up to its end as text.

    So does XHTML close tags. A frame for browsers without scripts may be left open, since those with scripts, which
    take all in `<noscript>` as text, do not mind it.
    """
    html = _CLOSED_AT_ONCE.sub(rb"\1></\2>", html)
    return _LEFT_OPEN.sub(rb"\1</iframe>", html) if b"noscript" in html or b"NOSCRIPT" in html else html


_MOST_ATTRIBUTES = 10_000
_DEEPEST = 8_000
_MOST_MARKS = 1_000
_PIECE = 65_536
_FURTHEST = 1_000_000
"""Characters between the begin of a tag and the first of very many attributes."""

_TAG_BEGINS = re.compile(rb"<[a-zA-Z]")
_WHOLE_TAG = re.compile(rb"""<[a-zA-Z](?:[^>"']|"[^"]*"|'[^']*')*+""")
_ATTRIBUTE = re.compile(rb"""[^\s/=]+(?:\s*=\s*(?:"[^"]*"|'[^']*'|[^\s"']+))?""")
_TAG = re.compile(rb"<(?P<end>/?)(?P<name>[a-zA-Z][\w-]*)(?P<attributes>(?:\s[^<>]{0,200})?)/?>")
_MARKS = frozenset(b"b big code em font i s small strike strong tt u".split())
_NO_DEPTH = frozenset(b"area base br col embed frame hr img input link meta param source wbr".split()) | frozenset(
    b"dd dt li option p rp rt tbody td tfoot th thead tr".split()
)
"""Tags that have no end, or end where the next one begins."""


def is_trap(html: bytes) -> bool:
    """Whether to read a page with a parser that is always quick. It takes time for large pages that are odd only."""
    return _has_many_attributes(html) or (_may_nest(html) and _nests(html))


def _has_many_attributes(html: bytes) -> bool:
    """Whether there is a tag of too many attributes: only where much stands without a `>`."""
    here = 0
    while here < len(html):
        end = html.rfind(b">", here, here + _PIECE)
        if end < 0:
            end = html.find(b">", here)
            end = len(html) if end < 0 else end
            if _count_attributes(html, _first_in_tag(html, here, end), end) > _MOST_ATTRIBUTES:
                return True
        here = end + 1
    return False


def _first_in_tag(html: bytes, here: int, end: int) -> int:
    """Where the part of a piece without `>` begins that is in a tag; the tag may begin before it, with a quoted `>`."""
    before = html.rfind(b"<", max(here - _FURTHEST, 0), here)
    around = _WHOLE_TAG.match(html, before, end) if before >= 0 else None
    if around and around.end() > here:
        return here
    begin = _TAG_BEGINS.search(html, here, end)
    return begin.end() if begin else end


def _count_attributes(html: bytes, begin: int, end: int) -> int:
    return sum(1 for _ in _ATTRIBUTE.finditer(html, begin, end))


def _may_nest(html: bytes) -> bool:
    """Whether many more tags are opened than closed, up to any place."""
    unclosed = 0
    for start in range(0, len(html), _PIECE):
        piece = html[start : start + _PIECE]
        signs = piece.count(b"<") - 2 * piece.count(b"</")
        unclosed += signs - sum(map(piece.count, (b"<!", b"<br", b"<img")))
        if unclosed > _MOST_MARKS:
            return True
        unclosed = max(unclosed, 0)
    return False


def _nests(html: bytes) -> bool:
    """Whether tags nest too deep, or too many different marks are left open."""
    path: list[bytes] = []
    on_path: Counter[bytes] = Counter()
    unclosed: Counter[bytes] = Counter()
    shapes: defaultdict[bytes, set[bytes]] = defaultdict(set)
    for tag in _TAG.finditer(html):
        name = tag["name"].lower()
        if name in _MARKS:
            unclosed[name] += -1 if tag["end"] else 1
            shapes[name].add(tag["attributes"])
        if not tag["end"] and name not in _NO_DEPTH:
            path.append(name)
            on_path[name] += 1
            if len(path) > _DEEPEST:
                return True
        while tag["end"] and on_path[name]:
            closed = path.pop()
            on_path[closed] -= 1
            if closed == name:
                break
    return any(min(unclosed[name], len(shapes[name])) > _MOST_MARKS for name in unclosed)


__all__ = [
    "PART",
    "ListedSoup",
    "Listing",
    "Shape",
    "by_shape",
    "first_in",
    "listing_of",
    "parse_html",
    "part_by_rules",
    "shape_of",
    "take_apart",
]


def parse_html(html: str | bytes) -> ListedSoup:
    """The tree of a page, or of what a `srcdoc` holds; bytes are in UTF-8. No text is lost at any depth.

    What is shown nowhere is not in it: styles, drawings, what stands inside an `<iframe>`, templates but those of
    shadow roots, white space before a block. The tree is for reading only: it is listed as it is, and tags share their
    classes, or all their attributes, with others that have the same.
    """
    html = with_end_tags(html if isinstance(html, bytes) else html.encode("utf-8", errors="replace"))
    with no_collection():
        return parse_in_linear_time(html) if is_trap(html) else parse_as_browsers_do(html)


def take_apart(soup: BeautifulSoup) -> None:
    """Free a tree that is of no more use; as its nodes name each other, it would stay until garbage is looked for."""
    node: PageElement | None = soup
    while node is not None:
        parts = vars(node)
        node = parts.get("next_element")
        parts.clear()
