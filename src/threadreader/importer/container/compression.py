"""Compressed files: unpacked within bounds, since a small file can hold more than the memory does."""

import re
import zlib
from collections.abc import Callable, Generator, Iterator
from types import MappingProxyType

from threadreader.errors import PageError
from threadreader.importer.container.base import LARGEST

_FREE = 16 * 1024 * 1024
_RATIO = 200
_NO_TEXT = re.compile(rb"[\x00-\x08\x0e-\x1a\x7f]")
_LOOKED_AT = 4096
_MOST_MEMBERS = 20_000
_CHUNK = 64 * 1024
_STEP = 1024 * 1024
_ZLIB_HEADERS = (b"\x78\x01", b"\x78\x5e", b"\x78\x9c", b"\x78\xda")
_ZSTD_CHUNK = 1024
"""Bytes; no bound can be set on what they unpack to, but that is no more than some MB."""

_ZSTD_WINDOW = 128 * 1024 * 1024
_EXTRA = "pip install threadreader[compressed]"

_Piece = tuple[bytes, int]
"""What was unpacked, and how many bytes were read for all so far."""

_Pieces = Iterator[_Piece]


class _DamageError(Exception):
    """What is wrong with compressed bytes; those before are good."""


def is_bomb(unpacked: int, packed: int) -> bool:
    """Whether so many bytes came out of so few that nothing but a trick is packed like that."""
    return unpacked > _FREE and unpacked > packed * _RATIO


def is_gzip(start: bytes) -> bool:
    """Whether a file that begins so is a gzip file."""
    return start.startswith(b"\x1f\x8b\x08")


def is_zstd(start: bytes) -> bool:
    """Whether a file that begins so is a Zstandard file."""
    return start.startswith(b"\x28\xb5\x2f\xfd")


def unpack_gzip(data: bytes, name: str) -> bytes:
    """What is in a gzip file of one or more members; zeros or garbage after the last one are left out.

    Raises PageError where it is damaged or more than `LARGEST`, or grows two hundredfold beyond 16 MB.
    """
    return _unpack_file(_gunzip, "gzip", data, name)


def unpack_zstd(data: bytes, name: str) -> bytes:
    """What is in a Zstandard file, in the same bounds. Raises PageError also where the package for it is not there."""
    return _unpack_file(_unzstd, "Zstandard", data, name)


def is_brotli(start: bytes, looks_right: Callable[[bytes], bool]) -> bool:
    """Whether a file may be in Brotli, which has no mark: what its first bytes unpack to has to look right."""
    if not _NO_TEXT.search(start, 0, _LOOKED_AT):
        return False
    try:
        unpacked, _ = next(_unbrotli(start), (b"", 0))
        return looks_right(unpacked)
    except (_DamageError, ImportError):
        return False


def unpack_brotli(data: bytes, name: str) -> bytes:
    """What is in a Brotli file, in the same bounds. Raises PageError."""
    return _unpack_file(_unbrotli, "Brotli", data, name)


def decode_content(body: bytes, encodings: str, name: str) -> bytes:
    """What a server sent, its `Content-Encoding` undone; as far as it is whole, as browsers do.

    Raises PageError where it is more than any page holds, or where the package for an encoding is not there.
    """
    for encoding in reversed(encodings.lower().replace("x-gzip", "gzip").split(",")):
        unpack = _ENCODINGS.get(encoding.strip())
        if unpack and body:
            unpacked, _ = _bounded(unpack, body, name)
            # Nothing comes of what a program had undone already, leaving the header as it was.
            body = unpacked or body
    return body


def _unpack_file(unpack: Callable[[bytes], _Pieces], kind: str, data: bytes, name: str) -> bytes:
    unpacked, damage = _bounded(unpack, data, name)
    if damage:
        raise PageError(name, f"is a damaged {kind} file ({damage})", "save the page again")
    return unpacked


def _bounded(unpack: Callable[[bytes], _Pieces], data: bytes, name: str) -> tuple[bytes, str]:
    """What was unpacked, and what is wrong with the rest."""
    unpacked: list[bytes] = []
    size = 0
    try:
        for piece, packed in unpack(data):
            size += len(piece)
            if size > LARGEST or is_bomb(size, packed):
                raise PageError(name, "unpacks to more than any page holds")
            unpacked.append(piece)
    except _DamageError as damage:
        return b"".join(unpacked), str(damage)
    except ImportError as missing:
        raise PageError(name, f"needs the package {missing.name} to be unpacked", _EXTRA) from missing
    return b"".join(unpacked), ""


def _gunzip(data: bytes) -> _Pieces:
    at = 0
    for _ in range(_MOST_MEMBERS):
        if not is_gzip(data[at : at + 3]):
            return
        at = yield from _inflate(zlib.decompressobj(wbits=31), data, at)


def _undeflate(data: bytes) -> _Pieces:
    """What is sent as `deflate`: with the header of zlib as the standard has it, or without."""
    yield from _inflate(zlib.decompressobj(wbits=15 if data.startswith(_ZLIB_HEADERS) else -15), data, 0)


def _inflate(member: "zlib._Decompress", data: bytes, at: int) -> Generator[_Piece, None, int]:
    """What begins at a place, and where it ends."""
    while not member.eof:
        # In chunks, since what is left over is copied each time.
        chunk = member.unconsumed_tail or data[at : at + _CHUNK]
        at += 0 if member.unconsumed_tail else len(chunk)
        try:
            piece = member.decompress(chunk, _STEP)
        except zlib.error as problem:
            raise _DamageError(str(problem)) from problem
        if not chunk and not piece and not member.eof:
            raise _DamageError("it ends too early")
        yield piece, at
    return at - len(member.unused_data)


def _unzstd(data: bytes) -> _Pieces:
    import zstandard

    at = 0
    for _ in range(_MOST_MEMBERS):
        if not is_zstd(data[at : at + 4]):
            return
        frame = zstandard.ZstdDecompressor(max_window_size=_ZSTD_WINDOW).decompressobj()
        while not frame.eof:
            chunk = data[at : at + _ZSTD_CHUNK]
            at += len(chunk)
            if not chunk:
                raise _DamageError("it ends too early")
            try:
                yield frame.decompress(chunk), at
            except zstandard.ZstdError as problem:
                raise _DamageError(str(problem)) from problem
        at -= len(frame.unused_data)


def _unbrotli(data: bytes) -> _Pieces:
    import brotli

    stream = brotli.Decompressor()
    at = 0
    try:
        while not stream.is_finished():
            chunk = data[at : at + _CHUNK] if stream.can_accept_more_data() else b""
            at += len(chunk)
            piece = stream.process(chunk, output_buffer_limit=_STEP)
            if not piece and not chunk and stream.can_accept_more_data():
                raise _DamageError("it ends too early")
            yield piece, at
    except brotli.error as problem:
        raise _DamageError(str(problem)) from problem


_ENCODINGS = MappingProxyType({"gzip": _gunzip, "deflate": _undeflate, "br": _unbrotli, "zstd": _unzstd})
