"""Export of page files and stored threads: what is selected, in a named format, with a preview."""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from threadreader.errors import ExportError
from threadreader.export import FORMATS, Labels, select_comments, without_article
from threadreader.library.files import NO_PAGE_IN_FOLDER, PageFile, as_source, is_stream, write_export
from threadreader.library.library import lacking
from threadreader.library.reading import check_adapters, page_files, parse_save, with_quotes
from threadreader.library.refresh import group_by_thread
from threadreader.model.merge import merge_saves
from threadreader.model.page import Entry, Page
from threadreader.model.quote import QuoteIndex, QuoteLink
from threadreader.model.save import ParsedPage
from threadreader.model.thread import Article, Comment, CommentId, Status, Thread

_FOR_PEOPLE = ("text", "markdown", "html", "epub", "mbox")

_MAX_SLUG_CHARS = 60  # file systems allow 255 bytes, and a character may take four
# Names of devices, which no file of Windows may have.
_RESERVED = re.compile(r"con|prn|aux|nul|com\d|lpt\d")


def load_for_export(files: Iterable[PageFile], without: Collection[str] = (), *, pictures: bool = False) -> ParsedPage:
    """Parse the page files of one thread, in files and folders, without some adapters, and join them for an export.

    With `pictures`, those that the files hold come along. Raises PageError, AdapterNotFoundError, and ExportError if
    they are of several threads.
    """
    paths = list(files)
    groups = load_threads(paths, without)
    if len(groups) > 1:
        one, other = (saves[0].save.name for saves in groups[:2])
        trouble = f"is not the same thread as {one}; the files have {len(groups):,} threads"
        raise ExportError(other, trouble, "export each thread by itself")
    exported = join_saves(groups[0])
    return with_pictures(exported, page_files(paths)) if pictures else exported


def with_pictures(exported: ParsedPage, files: Iterable[PageFile]) -> ParsedPage:
    """The same with the pictures that some files of the page hold."""
    from threadreader.export.markup import image_addresses
    from threadreader.library.images import find_images

    addresses = list(image_addresses(exported))
    return replace(exported, pictures=find_images(files, addresses, exported.page.url)) if addresses else exported


def load_threads(files: Iterable[PageFile], without: Collection[str] = ()) -> Sequence[Sequence[ParsedPage]]:
    """The same of several threads: the saves of each, which `join_saves` takes."""
    check_adapters(without)
    paths = list(files)
    reads = [parse_save(source, None, without) for source in page_files(paths)]
    if not reads:
        raise ExportError(as_source(paths[0]).path, *NO_PAGE_IN_FOLDER)
    return group_by_thread(reads)


def join_saves(saves: Sequence[ParsedPage]) -> ParsedPage:
    """The thread of some saves, its quotations linked."""
    return with_quotes(merge_saves(saves))


class Selection(Struct, frozen=True):
    """Selection of a thread for an export: some comments or all, with `context` their ancestors too.

    `marks` are labels for what the user did with some of the comments.
    """

    chosen: Collection[CommentId] | None = None
    context: bool = True
    article: bool = True
    sources: bool = True
    marks: Labels = {}

    def of(self, exported: ParsedPage) -> ParsedPage:
        """The selected part of an export."""
        if self.chosen is not None:
            exported = select_comments(exported, self.chosen, context=self.context)
        exported = exported if self.article else without_article(exported)
        return exported if self.sources else replace(exported, quotes=QuoteIndex())


def export_formats() -> Mapping[str, str]:
    """The file suffixes of the formats by name: those for people, then those for programs."""
    return {name: FORMATS[name].suffix for name in (*_FOR_PEOPLE, *sorted(FORMATS.keys() - set(_FOR_PEOPLE)))}


class PreviewSample(Struct, frozen=True):
    """Some comments of an open thread, with their quotations, and its article, for the preview of an export."""

    page: Page
    article: Article
    comments: Sequence[Comment] = ()
    links: Sequence[QuoteLink] = ()

    def render(self, name: str, width: int, part: Selection) -> str | bytes:
        """Export these comments, as roots."""
        thread = Thread(self.article, tuple(replace(comment, parent_id=None) for comment in self.comments))
        links = tuple(link for link in self.links if link.target.owner in {None, *thread.position})
        index = QuoteIndex(tuple(link.quote for link in links), links)
        return render_file(ParsedPage(self.page, thread, index), name, width, part)


def preview_lines(sample: PreviewSample, name: str, width: int, part: Selection) -> Sequence[str]:
    """The lines of the comments in an export, without the header of the thread; without comments, those of the header.

    The header is found by comparing with the export of an empty comment.
    """
    bare = replace(sample, article=replace(sample.article, body=()))
    lines = _text_lines(bare.render(name, width, part))
    if not sample.comments:
        return lines
    empty = Comment(CommentId("nobody"), None, None, ())
    header = _text_lines(replace(bare, comments=(empty,), links=()).render(name, width, part))
    pairs = enumerate(zip(header, lines, strict=False))
    start = next((index for index, (one, other) in pairs if one != other), 0)
    return [line for line in lines[start:] if line.strip()]


def _text_lines(export: str | bytes) -> Sequence[str]:
    """The lines of an export; that of a format that is no text has none to show."""
    return export.splitlines() if isinstance(export, str) else ()


def render_file(exported: ParsedPage, name: str, width: int, part: Selection | None = None) -> str | bytes:
    """Export a page, or a selection of it, in a named format; lines wrap at a width in cells, at 0 not at all."""
    part = part or Selection()
    return FORMATS[name].export(part.of(exported), width, part.marks)


def write_file(
    exported: ParsedPage, name: str, target: Path, part: Selection | None = None, *, width: int, overwrite: bool
) -> None:
    """Export a page to a file, and in some formats its pictures to a folder beside that. Raises ExportError."""
    from threadreader.export.markup import pictures_of

    form, part = FORMATS[name], part or Selection()
    page = part.of(exported)
    stem = target.stem if form.files and not is_stream(target) else ""
    files = {f"{stem}_{each.name}": each.content for each in pictures_of(page).values()} if stem else {}
    write_export(form.export(page, width, part.marks, stem), target, files, overwrite=overwrite)


def render_together(pages: Sequence[ParsedPage], name: str) -> str | bytes:
    """Export threads as one file of a format that holds several; one alone as by itself."""
    return FORMATS[name].export(pages[0], 0, {}) if len(pages) == 1 else FORMATS[name].export_together(pages)


def lacking_in(exported: ParsedPage) -> str:
    """A line about what an export lacks of its page, "" if it is complete."""
    missing = sum(comment.status is Status.MISSING for comment in exported.thread.comments)
    return lacking(exported.notes, missing)


def export_name(entry: Entry) -> str:
    """The default file name of a thread's text export, from its title."""
    return f"{_slug(entry)}{FORMATS['text'].suffix}"


def export_names(entries: Iterable[Entry], suffix: str) -> Sequence[str]:
    """File names of threads in one folder; where titles are alike, the later ones have their numbers too."""
    given: dict[str, None] = {}
    for entry in entries:
        name = _slug(entry)
        while name in given:
            name = f"{name}-{entry.number}"
        given[name] = None
    return [f"{name}{suffix}" for name in given]


def _slug(entry: Entry) -> str:
    slug = re.sub(r"\W+", "-", entry.page.title.casefold())[:_MAX_SLUG_CHARS].strip("-_")
    return slug if slug and not _RESERVED.fullmatch(slug) else f"thread-{entry.number}"
