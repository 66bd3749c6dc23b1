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
from threadreader.library.files import PageFile, as_source
from threadreader.library.sandbox import Limits, SandboxedWorker, map_in_parallel, run_sandboxed
from threadreader.model.page import TEXT_EXPORT, Note, Page, PageId, Save, count_note
from threadreader.model.quote import QuoteIndex
from threadreader.model.text import clean_line
from threadreader.model.thread import CommentId, Status, Thread
from threadreader.paths import find_paths
from threadreader.store.encoding import CHUNK_SIZE
from threadreader.store.saves import PackedBatch, PackedSave, ParsedSave, Versions, assemble_save, pack_batch, pack_save

if TYPE_CHECKING:
    from threadreader.export import Exported
    from threadreader.importer import Imported
    from threadreader.importer.container import Container
    from threadreader.importer.platforms.plugins import Additional
    from threadreader.quotes.hints import Hint


# The adapter name of an export that does not name the adapter of its page.
_EXPORT_ADAPTER = "threadreader"


def _read_export(container: "Container", name: str) -> "Exported | None":
    """Read an export of a thread, without its quotations, which are linked as in any page; None if the file is none.

    `name` is that of the file. Raises PageError.
    """
    from threadreader.importer.container.text import JSON_KIND

    if container.kind not in (TEXT_EXPORT, JSON_KIND):
        return None
    from threadreader.export.json import read_json
    from threadreader.export.text import read_text

    read = read_text if container.kind == TEXT_EXPORT else partial(read_json, with_quotes=False)
    try:
        return read(container.html.decode("utf-8-sig", "replace"))
    except ValueError as problem:
        trouble = f"is a damaged export, or one of a newer threadreader ({problem})"
        raise PageError(name, trouble, "export the thread again") from problem


def _exported_page(exported: "Exported", container: "Container", name: str, now: datetime | None) -> Page:
    """The page of an export, with the export as its only save."""
    from threadreader.importer.container import pack_page

    digest = hashlib.sha256(pack_page(container)).hexdigest()
    original = exported.page.newest
    save = Save(
        digest=digest,
        name=name,
        container=original.container if original else container.kind,
        adapter=(original and original.adapter) or _EXPORT_ADAPTER,
        saved_at=original.saved_at if original else None,
        imported_at=now,
    )
    return replace(exported.page, id=exported.page.id or PageId(exported.page.url or digest), saves=(save,))


def _counts_opening(exported: "Exported") -> bool:
    """True if the declared count includes the opening post: it is more than the comments, and no note says so."""
    count = sum(comment.status is not Status.MISSING for comment in exported.thread.comments)
    note = count_note(exported.page.declared_count, count, opened=False)
    return note is not None and note not in exported.notes


def _imported_from_export(exported: "Exported", container: "Container", page: Page) -> "Imported":
    """The import of an export, for inspection."""
    from threadreader.importer import Imported
    from threadreader.importer.platforms import Candidate

    save, thread = page.saves[0], exported.thread
    candidate = Candidate(
        save.adapter,
        certainty=100,
        comments=len(thread.comments),
        authors=sum(comment.author is not None for comment in thread.comments),
        times=sum(comment.posted_at is not None for comment in thread.comments),
        replies=sum(comment.parent_id is not None for comment in thread.comments),
        worth=float(len(thread.comments)),
    )
    return Imported(
        thread=thread,
        title=page.title,
        url=page.url,
        site=page.site,
        language=page.language,
        declared_count=page.declared_count,
        saved_at=save.saved_at,
        container=container.kind,
        charset="utf-8",
        charset_reason="exports are written in it",
        adapter=save.adapter,
        candidates=(candidate,),
        evidence={},
        additional=(),
        notes=exported.notes,
        digest=save.digest,
    )


# Raise `extractor` when pages are parsed better and `linker` when quotations are linked better: stored threads are then
# made again.
VERSIONS = Versions(extractor=5, linker=3)

# Quotations of up to so many comments are linked with the import: sooner than another process begins.
_MAX_COMMENTS_LINKED_AT_IMPORT = 1_000

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
) -> SandboxedWorker[PackedSave]:
    """Start parsing a page in a sandboxed process, without waiting for it.

    `name` is that of the file, `concurrent` the number of other pages that are being parsed, which share the
    processors. Quotations of a small thread are linked.
    """
    limits = _limits(container)
    return SandboxedWorker(name, lambda: _parse_and_pack(container, name, now, limits, concurrent), limits)


def parse_save(container: "Container", name: str, now: datetime | None, without: Collection[str] = ()) -> ParsedSave:
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


def _parse_and_pack(container: "Container", name: str, now: datetime, limits: Limits, concurrent: int) -> PackedSave:
    """Parse a page and pack it; the bodies of a large thread are made by several processes."""
    exported = _read_export(container, name)
    if exported:
        return pack_save(with_quotes_if_small(_save_of_export(exported, container, name, now)))
    from threadreader.importer import import_lazily

    imported, make_bodies = import_lazily(container, additional=additional_adapters())
    count = len(imported.thread.comments)
    if count <= _MAX_COMMENTS_LINKED_AT_IMPORT:
        comments, notes = make_bodies(0, count)
        read = _save_of_import(imported, name, now)
        return pack_save(
            with_quotes(replace(read, thread=replace(read.thread, comments=comments), notes=read.notes + notes))
        )

    def make_batch(start: int, end: int) -> tuple[PackedBatch, tuple[Note, ...]]:
        comments, notes = make_bodies(start, end)
        return pack_batch(comments), notes

    packed = map_in_parallel(name, limits, count, CHUNK_SIZE, make_batch, concurrent=concurrent)
    notes = imported.notes + tuple(note for _, notes in packed for note in notes)
    return assemble_save(_save_of_import(replace(imported, notes=notes), name, now), [batch for batch, _ in packed])


def _parse_save(container: "Container", name: str, now: datetime | None, without: Collection[str] = ()) -> ParsedSave:
    exported = _read_export(container, name)
    if exported:
        return _save_of_export(exported, container, name, now)
    from threadreader.importer import import_page

    return _save_of_import(import_page(container, without=without, additional=additional_adapters()), name, now)


def _save_of_export(exported: "Exported", container: "Container", name: str, now: datetime | None) -> ParsedSave:
    page = _exported_page(exported, container, _file_name(name), now)
    return ParsedSave(
        page,
        page.saves[0],
        exported.thread,
        QuoteIndex(),
        exported.notes,
        replace(VERSIONS, linker=0),
        opened=_counts_opening(exported),
    )


def _save_of_import(imported: "Imported", name: str, now: datetime | None) -> ParsedSave:
    save = Save(
        digest=imported.digest,
        name=_file_name(name),
        container=imported.container,
        adapter=imported.adapter,
        saved_at=imported.saved_at,
        imported_at=now,
    )
    page = Page(
        id=PageId(imported.url or imported.digest),
        title=imported.title,
        url=imported.url,
        site=imported.site,
        language=imported.language,
        declared_count=imported.declared_count,
        saves=(save,),
    )
    return ParsedSave(
        page,
        save,
        imported.thread,
        QuoteIndex(),
        imported.notes,
        replace(VERSIONS, linker=0),
        imported.paging,
        imported.opened,
    )


def _file_name(name: str) -> str:
    return clean_line(Path(name).name)


def with_quotes(read: ParsedSave) -> ParsedSave:
    """The same with its quotations linked."""
    from threadreader.quotes import link_quotes

    return replace(read, quotes=link_quotes(read.thread), versions=VERSIONS)


def with_quotes_if_small(read: ParsedSave) -> ParsedSave:
    """The same, with its quotations linked if there are few enough comments to do so with the import."""
    return with_quotes(read) if len(read.thread.comments) <= _MAX_COMMENTS_LINKED_AT_IMPORT else read


def inspect_page(container: "Container", name: str, without: Collection[str] = ()) -> "Imported":
    """Parse a page without some adapters, with all candidates, for inspection; `name` is that of its file.

    Raises PageError, AdapterNotFoundError.
    """
    check_adapters(without)
    return run_sandboxed(name, lambda: _inspect(container, name, without), _limits(container))


def _inspect(container: "Container", name: str, without: Collection[str]) -> "Imported":
    from threadreader.importer import import_page

    exported = _read_export(container, name)
    if exported:
        return _imported_from_export(exported, container, _exported_page(exported, container, _file_name(name), None))
    return import_page(container, without=without, every=True, additional=additional_adapters())


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
