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


def test_entries_are_found_whatever_else_a_log_holds() -> None:
    words = page(frame="").decode().replace("</p>", ' "],}] \\" \N{SLICE OF PIZZA}</p>', 1)
    more = {"pages": [{"title": '"[{'}], "a": 1.5e3, "b": None, "c": {}, "comment": 'x"]'}
    log = {"log": {"version": "1.2", **more, "entries": [{}, entry(URL, words)], "creator": {"name": "x"}}}
    for indent in (None, 1, "\t"):
        data = json.dumps(log, indent=indent, ensure_ascii=indent is None).encode()
        assert open_container(BytesSource(data)).html == words.encode()


@pytest.mark.parametrize(
    ("data", "trouble"),
    [
        (har()[:-100], r"is a damaged HAR file \("),
        (log(), "is a HAR file without a page; save the page again as HAR with content"),
        (log(None, [], {}, {"request": [], "response": 3}, entry("file:///etc", "<html>")), "without a page"),
        (log({**entry(URL, "<html>"), "response": {"status": 200, "content": {"mimeType": "text/html"}}}), "without"),
        (b'{"log": {"entries": ' + b"[" * 100_000, "is a damaged HAR file"),
        (b'{"log": {"entries": {"a": 1}}}', "without a page"),
        (b'{"log": {"entries": [{"a": 1}', "is a damaged HAR file"),
        (b'{"log": {"entries": [}', "is a damaged HAR file"),
        (b'{"log": {"pages": [1, 2', r"is a damaged HAR file \(it ends too early\)"),
        (b'{"log": {"pages": []; "entries": []}}', "is a damaged HAR file"),
        (b'{"log": {"entries": [[' + b"1," * 500_001, r"is a damaged HAR file \(more than 500,000 values in one\)"),
    ],
)
def test_a_log_that_is_damaged_or_has_no_page_is_refused(data: bytes, trouble: str) -> None:
    with pytest.raises(PageError, match=trouble):
        open_container(BytesSource(data, "x.har"))
