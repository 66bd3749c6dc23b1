"""The same page, whatever kind of file it is in, and nothing but an error that is meant where the file is damaged."""

import contextlib
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from archives import FRAME, FRAME_URL, KINDS, PICTURE, PICTURE_URL, URL, FolderSource, page
from threadreader.errors import PageError
from threadreader.importer import import_page
from threadreader.importer.container import BytesSource, Container, open_container, open_containers, pack_page

SAVED = datetime(2024, 3, 5, 12, tzinfo=UTC)


@pytest.mark.parametrize("kind", KINDS)
def test_the_page_its_frame_its_address_and_its_time_are_found(kind: str) -> None:
    (container,) = open_containers(BytesSource(KINDS[kind](), "file"))
    read = import_page(container)
    assert (read.parsed.page.title, read.parsed.page.url, read.parsed.save.adapter) == ("Rye", URL, "disqus")
    assert [c.author and c.author.name for c in read.thread.comments] == ["Ann", "Böb"]
    assert [c.text for c in read.thread.comments] == ["It does, and it takes it — all.", "Mine took all of it."]
    assert read.thread.depths == (0, 1)
    assert read.thread.article.text.startswith("Bread wants time — a day of it.")
    has_time = "webarchive" not in kind and kind != "zip of a saved page"
    assert read.parsed.save.saved_at == (SAVED if has_time else None)
    assert read.parsed.notes == ()


@pytest.mark.parametrize("kind", [kind for kind in KINDS if not kind.startswith("monolith")])
def test_the_picture_is_kept_with_the_page(kind: str) -> None:
    container = open_container(BytesSource(KINDS[kind](), "file"))
    (address,) = (address for address, part in container.resources.items() if part.content == PICTURE)
    assert container.resources[address].media_type == "image/png"
    if address == PICTURE_URL:
        found = container.find_resource(PICTURE_URL)
        assert found is not None
        assert found[1].content == PICTURE


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_kept_of_a_page_opens_as_the_same_page(kind: str) -> None:
    container = open_container(BytesSource(KINDS[kind](), "file"))
    again = open_container(BytesSource(pack_page(container), "kept"))
    assert replace(again, file=None) == replace(container, file=None)
    assert pack_page(again) == pack_page(container)


def test_a_page_among_files_is_kept_with_them() -> None:
    files = {"Rye_files/a.html": FRAME, "Rye_files/b.png": PICTURE}
    container = open_container(FolderSource(page(*files), files))
    assert {address: part.content for address, part in container.resources.items()} == files
    assert replace(open_container(BytesSource(pack_page(container))), file=None) == container
    assert len(import_page(container).thread.comments) == 2


def pages_in(data: bytes) -> Iterator[Container]:
    with contextlib.suppress(PageError):
        yield from open_containers(BytesSource(data, "file"))


@pytest.mark.parametrize("kind", KINDS)
@given(st.data())
def test_a_damaged_file_gives_pages_or_a_clear_error(kind: str, data: st.DataObject) -> None:
    whole = bytearray(KINDS[kind]())
    for at in data.draw(st.lists(st.integers(0, len(whole) - 1), max_size=6)):
        whole[at] = data.draw(st.integers(0, 255))
    cut = data.draw(st.just(len(whole)) | st.integers(0, len(whole)))
    at, gone = data.draw(st.integers(0, len(whole))), data.draw(st.integers(0, 40))
    for container in pages_in(bytes(whole[: min(at, cut)] + whole[at + gone : cut])):
        assert pack_page(container)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("share", [1, 2, 3, 5, 9])
def test_a_file_that_is_cut_off_gives_what_is_there_or_a_clear_error(kind: str, share: int) -> None:
    whole = KINDS[kind]()
    for container in pages_in(whole[: len(whole) * share // 10]):
        assert import_page(container).parsed.save.digest


@given(
    st.sampled_from([b"PK\x03\x04", b"bplist00", b"WARC/1.0\r\n", b"\x1f\x8b\x08", b"\x28\xb5\x2f\xfd", b""]),
    st.binary(),
)
def test_any_bytes_are_refused_in_words(start: bytes, rest: bytes) -> None:
    for container in pages_in(start + rest):
        assert container.html is not None


@pytest.mark.parametrize("kind", ["warc", "warc.gz", "wacz", "mhtml", "webarchive"])
def test_a_frame_is_no_page_of_its_own(kind: str) -> None:
    assert [page.url for page in open_containers(BytesSource(KINDS[kind](), "file"))] == [URL]
    assert FRAME_URL in open_container(BytesSource(KINDS[kind](), "file")).resources
