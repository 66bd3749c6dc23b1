import pytest

from threadreader.importer.container.base import based, candidates


@pytest.mark.parametrize(
    ("reference", "around", "address"),
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
def test_what_a_reference_can_mean(reference: str, around: str, address: str) -> None:
    assert address in tuple(candidates(reference, around))


@pytest.mark.parametrize("reference", ["", "#top", " ", "data:text/html,x", "x" * 9_999, "/etc/passwd"])
def test_what_means_nothing_in_a_file(reference: str) -> None:
    assert tuple(candidates(reference, "")) == ()


def test_a_base_counts_where_a_page_has_an_address() -> None:
    assert based("http://a.example/b", "/c/") == "http://a.example/c/"
    assert based("page.html", "http://a.example/") == "page.html"
    assert based("http://a.example/b", "http://[") == "http://a.example/b"
