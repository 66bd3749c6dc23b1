"""The pages of web archives as crawlers leave them."""

import gzip
import zipfile
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
    zipped,
)
from threadreader.errors import PageError
from threadreader.importer import import_page
from threadreader.importer.container import (
    BytesSource,
    Container,
    Extent,
    open_container,
    open_containers,
    open_extent,
    split_archive,
)


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
    assert error.startswith("x.warc: is a web archive that is partly unreadable: it ends too early; ")
    pages, error = opened(gzip.compress(whole[0]), gzip.compress(whole[1])[:-300])
    assert [found.url for found in pages] == [URL]
    assert "it ends too early" in error


def test_the_one_page_of_a_damaged_file_is_opened_with_a_note() -> None:
    found = open_container(BytesSource(gzip.compress(response(URL, page(frame=""))) + gzip.compress(b"WARC/1.0")[:-4]))
    assert found.url == URL
    assert found.lacking == ("is a web archive that is partly unreadable: it ends too early",)


def test_a_page_that_is_a_bomb_does_not_keep_the_others_from_being_read() -> None:
    bomb = brotli.compress(bytes(300 << 20), quality=1)
    pages, error = opened(
        response(URL, bomb, more="Content-Encoding: br\r\n"), response("https://blog.example/b/", page(frame=""))
    )
    assert [found.url for found in pages] == ["https://blog.example/b/"]
    assert f"its page {URL} is too large for a page when unpacked" in error


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


def many(count: int = 12) -> list[bytes]:
    """Records of pages at different addresses."""
    return [response(f"https://blog.example/{number}/", page(frame="", picture="")) for number in range(count)]


def in_parts(content: bytes, size: int) -> tuple[list[str | None], set[str]]:
    """The addresses of the pages of an archive that is read in parts, and the errors behind these."""
    found: list[str | None] = []
    errors = set()
    source = BytesSource(content, "x.warc")
    for extent in split_archive(source, size):
        try:
            found.extend(each.url for each in open_extent(source, extent))
        except PageError as error:
            errors.add(str(error))
    return found, errors


@pytest.mark.parametrize("size", [100, 333, 1_000, 7_000])
@pytest.mark.parametrize(
    "content",
    [
        b"".join(many()),
        b"".join(gzip.compress(each) for each in many()),
        zipped({"archive/a.warc.gz": b"".join(gzip.compress(each) for each in many())}, packing=zipfile.ZIP_STORED),
    ],
    ids=["plain", "packed", "wacz"],
)
def test_parts_that_meet_hold_each_page_once(content: bytes, size: int) -> None:
    assert in_parts(content, size) == ([f"https://blog.example/{number}/" for number in range(12)], set())


def test_a_part_takes_no_line_of_a_page_for_a_record() -> None:
    shown = page(frame="").replace(
        b"A day", b"\nWARC/1.0\r\nWARC-Type: response\r\nContent-Length: 5\r\n\r\nabcde A day"
    )
    shown += b"\nWARC/1.0\r\nWARC-Type: response\r\nContent-Length: 5\r\n\r\nabcde" + bytes(500)
    content = response("https://blog.example/0/", shown) + many(2)[1]
    for size in (content.index(b"\nWARC/1.0", 10) - 5, 200):
        assert in_parts(content, size) == (["https://blog.example/0/", "https://blog.example/1/"], set())


def test_a_damaged_member_costs_the_page_in_it_alone() -> None:
    members = [bytearray(gzip.compress(each)) for each in many(5)]
    members[2][40:60] = bytes(20)
    content = b"".join(map(bytes, members))
    pages, error = opened(content)
    assert [each.url for each in pages] == [f"https://blog.example/{number}/" for number in (0, 1, 3, 4)]
    assert "partly unreadable: it is damaged" in error
    found, errors = in_parts(content, len(content) // 2)
    assert found == [each.url for each in pages]
    assert len(errors) == 1


def test_a_wrong_length_costs_no_other_page_in_parts() -> None:
    parts = many(5)
    parts[2] = record(
        "response", {"WARC-Target-URI": "https://blog.example/2/"}, b"HTTP/1.1 200 OK\r\n\r\n<html>", 9_999_999
    )
    found, _ = in_parts(b"".join(parts), 500)
    assert found == [f"https://blog.example/{number}/" for number in range(5)]


def test_only_web_archives_that_have_offsets_are_split() -> None:
    whole = gzip.compress(b"".join(many()))
    assert list(split_archive(BytesSource(whole, "a.warc.gz"), 10)) == []
    assert list(split_archive(BytesSource(page(), "a.html"), 10)) == []
    (extent,) = split_archive(BytesSource(zipped({"archive/a.warc.gz": whole}), "a.wacz"), 10)
    assert extent.member == "archive/a.warc.gz"


def test_a_part_of_a_listed_archive_has_listed_pages_alone() -> None:
    source = BytesSource(wacz(), "a.wacz")
    pages = [each.url for extent in split_archive(source, 200) for each in open_extent(source, extent)]
    assert pages == [URL]


def test_records_at_offsets_are_read_in_their_order() -> None:
    parts = [gzip.compress(each) for each in many(4)]
    starts = [sum(map(len, parts[:number])) for number in range(4)]
    extent = Extent(offsets=(starts[3], starts[1]))
    pages = open_extent(BytesSource(b"".join(parts), "x.warc"), extent)
    assert [each.url for each in pages] == ["https://blog.example/3/", "https://blog.example/1/"]
