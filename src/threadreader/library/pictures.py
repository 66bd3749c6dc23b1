"""The pictures of a page as they were saved with it: nothing is ever fetched."""

import posixpath
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import quote, urljoin

if TYPE_CHECKING:
    from threadreader.importer.container import Container, Part
    from threadreader.library.library import Library


@dataclass(frozen=True, slots=True)
class Picture:
    """The bytes of a picture; `media_type` is empty where nothing says what they are."""

    content: bytes = field(repr=False)
    media_type: str = ""


def find_picture(library: "Library", number: int, src: str) -> Picture | None:
    """A picture of a stored thread by its address, out of the newest save that has it; None where none has.

    Raises StoreError, PageError.
    """
    page = library.find(str(number)).page
    for save in map(library.saved, reversed(page.saves)):
        found = save.find_part(src)
        part = found[1] if found else next(_beside(save, src, page.url), None)
        if part:
            return Picture(part.content, part.media_type)
    return None


def _beside(container: "Container", src: str, page_url: str | None) -> "Iterator[Part]":
    """The parts that lie beside the page, where their names, read as addresses on the page, are this one."""
    folder = posixpath.dirname(container.address)
    for around in dict.fromkeys(filter(None, (page_url, container.url))):
        for address, part in container.parts.items():
            written = address.removeprefix(f"{folder}/") if folder else address
            if src in (urljoin(around, written), urljoin(around, quote(written))):
                yield part
