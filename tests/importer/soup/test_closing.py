"""Tags that pages written as XML close at once."""

import pytest

from threadreader.importer.soup import parse_html
from threadreader.importer.soup.closing import with_end_tags


def test_a_frame_that_is_closed_as_in_xml_does_not_take_what_follows() -> None:
    page = parse_html("<iframe src='/ad?a=1&b=2' height=0 /><p>One</p><TEXTAREA name=words/><p>Two</p>")
    assert [tag.get_text() for tag in page.find_all("p")] == ["One", "Two"]


@pytest.mark.parametrize(
    "html", [b"<iframe src=a></iframe>", b"<iframes/>", b"<br/>", b"<iframe src=a>/></iframe>", b"<title"]
)
def test_other_pages_stay_as_they_are(html: bytes) -> None:
    assert with_end_tags(html) == html
