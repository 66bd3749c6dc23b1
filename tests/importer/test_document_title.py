import pytest

from threadreader.importer.container import Container
from threadreader.importer.document import title_in


@pytest.mark.parametrize(
    ("html", "title"),
    [
        (b"<html><title>Rye &amp; Wheat</title>", "Rye & Wheat"),
        (b"<TITLE data-x>Two\nlines</TITLE>", "Two lines"),
        ('<meta charset="koi8-r"><title>Рожь</title>'.encode("koi8-r"), "Рожь"),
        ("<title>Brötchen</title>".encode(), "Brötchen"),
        (b"<title>a\x1b]52;c\x07</title>", "a\u241b]52;c\u2407"),
        (b"<title></title>", ""),
        (b"<p>None", ""),
        (b"<title>" * 50_000, ""),
        (b"<title>" + b"x" * 50_000, ""),
    ],
)
def test_the_title_is_found_without_reading_the_page(html: bytes, title: str) -> None:
    assert title_in(Container("html", html)) == title


def test_a_header_says_the_charset_here_too() -> None:
    assert title_in(Container("html", "<title>Käse</title>".encode("cp1252"), charset="iso-8859-1")) == "Käse"
