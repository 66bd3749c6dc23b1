"""Pages in a zip file: SingleFile's, those of MAFF, and any folder of saved pages that somebody zipped."""

import json
import posixpath
import re
from codecs import BOM_UTF8
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from html import unescape

from threadreader.errors import PageError
from threadreader.importer.container.base import (
    LARGEST,
    Container,
    Part,
    Parts,
    Source,
    is_absolute,
    is_html,
    media_type,
    original_bytes,
)
from threadreader.importer.container.provenance import http_address, origin_of, saver_time
from threadreader.importer.container.resources import collect_parts
from threadreader.importer.container.warc import holds_warc, open_wacz
from threadreader.importer.container.zip_archive import ZipReader, open_zip

_BEGIN = b"PK\x03\x04"
_SELF_EXTRACTING = b"data-sfz"
_RDF = "index.rdf"
_MANIFEST = "manifest.json"
_PROPERTY = re.compile(r"<\w{1,20}:(\w{1,40})\s[^<>]{0,100}?:resource\s*=\s*\"([^\"<]{0,8192})\"", re.IGNORECASE)
_PAGE_NAME = re.compile(r"\.(?:x?html?|php|aspx?|jsp|shtml)(?:\?.*)?$|(?:^|/)[^./]*$", re.IGNORECASE)


_ARCHIVE_NAME = re.compile(r"\.(?:zip|maff|mht(?:ml)?|webarchive|wacz|warc|gz|br|zst|7z|rar)$", re.IGNORECASE)
_SAVE_AS_HTML = "save the page from a browser as HTML"
_UNPACK = "unpack it first: what is in it is packed again"


@dataclass(frozen=True, slots=True)
class _Found:
    """A page by its name in the archive, and what is said about it there."""

    member: str
    kind: str = "zip"
    url: str | None = None
    saved_at: datetime | None = None
    charset: str | None = None


def is_zip(start: bytes) -> bool:
    """Whether a file that begins so is a zip file, or a page of SingleFile that unpacks itself."""
    begins_as_page = start.removeprefix(BOM_UTF8).lstrip()[:1] == b"<"
    return start.startswith(_BEGIN) or (begins_as_page and (_SELF_EXTRACTING in start or _BEGIN in start))


def open_zip_pages(source: Source) -> Iterator[Container]:
    """Every page in the archive that is no frame of another."""
    with open_zip(source) as archive:
        if holds_warc(archive.names):
            yield from open_wacz(source)
            return
        if (archive.read("mimetype") or b"").strip() == b"application/epub+zip":
            raise PageError(source.name, "is not a web page (it looks like an EPUB book)", _SAVE_AS_HTML)
        pages = tuple(_listed(archive)) or tuple(_named(archive))
        is_one = len(pages) == 1
        for page in pages:
            archive.renew()
            yield _open(archive, page, original_bytes(source) if is_one else None)
        if not pages:
            cure = _UNPACK if any(map(_ARCHIVE_NAME.search, archive.names)) else _SAVE_AS_HTML
            raise PageError(source.name, "is a zip archive without a page in it", cure)


def _open(archive: ZipReader, page: _Found, file: bytes | None) -> Container:
    html = archive.read(page.member) or b""
    url, saved_at = origin_of(html)
    return Container(
        page.kind,
        html,
        charset=page.charset,
        url=page.url or url,
        saved_at=page.saved_at or saved_at,
        parts=_parts(archive, page.member, html),
        name="" if file is not None else page.url or url or page.member,
        address=page.member,
        file=file,
    )


def _parts(archive: ZipReader, member: str, html: bytes) -> Parts:
    def fetch(address: str) -> Part | None:
        content = None if is_absolute(address) or address == member else archive.read(address)
        return None if content is None else Part(content, media_type(content))

    return collect_parts(html, member, fetch)


def _listed(archive: ZipReader) -> Iterator[_Found]:
    """The pages that the archive has a list of: each folder of a MAFF file, and the first page of SingleFile's."""
    for name in archive.names:
        folder, file = posixpath.split(name)
        if file.lower() == _RDF:
            yield from _maff_page(archive, folder, archive.read(name) or b"")
    if _MANIFEST in archive and "index.html" in archive:
        yield _single_file_page(archive.read(_MANIFEST) or b"")


def _maff_page(archive: ZipReader, folder: str, rdf: bytes) -> Iterator[_Found]:
    said = {name.lower(): unescape(value) for name, value in _PROPERTY.findall(rdf.decode("utf-8", "replace"))}
    members = [posixpath.join(folder, said.get("indexfilename", "index.html"))]
    members += [name for name in archive.names if posixpath.splitext(name)[0] == posixpath.join(folder, "index")]
    member = next((name for name in members if name in archive and not name.endswith(_RDF)), None)
    if member is not None:
        saved_at = saver_time(said.get("archivetime", "").strip())
        url = http_address(said.get("originalurl", ""))
        yield _Found(member, "maff", url, saved_at, said.get("charset") or None)


def _single_file_page(manifest: bytes) -> _Found:
    try:
        said = json.loads(manifest[:LARGEST])
    except (ValueError, RecursionError):
        said = {}
    said = said if isinstance(said, dict) else {}
    url, saved_at = said.get("originalUrl"), said.get("archiveTime")
    return _Found(
        "index.html",
        "singlefile zip",
        http_address(url) if isinstance(url, str) else None,
        saver_time(saved_at) if isinstance(saved_at, str) else None,
    )


def _named(archive: ZipReader) -> Iterator[_Found]:
    """The members that are pages, without those that are in a frame of another."""
    framed: set[str] = set()
    pages: list[str] = []
    for name in archive.names:
        if _PAGE_NAME.search(name):
            archive.renew()
            html = archive.read(name) or b""
            if is_html(html):
                pages.append(name)
                framed.update(_parts(archive, name, html))
    yield from (_Found(name) for name in pages if name not in framed)
