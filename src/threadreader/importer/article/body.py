"""Where the article's words are on a page that no adapter knows: chosen by their look, kept in the page's own tags.

Which words of a page are its article, by their look: trafilatura's choice, of the page without its thread.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from bs4 import Tag
from bs4.element import NavigableString, PageElement, PreformattedString

from threadreader.importer.article import is_aside, is_chrome
from threadreader.importer.article.outline import Outline, Traced, fold, read_outline, trace
from threadreader.importer.draft import ArticleDraft, CommentDraft, Draft, LeaveOut
from threadreader.importer.html.selector import attribute

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


_HALF = 0.5
_LITTLE = 400
"""Letters: what looks like an article is told from what does not by more text than this."""

_ENOUGH = 0.8
"""Words of an article that the page has this share of are on it."""


def with_prose(draft: Draft, root: Tag, told: str | None = None) -> Draft:
    """The same draft; its article's body found by its look where the adapter is not sure of it.

    `told` are the words of the article as the page gives them for machines: they lead to the body where it shows them.
    """
    article = draft.article
    if article.is_settled:
        return draft
    outline = read_outline(root, _leaving_out(draft.comments), None if told else MOST_TAGS)
    if outline is None:
        return draft
    found = _trace_told(outline, told) or trace(outline, choose_words(outline))
    if found is None or (article.body and found.size < max(_LITTLE, _HALF * _size(outline, article))):
        return draft
    chrome = article.leave_out

    def leave_out(tag: Tag) -> bool:
        return found.leave_out(tag) or (chrome is not None and chrome(tag))

    return replace(draft, article=replace(article, body=(found.top,), leave_out=leave_out))


def _trace_told(outline: Outline, told: str | None) -> Traced | None:
    size = len(fold(told or ""))
    found = trace(outline, (told or "").splitlines()) if size else None
    return found if found and found.size >= _ENOUGH * size else None


def _leaving_out(comments: Iterable[CommentDraft]) -> LeaveOut:
    """What is none of the article: the comments, and what every site has around its articles."""
    theirs = {id(comment.element) for comment in comments}
    theirs |= {id(node) for comment in comments for node in comment.body}
    chrome = is_chrome()
    return lambda tag: id(tag) in theirs or chrome(tag) or is_aside(tag)


def _size(outline: Outline, article: ArticleDraft) -> int:
    """How many letters there are in the body that the adapter found."""
    tops = [outline.places[id(node)] for node in article.body if id(node) in outline.places]
    return sum(
        len(line.key)
        for line in outline.lines
        if any(top <= outline.places[id(line.block)] < outline.ends[top] for top in tops)
    )
