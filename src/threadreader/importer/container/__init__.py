"""Containers of saved pages: HTML, MHTML, web archives, HAR, WARC, zip, text, and compressed files of these.

The kind of a file is sniffed from its first bytes. `open_containers` yields every page of a file, `open_container` the
one that is wanted. A file is a `Source`; nothing here reads a disk. The bytes of `pack_page` are what to store of a
page: they open as the same page again.
"""

import contextlib
import re
from collections.abc import Callable, Iterable, Iterator
from itertools import chain, islice

from msgspec.structs import replace

from threadreader.errors import NoPageError, PageError, SeveralPagesError
from threadreader.importer.container import archives, base, compression, plain, warc, zip_archive, zip_pages
from threadreader.importer.container.base import (
    MAX_FILE_BYTES,
    SNIFFED_BYTES,
    BytesSource,
    Container,
    Resource,
    Resources,
    Source,
    is_html,
    original_bytes,
    read_whole,
    resolve_base,
    size_on_disk,
    strip_scheme,
)
from threadreader.importer.container.plain import decode_data_url
from threadreader.importer.container.warc import Extent, open_extent, split_archive
from threadreader.importer.container.zip_archive import pack_page

_SAVE_AS_HTML = "save the page from a browser as HTML"
_UNPACKED = "unpack it first"
_EXPORT_AS_JSON = "export JSON instead, which can be opened: threadreader export --format json"

# Patterns of the first bytes, what they are, and the cure for what may hold a page; the others are none.
_UNSUPPORTED = (
    (r"Rar!\x1a\x07", "a RAR archive", _UNPACKED),
    (r"7z\xbc\xaf\x27\x1c", "a 7z archive", _UNPACKED),
    (r"\xfd7zXZ\x00|BZh\d|\x04\x22\x4d\x18", "a compressed file", _UNPACKED),
    (r"filedesc://", "a web archive of the old ARC format", "convert it to WARC first"),
    (
        r"(?i)(?:\xef\xbb\xbf)?threadreader text(?: \d+)?[ \t]*(?:[\r\n]|\Z)",
        "a thread exported as text",
        _EXPORT_AS_JSON,
    ),
    (
        (
            r"(?i)(?:\xef\xbb\xbf)?---[ \t]*\r?\n"
            r"(?:(?!---)[^\r\n]*\r?\n){0,60}?generator: *[\"']?threadreader[\"']? *[\r\n]"
        ),
        "a thread exported as Markdown",
        _EXPORT_AS_JSON,
    ),
    (r"\x89PNG\r\n", "a PNG image", ""),
    (r"\xff\xd8\xff", "a JPEG image", ""),
    (r"GIF8[79]a", "a GIF image", ""),
    (r"RIFF.{4}WEBP", "a WebP image", ""),
    (r"\s*(?:<\?xml[^>]*>\s*)?(?:(?><!--.*?-->)\s*)*+(?:<!DOCTYPE svg[^>]*>\s*)?<svg[\s>]", "an SVG image", ""),
    (r".{4}ftyp|\x1aE\xdf\xa3|ID3|OggS|RIFF.{4}(?:AVI |WAVE)", "a video or sound file", ""),
    (r"%PDF-", "a PDF document", ""),
    (r"\{\\rtf", "an RTF document", ""),
    (r"\xd0\xcf\x11\xe0", "an Office document", ""),
    (r"SQLite format 3\x00", "a database", ""),
    (r"\x7fELF|MZ.{58}|\xcf\xfa\xed\xfe", "a program", ""),
    (
        r"\s*(?:<\?xml[^>]*>\s*)?(?:(?><\?[^>]*>|<!--.*?-->)\s*)*+<(?:rss|feed|rdf:RDF|opml|urlset)[\s>]",
        "a news feed",
        "",
    ),
)


def sniff_unsupported(data: bytes) -> tuple[str, str] | None:
    """Trouble with a file of an unsupported kind, and the cure; None where it may be a page."""
    for pattern, kind, cure in _UNSUPPORTED:
        if re.match(pattern.encode("latin-1"), data[:SNIFFED_BYTES], re.DOTALL):
            trouble = f"is {kind}, which is not supported" if cure else f"is not a web page (it looks like {kind})"
            return trouble, cure or _SAVE_AS_HTML
    return None


__all__ = [
    "MAX_FILE_BYTES",
    "BytesSource",
    "Container",
    "Extent",
    "Resource",
    "Resources",
    "Source",
    "decode_data_url",
    "is_html",
    "is_page_file",
    "open_container",
    "open_containers",
    "open_extent",
    "pack_page",
    "resolve_base",
    "split_archive",
]

# Compressed files within compressed files; more is an attack.
_MAX_NESTING = 3

_MAX_LISTED = 10  # pages that an error names: two or three lines of a terminal

_Opener = Callable[[Source], Iterator[Container]]
_Openers = tuple[tuple[Callable[[bytes], bool], _Opener], ...]

# Sniffers of the first bytes, and what opens the pages; the first that fits counts.
_CONTAINERS: _Openers = (
    (zip_archive.is_bundle, zip_archive.open_bundle),
    (warc.is_warc, warc.open_warc),
    (zip_pages.is_zip, zip_pages.open_zip_pages),
    (archives.is_webarchive, archives.open_webarchive),
    (archives.is_mhtml, archives.open_mhtml),
    (archives.is_har, archives.open_har),
    (plain.is_export, plain.open_export),
)

# The same for text, which looks like other things too: tried once the file is known to be none of those.
_PAGES: _Openers = (
    (plain.is_mailbox, plain.open_text),
    (base.is_html, plain.open_html),
    (plain.is_text, plain.open_text),
)


def _is_brotli(start: bytes) -> bool:
    return compression.is_brotli(start, lambda content: _find_opener(content) is not None)


# Sniffers of compressed files, and what decompresses them.
_COMPRESSIONS: tuple[tuple[Callable[[bytes], bool], Callable[[bytes, str, int], bytes]], ...] = (
    (compression.is_gzip, compression.unpack_gzip),
    (compression.is_zstd, compression.unpack_zstd),
    (_is_brotli, compression.unpack_brotli),
)


def open_containers(source: Source) -> Iterator[Container]:
    """Pages of a file, read one after the other.

    PageError where no kind that holds pages fits; for damage further on, after the pages before it.
    """
    for _ in range(_MAX_NESTING + 1):
        start = _read_start(source)
        opener = _find_opener(start)
        if opener is not None:
            yield from opener(source)
            return
        decompress = next((decompress for sniff, decompress in _COMPRESSIONS if sniff(start)), None)
        if decompress is None:
            raise _no_page(source.name, start)
        data = read_whole(source)
        unpacked = decompress(data, source.name, size_on_disk(source, len(data)))
        source = BytesSource(unpacked, source.name, original_bytes(source), source)
    raise PageError(source.name, "is compressed too many times", "unpack it first")


def open_container(source: Source, url: str | None = None) -> Container:
    """Page of a file; of several, the one whose name or address is `url`.

    PageError where there is none, SeveralPagesError where there are several and none is chosen.
    """
    pages = open_containers(source)
    if url is not None:
        return _choose_page(source, pages, url)
    first = next(pages, None)
    if first is None:
        raise PageError(source.name, "contains no page", "save the page again")
    try:
        second = next(pages, None)
    except PageError as damage:
        return replace(first, lacking=(*first.lacking, damage.trouble))
    if second is None:
        return first
    listed = _listed(map(_name, chain((first, second), _undamaged(pages))))
    raise SeveralPagesError(
        source.name, f"contains several pages: {listed}", f"choose one as {source.name}!/ADDRESS or with --url"
    )


def is_page_file(source: Source) -> bool:
    """True if a file begins as one that holds pages. PageError where it cannot be read.

    Files of every kind hold text: it counts where the file's name and words suggest comments.
    """
    start = _read_start(source)
    opener = _find_opener(start)
    if opener is plain.open_text:
        return source.name.lower().endswith(plain.SUFFIXES) and plain.may_be_text_dump(start)
    return opener is not None or any(sniff(start) for sniff, _ in _COMPRESSIONS)


def _read_start(source: Source) -> bytes:
    with source.open() as file:
        return file.read(SNIFFED_BYTES)


def _find_opener(start: bytes) -> _Opener | None:
    """Function that opens a file by its first bytes."""
    opener = next((opener for sniff, opener in _CONTAINERS if sniff(start)), None)
    if opener is None and sniff_unsupported(start) is None:
        opener = next((opener for sniff, opener in _PAGES if sniff(start)), None)
    return opener


def _no_page(name: str, start: bytes) -> PageError:
    if not start.strip(b" \t\r\n\f\x00"):
        return PageError(name, "is empty", "save the page again")
    unsupported = sniff_unsupported(start)
    if unsupported:
        return NoPageError(name, *unsupported)
    return NoPageError(name, "is not a web page (it is binary)", _SAVE_AS_HTML)


def _choose_page(source: Source, pages: Iterator[Container], url: str) -> Container:
    names: list[str] = []
    for page in pages:
        if url == page.name or (page.url and strip_scheme(url) == strip_scheme(page.url)):
            return page
        names.append(_name(page))
    raise PageError(source.name, f"contains no page {url}", f"it contains {_listed(names)}")


def _undamaged(pages: Iterator[Container]) -> Iterator[Container]:
    """Pages before any damage."""
    with contextlib.suppress(PageError):
        yield from pages


def _listed(names: Iterable[str]) -> str:
    """The first names joined; no more pages than these are read."""
    first = list(islice(names, _MAX_LISTED + 1))
    return ", ".join(first[:_MAX_LISTED]) + (" and more" if len(first) > _MAX_LISTED else "")


def _name(page: Container) -> str:
    return page.name or page.url or "a page without an address"
