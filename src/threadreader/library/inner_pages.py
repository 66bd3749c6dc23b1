"""The pages in a file of several: listed, to choose one from."""

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import TYPE_CHECKING

from threadreader.errors import PageError
from threadreader.library.files import PageFile, as_source

if TYPE_CHECKING:
    from threadreader.importer.container import Container

_MOST = 5_000
"""Pages; a list of more is none to choose from."""


@dataclass(frozen=True, slots=True)
class InnerPage:
    """One of several pages in a file; `name` is its address, or what it is called there."""

    name: str
    title: str = ""
    saved_at: datetime | None = None


def list_pages(file: PageFile) -> tuple[InnerPage, ...]:
    """The pages in a file, up to where it is damaged."""
    return tuple(islice(_inner_pages(file), _MOST))


def open_listed(file: PageFile, place: int) -> "Container":
    """The page at a place among those of `list_pages`. Raises PageError."""
    from threadreader.importer.container import open_containers

    source = as_source(file)
    found = next(islice(open_containers(source), place, None), None)
    if found is None:
        raise PageError(source.path, f"holds no page {place + 1}", "it was changed meanwhile: open it again")
    return found


def _inner_pages(file: PageFile) -> Iterator[InnerPage]:
    from threadreader.importer.container import open_containers
    from threadreader.importer.document import title_in

    with contextlib.suppress(PageError):
        for page in open_containers(as_source(file)):
            yield InnerPage(page.name or page.url or "", title_in(page), page.saved_at)
