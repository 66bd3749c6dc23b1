import gzip
import zlib

import pytest

from threadreader.errors import PageError
from threadreader.importer.container.compressed import is_gzip, unpack_gzip


def test_members_stand_one_after_the_other() -> None:
    packed = gzip.compress(b"<p>one") + gzip.compress(b"<p>two") + b"\0" * 20
    assert is_gzip(packed)
    assert unpack_gzip(packed, "page") == b"<p>one<p>two"


def test_a_bomb_is_refused_before_it_fills_the_memory() -> None:
    packer = zlib.compressobj(9, wbits=31)
    bomb = b"".join(packer.compress(bytes(1 << 20)) for _ in range(64)) + packer.flush()
    with pytest.raises(PageError, match="more than any page"):
        unpack_gzip(bomb, "bomb")


def test_many_small_members_are_bounded_too() -> None:
    with pytest.raises(PageError, match="more than any page"):
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
