"""Pages in a zip file: those of SingleFile, of MAFF, and of any folder of saved pages that somebody zipped."""

import json
import posixpath
import re
from codecs import BOM_UTF8
from collections.abc import Iterator
from datetime import datetime
from html import unescape
from itertools import count

from msgspec import Struct

from threadreader.errors import NoPageError
from threadreader.importer.container.base import (
    MAX_FILE_BYTES,
    Container,
    Resource,
    Resources,
    Source,
    find_origin,
    http_url,
    is_absolute,
    is_html,
    media_type,
    original_bytes,
    parse_saver_time,
)
from threadreader.importer.container.plain import collect_resources
from threadreader.importer.container.warc import holds_warc, open_wacz
from threadreader.importer.container.zip_archive import ZIP_MAGIC, ZipReader, open_zip
from threadreader.lexicon import compile_lazily
from threadreader.model.page import BOOK_ARTICLE, BOOK_CHAPTER, EXPORT_ADAPTER

_SELF_EXTRACTING = b"data-sfz"
_RDF = "index.rdf"
_MANIFEST = "manifest.json"
_PROPERTY = compile_lazily(r"<\w{1,20}:(\w{1,40})\s[^<>]{0,100}?:resource\s*=\s*\"([^\"<]{0,8192})\"", re.IGNORECASE)
_PAGE_NAME = compile_lazily(r"\.(?:x?html?|php|aspx?|jsp|shtml)(?:\?.*)?$|(?:^|/)[^./]*$", re.IGNORECASE)


_ARCHIVE_NAME = compile_lazily(r"\.(?:zip|maff|mht(?:ml)?|webarchive|wacz|warc|gz|br|zst|7z|rar)$", re.IGNORECASE)
_SAVE_AS_HTML = "save the page from a browser as HTML"
_UNPACK_FIRST = "unpack it first: it contains another archive"


class _PageEntry(Struct, frozen=True):
    """Page by its name in the archive, with its metadata there."""

    member: str
    kind: str = "zip"
    url: str | None = None
    saved_at: datetime | None = None
    charset: str | None = None


def is_zip(start: bytes) -> bool:
    """True if a file is a zip file, or a page of SingleFile that extracts itself."""
    begins_as_page = start.removeprefix(BOM_UTF8).lstrip()[:1] == b"<"
    return start.startswith(ZIP_MAGIC) or (begins_as_page and (_SELF_EXTRACTING in start or ZIP_MAGIC in start))


def open_zip_pages(source: Source) -> Iterator[Container]:
    """Every page in the archive that is no frame of another."""
    with open_zip(source) as archive:
        if holds_warc(archive.names):
            yield from open_wacz(source)
            return
        if (archive.read("mimetype") or b"").strip() == b"application/epub+zip":
            html = b"".join(_own_book(archive))
            if not html:
                raise NoPageError(source.name, "is not a web page (it looks like an EPUB book)", _SAVE_AS_HTML)
            url, saved_at = find_origin(html)
            yield Container("epub", html, "utf-8", url, saved_at, file=original_bytes(source))
            return
        pages = tuple(_listed_pages(archive)) or tuple(_find_pages(archive))
        is_only = len(pages) == 1
        for page in pages:
            archive.renew()
            yield _open(archive, page, original_bytes(source) if is_only else None)
        if not pages:
            cure = _UNPACK_FIRST if any(map(_ARCHIVE_NAME.search, archive.names)) else _SAVE_AS_HTML
            raise NoPageError(source.name, "is a zip archive without a page", cure)


def _own_book(archive: ZipReader) -> Iterator[bytes]:
    """The article and the chapters of an exported book, as one page; nothing of another book."""
    article = archive.read(BOOK_ARTICLE) or b""
    head, begin, body = article.partition(b"<body>")
    if b'<meta name="generator" content="%b"/>' % EXPORT_ADAPTER.encode() not in head:
        return
    yield from (head[head.find(b"<!DOCTYPE") :], begin, body.rpartition(b"</body>")[0])
    for number in count(1):
        chapter = archive.read(BOOK_CHAPTER.format(number))
        if chapter is None:
            break
        yield chapter.partition(b"<body>")[2].rpartition(b"</body>")[0]


def _open(archive: ZipReader, page: _PageEntry, file: bytes | None) -> Container:
    html = archive.read(page.member) or b""
    url, saved_at = find_origin(html)
    return Container(
        page.kind,
        html,
        charset=page.charset,
        url=page.url or url,
        saved_at=page.saved_at or saved_at,
        resources=_resources(archive, page.member, html),
        name="" if file is not None else page.url or url or page.member,
        address=page.member,
        file=file,
    )


def _resources(archive: ZipReader, member: str, html: bytes) -> Resources:
    def fetch(address: str) -> Resource | None:
        content = None if is_absolute(address) or address == member else archive.read(address)
        return None if content is None else Resource(content, media_type(content))

    return collect_resources(html, member, fetch)


def _listed_pages(archive: ZipReader) -> Iterator[_PageEntry]:
    """Pages that the archive lists: each folder of a MAFF file, and the first page of a SingleFile one."""
    for name in archive.names:
        folder, file = posixpath.split(name)
        if file.lower() == _RDF:
            yield from _maff_page(archive, folder, archive.read(name) or b"")
    if _MANIFEST in archive and "index.html" in archive:
        yield _single_file_page(archive.read(_MANIFEST) or b"")


def _maff_page(archive: ZipReader, folder: str, rdf: bytes) -> Iterator[_PageEntry]:
    properties = {name.lower(): unescape(value) for name, value in _PROPERTY.findall(rdf.decode("utf-8", "replace"))}
    members = [posixpath.join(folder, properties.get("indexfilename", "index.html"))]
    members += [name for name in archive.names if posixpath.splitext(name)[0] == posixpath.join(folder, "index")]
    member = next((name for name in members if name in archive and not name.endswith(_RDF)), None)
    if member is not None:
        saved_at = parse_saver_time(properties.get("archivetime", "").strip())
        url = http_url(properties.get("originalurl", ""))
        yield _PageEntry(member, "maff", url, saved_at, properties.get("charset") or None)


def _single_file_page(manifest: bytes) -> _PageEntry:
    try:
        properties = json.loads(manifest[:MAX_FILE_BYTES])
    except (ValueError, RecursionError):
        properties = {}
    properties = properties if isinstance(properties, dict) else {}
    url, saved_at = properties.get("originalUrl"), properties.get("archiveTime")
    return _PageEntry(
        "index.html",
        "singlefile zip",
        http_url(url) if isinstance(url, str) else None,
        parse_saver_time(saved_at) if isinstance(saved_at, str) else None,
    )


def _find_pages(archive: ZipReader) -> Iterator[_PageEntry]:
    """Members that are pages by name and content, without those in a frame of another."""
    framed: set[str] = set()
    pages: list[str] = []
    for name in archive.names:
        if _PAGE_NAME.search(name):
            archive.renew()
            html = archive.read(name) or b""
            if is_html(html):
                pages.append(name)
                framed.update(_resources(archive, name, html))
    yield from (_PageEntry(name) for name in pages if name not in framed)
