"""Threads in a frame: what comment services put into a page is a document of its own, which the page may hold whole."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from bs4 import Tag

from threadreader.importer.adapter import Adapter
from threadreader.importer.document import Document, parse_frame
from threadreader.importer.selector import attribute
from threadreader.importer.sites import Reading, read

_SMALL = 500
"""No thread is in a frame with fewer characters; those of advertisements and buttons are mostly such."""

_MOST = 30
"""Of more frames than these, the rest are not looked into."""

_DEEP = 3


@dataclass(frozen=True, slots=True)
class Framed:
    """The reading of a page, and the documents in its frames."""

    reading: Reading
    frames: tuple[Document, ...] = ()


def read_framed(document: Document, adapters: Iterable[Adapter], *, every: bool = False) -> Framed:
    """The best reading of a page; where it has no comments outside its frames, those in the frame that has most."""
    asked = list(adapters)
    outer = read(document, asked, every=every)
    if outer.draft.comments:
        return Framed(outer)
    frames = tuple(_frames(document))
    readings = [reading for reading in (read(frame, asked) for frame in frames) if reading.draft.comments]
    if not readings:
        return Framed(outer, frames)
    best = max(readings, key=lambda reading: reading.candidates[0].rank)
    draft = replace(best.draft, article=outer.draft.article, site=outer.draft.site, opened=False)
    return Framed(Reading(draft, best.candidates + outer.candidates), frames)


def _frames(document: Document) -> Iterator[Document]:
    """The documents that the frames of a page hold, and those in theirs."""
    waiting = [(document, 0)]
    found = 0
    while waiting:
        around, depth = waiting.pop(0)
        for tag in around.soup.descendants:
            html = attribute(tag, "srcdoc") if isinstance(tag, Tag) and tag.name == "iframe" else None
            if html and len(html) >= _SMALL and found < _MOST:
                found += 1
                frame = parse_frame(html, around)
                yield frame
                if depth + 1 < _DEEP:
                    waiting.append((frame, depth + 1))
