"""Absolute addresses, paging and addresses in an archive."""

from datetime import UTC, datetime
from urllib.parse import urljoin, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from threadreader.importer import import_bytes
from threadreader.importer.document import capture_time, strip_archive
from threadreader.model.addresses import PagedUrl, absolute_url, split_paging, thread_url, unarchived_url
from threadreader.model.text import clean_address

BASE = "https://example.org/2012/03/bread/"


@pytest.mark.parametrize(
    ("href", "expected"),
    [
        ("#comment-1", BASE + "#comment-1"),
        ("/about", "https://example.org/about"),
        (" http://other.example ", "http://other.example"),
        ("javascript:alert(1)", None),
        ("java\nscript:alert(1)", None),
        ("mailto:ann@example.org", None),
        ("http://[broken/", None),
        ("http://", None),
        ("", None),
        (None, None),
    ],
)
def test_addresses_are_absolute_and_harmless_or_none(href: str | None, expected: str | None) -> None:
    assert absolute_url(href, BASE) == expected


def test_a_relative_address_without_a_base_is_none() -> None:
    assert absolute_url("/about", None) is None


@given(st.text(), st.none() | st.text())
def test_any_text_is_an_address_without_controls_or_none(href: str, base: str | None) -> None:
    found = absolute_url(href, base)
    assert found is None or (found.startswith(("http:", "https:")) and found.isprintable())


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        (BASE + "#comment-5", BASE),
        (BASE + "comment-page-12/#comments", BASE),
        ("https://example.org/bread/comment-page-2", "https://example.org/bread"),
        ("https://example.org/?p=5&cpage=3", "https://example.org/?p=5"),
        (BASE + "?replytocom=9#respond", BASE),
        ("https://example.org/?q=a+b%2F", "https://example.org/?q=a+b%2F"),
        ("HTTPS://Example.ORG/Bread", "https://example.org/Bread"),
        ("https://example.org", "https://example.org/"),
        ("file:///home/ann/page.html", None),
        (None, None),
    ],
)
def test_every_save_of_a_page_has_one_address(url: str | None, expected: str | None) -> None:
    assert thread_url(url) == expected


@given(st.text().map(lambda text: "https://example.org/" + text))
def test_the_address_of_a_page_s_address_is_the_same(url: str) -> None:
    assert thread_url(thread_url(url)) == thread_url(url)


_PIECES = ("http://", "https://", "a.example", "A.example", "a_b", ":80", ":x", "/", ".", "..", "~b", "%20", "%zz")
_MORE = ("?", "a=1", "&", "#", "comment-1", ";", "@", "[", "\\", " ", "\u00e9", "\x1b", "//", "-")


@given(st.lists(st.sampled_from(_PIECES + _MORE), max_size=8), st.sampled_from([None, "https://b.example/c/?d"]))
def test_an_address_is_what_joining_and_cleaning_makes_of_it(pieces: list[str], base: str | None) -> None:
    href = "https://a.example" + "".join(pieces)
    try:
        joined = clean_address(urljoin(base or "", href.strip()))
        expected = joined if urlsplit(joined or "").netloc else None
    except ValueError:
        expected = None
    assert absolute_url(href, base) == expected


@pytest.mark.parametrize(
    ("address", "thread", "value", "is_offset"),
    [
        ("https://f.example/threads/larch.12/page-2", "https://f.example/threads/larch.12/", 2, False),
        ("https://f.example/threads/larch.12/", "https://f.example/threads/larch.12/", None, False),
        ("https://f.example/threads/12-larch/page2", "https://f.example/threads/12-larch", 2, False),
        ("https://f.example/topic/larch/page/3/", "https://f.example/topic/larch/", 3, False),
        ("https://f.example/discussion/12/larch/p2", "https://f.example/discussion/12/larch", 2, False),
        ("https://f.example/thread-larch-page-2.html", "https://f.example/thread-larch.html", 2, False),
        ("./viewtopic.php?f=2&t=5&start=20", "viewtopic.php?f=2&t=5", 20, True),
        ("viewtopic.php?t=5&sid=0a1b", "viewtopic.php?t=5", None, False),
        ("showthread.php?t=5&page=3", "showthread.php?t=5", 3, False),
        ("showthread.php?s=0123456789abcdef0123456789abcdef&t=5", "showthread.php?t=5", None, False),
        ("https://f.example/index.php?topic=12.20", "https://f.example/index.php?topic=12", 20, True),
        ("https://f.example/index.php?topic=12.msg34#msg34", "https://f.example/index.php?topic=12", None, False),
        ("https://f.example/index.php/topic,12.20.html", "https://f.example/index.php/topic,12.html", 20, True),
        (
            "https://f.example/index.php?thread/5-larch/&pageNo=2",
            "https://f.example/index.php?thread/5-larch/",
            2,
            False,
        ),
        ("https://b.example/larch.html?commentPage=2", "https://b.example/larch.html", 2, False),
        ("https://b.example/node/5?page=1", "https://b.example/node/5", 1, False),
        ("item?id=5&p=2", "item?id=5", 2, False),
        ("?page=2", "", 2, False),
        ("viewtopic.php%3Ff=2&t=5&start=20.html", "viewtopic.php?f=2&t=5", 20, True),
        ("../board/viewtopic.php@t=5&start=20.html", "../board/viewtopic.php?t=5", 20, True),
        ("https://f.example/list.php%3Ff=2.html#p3", "https://f.example/list.php?f=2", None, False),
        ("https://f.example/mail.php@larch/page-3.html", "https://f.example/mail.php@larch.html", 3, False),
    ],
)
def test_what_turns_the_pages_of_a_thread_is_known(
    address: str, thread: str, value: int | None, is_offset: bool
) -> None:
    assert split_paging(address) == PagedUrl(thread, value, is_offset)


@pytest.mark.parametrize(
    "address",
    [
        "https://b.example/?p=11",
        "https://b.example/index.php?page=12",
        "https://b.example/news.php?p=12",
        "https://f.example/viewtopic.php.html?p=123",
        "https://f.example/viewtopic.php?t=5&p=123#p123",
        "https://f.example/showthread.php?p=12345",
        "https://b.example/2012/03/a-page-of-history/",
        "https://b.example/pages/about",
    ],
)
def test_a_number_that_names_a_page_or_a_post_turns_nothing(address: str) -> None:
    assert split_paging(address) == PagedUrl(address.partition("#")[0])


IN_ARCHIVE = "https://web.archive.org/web/20130307194448/http://bread.example:80/2012/03/rye/"
SCRIPT = '<script>\n  __wm.wombat("http://bread.example:80/2012/03/rye/","20130307194448","https://web.archive.org/");</script>'
BAR = (
    "<!-- BEGIN WAYBACK TOOLBAR INSERT --><div id=wm-ipp>14 captures, collected by a team that is fond of bread"
    "</div><!-- END WAYBACK TOOLBAR INSERT -->"
)
END = "<!--\n     FILE ARCHIVED ON 19:44:48 Mar 07, 2013 AND RETRIEVED FROM THE\n     INTERNET ARCHIVE ON 10:00:00 -->"
CAPTURED = datetime(2013, 3, 7, 19, 44, 48, tzinfo=UTC)


@pytest.mark.parametrize(
    ("address", "own"),
    [
        (IN_ARCHIVE, "http://bread.example:80/2012/03/rye/"),
        ("https://web.archive.org/web/2013im_/https://bread.example/a.png", "https://bread.example/a.png"),
        ("https://web.archive.org/about/", "https://web.archive.org/about/"),
        ("https://bread.example/?u=https://web.archive.org/web/2013/https://a.example/",) * 2,
    ],
)
def test_the_address_of_what_was_captured(address: str, own: str) -> None:
    assert unarchived_url(address) == own


def test_a_page_in_the_archive_is_the_page_that_was_captured() -> None:
    captured = "https://web.archive.org/web/2013/https://bread.example/rye/comment-page-2/#c7"
    assert thread_url(captured) == thread_url("https://bread.example/rye/")


def test_the_bar_is_no_part_of_the_page() -> None:
    assert strip_archive(f"<body>{BAR}Rye.".encode()) == b"<body>Rye."
    assert strip_archive(b"<body><!-- BEGIN WAYBACK TOOLBAR INSERT -->Rye.").endswith(b"Rye.")


@pytest.mark.parametrize("html", [f"<body>Rye.{END}", f"<head>{SCRIPT}</head>Rye."])
def test_when_a_page_was_captured(html: str) -> None:
    assert capture_time(html.encode()) == CAPTURED


@pytest.mark.parametrize("html", ["Rye.", END.replace("Mar 07", "Mar 77"), SCRIPT.replace("20130307", "20131332")])
def test_a_page_without_a_time_of_capture(html: str) -> None:
    assert capture_time(html.encode()) is None


def test_what_was_two_days_ago_was_so_when_the_page_was_captured() -> None:
    page = f"""<!DOCTYPE html><html lang="en"><!--
 Page saved with SingleFile
 url: {IN_ARCHIVE}
 saved date: Mon Jan 01 2024 10:00:00 GMT+0000 (UTC)
--><head><title>Rye</title></head><body>{BAR}<div class="entry-content">
<p>Rye wants a day and a night, and no more water than the flour takes by itself. It is the oven that has to be hot.</p>
</div><h3>2 comments</h3><ol class="commentlist">
<li class="comment depth-1" id="comment-1"><cite class="fn">Ann</cite> <span class="comment-date">2 days ago</span>
<div class="comment-content"><p>Mine is in the oven.</p></div></li>
<li class="comment depth-1" id="comment-2"><cite class="fn">Bob</cite> <span class="comment-date">3 hours ago</span>
<div class="comment-content"><p>So is mine.</p></div></li></ol></body></html>{END}"""
    imported = import_bytes(page.encode(), "rye.html")
    assert imported.parsed.page.url == "http://bread.example:80/2012/03/rye/"
    times = [comment.posted_at for comment in imported.thread.comments]
    assert [str(time.at)[:10] for time in times if time] == ["2013-03-05", "2013-03-07"]
