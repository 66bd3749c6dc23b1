"""Decompression within bounds, since a small file can hold more than the memory does."""

import bz2
import lzma
import re
import struct
import zlib
from collections.abc import Callable, Generator, Iterator
from functools import partial
from types import MappingProxyType

from threadreader.errors import PageError
from threadreader.importer.container.base import MAX_FILE_BYTES
from threadreader.paths import install_command

_MIN_BOMB_BYTES = 16 * 1024 * 1024  # less output fills no memory, whatever its ratio
_MAX_RATIO = 200  # zlib packs saved pages 24 times at most, a bomb of zeros 1,000 times
_BINARY = re.compile(rb"[\x00-\x08\x0e-\x1a\x7f]")
_SNIFFED_BYTES = 4096  # text has no control characters in so many; a compressed stream has some in the first 100
_MAX_MEMBERS = 20_000  # of concatenated archives; bounds empty members, which cost time and give nothing
_CHUNK_BYTES = 64 * 1024  # compressed
_OUTPUT_BYTES = 1024 * 1024  # decompressed at a time, which bounds the memory between two looks at the budget
_ZLIB_HEADERS = (b"\x78\x01", b"\x78\x5e", b"\x78\x9c", b"\x78\xda")
# Bytes; their output cannot be bounded, but is no more than some MB.
_ZSTD_CHUNK_BYTES = 1024

_LZMA_SIZE = struct.Struct("<2xH")  # of the settings, after the version of the program that packed
_LZMA_PROPERTIES = struct.Struct("<BI")
_LZMA_STATES = 9 * 5 * 5  # its first byte holds three small numbers
_MIN_LZMA_WINDOW = 4096
_MAX_LZMA_WINDOW = 64 * 1024 * 1024  # what packers take at their best: more would be memory before a byte is read

_MAX_ZSTD_WINDOW = 128 * 1024 * 1024  # what `zstd` itself opens unasked: 2 to the 27th

# Decompressed bytes, and how many compressed ones were read for all so far.
_Piece = tuple[bytes, int]

_Pieces = Iterator[_Piece]


class _DamageError(Exception):
    """Damage in compressed data; what was decompressed before is good."""


def is_bomb(unpacked: int, packed: int) -> bool:
    """True if the ratio of decompressed to compressed bytes occurs only in decompression bombs."""
    return unpacked > _MIN_BOMB_BYTES and unpacked > packed * _MAX_RATIO


def bomb_error(name: str) -> PageError:
    """The error of a file that is a decompression bomb."""
    return PageError(name, "is too large for a page when unpacked", "save the page again, or unpack it yourself")


def is_gzip(start: bytes) -> bool:
    """True if a file begins as gzip."""
    return start.startswith(b"\x1f\x8b\x08")


def is_zstd(start: bytes) -> bool:
    """True if a file begins as Zstandard."""
    return start.startswith(b"\x28\xb5\x2f\xfd")


def is_brotli(start: bytes, is_plausible: Callable[[bytes], bool]) -> bool:
    """True if a file may be Brotli, which has no magic number: `is_plausible` judges its first bytes decompressed."""
    if not _BINARY.search(start, 0, _SNIFFED_BYTES):
        return False
    try:
        unpacked, _ = next(_unbrotli(start), (b"", 0))
        return is_plausible(unpacked)
    except (_DamageError, ImportError):
        return False


def decode_content(body: bytes, encodings: str, name: str) -> bytes:
    """Undo a `Content-Encoding`, as far as the body is whole, as browsers do.

    PageError where it exceeds the bounds, or the package for an encoding is not installed.
    """
    for encoding in reversed(encodings.lower().replace("x-gzip", "gzip").split(",")):
        unpack = _ENCODINGS.get(encoding.strip())
        if unpack and body:
            unpacked, _ = _decompress(unpack, body, name)
            # Nothing comes of what a program had undone already, leaving the header as it was.
            body = unpacked or body
    return body


def _unpack_file(
    unpack: Callable[[bytes], _Pieces], kind: str, data: bytes, name: str, on_disk: int | None = None
) -> bytes:
    """Decompress a whole file.

    PageError where it is damaged, exceeds `MAX_FILE_BYTES`, grows two hundredfold beyond 16 MB (compared with what was
    read of it, and with the `on_disk` bytes of the file that it was packed in), or needs a package that is not there.
    """
    unpacked, damage = _decompress(unpack, data, name, on_disk)
    if damage:
        raise PageError(name, f"is a damaged {kind} file ({damage})", "save the page again")
    return unpacked


def _decompress(
    unpack: Callable[[bytes], _Pieces], data: bytes, name: str, on_disk: int | None = None
) -> tuple[bytes, str]:
    """Decompressed bytes, and what is wrong with the rest."""
    unpacked: list[bytes] = []
    size = 0
    try:
        for piece, packed in unpack(data):
            size += len(piece)
            if size > MAX_FILE_BYTES or is_bomb(size, min(packed, on_disk or packed)):
                raise bomb_error(name)
            unpacked.append(piece)
    except _DamageError as damage:
        return b"".join(unpacked), str(damage)
    except ImportError as missing:
        cure = f"install it: {install_command('compressed')}"
        raise PageError(name, f"needs the package {missing.name}", cure) from missing
    return b"".join(unpacked), ""


def _gunzip(data: bytes) -> _Pieces:
    offset = 0
    for _ in range(_MAX_MEMBERS):
        if not is_gzip(data[offset : offset + 3]):
            return
        offset = yield from _inflate(zlib.decompressobj(wbits=31), data, offset)


def _undeflate(data: bytes) -> _Pieces:
    """Body sent as `deflate`: with the zlib header of the standard, or raw."""
    yield from _inflate(zlib.decompressobj(wbits=15 if data.startswith(_ZLIB_HEADERS) else -15), data, 0)


def _inflate(member: "zlib._Decompress", data: bytes, offset: int) -> Generator[_Piece, None, int]:
    """Decompress the member at an offset and return where it ends."""
    while not member.eof:
        # In chunks, since what is left over is copied each time.
        chunk = member.unconsumed_tail or data[offset : offset + _CHUNK_BYTES]
        offset += 0 if member.unconsumed_tail else len(chunk)
        try:
            piece = member.decompress(chunk, _OUTPUT_BYTES)
        except zlib.error as problem:
            raise _DamageError(str(problem)) from problem
        if not chunk and not piece and not member.eof:
            raise _DamageError("it ends too early")
        yield piece, offset
    return offset - len(member.unused_data)


def _unzstd(data: bytes) -> _Pieces:
    import zstandard

    offset = 0
    for _ in range(_MAX_MEMBERS):
        if not is_zstd(data[offset : offset + 4]):
            return
        frame = zstandard.ZstdDecompressor(max_window_size=_MAX_ZSTD_WINDOW).decompressobj()
        while not frame.eof:
            chunk = data[offset : offset + _ZSTD_CHUNK_BYTES]
            offset += len(chunk)
            if not chunk:
                raise _DamageError("it ends too early")
            try:
                yield frame.decompress(chunk), offset
            except zstandard.ZstdError as problem:
                raise _DamageError(str(problem)) from problem
        offset -= len(frame.unused_data)


def _unbrotli(data: bytes) -> _Pieces:
    import brotli

    stream = brotli.Decompressor()
    offset = 0
    try:
        while not stream.is_finished():
            chunk = data[offset : offset + _CHUNK_BYTES] if stream.can_accept_more_data() else b""
            offset += len(chunk)
            piece = stream.process(chunk, output_buffer_limit=_OUTPUT_BYTES)
            if not piece and not chunk and stream.can_accept_more_data():
                raise _DamageError("it ends too early")
            yield piece, offset
    except brotli.error as problem:
        raise _DamageError(str(problem)) from problem


def _unbzip2(data: bytes) -> _Pieces:
    yield from _in_steps(bz2.BZ2Decompressor(), data, 0)


def _unlzma(data: bytes) -> _Pieces:
    try:
        size = _LZMA_SIZE.unpack_from(data)[0]
        properties = data[_LZMA_SIZE.size : _LZMA_SIZE.size + size]
        state, window = _LZMA_PROPERTIES.unpack(properties)
    except struct.error as problem:
        raise _DamageError("it ends too early") from problem
    if window > _MAX_LZMA_WINDOW or state >= _LZMA_STATES:
        raise _DamageError("its settings are none")
    position_bits, rest = divmod(state, 45)
    literal_positions, literal_context = divmod(rest, 9)
    try:
        settings = {
            "id": lzma.FILTER_LZMA1,
            "dict_size": max(window, _MIN_LZMA_WINDOW),
            "pb": position_bits,
            "lp": literal_positions,
            "lc": literal_context,
        }
        decompressor = lzma.LZMADecompressor(lzma.FORMAT_RAW, filters=[settings])
    except (lzma.LZMAError, ValueError) as problem:
        raise _DamageError(str(problem)) from problem
    yield from _in_steps(decompressor, data, _LZMA_SIZE.size + size)


def _in_steps(decompressor: bz2.BZ2Decompressor | lzma.LZMADecompressor, data: bytes, offset: int) -> _Pieces:
    """Decompress what begins at an offset, never more than a step of output at a time.

    A stream without an end mark is over when there is nothing more to read.
    """
    while not decompressor.eof:
        chunk = data[offset : offset + _CHUNK_BYTES] if decompressor.needs_input else b""
        if not chunk and decompressor.needs_input:
            return
        offset += len(chunk)
        try:
            piece = decompressor.decompress(chunk, _OUTPUT_BYTES)
        except (lzma.LZMAError, OSError, ValueError, EOFError) as problem:
            raise _DamageError(str(problem)) from problem
        yield piece, offset


unpack_gzip = partial(_unpack_file, _gunzip, "gzip")
"""Of one or more members; zeros or garbage after the last one are dropped."""

unpack_zstd = partial(_unpack_file, _unzstd, "Zstandard")
unpack_brotli = partial(_unpack_file, _unbrotli, "Brotli")
unpack_bzip2 = partial(_unpack_file, _unbzip2, "zip archive with bzip2")
unpack_lzma = partial(_unpack_file, _unlzma, "zip archive with LZMA")

_ENCODINGS = MappingProxyType({"gzip": _gunzip, "deflate": _undeflate, "br": _unbrotli, "zstd": _unzstd})
