"""Import of saved pages: the bytes of a page in, a thread out. The only package that knows HTML."""

import hashlib
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

from threadreader.importer.html import gc_paused, import_beautiful_soup
from threadreader.model.page import Note, Paging
from threadreader.model.thread import Comment, CommentId, Thread

if TYPE_CHECKING:
    from threadreader.importer.container import Container
    from threadreader.importer.document import Document
    from threadreader.importer.draft import Evidence
    from threadreader.importer.platforms import Candidate, Reading
    from threadreader.importer.platforms.plugins import Additional
    from threadreader.importer.platforms.recipe import Adapter


@dataclass(frozen=True, slots=True)
class Imported:
    """A thread with the metadata of its page and of the file that it was read from.

    `url` is the page's address without fragment and paging, `digest` the SHA-256 of the bytes to store of it
    (`container.pack_page`). `paging` is None for a thread of one page. With `opened`, the article is the first post of
    a forum's thread. `saved_from` is the address that the container gives, `saver` the program that made it, as far as
    known. `candidates` are the results of all adapters, the accepted one first. `evidence` is how the parent of each
    reply was found. `additional` are the names of the external adapters that were asked, with their origins.
    """

    thread: Thread
    title: str
    url: str | None
    site: str | None
    language: str | None
    declared_count: int | None
    saved_at: datetime | None
    container: str
    charset: str
    charset_reason: str
    adapter: str
    candidates: "tuple[Candidate, ...]"
    evidence: "Mapping[CommentId, Evidence]"
    additional: tuple[tuple[str, str], ...]
    notes: tuple[Note, ...]
    digest: str
    paging: Paging | None = None
    opened: bool = False
    saved_from: str | None = None
    saver: str = ""


CommentLoader = Callable[[int, int], tuple[tuple[Comment, ...], tuple[Note, ...]]]
"""Loads the comments from one position to before another with their bodies, and the notes on these."""


def prepare(*, several: bool = False) -> None:
    """Import all modules that reading a page takes, once for all workers that will be forked.

    With `several`, also those that only some pages take: that takes as long as all the rest.
    """
    with gc_paused():
        import_beautiful_soup()
        from threadreader.importer import assemble, completeness, frames, pagination, structured
        from threadreader.importer.article import body, byline
        from threadreader.importer.platforms import find_adapters, plugins

        assert all((plugins, byline, assemble, completeness, frames, pagination, body, structured, *find_adapters()))
        if several:
            import trafilatura
            from babel import dates, numbers

            assert all((dates, numbers, trafilatura))


def import_bytes(
    data: bytes,
    name: str,
    *,
    without: Collection[str] = (),
    every: bool = False,
    additional: "Additional | None" = None,
) -> Imported:
    """Import the one page in the bytes of a file; `name` is the file's, for messages.

    Otherwise as `import_page`. Raises PageError if the bytes are no page, or hold several.
    """
    from threadreader.importer.container import BytesSource, open_container

    container = open_container(BytesSource(data, name))
    return import_page(container, without=without, every=every, additional=additional)


def import_page(
    container: "Container",
    *,
    without: Collection[str] = (),
    every: bool = False,
    additional: "Additional | None" = None,
) -> Imported:
    """Import a saved page.

    The adapters named in `without` are not asked; with `every`, all others are, even where that cannot help.
    `additional` are external adapters.
    """
    from threadreader.importer.html.parser import free_tree

    with gc_paused() as lives_on:
        document, imported, load = _import(container, without, additional, every=every)
        comments, body_notes = load(0, len(imported.thread.comments))
        if lives_on:
            free_tree(document.soup)
    return replace(imported, thread=replace(imported.thread, comments=comments), notes=imported.notes + body_notes)


def import_lazily(container: "Container", *, additional: "Additional | None" = None) -> tuple[Imported, CommentLoader]:
    """Import a saved page and leave the bodies of its comments to a loader.

    They take longest, and can be made in parallel. For a process that does nothing more afterwards: it never frees the
    tree of the page.
    """
    with gc_paused():
        _, imported, load = _import(container, (), additional, every=False)
    return imported, load


def _import(
    container: "Container", without: Collection[str], additional: "Additional | None", *, every: bool
) -> "tuple[Document, Imported, CommentLoader]":
    from threadreader.importer.article.body import add_body
    from threadreader.importer.article.byline import add_byline
    from threadreader.importer.assemble import arrange
    from threadreader.importer.completeness import check, declared_count
    from threadreader.importer.container import pack_page
    from threadreader.importer.container.provenance import find_saver
    from threadreader.importer.html.urls import capture_time, thread_url
    from threadreader.importer.pagination import read_paging
    from threadreader.importer.platforms import find_adapters
    from threadreader.importer.platforms.plugins import Additional
    from threadreader.importer.structured import fill_in, read_jsonld, read_state
    from threadreader.model.text import clean_line

    additional = additional or Additional()
    adapters = (adapter for adapter in additional.replace(find_adapters()) if adapter.name not in without)
    document, reading = _read(container, adapters, every=every)
    structured = read_jsonld(document.soup)
    if not reading.draft.comments and not structured.comments:
        structured = replace(structured, comments=read_state(document.soup))
    draft = add_body(fill_in(reading.draft, structured), document.soup, structured.body)
    draft = add_byline(draft, document)
    lacking = (*check(draft, document.soup), *(Note("page", lack) for lack in container.lacking))
    arranged = arrange(draft, document, capture_time(container.html) or container.saved_at)
    imported = Imported(
        thread=arranged.thread,
        title=arranged.thread.article.title,
        url=thread_url(document.url),
        site=clean_line(draft.site or "") or None,
        language=document.language,
        declared_count=declared_count(draft, lacking),
        saved_at=container.saved_at,
        container=container.kind,
        charset=document.charset,
        charset_reason=document.charset_reason,
        adapter=reading.adapter,
        candidates=reading.candidates,
        evidence=arranged.evidence,
        additional=tuple((adapter.name, origin) for origin, adapter in additional.adapters),
        notes=lacking + additional.notes + reading.notes + arranged.notes,
        digest=hashlib.sha256(pack_page(container)).hexdigest(),
        paging=read_paging(document),
        opened=draft.opened,
        saved_from=container.url,
        saver=find_saver(container.html),
    )
    return document, imported, arranged.comments


def _read(container: "Container", adapters: "Iterable[Adapter]", *, every: bool) -> "tuple[Document, Reading]":
    """Parse a container and run the adapters on it; plain text has no frames, and one reader of its own."""
    from threadreader.importer.container.text import KIND as TEXT

    if container.kind != TEXT:
        from threadreader.importer.document import parse_document
        from threadreader.importer.frames import read_framed

        document = parse_document(container)
        return read_framed(document, container, adapters, every=every)
    from threadreader.importer.plaintext import read_dump
    from threadreader.importer.platforms import Reading, weigh

    dump = read_dump(container)
    return dump.document, Reading(dump.draft, (weigh(dump.name, 100, (), dump.draft),))
