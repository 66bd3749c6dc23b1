"""Pages of the Wayback Machine."""

from datetime import UTC, datetime

import pytest

from threadreader.importer import import_bytes
from threadreader.importer.html.urls import captured_at, own_address, page_address, without_bar

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
    assert own_address(address) == own


def test_a_page_in_the_archive_is_the_page_that_was_captured() -> None:
    captured = "https://web.archive.org/web/2013/https://bread.example/rye/comment-page-2/#c7"
    assert page_address(captured) == page_address("https://bread.example/rye/")


def test_the_bar_is_no_part_of_the_page() -> None:
    assert without_bar(f"<body>{BAR}Rye.".encode()) == b"<body>Rye."
    assert without_bar(b"<body><!-- BEGIN WAYBACK TOOLBAR INSERT -->Rye.").endswith(b"Rye.")


@pytest.mark.parametrize("html", [f"<body>Rye.{END}", f"<head>{SCRIPT}</head>Rye."])
def test_when_a_page_was_captured(html: str) -> None:
    assert captured_at(html.encode()) == CAPTURED


@pytest.mark.parametrize("html", ["Rye.", END.replace("Mar 07", "Mar 77"), SCRIPT.replace("20130307", "20131332")])
def test_a_page_that_does_not_say_when(html: str) -> None:
    assert captured_at(html.encode()) is None


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
    assert imported.url == "http://bread.example:80/2012/03/rye/"
    times = [comment.posted_at for comment in imported.thread.comments]
    assert [str(time.at)[:10] for time in times if time] == ["2013-03-05", "2013-03-07"]
