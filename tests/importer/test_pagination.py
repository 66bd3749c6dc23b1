"""Which page of a thread a document is, in the markup in which programs turn pages."""

import pytest

from threadreader.importer.container import BytesSource, open_container
from threadreader.importer.document import parse_document
from threadreader.importer.pagination import read_paging
from threadreader.model.page import Paging

FORUM = "https://f.example"


def paging(body: str, canonical: str | None = None, head: str = "") -> Paging | None:
    """What a page with these tags says; `canonical` is its address."""
    address = f'<link rel="canonical" href="{canonical}">' if canonical else ""
    html = f"<html><head><title>Larch</title>{address}{head}</head><body><p>Words.</p>{body}</body></html>"
    return read_paging(parse_document(open_container(BytesSource(html.encode(), "page.html"))))


def test_a_page_without_others_says_nothing() -> None:
    assert paging('<a href="/about">About</a> <a href="#comment-2">2</a>', f"{FORUM}/larch/") is None


@pytest.mark.parametrize(
    ("canonical", "links", "number", "last"),
    [
        ("", '<a rel="next" href="/larch/comment-page-2/#comments">Newer</a>', 1, 2),
        (
            "comment-page-2/",
            '<div class="nav-previous"><a href="/larch/comment-page-1/#comments">Older</a></div>',
            2,
            2,
        ),
        ("", '<div class="nav-previous"><a href="/larch/comment-page-3/#comments">Older Comments</a></div>', 4, 4),
        ("comment-page-3/", '<div class="nav-next"><a href="/larch/#comments">Newer Comments</a></div>', 3, 4),
        ("", '<span class="page-numbers current">1</span> <a href="/larch/comment-page-2/">2</a>', 1, 2),
    ],
    ids=["first", "last", "newest-first", "before-the-newest", "numbers"],
)
def test_the_comment_pages_of_a_blog(canonical: str, links: str, number: int, last: int) -> None:
    assert paging(links, f"{FORUM}/larch/{canonical}") == Paging(f"{FORUM}/larch/", number, last)


def test_links_to_answer_a_comment_turn_no_page() -> None:
    answers = '<a href="/larch/?replytocom=2#respond">Reply next</a> <a href="/larch/?replytocom=3&p=9">3</a>'
    assert paging(answers, f"{FORUM}/larch/") is None


def test_links_to_quote_a_post_of_a_small_forum_turn_no_page() -> None:
    posts = "".join(
        f'<div id="p{number}"><a href="./posting.php?mode=quote&amp;p={number}">Quote</a></div>' for number in (7, 8, 9)
    )
    assert paging(posts) is None


def test_the_pages_of_other_articles_are_none_of_the_thread_s() -> None:
    others = '<a rel="prev" href="/2019/oiling-day/">Oiling day</a> <a href="/page/2/">Older posts</a>'
    assert paging(others, f"{FORUM}/larch/") is None


@pytest.mark.parametrize(
    "links",
    [
        '<a href="./">1</a><a class="pageNav-page--current" href="/t/larch.5/page-2">2</a><a href="page-3">3</a>',
        '<link rel="prev" href="/t/larch.5/"><link rel="next" href="/t/larch.5/page-3">',
        '<i><a href="./">1</a></i><i aria-current="page"><a href="page-2">2</a></i><i><a href="page-3">3</a></i>',
    ],
)
def test_pages_by_number(links: str) -> None:
    assert paging(links, f"{FORUM}/t/larch.5/page-2") == Paging(f"{FORUM}/t/larch.5/", 2, 3)


def test_links_that_only_keep_the_place_of_others_turn_no_page() -> None:
    links = "".join(
        f'<a href="/?id=7&page={number}"{style}>{sign}</a>'
        for number, style, sign in (
            (1, ' style="visibility:hidden;"', "«"),
            (0, " style='visibility: hidden'", "&lt;"),
            (2, "", "&gt;"),
            (2, "", "»"),
        )
    )
    assert paging(links, f"{FORUM}/?id=7") == Paging(f"{FORUM}/?id=7", 1, 2)


def test_a_canonical_address_that_always_is_the_first_page_s() -> None:
    links = '<li><a href="?page=1">1</a></li><li class="active"><span>2</span></li><li><a href="?page=3">3</a></li>'
    assert paging(f"<ul>{links}</ul>", f"{FORUM}/t/5") == Paging(f"{FORUM}/t/5", 2, 3)


def test_pages_told_by_how_many_comments_come_before() -> None:
    links = '<a href="viewtopic.php?f=1&t=5">1</a> <strong>2</strong> <a href="viewtopic.php?f=1&t=5&start=50">3</a>'
    assert paging(links, f"{FORUM}/viewtopic.php?f=1&t=5&start=25") == Paging(f"{FORUM}/viewtopic.php?f=1&t=5", 2, 3)


def test_the_step_is_found_without_any_number() -> None:
    links = '<a rel="prev" href="?t=5&start=20">-</a> <a rel="next" href="?t=5&start=60">+</a>'
    assert paging(links, f"{FORUM}/viewtopic.php?t=5&start=40") == Paging(f"{FORUM}/viewtopic.php?t=5", 3, 4)


@pytest.mark.parametrize(
    ("canonical", "links", "number"),
    [
        ("node/5", '<li>1</li><li><a href="/node/5?page=1">2</a></li><li><a href="/node/5?page=2">3</a></li>', 1),
        ("node/5?page=1", '<li><a href="/node/5">1</a></li><li><a href="/node/5?page=2">3</a></li>', 2),
        (
            "node/5?page=2",
            '<li><a title="Go to page 1" href="/node/5">1</a></li><li><a href="/node/5?page=1">2</a></li>',
            3,
        ),
    ],
)
def test_pages_counted_from_zero(canonical: str, links: str, number: int) -> None:
    assert paging(f"<ul>{links}</ul>", f"{FORUM}/{canonical}") == Paging(f"{FORUM}/node/5", number, 3)


def test_a_page_that_does_not_know_its_address() -> None:
    links = (
        '<div class="pagination"><a href="showthread.php?tid=1">1</a> <span class="pagination_current">2</span>'
        '<a href="showthread.php?tid=1&page=3">3</a></div><a href="showthread.php?tid=1&pid=9#pid9">#9</a>'
    )
    assert paging(links) == Paging("showthread.php?tid=1", 2, 3)


def test_the_words_for_where_a_page_is() -> None:
    links = '<div class="nav">Seite 2 von 9 <a href="showthread.php?t=5&amp;page=3">weiter</a></div>'
    assert paging(links) == Paging("showthread.php?t=5", 2, 9)


def test_a_link_to_more_leads_from_the_page_before() -> None:
    assert paging('<a href="item?id=5&p=3" class="morelink" rel="next">More</a>') == Paging("item?id=5", 2, 3)


@pytest.mark.parametrize(
    "body",
    [
        '<a href="?page=0">0</a><a href="?page=999999999999">9</a>',
        '<a href="http://[broken/?page=2">2</a>',
        '<a href="?page=2">2</a>' * 500,
        '<a href="viewtopic.php?start=0">1</a><a href="viewtopic.php?start=0">2</a>',
    ],
)
def test_no_links_at_all_are_too_odd(body: str) -> None:
    found = paging(body, f"{FORUM}/viewtopic.php?t=5")
    assert found is None or 1 <= found.number <= found.last


@pytest.mark.parametrize("first", [1, 101])
def test_a_page_may_have_the_number_of_a_post(first: int) -> None:
    posts = "".join(
        f'<div id="p{number}"><a href="viewtopic.php?p={number}">Quote</a></div>' for number in range(first, first + 5)
    )
    pages = '<a href="viewtopic.php?id=1&amp;p=2">2</a> <a href="viewtopic.php?id=1&amp;p=3">3</a>'
    found = paging(pages + posts, f"{FORUM}/viewtopic.php?id=1")
    assert found is not None
    assert (found.number, found.last) == (1, 3)
