"""A page read as browsers read it, by lexbor, and its tree made one of Beautiful Soup."""

from bs4 import Tag
from bs4.builder import HTMLTreeBuilder
from bs4.element import Comment
from selectolax.lexbor import LexborHTMLParser, LexborNode

from threadreader.importer.soup.growth import UNREAD, Growth, is_hollow
from threadreader.importer.soup.listing import ListedSoup

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
