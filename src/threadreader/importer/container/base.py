"""Saved page and the file it comes from, whatever kind that is; sniffing, resolving and provenance of all.

A reference in a saved page has several readings, since browsers and mirroring programs each write them in their own
way: `candidate_urls` gives them all. Address and time of saving stand in the comments that savers write into a page.
"""

import io
import posixpath
import re
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from types import MappingProxyType
from typing import BinaryIO, Protocol
from urllib.parse import unquote, urljoin, urlsplit

from msgspec import Struct, field
from msgspec.structs import replace

from threadreader.errors import PageError
from threadreader.importer.charset import detect_utf16
from threadreader.lexicon import compile_lazily

# No page that somebody saved comes near, and more would fill the memory.
MAX_FILE_BYTES = 256 * 1024 * 1024


class Source(Protocol):
    """File to look for pages in; `name` is what errors call it."""

    @property
    def name(self) -> str: ...

    def open(self) -> BinaryIO:
        """Seekable file at its start; the caller closes it. PageError where it cannot be read."""
        ...

    def read_sibling(self, path: str) -> bytes | None:
        """Read a file by its path, with `/`, from the folder of this one.

        None where there is none that can belong to a page: outside that folder, too large, no regular file.
        """
        ...


class BytesSource(Struct, frozen=True):
    """File in memory; `compressed` holds the bytes it was decompressed from, `parent` the file of these."""

    data: bytes
    name: str = "page"
    compressed: bytes | None = None
    parent: Source | None = None

    def open(self) -> BinaryIO:
        return io.BytesIO(self.data)

    def read_sibling(self, path: str) -> bytes | None:
        return self.parent.read_sibling(path) if self.parent else None


_READ_BYTES = 1 << 20  # at once, so that a page is not in memory twice


class RangedFile(io.RawIOBase):
    """Seekable file of `size` bytes at a position of its own; `read_at` reads so many bytes from an offset."""

    def __init__(self, read_at: Callable[[int, int], bytes], size: int) -> None:
        self._read_at = read_at
        self._size = size
        self._position = 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        start = {io.SEEK_SET: 0, io.SEEK_CUR: self._position, io.SEEK_END: self._size}[whence]
        self._position = max(start + offset, 0)
        return self._position

    def readinto(self, buffer: "memoryview") -> int:  # type: ignore[override] # any buffer is one of bytes here
        size = min(len(buffer), self._size - self._position, _READ_BYTES)
        chunk = self._read_at(self._position, max(size, 0))
        buffer[: len(chunk)] = chunk
        self._position += len(chunk)
        return len(chunk)


def read_whole(source: Source) -> bytes:
    """All bytes of a file. PageError where they exceed `MAX_FILE_BYTES`."""
    if isinstance(source, BytesSource):
        return source.data
    with source.open() as file:
        if file.seek(0, io.SEEK_END) > MAX_FILE_BYTES:
            raise PageError(source.name, f"is larger than {MAX_FILE_BYTES >> 20} MB, too large for a page")
        file.seek(0)
        return file.read(MAX_FILE_BYTES)


def original_bytes(source: Source, whole: bytes | None = None) -> bytes:
    """Bytes of a file as they came, compressed if they were; `whole` is the result of an earlier `read_whole`.

    PageError as `read_whole`.
    """
    if isinstance(source, BytesSource) and source.compressed is not None:
        return source.compressed
    return read_whole(source) if whole is None else whole


def size_on_disk(source: Source, size: int) -> int:
    """Bytes of the file that a source of so many bytes was unpacked from, however many times it was packed."""
    return len(source.compressed) if isinstance(source, BytesSource) and source.compressed is not None else size


SNIFFED_BYTES = 65_536
"""Bytes at the head of a file in which its kind is looked for: long headers of a mail or comments before a page fit."""
_TAG = compile_lazily(
    r"<(?:html|head|body|div|p|table|article|section|main|span|ul|ol|li|h[1-6]|blockquote|a|br|pre|form|center|font|meta|title"
    r"|iframe|frameset)"
    r"(?=[\s/>])|<!doctype\s+html",
    re.IGNORECASE,
)
_WHOLE_PAGE = compile_lazily(r"<(?:html|body|head)(?=[\s>])|<!doctype\s+html", re.IGNORECASE)

_IMAGE_MAGIC = MappingProxyType(
    {
        b"\x89PNG\r\n": "image/png",
        b"\xff\xd8\xff": "image/jpeg",
        b"GIF8": "image/gif",
        b"BM": "image/bmp",
    }
)


def is_html(data: bytes) -> bool:
    """True if bytes are a page: they begin with markup, or hold `<html>`, `<head>` or `<body>` near the start."""
    start = text_start(data)
    if "\0" in start[:4096]:
        return False
    first_chars = start.lstrip(" \t\r\n\f")[:2]
    if re.match(r"<[!?a-zA-Z/]", first_chars):
        return bool(_TAG.search(start))
    return bool(_WHOLE_PAGE.search(start))


def media_type(data: bytes) -> str:
    """Media type of a page or image by its first bytes; empty for anything else."""
    for magic, kind in _IMAGE_MAGIC.items():
        if data.startswith(magic):
            return kind
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "image/webp"
    if data[4:12] in (b"ftypavif", b"ftypavis"):
        return "image/avif"
    if re.match(rb"\s*(?:<\?xml[^>]*>\s*)?<svg[\s>]", data):
        return "image/svg+xml"
    return "text/html" if is_html(data) else ""


def text_start(data: bytes) -> str:
    """The first characters; those in ASCII are right whatever the charset."""
    return data[:SNIFFED_BYTES].decode(detect_utf16(data) or "utf-8", "replace").removeprefix("\ufeff")


_ABSOLUTE = compile_lazily(
    r"[a-z][a-z0-9+.-]*://|//|(?:about|blob|cid|data|file|javascript|mailto|mid|urn|view-source):", re.IGNORECASE
)
# The longest request line that web servers take by default; the longest address on 460 saved pages has 3,456.
MAX_REFERENCE_CHARS = 8_192


def is_absolute(address: str) -> bool:
    """True if an address means the same in every document; others are paths."""
    return _ABSOLUTE.match(address) is not None


def candidate_urls(reference: str, base: str) -> Iterator[str]:
    """Addresses that a resource may have in `Container.resources`, the likeliest first.

    `base` is the address of the document with the reference: absolute, or a path.
    """
    reference = reference.strip().partition("#")[0]
    if not reference or len(reference) > MAX_REFERENCE_CHARS or reference[:5].lower() == "data:":
        return
    if is_absolute(base):
        yield from _with_other_scheme(join_url(base, reference) or reference)
    elif is_absolute(reference):
        yield from _with_other_scheme(reference)
    else:
        yield from dict.fromkeys(_paths(reference, posixpath.dirname(base)))


def strip_scheme(url: str) -> str:
    """Address without scheme, fragment and final slash, in which those of one page may differ."""
    return url.partition("#")[0].partition("://")[2].rstrip("/")


def resolve_base(base: str, href: str) -> str:
    """Address that references in a document resolve against, where it has a `<base>`.

    Among files references were saved relative to these, whatever base the page has.
    """
    return (join_url(base, href) or base) if is_absolute(base) else base


def _with_other_scheme(address: str) -> Iterator[str]:
    """An address, and the one that it may redirect to or from by its scheme."""
    yield address
    scheme, separator, rest = address.partition("://")
    other = {"http": "https", "https": "http"}.get(scheme.lower())
    if separator and other:
        yield f"{other}://{rest}"


def join_url(base: str, reference: str) -> str | None:
    """Address of a reference, None where it cannot be one."""
    try:
        return urljoin(base, reference)
    except ValueError:
        return None


def _paths(reference: str, folder: str) -> Iterator[str]:
    """Files that a relative reference can mean: mirrors put the query into the file's name, browsers do not."""
    if reference.startswith(("/", "\\")):
        return
    try:
        path = urlsplit(reference).path
    except ValueError:
        path = reference.partition("?")[0]
    for written in (reference, path):
        for name in (unquote(written), written):
            whole = posixpath.normpath(posixpath.join(folder, name))
            yield whole
            if "?" in name:
                # As where a file system takes no question marks.
                yield whole.replace("?", "@")


_CHARSET = compile_lazily(r"charset\s*=\s*[\"']?([\w.:-]+)", re.IGNORECASE)


def split_content_type(value: str) -> tuple[str, str | None]:
    """Media type in lower case, and charset, of a Content-Type."""
    media, _, parameters = value.partition(";")
    charset = _CHARSET.search(parameters)
    return media.strip().lower(), charset[1] if charset else None


def parse_headers(lines: bytes) -> dict[str, str]:
    """Parse header lines into a mapping by lower-case name; the first of a name wins, folded lines are joined."""
    headers: dict[str, str] = {}
    for line in re.sub(rb"\r?\n[ \t]+", b" ", lines).decode("utf-8", "replace").splitlines():
        name, mark, value = line.partition(":")
        if mark:
            headers.setdefault(name.strip().lower(), value.strip())
    return headers


class Resource(Struct, frozen=True):
    """Resource that a page embeds: a document in a frame, or an image.

    `media_type` is empty where it is unknown, `charset` what a transport header says.
    """

    content: bytes
    media_type: str = ""
    charset: str | None = None


# Resources by their addresses: absolute, `cid:`, or a path from the folder of the page.
Resources = Mapping[str, Resource]


class Container(Struct, frozen=True):
    """Page taken out of its file.

    `charset` is that of a transport header in the container, `saved_at` and `url` what the container states;
    `resources` are the other resources of the page that it holds. `name` identifies the page in a file of several,
    mostly its address, and is empty for a single one. `address` is what references in the page are relative to: the
    page's own key among the resources. `lacking` names what the file should hold and does not. `file` are the bytes of
    the file where they are this page and nothing else: see `pack_page`.
    """

    kind: str
    html: bytes
    charset: str | None = None
    url: str | None = None
    saved_at: datetime | None = None
    resources: Resources = field(default_factory=lambda: MappingProxyType({}))
    name: str = ""
    address: str = ""
    lacking: tuple[str, ...] = ()
    file: bytes | None = None

    def known_from(self, url: str | None, saved_at: datetime | None) -> "Container":
        """The same, if given from an address and of a time that somebody else knows."""
        return replace(self, url=url or self.url, saved_at=saved_at or self.saved_at)

    def find_resource(self, reference: str, base: str | None = None) -> tuple[str, Resource] | None:
        """Target of a frame or image with its address; `base` is the referring document's, by default the page's."""
        for address in candidate_urls(reference, self.address if base is None else base):
            if address in self.resources:
                return address, self.resources[address]
        return None


# Every repetition is bounded: a page may begin like such a comment a thousand times.
_SAVED_FROM = compile_lazily(r"<!--\s{0,20}saved from url=\((\d{4})\)(\S{1,9999})", re.IGNORECASE)
_SINGLE_FILE = compile_lazily(
    r"<!--\s{0,20}Page saved with SingleFile\s{1,20}url:[^\S\n]{0,20}(?P<url>\S{1,4000})\s{0,20}"
    r"(?:saved date:(?P<date>[^\n]{0,200}))?"
)
_MONOLITH = compile_lazily(
    r"<!--\s{0,20}Saved from (?P<url>\S{1,4000})(?: \S{1,200}){0,4}? at (?P<date>\S{1,50}) using monolith\b"
)
_HTTRACK = compile_lazily(
    r"<!-- Mirrored from (?P<url>\S{1,4000}) by HTTrack [^>]{0,200}?(?P<date>\w{3}, \d[^>]{0,50}?) -->"
)

_OURS = compile_lazily(
    r"<!--\s{0,20}Page (?:masked|exported) by threadreader(?: url: (?P<url>\S{1,4000}))?"
    r"(?: saved date: (?P<date>[^\s>]{1,50}))? -->"
)

_SAVERS = (
    (_OURS, "threadreader"),
    (_SINGLE_FILE, "SingleFile"),
    (_MONOLITH, "monolith"),
    (_HTTRACK, "HTTrack"),
    (_SAVED_FROM, "a browser"),
)

_JAVASCRIPT_DATE = compile_lazily(
    r"\w{3} (?P<m>\w{3}) (?P<d>\d{1,2}) (?P<y>\d{4}) (?P<clock>[\d:]{8}) GMT(?P<zone>[+-]\d{4})"
)
_MAIL_DATE = compile_lazily(
    r"(?:\w{3}, )?(?P<d>\d{1,2}) (?P<m>\w{3}) (?P<y>\d{4}) (?P<clock>[\d:]{8}) (?:GMT|UTC|(?P<zone>[+-]\d{4}))"
)


def find_origin(html: bytes) -> tuple[str | None, datetime | None]:
    """Address that a page was saved from and the time of saving, as far as a saver wrote them down."""
    start = text_start(html)
    for pattern in (_OURS, _SINGLE_FILE, _MONOLITH, _HTTRACK):
        match = pattern.search(start)
        if match:
            return http_url(match["url"] or ""), parse_saver_time((match["date"] or "").strip())
    browser = _SAVED_FROM.search(start)
    return (http_url(browser[2][: int(browser[1])]), None) if browser else (None, None)


def find_saver(html: bytes) -> str:
    """Program that saved a page; empty where it left no mark."""
    start = text_start(html)
    return next((name for pattern, name in _SAVERS if pattern.search(start)), "")


def http_url(url: str) -> str | None:
    """An http address, also for one without a scheme; None for anything else."""
    if "://" not in url and re.match(r"[\w-]+(?:\.[\w-]+)+(?:[/?:]|$)", url):
        url = f"http://{url}"
    return url if re.match(r"https?://[^/]", url, re.IGNORECASE) else None


def parse_saver_time(written: str) -> datetime | None:
    """Parse a time in ISO 8601, or as JavaScript or a mail header writes it; None for anything else."""
    try:
        match = _JAVASCRIPT_DATE.match(written) or _MAIL_DATE.match(written)
        if not match:
            saved_at = datetime.fromisoformat(written).replace(microsecond=0)
            return saved_at if saved_at.tzinfo else None
        parts = (match["d"], match["m"], match["y"], match["clock"], match["zone"] or "+0000")
        return datetime.strptime(" ".join(parts), "%d %b %Y %H:%M:%S %z")
    except ValueError:
        return None
