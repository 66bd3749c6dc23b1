"""Tags that pages written as XML close at once."""

import pytest

from threadreader.importer.html.parser import parse_html, with_end_tags


def test_a_frame_that_is_closed_as_in_xml_does_not_take_what_follows() -> None:
    page = parse_html("<iframe src='/ad?a=1&b=2' height=0 /><p>One</p><TEXTAREA name=words/><p>Two</p>")
    assert [tag.get_text() for tag in page.find_all("p")] == ["One", "Two"]


@pytest.mark.parametrize(
    "html", [b"<iframe src=a></iframe>", b"<iframes/>", b"<br/>", b"<iframe src=a>/></iframe>", b"<title"]
)
def test_other_pages_stay_as_they_are(html: bytes) -> None:
    assert with_end_tags(html) == html


@pytest.mark.parametrize("name", ["noscript", "NOSCRIPT"])
@pytest.mark.parametrize("more", ["", " your browser shows no frames", "\n"])
def test_a_frame_for_those_without_scripts_ends_with_what_is_for_them(name: str, more: str) -> None:
    html = f'<p>a</p><{name}>\n<iframe src="https://tags.example/ns.html" height=0>{more}</{name}><p>b</p>'
    assert parse_html(html).get_text("|", strip=True) == "a|b"
    closed = html.replace(f"{more}</{name}>", f"{more}</iframe></{name}>")
    assert with_end_tags(closed.encode()) == closed.encode()


def test_frames_that_are_left_open_a_thousand_times_take_time_linear_in_them() -> None:
    html = b"<noscript><iframe src=a>" * 20_000
    assert with_end_tags(html) == html
