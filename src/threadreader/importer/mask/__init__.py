"""Mask of a page: its markup with the words of an allow-list, and the shape of everything else, to be given to others.

Nobody but the owner of a page can see why it is read wrongly; what is wrong hardly ever depends on its words. So every
letter that is of no word of the allow-list (`vocabulary`) becomes x, X or one sign of its script, and a number 1 with
zeros, unless it counts or numbers something; a time becomes another one in the same form. Unknown words of classes,
ids, addresses and the like become c1, c2 …, and long numbers in them 1001, 1002 …, the same each time. People and short
texts that are different stay so by a number behind them. Scripts that hold no JSON, styles and pictures are left out.
What stands for what is known while the page is written, and nowhere afterwards.
"""

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator
from operator import ne
from typing import TYPE_CHECKING
from urllib.parse import unquote

from bs4 import Tag

from threadreader.importer import MAX_FRAMES, SOURCE_ATTRIBUTES, embedded_in
from threadreader.importer.container.plain import MAX_FRAME_DEPTH
from threadreader.importer.document import Document, capture_time, parse_document, parse_frame
from threadreader.importer.html.tree import element_index
from threadreader.importer.mask.page import LONG_NUMBER, PageWriter, Words
from threadreader.importer.mask.vocabulary import find_vocabulary
from threadreader.model.text import clean

if TYPE_CHECKING:
    from threadreader.importer import Imported
    from threadreader.importer.container import Container


def mask(container: "Container", people: Iterable[str] = ()) -> str:
    """Write a page as one HTML file that is masked, its frames in it; `people` are the names that are read on it.

    The same page always makes the same file. ValueError for a page that is no HTML.
    """
    from threadreader.importer.container.plain import KIND as TEXT

    if container.kind == TEXT:
        raise ValueError("it is text without markup")
    document = parse_document(container)
    framed = _framed(document, container)
    numbers = (number for each in (document, *framed.values()) for number in _long_numbers(each.soup))
    words = Words(find_vocabulary(), people, numbers, hashlib.sha256(container.html).digest()[0] % 2 * 4 + 4)

    def write(inner: Document) -> str:
        return "".join(PageWriter(words, read_frame).write(inner.soup))

    def read_frame(element: Tag) -> str | None:
        # Frames nest no deeper than they are read.
        inner = framed.get(id(element))
        return write(inner) if inner else None

    return clean(_provenance(container, document, words) + write(document) + "\n")


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


def _long_numbers(root: Tag) -> Iterator[int]:
    """The long numbers in the attributes of a page, by which elements name one another."""
    for element in element_index(root).elements:
        for value in element.attrs.values():
            text = value if isinstance(value, str) else " ".join(value)
            yield from map(int, LONG_NUMBER.findall(unquote(text)))


def _provenance(container: "Container", document: Document, words: "Words") -> str:
    """Address and time of the save, by which relative times and links are read."""
    saved_at = capture_time(container.html) or container.saved_at
    url = container.url or (document.url if saved_at else None)
    written = f" url: {words.name(unquote(url))}" if url else ""
    written += f" saved date: {words.time(saved_at.isoformat(timespec='seconds'))}" if saved_at else ""
    return f"<!-- Page masked by threadreader{written} -->\n"


def differences(page: "Imported", masked: "Imported") -> list[str]:
    """The parts read otherwise in a mask: the adapter, the comments, who answers whom, who has a name and a time."""
    one, other = page.thread, masked.thread
    adapters = [each.parsed.save.adapter for each in (page, masked)]
    found = [f"adapter {adapters[1]} instead of {adapters[0]}"] if adapters[0] != adapters[1] else []
    if len(one.comments) != len(other.comments):
        return [*found, f"{len(other.comments):,} comments instead of {len(one.comments):,}"]
    changed = Counter[str]()
    for before, after in zip(one.comments, other.comments, strict=True):
        changed["names"] += (before.author is None) != (after.author is None)
        changed["times"] += (before.posted_at is None) != (after.posted_at is None)
    changed["parents"] = sum(map(ne, one.parents, other.parents))
    return found + [f"{count:,} {name} differ" for name, count in changed.items() if count]
