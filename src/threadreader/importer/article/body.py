"""Body of an article on a page that no adapter knows, as trafilatura extracts it, in the page's own elements."""

import sys
from collections.abc import Iterable, Iterator
from functools import cache
from types import ModuleType
from typing import TYPE_CHECKING, Any

from bs4 import Tag
from bs4.element import NavigableString, PageElement, PreformattedString
from msgspec.structs import replace

from threadreader.importer.article import chrome_filter, is_boilerplate
from threadreader.importer.article.outline import LocatedBody, Outline, fold, locate, read_outline
from threadreader.importer.draft import ArticleDraft, CommentDraft, Draft, LeaveOut
from threadreader.importer.html import import_with
from threadreader.importer.html.selector import attribute, matcher
from threadreader.lexicon import compile_lazily

if TYPE_CHECKING:
    from lxml.etree import _Element
    from lxml.html import HtmlElement


# Elements: the extractor takes more than twice as long for twice as many, and pages with more are of other things.
MAX_ELEMENTS = 20_000

# Characters: more than any article has; the extractor goes through them a dozen times.
_MAX_CHARS = 2_000_000

# Levels of nested elements.
_MAX_DEPTH = 150
_NAME = compile_lazily(r"[a-z][a-z0-9]*")
_UNWRITABLE = compile_lazily("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_INLINE = frozenset(("hi", "ref", "del", "graphic", "a", "b", "i", "em", "strong", "span", "u", "sub", "sup"))
_COPIED_ATTRIBUTES = ("class", "id", "role", "itemprop", "href", "style", "lang", "rel")


def extract_texts(outline: Outline) -> list[str]:
    """The text of each block of the article that trafilatura extracts; none if it finds no article."""
    if len(outline.elements) > MAX_ELEMENTS or sum(len(line.key) for line in outline.lines) > _MAX_CHARS:
        return []
    extract = import_trafilatura().bare_extraction
    result = extract(_copy(outline), include_comments=False, include_tables=True, with_metadata=False)
    body = getattr(result, "body", None)
    return [] if body is None else list(_texts(body))


class _Unused:
    """Anything in a module that is imported and not used."""

    def __init__(self, *_: object) -> None:
        """Be what trafilatura asks for while it is imported: its version."""


class _UnusedModule(ModuleType):
    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return _Unused


# What trafilatura has for networks, addresses, dates and charsets, none of which the body of an article needs: it takes
# longer to import than the rest, and opens a socket.
_UNUSED_MODULES = (
    *("charset_normalizer", "courlan", "htmldate", "importlib.metadata", "trafilatura.downloads", "urllib3.response"),
)


@cache
def import_trafilatura() -> Any:
    """Import what extracts an article from trafilatura, without what it has for the network."""
    if "trafilatura" not in sys.modules:
        import_with("trafilatura", {name: _UnusedModule(name) for name in _UNUSED_MODULES})
        # Only for here: a program that imports it too gets the whole.
        own = {name: sys.modules.pop(name) for name in list(sys.modules) if name.partition(".")[0] == "trafilatura"}
        return own["trafilatura"]
    return sys.modules["trafilatura"]


def _copy(outline: Outline) -> "HtmlElement":
    """The outline as a tree of lxml; elements nested too deep for its recursion are merged into their ancestors."""
    from lxml.etree import SubElement
    from lxml.html import html_parser

    root = html_parser.makeelement("html")
    body = SubElement(root, "body")
    stack: list[tuple[PageElement, _Element, int]] = [(outline.elements[0], body, 0)]
    while stack:
        node, parent, depth = stack.pop()
        if not isinstance(node, Tag):
            if isinstance(node, NavigableString) and not isinstance(node, PreformattedString):
                _append_text(parent, _UNWRITABLE.sub("", str(node)))
        elif id(node) in outline.indices:
            copy = SubElement(parent, _name(node), _attributes(node)) if depth < _MAX_DEPTH else parent
            stack.extend((child, copy, depth + 1) for child in reversed(node.contents))
    return root


def _append_text(parent: "_Element", text: str) -> None:
    if len(parent):
        parent[-1].tail = (parent[-1].tail or "") + text
    else:
        parent.text = (parent.text or "") + text


def _name(element: Tag) -> str:
    return element.name if _NAME.fullmatch(element.name) and element.name not in ("html", "body") else "div"


def _attributes(element: Tag) -> dict[str, str]:
    attributes = ((name, attribute(element, name)) for name in _COPIED_ATTRIBUTES if name in element.attrs)
    return {name: _UNWRITABLE.sub("", value) for name, value in attributes if value}


def _texts(body: "_Element") -> Iterator[str]:
    """The text of each block in trafilatura's result, without that of blocks inside it."""
    from lxml.etree import iterwalk

    pieces: list[str] = []
    for event, element in iterwalk(body, events=("start", "end")):
        is_block = element.tag not in _INLINE
        if is_block:
            yield "".join(pieces)
            pieces.clear()
        pieces.append((element.text if event == "start" else element.tail) or "")
    yield "".join(pieces)


# Share of the adapter's body, and characters, from which on an extracted body is preferred to it.
_MIN_SHARE = 0.5
_MIN_BODY_CHARS = 400  # about a paragraph (judgement): a body that the adapter has is kept otherwise

# Share of a declared text that must be on the page.
_MIN_DECLARED_SHARE = 0.8


def add_body(draft: Draft, root: Tag, declared: str | None = None) -> Draft:
    """The draft; with an extracted body for its article where the adapter is not sure of its own.

    `declared` is the text of the article in the page's metadata: it leads to the body on a page that shows it.
    """
    article = draft.article
    if article.is_settled:
        return draft
    outline = read_outline(root, _outside_article(draft.comments), None if declared else MAX_ELEMENTS)
    if outline is None:
        return draft
    located = _locate_declared(outline, declared) or locate(outline, extract_texts(outline))
    if located is None or (article.body and located.size < max(_MIN_BODY_CHARS, _MIN_SHARE * _size(outline, article))):
        return draft
    chrome = article.leave_out

    def leave_out(element: Tag) -> bool:
        return located.leave_out(element) or (chrome is not None and chrome(element))

    return replace(draft, article=replace(article, body=(located.top,), leave_out=leave_out))


def _locate_declared(outline: Outline, declared: str | None) -> LocatedBody | None:
    size = len(fold(declared or ""))
    located = locate(outline, (declared or "").splitlines()) if size else None
    return located if located and located.size >= _MIN_DECLARED_SHARE * size else None


def _outside_article(comments: Iterable[CommentDraft]) -> LeaveOut:
    """A filter of what is none of the article: the comments, site chrome and boilerplate."""
    of_comments = {id(comment.element) for comment in comments}
    of_comments |= {id(node) for comment in comments for node in comment.body}
    chrome = chrome_filter()
    return lambda element: (
        id(element) in of_comments or chrome(element) or is_boilerplate(element) or _is_dialog(element)
    )


_DIALOG = matcher("dialog, [role=dialog], [role=alertdialog], [aria-modal=true]")


def _is_dialog(element: Tag) -> bool:
    """True if an element lies above the page and asks something; one with the main heading shows a page of its own."""
    return _DIALOG(element) and element.find("h1") is None


def _size(outline: Outline, article: ArticleDraft) -> int:
    """Characters of the body that the adapter found."""
    tops = [outline.indices[id(node)] for node in article.body if id(node) in outline.indices]
    return sum(
        len(line.key)
        for line in outline.lines
        if any(top <= outline.indices[id(line.block)] < outline.ends[top] for top in tops)
    )
