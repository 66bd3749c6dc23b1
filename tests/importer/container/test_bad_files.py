"""Files that are made to do harm, or that something went wrong with: a line that says so, within bounds."""

import gzip
import io
import struct
import tracemalloc
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import zstandard

from archives import FRAME, KINDS, PICTURE, URL, mhtml, page, records, response, warc, webarchive, zipped
from bombs import (
    MB,
    PLIST,
    brotli_bomb,
    gzip_bomb,
    overlapping_zip,
    quoting_zip,
    small_zip,
    twice_packed_bomb,
    zip_bomb,
    zstd_bomb,
)
from threadreader.errors import PageError
from threadreader.importer import import_page
from threadreader.importer.container import BytesSource, Container, open_container, open_containers


def refusal(data: bytes) -> str:
    """The one line that a file is refused with."""
    with pytest.raises(PageError) as refused:
        open_container(BytesSource(data, "some-file"))
    message = str(refused.value)
    assert message.startswith("some-file: ")
    assert "\n" not in message
    return message


@contextmanager
def bounded(most: int) -> Iterator[None]:
    """Fails where more memory is taken than so many bytes."""
    tracemalloc.start()
    try:
        yield
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < most, f"{peak / MB:.0f} MB"


def lying_zip() -> bytes:
    """A member that says it has 100 bytes."""
    packed = bytearray(zip_bomb())
    for mark, offset in ((b"PK\x01\x02", 24), (b"PK\x03\x04", 22)):
        at = packed.find(mark) + offset
        packed[at : at + 4] = struct.pack("<I", 100)
    return bytes(packed)


@pytest.mark.parametrize(
    "make",
    [gzip_bomb, zstd_bomb, brotli_bomb, zip_bomb, lambda: gzip.compress(zip_bomb())],
    ids=["gzip", "zstd", "brotli", "zip", "zip in gzip"],
)
def test_a_bomb_is_known_before_it_has_gone_off(make: Callable[[], bytes]) -> None:
    bomb = make()
    with bounded(len(bomb) + 80 * MB):
        assert "is too large for a page when unpacked" in refusal(bomb)


def test_the_sizes_that_a_zip_file_claims_are_not_believed() -> None:
    bomb = lying_zip()
    with bounded(len(bomb) + 80 * MB):
        assert "is a damaged zip archive" in refusal(bomb) or "more than any page" in refusal(bomb)


def test_a_member_with_a_very_long_name_is_not_quoted_whole() -> None:
    packed = bytearray(zipped({"a.html": page(frame="") * 200}, packing=zipfile.ZIP_STORED))
    packed[26:28] = struct.pack("<H", 60_000)
    message = refusal(bytes(packed))
    assert "is a damaged zip archive (File name in directory" in message
    assert len(message) < 250


def test_a_page_that_packs_well_is_no_bomb() -> None:
    words = b"<html><p>" + b"".join(b"%d words of it, " % number for number in range(2_000_000))
    assert open_container(BytesSource(gzip.compress(words))).html == words


def test_a_bomb_among_the_records_of_a_web_archive_is_known_too() -> None:
    head = (
        b"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: https://a.example/\r\nContent-Length: 2000000000\r\n\r\n"
    )
    bomb = gzip_bomb(head=head + b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<html>")
    with bounded(len(bomb) + 120 * MB):
        assert "it is too large for a page when unpacked" in refusal(bomb)


def test_a_web_archive_packed_as_a_whole_is_bounded() -> None:
    bomb = gzip.compress(warc() + warc(), mtime=0) + gzip_bomb()
    with bounded(len(bomb) + 80 * MB):
        assert "too large for a page when unpacked" in refusal(bomb)


@pytest.mark.parametrize(
    "pack",
    [gzip.compress, zstandard.compress, lambda data: zipped({"a.zip": data})],
    ids=["gzip", "zstd", "zip"],
)
def test_packing_in_packing_ends(pack: Callable[[bytes], bytes]) -> None:
    data = zipped({"index.html": page(frame="")})
    for _ in range(6):
        data = pack(data)
    assert "unpack it first" in refusal(data)


def test_a_zip_file_with_very_many_members_is_refused() -> None:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for number in range(20_001):
            archive.writestr(zipfile.ZipInfo(f"{number}.txt"), b"")
    assert "holds more than 20,000 files" in refusal(file.getvalue())


@pytest.mark.parametrize("make", [overlapping_zip, quoting_zip])
def test_members_that_lie_on_one_another_are_refused(make: Callable[[], bytes]) -> None:
    assert "is a zip archive with overlapping files; save the page again" in refusal(make())


@pytest.mark.slow
@pytest.mark.parametrize("packing", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_what_zipfile_unpacks_without_bounds_is_bounded(packing: int) -> None:
    bomb = small_zip(packing)
    assert len(bomb) < MB
    with bounded(80 * MB):
        assert "is too large for a page when unpacked" in refusal(bomb)


@pytest.mark.parametrize("packing", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_other_packings_of_zip_files_are_read(packing: int) -> None:
    html = page(frame="")
    assert open_container(BytesSource(zipped({"index.html": html}, packing=packing))).html == html
    packed = bytearray(zipped({"index.html": html * 9}, packing=packing))
    packed[80] ^= 0x55
    assert "is a damaged zip archive" in refusal(bytes(packed))


def test_a_window_of_lzma_that_fills_the_memory_is_not_made() -> None:
    packed = bytearray(zipped({"index.html": page(frame="")}, packing=zipfile.ZIP_LZMA))
    begin = packed.find(b"index.html") + len(b"index.html") + 4
    packed[begin + 1 : begin + 5] = b"\xff\xff\xff\xff"
    with bounded(80 * MB):
        assert "is a damaged zip archive" in refusal(bytes(packed))


def test_a_property_list_of_very_many_objects_is_not_made() -> None:
    data = PLIST + b"><plist><array>" + b"<dict/>" * 1_000_000 + b"</array></plist>"
    with bounded(MB):
        assert "is a property list with too many objects for a page" in refusal(data)


@pytest.mark.slow
def test_a_log_of_very_many_objects_is_not_made() -> None:
    for begin in (b'{"log": {"entries": [', b'{"log": {"entries": [[', b'{"log": {"pages": ['):
        data = begin + b"{}," * 1_000_000 + b"{}]}}"
        with bounded(20 * MB):
            assert "HAR file" in refusal(data)


@pytest.mark.slow
def test_many_members_that_are_each_small_enough_are_a_bomb_together() -> None:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for number in range(30):
            archive.writestr(f"{number}.html", b"<html>" + bytes(15 * MB))
    assert len(file.getvalue()) < MB
    with bounded(80 * MB):
        assert "is too large for a page when unpacked" in refusal(file.getvalue())


def test_a_bomb_that_is_packed_twice_is_known_too() -> None:
    bomb = twice_packed_bomb()
    assert len(bomb) < MB
    with bounded(80 * MB):
        assert "is too large for a page when unpacked" in refusal(bomb)


def pages_in(data: bytes) -> Iterator[Container]:
    try:
        yield from open_containers(BytesSource(data, "some-file"))
    except PageError as problem:
        assert "\n" not in str(problem)  # noqa: PT017 - what comes before it counts too


def test_names_that_lead_elsewhere_are_names_and_nothing_else(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    inside = tmp_path / "in" / "here"
    inside.mkdir(parents=True)
    monkeypatch.chdir(inside)
    (tmp_path / "secret.html").write_bytes(FRAME)
    outer = page("../../secret.html", "/etc/passwd")
    names = ("../../evil.html", "/abs.html", "C:\\drive.html", "a\\..\\..\\b.html", "../../secret.png")
    before = sorted(tmp_path.rglob("*"))
    found = list(pages_in(zipped(dict.fromkeys(names, outer))))
    assert len(found) == 4
    assert all(not container.resources for container in found)
    assert sorted(tmp_path.rglob("*")) == before


def test_a_password_and_an_unknown_packing_are_named() -> None:
    packed = bytearray(zipped({"a.html": page()}))
    at = packed.find(b"PK\x01\x02")
    locked = packed.copy()
    locked[at + 8] |= 1
    locked[6] |= 1
    assert "is a zip archive with a password; unpack it first" in refusal(bytes(locked))
    packed[at + 10] = packed[8] = 99
    assert "unsupported compression" in refusal(bytes(packed))


@pytest.mark.parametrize(
    "headers",
    [
        b"Subject: " + b"=?utf-8?Q?aaaaaaaaaa?= " * 40_000,
        b"To: " + b"a <a@example.org>, " * 50_000,
        b"Content-Type: multipart/related" + b"; a=b" * 200_000,
        b"X-Y: z\r\n" * 100_000,
        b"".join(b'Content-Type: multipart/related; boundary="b%d"\r\n\r\n--b%d\r\n' % (n, n) for n in range(9_000)),
    ],
    ids=["words", "people", "parameters", "lines", "nesting"],
)
def test_headers_without_end_cost_little(headers: bytes) -> None:
    with bounded(len(headers) + 60 * MB):
        assert "is an MHTML archive without a page" in refusal(b"From: <Saved by Blink>\r\n" + headers)


@pytest.mark.parametrize("boundary", ["nothing like it", "", "x" * 99, "\\", "(["])
def test_a_wrong_boundary_loses_nothing(boundary: str) -> None:
    container = open_container(BytesSource(mhtml(boundary)))
    assert len(import_page(container).thread.comments) == 2
    assert any(part.content == PICTURE for part in container.resources.values())


def test_parts_without_end_are_read_up_to_a_number() -> None:
    part = b"--x\r\nContent-Type: text/html\r\nContent-Location: https://a.example/%d\r\n\r\n<p>words\r\n"
    parts = b"".join(part % number for number in range(20_000))
    head = b'From: <Saved by Blink>\r\nContent-Type: multipart/related; boundary="x"\r\n\r\n'
    assert len(open_container(BytesSource(head + parts + b"--x--")).resources) < 5_000


def test_parts_in_parts_are_bounded_together() -> None:
    part = b"--%b\r\nContent-Type: text/html\r\nContent-Location: https://a.example/%b%d\r\n\r\n<p>words\r\n"
    inner = b"--x\r\nContent-Type: multipart/related; boundary=%b\r\n\r\n%b--%b--\r\n"
    names = (b"one", b"two", b"three")
    parts = [inner % (name, b"".join(part % (name, name, number) for number in range(3_000)), name) for name in names]
    head = b'From: <Saved by Blink>\r\nContent-Type: multipart/related; boundary="x"\r\n\r\n'
    assert len(open_container(BytesSource(head + b"".join(parts) + b"--x--")).resources) < 5_000


def test_zeros_behind_a_web_archive_are_no_part_of_its_last_record() -> None:
    (found,) = pages_in(warc() + bytes(20 * MB))
    assert len(import_page(found).thread.comments) == 2
    assert all(len(part.content) < MB for part in found.resources.values())


@pytest.mark.parametrize("left", [20, 60, 120])
def test_a_record_whose_headers_are_cut_off_is_reported(left: int) -> None:
    whole = b"".join(records()[:4])
    cut = open_container(BytesSource(whole + response("https://blog.example/b/", page(frame=""))[:left]))
    assert cut.url == URL
    assert cut.lacking == ("is a web archive that is partly unreadable: it ends too early",)


def test_the_pages_before_the_damage_can_be_chosen_from() -> None:
    whole = b"".join(records()[:4])
    cut = whole + response("https://blog.example/b/", page(frame=""))[:300]
    assert f"contains several pages: {URL}, https://blog.example/b/; choose one" in refusal(cut)


@pytest.mark.parametrize(
    "data",
    [
        PLIST + b' [<!ENTITY a "b">]><plist version="1.0"><string>&a;</string></plist>',
        PLIST + b' [<!ENTITY a SYSTEM "file:///etc/passwd">]><plist version="1.0"><string>&a;</string></plist>',
        PLIST + b'><plist version="1.0">' + b"<array>" * 100_000,
        b"bplist00\x6f\x13"
        + struct.pack(">q", 2**33)
        + b"x\x08"
        + bytes(6)
        + b"\x01\x01"
        + struct.pack(">QQQ", 1, 0, 19),
        webarchive()[:-40],
    ],
    ids=["entity", "file", "nesting", "count", "cut off"],
)
def test_property_lists_that_are_traps_are_refused(data: bytes) -> None:
    with bounded(80 * MB):
        assert "is a damaged web archive" in refusal(data)


@pytest.mark.parametrize("kind", [kind for kind in KINDS if not kind.startswith(("warc", "mhtml", "monolith"))])
def test_an_archive_that_is_cut_off_and_can_be_read_no_more_is_called_that(kind: str) -> None:
    whole = KINDS[kind]()
    message = refusal(whole[: len(whole) * 2 // 3])
    assert "is a damaged " in message
    assert message.endswith("; save the page again")
