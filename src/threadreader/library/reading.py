"""From the bytes of a page to what is kept of it: reads, links, and names page and save."""

import contextlib
import enum
from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from threadreader.errors import AdapterNotFoundError
from threadreader.library.confinement import Confined, Limits, confined
from threadreader.library.files import PageFile, as_source
from threadreader.library.rereading import as_imported, counts_opening, page_of, read_export
from threadreader.model.clean import clean_line
from threadreader.model.page import Page, PageId, Save
from threadreader.model.quote import QuoteIndex
from threadreader.model.thread import CommentId, Thread
from threadreader.paths import find_paths
from threadreader.store.read_save import ReadSave, Versions

if TYPE_CHECKING:
    from threadreader.export import Exported
    from threadreader.importer import Imported
    from threadreader.importer.additional import Additional
    from threadreader.importer.container import Container
    from threadreader.quotes.hints import Hint

_LINKED_AT_ONCE = 1_000
"""Comments: the quotations of a thread of up to so many are linked sooner than another process begins."""

VERSIONS = Versions(reader=1, linker=2)
"""Raise `reader` when pages are read better and `linker` when quotations are: stored threads are then made again."""

_NOT_LINKED = Versions(VERSIONS.reader, linker=0)


class Link(enum.Enum):
    """When the quotations of a page are linked: as it is read, only then if that is soon done, or later."""

    AT_ONCE = enum.auto()
    SMALL = enum.auto()
    NEVER = enum.auto()

    def now(self, comments: int) -> bool:
        """Whether those of a thread of so many comments are linked as it is read."""
        return self is Link.AT_ONCE or (self is Link.SMALL and comments <= _LINKED_AT_ONCE)


def open_page(file: PageFile) -> "Container":
    """The page in a file; of several in it, the one that is meant. Raises PageError."""
    from threadreader.importer.container import open_container

    source = as_source(file)
    return open_container(source, source.url)


def open_packed(data: bytes, name: str) -> "Container":
    """The page whose bytes were kept; `name` is what errors call it. Raises PageError."""
    from threadreader.importer.container import BytesSource, open_container

    return open_container(BytesSource(data, name))


def read_save(
    container: "Container",
    name: str,
    now: datetime | None,
    *,
    link: Link = Link.AT_ONCE,
    without: Collection[str] = (),
    limits: Limits | None = None,
) -> ReadSave:
    """Read a page in a process of its own; the file is called `name`. Raises PageError where it is not to be read."""
    with begin_save(container, name, now, link=link, without=without, limits=limits) as begun:
        return begun.result()


def begin_save(
    container: "Container",
    name: str,
    now: datetime | None,
    *,
    link: Link = Link.AT_ONCE,
    without: Collection[str] = (),
    limits: Limits | None = None,
) -> Confined[ReadSave]:
    """Begin to read a page in a process of its own, which is not waited for: several can be read at once."""
    from threadreader.importer import prepare

    prepare()
    limits = limits or Limits.for_page(len(container.html))
    return Confined(name, lambda: _read_save(container, name, now, link, without), limits)


def _read_save(
    container: "Container", name: str, now: datetime | None, link: Link, without: Collection[str]
) -> ReadSave:
    exported = read_export(container, name)
    read = _read_again(exported, container, name, now) if exported else _read(container, name, now, without)
    return linked(read) if link.now(len(read.thread.comments)) else read


def _read_again(exported: "Exported", container: "Container", name: str, now: datetime | None) -> ReadSave:
    page = page_of(exported, container, _file_name(name), now)
    return ReadSave(
        page,
        page.saves[0],
        exported.thread,
        QuoteIndex(),
        exported.notes,
        _NOT_LINKED,
        opened=counts_opening(exported),
    )


def _read(container: "Container", name: str, now: datetime | None, without: Collection[str]) -> ReadSave:
    from threadreader.importer import import_page

    imported = import_page(container, without=without, additional=additional_adapters())
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
        page, save, imported.thread, QuoteIndex(), imported.notes, _NOT_LINKED, imported.paging, imported.opened
    )


def _file_name(name: str) -> str:
    return clean_line(Path(name).name)


def linked(read: ReadSave) -> ReadSave:
    """The same with its quotations linked."""
    from threadreader.quotes import link_quotes

    return replace(read, quotes=link_quotes(read.thread), versions=VERSIONS)


def inspect_page(container: "Container", name: str, without: Collection[str] = ()) -> "Imported":
    """A page with all that is known of how it was read, without some adapters; `name` is that of its file.

    Raises PageError, AdapterNotFoundError.
    """
    check_adapters(without)
    return confined(name, lambda: _inspect(container, name, without), Limits.for_page(len(container.html)))


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
    from threadreader.importer.sites import find_adapters

    known = sorted(adapter.name for adapter in additional_adapters().replace(find_adapters()))
    for name in names:
        if name not in known:
            raise AdapterNotFoundError(name, "there is no adapter of that name", f"there are {', '.join(known)}")


def additional_adapters() -> "Additional":
    """The adapters of other packages, and the reader's own recipes; files that cannot be read are none."""
    from threadreader.importer.additional import find_additional

    recipes = {}
    for path in sorted(find_paths().recipes.glob("*.toml")):
        with contextlib.suppress(OSError):
            recipes[str(path)] = path.read_text(encoding="utf-8", errors="replace")
    return find_additional(recipes)
