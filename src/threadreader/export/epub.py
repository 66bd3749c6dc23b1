"""Export as an EPUB 3 book: the article, then the replies by branches, and the thread itself, for this program.

The replies are flat, each with a link to the one that it answers: e-readers fold nothing and have narrow screens.
"""

import io
import re
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import lru_cache
from html import unescape
from itertools import count
from urllib.parse import quote

from threadreader.export import NO_LABELS, WORDLESS, Exporter, Labels, is_right_to_left
from threadreader.export.json import export_json
from threadreader.export.markup import BODY_STYLE, BodyWriter, author_name, line, outward_link, time_of
from threadreader.model.page import BOOK_THREAD
from threadreader.model.quote import NOBODY
from threadreader.model.save import ParsedPage
from threadreader.model.text import REPLACEMENT, clean, clean_line
from threadreader.model.thread import CommentId
from threadreader.render.dates import short_time

# Comments of a chapter: as many as an e-reader turns pages of without a pause. A branch is in one where it has not
# several times as many.
_CHAPTER_COMMENTS, _MAX_CHAPTER_COMMENTS = 100, 300

_MAX_INDENT = 6  # levels: more leave no room on an e-reader
_MAX_NAV_CHARS = 60
_COMPRESSION = 1  # within a fifth as small as the most, in a third of the time

_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*")
_NOT_IN_XML = re.compile("[\ufffe\uffff]")
_OUTWARD = re.compile(r'href="((?:https?|mailto):[^"]*)"')
_OTHER_SCHEME = re.compile(r' href="(?!https?:|mailto:)[A-Za-z][A-Za-z0-9+.-]*:[^"]*"')
_IN_ADDRESS = "/:?#@!$&'()*+,;=%~"
_NO_ESCAPE = re.compile(r"%(?![0-9A-Fa-f]{2})")

_STYLE = f"""
{BODY_STYLE}
body {{ line-height: 1.5; }}
.reply {{ border-inline-start: 2px solid; padding-inline-start: .5em; margin-block-start: 1.2em; }}
{"".join(f".d{level} {{ margin-inline-start: {level * 0.6:.1f}em; }} " for level in range(1, _MAX_INDENT + 1))}
h2 {{ font-size: 1em; margin: 0; }}
pre {{ white-space: pre-wrap; }}
"""
_CONTAINER = """<?xml version="1.0" encoding="utf-8"?>
<container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container">
<rootfiles><rootfile full-path="EPUB/package.opf" media-type="application/oebps-package+xml"/></rootfiles>
</container>
"""


@dataclass(slots=True)
class _Chapter:
    """A file of replies, by their indexes."""

    name: str
    indexes: list[int] = field(default_factory=list)


def export_epub(exported: ParsedPage, _width: int = 0, labels: Labels = NO_LABELS) -> bytes:
    """Write the thread as a book."""
    chapters = list(_chapters(exported))
    ids = [comment.id for comment in exported.thread.comments]
    files: dict[CommentId | None, str] = {ids[index]: each.name for each in chapters for index in each.indexes}
    files[None] = "article.xhtml"
    writer = BodyWriter(exported, files.__getitem__)
    book = _Book(exported)
    book.add("EPUB/style.css", _STYLE)
    book.add("EPUB/package.opf", _package(exported, chapters))
    book.add("EPUB/nav.xhtml", book.page(_nav(exported, chapters, files)))
    book.add("EPUB/article.xhtml", book.page(_article(exported, writer)))
    for chapter in chapters:
        lines = [each for index in chapter.indexes for each in _reply(exported, index, writer, labels)]
        heading = f"Replies {chapter.indexes[0] + 1:,} to {chapter.indexes[-1] + 1:,}"
        book.add(f"EPUB/{chapter.name}", book.page([f"<h1>{heading}</h1>", *lines]))
    book.add(BOOK_THREAD, export_json(exported))
    return book.packed()


class _Book:
    """A zip file of the parts of a book, the same for the same parts."""

    def __init__(self, exported: ParsedPage) -> None:
        self._bytes = io.BytesIO()
        self._zip = zipfile.ZipFile(self._bytes, "w", zipfile.ZIP_DEFLATED, compresslevel=_COMPRESSION)
        self._zip.writestr(_entry("mimetype"), "application/epub+zip", zipfile.ZIP_STORED)
        self.add("META-INF/container.xml", _CONTAINER)
        language, title = _language(exported), line(_title(exported))
        direction = "rtl" if is_right_to_left(exported.thread) else "ltr"
        self._start = (
            '<?xml version="1.0" encoding="utf-8"?>\n<!DOCTYPE html>\n'
            '<html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops"'
            f' lang="{language}" xml:lang="{language}" dir="{direction}">\n<head>\n<title>{title}</title>\n'
            '<link rel="stylesheet" type="text/css" href="style.css"/>\n</head>\n<body>\n'
        )

    def page(self, lines: Sequence[str]) -> str:
        """A page with these lines in it, every address in it one that XML and its validators take."""
        html = _OTHER_SCHEME.sub("", _OUTWARD.sub(_valid_link, "\n".join(lines)))
        return f"{self._start}{html}\n</body>\n</html>\n"

    def add(self, name: str, text: str) -> None:
        """Add a part."""
        text = text if name == BOOK_THREAD else _NOT_IN_XML.sub(REPLACEMENT, clean(text))
        self._zip.writestr(_entry(name), text.encode(), zipfile.ZIP_DEFLATED)

    def packed(self) -> bytes:
        """The whole file."""
        self._zip.close()
        return self._bytes.getvalue()


def _entry(name: str) -> zipfile.ZipInfo:
    return zipfile.ZipInfo(name)  # of 1980: no time of the export is in it


def _valid_link(found: re.Match[str]) -> str:
    return f'href="{_valid_address(found[1])}"'


@lru_cache(maxsize=4096)  # those of people are many times in a thread
def _valid_address(address: str) -> str:
    address = quote(_NO_ESCAPE.sub("%25", unescape(address)), safe=_IN_ADDRESS)
    head, mark, fragment = address.partition("#")
    return line(head + mark + fragment.replace("#", "%23"))


def _title(exported: ParsedPage) -> str:
    return clean_line(exported.thread.article.title or exported.page.title) or "Untitled"


def _language(exported: ParsedPage) -> str:
    language = exported.page.language or ""
    return language if _LANGUAGE.fullmatch(language) else "und"


def _chapters(exported: ParsedPage) -> Iterator[_Chapter]:
    """The replies in files: a new one begins with a branch where the last is full, or within one that is too long."""
    numbers = count(1)
    chapter: _Chapter | None = None
    for index, parent in enumerate(exported.thread.parents):
        limit = _CHAPTER_COMMENTS if parent < 0 else _MAX_CHAPTER_COMMENTS
        if chapter is None or len(chapter.indexes) >= limit:
            if chapter:
                yield chapter
            chapter = _Chapter(f"replies-{next(numbers)}.xhtml")
        chapter.indexes.append(index)
    if chapter:
        yield chapter


def _package(exported: ParsedPage, chapters: Sequence[_Chapter]) -> str:
    page, article = exported.page, exported.thread.article
    save, published = page.newest, article.published_at and article.published_at.iso
    modified = save.saved_at if save and save.saved_at else datetime(1970, 1, 1, tzinfo=UTC)
    metadata = [
        f'<dc:identifier id="id">{line(page.id) or "thread"}</dc:identifier>',
        f"<dc:title>{line(_title(exported))}</dc:title>",
        f"<dc:language>{_language(exported)}</dc:language>",
        f'<meta property="dcterms:modified">{modified.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}</meta>',
        *(f"<dc:creator>{line(author.name)}</dc:creator>" for author in article.authors),
        *([f"<dc:date>{published}</dc:date>"] if published else []),
        *([f"<dc:publisher>{line(page.site)}</dc:publisher>"] if page.site and line(page.site) else []),
        *([f"<dc:source>{line(page.url)}</dc:source>"] if page.url else []),
    ]
    files = ["article.xhtml", *(chapter.name for chapter in chapters)]
    items = [
        f'<item id="{name.partition(".")[0]}" href="{name}" media-type="application/xhtml+xml"/>' for name in files
    ]
    direction = "rtl" if is_right_to_left(exported.thread) else "ltr"
    return "\n".join(
        [
            '<?xml version="1.0" encoding="utf-8"?>',
            '<package xmlns="http://www.idpf.org/2007/opf" version="3.0" unique-identifier="id">',
            '<metadata xmlns:dc="http://purl.org/dc/elements/1.1/">',
            *metadata,
            "</metadata>\n<manifest>",
            '<item id="nav" href="nav.xhtml" media-type="application/xhtml+xml" properties="nav"/>',
            '<item id="style" href="style.css" media-type="text/css"/>',
            *items,
            f'</manifest>\n<spine page-progression-direction="{direction}">',
            *(f'<itemref idref="{name.partition(".")[0]}"/>' for name in files),
            "</spine>\n</package>\n",
        ]
    )


def _nav(exported: ParsedPage, chapters: Sequence[_Chapter], files: dict[CommentId | None, str]) -> list[str]:
    """The table of contents: the article and the branches."""
    thread = exported.thread
    lines = [
        '<nav epub:type="toc">\n<h1>Contents</h1>\n<ol>',
        f'<li><a href="article.xhtml">{line(_title(exported))}</a></li>',
    ]
    for index in (index for chapter in chapters for index in chapter.indexes if thread.parents[index] < 0):
        comment = thread.comments[index]
        name = clean_line(comment.author.name) if comment.author else NOBODY
        words = clean_line(comment.text[: 2 * _MAX_NAV_CHARS])[:_MAX_NAV_CHARS]
        label = f"#{index + 1} {name}: {words}" + (f" ({thread.sizes[index]:,})" if thread.sizes[index] > 1 else "")
        lines.append(f'<li><a href="{files[comment.id]}#reply-{index + 1}">{line(label)}</a></li>')
    return [*lines, "</ol>\n</nav>"]


def _article(exported: ParsedPage, writer: BodyWriter) -> list[str]:
    article, page = exported.thread.article, exported.page
    facts = [author_name(author) for author in article.authors]
    facts += [time_of(article.published_at)] if article.published_at and article.published_at.iso else []
    facts += [outward_link(page.url, line(page.url))] if page.url else []
    return [
        f'<section id="article">\n<h1>{line(_title(exported))}</h1>',
        f'<p class="facts">{" · ".join(facts)}</p>' if facts else "",
        '<div class="text" dir="auto">',
        *writer.body(None, article.body, 1),
        "</div>\n</section>",
    ]


def _reply(exported: ParsedPage, index: int, writer: BodyWriter, labels: Labels) -> Iterator[str]:
    thread = exported.thread
    comment, above = thread.comments[index], thread.parents[index]
    name = author_name(comment.author) if comment.author else NOBODY
    facts = [
        *([time_of(comment.posted_at)] if comment.posted_at and short_time(comment.posted_at).strip() else []),
        *([outward_link(comment.permalink, "link")] if comment.permalink else []),
        *([f"re {writer.link(comment.parent_id, f'#{above + 1}')}"] if above >= 0 else []),
        *([f"score {comment.score}"] if comment.score is not None else []),
        *labels.get(comment.id, ()),
    ]
    yield f'<section class="reply d{min(thread.depths[index], _MAX_INDENT)}" id="reply-{index + 1}">'
    mark = ' <span class="op">OP</span>' if comment.by_op else ""
    yield f"<h2>#{index + 1} {name}{mark}</h2>"
    yield f'<p class="facts">{" · ".join(facts)}</p>' if facts else ""
    yield '<div class="text" dir="auto">'
    yield from writer.body(comment.id, comment.body, 2) or [f"<p><i>{WORDLESS[comment.status]}</i></p>"]
    yield "</div>\n</section>"


EXPORTER = Exporter("epub", ".epub", export_epub)
