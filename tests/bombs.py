"""Small files that unpack to more than the memory."""

import gzip
import io
import random
import struct
import zipfile
import zlib
from functools import cache

import brotli
import zstandard

from archives import zipped

MB = 1 << 20
PLIST = b'<?xml version="1.0"?><!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/x.dtd"'


def gzip_bomb(head: bytes = b"<html>") -> bytes:
    """400 MB that nobody has to pack one after another: each of them is packed as if it came first."""
    packer = zlib.compressobj(9, wbits=31)
    begun = packer.compress(head) + packer.flush(zlib.Z_FULL_FLUSH)
    return begun + (packer.compress(bytes(MB)) + packer.flush(zlib.Z_FULL_FLUSH)) * 400


def zstd_bomb() -> bytes:
    packer = zstandard.ZstdCompressor().compressobj()
    return packer.compress(b"<html>") + b"".join(packer.compress(bytes(MB)) for _ in range(400)) + packer.flush()


def brotli_bomb() -> bytes:
    packer = brotli.Compressor(quality=1)
    begun = packer.process(b"<html><p>" + b"words " * 200_000)
    return bytes(begun) + b"".join(packer.process(bytes(MB)) for _ in range(400)) + bytes(packer.finish())


@cache
def zip_bomb() -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive, archive.open("index.html", "w") as member:
        member.write(b"<html>")
        for _ in range(400):
            member.write(bytes(MB))
    return file.getvalue()


def overlapping_zip(count: int = 900) -> bytes:
    """Members whose entries name the same bytes."""
    packed = zipped({"a.html": b"<html><p>" + bytes(4 * MB)})
    begin, end = packed.find(b"PK\x01\x02"), packed.find(b"PK\x05\x06")
    entry = packed[begin:end]
    entries = b"".join(entry[:46] + b"%05d." % number + entry[52:] for number in range(count))
    closing = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, count, count, len(entries), begin, 0)
    return packed[:begin] + entries + closing


def quoting_zip(count: int = 40) -> bytes:
    """Members each of which holds, uncompressed in its deflated bytes, the headers of those after it, and a kernel."""
    content = b"<html>" + bytes(8 * MB)
    packer = zlib.compressobj(9, wbits=-15)
    tail, size, crc = packer.compress(content) + packer.flush(), len(content), zlib.crc32(content)
    entries: list[tuple[int, int, int, int]] = []
    for number in reversed(range(count)):
        name = b"%03d.html" % number
        header = struct.pack("<4s5H3L2H", b"PK\x03\x04", 20, 0, 8, 0, 0, crc, len(tail), size, len(name), 0) + name
        entries.append((len(tail) + len(header), crc, len(tail), size))
        # The next one quotes this header: it inflates to it and to what follows.
        quoted = struct.pack("<BHH", 0, len(header), len(header) ^ 0xFFFF) + header
        content = header + content
        tail, size, crc = quoted + tail, len(content), zlib.crc32(content)
    file = tail[5:]
    directory = b"".join(
        struct.pack(
            "<4s6H3L5H2L", b"PK\x01\x02", 20, 20, 0, 8, 0, 0, crc, packed, size, 8, *(0,) * 4, 0, len(file) - back
        )
        + b"%03d.html" % number
        for number, (back, crc, packed, size) in enumerate(reversed(entries))
    )
    return file + directory + struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, count, count, len(directory), len(file), 0)


def small_zip(packing: int, size: int = 400 * MB) -> bytes:
    """A member of zeros that is packed to next to nothing."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", packing) as archive, archive.open("index.html", "w") as member:
        member.write(b"<html>")
        for _ in range(size // MB):
            member.write(bytes(MB))
    return file.getvalue()


def twice_packed_bomb() -> bytes:
    """60 MB, packed 125 times and then 50 times more: more than a page is, and less than a bomb, each time."""
    packer = zlib.compressobj(9, wbits=31)
    noise = random.Random(0).randbytes(7_000)
    packed = packer.compress(b"<html>") + packer.flush(zlib.Z_FULL_FLUSH)
    packed += (packer.compress(noise + bytes(MB - len(noise))) + packer.flush(zlib.Z_FULL_FLUSH)) * 60
    return gzip.compress(packed)
