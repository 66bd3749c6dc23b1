"""Export as an EPUB 3 book: a cover, the article with the pictures that were saved, then the replies by branches.

The replies are flat, each with a link to the one that it answers: e-readers fold nothing and have narrow screens.
"""

import io
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from itertools import count

from msgspec import Struct

from threadreader.export import NO_LABELS, Labels, direction_of
from threadreader.export.html import article_lines, count_line, open_reply, reply_lines, title_of
from threadreader.export.markup import BODY_STYLE, BodyWriter, clean_xml, language_of, line, valid_address
from threadreader.model.blocks import Image, Span, walk
from threadreader.model.page import BOOK_ARTICLE, BOOK_CHAPTER, EXPORT_ADAPTER
from threadreader.model.quote import NOBODY
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
_MAX_NAV_CHARS = 60
_COMPRESSION = 1  # within a fifth as small as the most, in a third of the time

_STYLE = f"""
{BODY_STYLE}
body {{ line-height: 1.5; }}
.reply {{ border-inline-start: 2px solid gray; padding-inline-start: .5em; margin-block-start: 1.2em; }}
{"".join(f".d{level} {{ margin-inline-start: {level * 0.6:.1f}em; }} " for level in range(1, _MAX_INDENT + 1))}
.reply > header > * {{ margin: 0 0 .2em; }}
.reply > header > h2 {{ font-size: 1em; }}
img {{ max-width: 100%; }}
.cover {{ margin: 0; text-align: center; }}
pre {{ white-space: pre-wrap; }}
"""
_CONTAINER = """<?xml version="1.0" encoding="utf-8"?>
<container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container">
<rootfiles><rootfile full-path="EPUB/package.opf" media-type="application/oebps-package+xml"/></rootfiles>
</container>
"""

# Pictures that every e-reader shows.
_PICTURES = (
    # What such a picture begins with, at which byte, and ends with, where it is whole.
    ("png", "image/png", b"\x89PNG\r\n\x1a\n", 0, b"IEND\xaeB`\x82"),
    ("jpg", "image/jpeg", b"\xff\xd8\xff", 0, b"\xff\xd9"),
    ("gif", "image/gif", b"GIF8", 0, b";"),
    ("webp", "image/webp", b"WEBP", 8, b""),
)


def export_epub(exported: ParsedPage, _width: int = 0, labels: Labels = NO_LABELS) -> bytes:
    """Write the thread as a book."""
    chapters, pictures, thread = _chapters(exported), _pictures_of(exported), exported.thread
    files: dict[CommentId | None, str] = {None: _ARTICLE}
    for name, indexes in chapters.items():
        files |= {thread.comments[index].id: name for index in indexes}
    writer = BodyWriter(exported, files.__getitem__, {src: picture.name for src, picture in pictures.items()})
    book = _Book(exported)
    book.add("style.css", _STYLE)
    book.add("package.opf", _package(exported, [*chapters], pictures.values()))
    book.add("nav.xhtml", book.page(_nav(exported, files)))
    book.add("cover.svg", _cover(exported))
    book.add("cover.xhtml", book.page(_COVER_PAGE))
    book.add(_ARTICLE, book.page([*article_lines(exported, writer), *count_line(exported)]))
    for name, indexes in chapters.items():
        lines = [f"<h1>Replies {indexes[0] + 1:,} to {indexes[-1] + 1:,}</h1>"]
        for index in indexes:
            comment = thread.comments[index]
            lines.append(open_reply(comment, index, f"d{min(thread.depths[index], _MAX_INDENT)}"))
            lines += reply_lines(thread, index, writer, labels.get(comment.id, ()), 2)
            lines.append("</article>")
        book.add(name, book.page(lines))
    for picture in pictures.values():
        book.add(picture.name, picture.content)
    return book.packed()


class _Picture(Struct, frozen=True):
    """A picture with its name in a book."""

    name: str
    media_type: str
    content: bytes


class _Book:
    """A zip file of the parts of a book, the same for the same parts."""

    def __init__(self, exported: ParsedPage) -> None:
        self._bytes = io.BytesIO()
        self._zip = zipfile.ZipFile(self._bytes, "w", zipfile.ZIP_DEFLATED, compresslevel=_COMPRESSION)
        self._zip.writestr(_entry("mimetype"), "application/epub+zip", zipfile.ZIP_STORED)
        self._zip.writestr(_entry("META-INF/container.xml"), _CONTAINER, zipfile.ZIP_DEFLATED)
        page, save, title = exported.page, exported.page.newest, line(title_of(exported))
        address = valid_address(page.url) if page.url else None
        language = language_of(exported)
        saved = save.saved_at.isoformat() if save and save.saved_at else None
        origin = [
            f'<meta name="generator" content="{EXPORT_ADAPTER}"/>',
            *([f"<!-- Page exported by threadreader saved date: {saved} -->"] if saved else []),
            *([f'<meta property="og:site_name" content="{line(page.site)}"/>'] if page.site else []),
            *([f'<link rel="canonical" href="{line(address)}"/>'] if address else []),
        ]
        self._start = (
            '<?xml version="1.0" encoding="utf-8"?>\n<!DOCTYPE html>\n'
            '<html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops"'
            f' lang="{language}" xml:lang="{language}" dir="{direction_of(exported.thread)}">\n<head>\n'
            f"<title>{title}</title>\n{''.join(origin)}\n"
            '<link rel="stylesheet" type="text/css" href="style.css"/>\n</head>\n<body>\n'
        )

    def page(self, lines: Sequence[str]) -> str:
        """A page with these lines in it."""
        return "\n".join([self._start, *lines, "</body>\n</html>\n"])

    def add(self, name: str, part: str | bytes) -> None:
        """Add a text, or a picture, which is packed already."""
        is_text = isinstance(part, str)
        content = clean_xml(part).encode() if isinstance(part, str) else part
        self._zip.writestr(_entry(f"EPUB/{name}"), content, zipfile.ZIP_DEFLATED if is_text else zipfile.ZIP_STORED)

    def packed(self) -> bytes:
        """The whole file."""
        self._zip.close()
        return self._bytes.getvalue()


def _entry(name: str) -> zipfile.ZipInfo:
    return zipfile.ZipInfo(name)  # of 1980: no time of the export is in it


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


def _package(exported: ParsedPage, chapters: Sequence[str], pictures: Iterable[_Picture]) -> str:
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
    return "\n".join(
        [
            '<?xml version="1.0" encoding="utf-8"?>',
            '<package xmlns="http://www.idpf.org/2007/opf" version="3.0" unique-identifier="id">',
            '<metadata xmlns:dc="http://purl.org/dc/elements/1.1/">',
            *metadata,
            "</metadata>\n<manifest>",
            '<item id="nav" href="nav.xhtml" media-type="application/xhtml+xml" properties="nav"/>',
            '<item id="style" href="style.css" media-type="text/css"/>',
            '<item id="cover-image" href="cover.svg" media-type="image/svg+xml" properties="cover-image"/>',
            *items,
            *(
                f'<item id="{each.name.replace("/", "-")}" href="{each.name}" media-type="{each.media_type}"/>'
                for each in pictures
            ),
            f'</manifest>\n<spine page-progression-direction="{direction_of(exported.thread)}">',
            *(f'<itemref idref="{name.partition(".")[0]}"/>' for name in files),
            "</spine>\n</package>\n",
        ]
    )


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
        name = clean_line(comment.author.name) if comment.author else NOBODY
        words = clean_line(comment.text[: 2 * _MAX_NAV_CHARS])[:_MAX_NAV_CHARS]
        label = f"#{index + 1} {name}: {words}" + (f" ({thread.sizes[index]:,})" if thread.sizes[index] > 1 else "")
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
    return "\n".join(
        [
            '<?xml version="1.0" encoding="utf-8"?>',
            '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 600 800">',
            '<rect width="600" height="800" fill="#f4efe6"/><rect x="40" y="40" width="520" height="720" fill="none"',
            ' stroke="#7a5c3a" stroke-width="4"/><g fill="#222">',
            *drawn,
            "</g></svg>\n",
        ]
    )


def _pictures_of(exported: ParsedPage) -> Mapping[str, _Picture]:
    """The pictures in the bodies of a page that books can hold, by their addresses, in their order."""
    found: dict[str, _Picture] = {}
    for src in image_addresses(exported) if exported.pictures else ():
        content = exported.pictures.get(src)
        if content is None or src in found:
            continue
        for suffix, media_type, magic, at, end in _PICTURES:
            if content.startswith(magic, at) and content.rstrip(b"\0\r\n").endswith(end):
                found[src] = _Picture(f"pictures/{len(found) + 1}.{suffix}", media_type, content)
                break
    return found


def image_addresses(exported: ParsedPage) -> Iterator[str]:
    """The addresses of the pictures in the bodies of a page."""
    thread = exported.thread
    for body in (thread.article.body, *(comment.body for comment in thread.comments)):
        yield from (block.src for _, block in walk(body) if isinstance(block, Image) and block.src)
