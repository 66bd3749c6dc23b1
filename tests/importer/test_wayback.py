"""Pages of web archives are read as if the archive had left them alone."""

import re
from datetime import UTC, datetime

import pytest

from structure import NAMES, WORDS
from threadreader.importer import import_bytes
from threadreader.importer.document import capture_time, strip_archive

ADDRESS = "https://kettles.example.org/q/12"
FILLER = '<span style="box-sizing: border-box; margin: 0px; "></span>'


def archived(host: str = "archive.today") -> bytes:
    """A page of replies as archive.today keeps it."""
    replies = "".join(
        f'<div style="margin:0px; ">{FILLER}<a name="reply_{n}">{FILLER}</a><div style="padding:4px; ">{FILLER}'
        f'<a href="https://{host}/o/aB1c/https://kettles.example.org/people/{name}">{FILLER}{name}{FILLER}</a></div>'
        f'<div style="padding:8px; ">{words}{FILLER}</div>'
        f'<div style="color:gray; ">{FILLER}<span style="float:right; ">2017-05-1{n}</span></div></div>'
        for n, (name, words) in enumerate(zip(NAMES, WORDS, strict=True))
    )
    return (
        '<!DOCTYPE html><html><head><meta property="og:type" content="article">'
        f'<meta property="og:site_name" content="{host}"><meta property="og:url" content="http://{host}/aB1c">'
        '<meta property="article:published_time" content="2018-11-01T17:02:57Z">'
        f'<link rel="canonical" href="http://{host}/aB1c">'
        f'<link rel="bookmark" href="http://archive.today/20181101170257/{ADDRESS}"><title>Which kettle?</title></head>'
        '<body><center><div id="HEADER"><form><input type="text" name="q"><a href="https://archive.today/">webpage '
        'capture</a> All snapshots from host</form></div><div id="SOLID"><div id="CONTENT" style="width:1024px">'
        f'<div style="margin:0px; "><h1>Which kettle?</h1><div>{FILLER}Ours is old, and we have water to boil.</div>'
        f"<h2>6 replies</h2>{replies}</div></div></div></center></body></html>"
    ).encode()


@pytest.mark.parametrize("host", ["archive.today", "archive.is", "archive.ph"])
def test_a_page_of_archive_today_is_read_as_that_of_its_site(host: str) -> None:
    imported = import_bytes(archived(host), "kept.html")
    page, thread = imported.parsed.page, imported.thread
    assert (page.url, page.site) == (ADDRESS, None)
    assert "webpage capture" not in thread.article.text
    assert thread.article.published_at is None
    assert [(each.author and each.author.name, each.text) for each in thread.comments] == [
        *zip(NAMES, WORDS, strict=True)
    ]
    assert {each.author and each.author.url for each in thread.comments} == {
        f"https://kettles.example.org/people/{name}" for name in NAMES
    }


def test_archive_today_says_when_it_kept_a_page() -> None:
    assert capture_time(archived()) == datetime(2018, 11, 1, 17, 2, 57, tzinfo=UTC)


@pytest.mark.parametrize("lacking", [b'<link rel="bookmark"', b'<div id="HEADER"', b'<div id="CONTENT"'])
def test_a_page_with_only_some_of_an_archives_marks_is_left_alone(lacking: bytes) -> None:
    html = re.sub(re.escape(lacking), b"<p", archived())
    assert strip_archive(html) == html
