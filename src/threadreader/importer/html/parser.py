"""HTML parser: a tree as browsers build it, in time and memory that no page can blow up.

lexbor builds the tree by the rules of HTML. libxml2, whose simpler rules take linear time, reads pathological pages,
for which those rules would take minutes or all the memory: an element of very many attributes, elements nested very
deep, and formatting elements opened a thousand times with different attributes and never closed, each of which the
rules open again in every block that follows.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Mapping
from contextlib import suppress
from typing import Any, cast

from bs4 import BeautifulSoup
from bs4.builder import HTMLTreeBuilder
from bs4.element import Comment, PageElement
from selectolax.lexbor import LexborHTMLParser, LexborNode

from threadreader.importer.html.tree import SKIPPED_ELEMENTS, IndexedSoup, NodeList, is_inert

# Elements that begin on a new line.
BLOCK_ELEMENTS = frozenset(HTMLTreeBuilder.DEFAULT_BLOCK_ELEMENTS) | {"li", "tbody", "td", "th", "thead", "tr"}

# White space that is not rendered before a block; in tidy source it is a third of all nodes.
_BLANK = " \t\n\r\f"

_SKIPPED = SKIPPED_ELEMENTS | {"-doctype", None}
_DETACHED = frozenset(("iframe", "noframes", "template"))
_MAX_DETACHED = 10_000  # templates whose content is parsed again; bounds that for pages of nothing else
_LARGE = 1 << 20  # bytes of a page whose parser's tree, some ten times as large, is worth a call to give it back
_NO_BLOCKS = frozenset[str]()
_VERBATIM = frozenset(("pre", "textarea", "listing", "xmp"))


def parse_with_lexbor(html: bytes) -> IndexedSoup:
    """Tree of a page in UTF-8. `<noscript>` holds elements, as it does where scripts are off."""
    nodes = _read_nodes(html)
    # The parser's own tree is gone, which is nearly as large as the one that is made now.
    if len(html) > _LARGE:
        _release_memory()
    return nodes.to_tree()


def _release_memory() -> None:
    """Give free memory back to the system where that has to be asked for, as with glibc: a few milliseconds.

    After many small pieces were freed; it would keep them for the next ones, and those are of other sizes: the peak of
    a page of 10,000 comments would be two fifths higher.
    """
    import ctypes

    # Another C library, or another way to load it.
    with suppress(AttributeError, OSError, TypeError):
        ctypes.CDLL(None).malloc_trim(0)


def _read_nodes(html: bytes) -> NodeList:
    found = NodeList()
    open_, add = found.open, found.nodes.append
    blocks = BLOCK_ELEMENTS
    detached = _DetachedContent()
    node = _first_node(html)
    stack: list[tuple[LexborNode | None, frozenset[str]]] = []
    while node is not None:
        name = node.tag
        following = node.next
        if name == "-text":
            text = node.text_content or ""
            is_collapsed = (
                text.isspace() and following is not None and following.tag in blocks and not text.strip(_BLANK)
            )
            if not is_collapsed:
                add(text)
        elif name == "-comment":
            add(str.__new__(Comment, node.comment_content))
        elif name is not None and name not in _SKIPPED:
            attributes = node.attributes
            if None in attributes.values():
                attributes = _with_empty_values(attributes)
            open_(name, attributes)
            inner = detached.first_node(node, attributes) if name in _DETACHED else node.first_child
            if inner is not None:
                stack.append((following, blocks))
                node = inner
                blocks = _NO_BLOCKS if name in _VERBATIM else blocks
                continue
            add(None)
        while following is None and stack:
            add(None)
            following, blocks = stack.pop()
        node = following
    return found


def _with_empty_values(attributes: Mapping[str, str | None]) -> dict[str, str | None]:
    return {each: value or "" for each, value in attributes.items()}


class _DetachedContent:
    """Content of elements that lexbor keeps outside of the tree."""

    def __init__(self) -> None:
        self._left = _MAX_DETACHED

    def first_node(self, node: LexborNode, attributes: Collection[str]) -> LexborNode | None:
        """First node of a shadow root, or of the `<noframes>` of a frameset; None for others."""
        if node.tag is None or is_inert(node.tag, attributes) or not self._left:
            return None
        self._left -= 1
        if node.tag == "template":
            fragments = node.template_fragments()
            # One in a formula is an element like any other.
            return fragments[0].first_child if fragments else node.first_child
        if node.parent is None or node.parent.tag not in ("frameset", "html"):
            return None
        body = LexborHTMLParser((node.text() or "").encode("utf-8", "replace")).body
        return body.first_child if body is not None else None


def _first_node(html: bytes) -> LexborNode | None:
    root = LexborHTMLParser(html).root
    page = root.parent if root is not None else None
    return page.first_child if page is not None else None


def parse_with_libxml2(html: bytes) -> IndexedSoup:
    """Tree of a page in UTF-8, built from parser events, since libxml2's own tree ends 2,000 levels down."""
    from lxml import etree

    events = _Events()
    parser = etree.HTMLParser(target=cast("Any", events), huge_tree=True, encoding="utf-8")
    parser.feed(html)
    parser.close()
    return events.found.to_tree()


class _Events:
    """Target of libxml2's parser events that collects the nodes."""

    def __init__(self) -> None:
        self.found = NodeList()
        self._text: list[str] = []
        # Open elements from the outermost skipped one on.
        self._skipped_depth = 0

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        if self._skipped_depth or name in SKIPPED_ELEMENTS:
            self._skipped_depth += 1
            return
        self._flush_text()
        self.found.open(name, dict(attributes))
        if is_inert(name, attributes):
            self.found.nodes.append(None)
            self._skipped_depth = 1

    def end(self, _: str) -> None:
        if self._skipped_depth:
            self._skipped_depth -= 1
            return
        self._flush_text()
        self.found.nodes.append(None)

    def data(self, text: str) -> None:
        if not self._skipped_depth:
            self._text.append(text)

    def comment(self, text: str) -> None:
        if not self._skipped_depth:
            self._flush_text()
            self.found.nodes.append(str.__new__(Comment, text))

    def close(self) -> None:
        self._flush_text()

    def _flush_text(self) -> None:
        if self._text:
            self.found.nodes.append("".join(self._text))
            self._text = []


_SELF_CLOSED = re.compile(
    rb"""(<(iframe|noframes|textarea|title|style)(?=[\s/])(?:[^<>"']|"[^"<>]*"|'[^'<>]*'){0,2000})/>""", re.IGNORECASE
)
_UNCLOSED_FRAME = re.compile(
    rb"(<noscript\b[^<>]{0,200}+>[^<]{0,200}+<iframe\b[^<>]{0,2000}+>(?:(?!</iframe)[^<]{0,200}+)?)(?=</noscript)",
    re.IGNORECASE,
)


def close_unclosed_elements(html: bytes) -> bytes:
    """Add end tags to elements that would else take all that follows as their text.

    XHTML closes them with `/>`. A frame for browsers without scripts may be left open, since those with scripts, which
    take all in `<noscript>` as text, do not mind it.
    """
    html = _SELF_CLOSED.sub(rb"\1></\2>", html)
    return _UNCLOSED_FRAME.sub(rb"\1</iframe>", html) if b"noscript" in html or b"NOSCRIPT" in html else html


# In one tag: lexbor compares each with all others and takes 5 s for 140,000, some 30 ms for so many.
_MAX_ATTRIBUTES = 10_000
# Levels: lexbor takes 0.03 s for 4,000 and 0.5 s for 20,000; replies 2,000 deep in several tags each must fit.
_MAX_DEPTH = 8_000
# A parser opens all of them again in every paragraph; no page leaves so many open.
_MAX_OPEN_FORMATTING = 1_000
_CHUNK_BYTES = 65_536  # few tags are as long, so that `rfind` alone passes over most pages
# Characters between the start of a tag and the first of very many attributes.
_MAX_TAG_CHARS = 1_000_000

_TAG_BEGINS = re.compile(rb"<[a-zA-Z]")
_WHOLE_TAG = re.compile(rb"""<[a-zA-Z](?:[^>"']|"[^"]*"|'[^']*')*+""")
_ATTRIBUTE = re.compile(rb"""[^\s/=]+(?:\s*=\s*(?:"[^"]*"|'[^']*'|[^\s"']+))?""")
_TAG = re.compile(rb"<(?P<end>/?)(?P<name>[a-zA-Z][\w-]*)(?P<attributes>(?:\s[^<>]{0,200})?)/?>")
_FORMATTING = frozenset(b"b big code em font i s small strike strong tt u".split())
# Elements without an end tag, or that end where the next one begins.
_OPTIONAL_END = frozenset(b"area base br col embed frame hr img input link meta param source wbr".split()) | frozenset(
    b"dd dt li option p rp rt tbody td tfoot th thead tr".split()
)


def is_pathological(html: bytes) -> bool:
    """True if only the linear parser is safe. Takes time only for large pages that are odd."""
    return _has_many_attributes(html) or (_may_be_nested(html) and _is_nested_too_deep(html))


def _has_many_attributes(html: bytes) -> bool:
    """True if a tag has too many attributes: looked for only where a chunk holds no `>`."""
    start = 0
    while start < len(html):
        end = html.rfind(b">", start, start + _CHUNK_BYTES)
        if end < 0:
            end = html.find(b">", start)
            end = len(html) if end < 0 else end
            begin = _first_in_tag(html, start, end)
            if sum(1 for _ in _ATTRIBUTE.finditer(html, begin, end)) > _MAX_ATTRIBUTES:
                return True
        start = end + 1
    return False


def _first_in_tag(html: bytes, start: int, end: int) -> int:
    """Offset in a stretch without `>` of its part inside a tag, which may begin before it, with a quoted `>`."""
    before = html.rfind(b"<", max(start - _MAX_TAG_CHARS, 0), start)
    tag = _WHOLE_TAG.match(html, before, end) if before >= 0 else None
    if tag and tag.end() > start:
        return start
    begin = _TAG_BEGINS.search(html, start, end)
    return begin.end() if begin else end


def _may_be_nested(html: bytes) -> bool:
    """True if many more tags are opened than closed, up to any offset."""
    unclosed = 0
    for start in range(0, len(html), _CHUNK_BYTES):
        chunk = html[start : start + _CHUNK_BYTES]
        opened = chunk.count(b"<") - 2 * chunk.count(b"</")
        unclosed += opened - sum(map(chunk.count, (b"<!", b"<br", b"<img")))
        if unclosed > _MAX_OPEN_FORMATTING:
            return True
        unclosed = max(unclosed, 0)
    return False


def _is_nested_too_deep(html: bytes) -> bool:
    """True if elements nest too deep, or too many different formatting elements are left open."""
    path: list[bytes] = []
    open_count: Counter[bytes] = Counter()
    unclosed: Counter[bytes] = Counter()
    attributes: defaultdict[bytes, set[bytes]] = defaultdict(set)
    for tag in _TAG.finditer(html):
        name = tag["name"].lower()
        if name in _FORMATTING:
            unclosed[name] += -1 if tag["end"] else 1
            attributes[name].add(tag["attributes"])
        if not tag["end"] and name not in _OPTIONAL_END:
            path.append(name)
            open_count[name] += 1
            if len(path) > _MAX_DEPTH:
                return True
        while tag["end"] and open_count[name]:
            popped = path.pop()
            open_count[popped] -= 1
            if popped == name:
                break
    return any(min(unclosed[name], len(attributes[name])) > _MAX_OPEN_FORMATTING for name in unclosed)


# Tags of a page that is little else: an element with its text takes 1.3 kB, all of them 230 MB.
_MAX_CROWDED = 180_000
# Bytes of a page for each tag in it: the most crowded of 474 saved pages has 17.
_MIN_TAG_BYTES = 8


def is_crowded(html: bytes) -> bool:
    """True if a page has very many tags and little else: its tree would take a hundred times its size."""
    return html.count(b"<") > max(_MAX_CROWDED, len(html) // _MIN_TAG_BYTES)


def parse_html(html: str | bytes) -> IndexedSoup:
    """Tree of a page, or of a `srcdoc`; bytes are UTF-8. No text is lost at any depth.

    What is shown nowhere is not in it: styles, drawings, the content of an `<iframe>`, templates but those of shadow
    roots, white space before a block; nor is all but the beginning of one that `is_crowded`. The tree is for reading
    only: it is indexed as it is, and elements share their class lists, or all their attributes, with others that have
    the same.
    """
    html = html if isinstance(html, bytes) else html.encode("utf-8", errors="replace")
    if is_crowded(html):
        html = b"<".join(html.split(b"<", _MAX_CROWDED)[:-1])
    html = close_unclosed_elements(html)
    return parse_with_libxml2(html) if is_pathological(html) else parse_with_lexbor(html)


def free_tree(soup: BeautifulSoup) -> None:
    """Free a tree at once: its nodes refer to each other, so only garbage collection would."""
    node: PageElement | None = soup
    while node is not None:
        fields = vars(node)
        node = fields.get("next_element")
        fields.clear()
