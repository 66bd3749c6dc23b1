"""Compressed files: unpacked within bounds, since a small file can hold more than the memory does."""

import zlib

from threadreader.errors import PageError
from threadreader.importer.container.source import LARGEST

_FREE = 16 * 1024 * 1024
_RATIO = 200
_STEP = 1024 * 1024


def is_gzip(data: bytes) -> bool:
    """Whether the bytes are a gzip file."""
    return data.startswith(b"\x1f\x8b\x08")


def unpack_gzip(data: bytes, name: str) -> bytes:
    """What is in a gzip file of one or more members; zeros or garbage after the last one are left out.

    Raises PageError where it is damaged or more than `LARGEST`, or grows two hundredfold beyond 16 MB.
    """
    unpacked: list[bytes] = []
    size = 0
    rest = data
    while is_gzip(rest):
        member = zlib.decompressobj(wbits=31)
        while not member.eof:
            piece = _inflate(member, rest, name)
            size += len(piece)
            _check_size(size, len(data), name)
            unpacked.append(piece)
            rest = member.unconsumed_tail
        rest = member.unused_data
    return b"".join(unpacked)


def _inflate(member: "zlib._Decompress", packed: bytes, name: str) -> bytes:
    try:
        piece = member.decompress(packed, _STEP)
    except zlib.error as problem:
        raise PageError(name, f"is a damaged gzip file ({problem})", "save the page again") from problem
    if not piece and not member.eof and not member.unconsumed_tail:
        raise PageError(name, "is a gzip file that ends too early", "save the page again")
    return piece


def _check_size(size: int, packed: int, name: str) -> None:
    if size > LARGEST or (size > _FREE and size > packed * _RATIO):
        raise PageError(name, "unpacks to more than any page holds")
