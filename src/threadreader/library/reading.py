"""Parsing of pages and of exports of threads into saves, in sandboxed processes, with quotations linked."""

import contextlib
import hashlib
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import datetime
from functools import cache, partial
from importlib import import_module
from itertools import chain, islice
from pathlib import Path
from types import NoneType
from typing import TYPE_CHECKING, TypeVar

from msgspec import Struct
from msgspec.structs import replace

from threadreader.errors import AdapterNotFoundError, PageError
from threadreader.library import versions
from threadreader.library.files import FileSource, InnerPage, OpenSource, PageFile, as_source, find_page_files
from threadreader.library.sandbox import (
    Access,
    Limits,
    SandboxedWorker,
    limit_to_page,
    map_in_parallel,
    once,
    run_sandboxed,
)
from threadreader.model.page import EXPORT_ADAPTER, Note, PageId, Save, count_note
from threadreader.model.save import ParsedPage
from threadreader.model.text import clean_line
from threadreader.model.thread import CommentId, Status, Thread
from threadreader.paths import find_paths
from threadreader.store.encoding import CHUNK_SIZE
from threadreader.store.writing import PackedBatch, PackedThread, pack_batch, pack_thread

if TYPE_CHECKING:
    from threadreader.importer import Imported
    from threadreader.importer.container import Container, Extent
    from threadreader.importer.platforms.plugins import Additional
    from threadreader.quotes.hints import Hint

T = TypeVar("T")

Parser = Callable[["Container", str], T]
"""What is made of a page in a worker, and of the name of its file."""

# Quotations of up to so many comments are linked with the import: sooner than another process begins.
_MAX_COMMENTS_LINKED_AT_IMPORT = 1_000

# Bodies that a process holds at once, a multiple of those in a chunk: they take several times the memory of the page
# that they are packed to.
_MAX_BODIES = 32 * CHUNK_SIZE

_PackedBodies = tuple[PackedBatch, tuple[Note, ...]]

# Nobody chooses from a longer list.
_MAX_LISTED_PAGES = 5_000


class OpenedPage(Struct, frozen=True, tag=True):
    """A page taken out of its file, in the bytes to store of it; `name` is that of the file, and of the page there.

    With `is_parsed`, its thread is the next answer.
    """

    name: str
    original: bytes
    one_of_several: bool = False
    is_parsed: bool = False


def run_on_page(file: PageFile, work: "Callable[[Container, str], T]", form: object, *, readings: int = 1) -> T:
    """Run `work` on the page in a file, and the file's name, in a sandboxed process. Raises PageError.

    Of several pages in the file it is the one that the source chooses. `work` may read it so many times.
    """
    opened = OpenSource.of(as_source(file))
    limits = _limits(readings * opened.size)
    return run_sandboxed(opened.name, lambda: work(_open(opened, readings), opened.name), limits, form, _access(opened))


def _open(opened: OpenSource, readings: int = 1) -> "Container":
    from threadreader.importer.container import open_container, open_containers

    index = opened.source.index
    if index is None:
        container = open_container(opened, opened.source.url)
    else:
        chosen = next(islice(open_containers(opened), index, None), None)
        if chosen is None:
            raise PageError(opened.name, f"contains no page {index + 1}", "it has changed; open it again")
        container = chosen
    _admit(container, opened.name, readings)
    return container


def _admit(container: "Container", name: str, readings: int = 1) -> None:
    """Give the worker the limits of the page that it reads. PageError where these would not do."""
    from threadreader.importer.html.parser import is_crowded

    if is_crowded(container.html):
        raise PageError(name, "has too many tags for its size")
    limit_to_page(readings * len(container.html))


def _access(opened: OpenSource) -> Access:
    return Access(opened.files, (*opened.source.folders(), str(find_paths().recipes)))


def check_page(file: PageFile) -> None:
    """Raise PageError if there is no page in a file, or several and none is chosen."""
    run_on_page(file, lambda *_: None, NoneType)


def list_pages(file: PageFile) -> tuple[InnerPage, ...]:
    """The pages in a file, up to where it is damaged."""
    opened = OpenSource.of(as_source(file))
    pages: list[InnerPage] = []
    with (
        contextlib.suppress(PageError),
        SandboxedWorker(
            opened.name, partial(_inner_pages, opened), _limits(opened.size), InnerPage, _access(opened)
        ) as worker,
    ):
        pages.extend(worker)
    return tuple(pages)


def _inner_pages(opened: OpenSource) -> Iterator[InnerPage]:
    from threadreader.importer.container import open_containers
    from threadreader.importer.document import find_title

    for page in islice(open_containers(opened), _MAX_LISTED_PAGES):
        yield InnerPage(page.name or page.url or "", find_title(page), page.saved_at)


def sniffed(folder: PageFile, sources: Sequence[FileSource]) -> Iterator[tuple[FileSource, bool]]:
    """Each file, and True if it is named, or was found in the folder and looks like a page or a container of pages.

    One that cannot be read or told counts as a page, so that whoever opens it reports the trouble.
    """
    inside = [source for source in sources if source.folder is not None]
    nobody: AbstractContextManager[Iterable[bool]] = contextlib.nullcontext(())
    with _start_sniffing(folder, inside) if inside else nobody as worker:
        answers = _undamaged(worker)
        for source in sources:
            yield source, source.folder is None or next(answers, True)


def _undamaged(answers: Iterable[T]) -> Iterator[T]:
    with contextlib.suppress(Exception):
        yield from answers


def _start_sniffing(folder: PageFile, sources: Sequence[FileSource]) -> SandboxedWorker[bool]:
    from threadreader.importer.container import is_page_file

    def looks_like_page(source: FileSource) -> bool:
        try:
            return is_page_file(source)
        except PageError:
            return True

    limits = Limits(seconds=Limits().seconds + len(sources))
    access = Access(folders=[str(as_source(folder).path.absolute())])
    return SandboxedWorker(as_source(folder).name, lambda: map(looks_like_page, sources), limits, bool, access)


def page_files(files: Iterable[PageFile]) -> Iterator[FileSource]:
    """The files that are named, and of those in folders the ones that look like pages."""
    for file in files:
        yield from (source for source, is_page in sniffed(file, list(find_page_files([file]))) if is_page)


def start_reading(
    file: PageFile, parse: "Parser[T]", form: type[T], *, one: bool = False, extent: "Extent | None" = None
) -> "SandboxedWorker[OpenedPage | T]":
    """Start to read a file in a sandboxed process, without waiting: each page, and what `parse` makes of a single one.

    With `one`, there must be one page in it. With `extent`, pages are those of a part of a web archive, each for
    another worker to parse.
    """
    opened = OpenSource.of(as_source(file))
    limits = _limits(opened.size if extent is None or extent.offsets else extent.size)
    pages = partial(_read_pages, opened, parse, one=one, extent=extent)
    return SandboxedWorker(opened.name, pages, limits, OpenedPage | form, _access(opened))


def _read_pages(
    opened: OpenSource, parse: "Parser[T]", *, one: bool, extent: "Extent | None"
) -> "Iterator[OpenedPage | T]":
    from threadreader.importer.container import open_containers, open_extent, pack_page

    source = opened.source
    is_chosen = one or source.url is not None or source.index is not None
    if extent is not None:
        containers = open_extent(opened, extent)
    else:
        containers = iter([_open(opened)]) if is_chosen else open_containers(opened)
    container = next(containers, None)
    several = extent is not None
    while container is not None:
        damage = following = None
        try:
            following = next(containers, None)
        except Exception as problem:  # noqa: BLE001 - it is raised after the page before it
            damage = problem
        several = several or following is not None
        name = f"{opened.name}!/{container.name}" if several and container.name else opened.name
        is_parsed = not several and damage is None
        yield OpenedPage(name, pack_page(container), several, is_parsed)
        if is_parsed:
            _admit(container, name)
            yield parse(container, name)
        if damage:
            raise damage
        container = following


def start_parsing(page: OpenedPage, parse: "Parser[T]", form: type[T]) -> SandboxedWorker[T]:
    """Start to parse one of several pages of a file, as `start_reading` does for a single one."""
    opened = OpenSource.of(FileSource(Path(page.name), content=page.original))
    work = once(lambda: parse(_open(opened), page.name))
    return SandboxedWorker(page.name, work, _limits(len(page.original)), form, _access(opened))


def split_archive(file: PageFile, size: int) -> "Sequence[Extent]":
    """The parts of about so many bytes that a web archive can be read in, none of any other file. Raises PageError."""
    from threadreader.importer.container import Extent, split_archive

    opened = OpenSource.of(as_source(file))
    limits, access = Limits.for_file(opened.size), Access(opened.files)
    return run_sandboxed(opened.name, lambda: tuple(split_archive(opened, size)), limits, tuple[Extent, ...], access)


def parse_save(file: PageFile, now: datetime | None, without: Collection[str] = ()) -> ParsedPage:
    """Parse a page in a sandboxed process, without some adapters; quotations are not linked. Raises PageError."""
    return run_on_page(file, lambda container, name: _parse_save(container, name, now, without), ParsedPage)


@cache
def preload_for_many() -> None:
    """Import modules that only some pages need before many are parsed: each forked worker would import them again."""
    from threadreader.importer import prepare

    prepare(several=True)
    for module in ("threadreader.store.entries", "threadreader.quotes.fuzzy"):
        import_module(module)


def _limits(size: int) -> Limits:
    """The limits of a file's worker, after importing the modules that all pages need, so that the fork has them."""
    from threadreader.importer import prepare

    prepare()
    return Limits.for_file(size)


def parse_and_pack(container: "Container", name: str, now: datetime, concurrent: int = 0) -> PackedThread:
    """Parse a page and pack it; the bodies of a large thread are made by several processes.

    `concurrent` is the number of other pages that are being parsed, which share the processors. Quotations of a small
    thread are linked.
    """
    exported = _read_export(container, name)
    if exported:
        return pack_thread(with_quotes_if_small(_of_file(exported, name, now)))
    from threadreader.importer import import_lazily

    bodiless, make_bodies = import_lazily(container, additional=additional_adapters())
    read = _of_file(bodiless, name, now)
    count = len(read.thread.comments)
    if count <= _MAX_COMMENTS_LINKED_AT_IMPORT:
        return pack_thread(with_quotes(read.with_comments(*make_bodies(0, count))))

    def make_batches(start: int, end: int) -> list[_PackedBodies]:
        return [make_batch(first, min(first + _MAX_BODIES, end)) for first in range(start, end, _MAX_BODIES)]

    def make_batch(start: int, end: int) -> _PackedBodies:
        comments, notes = make_bodies(start, end)
        return pack_batch(comments, read.address), notes

    limits = Limits.for_page(len(container.html))
    parts = map_in_parallel(
        name, limits, count, CHUNK_SIZE, make_batches, form=list[_PackedBodies], concurrent=concurrent
    )
    packed = list(chain.from_iterable(parts))
    notes = read.notes + tuple(note for _, notes in packed for note in notes)
    return pack_thread(replace(read, notes=notes), [batch for batch, _ in packed])


def _parse_save(container: "Container", name: str, now: datetime | None, without: Collection[str] = ()) -> ParsedPage:
    read = _read_export(container, name)
    if read is None:
        from threadreader.importer import import_page

        read = import_page(container, without=without, additional=additional_adapters()).parsed
    return _of_file(read, name, now)


def _read_export(container: "Container", name: str) -> ParsedPage | None:
    """Read an export as JSON, without its quotations, which are linked as in any page; None if the file is none.

    `name` is that of the file. Raises PageError.
    """
    from threadreader.importer.container.plain import JSON_KIND

    if container.kind != JSON_KIND:
        return None
    from threadreader.export.json import read_json
    from threadreader.importer.container import pack_page

    try:
        read = read_json(container.html.decode("utf-8-sig", "replace"), with_quotes=False)
    except ValueError as problem:
        trouble = f"is damaged, or from a newer threadreader ({problem})"
        raise PageError(name, trouble, "export the thread again") from problem
    digest, original = hashlib.sha256(pack_page(container)).hexdigest(), read.page.newest
    if original:
        save = replace(original, digest=digest, adapter=original.adapter or EXPORT_ADAPTER)
    else:
        save = Save(digest, name, container.kind, EXPORT_ADAPTER)
    page = replace(read.page, id=read.page.id or PageId(read.page.url or digest), saves=(save,))
    return replace(read, page=page, opened=_counts_opening(read))


def _counts_opening(read: ParsedPage) -> bool:
    """True if the declared count includes the opening post: it is more than the comments, and no note says so."""
    count = sum(comment.status is not Status.MISSING for comment in read.thread.comments)
    note = count_note(read.page.declared_count, count, opened=False)
    return note is not None and note not in read.notes


def _of_file(read: ParsedPage, name: str, now: datetime | None) -> ParsedPage:
    """The same with the name of its file and the time of import, parsed by this version."""
    save = replace(read.save, name=clean_line(Path(name).name), imported_at=now)
    return replace(read.with_save(save), versions=replace(versions.VERSIONS, linker=0))


def with_quotes(read: ParsedPage) -> ParsedPage:
    """The same with its quotations linked."""
    from threadreader.quotes import link_quotes

    return replace(read, quotes=link_quotes(read.thread), versions=versions.VERSIONS)


def with_quotes_if_small(read: ParsedPage) -> ParsedPage:
    """The same, with its quotations linked if there are few enough comments to do so with the import."""
    return with_quotes(read) if len(read.thread.comments) <= _MAX_COMMENTS_LINKED_AT_IMPORT else read


def inspect_page(file: PageFile, without: Collection[str] = ()) -> "Imported":
    """Parse a page without some adapters, with all candidates, for inspection.

    Raises PageError, AdapterNotFoundError.
    """
    from threadreader.importer import Imported

    check_adapters(without)
    return run_on_page(file, partial(import_container, without=without, every=True), Imported)


def import_container(
    container: "Container", name: str, *, without: Collection[str] = (), every: bool = False
) -> "Imported":
    """Import a page, or an export of a thread, in a worker; `name` is that of its file. Raises PageError."""
    from threadreader.importer import Imported, import_page
    from threadreader.importer.choice import Candidate

    read = _read_export(container, name)
    if read is None:
        return import_page(container, without=without, every=every, additional=additional_adapters())
    comments = read.thread.comments
    candidate = Candidate(
        read.save.adapter,
        certainty=100,
        comments=len(comments),
        authors=sum(comment.author is not None for comment in comments),
        times=sum(comment.posted_at is not None for comment in comments),
        replies=sum(comment.parent_id is not None for comment in comments),
        score=float(len(comments)),
    )
    of_export = read.with_save(replace(read.save, container=container.kind))
    return Imported(of_export, "utf-8", "this is an export format", (candidate,))


def draft_recipe(file: PageFile) -> str:
    """The recipe that the reading of a page amounts to, as TOML. Raises PageError."""
    return run_on_page(file, _draft_recipe, str)


def _draft_recipe(container: "Container", name: str) -> str:
    from threadreader.importer.recipe_draft import draft_recipe

    try:
        return draft_recipe(container, additional_adapters())
    except ValueError as problem:
        raise PageError(name, f"gives no recipe: {problem}", "use a page with comments") from problem


def mask_page(file: PageFile) -> "tuple[str, Imported, list[str]]":
    """A page masked, the page itself as it is read, and what is read otherwise in the mask. Raises PageError."""
    from threadreader.importer import Imported

    # It is read, written as a mask, and that is read.
    return run_on_page(file, _mask, tuple[str, Imported, list[str]], readings=3)


def _mask(container: "Container", name: str) -> "tuple[str, Imported, list[str]]":
    from threadreader.importer import import_bytes, import_page
    from threadreader.importer.mask import differences, mask

    additional = additional_adapters()
    page = import_page(container, additional=additional)
    people = {comment.author.name for comment in page.thread.comments if comment.author}
    try:
        html = mask(container, people)
    except ValueError as problem:
        raise PageError(name, f"cannot be masked: {problem}", "only HTML pages can") from problem
    return html, page, differences(page, import_bytes(html.encode("utf-8"), name, additional=additional))


def find_parent_hints(thread: Thread) -> Mapping[CommentId, "tuple[Hint, ...]"]:
    """The hints at a parent in the text of each comment."""
    from threadreader.quotes import link_quotes
    from threadreader.quotes.hints import find_hints

    return find_hints(thread, link_quotes(thread))


def check_adapters(names: Collection[str]) -> None:
    """Raise AdapterNotFoundError for the name of no adapter."""
    existing = [name for name, *_ in list_adapters()[0]] if names else []
    for name in names:
        if name not in existing:
            raise AdapterNotFoundError(name, "no adapter has this name", f"the adapters are {', '.join(existing)}")


def list_adapters() -> "tuple[Sequence[tuple[str, str, Sequence[str]]], Sequence[Note]]":
    """Name, origin ("" for this package) and tells of each adapter, by name, and what was wrong with others."""
    from threadreader.importer.platforms import find_adapters

    additional = additional_adapters()
    origins = {adapter.name: origin for origin, adapter in additional.adapters}
    adapters = sorted(additional.replace(find_adapters()), key=lambda adapter: adapter.name)
    return [(each.name, origins.get(each.name, ""), tuple(each.tells)) for each in adapters], additional.notes


def additional_adapters() -> "Additional":
    """The adapters of other packages and the user's recipes, without files that cannot be read."""
    from threadreader.importer.platforms.plugins import find_additional

    recipes = {}
    for path in sorted(find_paths().recipes.glob("*.toml")):
        with contextlib.suppress(OSError):
            recipes[str(path)] = path.read_text(encoding="utf-8", errors="replace")
    return find_additional(recipes)
