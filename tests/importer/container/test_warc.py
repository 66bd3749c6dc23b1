"""The pages of web archives as crawlers leave them."""

import gzip
import zlib
from collections.abc import Callable

import brotli
import pytest

from archives import (
    FRAME,
    FRAME_URL,
    PICTURE,
    PICTURE_URL,
    URL,
    packed_warc,
    page,
    record,
    records,
    response,
    wacz,
    warc,
)
from threadreader.errors import PageError
from threadreader.importer import import_page
from threadreader.importer.container import BytesSource, Container, open_container, open_containers


def opened(*parts: bytes) -> tuple[list[Container], str]:
    """The pages, and the error behind them."""
    pages: list[Container] = []
    try:
        pages.extend(open_containers(BytesSource(b"".join(parts), "x.warc")))
    except PageError as error:
        return pages, str(error)
    return pages, ""


def only(*parts: bytes) -> Container:
    (found,), error = opened(*parts)
    assert error == ""
    return found


def chunk(body: bytes) -> bytes:
    return b"%X;x=y\r\n%b\r\n0\r\n\r\n" % (len(body), body)


@pytest.mark.parametrize(
    ("header", "pack"),
    [
        ("Content-Encoding: gzip", gzip.compress),
        ("Content-Encoding: x-gzip", gzip.compress),
        ("Content-Encoding: deflate", zlib.compress),
        ("Content-Encoding: deflate", lambda body: zlib.compress(body)[2:-4]),
        ("Content-Encoding: br", brotli.compress),
        ("Content-Encoding: deflate, gzip", lambda body: gzip.compress(zlib.compress(body))),
        ("Content-Encoding: gzip", bytes),
        ("Content-Encoding: br", bytes),
        ("Content-Encoding: unheard-of", bytes),
        ("Transfer-Encoding: chunked", lambda body: b"5\r\n%b\r\n" % body[:5] + chunk(body[5:])),
        ("Transfer-Encoding: chunked", bytes),
        ("Content-Length: 3", bytes),
    ],
)
def test_what_a_server_did_to_a_page_is_undone(header: str, pack: Callable[[bytes], bytes]) -> None:
    assert only(response(URL, pack(page()), more=header + "\r\n")).html == page()


def test_pages_are_the_answers_of_that_type_that_are_no_frames() -> None:
    pages, error = opened(
        *records(),
        response("https://blog.example/b/", page(frame="")),
        response("https://blog.example/c.js", b"<html>", "text/javascript"),
        response("https://blog.example/d/", b"<html>moved", status="302 Found", more="Location: /b/\r\n"),
        record("metadata", {"WARC-Target-URI": URL}, b"x: y"),
        record("resource", {"WARC-Target-URI": "https://blog.example/e/", "Content-Type": "text/html"}, b"<html>e"),
    )
    assert error == ""
    assert [found.url for found in pages] == [URL, "https://blog.example/b/", "https://blog.example/e/"]


def test_a_frame_that_a_script_made_is_found_by_the_page_that_its_address_names() -> None:
    found = only(response(URL, page(frame="")), response(FRAME_URL, FRAME))
    assert len(import_page(found).thread.comments) == 2


def test_a_frame_is_followed_where_the_site_moved_it_and_a_revisit_is_what_it_was() -> None:
    moved = response("https://service.example/new", FRAME)
    redirect = response(FRAME_URL, b"", status="301 Moved", more="Location: /new\r\n")
    found, *_ = opened(response(URL, page()), redirect, moved)[0]
    assert len(import_page(found).thread.comments) == 2
    same = {"WARC-Payload-Digest": "sha1:X"}
    answer = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n"
    first = record("response", {"WARC-Target-URI": "https://a.example/f", **same}, answer + FRAME)
    again = record("revisit", {"WARC-Target-URI": FRAME_URL, **same}, answer)
    found, *_ = opened(response(URL, page()), first, again)[0]
    assert len(import_page(found).thread.comments) == 2


def test_addresses_may_stand_in_brackets() -> None:
    assert only(response(f"<{URL}>", page(frame=""))).url == URL


@pytest.mark.parametrize("length", [0, 9, 99_999_999, -1, "x", 10**20])
def test_a_wrong_length_costs_no_other_record(length: int | str) -> None:
    wrong = warc_with_length(length)
    pages, error = opened(wrong, response("https://blog.example/b/", page(frame="")))
    assert [found.url for found in pages][-1] == "https://blog.example/b/"
    assert error == ""


def warc_with_length(length: int | str) -> bytes:
    head, _, rest = response(URL, page(frame="")).partition(b"Content-Length: ")
    return head + f"Content-Length: {length}".encode() + rest[rest.index(b"\r\n") :]


def test_what_is_before_the_end_of_a_file_that_is_cut_off_is_read() -> None:
    whole = response(URL, page(frame="")), response("https://blog.example/b/", page(frame=""))
    pages, error = opened(whole[0], whole[1][:-300])
    assert [(found.url, found.lacking) for found in pages] == [
        (URL, ()),
        ("https://blog.example/b/", ("its file ends too early",)),
    ]
    assert error.startswith("x.warc: is a web archive of which not all can be read: it ends too early; ")
    pages, error = opened(gzip.compress(whole[0]), gzip.compress(whole[1])[:-300])
    assert [found.url for found in pages] == [URL]
    assert "it ends too early" in error


def test_the_one_page_of_a_damaged_file_is_opened_with_a_note() -> None:
    found = open_container(BytesSource(gzip.compress(response(URL, page(frame=""))) + gzip.compress(b"WARC/1.0")[:-4]))
    assert found.url == URL
    assert found.lacking == ("is a web archive of which not all can be read: it ends too early",)


def test_a_page_that_is_a_bomb_does_not_keep_the_others_from_being_read() -> None:
    bomb = brotli.compress(bytes(300 << 20), quality=1)
    pages, error = opened(
        response(URL, bomb, more="Content-Encoding: br\r\n"), response("https://blog.example/b/", page(frame=""))
    )
    assert [found.url for found in pages] == ["https://blog.example/b/"]
    assert f"its page {URL} unpacks to more than any page holds" in error


def test_pages_that_a_list_names_are_the_pages() -> None:
    more = response("https://blog.example/b/", page(frame=""))
    data = wacz()
    assert [found.url for found in open_containers(BytesSource(data))] == [URL]
    assert len(opened(warc(), more)[0]) == 2


def test_the_picture_nearest_in_time_is_the_one_of_the_page() -> None:
    other = response(PICTURE_URL, b"\x89PNG\r\n\x1a\nlater", "image/png").replace(b"2024-03-05", b"2025-03-05")
    found = only(other, *records())
    assert found.resources[PICTURE_URL].content == PICTURE
    assert open_container(BytesSource(packed_warc())) == only(*records())


def test_no_more_is_held_than_the_page_at_hand() -> None:
    pages = open_containers(BytesSource(b"".join(response(f"{URL}{number}", page(frame="")) for number in range(50))))
    assert [found.url for found in pages] == [f"{URL}{number}" for number in range(50)]
