"""What stands around the words of a comment and is none of them."""

import pytest

from drawing import draw
from threadreader.importer.blocks import to_blocks
from threadreader.importer.blocks.trailers import strip_signature
from threadreader.importer.html.parser import parse_html


def signed(html: str) -> list[str]:
    page = parse_html(f"<div>{html}</div>")
    return draw(strip_signature(to_blocks(page.find_all("body"), None), "Ann Weir"))


@pytest.mark.parametrize(
    "html",
    [
        "<p>Oak.<br>--<br>Ann</p>",
        "<p>Oak.</p><p>--<br>Ann Weir<br>Kettles and pots</p>",
        "<p>Oak.</p><p>-- </p><p>Ann</p><p>example.org</p>",
        "<p>Oak.</p><p>—<br>ann</p>",
        "<p>Oak.\n\n-- \nAnn Weir</p>",
    ],
)
def test_the_signature_under_two_dashes_is_none_of_the_words(html: str) -> None:
    assert signed(html) == ["Oak."]


@pytest.mark.parametrize(
    ("html", "drawn"),
    [
        ("<p>Oak.<br>--<br>Elm, though.</p>", ["Oak./--/Elm, though."]),
        ("<p>--<br>Ann</p>", ["--/Ann"]),
        ("<p>Oak.</p><p>--</p>", ["Oak.", "--"]),
        ("<p>Oak -- said Ann</p>", ["Oak -- said Ann"]),
        ("<p>Oak.<br>--<br>Ann</p><blockquote>Elm.</blockquote>", ["Oak./--/Ann", ">", "  Elm."]),
    ],
)
def test_what_is_no_signature_stays(html: str, drawn: list[str]) -> None:
    assert signed(html) == drawn
