"""Export as an EPUB 3 book: a cover, the article with the pictures that were saved, then the replies by branches.

The replies are flat, each with a link to the one that it answers: e-readers fold nothing and have narrow screens.
"""

import io
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from itertools import count

from threadreader.export import NO_LABELS, Labels, direction_of
from threadreader.export.html import (
    article_lines,
    head_of,
    name_of,
    open_reply,
    opening_words,
    reply_body,
    reply_head,
    title_of,
)
from threadreader.export.markup import BodyWriter, Picture, clean_xml, language_of, line, pictures_of, template
from threadreader.model.blocks import Span
from threadreader.model.page import BOOK_ARTICLE, BOOK_CHAPTER
from threadreader.model.save import ParsedPage
from threadreader.model.text import clean_line
from threadreader.model.thread import CommentId
from threadreader.render.text import lay_spans

# Comments of a chapter: as many as an e-reader turns pages of without a pause. A branch is in one where it has not
# several times as many.
_CHAPTER_COMMENTS, _MAX_CHAPTER_COMMENTS = 100, 300

_ARTICLE = BOOK_ARTICLE.removeprefix("EPUB/")
_COVER_PAGE = ('<p class="cover"><img src="cover.svg" alt="Cover"/></p>',)
# Columns and lines of a title in large letters on the cover, and characters of a line in small ones.
_COVER_CELLS, _COVER_LINES, _COVER_CHARS = 18, 8, 32

_MAX_INDENT = 6  # levels: more leave no room on an e-reader
_COMPRESSION = 1  # within a fifth as small as the most, in a third of the time


def export_epub(exported: ParsedPage, _width: int = 0, labels: Labels = NO_LABELS) -> bytes:
    """Write the thread as a book."""
    chapters, pictures, thread = _chapters(exported), pictures_of(exported), exported.thread
    parts = {each.name: each for each in pictures.values()}
    files: dict[CommentId | None, str] = {None: _ARTICLE}
    for name, indexes in chapters.items():
        files |= {thread.comments[index].id: name for index in indexes}
    writer = BodyWriter(exported, files.__getitem__, {src: picture.name for src, picture in pictures.items()})
    book = _Book(exported)
    book.add("style.css", template("body.css") + template("book.css"))
    book.add("package.opf", _package(exported, [*chapters], parts.values()))
    book.add("nav.xhtml", book.page(_nav(exported, files)))
    book.add("cover.svg", _cover(exported))
    book.add("cover.xhtml", book.page(_COVER_PAGE))
    book.add(_ARTICLE, book.page([*article_lines(exported, writer)]))
    for name, indexes in chapters.items():
        lines = [f"<h1>Replies {indexes[0] + 1:,} to {indexes[-1] + 1:,}</h1>"]
        for index in indexes:
            comment = thread.comments[index]
            lines.append(open_reply(comment, index, f"d{min(thread.depths[index], _MAX_INDENT)}"))
            lines.append(reply_head(thread, index, writer, labels.get(comment.id, ()), 2, named=True))
            lines += reply_body(comment, writer, 2)
            lines.append("</article>")
        book.add(name, book.page(lines))
    for picture in parts.values():
        book.add(picture.name, picture.content)
    return book.packed()


class _Book:
    """A zip file of the parts of a book, the same for the same parts."""

    def __init__(self, exported: ParsedPage) -> None:
        self._bytes = io.BytesIO()
        self._zip = zipfile.ZipFile(self._bytes, "w", zipfile.ZIP_DEFLATED, compresslevel=_COMPRESSION)
        # Each part is of 1980: no time of the export is in it.
        self._zip.writestr(zipfile.ZipInfo("mimetype"), "application/epub+zip", zipfile.ZIP_STORED)
        self._zip.writestr(zipfile.ZipInfo("META-INF/container.xml"), template("container.xml"), zipfile.ZIP_DEFLATED)
        self._head = head_of(exported)

    def page(self, lines: Sequence[str]) -> str:
        """A page with these lines in it."""
        return template("chapter.xhtml", **self._head, lines="\n".join(lines))

    def add(self, name: str, part: str | bytes) -> None:
        """Add a text, or a picture, which is packed already."""
        is_text = isinstance(part, str)
        content = clean_xml(part).encode() if isinstance(part, str) else part
        self._zip.writestr(
            zipfile.ZipInfo(f"EPUB/{name}"), content, zipfile.ZIP_DEFLATED if is_text else zipfile.ZIP_STORED
        )

    def packed(self) -> bytes:
        """The whole file."""
        self._zip.close()
        return self._bytes.getvalue()


def _chapters(exported: ParsedPage) -> Mapping[str, Sequence[int]]:
    """The indexes of the replies in each file.

    A new one begins with a branch where the last is full, or within one that is too long.
    """
    chapters: dict[str, list[int]] = {}
    indexes: list[int] = []
    for index, parent in enumerate(exported.thread.parents):
        limit = _CHAPTER_COMMENTS if parent < 0 else _MAX_CHAPTER_COMMENTS
        if not chapters or len(indexes) >= limit:
            indexes = []
            chapters[BOOK_CHAPTER.format(len(chapters) + 1).removeprefix("EPUB/")] = indexes
        indexes.append(index)
    return chapters


def _package(exported: ParsedPage, chapters: Sequence[str], pictures: Iterable[Picture]) -> str:
    page, article = exported.page, exported.thread.article
    save, published = page.newest, article.published_at and article.published_at.iso
    modified = save.saved_at if save and save.saved_at else datetime(1970, 1, 1, tzinfo=UTC)
    metadata = [
        f'<dc:identifier id="id">{line(page.id) or "thread"}</dc:identifier>',
        f"<dc:title>{line(title_of(exported))}</dc:title>",
        f"<dc:language>{language_of(exported)}</dc:language>",
        f'<meta property="dcterms:modified">{modified.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}</meta>',
        *(f"<dc:creator>{line(author.name)}</dc:creator>" for author in article.authors),
        *([f"<dc:date>{published}</dc:date>"] if published else []),
        *([f"<dc:publisher>{line(page.site)}</dc:publisher>"] if page.site and line(page.site) else []),
        *([f"<dc:source>{line(page.url)}</dc:source>"] if page.url else []),
    ]
    files = ["cover.xhtml", _ARTICLE, *chapters]
    items = [
        f'<item id="{name.partition(".")[0]}" href="{name}" media-type="application/xhtml+xml"/>' for name in files
    ]
    items += [
        f'<item id="{each.name.replace("/", "-")}" href="{each.name}" media-type="{each.media_type}"/>'
        for each in pictures
    ]
    spine = [f'<itemref idref="{name.partition(".")[0]}"/>' for name in files]
    lists = {"metadata": metadata, "items": items, "spine": spine}
    parts = {name: "\n".join(lines) for name, lines in lists.items()}
    return template("package.opf", **parts, direction=direction_of(exported.thread))


def _nav(exported: ParsedPage, files: Mapping[CommentId | None, str]) -> list[str]:
    """The table of contents: the article and the branches."""
    thread = exported.thread
    lines = [
        '<nav epub:type="toc">\n<h1>Contents</h1>\n<ol>',
        f'<li><a href="{_ARTICLE}">{line(title_of(exported))}</a></li>',
    ]
    for index, comment in enumerate(thread.comments):
        if thread.parents[index] >= 0:
            continue
        label = f"#{index + 1} {name_of(comment)}: {opening_words(comment)}" + (
            f" ({thread.sizes[index]:,})" if thread.sizes[index] > 1 else ""
        )
        lines.append(f'<li><a href="{files[comment.id]}#reply-{index + 1}">{line(label)}</a></li>')
    return [*lines, "</ol>\n</nav>"]


def _cover(exported: ParsedPage) -> str:
    """A drawing of the title and of who wrote it where: every script is in the fonts of e-readers."""
    lines = lay_spans((Span(title_of(exported)),), _COVER_CELLS, ())
    texts = [(each.text, "bold 40px serif") for each in lines[:_COVER_LINES]]
    by = ", ".join(clean_line(author.name) for author in exported.thread.article.authors)
    texts += [(each, "28px sans-serif") for each in (by, exported.page.site or "") if each]
    drawn = []
    for y, (text, font) in zip(count(200, 56), texts, strict=False):
        shown = line(text if len(text) <= _COVER_CHARS else text[:_COVER_CHARS] + "…")
        drawn.append(f'<text x="300" y="{y}" text-anchor="middle" style="font: {font}">{shown}</text>')
    return template("cover.svg", words="\n".join(drawn))
