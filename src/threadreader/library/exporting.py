"""Exports of page files and of stored threads, in the format of a name."""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from threadreader.errors import ExportError
from threadreader.library.files import NO_PAGE_IN, FileSource, PageFile, as_source, gather, is_page
from threadreader.library.reading import check_adapters, linked, open_page, read_save
from threadreader.library.refresh import group, join_reads
from threadreader.model.page import Entry, Page
from threadreader.model.quote import QuoteLink
from threadreader.model.thread import Article, Comment, CommentId, Thread
from threadreader.store.saves import ReadSave

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


def is_lossless(name: str) -> bool:
    """Whether the format of that name leaves nothing out."""
    return exporter(name).lossless


@dataclass(frozen=True, slots=True)
class Part:
    """What of a thread is exported: some comments or all, with `context` also what they answer, and what beside them.

    `marks` are words for what a reader did with some of the comments.
    """

    chosen: Collection[CommentId] | None = None
    context: bool = True
    article: bool = True
    sources: bool = True
    marks: Mapping[CommentId, Sequence[str]] = field(default_factory=dict)

    def of(self, exported: "Exported") -> "Exported":
        """The export with only that in it."""
        from threadreader.export import part_of, without_article
        from threadreader.model.quote import QuoteIndex

        exported = replace(exported, marks=self.marks)
        if self.chosen is not None:
            exported = part_of(exported, self.chosen, context=self.context)
        exported = exported if self.article else without_article(exported)
        return exported if self.sources else replace(exported, quotes=QuoteIndex())


def export_formats() -> Mapping[str, str]:
    """The suffix of each format, by its name; text first."""
    from threadreader.export import exporters

    named = exporters()
    return {name: named[name].suffix for name in sorted(named, key=lambda name: (name != "text", name))}


@dataclass(frozen=True, slots=True)
class Sample:
    """Some comments of a thread as it is open, with their quotations, and its article: enough to see an export by."""

    page: Page
    article: Article
    comments: Sequence[Comment] = ()
    links: Sequence[QuoteLink] = ()

    def render(self, name: str, width: int, part: Part) -> str:
        """An export of these comments alone, without what they answer."""
        from threadreader.export import Exported
        from threadreader.model.quote import QuoteIndex

        thread = Thread(self.article, tuple(replace(comment, parent_id=None) for comment in self.comments))
        links = tuple(link for link in self.links if link.target.owner in {None, *thread.position})
        index = QuoteIndex(tuple(link.quote for link in links), links)
        return render_export(part.of(Exported(self.page, thread, index)), name, width)


def first_lines(sample: Sample, name: str, width: int, part: Part) -> Sequence[str]:
    """How an export of a comment begins, below what stands above all comments; without one, how its article does."""
    bare = replace(sample, article=replace(sample.article, body=()))
    lines = bare.render(name, width, part).splitlines()
    if not sample.comments:
        return lines
    nobody = Comment(CommentId("nobody"), None, None, ())
    above = replace(bare, comments=(nobody,), links=()).render(name, width, part).splitlines()
    pairs = enumerate(zip(above, lines, strict=False))
    same = next((number for number, (one, other) in pairs if one != other), 0)
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
