"""Bytes of a page in, a thread out."""

import gc
import hashlib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import structure
from threadreader.errors import PageError
from threadreader.importer import import_bytes
from threadreader.importer.assemble import ThreadBuilder
from threadreader.importer.html.tree import HtmlElement
from threadreader.model.thread import Kind
from threadreader.sample import NAME, sample_page

PAGE = b"""<!DOCTYPE html><html lang="en"><head><title>Bread - Slow</title><meta property="og:site_name" content="Slow">
<link rel="canonical" href="https://slow.example/bread/comment-page-2/"></head><body class="single">
<article class="hentry"><h1 class="entry-title">Bread</h1><div class="entry-content"><p>Words.</p></div></article>
<div id="comments"><h3>2 comments</h3><ol class="commentlist">%s</ol></div></body></html>"""
COMMENT = b"""<li class="comment depth-%d" id="comment-%d"><div class="comment-author"><cite class="fn">Ann</cite></div>
<div class="comment-content"><p>Words %d.</p></div>"""


def page(*depths: int) -> bytes:
    return PAGE % b"".join(COMMENT % (depth, number, number) for number, depth in enumerate(depths, 1))


def test_everything_that_a_page_says_of_itself_is_kept() -> None:
    data = page(1, 2)
    read = import_bytes(data, "bread.html").parsed
    assert (read.page.title, read.page.site, read.page.language) == ("Bread", "Slow", "en")
    assert read.page.url == "https://slow.example/bread/"
    assert (read.page.declared_count, read.save.container, read.save.adapter) == (2, "html", "wordpress")
    assert (read.save.digest, read.notes) == (hashlib.sha256(data).hexdigest(), ())
    assert [comment.text for comment in read.thread.comments] == ["Words 1.", "Words 2."]


def test_the_same_bytes_give_an_equal_thread() -> None:
    assert import_bytes(page(1, 2, 1), "a").thread == import_bytes(page(1, 2, 1), "b").thread


@pytest.mark.parametrize("data", [b"", b"\x89PNG\r\n\x1a\n\0\0", b"\0\1\2\3" * 99])
def test_what_is_no_page_is_an_error_that_names_the_file(data: bytes) -> None:
    with pytest.raises(PageError, match=r"thing\.html"):
        import_bytes(data, "thing.html")


def test_collecting_garbage_goes_on_after_an_import() -> None:
    import_bytes(page(1), "a")
    assert gc.isenabled()


def test_nothing_of_a_page_is_left_for_garbage_collection(request: pytest.FixtureRequest) -> None:
    threshold = gc.get_threshold()
    request.addfinalizer(lambda: gc.set_threshold(*threshold))
    data = structure.page(*map(structure.plain, range(9))).encode()
    assert import_bytes(data, "warm").candidates[0].adapter == "generic"
    gc.collect()
    gc.set_threshold(0)
    before = {id(each) for each in gc.get_objects() if isinstance(each, HtmlElement)}
    import_bytes(data, "a")
    assert {id(each) for each in gc.get_objects() if isinstance(each, HtmlElement)} <= before


@pytest.mark.slow
def test_replies_two_thousand_levels_deep_are_all_there() -> None:
    nested = b"".join(COMMENT % (number, number, number) + b"<ul class='children'>" for number in range(1, 2_001))
    thread = import_bytes(PAGE % nested, "deep").thread
    assert (len(thread.comments), thread.depths[-1]) == (2_000, 1_999)
    assert thread.comments[-1].text == "Words 2000."


def test_the_sample_page_is_read_whole() -> None:
    imported = import_bytes(sample_page(), NAME)
    assert imported.parsed.save.adapter == "wordpress"
    assert len(imported.thread.comments) == imported.parsed.page.declared_count
    written = [comment for comment in imported.thread.comments if comment.kind is Kind.COMMENT]
    assert all(comment.author and comment.posted_at and comment.text for comment in written)


_PIECES = [
    *(
        '<li class="comment depth-1" id="comment-1">',
        '<li class="comment depth-2" id="comment-2">',
        "</li>",
        "<ul class='children'>",
    ),
    *(
        '<div class="comment-author"><cite class="fn">',
        "</cite></div>",
        '<div class="comment-content">',
        "</div>",
        "</ul>",
    ),
    *(
        '<div id="comment-3" class="comment depth-3">',
        '<a href="#comment-1">',
        "</a>",
        "<p>",
        "words 5",
        "<br>",
        "> x",
        "\x1b",
    ),
    *(
        '<li class="pingback">',
        '<a class="url" href="javascript:x">',
        "<time datetime='x'>",
        "<form>",
        "<table>",
        "<cite>",
    ),
    *('<h3 class="comments-title">', '<ol class="commentlist">', "<article>", '<div class="entry-content">', "<title>"),
]


@given(st.lists(st.sampled_from(_PIECES), max_size=40).map("".join))
def test_any_markup_gives_a_thread(html: str) -> None:
    imported = import_bytes(f"<html><body>{html}</body></html>".encode(), "wild.html")
    assert imported.parsed.page.title


@pytest.mark.parametrize("name", ["seed/pages/wp-seed-default.html", "seed/pages/wp-seed-twentytwentyfive.html"])
def test_a_real_page_is_read_whole(pages: Path, name: str) -> None:
    imported = import_bytes((pages / name).read_bytes(), name)
    assert (len(imported.thread.comments), imported.parsed.page.declared_count) == (31, 31)
    assert max(imported.thread.depths) > 0


@pytest.mark.parametrize("on", [True, False])
def test_garbage_is_looked_for_afterwards_if_it_was_before(*, on: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    collecting: list[bool] = []

    def comments(*_: object) -> tuple[tuple[()], tuple[()]]:
        collecting.append(gc.isenabled())
        return (), ()

    monkeypatch.setattr(ThreadBuilder, "comments", comments)
    (gc.enable if on else gc.disable)()
    try:
        import_bytes(page(1, 2), "bread.html")
        assert collecting == [False]
        assert gc.isenabled() == on
        with pytest.raises(PageError):
            import_bytes(b"", "empty.html")
        assert gc.isenabled() == on
    finally:
        gc.enable()
