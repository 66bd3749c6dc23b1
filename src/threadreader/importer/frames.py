"""Threads in frames: comment services embed a document of their own, as does each part of a frameset.

The page holds the document itself (`srcdoc`), or the file that the page is in has it as a part.
"""

from collections.abc import Iterable, Iterator
from types import MappingProxyType

from bs4 import Tag
from bs4.element import NavigableString
from msgspec import Struct
from msgspec.structs import replace

from threadreader.importer.charset import decode
from threadreader.importer.choice import Reading, read
from threadreader.importer.container import Container, Resource, decode_data_url, is_html
from threadreader.importer.container.resources import MAX_FRAME_DEPTH
from threadreader.importer.document import Document, parse_frame
from threadreader.importer.html.selector import attribute
from threadreader.importer.html.tree import element_index
from threadreader.importer.platforms.recipe import Adapter

SOURCE_ATTRIBUTES = MappingProxyType({"iframe": "src", "frame": "src", "embed": "src", "object": "data"})
# Bytes: a frame with fewer holds no thread; those of advertisements and buttons are mostly such.
_MIN_FRAME_BYTES = 500

# Frames of one page that are read: more are advertisements, each of which takes the time of a page.
MAX_FRAMES = 30


_INVISIBLE = ("title", "noscript", "script")


class Embedded(Struct, frozen=True):
    """A document in a frame, with its address where it is a part of the container."""

    html: bytes
    address: str | None = None


def read_framed(
    document: Document, container: Container, adapters: Iterable[Adapter], *, every: bool = False
) -> tuple[Document, Reading]:
    """The best reading of a page and its frames, and the document that holds the article.

    Without comments outside its frames, those of the best frame are taken; without text outside, its article too.
    """
    asked = list(adapters)
    outer = read(document, asked, every=every)
    if outer.draft.comments:
        return document, outer
    framed = [(frame, read(frame, asked)) for frame in _frames(document, container)]
    if framed and _is_empty(document):
        inner, best = max(framed, key=lambda each: (*_score(each[1]), _size(each[0])))
        title = best.draft.article.title or outer.draft.article.title
        draft = replace(best.draft, article=replace(best.draft.article, title=title))
        return inner, Reading(draft, best.candidates + outer.candidates, best.listing)
    readings = [reading for _, reading in framed if reading.draft.comments]
    if not readings:
        return document, outer
    best = max(readings, key=_score)
    draft = replace(best.draft, article=outer.draft.article, site=outer.draft.site, opened=False)
    return document, Reading(draft, best.candidates + outer.candidates)


def _score(reading: Reading) -> tuple[bool, tuple[bool, float, bool, int, int, str]]:
    return bool(reading.draft.comments), reading.candidates[0].rank


def _is_empty(document: Document) -> bool:
    """True if a page is nothing but its frames; the fallback text of a frameset does not count."""
    return bool(element_index(document.soup).named(("frameset",))) or not _size(document)


def _size(document: Document) -> int:
    """The number of visible characters in a document."""
    strings = element_index(document.soup).elements[0].find_all(string=True)
    return sum(
        len(text.strip())
        for text in strings
        if type(text) is NavigableString and (text.parent is None or text.parent.name not in _INVISIBLE)
    )


def _frames(document: Document, container: Container) -> Iterator[Document]:
    """The documents in the frames of a page, nested ones included, each once.

    A document that a script put into a page is a part that no element refers to: such documents come last.
    """
    seen: set[bytes] = set()
    waiting = [(document, 0)]
    while waiting:
        outer, depth = waiting.pop(0)
        elements = element_index(outer.soup).named(SOURCE_ATTRIBUTES)
        for frame in _documents((embedded_in(element, outer, container) for element in elements), outer, seen):
            yield frame
            if depth + 1 < MAX_FRAME_DEPTH:
                waiting.append((frame, depth + 1))
    others = (Embedded(_utf8(part), address) for address, part in container.resources.items() if is_html(part.content))
    yield from _documents(others, document, seen)


def _documents(embedded: Iterable[Embedded | None], outer: Document, seen: set[bytes]) -> Iterator[Document]:
    """Parse the documents that are large enough to hold a thread and were not seen yet."""
    for each in embedded:
        if each and len(each.html) >= _MIN_FRAME_BYTES and each.html not in seen and len(seen) < MAX_FRAMES:
            seen.add(each.html)
            yield parse_frame(each.html, outer, each.address)


def embedded_in(element: Tag, outer: Document, container: Container) -> Embedded | None:
    """The document that a frame shows, as far as it is in the file."""
    html = attribute(element, "srcdoc")
    if html:
        return Embedded(html.encode("utf-8", errors="replace"))
    reference = attribute(element, SOURCE_ATTRIBUTES[element.name]) or ""
    inline = decode_data_url(reference)
    if inline is not None:
        return Embedded(decode(*inline).utf8)
    match = container.find_resource(reference, outer.address)
    if match is None or not is_html(match[1].content):
        return None
    address, part = match
    return Embedded(_utf8(part), address)


def _utf8(part: Resource) -> bytes:
    return decode(part.content, part.charset).utf8
