"""Candidate addresses of a resource."""

import pytest

from threadreader.importer.container.base import candidate_urls, resolve_base


@pytest.mark.parametrize(
    ("reference", "base", "address"),
    [
        ("./page_files/thread.html", "", "page_files/thread.html"),
        ("a%20b/c.png#top", "page_files/frame.html", "page_files/a b/c.png"),
        ("thread.html?f=x&amp;y", "", "thread.html"),
        ("thread.html%3Ff=x&u=http:%252F%252Fa", "", "thread.html?f=x&u=http:%2F%2Fa"),
        ("thread.html%3Ff=x", "", "thread.html@f=x"),
        ("../b.example/x.html", "d/e.html", "b.example/x.html"),
        ("x.png", "https://a.example/d/e.html", "https://a.example/d/x.png"),
        ("//b.example/x.png", "http://a.example/", "https://b.example/x.png"),
        ("cid:frame-1@x", "", "cid:frame-1@x"),
        ("https://b.example/x", "", "https://b.example/x"),
    ],
)
def test_what_a_reference_can_mean(reference: str, base: str, address: str) -> None:
    assert address in tuple(candidate_urls(reference, base))


@pytest.mark.parametrize("reference", ["", "#top", " ", "data:text/html,x", "x" * 9_999, "/etc/passwd"])
def test_what_means_nothing_in_a_file(reference: str) -> None:
    assert tuple(candidate_urls(reference, "")) == ()


def test_a_base_counts_where_a_page_has_an_address() -> None:
    assert resolve_base("http://a.example/b", "/c/") == "http://a.example/c/"
    assert resolve_base("page.html", "http://a.example/") == "page.html"
    assert resolve_base("http://a.example/b", "http://[") == "http://a.example/b"
