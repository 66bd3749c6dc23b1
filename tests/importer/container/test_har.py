import json

import pytest

from archives import FRAME, URL, har, page
from threadreader.errors import PageError
from threadreader.importer.container import BytesSource, open_container, open_containers


def entry(url: str, body: str, pageref: str = "page_1", **more: object) -> dict[str, object]:
    return {
        "pageref": pageref,
        "request": {"url": url},
        "response": {"status": 200, "content": {"mimeType": "text/html", "text": body}},
        **more,
    }


def log(*entries: object) -> bytes:
    return b'{"log": {"version": "1.2", "entries": ' + json.dumps(entries).encode() + b"}}"


def test_each_page_that_was_visited_can_be_chosen() -> None:
    one, other = page(frame="").decode(), page(frame="").decode().replace("Rye", "Wheat")
    data = log(entry(URL, one), entry("https://blog.example/wheat/", other, "page_2"))
    assert [found.name for found in open_containers(BytesSource(data))] == [URL, "https://blog.example/wheat/"]
    assert b"Wheat" in open_container(BytesSource(data), "https://blog.example/wheat/").html


def test_a_document_that_a_script_put_into_a_frame_is_kept_with_the_page() -> None:
    data = log(entry(URL, page(frame="").decode()), entry("https://service.example/thread", FRAME.decode()))
    assert list(open_container(BytesSource(data)).resources) == ["https://service.example/thread"]


@pytest.mark.parametrize(
    ("data", "trouble"),
    [
        (har()[:-100], r"is a damaged HAR file \("),
        (log(), "is a HAR file without a page in it; save the page again as HAR with content"),
        (log(None, [], {}, {"request": [], "response": 3}, entry("file:///etc", "<html>")), "without a page in it"),
        (log({**entry(URL, "<html>"), "response": {"status": 200, "content": {"mimeType": "text/html"}}}), "without"),
        (b'{"log": {"entries": ' + b"[" * 100_000, "is a damaged HAR file"),
        (b'{"log": {"entries": {"a": 1}}}', "without a page"),
    ],
)
def test_a_log_that_is_damaged_or_has_no_page_is_refused(data: bytes, trouble: str) -> None:
    with pytest.raises(PageError, match=trouble):
        open_container(BytesSource(data, "x.har"))
