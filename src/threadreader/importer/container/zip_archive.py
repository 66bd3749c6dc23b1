"""Zip files, read within bounds and never unpacked to the disk; and the bundle in which a page is stored.

A bundle is what is kept of a page that is not the whole of its file: a zip file, so that other programs can open it,
whose first member is a manifest of the others.
"""

import io
import json
import struct
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from itertools import pairwise
from textwrap import shorten
from types import MappingProxyType
from typing import IO, Any, BinaryIO

from threadreader.errors import PageError
from threadreader.importer.container.base import (
    MAX_FILE_BYTES,
    Container,
    RangedFile,
    Resource,
    Source,
    original_bytes,
    size_on_disk,
)
from threadreader.importer.container.compression import bomb_error, is_bomb, unpack_bzip2, unpack_lzma

_MAX_MEMBERS = 20_000  # a saved folder has some hundreds; each is an object in memory
# Compressed bytes are read up to this much ahead of what is decompressed.
_CHUNK_BYTES = 64 * 1024

_MAX_MESSAGE_CHARS = 120  # about a line and a half of a terminal
_LOCAL_HEADER = struct.Struct("<26xHH")
_UNPACKED = MappingProxyType({zipfile.ZIP_BZIP2: unpack_bzip2, zipfile.ZIP_LZMA: unpack_lzma})
_DAMAGED = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    EOFError,
    OSError,
    ValueError,
    IndexError,
    OverflowError,
    NotImplementedError,
)


def _message(problem: Exception) -> str:
    """Message of an error, without all that it quotes of a damaged file."""
    return shorten(str(problem), _MAX_MESSAGE_CHARS, placeholder=" …")


@contextmanager
def _refused_if_damaged(name: str, extent: str = "") -> Iterator[None]:
    try:
        yield
    except _DAMAGED as problem:
        trouble = f"is a damaged zip archive{extent} ({_message(problem)})"
        raise PageError(name, trouble, "save the page again") from problem


class ZipReader:
    """Members of an open zip file by their names, each read once it is asked for.

    The bytes read in all are bounded, whatever sizes the members claim: for a page, and for all by `size`, that of the
    file.
    """

    def __init__(self, file: zipfile.ZipFile, stream: BinaryIO, name: str, size: int) -> None:
        self._file = file
        self._stream = stream
        self._name = name
        self._size = size
        self._bytes_read = 0
        self._bytes_left = MAX_FILE_BYTES
        self._infos: Mapping[str, zipfile.ZipInfo] = MappingProxyType(
            {name: info for info in file.infolist() if not (name := info.filename.replace("\\", "/")).endswith("/")}
        )

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the members that are no folders, in the order of the file."""
        return tuple(self._infos)

    def __contains__(self, name: str) -> bool:
        return name in self._infos

    def renew(self) -> None:
        """Reset the bound for the next page."""
        self._bytes_left = MAX_FILE_BYTES

    def read(self, name: str) -> bytes | None:
        """Read a member, None where there is none of that name. PageError where it cannot be read."""
        info = self._infos.get(name)
        if info is None:
            return None
        if info.flag_bits & 1:
            raise PageError(self._name, "is a zip archive with a password", "unpack it first")
        with _refused_if_damaged(self._name):
            try:
                content = self._unpacked(info)
            except RuntimeError as problem:
                trouble = f"is a zip archive with unsupported compression ({_message(problem)})"
                raise PageError(self._name, trouble) from problem
        self._bytes_left -= len(content)
        self._bytes_read += len(content)
        if self._bytes_left < 0 or is_bomb(self._bytes_read, self._size):
            raise bomb_error(self._name)
        return content

    def _unpacked(self, info: zipfile.ZipInfo) -> bytes:
        unpack = _UNPACKED.get(info.compress_type)
        if unpack is None:
            with self._file.open(info) as member:
                return b"".join(self._chunks(member, info))
        # `zipfile` would unpack it without a bound.
        content = unpack(self._packed(info).read(), self._name)
        if len(content) != info.file_size or zlib.crc32(content) != info.CRC:
            raise zipfile.BadZipFile(f"Bad CRC-32 for file {info.filename!r}")
        return content

    def _chunks(self, member: IO[bytes], info: zipfile.ZipInfo) -> Iterator[bytes]:
        """Content of a member in chunks, so that a bomb is detected before it is decompressed."""
        size = 0
        while chunk := member.read(_CHUNK_BYTES):
            size += len(chunk)
            if size > self._bytes_left or is_bomb(size, self._stream.tell() - info.header_offset):
                raise bomb_error(self._name)
            yield chunk

    def open(self, name: str) -> BinaryIO:
        """A member as a seekable file; a compressed one is decompressed first. PageError."""
        info = self._infos[name]
        if info.compress_type != zipfile.ZIP_STORED or info.flag_bits & 1:
            return io.BytesIO(self.read(name) or b"")
        return self._packed(info)

    def _packed(self, info: zipfile.ZipInfo) -> BinaryIO:
        """A member as it is in the archive."""
        with _refused_if_damaged(self._name):
            self._stream.seek(info.header_offset)
            name_length, extra_length = _LOCAL_HEADER.unpack(self._stream.read(_LOCAL_HEADER.size))
        start = info.header_offset + _LOCAL_HEADER.size + name_length + extra_length

        def read_at(position: int, size: int) -> bytes:
            self._stream.seek(start + position)
            return self._stream.read(size)

        return io.BufferedReader(RangedFile(read_at, info.compress_size))


@contextmanager
def open_zip(source: Source) -> Iterator[ZipReader]:
    """Open a zip file, also one that begins with something else. PageError where it is damaged."""
    with source.open() as file:
        with _refused_if_damaged(source.name, ", or one that ends too early"):
            archive = zipfile.ZipFile(file)
        with archive:
            if len(archive.infolist()) > _MAX_MEMBERS:
                raise PageError(source.name, f"holds more than {_MAX_MEMBERS:,} files, too many for a page")
            if _overlap(archive.infolist()):
                raise PageError(source.name, "is a zip archive with overlapping files", "save the page again")
            yield ZipReader(archive, file, source.name, size_on_disk(source, file.seek(0, io.SEEK_END)))


def _overlap(members: Iterable[zipfile.ZipInfo]) -> bool:
    """True if two members have bytes in common, by which a small file can unpack to any size."""
    ranges = sorted((info.header_offset, info.compress_size) for info in members)
    return any(start + _LOCAL_HEADER.size + size > following for (start, size), (following, _) in pairwise(ranges))


_MANIFEST = "threadreader.json"
_PAGE = "page.html"
_FORMAT = "threadreader-page"
_VERSION = 1  # raised when programs of the last version cannot read the bundle
ZIP_MAGIC = b"PK\x03\x04"
_NAME_OFFSET = 30  # bytes of a local file header before the name, by the ZIP specification (4.3.7)
_UPDATE = "update threadreader"


def pack_page(container: Container) -> bytes:
    """Bytes to store of a page: opened again, they give an equal container.

    They are the file itself where it holds nothing but this page; else a bundle of the page, as its bytes were, and its
    resources. The same page gives the same bytes.
    """
    if container.file is not None:
        return container.file
    resources = {id(resource): resource for resource in container.resources.values()}
    members = {name: f"parts/{number}" for number, name in enumerate(resources)}
    manifest = {
        "format": _FORMAT,
        "version": _VERSION,
        "kind": container.kind,
        "charset": container.charset,
        "url": container.url,
        "saved_at": container.saved_at and container.saved_at.isoformat(),
        "name": container.name,
        "address": container.address,
        "lacking": container.lacking,
        "parts": [
            {
                "address": address,
                "member": members[id(resource)],
                "media_type": resource.media_type,
                "charset": resource.charset,
            }
            for address, resource in container.resources.items()
        ],
    }
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        # Not compressed, and of no date: whoever keeps them compresses them, and tells pages apart by their bytes.
        archive.writestr(zipfile.ZipInfo(_MANIFEST), json.dumps(manifest, indent=1))
        archive.writestr(zipfile.ZipInfo(_PAGE), container.html)
        for identity, resource in resources.items():
            archive.writestr(zipfile.ZipInfo(members[identity]), resource.content)
    return packed.getvalue()


def is_bundle(start: bytes) -> bool:
    """True if a file begins as `pack_page` begins it."""
    return start.startswith(ZIP_MAGIC) and start[_NAME_OFFSET:].startswith(_MANIFEST.encode())


def open_bundle(source: Source) -> Iterator[Container]:
    """The page that was packed."""
    with open_zip(source) as archive:
        try:
            manifest = json.loads(archive.read(_MANIFEST) or b"")
            container = _unpack(manifest, archive, original_bytes(source))
        except (ValueError, KeyError, TypeError, RecursionError, AttributeError) as problem:
            raise PageError(source.name, f"is a damaged page of threadreader ({problem})") from problem
        if container is None:
            raise PageError(source.name, "was written by a newer threadreader", _UPDATE)
    yield container


def _unpack(manifest: Any, archive: ZipReader, file: bytes) -> Container | None:
    if manifest["format"] != _FORMAT or manifest["version"] != _VERSION:
        return None
    resources: dict[str, Resource] = {}
    members: dict[str, Resource] = {}
    for each in manifest["parts"]:
        member = str(each["member"])
        if member not in members:
            members[member] = Resource(archive.read(member) or b"", str(each["media_type"]), _text(each["charset"]))
        resources[str(each["address"])] = members[member]
    return Container(
        kind=str(manifest["kind"]),
        html=archive.read(_PAGE) or b"",
        charset=_text(manifest["charset"]),
        url=_text(manifest["url"]),
        saved_at=datetime.fromisoformat(manifest["saved_at"]) if manifest["saved_at"] else None,
        resources=resources,
        name=str(manifest["name"]),
        address=str(manifest["address"]),
        lacking=tuple(map(str, manifest["lacking"])),
        file=file,
    )


def _text(value: Any) -> str | None:
    return None if value is None else str(value)
