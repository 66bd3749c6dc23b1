import resource
from datetime import UTC, datetime, timedelta, timezone

import pytest
from msgspec.structs import replace

from archives import mhtml
from threadreader.errors import PageError
from threadreader.importer.container import BytesSource, Container, open_container

PLAIN = b"<html><body><p>Words"


def opened(head: str, body: bytes) -> Container:
    return open_container(BytesSource(head.replace("\n", "\r\n").encode() + b"\r\n\r\n" + body))


def test_a_page_without_parts_is_the_message_itself() -> None:
    """As Internet Explorer writes it."""
    saved = opened(
        "From: <Saved by Windows Internet Explorer 8>\nSubject: Rye\nDate: Tue, 5 Mar 2024 13:00:00 +0100\n"
        'MIME-Version: 1.0\nContent-Type: text/html;\n\tcharset="windows-1252"\n'
        "Content-Transfer-Encoding: quoted-printable\nContent-Location: http://a.example/x.htm",
        b"<html><p>Gr=FC=\r\n=DFe",
    )
    assert (saved.html, saved.charset, saved.url) == (b"<html><p>Gr\xfc\xdfe", "windows-1252", "http://a.example/x.htm")
    assert saved.saved_at == datetime(2024, 3, 5, 13, tzinfo=timezone(timedelta(hours=1)))


def test_parts_may_be_in_parts_and_the_message_names_the_page() -> None:
    """As Outlook writes it."""
    saved = opened(
        'MIME-Version: 1.0\nContent-Type: multipart/related; start="<root>"; boundary=outer',
        b"--outer\r\nContent-Type: text/html\r\nContent-Location: file:///C:/b.htm\r\n\r\n<html>other\r\n"
        b"--outer\r\nContent-Type: multipart/alternative; boundary=inner\r\n\r\n"
        b"--inner\r\nContent-Type: text/plain\r\n\r\nWords\r\n"
        b"--inner\r\nContent-Type: text/html\r\nContent-ID: <root>\r\nContent-Location: file:///C:/a.htm\r\n\r\n"
        + PLAIN
        + b"\r\n--inner--\r\n--outer--\r\n",
    )
    assert saved.html.strip() == PLAIN
    assert saved.url is None
    assert saved.find_resource("b.htm") == ("file:///C:/b.htm", saved.resources["file:///C:/b.htm"])


@pytest.mark.parametrize("boundary", ["nosuch", "", "----MultipartBoundary--y----"])
def test_a_boundary_that_is_not_as_declared_is_found_all_the_same(boundary: str) -> None:
    other, usual = mhtml(boundary), mhtml()
    assert open_container(BytesSource(other)) == replace(open_container(BytesSource(usual)), file=other)


def test_a_file_that_ends_too_early_is_read_and_reported() -> None:
    assert open_container(BytesSource(mhtml())).lacking == ()
    assert open_container(BytesSource(mhtml(end=""))).lacking == ()
    cut = open_container(BytesSource(mhtml()[:-700]))
    assert cut.lacking == ("its file ends too early",)
    assert cut.saved_at == datetime(2024, 3, 5, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("encoded", "content"), [(b"QUJD", b"ABC"), (b"QUI=", b"AB"), (b"QUI", b"AB"), (b"Q", b""), (b"Q!U\r\nJD", b"ABC")]
)
def test_base64_is_read_as_far_as_it_goes(encoded: bytes, content: bytes) -> None:
    head = "From: <Saved by X>\nContent-Type: text/html\nContent-Transfer-Encoding: base64"
    assert opened(head, encoded).html == content


@pytest.mark.parametrize(
    "bomb",
    [
        b"Subject: " + b"=?utf-8?Q?=41?= " * 70_000,
        b"Content-Type: text/html" + b'; a="b"' * 150_000,
        b"To: " + b"<a@b.example>, " * 70_000,
        b"Content-Type: multipart/related; boundary=b\r\n\r\n" + b"--b\r\n\r\n" * 140_000,
        b"Content-Type: multipart/related; boundary=b\r\n\r\n"
        + b"--b\r\nContent-Type: multipart/related; boundary=b\r\n\r\n" * 20_000,
    ],
    ids=["encoded words", "parameters", "addresses", "parts", "parts in parts"],
)
def test_a_hostile_header_costs_nothing(bomb: bytes) -> None:
    before = resource.getrusage(resource.RUSAGE_SELF)
    with pytest.raises(PageError, match="without a page"):
        open_container(BytesSource(b"From: <Saved by X>\r\n" + bomb + b"\r\n\r\n<html>"))
    after = resource.getrusage(resource.RUSAGE_SELF)
    assert after.ru_maxrss - before.ru_maxrss < 200_000


def test_a_letter_with_nothing_but_text_is_read_as_text() -> None:
    letter = b"From: Ann <ann@example.org>\r\nSubject: Kettles\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n"
    letter += b"--b\r\nContent-Type: text/plain\r\n\r\nThe kettle has a whistle.\r\n--b--\r\n"
    assert open_container(BytesSource(letter, "letter.eml")).kind == "text"
