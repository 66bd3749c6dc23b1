"""WARC records: an uncompressed or gzipped file as records with byte offsets, and the HTTP responses in them.

Damaged files are read as far as they go: a wrong Content-Length, a damaged member of a compressed file, bytes of
garbage between records and a file that was compressed as a whole each cost no record but the damaged one.

A part of a file, from any byte to another, holds the records that begin in it: parts that meet hold each record once.
"""

import io
import re
import sys
import zlib
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import BinaryIO

from msgspec import Struct

from threadreader.importer.container.base import MAX_FILE_BYTES, parse_headers, split_content_type
from threadreader.importer.container.compression import decode_content, is_bomb, is_gzip

MAGIC = b"WARC/"
_MAX_HEADER_BYTES = 65_536  # headers have some 1 kB; bounds the memory for a record without their end
_CHUNK_BYTES = 65_536  # read at a time, while the end of a record is looked for
_RECORD_END = b"\r\n\r\n"
_MEMBER = b"\x1f\x8b\x08"
_SNIFFED_BYTES = 64  # a record's first line is shorter
_PACKED_SAMPLE_BYTES = 512  # the name of a file in the header of a member is shorter, and packed text no longer


class DamageError(Exception):
    """The archive is damaged here; no record behind this point can be located."""


class Record(Struct, frozen=True):
    """A record: its headers by lower-case name, and its byte offset in the file.

    `read(limit)` returns at most `limit` bytes of the block; it reads the file where it stands, so it is valid
    only for the record just yielded. `length` is the declared size of the block; `is_cut`: the file ends before it.
    """

    headers: Mapping[str, str]
    offset: int
    length: int
    read: Callable[[int], bytes]
    is_cut: bool = False


def is_warc(start: bytes) -> bool:
    """True if a file with this beginning is a WARC file, compressed or not."""
    if is_gzip(start):
        try:
            start = zlib.decompressobj(wbits=31).decompress(start, _SNIFFED_BYTES)
        except zlib.error:
            return False
    return start.lstrip(b"\r\n").startswith(MAGIC)


class Records(ABC):
    """Records of a WARC file: those that begin in a range of its bytes, or those at some `offsets`."""

    def __init__(self, file: BinaryIO, start: int = 0, end: int = sys.maxsize, offsets: Sequence[int] = ()) -> None:
        self._file = file
        self._start = start
        self._end = end
        self._offsets = offsets

    def __iter__(self) -> Iterator[Record]:
        """Yield the records in file order. DamageError at the end for those that could not be read."""
        return self._at_offsets() if self._offsets else self._in_range()

    @abstractmethod
    def at(self, offset: int) -> Record | None:
        """The record at a byte offset, None if none begins there."""

    @abstractmethod
    def _in_range(self) -> Iterator[Record]: ...

    def _at_offsets(self) -> Iterator[Record]:
        damage: DamageError | None = None
        for offset in self._offsets:
            try:
                record = self.at(offset)
                if record is None:
                    raise DamageError(f"no record begins at byte {offset:,}")  # noqa: TRY301 - as where one is damaged
            except DamageError as problem:
                damage = damage or problem
            else:
                yield record
        if damage:
            raise damage


class PlainRecords(Records):
    """Records of an uncompressed file; where a Content-Length is wrong, resynchronise at the next record's magic."""

    @cached_property
    def _size(self) -> int:
        return self._file.seek(0, io.SEEK_END)

    def _in_range(self) -> Iterator[Record]:
        offset = self._find_first()
        while offset is not None and offset < self._end:
            record = self.at(offset)
            end = offset + len(MAGIC)
            if record is not None:
                end = self._file.tell() + record.length
                yield record
                if record.is_cut:
                    raise DamageError("it ends too early")
            offset = self._find_next(end)

    def at(self, offset: int) -> Record | None:
        self._file.seek(offset)
        headers = read_headers(self._file)
        if headers is None:
            return None
        start = self._file.tell()
        length = _length(headers)
        is_cut = False
        if length is None or not self._ends_at(start + length):
            found = self._find_next(start)
            is_cut = found is None and (start == self._size if length is None else start + length > self._size)
            length = (self._size if found is None else found) - start
        self._file.seek(start)
        return Record(headers, offset, length, lambda limit: self._read(start, min(limit, length)), is_cut)

    def _find_first(self) -> int | None:
        """Return the offset of the first record of the part: a line in the middle of a page may look like one."""
        offset = self._find_next(self._start)
        while self._start and offset is not None:
            self._file.seek(offset)
            headers = read_headers(self._file) or {}
            length = _length(headers)
            # Markup writes `<` otherwise, so no page can show an id as it stands in the headers of a record.
            if headers.get("warc-record-id", "").startswith("<"):
                break
            end = self._file.tell() + (length or 0)
            if length is not None and (end > self._size or self._ends_at(end)):
                break
            offset = self._find_next(offset + len(MAGIC))
        return offset

    def _read(self, start: int, length: int) -> bytes:
        self._file.seek(start)
        content = self._file.read(length)
        self._file.seek(start)
        return content

    def _ends_at(self, offset: int) -> bool:
        """True if a record may end here: at its two empty lines, before another record, or at the end of the file."""
        if offset >= self._size:
            return offset == self._size
        self._file.seek(offset)
        after = self._file.read(64)
        return after.startswith(_RECORD_END) or after.lstrip(b"\r\n").startswith(MAGIC) or not after.strip(b"\r\n")

    def _find_next(self, offset: int) -> int | None:
        """Return the offset of the next line that begins with the magic, None if there is none."""
        overlap = len(MAGIC) + 1
        at = max(offset - 1, 0)
        self._file.seek(at)
        before = b"\n" if offset == 0 else b""
        at -= len(before)
        while chunk := self._file.read(_CHUNK_BYTES):
            window = before + chunk
            found = window.find(b"\n" + MAGIC)
            if found >= 0:
                return at + found + 1
            before = window[-overlap:]
            at += len(window) - len(before)
        return None


class PackedRecords(Records):
    """Records of a file with one gzip member per record."""

    def _in_range(self) -> Iterator[Record]:
        damage: DamageError | None = None
        offset = self._find_next(self._start, is_known=not self._start)
        while offset is not None and offset < self._end:
            is_whole = True
            member = _Member(self._file, offset)
            try:
                record = self._record(io.BufferedReader(member), offset)
                if record is not None:
                    yield record
                following = member.find_end()
            except DamageError as problem:
                damage = damage or problem
                is_whole, following = False, offset + len(_MEMBER)
            offset = self._find_next(following, is_known=is_whole)
        if damage:
            raise damage

    def at(self, offset: int) -> Record | None:
        return self._record(io.BufferedReader(_Member(self._file, offset)), offset)

    def holds_one_each(self) -> bool:
        """True if the first member holds a single record; otherwise the file is compressed as a whole."""
        stream = io.BufferedReader(_Member(self._file, 0))
        headers = read_headers(stream)
        length = _length(headers or {})
        if headers is None or length is None:
            return True
        for _ in _chunks(stream, length):
            pass
        return not stream.read(64).lstrip(b"\r\n").startswith(MAGIC)

    def _find_next(self, offset: int, *, is_known: bool) -> int | None:
        """Return the offset of the next member that holds a record, None if there is none.

        One that begins right there does so for sure where `is_known`: others are looked into.
        """
        self._file.seek(offset)
        if is_known and self._file.read(len(_MEMBER)) == _MEMBER:
            return offset
        at = offset
        while True:
            self._file.seek(at)
            chunk = self._file.read(_CHUNK_BYTES)
            found = chunk.find(_MEMBER)
            if found >= 0:
                at += found
                self._file.seek(at)
                if is_warc(self._file.read(_PACKED_SAMPLE_BYTES)):
                    return at
                at += 1
            elif len(chunk) < _CHUNK_BYTES:
                return None
            else:
                at += len(chunk) - len(_MEMBER) + 1

    def _record(self, stream: BinaryIO, offset: int) -> Record | None:
        headers = read_headers(stream)
        length = _length(headers or {})
        if headers is None or length is None:
            return None
        return Record(headers, offset, length, lambda limit: b"".join(_chunks(stream, min(limit, length))))


class _Member(io.RawIOBase):
    """Stream over one gzip member, decompressed as it is read and bounded against bombs."""

    def __init__(self, file: BinaryIO, offset: int) -> None:
        self._file = file
        self._offset = self._next = offset
        self._unpacked = 0
        self._unpacker = zlib.decompressobj(wbits=31)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: "memoryview") -> int:  # type: ignore[override] # any buffer is one of bytes here
        piece = self._unpack(len(buffer))
        buffer[: len(piece)] = piece
        return len(piece)

    def find_end(self) -> int:
        """Read to the end of the member; return the offset of the next one."""
        while self._unpack(_CHUNK_BYTES):
            pass
        return self._next - len(self._unpacker.unused_data)

    def _unpack(self, limit: int) -> bytes:
        while not self._unpacker.eof:
            chunk = self._unpacker.unconsumed_tail
            if not chunk:
                self._file.seek(self._next)
                chunk = self._file.read(_CHUNK_BYTES)
                self._next += len(chunk)
            try:
                piece = self._unpacker.decompress(chunk, limit)
            except zlib.error as problem:
                raise DamageError(f"it is damaged ({problem})") from problem
            self._unpacked += len(piece)
            if is_bomb(self._unpacked, self._next - self._offset):
                raise DamageError("it is too large for a page when unpacked")
            if piece:
                return piece
            if not chunk:
                raise DamageError("it ends too early")
        return b""


def read_headers(stream: BinaryIO) -> dict[str, str] | None:
    """Parse the record headers at the current position; None if no record begins there."""
    if not stream.readline(_MAX_HEADER_BYTES).startswith(MAGIC):
        return None
    lines: list[bytes] = []
    room = _MAX_HEADER_BYTES
    while room > 0:
        line = stream.readline(room)
        room -= len(line)
        if not line.strip(b"\r\n"):
            break
        lines.append(line)
    return parse_headers(b"".join(lines))


def _length(headers: Mapping[str, str]) -> int | None:
    value = headers.get("content-length", "")
    return int(value) if re.fullmatch(r"[0-9]{1,15}", value) else None


def _chunks(stream: BinaryIO, length: int) -> Iterator[bytes]:
    """Yield `length` bytes in chunks, fewer at the end of the stream; memory is bounded by what arrives."""
    while length > 0 and (piece := stream.read(min(length, _CHUNK_BYTES))):
        length -= len(piece)
        yield piece


_STATUS = re.compile(rb"HTTP/[\d.]{1,5}[ \t]+(\d{3})")
_BLANK_LINE = re.compile(rb"\r?\n\r?\n")
_CHUNK_SIZE = re.compile(rb"[ \t]*([0-9A-Fa-f]{1,8})[ \t]*(?:;[^\r\n]{0,1000})?\r?\n")
HTTP_OK = 200  # status of RFC 9110, taken for records without one


class Response(Struct, frozen=True):
    """An HTTP response; a `resource` record counts as one of status 200. `body` is as sent, as far as it was read."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def media_type(self) -> str:
        return split_content_type(self.headers.get("content-type", ""))[0]

    @property
    def charset(self) -> str | None:
        return split_content_type(self.headers.get("content-type", ""))[1]

    def content(self, name: str) -> bytes:
        """The body with its transfer and content encodings undone. Raises PageError, naming the file, for a bomb."""
        body = self.body
        if "chunked" in self.headers.get("transfer-encoding", "").lower():
            body = _without_chunks(body)
        return decode_content(body, self.headers.get("content-encoding", ""), name)


def read_response(record: Record, limit: int = MAX_FILE_BYTES) -> Response | None:
    """Parse the response in a record, reading at most `limit` bytes; None for records of other kinds."""
    kind = record.headers.get("warc-type", "").lower()
    if kind == "resource":
        return Response(HTTP_OK, {"content-type": record.headers.get("content-type", "")}, record.read(limit))
    if kind not in ("response", "revisit"):
        return None
    block = record.read(limit)
    status = _STATUS.match(block)
    if status is None:
        return None
    end = _BLANK_LINE.search(block, 0, _MAX_HEADER_BYTES)
    head, body = (block[: end.start()], block[end.end() :]) if end else (block[:_MAX_HEADER_BYTES], b"")
    return Response(int(status[1]), parse_headers(head.partition(b"\n")[2]), body)


def _without_chunks(body: bytes) -> bytes:
    """Undo chunked encoding; a body without chunk sizes is returned unchanged (some savers leave the header)."""
    pieces: list[bytes] = []
    at = 0
    while size := _CHUNK_SIZE.match(body, at):
        length = int(size[1], 16)
        pieces.append(body[size.end() : size.end() + length])
        at = size.end() + length
        if not length:
            break
        at += 2 if body[at : at + 2] == b"\r\n" else 1
    return b"".join(pieces) if pieces else body
