"""The page in a file, whatever kind of file it is, with what belongs to it.

A file to look for pages in: its bytes, and what lies beside it. Whoever has one decides how to read it.

What a file looks like by its first bytes: a page, or which kind of picture.

What a reference in a saved page can mean: browsers and mirroring programs each write them in their own way.
"""

import io
import posixpath
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType
from typing import BinaryIO, Protocol
from urllib.parse import unquote, urljoin, urlsplit

from threadreader.errors import PageError
from threadreader.importer.charset import utf16_of

LARGEST = 256 * 1024 * 1024
"""Bytes; no page that somebody saved comes near, and reading more would fill the memory."""


class Source(Protocol):
    """What the importer needs of a file; `name` is what errors call it."""

    @property
    def name(self) -> str: ...

    def open(self) -> BinaryIO:
        """The file from its beginning: seekable, and closed by whoever asked for it. Raises PageError."""
        ...

    def beside(self, path: str) -> bytes | None:
        """A file by its path from the folder that this one is in, with `/`.

        None where there is none, or it is none that belongs to a page: outside that folder, too large, no file.
        """
        ...


@dataclass(frozen=True, slots=True)
class BytesSource:
    """A file that is in the memory; `packed` is the compressed one that it was in, and `around` where that lies."""

    data: bytes
    name: str = "page"
    packed: bytes | None = None
    around: Source | None = None

    def open(self) -> BinaryIO:
        return io.BytesIO(self.data)

    def beside(self, path: str) -> bytes | None:
        return self.around.beside(path) if self.around else None


def read_whole(source: Source) -> bytes:
    """All the bytes of a file. Raises PageError where they are more than any page has."""
    if isinstance(source, BytesSource):
        return source.data
    with source.open() as file:
        if file.seek(0, io.SEEK_END) > LARGEST:
            raise PageError(source.name, f"is larger than {LARGEST >> 20} MB, which no page is")
        file.seek(0)
        return file.read(LARGEST)


def original_bytes(source: Source, whole: bytes | None = None) -> bytes:
    """The bytes of a file as they came, compressed if they were; `whole` is what `read_whole` gave, where it was asked.

    Raises PageError as that does.
    """
    if isinstance(source, BytesSource) and source.packed is not None:
        return source.packed
    return read_whole(source) if whole is None else whole


_START = 65_536
_TAG = re.compile(
    r"<(?:html|head|body|div|p|table|article|section|main|span|ul|ol|li|h[1-6]|blockquote|a|br|pre|form|center|font|meta|title"
    r"|iframe|frameset)"
    r"(?=[\s/>])|<!doctype\s+html",
    re.IGNORECASE,
)
_WHOLE_PAGE = re.compile(r"<(?:html|body|head)(?=[\s>])|<!doctype\s+html", re.IGNORECASE)

_PICTURES = MappingProxyType(
    {
        b"\x89PNG\r\n": "image/png",
        b"\xff\xd8\xff": "image/jpeg",
        b"GIF8": "image/gif",
        b"BM": "image/bmp",
    }
)


def is_html(data: bytes) -> bool:
    """Whether the bytes are a page: they begin with markup, or have a `<html>`, `<head>` or `<body>` near the start."""
    start = start_of(data)
    if "\0" in start[:4096]:
        return False
    begins = start.lstrip(" \t\r\n\f")[:2]
    if re.match(r"<[!?a-zA-Z/]", begins):
        return bool(_TAG.search(start))
    return bool(_WHOLE_PAGE.search(start))


def media_type(data: bytes) -> str:
    """The type of a page or picture; empty for anything else."""
    for begin, kind in _PICTURES.items():
        if data.startswith(begin):
            return kind
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "image/webp"
    if data[4:12] in (b"ftypavif", b"ftypavis"):
        return "image/avif"
    if re.match(rb"\s*(?:<\?xml[^>]*>\s*)?<svg[\s>]", data):
        return "image/svg+xml"
    return "text/html" if is_html(data) else ""


def start_of(data: bytes) -> str:
    """The first characters; the ASCII ones are right whatever the charset is."""
    return data[:_START].decode(utf16_of(data) or "utf-8", "replace").removeprefix("\ufeff")


_ABSOLUTE = re.compile(
    r"[a-z][a-z0-9+.-]*://|//|(?:about|blob|cid|data|file|javascript|mailto|mid|urn|view-source):", re.IGNORECASE
)
_LONGEST = 8_192


def is_absolute(address: str) -> bool:
    """Whether an address names a resource wherever it is written; others are paths."""
    return _ABSOLUTE.match(address) is not None


def candidates(reference: str, around: str) -> Iterator[str]:
    """The addresses under which a resource may be kept, the likeliest first, each as `Container.parts` has it.

    `around` is the address of the document that the reference is in: absolute, or a path.
    """
    reference = reference.strip().partition("#")[0]
    if not reference or len(reference) > _LONGEST or reference[:5].lower() == "data:":
        return
    if is_absolute(around):
        yield from _absolute(_joined(around, reference) or reference)
    elif is_absolute(reference):
        yield from _absolute(reference)
    else:
        yield from dict.fromkeys(_paths(reference, posixpath.dirname(around)))


def without_scheme(url: str) -> str:
    """An address without what those of one page may differ in."""
    return url.partition("#")[0].partition("://")[2].rstrip("/")


def based(around: str, base: str) -> str:
    """What references are relative to in a document at an address, where it has a `<base>`.

    A page among files was saved with its references made relative to those, whatever base it has.
    """
    return (_joined(around, base) or around) if is_absolute(around) else around


def _absolute(address: str) -> Iterator[str]:
    """An address, and those that a site redirects it from or to without saying so."""
    yield address
    scheme, mark, rest = address.partition("://")
    other = {"http": "https", "https": "http"}.get(scheme.lower())
    if mark and other:
        yield f"{other}://{rest}"


def _joined(around: str, reference: str) -> str | None:
    try:
        return urljoin(around, reference)
    except ValueError:
        return None


def _paths(reference: str, folder: str) -> Iterator[str]:
    """The files a relative reference can mean: a mirror has the query in the name of the file, browsers do not."""
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


@dataclass(frozen=True, slots=True)
class Part:
    """A resource that a page shows inside it: a document in a frame, or a picture.

    `media_type` is empty where nothing says it, `charset` what a transport header says.
    """

    content: bytes = field(repr=False)
    media_type: str = ""
    charset: str | None = None


Parts = Mapping[str, Part]
"""The parts of a page by their addresses: absolute, `cid:`, or a path from the folder that the page is in."""


@dataclass(frozen=True, slots=True)
class Container:
    """A page taken out of its file.

    `charset` is what a transport header in the container says, `saved_at` and `url` what the container states;
    `parts` are the other resources of the page that it holds. `name` is what the page is called in a file of
    several, mostly its address, and empty where it is the only one. `address` is what the references in the page
    are relative to: its own place among the parts. `lacking` says what the file should hold and does not.
    `file` are the bytes of the file where they are this page and nothing else: see `pack_page`.
    """

    kind: str
    html: bytes = field(repr=False)
    charset: str | None = None
    url: str | None = None
    saved_at: datetime | None = None
    parts: Parts = field(default_factory=lambda: MappingProxyType({}))
    name: str = ""
    address: str = ""
    lacking: tuple[str, ...] = ()
    file: bytes | None = field(default=None, compare=False, repr=False)

    def find_part(self, reference: str, around: str | None = None) -> tuple[str, Part] | None:
        """What a frame or picture refers to, with its address; `around` is that of the document the reference is in.

        Without `around` that is the page itself.
        """
        for address in candidates(reference, self.address if around is None else around):
            if address in self.parts:
                return address, self.parts[address]
        return None
