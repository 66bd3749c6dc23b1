import io
import zipfile

import pytest

from archives import FRAME, PICTURE, URL, maff, page, zipped
from threadreader.errors import PageError
from threadreader.importer.container import BytesSource, open_container, open_containers


def test_every_page_of_an_archive_is_found_and_one_can_be_chosen() -> None:
    data = maff(("1", "2"))
    assert [found.name for found in open_containers(BytesSource(data))] == [URL, URL]
    with pytest.raises(
        PageError, match=r"contains several pages: https://blog\.example/rye/, .*choose one as x\.maff!/"
    ):
        open_container(BytesSource(data, "x.maff"))
    assert open_container(BytesSource(data), URL).url == URL
    with pytest.raises(PageError, match=r"contains no page https://x\.example/; it contains https://blog"):
        open_container(BytesSource(data), "https://x.example/")


def test_saved_pages_in_a_folder_are_found_but_not_their_frames() -> None:
    data = zipped(
        {
            "a.html": page("a_files/f.html", "a_files/p.png"),
            "a_files/f.html": FRAME,
            "a_files/p.png": PICTURE,
            "deep/b.php?id=3": page(frame=""),
            "notes.txt": b"<html>",
        }
    )
    found = tuple(open_containers(BytesSource(data)))
    assert [(each.address, sorted(each.resources)) for each in found] == [
        ("a.html", ["a_files/f.html", "a_files/p.png"]),
        ("deep/b.php?id=3", []),
    ]
    assert [each.name for each in found] == ["a.html", "deep/b.php?id=3"]


@pytest.mark.parametrize(
    ("members", "trouble"),
    [
        (
            {"mimetype": b"application/epub+zip", "a.html": b"<html>"},
            r"like an EPUB book\); save the page",
        ),
        ({"word/document.xml": b"<w/>"}, "without a page"),
        ({}, "without a page|is empty|not a web page"),
    ],
)
def test_other_archives_are_refused_by_name(members: dict[str, bytes], trouble: str) -> None:
    with pytest.raises(PageError, match=trouble):
        open_container(BytesSource(zipped(members)))


def test_names_lead_nowhere_but_into_the_archive() -> None:
    data = zipped(
        {"x/a.html": page("../../../../etc/passwd", "/etc/passwd"), "etc/passwd": b"<html>", "../b.html": b"<html>"}
    )
    found = {each.address: each.resources for each in open_containers(BytesSource(data))}
    assert found["x/a.html"] == {}
    assert set(found) == {"x/a.html", "etc/passwd", "../b.html"}


def test_a_bomb_is_refused_before_it_fills_the_memory() -> None:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive, archive.open("a.html", "w") as member:
        member.write(b"<html>")
        for _ in range(260):
            member.write(bytes(1 << 20))
    with pytest.raises(PageError, match="too large for a page when unpacked"):
        open_container(BytesSource(file.getvalue()))


def test_a_member_that_claims_to_be_small_is_read_no_further() -> None:
    data = zipped({"index.html": b"<html>" + bytes(1 << 22), "manifest.json": b"{}"})
    size = (6 + (1 << 22)).to_bytes(4, "little")
    assert data.count(size) >= 1
    with pytest.raises(PageError, match="damaged"):
        open_container(BytesSource(data.replace(size, (100).to_bytes(4, "little"))))


def test_a_password_is_reported() -> None:
    data = bytearray(zipped({"index.html": b"<html>", "manifest.json": b"{}"}))
    for at in (6, data.index(b"PK\x01\x02") + 8):
        data[at] |= 1
    second = data.index(b"PK\x03\x04", 10)
    data[second + 6] |= 1
    data[data.index(b"PK\x01\x02", data.index(b"PK\x01\x02") + 4) + 8] |= 1
    with pytest.raises(PageError, match="password"):
        open_container(BytesSource(bytes(data)))
