"""Bytes of a saved page in, a thread out; the only package that knows HTML."""

import hashlib
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

from threadreader.importer.html import import_beautiful_soup, no_collection
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
    """A thread, and what is known of the page and the file that it was read from.

    `url` is the page's address without fragment and paging, `digest` the SHA-256 of the bytes to keep of it
    (`container.pack_page`).
    `paging` is which page of a thread of several it is, None where it stands alone. `opened` says that the article is
    the first post of a forum's thread.
    `saved_from` is the address that the container gives, and `saver` what made it, as far as that is said.
    `candidates` are what each adapter made of the page, the one whose result this is first.
    `evidence` is by what each reply was told to be one. `additional` are the names of the adapters that were asked and
    are not of this package, with where they come from.
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


Words = Callable[[int, int], tuple[tuple[Comment, ...], tuple[Note, ...]]]
"""The comments from one position to another, with their words, and what was odd about these."""


def prepare(*, several: bool = False) -> None:
    """Import all that reading a page takes: a process that will be copied to read pages does it once for all.

    For `several`, also what only some pages take: that takes as long as all the rest.
    """
    with no_collection():
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
    """The thread in the bytes of a file that holds one page; `name` is the file's, for messages.

    Otherwise as `import_page`. Raises PageError where the bytes are no page, or those of several.
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
    """The thread in a saved page.

    The adapters named in `without` are not asked; with `every`, all others are, even where that cannot help.
    `additional` are adapters that are not of this package.
    """
    from threadreader.importer.html.parser import take_apart

    with no_collection() as lives_on:
        document, imported, words = _import(container, without, additional, every=every)
        comments, odd = words(0, len(imported.thread.comments))
        if lives_on:
            take_apart(document.soup)
    return replace(imported, thread=replace(imported.thread, comments=comments), notes=imported.notes + odd)


def import_without_words(container: "Container", *, additional: "Additional | None" = None) -> tuple[Imported, Words]:
    """As `import_page`, but nobody in the thread says anything yet: to make the words takes longest, and can be shared.

    For a process that does nothing more afterwards: it keeps the tree of the page.
    """
    with no_collection():
        _, imported, words = _import(container, (), additional, every=False)
    return imported, words


def _import(
    container: "Container", without: Collection[str], additional: "Additional | None", *, every: bool
) -> "tuple[Document, Imported, Words]":
    from threadreader.importer.article.body import with_prose
    from threadreader.importer.article.byline import with_surroundings
    from threadreader.importer.assemble import arrange
    from threadreader.importer.completeness import check, declared_count
    from threadreader.importer.container import pack_page
    from threadreader.importer.container.provenance import saver_of
    from threadreader.importer.html.urls import captured_at, page_address
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
    draft = with_prose(fill_in(reading.draft, structured), document.soup, structured.body)
    draft = with_surroundings(draft, document)
    lacking = (*check(draft, document.soup), *(Note("page", lack) for lack in container.lacking))
    arranged = arrange(draft, document, captured_at(container.html) or container.saved_at)
    imported = Imported(
        thread=arranged.thread,
        title=arranged.thread.article.title,
        url=page_address(document.url),
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
        saver=saver_of(container.html),
    )
    return document, imported, arranged.comments


def _read(container: "Container", adapters: "Iterable[Adapter]", *, every: bool) -> "tuple[Document, Reading]":
    """The document in a container and what is read of it; plain text has no frames, and one way to be read."""
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
