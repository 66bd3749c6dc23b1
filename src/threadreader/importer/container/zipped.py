"""Zip files: what is in them, read within bounds and never written to the disk."""

import io
import struct
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from textwrap import shorten
from types import MappingProxyType
from typing import IO, BinaryIO

from threadreader.errors import PageError
from threadreader.importer.container.compressed import is_bomb
from threadreader.importer.container.source import LARGEST, Source

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
