"""Bundles of a page."""

import contextlib
import io
import zipfile
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from threadreader.errors import PageError
from threadreader.importer.container import BytesSource, Container, Resource, open_container, pack_page

_TEXTS = st.text(max_size=8)
_PARTS = st.builds(Resource, st.binary(max_size=20), _TEXTS, st.none() | _TEXTS)
_CONTAINERS = st.builds(
    Container,
    kind=_TEXTS,
    html=st.binary(),
    charset=st.none() | _TEXTS,
    url=st.none() | _TEXTS,
    saved_at=st.none() | st.just(datetime(2024, 3, 5, 12, tzinfo=UTC)),
    resources=st.dictionaries(_TEXTS, _PARTS, max_size=3),
    name=_TEXTS,
    address=_TEXTS,
    lacking=st.builds(lambda lack: (lack,), _TEXTS),
)


@given(_CONTAINERS)
def test_what_is_kept_of_a_page_is_the_same_page_again(container: Container) -> None:
    packed = pack_page(container)
    again = open_container(BytesSource(packed))
    assert replace(again, file=None) == container
    assert pack_page(again) == packed == pack_page(container)


def test_a_part_of_two_addresses_is_kept_once() -> None:
    part = Resource(b"picture")
    packed = pack_page(Container("mhtml", b"<html>", resources={"cid:1": part, "http://a.example/": part}))
    assert packed.count(b"picture") == 1


def test_a_file_that_is_one_page_is_kept_as_it_is() -> None:
    assert pack_page(open_container(BytesSource(b"<html>page"))) == b"<html>page"


@pytest.mark.parametrize(
    "contents",
    ["", "[]", "{}", "[" * 9_999, '{"format": "threadreader-page", "version": 2}', '{"format": "other", "version": 1}'],
)
def test_a_bundle_that_is_not_ours_is_refused(contents: str) -> None:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("threadreader.json", contents)
    with pytest.raises(PageError, match=r"damaged|newer"):
        open_container(BytesSource(file.getvalue()))


@given(st.data())
def test_a_damaged_bundle_is_a_page_or_refused(data: st.DataObject) -> None:
    whole = bytearray(pack_page(Container("html", b"<html>" * 9, resources={"a": Resource(b"b" * 50)})))
    for at in data.draw(st.lists(st.integers(0, len(whole) - 1), max_size=4)):
        whole[at] ^= data.draw(st.integers(1, 255))
    cut = data.draw(st.integers(0, len(whole)))
    with contextlib.suppress(PageError):
        open_container(BytesSource(bytes(whole[:cut] if data.draw(st.booleans()) else whole)))
