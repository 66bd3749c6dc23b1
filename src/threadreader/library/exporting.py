"""Exports of page files and of stored threads, in the format of a name."""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from threadreader.errors import ExportError
from threadreader.library.files import FileSource, PageFile, as_source
from threadreader.library.gathering import NO_PAGE_IN, gather, is_page
from threadreader.library.joining import group, join_reads
from threadreader.library.reading import check_adapters, linked, open_page, read_save
from threadreader.model.page import Entry, Page
from threadreader.model.thread import Article, Comment, CommentId, Thread
from threadreader.store.read_save import ReadSave

if TYPE_CHECKING:
    from threadreader.export import Exported, Exporter


def read_exported(files: Iterable[PageFile], without: Collection[str] = ()) -> "Exported":
    """Files and folders with pages of one thread as a whole, with all that an export may hold.

    They are read without some adapters. Raises PageError, AdapterNotFoundError, and ExportError where they are of
    several threads.
    """
    check_adapters(without)
    named = list(files)
    reads = [_read(source, without) for source in gather(named) if source.folder is None or is_page(source)]
    if not reads:
        raise ExportError(as_source(named[0]).path, *NO_PAGE_IN)
    groups = group(reads)
    if len(groups) > 1:
        raise ExportError(*_several_threads(groups))
    read = linked(join_reads(groups[0]))
    from threadreader.export import Exported

    return Exported(read.page, read.thread, read.quotes, read.notes)


def _read(source: FileSource, without: Collection[str]) -> ReadSave:
    return read_save(open_page(source), source.name, None, without)


def _several_threads(groups: Sequence[Sequence[ReadSave]]) -> tuple[str, str, str]:
    one, other = (reads[0].save.name for reads in groups[:2])
    trouble = f"is not of the same thread as {one}; the files are of {len(groups):,} threads"
    return other, trouble, "export those of each thread by themselves"


@dataclass(frozen=True, slots=True)
class Part:
    """Some comments of a thread; with `context` also what they answer."""

    chosen: Collection[CommentId]
    context: bool = True


def only(part: Part | None, exported: "Exported") -> "Exported":
    """A part of what is exported, or all of it."""
    from threadreader.export.part import part_of

    return part_of(exported, part.chosen, context=part.context) if part else exported


def export_formats() -> Mapping[str, str]:
    """The suffix of each format, by its name; text first."""
    from threadreader.export import exporters

    named = exporters()
    return {name: named[name].suffix for name in sorted(named, key=lambda name: (name != "text", name))}


def first_lines(page: Page, article: Article, comment: Comment | None, name: str, width: int) -> Sequence[str]:
    """How an export of a comment begins, below what stands above all comments; without one, how its article does."""
    from threadreader.export import Exported

    bare = replace(article, body=article.body[:1])
    above = render_export(Exported(page, Thread(bare)), name, width).splitlines()
    if comment is None:
        return above
    lines = render_export(Exported(page, Thread(bare, (replace(comment, parent_id=None),))), name, width).splitlines()
    pairs = enumerate(zip(above, lines, strict=False))
    same = next((number for number, (one, other) in pairs if one != other), len(above))
    return [line for line in lines[same:] if line.strip()]


def render_export(exported: "Exported", name: str, width: int) -> str:
    """The text of an export in the format of that name; lines wrap at a width in cells, at 0 not at all."""
    return exporter(name).export(exported, width)


def export_name(entry: Entry) -> str:
    """A name for the file of a thread's text export, made from its title."""
    words = re.sub(r"\W+", "-", entry.page.title.casefold())[:60].strip("-_")
    return f"{words or f'thread-{entry.number}'}{exporter('text').suffix}"


def exporter(name: str) -> "Exporter":
    from threadreader.export import exporters

    return exporters()[name]
