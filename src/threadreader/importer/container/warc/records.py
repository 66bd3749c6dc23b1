"""The records of a WARC file: found in one pass, and again by their place; compressed one by one, or not at all."""

import io
import re
import zlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import BinaryIO, Protocol

from threadreader.importer.container.compressed import is_bomb

_MARK = b"WARC/"
_LONGEST_HEADERS = 65_536
_CHUNK = 65_536
_BETWEEN = b"\r\n\r\n"
_MEMBER = b"\x1f\x8b\x08"


class DamageError(Exception):
    """Where the records cannot be followed any further, and why."""


@dataclass(frozen=True, slots=True)
class Record:
    """A record: its headers by their names in lower case, and where it is.

    `read` gives so many bytes of its block; `length` is what that should have, `is_cut` whether the file ends before.
    It reads what is at that place of the file now, so it is for the record just found.
    """

    headers: Mapping[str, str]
    place: int
    length: int
    read: Callable[[int], bytes]
    is_cut: bool = False


class Records(Protocol):
    """The records of a file."""

    def __iter__(self) -> Iterator[Record]:
        """Every record in the order of the file. Raises DamageError where that cannot be followed further."""
        ...

    def at(self, place: int) -> Record | None:
        """The record at a place."""
        ...


class PlainRecords:
    """The records of a file that is not compressed; where a length is wrong, the next record's mark ends a block."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._size = file.seek(0, io.SEEK_END)

    def __iter__(self) -> Iterator[Record]:
        place = self._find_mark(0)
        while place is not None:
            record = self.at(place)
            end = place + len(_MARK)
            if record is not None:
                end = self._file.tell() + record.length
                yield record
                if record.is_cut:
                    raise DamageError("it ends too early")
            place = self._find_mark(end)

    def at(self, place: int) -> Record | None:
        self._file.seek(place)
        headers = read_headers(self._file)
        if headers is None:
            return None
        start = self._file.tell()
        length = _length(headers)
        is_cut = False
        if length is None or not self._ends_at(start + length):
            found = self._find_mark(start)
            is_cut = found is None and (start == self._size if length is None else start + length > self._size)
            length = (self._size if found is None else found) - start
        self._file.seek(start)
        return Record(headers, place, length, lambda limit: self._read(start, min(limit, length)), is_cut)

    def _read(self, start: int, length: int) -> bytes:
        self._file.seek(start)
        content = self._file.read(length)
        self._file.seek(start)
        return content

    def _ends_at(self, place: int) -> bool:
        """Whether a record may end at a place: with its two empty lines, before another one, or with the file."""
        if place >= self._size:
            return place == self._size
        self._file.seek(place)
        after = self._file.read(64)
        return after.startswith(_BETWEEN) or after.lstrip(b"\r\n").startswith(_MARK) or not after.strip(b"\r\n")

    def _find_mark(self, place: int) -> int | None:
        """Where the next record begins: its mark stands at the beginning of a line."""
        overlap = len(_MARK) + 1
        at = max(place - 1, 0)
        self._file.seek(at)
        before = b"\n" if place == 0 else b""
        at -= len(before)
        while chunk := self._file.read(_CHUNK):
            looked_at = before + chunk
            found = looked_at.find(b"\n" + _MARK)
            if found >= 0:
                return at + found + 1
            before = looked_at[-overlap:]
            at += len(looked_at) - len(before)
        return None


class PackedRecords:
    """The records of a file that has each in a gzip member of its own."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file

    def __iter__(self) -> Iterator[Record]:
        place = 0
        while self._begins(place):
            member = _Member(self._file, place)
            record = self._record(io.BufferedReader(member), place)
            if record is not None:
                yield record
            place = member.find_end()

    def at(self, place: int) -> Record | None:
        return self._record(io.BufferedReader(_Member(self._file, place)), place)

    def holds_one_each(self) -> bool:
        """Whether the first member has only one record; else the file is compressed as a whole."""
        stream = io.BufferedReader(_Member(self._file, 0))
        headers = read_headers(stream)
        length = _length(headers or {})
        if headers is None or length is None:
            return True
        _skip(stream, length)
        return not stream.read(64).lstrip(b"\r\n").startswith(_MARK)

    def _begins(self, place: int) -> bool:
        self._file.seek(place)
        return self._file.read(len(_MEMBER)) == _MEMBER

    def _record(self, stream: BinaryIO, place: int) -> Record | None:
        headers = read_headers(stream)
        if headers is None:
            return None
        length = _length(headers)
        if length is None:
            return None
        return Record(headers, place, length, lambda limit: b"".join(_pieces(stream, min(limit, length))))


class _Member(io.RawIOBase):
    """What is in one member of a gzip file, unpacked as it is read."""

    def __init__(self, file: BinaryIO, place: int) -> None:
        self._file = file
        self._place = self._next = place
        self._unpacked = 0
        self._unpacker = zlib.decompressobj(wbits=31)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: "memoryview") -> int:  # type: ignore[override] # any buffer is one of bytes here
        piece = self._unpack(len(buffer))
        buffer[: len(piece)] = piece
        return len(piece)

    def find_end(self) -> int:
        """Read on to the end of the member: where the next one begins."""
        while self._unpack(_CHUNK):
            pass
        return self._next - len(self._unpacker.unused_data)

    def _unpack(self, most: int) -> bytes:
        while not self._unpacker.eof:
            chunk = self._unpacker.unconsumed_tail
            if not chunk:
                self._file.seek(self._next)
                chunk = self._file.read(_CHUNK)
                self._next += len(chunk)
            try:
                piece = self._unpacker.decompress(chunk, most)
            except zlib.error as problem:
                raise DamageError(f"it is damaged ({problem})") from problem
            self._unpacked += len(piece)
            if is_bomb(self._unpacked, self._next - self._place):
                raise DamageError("it unpacks to more than any page holds")
            if piece:
                return piece
            if not chunk:
                raise DamageError("it ends too early")
        return b""


def read_headers(stream: BinaryIO) -> dict[str, str] | None:
    """The headers at this place of a file, after the line that begins them; None where that is not of a record."""
    if not stream.readline(_LONGEST_HEADERS).startswith(_MARK):
        return None
    lines: list[bytes] = []
    room = _LONGEST_HEADERS
    while room > 0:
        line = stream.readline(room)
        room -= len(line)
        if not line.strip(b"\r\n"):
            break
        lines.append(line)
    return parse_headers(b"".join(lines))


def parse_headers(lines: bytes) -> dict[str, str]:
    """Headers by their names in lower case; the first of each counts."""
    headers: dict[str, str] = {}
    for line in re.sub(rb"\r?\n[ \t]+", b" ", lines).splitlines():
        name, mark, value = line.decode("utf-8", "replace").partition(":")
        if mark:
            headers.setdefault(name.strip().lower(), value.strip())
    return headers


def _length(headers: Mapping[str, str]) -> int | None:
    said = headers.get("content-length", "")
    return int(said) if re.fullmatch(r"[0-9]{1,15}", said) else None


def _skip(stream: BinaryIO, length: int) -> None:
    for _ in _pieces(stream, length):
        pass


def _pieces(stream: BinaryIO, length: int) -> Iterator[bytes]:
    """So many bytes, or as many as there are; room is made for no more than come."""
    while length > 0 and (piece := stream.read(min(length, _CHUNK))):
        length -= len(piece)
        yield piece
