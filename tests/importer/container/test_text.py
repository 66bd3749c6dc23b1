"""Plain text is a page of its own kind."""

import pytest

from threadreader.errors import PageError
from threadreader.importer.container import BytesSource, Container, is_page_file, open_container, plain
from threadreader.importer.container.plain import is_text


@pytest.mark.parametrize(
    "data",
    [
        b"Dear diary,\nnothing <happened> today, 1 < 2.\n",
        "\ufeffGrüße aus dem Süden".encode("utf-16"),
        b"S\x08Sp\x08pa\x08ad\x08de\x08e \x1b[1mbold\x1b[0m\r\n\x0c",
        "中文".encode("gb18030") * 9,
    ],
)
def test_text_is_kept_as_it_is(data: bytes) -> None:
    assert open_container(BytesSource(data, "note")) == Container("text", data, file=data)


@pytest.mark.parametrize("data", [b"\x00\x01\x02", b"words \x01\x02\x03\x04", bytes(range(1, 200)) * 9])
def test_what_has_many_controls_is_no_text(data: bytes) -> None:
    assert not is_text(data)


@pytest.mark.parametrize(
    ("name", "data", "taken"),
    [
        ("page.txt", b"2 comments\n\n 1. Ann says:\n", True),
        ("export", b"threadreader text\nTitle: x\n", False),
        ("robots.txt", b"User-agent: *\nDisallow: /tmp\n", False),
        ("style.css", b"/* a comment */ p { margin: 0 }", False),
    ],
)
def test_text_in_a_folder_is_a_page_where_it_may_be_a_dump(name: str, data: bytes, *, taken: bool) -> None:
    assert is_page_file(BytesSource(data, name)) is taken


def test_a_text_longer_than_that_of_any_page_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(plain, "MAX_TEXT_BYTES", 10)
    with pytest.raises(PageError, match="is a text of more than"):
        open_container(BytesSource(b"Eleven chars", "note"))
