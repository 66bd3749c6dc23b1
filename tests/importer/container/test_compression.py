"""Compressed files."""

import gzip
import sys
import zlib
from collections.abc import Callable

import brotli
import pytest
import zstandard

from threadreader.errors import PageError
from threadreader.importer.container.compression import (
    decode_content,
    is_brotli,
    is_gzip,
    is_zstd,
    unpack_brotli,
    unpack_gzip,
    unpack_zstd,
)


def test_members_stand_one_after_the_other() -> None:
    packed = gzip.compress(b"<p>one") + gzip.compress(b"<p>two") + b"\0" * 20
    assert is_gzip(packed)
    assert unpack_gzip(packed, "page") == b"<p>one<p>two"


def test_a_bomb_is_refused_before_it_fills_the_memory() -> None:
    packer = zlib.compressobj(9, wbits=31)
    bomb = b"".join(packer.compress(bytes(1 << 20)) for _ in range(64)) + packer.flush()
    with pytest.raises(PageError, match="too large for a page when unpacked"):
        unpack_gzip(bomb, "bomb")


def test_many_small_members_are_bounded_too() -> None:
    with pytest.raises(PageError, match="too large for a page when unpacked"):
        unpack_gzip(gzip.compress(bytes(1 << 20)) * 300, "bomb")


@pytest.mark.parametrize("cut", [12, 30, -9, -1])
def test_a_cut_file_is_called_so(cut: int) -> None:
    whole = gzip.compress(b"<p>" + bytes(range(256)) * 4)
    with pytest.raises(PageError, match="ends too early"):
        unpack_gzip(whole[:cut], "page")


def test_damage_is_called_so() -> None:
    whole = bytearray(gzip.compress(b"<p>words</p>" * 50))
    whole[20] ^= 0xFF
    with pytest.raises(PageError, match=r"damaged|too early"):
        unpack_gzip(bytes(whole), "page")


def test_zstandard_and_brotli_are_unpacked() -> None:
    page = b"<p>one</p>" * 200_000
    packed = zstandard.compress(page)
    assert is_zstd(packed)
    assert unpack_zstd(packed + packed, "page") == page + page
    packed = brotli.compress(page)
    assert is_brotli(packed, lambda start: start.startswith(b"<p>one"))
    assert not is_brotli(packed, lambda start: start.startswith(b"<html"))
    assert not is_brotli(page, lambda _: True)
    assert unpack_brotli(packed, "page") == page


def zeros(compress: Callable[[bytes], bytes]) -> bytes:
    return compress(bytes(300 << 20))


@pytest.mark.parametrize(
    ("unpack", "bomb"),
    [
        (unpack_zstd, lambda: zeros(zstandard.compress)),
        (unpack_brotli, lambda: zeros(lambda data: brotli.compress(data, quality=1))),
        (unpack_zstd, lambda: zstandard.compress(bytes(1 << 20)) * 300),
    ],
)
def test_what_others_pack_is_bounded_too(unpack: Callable[[bytes, str], bytes], bomb: Callable[[], bytes]) -> None:
    with pytest.raises(PageError, match="too large for a page when unpacked"):
        unpack(bomb(), "bomb")


@pytest.mark.parametrize("cut", [6, 30, -9, -1])
def test_what_others_pack_may_be_cut_or_damaged(cut: int) -> None:
    page = b"<p>" + bytes(range(256)) * 40
    for pack, unpack in ((zstandard.compress, unpack_zstd), (brotli.compress, unpack_brotli)):
        with pytest.raises(PageError, match=r"damaged|too early"):
            unpack(pack(page)[:cut], "page")


def test_a_package_that_is_not_there_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "zstandard", None)
    with pytest.raises(PageError, match=r"needs the package zstandard; .*threadreader\[compressed\]"):
        unpack_zstd(zstandard.compress(b"x"), "page")


def test_what_a_server_sent_cut_off_is_read_as_far_as_it_goes() -> None:
    page = b"".join(b"<p>%d</p>" % number for number in range(9_999))
    cut = decode_content(gzip.compress(page)[:-999], "gzip", "page")
    assert len(cut) > 9_999
    assert page.startswith(cut)
