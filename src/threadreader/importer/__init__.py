"""Import of saved pages: the bytes of a page in, a thread out. The only package that knows HTML.

The stages, in their order, each with what it may replace of what those before it made:

1. `container`: the bytes of the page, its resources and what is known of where and when it was saved.
2. `charset`, `html`, `document`: a tree with an index of its elements, its address and language. A dump of plain text
   has its own reader (`plaintext`) in place of 2 to 4.
3. `choice` asks `platforms` and `generic` for drafts, and takes one. It may add names (`generic.roles`) and cut them
   (`names`), add `parents` and the opening post (`article.opening`), and leaves out comments of other pages.
4. `read_framed`: a page without comments takes those of its best frame, and a page without text its article too.
   Comment services embed a document of their own, as does each part of a frameset: the page holds it itself (`srcdoc`),
   or the file that the page is in has it as a part.
5. `_complete`: `structured` (what the page says of itself for machines) fills in what comments and article lack, and
   gives comments where none were found. Then `article.body` may replace a body that the adapter is not sure of, and
   `article.byline` adds lede, authors and time to what then is the article. Last, a list of other pages takes the place
   of the article of a page without a thread.
6. `completeness`: notes on what the file lacks; `choice` says what makes a reading doubtful.
7. `assemble` makes the thread: notices of removal (`cleanup`), moments (`dates`), blocks (`blocks`), and a tree of the
   parents that drafts name. Last, the other pages of the thread (`pagination`).
"""

import gc
import hashlib
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from types import MappingProxyType

from bs4 import Tag
from bs4.element import NavigableString
from msgspec import Struct
from msgspec.structs import replace

from threadreader.importer.article.body import add_body
from threadreader.importer.article.byline import add_byline
from threadreader.importer.assemble import ThreadBuilder
from threadreader.importer.charset import decode
from threadreader.importer.choice import Candidate, Doubt, Reading, describe, doubt_notes, find_doubts, read
from threadreader.importer.completeness import check, count_on_page, is_cut
from threadreader.importer.container import (
    BytesSource,
    Container,
    Resource,
    decode_data_url,
    is_html,
    open_container,
    pack_page,
)
from threadreader.importer.container.base import find_saver
from threadreader.importer.container.plain import KIND as TEXT
from threadreader.importer.container.plain import MAX_FRAME_DEPTH
from threadreader.importer.document import Document, capture_time, parse_document, parse_frame
from threadreader.importer.draft import Draft, Evidence
from threadreader.importer.html.parser import free_tree
from threadreader.importer.html.selector import attribute
from threadreader.importer.html.tree import element_index
from threadreader.importer.pagination import read_paging
from threadreader.importer.platforms import find_adapters
from threadreader.importer.platforms.plugins import Additional
from threadreader.importer.platforms.recipe import Adapter
from threadreader.importer.structured import fill_in, read_jsonld, read_state
from threadreader.lexicon import compile_all
from threadreader.model.addresses import thread_url
from threadreader.model.page import CUT, PAGE, Note, Page, PageId, Save
from threadreader.model.save import ParsedPage
from threadreader.model.text import clean_line
from threadreader.model.thread import Comment, CommentId, Thread


class Imported(Struct, frozen=True):
    """A page parsed from a file: its `thread`, all that was `parsed` (`page`, `save`, `notes`), and how it was read.

    The save in `parsed` has no file name and no time of import. `candidates` are the results of all adapters, the
    accepted one first, and `doubts` those of that one, the gravest first. `evidence` is how the parent of each reply
    was found. `additional` are the names of the external adapters that were asked, with their origins. `saved_from` is
    the address that the container gives, `saver` the program that made it, as far as known.
    """

    parsed: ParsedPage
    charset: str
    charset_reason: str
    candidates: tuple[Candidate, ...]
    doubts: tuple[Doubt, ...] = ()
    evidence: Mapping[CommentId, Evidence] = {}
    additional: tuple[tuple[str, str], ...] = ()
    saved_from: str | None = None
    saver: str = ""

    @property
    def thread(self) -> Thread:
        """The thread."""
        return self.parsed.thread


CommentLoader = Callable[[int, int], tuple[tuple[Comment, ...], tuple[Note, ...]]]
"""Loads the comments from one position to before another with their bodies, and the notes on these."""


def prepare(*, several: bool = False) -> None:
    """Find the adapters, once for all workers that will be forked.

    With `several`, also import what only some pages take, which is as long as all the rest, and find out what every
    page would anew: the sample page is read for it.
    """
    find_adapters()
    if several:
        from threadreader.sample import NAME, sample_page

        compile_all()
        import_bytes(sample_page(), NAME)


def import_bytes(
    data: bytes,
    name: str,
    *,
    url: str | None = None,
    saved_at: datetime | None = None,
    without: Collection[str] = (),
    every: bool = False,
    additional: Additional | None = None,
) -> Imported:
    """Import the one page in the bytes of a file; `name` is the file's, for messages.

    `url` and `saved_at` are where and when it was got, if that is known: they go before what the file says of it.
    Otherwise as `import_page`. Raises PageError if the bytes are no page, or hold several.
    """
    container = open_container(BytesSource(data, name)).known_from(url, saved_at)
    return import_page(container, without=without, every=every, additional=additional)


def import_page(
    container: Container,
    *,
    without: Collection[str] = (),
    every: bool = False,
    additional: Additional | None = None,
) -> Imported:
    """Import a saved page.

    The adapters named in `without` are not asked; with `every`, all others are, even where that cannot help.
    `additional` are external adapters.
    """
    with _gc_paused() as lives_on:
        document, imported, load = _import(container, without, additional, every=every)
        comments, notes = load(0, len(imported.thread.comments))
        if lives_on:
            free_tree(document.soup)
        # What is still referred to when collection goes on is searched at once.
        del document, load
    return replace(imported, parsed=imported.parsed.with_comments(comments, notes))


@contextmanager
def _gc_paused() -> Iterator[bool]:
    """Pause garbage collection: so many objects are all in use, and to search them takes two fifths of a large page.

    Yields whether collection goes on afterwards: a process that ends before need not free anything.
    """
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield was_enabled
    finally:
        if was_enabled:
            gc.enable()


def import_lazily(container: Container, *, additional: Additional | None = None) -> tuple[ParsedPage, CommentLoader]:
    """Import a saved page and leave the bodies of its comments to a loader.

    They take longest, and can be made in parallel; the first are made at once. For a process that does nothing more
    afterwards: it never frees the tree of the page.
    """
    _, imported, load = _import(container, (), additional, every=False)
    return imported.parsed, load


def _import(
    container: Container, without: Collection[str], additional: Additional | None, *, every: bool
) -> tuple[Document, Imported, CommentLoader]:
    additional = additional or Additional()
    adapters = (adapter for adapter in additional.replace(find_adapters()) if adapter.name not in without)
    document, reading = _read(container, adapters, every=every)
    draft = _complete(reading, document)
    doubts = find_doubts(reading, draft)
    damages = container.lacking or (CUT,) * is_cut(container.html)
    lacking = (*check(draft, document.soup), *(Note(PAGE, damage) for damage in damages))
    builder = ThreadBuilder(draft, document, capture_time(container.html) or container.saved_at)
    save = Save(
        hashlib.sha256(pack_page(container)).hexdigest(), "", container.kind, reading.adapter, container.saved_at
    )
    url = thread_url(document.url)
    page = Page(
        id=PageId(url or save.digest),
        title=builder.thread.article.title,
        url=url,
        site=clean_line(draft.site or "") or None,
        language=document.language,
        declared_count=count_on_page(draft, lacking, document.soup),
        saves=(save,),
    )
    imported = Imported(
        parsed=ParsedPage(
            page,
            builder.thread,
            notes=doubt_notes(doubts) + lacking + additional.notes + reading.notes + builder.notes,
            paging=read_paging(document),
            opened=draft.opened,
            saved_url=thread_url(container.url),
        ),
        charset=document.charset,
        charset_reason=document.charset_reason,
        candidates=reading.candidates,
        doubts=doubts,
        evidence=builder.evidence,
        additional=tuple((adapter.name, origin) for origin, adapter in additional.adapters),
        saved_from=container.url,
        saver=find_saver(container.html),
    )
    return document, imported, builder.comments


def _complete(reading: Reading, document: Document) -> Draft:
    """The draft of a reading with what other parts of the page say, and of a list with its entries as the article."""
    if reading.draft.is_export:
        return reading.draft
    structured = read_jsonld(document.soup)
    if not reading.draft.comments and not structured.comments:
        structured = replace(structured, comments=read_state(document.soup))
    draft = fill_in(reading.draft, structured)
    draft = add_body(draft, document.soup)
    draft = add_byline(draft, document)
    return reading.listing.shown_in(draft) if reading.listing and not draft.comments else draft


def _read(container: Container, adapters: Iterable[Adapter], *, every: bool) -> tuple[Document, Reading]:
    """Parse a container and run the adapters on it; plain text has no frames, and one reader of its own."""
    if container.kind != TEXT:
        document = parse_document(container)
        return read_framed(document, container, adapters, every=every)
    # It takes all of the mail package, which pages do not.
    from threadreader.importer.plaintext import read_dump

    dump = read_dump(container)
    return dump.document, Reading(dump.draft, (describe(dump.name, dump.draft),))


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
