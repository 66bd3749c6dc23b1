"""Parsing of pages and of exports of threads into saves, in sandboxed processes, with quotations linked."""

import contextlib
import hashlib
from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import datetime
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from threadreader.errors import AdapterNotFoundError, PageError
from threadreader.library import versions
from threadreader.library.files import PageFile, as_source
from threadreader.library.sandbox import Limits, SandboxedWorker, map_in_parallel, run_sandboxed
from threadreader.model.page import TEXT_EXPORT, Note, PageId, Save, count_note
from threadreader.model.save import ParsedPage
from threadreader.model.text import clean_line
from threadreader.model.thread import CommentId, Status, Thread
from threadreader.paths import find_paths
from threadreader.store.encoding import CHUNK_SIZE
from threadreader.store.saves import PackedBatch, PackedThread, pack_batch, pack_thread

if TYPE_CHECKING:
    from threadreader.importer import Imported
    from threadreader.importer.container import Container
    from threadreader.importer.platforms.plugins import Additional
    from threadreader.quotes.hints import Hint


# The adapter name of an export that does not name the adapter of its page.
_EXPORT_ADAPTER = "threadreader"

# Quotations of up to so many comments are linked with the import: sooner than another process begins.
_MAX_COMMENTS_LINKED_AT_IMPORT = 1_000

# A page is read for a report, written in disguise, and that is read.
_READINGS_OF_REPORT = 3

# Modules that only some pages need.
_OPTIONAL_MODULES = ("threadreader.store.summaries", "threadreader.quotes.fuzzy")


def open_page(file: PageFile) -> "Container":
    """Open the page in a file; of several in it, the one with the source's `url`. Raises PageError."""
    from threadreader.importer.container import open_container

    source = as_source(file)
    return open_container(source, source.url)


def open_packed(data: bytes, name: str) -> "Container":
    """Open a page from its stored bytes; `name` is for error messages. Raises PageError."""
    from threadreader.importer.container import BytesSource, open_container

    return open_container(BytesSource(data, name))


def start_parsing(
    container: "Container", name: str, now: datetime, *, concurrent: int = 0
) -> SandboxedWorker[PackedThread]:
    """Start parsing a page in a sandboxed process, without waiting for it.

    `name` is that of the file, `concurrent` the number of other pages that are being parsed, which share the
    processors. Quotations of a small thread are linked.
    """
    limits = _limits(container)
    return SandboxedWorker(name, lambda: _parse_and_pack(container, name, now, limits, concurrent), limits)


def parse_save(container: "Container", name: str, now: datetime | None, without: Collection[str] = ()) -> ParsedPage:
    """Parse a page in a sandboxed process, without some adapters; quotations are not linked. Raises PageError."""
    return run_sandboxed(name, lambda: _parse_save(container, name, now, without), _limits(container))


def preload_for_many() -> None:
    """Import modules that only some pages need before many are parsed: each forked worker would import them again."""
    from threadreader.importer import prepare

    prepare(several=True)
    for module in _OPTIONAL_MODULES:
        import_module(module)


def _limits(container: "Container") -> Limits:
    """The limits of a page's worker, after importing the modules that all pages need, so that the fork has them."""
    from threadreader.importer import prepare

    prepare()
    return Limits.for_page(len(container.html))


def _parse_and_pack(container: "Container", name: str, now: datetime, limits: Limits, concurrent: int) -> PackedThread:
    """Parse a page and pack it; the bodies of a large thread are made by several processes."""
    exported = _read_export(container, name)
    if exported:
        return pack_thread(with_quotes_if_small(_of_file(exported, name, now)))
    from threadreader.importer import import_lazily

    bodiless, make_bodies = import_lazily(container, additional=additional_adapters())
    read = _of_file(bodiless, name, now)
    count = len(read.thread.comments)
    if count <= _MAX_COMMENTS_LINKED_AT_IMPORT:
        return pack_thread(with_quotes(read.with_comments(*make_bodies(0, count))))

    def make_batch(start: int, end: int) -> tuple[PackedBatch, tuple[Note, ...]]:
        comments, notes = make_bodies(start, end)
        return pack_batch(comments), notes

    packed = map_in_parallel(name, limits, count, CHUNK_SIZE, make_batch, concurrent=concurrent)
    notes = read.notes + tuple(note for _, notes in packed for note in notes)
    return pack_thread(replace(read, notes=notes), [batch for batch, _ in packed])


def _parse_save(container: "Container", name: str, now: datetime | None, without: Collection[str] = ()) -> ParsedPage:
    read = _read_export(container, name)
    if read is None:
        from threadreader.importer import import_page

        read = import_page(container, without=without, additional=additional_adapters()).parsed
    return _of_file(read, name, now)


def _read_export(container: "Container", name: str) -> ParsedPage | None:
    """Read an export of a thread, without its quotations, which are linked as in any page; None if the file is none.

    `name` is that of the file. Raises PageError.
    """
    from threadreader.importer.container.text import JSON_KIND

    if container.kind not in (TEXT_EXPORT, JSON_KIND):
        return None
    from threadreader.export.json import read_json
    from threadreader.export.text import read_text
    from threadreader.importer.container import pack_page

    parse = read_text if container.kind == TEXT_EXPORT else partial(read_json, with_quotes=False)
    try:
        read = parse(container.html.decode("utf-8-sig", "replace"))
    except ValueError as problem:
        trouble = f"is a damaged export, or one of a newer threadreader ({problem})"
        raise PageError(name, trouble, "export the thread again") from problem
    digest, original = hashlib.sha256(pack_page(container)).hexdigest(), read.page.newest
    if original:
        save = replace(original, digest=digest, adapter=original.adapter or _EXPORT_ADAPTER)
    else:
        save = Save(digest, name, container.kind, _EXPORT_ADAPTER)
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


def inspect_page(container: "Container", name: str, without: Collection[str] = ()) -> "Imported":
    """Parse a page without some adapters, with all candidates, for inspection; `name` is that of its file.

    Raises PageError, AdapterNotFoundError.
    """
    check_adapters(without)
    return run_sandboxed(name, lambda: _inspect(container, name, without), _limits(container))


def _inspect(container: "Container", name: str, without: Collection[str]) -> "Imported":
    from threadreader.importer import Imported, import_page
    from threadreader.importer.choice import Candidate

    read = _read_export(container, name)
    if read is None:
        return import_page(container, without=without, every=True, additional=additional_adapters())
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
    return Imported(of_export, "utf-8", "exports are written in it", (candidate,))


def draft_recipe(container: "Container", name: str) -> str:
    """The recipe that the reading of a page amounts to, as TOML; `name` is that of its file. Raises PageError."""
    return run_sandboxed(name, lambda: _draft_recipe(container, name), _limits(container))


def _draft_recipe(container: "Container", name: str) -> str:
    from threadreader.importer.recipe_draft import draft_recipe

    try:
        return draft_recipe(container, additional_adapters())
    except ValueError as problem:
        raise PageError(name, f"makes no recipe: {problem}", "take a page with comments") from problem


def disguise_page(container: "Container", name: str) -> "tuple[str, Imported, list[str]]":
    """A page with all its words in disguise, the page itself as it is read, and what is read otherwise in disguise.

    `name` is that of its file. Raises PageError.
    """
    limits = Limits.for_page(_READINGS_OF_REPORT * len(container.html))
    return run_sandboxed(name, lambda: _disguise(container, name), limits)


def _disguise(container: "Container", name: str) -> "tuple[str, Imported, list[str]]":
    from threadreader.importer import import_bytes, import_page
    from threadreader.importer.disguise import differences, disguise

    try:
        html = disguise(container)
    except ValueError as problem:
        raise PageError(name, f"cannot be disguised: {problem}", "only pages in HTML can") from problem
    additional = additional_adapters()
    page = import_page(container, additional=additional)
    return html, page, differences(page, import_bytes(html.encode("utf-8"), name, additional=additional))


def find_parent_hints(thread: Thread) -> Mapping[CommentId, "tuple[Hint, ...]"]:
    """The hints at a parent in the text of each comment."""
    from threadreader.quotes import link_quotes
    from threadreader.quotes.hints import find_hints

    return find_hints(thread, link_quotes(thread))


def check_adapters(names: Collection[str]) -> None:
    """Raise AdapterNotFoundError for the name of no adapter."""
    if not names:
        return
    from threadreader.importer.platforms import find_adapters

    existing = sorted(adapter.name for adapter in additional_adapters().replace(find_adapters()))
    for name in names:
        if name not in existing:
            raise AdapterNotFoundError(name, "there is no adapter of that name", f"there are {', '.join(existing)}")


def additional_adapters() -> "Additional":
    """The adapters of other packages and the user's recipes, without files that cannot be read."""
    from threadreader.importer.platforms.plugins import find_additional

    recipes = {}
    for path in sorted(find_paths().recipes.glob("*.toml")):
        with contextlib.suppress(OSError):
            recipes[str(path)] = path.read_text(encoding="utf-8", errors="replace")
    return find_additional(recipes)
