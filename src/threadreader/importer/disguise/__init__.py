"""Disguise of a page: markup and structure as they are, every word another one, to be given to others.

Nobody but the owner of a page can see why it is read wrongly; what is wrong hardly ever depends on its words. Times,
counts and the words of sites stay, since pages are read by them.
"""

from collections import Counter
from operator import ne
from typing import TYPE_CHECKING

from bs4 import Tag

from threadreader.importer.container.resources import MAX_FRAME_DEPTH
from threadreader.importer.disguise.page import PageWriter, names_in, texts_of
from threadreader.importer.disguise.vocabulary import find_vocabulary
from threadreader.importer.disguise.words import Words
from threadreader.importer.document import Document, parse_document, parse_frame
from threadreader.importer.frames import MAX_FRAMES, SOURCE_ATTRIBUTES, embedded_in
from threadreader.importer.html.tree import element_index
from threadreader.importer.html.wayback import capture_time

if TYPE_CHECKING:
    from threadreader.importer import Imported
    from threadreader.importer.container import Container


def disguise(container: "Container") -> str:
    """Write a page as one HTML file with all its words in disguise; its frames are in it, scripts and images are not.

    The same page always makes the same file. ValueError for a page that is no HTML.
    """
    from threadreader.importer.container.text import KIND as TEXT

    if container.kind == TEXT:
        raise ValueError("it is text without markup")
    document = parse_document(container)
    framed = _framed(document, container)
    documents = [document, *framed.values()]
    texts = (text for each in documents for text in texts_of(each.soup))
    names = (name for each in documents for name in names_in(each.soup))
    words = Words(container.html, texts, names, find_vocabulary())

    def write(inner: Document) -> str:
        return "".join(PageWriter(words, read_frame).write(inner.soup))

    def read_frame(element: Tag) -> str | None:
        # Frames nest no deeper than they are read.
        inner = framed.get(id(element))
        return write(inner) if inner else None

    return _provenance(container, document, words) + write(document) + "\n"


def _framed(document: Document, container: "Container") -> dict[int, Document]:
    """Documents in the frames of a page, nested ones included, by the identity of the frame's element."""
    framed: dict[int, Document] = {}
    waiting = [(document, 0)]
    while waiting and len(framed) < MAX_FRAMES:
        outer, depth = waiting.pop()
        for element in element_index(outer.soup).named(SOURCE_ATTRIBUTES):
            embedded = embedded_in(element, outer, container) if depth < MAX_FRAME_DEPTH else None
            if embedded:
                framed[id(element)] = parse_frame(embedded.html, outer, embedded.address)
                waiting.append((framed[id(element)], depth + 1))
    return framed


def _provenance(container: "Container", document: Document, words: Words) -> str:
    """Address and time of the save, by which relative times and links are read."""
    saved_at = capture_time(container.html) or container.saved_at
    url = container.url or (document.url if saved_at else None)
    written = f" url: {words.address(url)}" if url else ""
    written += f" saved date: {saved_at.isoformat(timespec='seconds')}" if saved_at else ""
    return f"<!-- Page disguised by threadreader{written} -->\n"


def differences(page: "Imported", disguised: "Imported") -> list[str]:
    """The parts read otherwise in disguise: the adapter, the comments, who answers whom, who has a name and a time."""
    one, other = page.thread, disguised.thread
    adapters = [each.parsed.save.adapter for each in (page, disguised)]
    found = [f"adapter {adapters[1]} instead of {adapters[0]}"] if adapters[0] != adapters[1] else []
    if len(one.comments) != len(other.comments):
        return [*found, f"{len(other.comments):,} comments instead of {len(one.comments):,}"]
    changed = Counter[str]()
    for before, after in zip(one.comments, other.comments, strict=True):
        changed["names"] += (before.author is None) != (after.author is None)
        changed["times"] += (before.posted_at is None) != (after.posted_at is None)
    changed["parents"] = sum(map(ne, one.parents, other.parents))
    return found + [f"{count:,} {name} otherwise" for name, count in changed.items() if count]
