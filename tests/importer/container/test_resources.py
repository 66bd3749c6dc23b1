"""Embedded resources and their references."""

import pytest

from threadreader.importer.container.plain import references


def test_frames_and_pictures_refer_to_what_they_show() -> None:
    page = (
        b'<base href=\'http://a.example/\'><IFRAME title="a > b" SRC = "a.html?x&amp;y"></iframe>'
        b"<img alt='<b>' src=b.png>"
        b"<img srcset='c.png 2x, d.png 3x' src='data:image/png;base64,x'><object data=e.html><a href=f><imgs src=g>"
        b"<embed src='\xe4.html'><iframe srcdoc='<p>'><img src=''>"
    )
    assert list(references(page)) == [
        ("base", "http://a.example/"),
        ("iframe", "a.html?x&y"),
        ("img", "b.png"),
        ("img", "c.png"),
        ("object", "e.html"),
        ("embed", "ä.html"),
    ]


def test_tags_that_are_written_alike_are_read_once() -> None:
    page = b"<img src=a.png><img src=b.png><img src=a.png><base href=x/><base href=y/><base href=x/>"
    assert [each for _, each in references(page)] == ["a.png", "b.png", "x/", "y/", "x/"]
    # Up to the first `>` these are alike.
    page = b"<img alt='a > b' src=a.png><img alt='a > c' src=b.png>"
    assert [each for _, each in references(page)] == ["a.png", "b.png"]


def test_a_page_in_utf_16_is_looked_through_too() -> None:
    assert list(references("<iframe src=ä.html>".encode("utf-16"))) == [("iframe", "ä.html")]


@pytest.mark.parametrize("piece", ["<img ", '<img a="', "<img a='\"", "<img/", "<img src", "<img src= ", "<img a"])
def test_tags_that_never_end_are_read_once(piece: str) -> None:
    assert sum(1 for _ in references(piece.encode() * 100_000)) <= 100_000
