"""Threads in the frames of a page."""

import base64
import io
from html import escape
from typing import BinaryIO
from urllib.parse import quote

import pytest

from threadreader.importer import import_bytes, import_page
from threadreader.importer.container import BytesSource, open_container, pack_page

ARTICLE = "<article><h1>Rye</h1><div class='entry-content'><p>Bread wants time.</p></div></article>"
POST = (
    '<li class="post" id="post-{0}"><div class="post-content"><span class="post-byline"><span class="author">{1}</span>'
    '</span><div class="post-message"><p>{2}</p></div></div><ul class="children">{3}</ul></li>'
)
THREAD = f"""<html><head><base href="https://service.example/embed/"></head><body><ul id="post-list">{
    POST.format(1, "Ann", "It does, and it takes it.", POST.format(2, "Bob", "Mine took all of it.", ""))
}</ul><p>{"All rights reserved. " * 20}</p></body></html>"""


def framed(html: str) -> str:
    return f'<iframe title="a frame" srcdoc="{escape(html)}"></iframe>'


@pytest.mark.parametrize("deep", [1, 2])
def test_the_comments_in_a_frame_are_those_of_the_page(deep: int) -> None:
    frame = THREAD
    for _ in range(deep):
        frame = framed(frame)
    read = import_bytes(f"<title>Rye</title>{ARTICLE}{frame}".encode(), "rye.html")
    assert (read.parsed.save.adapter, read.parsed.page.title, read.thread.depths) == ("disqus", "Rye", (0, 1))
    assert [comment.author and comment.author.name for comment in read.thread.comments] == ["Ann", "Bob"]


def test_a_frame_without_comments_is_no_part_of_the_page() -> None:
    read = import_bytes(f"<title>Rye</title>{ARTICLE}{framed('<p>Buy bread! </p>' * 99)}".encode(), "rye.html")
    assert read.thread.comments == ()
    assert "Buy" not in read.thread.article.text


def test_comments_outside_the_frames_go_first() -> None:
    own = (
        '<ol class="commentlist"><li class="comment" id="comment-7"><cite class="fn">Cleo</cite><p>Mine.</p></li></ol>'
    )
    read = import_bytes(f"<title>Rye</title>{ARTICLE}{own}{framed(THREAD)}".encode(), "rye.html")
    assert [comment.id for comment in read.thread.comments] == ["comment-7"]


class FolderSource:
    """A page file with others beside it."""

    name = "rye.html"

    def __init__(self, page: str, files: dict[str, str]) -> None:
        self._page = page
        self._files = files

    def open(self) -> BinaryIO:
        return io.BytesIO(self._page.encode())

    def read_sibling(self, path: str) -> bytes | None:
        content = self._files.get(path)
        return None if content is None else content.encode()


@pytest.mark.parametrize(
    ("reference", "file"),
    [
        ("./rye_files/thread.html", "rye_files/thread.html"),
        ("Roggen-Dateien/thread%20(1).html", "Roggen-Dateien/thread (1).html"),
        ("embed/thread.html?f=rye&amp;t_u=http%3A%2F%2Fa", "embed/thread.html"),
        ("embed/thread.html%3Ff=rye&amp;t_u=http:%252F%252Fa", "embed/thread.html?f=rye&t_u=http:%2F%2Fa"),
    ],
)
def test_the_frame_that_a_browser_saved_beside_the_page_is_found_and_kept(reference: str, file: str) -> None:
    page = f'<title>Rye</title>{ARTICLE}<iframe src="{reference}"></iframe>'
    container = open_container(FolderSource(page, {file: THREAD}))
    read = import_page(container)
    assert (read.parsed.save.adapter, read.parsed.page.title, read.thread.depths) == ("disqus", "Rye", (0, 1))
    assert import_page(open_container(BytesSource(pack_page(container)))).thread == read.thread


def test_a_frame_in_a_frame_is_relative_to_that() -> None:
    page = f'<title>Rye</title>{ARTICLE}<iframe src="rye_files/outer.html"></iframe>'
    outer = f'<html><p>{"All rights reserved. " * 40}</p><iframe src="outer_data/inner.html"></iframe>'
    read = import_page(
        open_container(FolderSource(page, {"rye_files/outer.html": outer, "rye_files/outer_data/inner.html": THREAD}))
    )
    assert len(read.thread.comments) == 2


def test_a_frame_that_stands_in_its_own_address_is_read() -> None:
    for address in (
        "data:text/html;base64," + base64.b64encode(THREAD.encode()).decode(),
        "data:text/html;charset=utf-8," + quote(THREAD),
    ):
        page = f'<title>Rye</title>{ARTICLE}<iframe src="{address}"></iframe>'
        assert len(import_bytes(page.encode(), "rye.html").thread.comments) == 2


MENU = "<html><body><p>Menu</p></body></html>"
STORY = " ".join(["Bread wants time, a day of it."] * 30)
WHOLE = (
    f"<html><head><title>Rye</title></head><body>{ARTICLE.replace('Bread wants time.', STORY)}"
    '<ol class="commentlist"><li class="comment" id="comment-7"><cite class="fn">Cleo</cite><p>Mine.</p></li></ol>'
    "</body></html>"
)


@pytest.mark.parametrize(
    "outer",
    [
        '<html><title>A site</title><frameset><frame src="menu.html"><frame src="rye2.html"><noframes>None</noframes>',
        '<html><head><title>A site</title></head><body><iframe src="rye2.html"></iframe></body></html>',
    ],
)
@pytest.mark.parametrize("comments", [True, False])
def test_a_page_that_is_nothing_but_frames_is_the_one_in_them(outer: str, comments: bool) -> None:
    inner = WHOLE if comments else f"{WHOLE.partition('<ol')[0]}</body></html>"
    read = import_page(open_container(FolderSource(outer, {"menu.html": MENU, "rye2.html": inner})))
    assert (read.parsed.page.title, read.thread.article.text) == ("Rye", STORY)
    assert [comment.text for comment in read.thread.comments] == ["Mine."] * comments


def test_a_frame_without_a_title_is_called_as_the_page_around_it() -> None:
    nameless = WHOLE.replace("<title>Rye</title>", "").replace("<h1>Rye</h1>", "")
    outer = f"<title>Whole grain</title>{framed(nameless)}"
    assert import_bytes(outer.encode(), "rye.html").parsed.page.title == "Whole grain"
