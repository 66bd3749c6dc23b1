"""Threads in a frame: what comment services put into a page is a document of its own, as is each part of a frameset.

The page holds it whole, or the file that the page is in has it as a part.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from types import MappingProxyType

from bs4 import Tag
from bs4.element import NavigableString

from threadreader.importer.charset import decode
from threadreader.importer.container import Container, Part, document_in, is_html
from threadreader.importer.document import Document, parse_frame
from threadreader.importer.html.selector import attribute
from threadreader.importer.html.tree import listing_of
from threadreader.importer.platforms import Reading, read
from threadreader.importer.platforms.recipe import Adapter

_SHOWN_BY = MappingProxyType({"iframe": "src", "frame": "src", "embed": "src", "object": "data"})
_SMALL = 500
"""No thread is in a frame with fewer characters; those of advertisements and buttons are mostly such."""

_MOST = 30
"""Of more frames than these, the rest are not looked into."""

_DEEP = 3


@dataclass(frozen=True, slots=True)
class _Held:
    """A document in a frame, with its address where it is a part of the container."""

    html: bytes
    address: str | None = None


def read_framed(
    document: Document, container: Container, adapters: Iterable[Adapter], *, every: bool = False
) -> tuple[Document, Reading]:
    """The best reading of a page, and the document that its article is in.

    Where it has no comments outside its frames, they are those in the frame that has most; where it has no words there
    either, the article is in that frame too.
    """
    asked = list(adapters)
    outer = read(document, asked, every=every)
    if outer.draft.comments:
        return document, outer
    framed = [(frame, read(frame, asked)) for frame in _frames(document, container)]
    if framed and _is_empty(document):
        inner, best = max(framed, key=lambda each: (*_rank(each[1]), _size(each[0])))
        title = best.draft.article.title or outer.draft.article.title
        draft = replace(best.draft, article=replace(best.draft.article, title=title))
        return inner, Reading(draft, best.candidates + outer.candidates)
    readings = [reading for _, reading in framed if reading.draft.comments]
    if not readings:
        return document, outer
    best = max(readings, key=_rank)
    draft = replace(best.draft, article=outer.draft.article, site=outer.draft.site, opened=False)
    return document, Reading(draft, best.candidates + outer.candidates)


def _rank(reading: Reading) -> tuple[bool, tuple[float, int, int, str]]:
    return bool(reading.draft.comments), reading.candidates[0].rank


def _is_empty(document: Document) -> bool:
    """Whether a page is nothing but its frames; what a frameset says to browsers without frames does not count."""
    return bool(listing_of(document.soup).named(("frameset",))) or not _size(document)


def _size(document: Document) -> int:
    """How many characters a document shows."""
    strings = listing_of(document.soup).tags[0].find_all(string=True)
    shown = (text for text in strings if type(text) is NavigableString and not _is_unseen(text))
    return sum(len(text.strip()) for text in shown)


def _is_unseen(text: NavigableString) -> bool:
    return text.parent is not None and text.parent.name in ("title", "noscript", "script")


def _frames(document: Document, container: Container) -> Iterator[Document]:
    """The documents that the frames of a page hold, and those in theirs; none of them twice.

    What a script put into a page is among its parts without a tag that refers to it: such documents come last.
    """
    seen: set[bytes] = set()
    waiting = [(document, 0)]
    while waiting:
        around, depth = waiting.pop(0)
        tags = listing_of(around.soup).named(_SHOWN_BY)
        for frame in _documents((_held(tag, around, container) for tag in tags), around, seen):
            yield frame
            if depth + 1 < _DEEP:
                waiting.append((frame, depth + 1))
    others = (_Held(_text(part), address) for address, part in container.parts.items() if is_html(part.content))
    yield from _documents(others, document, seen)


def _documents(held: Iterable[_Held | None], around: Document, seen: set[bytes]) -> Iterator[Document]:
    """What is large enough to hold a thread and was not seen yet, parsed."""
    for each in held:
        if each and len(each.html) >= _SMALL and each.html not in seen and len(seen) < _MOST:
            seen.add(each.html)
            yield parse_frame(each.html, around, each.address)


def _held(tag: Tag, around: Document, container: Container) -> _Held | None:
    """The document that a frame shows, as far as it is in the file."""
    html = attribute(tag, "srcdoc")
    if html:
        return _Held(html.encode("utf-8", errors="replace"))
    reference = attribute(tag, _SHOWN_BY[tag.name]) or ""
    inline = document_in(reference)
    if inline is not None:
        return _Held(decode(*inline).utf8)
    found = container.find_part(reference, around.address)
    if found is None or not is_html(found[1].content):
        return None
    address, part = found
    return _Held(_text(part), address)


def _text(part: Part) -> bytes:
    return decode(part.content, part.charset).utf8
