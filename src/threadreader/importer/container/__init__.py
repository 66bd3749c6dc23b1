"""What kind of file a saved page is, told by its first bytes, and the pages in it.

`open_containers` gives every page of a file, one after the other, and `open_container` the one that is wanted. A file
is a `Source`; nothing here reads a disk. What is to be kept of a page for good are the bytes of `pack_page`, which
open as the same page again.

Files that are not read: what their first bytes say they are, and what to do instead.
"""

import contextlib
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from itertools import chain, islice

from threadreader.errors import PageError, SeveralPagesError
from threadreader.importer.container import (
    base,
    compression,
    har,
    html,
    mhtml,
    text,
    warc,
    webarchive,
    zip_archive,
    zip_pages,
)
from threadreader.importer.container import text as text_container
from threadreader.importer.container.base import (
    LARGEST,
    BytesSource,
    Container,
    Part,
    Parts,
    Source,
    based,
    is_html,
    original_bytes,
    read_whole,
    without_scheme,
)
from threadreader.importer.container.html import document_in
from threadreader.importer.container.zip_archive import pack_page

_SAVE_AS_HTML = "save the page from a browser as HTML"
_UNPACKED = "unpack it first"

_UNSUPPORTED_ARCHIVES: tuple[tuple[str, str, str], ...] = (
    (r"Rar!\x1a\x07", "a RAR archive", _UNPACKED),
    (r"7z\xbc\xaf\x27\x1c", "a 7z archive", _UNPACKED),
    (r"\xfd7zXZ\x00|BZh\d|\x04\x22\x4d\x18", "a compressed file", _UNPACKED),
    (r"filedesc://", "a web archive of the old ARC format", "make a WARC file of it first"),
)
_OTHER: tuple[tuple[str, str], ...] = (
    (r"\x89PNG\r\n", "a PNG image"),
    (r"\xff\xd8\xff", "a JPEG image"),
    (r"GIF8[79]a", "a GIF image"),
    (r"RIFF.{4}WEBP", "a WebP image"),
    (r"\s*(?:<\?xml[^>]*>\s*)?(?:(?><!--.*?-->)\s*)*+(?:<!DOCTYPE svg[^>]*>\s*)?<svg[\s>]", "an SVG image"),
    (r".{4}ftyp|\x1aE\xdf\xa3|ID3|OggS|RIFF.{4}(?:AVI |WAVE)", "a video or sound file"),
    (r"%PDF-", "a PDF document"),
    (r"\{\\rtf", "an RTF document"),
    (r"\xd0\xcf\x11\xe0", "an Office document"),
    (r"SQLite format 3\x00", "a database"),
    (r"\x7fELF|MZ.{58}|\xcf\xfa\xed\xfe", "a program"),
    (r"\s*(?:<\?xml[^>]*>\s*)?(?:(?><\?[^>]*>|<!--.*?-->)\s*)*+<(?:rss|feed|rdf:RDF|opml|urlset)[\s>]", "a news feed"),
)
_SNIFFED = 65_536


def what_it_looks_like(data: bytes) -> tuple[str, str] | None:
    """The trouble with a file of some other kind than a page, and the cure; None where it may be a page."""
    start = data[:_SNIFFED]
    for pattern, kind, cure in _UNSUPPORTED_ARCHIVES:
        if re.match(pattern.encode("latin-1"), start, re.IGNORECASE | re.DOTALL):
            return f"is {kind}, which is not read", cure
    for pattern, kind in _OTHER:
        if re.match(pattern.encode("latin-1"), start, re.DOTALL):
            return f"is not a web page (it looks like {kind})", _SAVE_AS_HTML
    return None


__all__ = [
    "LARGEST",
    "BytesSource",
    "Container",
    "Part",
    "Parts",
    "Source",
    "based",
    "document_in",
    "is_html",
    "is_page_file",
    "open_container",
    "open_containers",
    "pack_page",
]

_START = 65_536
_DEEPEST = 3
"""A file in a file in a file; more is a trick."""

_NAMED = 10

_Opens = Callable[[Source], Iterator[Container]]
_Kinds = tuple[tuple[Callable[[bytes], bool], _Opens], ...]

_ARCHIVES: _Kinds = (
    (zip_archive.is_bundle, zip_archive.open_bundle),
    (warc.is_warc, warc.open_warc),
    (zip_pages.is_zip, zip_pages.open_zip_pages),
    (webarchive.is_webarchive, webarchive.open_webarchive),
    (mhtml.is_mhtml, mhtml.open_mhtml),
    (har.is_har, har.open_har),
    (text_container.is_export, text_container.open_export),
)
"""What recognises a kind of file by its beginning, and what finds the pages in it; the first that does counts."""

_PAGES: _Kinds = (
    (text.is_mailbox, text.open_text),
    (base.is_html, html.open_html),
    (text.is_text, text.open_text),
)
"""The same for what is text, and looks as other things do: it is asked once the file is known to be none of those."""


def _is_brotli(start: bytes) -> bool:
    return compression.is_brotli(start, lambda unpacked: _opening(unpacked) is not None)


_PACKINGS: tuple[tuple[Callable[[bytes], bool], Callable[[bytes, str], bytes]], ...] = (
    (compression.is_gzip, compression.unpack_gzip),
    (compression.is_zstd, compression.unpack_zstd),
    (_is_brotli, compression.unpack_brotli),
)
"""What recognises a compressed file by its beginning, and what unpacks it."""


def open_containers(source: Source) -> Iterator[Container]:
    """The pages in a file, read one after the other.

    Raises PageError where the file is none of a kind that holds pages; one that is damaged further on raises it after
    the pages before the damage.
    """
    for _ in range(_DEEPEST + 1):
        start = _start(source)
        opens = _opening(start)
        if opens is not None:
            yield from opens(source)
            return
        unpack = next((unpack for recognises, unpack in _PACKINGS if recognises(start)), None)
        if unpack is None:
            raise _no_page(source.name, start)
        packed = read_whole(source)
        source = BytesSource(unpack(packed, source.name), source.name, original_bytes(source), source)
    raise PageError(source.name, "is packed too many times over", "unpack it first")


def open_container(source: Source, url: str | None = None) -> Container:
    """The page in a file; of several, the one whose name or address `url` is.

    Raises PageError where there is none, SeveralPagesError where there are several and none is named.
    """
    pages = open_containers(source)
    if url is not None:
        return _named(source, pages, url)
    first = next(pages, None)
    if first is None:
        raise PageError(source.name, "holds no page", "save the page again")
    try:
        second = next(pages, None)
    except PageError as damage:
        return replace(first, lacking=(*first.lacking, damage.trouble))
    if second is None:
        return first
    listed = _listed(map(_name, chain((first, second), _undamaged(pages))))
    raise SeveralPagesError(
        source.name, f"holds several pages: {listed}", f"choose one as {source.name}!/ADDRESS or with --url"
    )


def is_page_file(source: Source) -> bool:
    """Whether a file begins as one does that pages are in. Raises PageError where it cannot be read.

    Text is in files of every kind: it is taken for a page where the file is called one and may have comments.
    """
    start = _start(source)
    opens = _opening(start)
    if opens is text.open_text:
        return source.name.lower().endswith(text.SUFFIXES) and text.may_be_dump(start)
    return opens is not None or any(recognises(start) for recognises, _ in _PACKINGS)


def _start(source: Source) -> bytes:
    with source.open() as file:
        return file.read(_START)


def _opening(start: bytes) -> _Opens | None:
    """What finds the pages in a file that begins so."""
    opens = next((opens for recognises, opens in _ARCHIVES if recognises(start)), None)
    if opens is None and what_it_looks_like(start) is None:
        opens = next((opens for recognises, opens in _PAGES if recognises(start)), None)
    return opens


def _no_page(name: str, start: bytes) -> PageError:
    if not start.strip(b" \t\r\n\f\x00"):
        return PageError(name, "is empty", "save the page again")
    foreign = what_it_looks_like(start)
    if foreign:
        return PageError(name, *foreign)
    return PageError(name, "is not a web page (it is binary)", "save the page from a browser as HTML")


def _named(source: Source, pages: Iterator[Container], url: str) -> Container:
    names: list[str] = []
    for page in pages:
        if url == page.name or (page.url and without_scheme(url) == without_scheme(page.url)):
            return page
        names.append(_name(page))
    raise PageError(source.name, f"holds no page {url}", f"it holds {_listed(names)}")


def _undamaged(pages: Iterator[Container]) -> Iterator[Container]:
    """The pages before any damage."""
    with contextlib.suppress(PageError):
        yield from pages


def _listed(names: Iterable[str]) -> str:
    """The first names; no more of them are looked for than that takes."""
    first = list(islice(names, _NAMED + 1))
    return ", ".join(first[:_NAMED]) + (" and more" if len(first) > _NAMED else "")


def _name(page: Container) -> str:
    return page.name or page.url or "a page without an address"
