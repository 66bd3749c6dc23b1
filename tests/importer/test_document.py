"""Parsed pages and their titles."""

from pathlib import Path

import pytest

from threadreader.importer.container import BytesSource, Container, open_container
from threadreader.importer.document import Document, find_title, parse_document


def parse(html: str, url: str | None = None) -> Document:
    return parse_document(Container("html", html.encode(), url=url))


@pytest.mark.parametrize(
    ("head", "saved_from", "url", "base"),
    [
        ("", None, None, None),
        ("", "https://a.org/p?x#c", "https://a.org/p?x#c", "https://a.org/p?x#c"),
        ("<link rel='shortlink canonical' href='https://a.org/p'>", None, "https://a.org/p", "https://a.org/p"),
        ("<link rel=canonical href=/p>", "https://a.org/q/?x", "https://a.org/p", "https://a.org/q/?x"),
        ("<link rel=canonical href=/p>", None, None, None),
        (
            "<link rel=canonical href=''><meta property=og:url content=https://a.org/o>",
            None,
            "https://a.org/o",
            "https://a.org/o",
        ),
        ("<link rel=canonical href=javascript:x>", "https://a.org/", "https://a.org/", "https://a.org/"),
        ("<base href=https://b.org/x/>", None, "https://b.org/x/", "https://b.org/x/"),
        (
            "<base href=sub/><link rel=canonical href=p>",
            "https://a.org/d/",
            "https://a.org/d/sub/p",
            "https://a.org/d/sub/",
        ),
        ("<link rel=canonical href=https://a.org/p/><base href=/b/>", None, "https://a.org/p/", "https://a.org/b/"),
        ("<base target=_blank>", "file:///home/ann/p.html", None, None),
    ],
)
def test_where_a_page_is_and_what_its_links_are_relative_to(
    head: str, saved_from: str | None, url: str | None, base: str | None
) -> None:
    document = parse(f"<html><head>{head}</head><body>x", saved_from)
    assert (document.url, document.base) == (url, base)


@pytest.mark.parametrize(
    ("html", "url"),
    [
        ("<p id=c1><a href=https://a.org/p#c1>1</a><p id=c2><a href=https://a.org/p#c2>2</a>", "https://a.org/p"),
        ("<a name=m1></a><a href=/t#m1>1</a><a name=m2></a><a href=/t#m2>2</a>", None),
        ("<p id=c1><a href=https://a.org/p#c1>1</a><p id=c2><a href=https://b.org/q#c2>2</a>", None),
        ("<p id=c1><a href=https://a.org/p#c1>1</a><a href=https://a.org/p#c1>again</a>", None),
        ("<p id=comments><a href=https://a.org/p#comments>3</a><a href=https://a.org/p#c7>7</a><p id=c6>", None),
    ],
)
def test_the_address_of_a_page_that_does_not_name_it(html: str, url: str | None) -> None:
    assert parse(html).url == url


@pytest.mark.parametrize(
    ("html", "language"),
    [
        ("<html lang=en-GB>", "en-GB"),
        ("<html lang='' xml:lang='pt_BR'>", "pt-BR"),
        ("<meta http-equiv=Content-Language content=de>", "de"),
        ("<html lang='not a language'><meta property=og:locale content=de_DE>", "de-DE"),
        ("<html lang='e\x1bn'>", None),
        ("<p>", None),
    ],
)
def test_the_language_of_a_page(html: str, language: str | None) -> None:
    assert parse(html).language == language


def test_the_charset_is_that_of_the_bytes() -> None:
    document = parse_document(Container("html", "<p>слово".encode("koi8_r"), charset="koi8-r"))
    assert (document.soup.get_text(), document.charset) == ("слово", "koi8_r")


@pytest.mark.parametrize(
    "html", ["", "a", "example.html", "<?xml version='1.0' encoding='x'?><html xmlns='y'>é", "\x00<p>\x00é"]
)
def test_odd_pages_are_read_without_a_warning(html: str) -> None:
    assert parse(html).soup.get_text().strip("\ufffd")[-1:] in html


def test_a_page_that_a_browser_labelled_wrongly_is_read_as_what_it_is(pages: Path) -> None:
    saved = (pages / "containers" / "chromium-save-1" / "nocharset.html").read_bytes()
    document = parse_document(open_container(BytesSource(saved)))
    assert document.charset == "utf-8"
    assert "Baker\u2019s Guide" in document.soup.get_text()


@pytest.mark.slow
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
    assert find_title(Container("html", html)) == title


def test_a_header_gives_the_charset_here_too() -> None:
    assert find_title(Container("html", "<title>Käse</title>".encode("cp1252"), charset="iso-8859-1")) == "Käse"


@pytest.mark.parametrize(
    ("base", "link"),
    [("", "#c-1"), ("<base href='/'>", "https://mill.example/notes/#c-1")],
)
def test_links_into_the_page_are_relative_where_they_lead_to_the_same_place(base: str, link: str) -> None:
    address = "https://mill.example/notes/"
    html = f"<head>{base}<body><p id=c-1>One</p><a href='{address}#c-1'>Two</a><a href='{address}2#c-1'>Three</a>"
    document = parse(html, address)
    assert [each["href"] for each in document.soup.find_all("a")] == [link, f"{address}2#c-1"]
