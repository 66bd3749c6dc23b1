"""Threads in the frames of a page."""

from html import escape

import pytest

from threadreader.importer import import_bytes

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
    assert (read.adapter, read.title, read.thread.depths) == ("disqus", "Rye", (0, 1))
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
