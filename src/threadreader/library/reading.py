"""From the bytes of a page to what is kept of it: reads, links, and names page and save.

Threads read back from what `export` wrote.

The versions of what reads pages and of what links quotations.
"""

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
from threadreader.library.sandbox import Confined, Limits, confined, in_shares
from threadreader.model.page import TEXT_EXPORT, Note, Page, PageId, Save, count_note
from threadreader.model.quote import QuoteIndex
from threadreader.model.text import clean_line
from threadreader.model.thread import CommentId, Status, Thread
from threadreader.paths import find_paths
from threadreader.store.encoding import WINDOW
from threadreader.store.saves import PackedSave, ReadSave, Share, Versions, pack_save, pack_share, put_together

if TYPE_CHECKING:
    from threadreader.export import Exported
    from threadreader.importer import Imported
    from threadreader.importer.container import Container
    from threadreader.importer.platforms.plugins import Additional
    from threadreader.quotes.hints import Hint


ADAPTER = "threadreader"
"""What stands in the place of an adapter's name where an export does not say by which its page was read."""


def read_export(container: "Container", name: str) -> "Exported | None":
    """The thread in an export, None where the file is none; `name` is the file's. Raises PageError.

    What quotes what is found again, as it is in any page.
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


def page_of(exported: "Exported", container: "Container", name: str, now: datetime | None) -> Page:
    """The page that an export is of: the export is its only save."""
    from threadreader.importer.container import pack_page

    digest = hashlib.sha256(pack_page(container)).hexdigest()
    of_page = exported.page.newest
    save = Save(
        digest=digest,
        name=name,
        container=of_page.container if of_page else container.kind,
        adapter=(of_page and of_page.adapter) or ADAPTER,
        saved_at=of_page.saved_at if of_page else None,
        imported_at=now,
    )
    return replace(exported.page, id=exported.page.id or PageId(exported.page.url or digest), saves=(save,))


def counts_opening(exported: "Exported") -> bool:
    """Whether the page counts its opening post too: it counts more comments than there are, and no note says so."""
    found = sum(comment.status is not Status.MISSING for comment in exported.thread.comments)
    lacking = count_note(exported.page.declared_count, found, opened=False)
    return lacking is not None and lacking not in exported.notes


def as_imported(exported: "Exported", container: "Container", page: Page) -> "Imported":
    """All that is known of how an export was read."""
    from threadreader.importer import Imported
    from threadreader.importer.platforms import Candidate

    save, thread = page.saves[0], exported.thread
    found = Candidate(
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
        candidates=(found,),
        evidence={},
        additional=(),
        notes=exported.notes,
        digest=save.digest,
    )


VERSIONS = Versions(reader=5, linker=3)
"""Raise `reader` when pages are read better and `linker` when quotations are: stored threads are then made again."""


_LINKED_AT_ONCE = 1_000
"""Comments: the quotations of a thread of up to so many are linked sooner than another process begins."""

_OF_SOME = ("threadreader.model.summary", "threadreader.quotes.fuzzy")
"""What pages take that are packed and linked where they are read."""


def open_page(file: PageFile) -> "Container":
    """The page in a file; of several in it, the one that is meant. Raises PageError."""
    from threadreader.importer.container import open_container

    source = as_source(file)
    return open_container(source, source.url)


def open_packed(data: bytes, name: str) -> "Container":
    """The page whose bytes were kept; `name` is what errors call it. Raises PageError."""
    from threadreader.importer.container import BytesSource, open_container

    return open_container(BytesSource(data, name))


def begin_save(container: "Container", name: str, now: datetime, *, beside: int = 0) -> Confined[PackedSave]:
    """Begin to read a page in a process of its own, which is not waited for: several can be read at once.

    The file is called `name`; so many others are read `beside` it, which it leaves processors to. Its quotations are
    linked where that is soon done.
    """
    limits = _limits(container)
    return Confined(name, lambda: _read_and_pack(container, name, now, limits, beside), limits)


def read_save(container: "Container", name: str, now: datetime | None, without: Collection[str] = ()) -> ReadSave:
    """Read a page in a process of its own, without some adapters; its quotations are not linked. Raises PageError."""
    return confined(name, lambda: _read_save(container, name, now, without), _limits(container))


def prepare_for_several() -> None:
    """Import what only some pages take too, before several are read: each copy would have to import it again."""
    from threadreader.importer import prepare

    prepare(several=True)
    for module in _OF_SOME:
        import_module(module)


def _limits(container: "Container") -> Limits:
    """What reading a page may take in a copy of this process, which has everything imported that all pages take."""
    from threadreader.importer import prepare

    prepare()
    return Limits.for_page(len(container.html))


def _read_and_pack(container: "Container", name: str, now: datetime, limits: Limits, beside: int) -> PackedSave:
    """Read a page and pack it; the words of a large one are made by several processes."""
    exported = read_export(container, name)
    if exported:
        return pack_save(linked_if_small(_read_again(exported, container, name, now)))
    from threadreader.importer import import_lazily

    imported, words = import_lazily(container, additional=additional_adapters())
    count = len(imported.thread.comments)
    if count <= _LINKED_AT_ONCE:
        comments, odd = words(0, count)
        read = _as_read(imported, name, now)
        read = replace(read, thread=replace(read.thread, comments=comments), notes=read.notes + odd)
        return pack_save(linked(read))

    def pack_part(start: int, end: int) -> tuple[Share, tuple[Note, ...]]:
        comments, odd = words(start, end)
        return pack_share(comments), odd

    packed = in_shares(name, limits, count, WINDOW, pack_part, beside=beside)
    notes = imported.notes + tuple(note for _, odd in packed for note in odd)
    return put_together(_as_read(replace(imported, notes=notes), name, now), [share for share, _ in packed])


def _read_save(container: "Container", name: str, now: datetime | None, without: Collection[str] = ()) -> ReadSave:
    exported = read_export(container, name)
    return _read_again(exported, container, name, now) if exported else _read(container, name, now, without)


def _read_again(exported: "Exported", container: "Container", name: str, now: datetime | None) -> ReadSave:
    page = page_of(exported, container, _file_name(name), now)
    return ReadSave(
        page,
        page.saves[0],
        exported.thread,
        QuoteIndex(),
        exported.notes,
        _not_linked(),
        opened=counts_opening(exported),
    )


def _read(container: "Container", name: str, now: datetime | None, without: Collection[str]) -> ReadSave:
    from threadreader.importer import import_page

    return _as_read(import_page(container, without=without, additional=additional_adapters()), name, now)


def _as_read(imported: "Imported", name: str, now: datetime | None) -> ReadSave:
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
    return ReadSave(
        page, save, imported.thread, QuoteIndex(), imported.notes, _not_linked(), imported.paging, imported.opened
    )


def _not_linked() -> Versions:
    return replace(VERSIONS, linker=0)


def _file_name(name: str) -> str:
    return clean_line(Path(name).name)


def linked(read: ReadSave) -> ReadSave:
    """The same with its quotations linked."""
    from threadreader.quotes import link_quotes

    return replace(read, quotes=link_quotes(read.thread), versions=VERSIONS)


def linked_if_small(read: ReadSave) -> ReadSave:
    """The same; with its quotations linked where that is soon done."""
    return linked(read) if len(read.thread.comments) <= _LINKED_AT_ONCE else read


def inspect_page(container: "Container", name: str, without: Collection[str] = ()) -> "Imported":
    """A page with all that is known of how it was read, without some adapters; `name` is that of its file.

    Raises PageError, AdapterNotFoundError.
    """
    check_adapters(without)
    return confined(name, lambda: _inspect(container, name, without), _limits(container))


def _inspect(container: "Container", name: str, without: Collection[str]) -> "Imported":
    from threadreader.importer import import_page

    exported = read_export(container, name)
    if exported:
        return as_imported(exported, container, page_of(exported, container, _file_name(name), None))
    return import_page(container, without=without, every=True, additional=additional_adapters())


def hints_in(thread: Thread) -> Mapping[CommentId, "tuple[Hint, ...]"]:
    """Whom the words of each comment hint at."""
    from threadreader.quotes import link_quotes
    from threadreader.quotes.hints import find_hints

    return find_hints(thread, link_quotes(thread))


def check_adapters(names: Collection[str]) -> None:
    if not names:
        return
    from threadreader.importer.platforms import find_adapters

    known = sorted(adapter.name for adapter in additional_adapters().replace(find_adapters()))
    for name in names:
        if name not in known:
            raise AdapterNotFoundError(name, "there is no adapter of that name", f"there are {', '.join(known)}")


def additional_adapters() -> "Additional":
    """The adapters of other packages, and the reader's own recipes; files that cannot be read are none."""
    from threadreader.importer.platforms.plugins import find_additional

    recipes = {}
    for path in sorted(find_paths().recipes.glob("*.toml")):
        with contextlib.suppress(OSError):
            recipes[str(path)] = path.read_text(encoding="utf-8", errors="replace")
    return find_additional(recipes)
