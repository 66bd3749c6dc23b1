"""Zip files: what is in them, read within bounds and never written to the disk.

A page and its parts as one file: what is kept of a page that is not the whole of the file it came in.

That is a zip file, so that other programs can open it, whose first member says what the others are.
"""

import io
import json
import struct
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from textwrap import shorten
from types import MappingProxyType
from typing import IO, Any, BinaryIO

from threadreader.errors import PageError
from threadreader.importer.container.base import LARGEST, Container, Part, Source, original_bytes
from threadreader.importer.container.compression import is_bomb

_MOST_MEMBERS = 20_000
_STEP = 64 * 1024
"""Bytes; as many are read of what is packed before anything is unpacked."""

_LONGEST_SAID = 120
_LOCAL_HEADER = struct.Struct("<26xHH")
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


def _said(problem: Exception) -> str:
    """What is wrong, without all that is quoted of a damaged file."""
    return shorten(str(problem), _LONGEST_SAID, placeholder=" …")


class ZipReader:
    """The members of an open zip file by their names, each read once asked for.

    What is read in all is bounded, whatever sizes the members claim.
    """

    def __init__(self, file: zipfile.ZipFile, stream: BinaryIO, name: str) -> None:
        self._file = file
        self._stream = stream
        self._name = name
        self._room = LARGEST
        self._infos: Mapping[str, zipfile.ZipInfo] = MappingProxyType(
            {name: info for info in file.infolist() if not (name := info.filename.replace("\\", "/")).endswith("/")}
        )

    @property
    def names(self) -> tuple[str, ...]:
        """The name of each member that is no folder, in the order of the file."""
        return tuple(self._infos)

    def __contains__(self, name: str) -> bool:
        return name in self._infos

    def renew(self) -> None:
        """Let the next page take as much as one page may."""
        self._room = LARGEST

    def read(self, name: str) -> bytes | None:
        """A member, None where there is none of that name. Raises PageError where it cannot be read."""
        info = self._infos.get(name)
        if info is None:
            return None
        if info.flag_bits & 1:
            raise PageError(self._name, "is a zip archive with a password", "unpack it first")
        try:
            with self._file.open(info) as member:
                content = b"".join(self._pieces(member, info))
        except RuntimeError as problem:
            raise PageError(
                self._name, f"is a zip archive packed in a way that is not read ({_said(problem)})"
            ) from problem
        except _DAMAGED as problem:
            raise PageError(
                self._name, f"is a damaged zip archive ({_said(problem)})", "save the page again"
            ) from problem
        self._room -= len(content)
        return content

    def _pieces(self, member: IO[bytes], info: zipfile.ZipInfo) -> Iterator[bytes]:
        """What is in a member, a step at a time, so that a bomb is known before it is unpacked."""
        size = 0
        while piece := member.read(_STEP):
            size += len(piece)
            if size > self._room or is_bomb(size, self._stream.tell() - info.header_offset):
                raise PageError(self._name, "unpacks to more than any page holds")
            yield piece

    def open(self, name: str) -> BinaryIO:
        """A member as a file to go about in; one that is compressed is first unpacked. Raises PageError."""
        info = self._infos[name]
        if info.compress_type != zipfile.ZIP_STORED or info.flag_bits & 1:
            return io.BytesIO(self.read(name) or b"")
        try:
            self._stream.seek(info.header_offset)
            name_length, extra_length = _LOCAL_HEADER.unpack(self._stream.read(_LOCAL_HEADER.size))
        except _DAMAGED as problem:
            raise PageError(
                self._name, f"is a damaged zip archive ({_said(problem)})", "save the page again"
            ) from problem
        begin = info.header_offset + _LOCAL_HEADER.size + name_length + extra_length
        return io.BufferedReader(_Window(self._stream, begin, info.file_size))


class _Window(io.RawIOBase):
    """A stretch of a file as a file of its own."""

    def __init__(self, file: BinaryIO, begin: int, size: int) -> None:
        self._file = file
        self._begin = begin
        self._size = size
        self._at = 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        start = {io.SEEK_SET: 0, io.SEEK_CUR: self._at, io.SEEK_END: self._size}[whence]
        self._at = max(start + offset, 0)
        return self._at

    def readinto(self, buffer: "memoryview") -> int:  # type: ignore[override] # any buffer is one of bytes here
        self._file.seek(self._begin + self._at)
        piece = self._file.read(max(min(len(buffer), self._size - self._at), 0))
        buffer[: len(piece)] = piece
        self._at += len(piece)
        return len(piece)


@contextmanager
def open_zip(source: Source) -> Iterator[ZipReader]:
    """A zip file, also one that begins with something else. Raises PageError where it is damaged."""
    with source.open() as file:
        try:
            archive = zipfile.ZipFile(file)
        except _DAMAGED as problem:
            trouble = f"is a damaged zip archive, or one that ends too early ({_said(problem)})"
            raise PageError(source.name, trouble, "save the page again") from problem
        with archive:
            if len(archive.infolist()) > _MOST_MEMBERS:
                raise PageError(source.name, f"holds more than {_MOST_MEMBERS:,} files, which no page does")
            yield ZipReader(archive, file, source.name)


_CONTENTS = "threadreader.json"
_PAGE = "page.html"
_FORMAT = "threadreader-page"
_VERSION = 1
_BEGIN = b"PK\x03\x04"
_NAME_AT = 30
_LATER = "update threadreader, which has learned to read it"


def pack_page(container: Container) -> bytes:
    """The bytes to keep of a page: opened again, they give an equal container.

    They are the file itself where it holds nothing but this page; else the page, as its bytes were, with its parts.
    The same page gives the same bytes.
    """
    if container.file is not None:
        return container.file
    parts = {id(part): part for part in container.parts.values()}
    members = {name: f"parts/{place}" for place, name in enumerate(parts)}
    contents = {
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
            {"address": address, "member": members[id(part)], "media_type": part.media_type, "charset": part.charset}
            for address, part in container.parts.items()
        ],
    }
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        # Not compressed, and of no date: whoever keeps them compresses them, and tells pages apart by their bytes.
        archive.writestr(zipfile.ZipInfo(_CONTENTS), json.dumps(contents, indent=1))
        archive.writestr(zipfile.ZipInfo(_PAGE), container.html)
        for identity, part in parts.items():
            archive.writestr(zipfile.ZipInfo(members[identity]), part.content)
    return packed.getvalue()


def is_bundle(start: bytes) -> bool:
    """Whether a file that begins so is what `pack_page` made."""
    return start.startswith(_BEGIN) and start[_NAME_AT:].startswith(_CONTENTS.encode())


def open_bundle(source: Source) -> Iterator[Container]:
    """The page that was packed."""
    with open_zip(source) as archive:
        try:
            contents = json.loads(archive.read(_CONTENTS) or b"")
            container = _unpack(contents, archive, original_bytes(source))
        except (ValueError, KeyError, TypeError, RecursionError, AttributeError) as problem:
            raise PageError(source.name, f"is a damaged page of threadreader ({problem})") from problem
        if container is None:
            raise PageError(source.name, "is a page that a newer threadreader has packed", _LATER)
    yield container


def _unpack(contents: Any, archive: ZipReader, file: bytes) -> Container | None:
    if contents["format"] != _FORMAT or contents["version"] != _VERSION:
        return None
    found: dict[str, Part] = {}
    members: dict[str, Part] = {}
    for each in contents["parts"]:
        member = str(each["member"])
        if member not in members:
            members[member] = Part(archive.read(member) or b"", str(each["media_type"]), _text(each["charset"]))
        found[str(each["address"])] = members[member]
    return Container(
        kind=str(contents["kind"]),
        html=archive.read(_PAGE) or b"",
        charset=_text(contents["charset"]),
        url=_text(contents["url"]),
        saved_at=datetime.fromisoformat(contents["saved_at"]) if contents["saved_at"] else None,
        parts=found,
        name=str(contents["name"]),
        address=str(contents["address"]),
        lacking=tuple(map(str, contents["lacking"])),
        file=file,
    )


def _text(value: Any) -> str | None:
    return None if value is None else str(value)
