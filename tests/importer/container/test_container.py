import contextlib
import gzip

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from threadreader.errors import PageError
from threadreader.importer.container import BytesSource, Container, open_container


def open_page(data: bytes) -> Container:
    return open_container(BytesSource(data))


def test_html_is_a_page_whatever_its_charset() -> None:
    for page in (
        b"<!DOCTYPE html><html><body><p>Words</p></body></html>",
        b"\xef\xbb\xbf\n<p>Words",
        "<html>Wörter".encode("utf-16"),
        b"<?xml version='1.0'?><html xmlns='http://www.w3.org/1999/xhtml'><body/></html>",
        b"HTTP/1.1 200 OK\r\n\r\n<html><body>Words",
        b"<!-- a comment --><DIV>Words</DIV>",
    ):
        assert open_page(page) == Container("html", page, file=page)


@pytest.mark.parametrize(
    ("data", "trouble"),
    [
        (b"", "is empty"),
        (b" \r\n\x00\x00", "is empty"),
        (b"Dear diary,\x01\x02\x03 nothing <happened> today, 1 < 2.\n", "is not a web page (it is binary)"),
        (b"\x02\x00\x07\x00" * 40, "is not a web page (it is binary)"),
        (b"\x89PNG\r\n\x1a\n\0\0<html>", "is not a web page (it looks like a PNG image)"),
        (b"%PDF-1.7\n<html>", "is not a web page (it looks like a PDF document)"),
        (b"<?xml version='1.0'?>\n<rss version='2.0'><channel><p>", "is not a web page (it looks like a news feed)"),
        (b"<svg xmlns='x'><a></a></svg>", "is not a web page (it looks like an SVG image)"),
        (b"From: <Saved by Blink>\r\nMIME-Version: 1.0\r\n", "is an MHTML archive without a page"),
        (b"WARC/1.0\r\nWARC-Type: warcinfo\r\nContent-Length: 0\r\n\r\n", "is a web archive without a page"),
        (b"Rar!\x1a\x07\x00", "is a RAR archive, which is not supported"),
        (b"BZh9rest", "is a compressed file, which is not supported"),
    ],
)
def test_what_is_no_page_is_refused_by_name(data: bytes, trouble: str) -> None:
    with pytest.raises(PageError) as refused:
        open_container(BytesSource(data, "some-file"))
    assert (refused.value.subject, refused.value.trouble) == ("some-file", trouble)
    assert refused.value.cure


def test_compressed_files_are_looked_into() -> None:
    page = b"<html><body>Words"
    packed = gzip.compress(page)
    assert open_page(packed) == Container("html", page, file=packed)
    assert open_page(gzip.compress(gzip.compress(page))).html == page
    with pytest.raises(PageError, match="PNG image"):
        open_page(gzip.compress(b"\x89PNG\r\n\x1a\n"))


def test_packing_does_not_go_on_for_ever() -> None:
    page = b"<html>"
    for _ in range(4):
        page = gzip.compress(page)
    with pytest.raises(PageError, match="too many times"):
        open_page(page)


@given(st.binary() | st.builds(lambda tail: b"<html>" + tail, st.binary()))
@example(b"\x1f\x8b\x08")
@example(b"\xff\xfe<")
def test_any_bytes_are_a_page_or_refused(data: bytes) -> None:
    with contextlib.suppress(PageError):
        assert open_page(data).html == data


@pytest.mark.parametrize(
    "piece",
    [
        b"a: b\r\n",
        b"<!--",
        b"<!---->",
        b"<? >",
        b" ",
        b"<!-- saved from url=(0099)",
        b"<!-- Saved from x at y ",
        b"<",
        b"\n",
    ],
)
def test_long_files_of_one_piece_are_sniffed_at_once(piece: bytes) -> None:
    single = b"<!-- Page saved with SingleFile url: "
    mirrored = b"<!-- Mirrored from a by HTTrack "
    for data in (piece * 99_999 + b"x", (single + piece) * 9_999, single + piece * 99_999, mirrored + piece * 99_999):
        with contextlib.suppress(PageError):
            assert open_page(data).html == data
