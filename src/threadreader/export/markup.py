"""Bodies as HTML that is XML too, for pages and books, with links between quotations and their sources."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache, lru_cache
from hashlib import sha256
from html import escape
from pathlib import Path
from types import MappingProxyType
from typing import assert_never
from urllib.parse import quote

from msgspec import Struct

from threadreader.export import QuoteLinks
from threadreader.model.blocks import (
    Block,
    BlockPath,
    BlockQuote,
    Blocks,
    CodeBlock,
    Heading,
    Image,
    ListBlock,
    Marks,
    Paragraph,
    Rule,
    Span,
    Table,
    walk,
)
from threadreader.model.page import UNDETERMINED
from threadreader.model.save import ParsedPage
from threadreader.model.text import REPLACEMENT, Moment, clean, clean_line
from threadreader.model.thread import Author, CommentId
from threadreader.render.dates import short_time

MAX_HEADING = 6
_TAGS = (
    (Marks.CODE, "code"),
    (Marks.EMPHASIS, "em"),
    (Marks.STRONG, "strong"),
    (Marks.STRIKE, "s"),
    (Marks.UNDERLINE, "u"),
    (Marks.SUBSCRIPT, "sub"),
    (Marks.SUPERSCRIPT, "sup"),
)
_NOT_IN_LANGUAGE = re.compile(r"[^\w+#.-]")

_START = re.compile(r"https?://(?P<host>[^/?#\\]*)|mailto:", re.IGNORECASE)
_HOST = re.compile(r"(?:[\w-]+(?:\.[\w-]+)*\.?|\[[\da-f:.]+\])(?::(?P<port>\d{1,5}))?", re.ASCII | re.IGNORECASE)
_MAX_PORT = 65_535
_NOT_IN_ADDRESS = re.compile(r'[ "<>\\^`{|}\[\]\ufffd]|%(?![\da-fA-F]{2})', re.ASCII)
_NOT_IN_FRAGMENT = re.compile(f"{_NOT_IN_ADDRESS.pattern}|#", re.ASCII)
_LANGUAGE = re.compile(r"([A-Za-z]{2,3}(?:-[A-Za-z]{4})?(?:-(?:[A-Za-z]{2}|[0-9]{3}))?)(?:-[A-Za-z0-9]{4,8})*")

# Pictures that every browser and e-reader shows: what one begins with, at which byte, and ends with, where it is whole.
_PICTURES = (
    ("png", "image/png", b"\x89PNG\r\n\x1a\n", 0, b"IEND\xaeB`\x82"),
    ("jpg", "image/jpeg", b"\xff\xd8\xff", 0, b"\xff\xd9"),
    ("gif", "image/gif", b"GIF8", 0, b";"),
    ("webp", "image/webp", b"WEBP", 8, b""),
)

# Characters of the addresses of pictures in a file: as much as most servers of mail take.
_MAX_PICTURES = 24_000_000


class Picture(Struct, frozen=True):
    """A picture with its name in a book or beside a note, made of its content: two of one name are the same."""

    name: str
    media_type: str
    content: bytes


def pictures_of(exported: ParsedPage) -> Mapping[str, Picture]:
    """The saved pictures in the bodies of a page that every program shows, by their addresses, in their order."""
    found: dict[str, Picture] = {}
    for src in image_addresses(exported) if exported.pictures else ():
        content = exported.pictures.get(src)
        if content is None or src in found:
            continue
        for suffix, media_type, magic, at, end in _PICTURES:
            if content.startswith(magic, at) and content.rstrip(b"\0\r\n").endswith(end):
                found[src] = Picture(f"pictures/{sha256(content).hexdigest()[:16]}.{suffix}", media_type, content)
                break
    return found


def image_addresses(exported: ParsedPage) -> Iterator[str]:
    """The addresses of the pictures in the bodies of a page."""
    thread = exported.thread
    for body in (thread.article.body, *(comment.body for comment in thread.comments)):
        yield from (block.src for _, block in walk(body) if isinstance(block, Image) and block.src)


class BodyWriter(QuoteLinks):
    """Writer of the bodies of a thread. `file_of` gives the file that a body is in, "" for the same as all others.

    `pictures` are the files of pictures by their addresses; of others there is a link.
    """

    def __init__(
        self,
        exported: ParsedPage,
        file_of: Callable[[CommentId | None], str] = lambda _: "",
        pictures: Mapping[str, str] = MappingProxyType({}),
    ) -> None:
        super().__init__(exported)
        self.pictures = pictures
        self._position = exported.thread.position
        self._file_of = file_of
        self._room = _MAX_PICTURES

    def body(self, owner: CommentId | None, blocks: Blocks, heading: int) -> list[str]:
        """HTML of a body below a heading of level `heading`, as lines."""
        return _Body(self, owner, heading).blocks(blocks)

    def id(self, owner: CommentId | None) -> str:
        """Id of a body, from numbers only: nothing of the page gets into it."""
        return "article" if owner is None else f"reply-{self._position[owner] + 1}"

    def link(self, owner: CommentId | None, html: str, path: BlockPath = ()) -> str:
        """Link to a body or a block of it."""
        anchor = "-".join([self.id(owner), *map(str, path)])
        return f'<a href="{self._file_of(owner)}#{anchor}">{html}</a>'

    def picture(self, src: str | None) -> str | None:
        """The file of a picture, None of one that was not saved, and where the file of the thread would be too long."""
        file = self.pictures.get(src) if src else None
        if file is None or len(file) > self._room:
            return None
        self._room -= len(file)
        return file


class _Body:
    """Writer of the blocks of one body."""

    def __init__(self, writer: BodyWriter, owner: CommentId | None, heading: int) -> None:
        self._writer = writer
        self._owner = owner
        self._prefix = writer.id(owner)
        self._heading = heading
        self._levels: list[int] = []

    def blocks(self, blocks: Sequence[Block], path: BlockPath = ()) -> list[str]:
        """HTML of blocks, as lines, each followed by the links of its quotations."""
        lines: list[str] = []
        for index, block in enumerate(blocks):
            here = (*path, index)
            lines += [*self._block(block, here), *self._links(here)]
        return lines

    def _links(self, path: BlockPath) -> list[str]:
        lines = [
            f'<p class="source">{self._writer.link(source.owner, f"↑ <bdi>{line(source.name)}</bdi>", source.path)}</p>'
            for source in self._writer.sources(self._owner, path)
        ]
        quoters = self._writer.quoters(self._owner, path)
        if quoters:
            links = [
                self._writer.link(quoter.owner, f"<bdi>{line(quoter.name)}</bdi>", quoter.path) for quoter in quoters
            ]
            lines.append(f'<p class="quoted-by">quoted by {", ".join(links)}</p>')
        return lines

    def _block(self, block: Block, path: BlockPath) -> list[str]:  # noqa: PLR0911 - one return a kind
        anchor = f' id="{self._prefix}-{"-".join(map(str, path))}"'
        match block:
            case Paragraph(spans):
                return [f"<p{anchor}>{_inline(spans)}</p>"]
            case Heading(level, spans):
                tag = f"h{self._level(level)}"
                return [f"<{tag}{anchor}>{_inline(spans)}</{tag}>"]
            case BlockQuote(inner, attribution, cite):
                above = [f'<p class="attribution">{line(attribution)}</p>'] if attribution else []
                return [
                    f'<blockquote data-cite="{escape(cite)}">' if cite else "<blockquote>",
                    *above,
                    *self.blocks(inner, path),
                    "</blockquote>",
                ]
            case CodeBlock(code, language):
                name = _NOT_IN_LANGUAGE.sub("", language or "")
                label = f' class="language-{name}"' if name else ""
                return [f'<pre{anchor} dir="ltr" tabindex="0"><code{label}>{escape(code)}</code></pre>']
            case ListBlock():
                return self._list(block, path)
            case Table():
                return _table(block, anchor)
            case Image(src, alt, caption):
                picture = self._picture(src, alt)
                below = f"<figcaption>{_inline(caption)}</figcaption>" if caption else ""
                return [f"<figure{anchor}>{picture}{below}</figure>"]
            case Rule():
                return ["<hr/>"]
            case _ as unreachable:
                assert_never(unreachable)

    def _picture(self, src: str | None, alt: str) -> str:
        file = self._writer.picture(src)
        if src and file:
            return f'<img src="{file}" alt="{line(alt)}" data-src="{escape(src)}"/>'
        label = line(f"[image: {alt}]" if alt.strip() else "[image]")
        return f'<span class="image">{outward_link(src, label) if src else label}</span>'

    def _level(self, level: int) -> int:
        """Level of a heading in the document, where none skips a level, whatever those of the page do."""
        while self._levels and self._levels[-1] >= level:
            self._levels.pop()
        self._levels.append(level)
        return min(MAX_HEADING, self._heading + len(self._levels))

    def _list(self, block: ListBlock, path: BlockPath) -> list[str]:
        lines = ["<ul>" if block.start is None else f'<ol start="{block.start}">']
        for number, item in enumerate(block.items):
            lines += ["<li>", *self.blocks(item, (*path, number)), "</li>"]
        return [*lines, "</ul>" if block.start is None else "</ol>"]


def _table(block: Table, anchor: str) -> list[str]:
    lines = [f'<div class="table" tabindex="0"><table{anchor}>']
    for number, row in enumerate(block.rows):
        tag = "th" if number < block.header else "td"
        lines.append("<tr>" + "".join(f"<{tag}>{_inline(cell)}</{tag}>" for cell in row) + "</tr>")
    return [*lines, "</table></div>"]


def _inline(spans: Iterable[Span]) -> str:
    return "".join(map(_span, spans))


@cache
def _tags(marks: Marks) -> tuple[str, str]:
    """The tags around a span."""
    names = [tag for mark, tag in _TAGS if mark in marks]
    opened, closed = "".join(f"<{tag}>" for tag in reversed(names)), "".join(f"</{tag}>" for tag in names)
    if Marks.SPOILER in marks:
        return f'<span class="spoiler" tabindex="0">{opened}', f"{closed}</span>"
    return opened, closed


def _span(span: Span) -> str:
    html = escape(span.text)
    if span.marks is not Marks.NONE:
        if Marks.BREAK in span.marks:
            return "<br/>\n"
        before, after = _tags(span.marks)
        html = f"{before}{html}{after}"
    # A link without words would be one that nobody sees, and that is read as its address to who hears the page.
    return outward_link(span.href, html) if span.href and span.text.strip() else html


@lru_cache(maxsize=1024)  # people write often
def author_name(author: Author) -> str:
    """Name of an author as microdata, with a link to the author's page."""
    name = f'<bdi itemprop="name">{line(author.name)}</bdi>'
    linked = outward_link(author.url, name, ' itemprop="url"') if author.url else name
    return f'<span class="author" itemprop="author" itemscope="" itemtype="https://schema.org/Person">{linked}</span>'


def template(name: str, **values: str) -> str:
    """A file of `templates`, with values in the places that it names in braces."""
    text = Path(__file__).with_name("templates").joinpath(name).read_text(encoding="utf-8")
    return text.format(**values) if values else text


def facts_line(facts: Iterable[str]) -> str:
    """Facts in a row, each in the direction of its own words."""
    return " · ".join(f"<bdi>{fact}</bdi>" for fact in facts)


def time_of(moment: Moment) -> str:
    """Time as people write it, and for programs where it is certain."""
    words = line(short_time(moment))
    if moment.iso is None:
        return f'<span class="time">{words}</span>'
    return f'<time itemprop="datePublished" datetime="{moment.iso}">{words}</time>'


def outward_link(address: str | None, html: str, attributes: str = "") -> str:
    """Link to an address; one that leads nowhere outside of the exported file becomes a title."""
    valid = valid_address(address) if address else None
    if valid is None:
        return f'<span title="{escape(address or "")}">{html}</span>'
    return f'<a rel="noreferrer"{attributes} href="{escape(valid)}">{html}</a>'


@lru_cache(maxsize=4096)  # those of people are many times in a thread
def valid_address(address: str) -> str | None:
    """An address of the web or of mail as validators take it, None for others and for what names no host."""
    start = _START.match(address)
    if start is None or (start["host"] is not None and not _is_host(start["host"])):
        return None
    before, mark, fragment = address[start.end() :].partition("#")
    return start[0] + _NOT_IN_ADDRESS.sub(_percent, before) + mark + _NOT_IN_FRAGMENT.sub(_percent, fragment)


def _is_host(authority: str) -> bool:
    try:
        found = _HOST.fullmatch(authority.encode("idna").decode())
    except UnicodeError:
        return False  # a part of the name is empty or too long
    return found is not None and int(found["port"] or 0) <= _MAX_PORT


def _percent(found: re.Match[str]) -> str:
    return quote(found[0], safe="")


def language_of(exported: ParsedPage) -> str:
    """Tag of the language of a page: language, script and region, as far as they are well-formed."""
    found = _LANGUAGE.fullmatch(exported.page.language or "")
    return found[1] if found else UNDETERMINED


def line(text: str) -> str:
    """Text in one line, as HTML."""
    return escape(clean_line(text))


def clean_xml(text: str) -> str:
    """A text without the characters that XML does not know."""
    return clean(text).replace("\ufffe", REPLACEMENT).replace("\uffff", REPLACEMENT)
