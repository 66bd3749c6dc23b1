"""Which words of a page are its article, by their look: trafilatura's choice, of the page without its thread."""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from bs4 import Tag
from bs4.element import NavigableString, PageElement, PreformattedString

from threadreader.importer.prose.outline import Outline
from threadreader.importer.selector import attribute

if TYPE_CHECKING:
    from lxml.etree import _Element
    from lxml.html import HtmlElement

MOST_TAGS = 20_000
"""What chooses takes more than twice as long for twice as many, and a page has this many only of other things."""

_MOST_LETTERS = 2_000_000
"""More than any article has; what chooses goes through them a dozen times."""

_DEEPEST = 150
_NAME = re.compile(r"[a-z][a-z0-9]*")
_UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_INLINE = frozenset(("hi", "ref", "del", "graphic", "a", "b", "i", "em", "strong", "span", "u", "sub", "sup"))
_KEPT = ("class", "id", "role", "itemprop", "href", "style", "lang", "rel")


def choose_words(outline: Outline) -> list[str]:
    """The text of each block of the article; none where nothing looks like one."""
    if len(outline.tags) > MOST_TAGS or sum(len(line.key) for line in outline.lines) > _MOST_LETTERS:
        return []
    from trafilatura import bare_extraction

    found = bare_extraction(_copy(outline), include_comments=False, include_tables=True, with_metadata=False)
    body = getattr(found, "body", None)
    return [] if body is None else list(_texts(body))


def _copy(outline: Outline) -> "HtmlElement":
    """The outline as a tree of lxml; what is nested too deep for its recursion is joined to what is around it."""
    from lxml.etree import SubElement
    from lxml.html import html_parser

    root = html_parser.makeelement("html")
    body = SubElement(root, "body")
    stack: list[tuple[PageElement, _Element, int]] = [(outline.tags[0], body, 0)]
    while stack:
        node, above, depth = stack.pop()
        if not isinstance(node, Tag):
            if isinstance(node, NavigableString) and not isinstance(node, PreformattedString):
                _append_text(above, _UNWRITABLE.sub("", str(node)))
        elif id(node) in outline.places:
            here = SubElement(above, _name(node), _attributes(node)) if depth < _DEEPEST else above
            stack.extend((child, here, depth + 1) for child in reversed(node.contents))
    return root


def _append_text(above: "_Element", text: str) -> None:
    if len(above):
        above[-1].tail = (above[-1].tail or "") + text
    else:
        above.text = (above.text or "") + text


def _name(tag: Tag) -> str:
    return tag.name if _NAME.fullmatch(tag.name) and tag.name not in ("html", "body") else "div"


def _attributes(tag: Tag) -> dict[str, str]:
    found = ((name, attribute(tag, name)) for name in _KEPT if name in tag.attrs)
    return {name: _UNWRITABLE.sub("", value) for name, value in found if value}


def _texts(body: "_Element") -> Iterator[str]:
    """The text of each block in what trafilatura gives: what stands in no other block inside it."""
    from lxml.etree import iterwalk

    pieces: list[str] = []
    for event, element in iterwalk(body, events=("start", "end")):
        is_block = element.tag not in _INLINE
        if is_block:
            yield "".join(pieces)
            pieces.clear()
        pieces.append((element.text if event == "start" else element.tail) or "")
    yield "".join(pieces)
