"""Pages that are cut off, nested without end, or no pages of text at all: what can be read of them is."""

import tracemalloc

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from blog import blog_page
from threadreader.importer import import_bytes
from threadreader.model.blocks import Paragraph
from threadreader.model.thread import Thread

WHOLE = blog_page(*(f"The {number}. remark in full." for number in range(1, 21)))
DEEP = 20_000
LONG = 300_000
MAILED = (
    b"<html><head><title>Bridge</title></head><body><!--X-From-R13: %s --><!--%s--><a href='threads.html#1'>Index</a>"
    b"<!--X-Body-of-Message--><pre>Words.</pre><!--X-Body-of-Message-End--></body>"
)
"""A mail as MHonArc marks it, with its sender and another mark."""


def read(html: str | bytes) -> Thread:
    return import_bytes(html if isinstance(html, bytes) else html.encode(), "bad.html").thread


@pytest.mark.slow
@given(st.integers(WHOLE.index(b"<body"), len(WHOLE)))
@example(WHOLE.index(b"</p><", WHOLE.index(b"The 3.")) + len(b"</p><"))
def test_of_a_page_that_is_cut_off_all_that_comes_before_is_read(length: int) -> None:
    comments = read(WHOLE[:length]).comments
    there = WHOLE[:length].count(b"remark in full.</p>")
    assert [comment.text for comment in comments[:there]] == [f"The {n}. remark in full." for n in range(1, there + 1)]
    assert len(comments) <= there + 1


def test_words_at_the_bottom_of_twenty_thousand_levels_are_read() -> None:
    thread = read("<html><body>" + "<div>" * DEEP + "<p>The bottom, where it is dark.</p>" + "</div>" * DEEP)
    assert thread.article.text == "The bottom, where it is dark."


@pytest.mark.parametrize("nesting", ["<blockquote>", "<ul><li>", "<table><tr><td>", "<b>", "<b><p>", "<a><div>", "<q>"])
def test_anything_may_nest_without_end(nesting: str) -> None:
    thread = read(f"<html><body><article><p>Above.</p>{nesting * (DEEP // 4)}Below.")
    assert thread.article.text.split()[-1].strip("\u201c\u201d") == "Below."


@pytest.mark.slow
@pytest.mark.parametrize(
    "nesting",
    [
        '<div class="fn author comment-date comment-content">',
        '<div class="comment-content comment-reply-link">',
        '<div class="quotemain"><table><tr><td class="quote">Ann:<b>x</b>',
    ],
)
def test_the_parts_of_a_comment_may_nest_without_end(nesting: str) -> None:
    head = '<li id="comment-1" class="comment"><cite class="fn">Ann</cite><div class="comment-content">'
    (comment,) = read(f"<html><body><ol class=commentlist>{head}{nesting * (DEEP // 2)}Below.").comments
    assert comment.author
    assert comment.author.name.startswith("Ann")


@pytest.mark.slow
def test_a_chain_of_replies_is_whole_at_any_depth() -> None:
    number = 5_000
    item = (
        '<li id="comment-{0}" class="comment"><cite class="fn">Ann</cite><div class="comment-content">No {0}.</div><ul>'
    )
    thread = read(f"<html><body><ol class=commentlist>{''.join(map(item.format, range(number)))}")
    assert (len(thread.comments), thread.depths[-1]) == (number, number - 1)
    assert thread.comments[-1].text == f"No {number - 1}."


def test_comments_that_all_have_one_id_are_told_apart() -> None:
    page = WHOLE
    for number in range(20, 1, -1):
        page = page.replace(f"comment-{number}".encode(), b"comment-1")
    imported = import_bytes(page, "bad.html")
    assert len({comment.id for comment in imported.thread.comments}) == 20
    assert sum("has the id comment-1 too" in note.message for note in imported.parsed.notes) == 19


def test_replies_that_have_the_id_of_what_they_answer_are_told_apart() -> None:
    item = '<li id="comment-1" class="comment depth-{0}"><cite class="fn">Ann</cite><p>No {0}.</p><ul class="children">'
    thread = read(f"<html><body><ol class=commentlist>{''.join(map(item.format, range(1, 6)))}")
    assert [(comment.text, depth) for comment, depth in zip(thread.comments, thread.depths, strict=True)] == [
        (f"No {depth + 1}.", depth) for depth in range(5)
    ]


def test_a_line_without_end_is_one_paragraph() -> None:
    thread = read("<html><body><p>" + "word " * 2_000_000)
    (block,) = thread.article.body
    assert isinstance(block, Paragraph)
    assert len(thread.article.text) == 5 * 2_000_000 - 1


@pytest.mark.slow
def test_the_words_of_an_endless_line_take_little_more_room_than_the_line() -> None:
    read("<p>So that all is loaded.")
    page = b"<html><body><p>" + b"word " * 1_000_000
    tracemalloc.start()
    try:
        read(page)
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert most < 10 * len(page)


def test_answers_before_what_they_answer_and_in_a_ring_are_all_read() -> None:
    answers = ("t1_b", "t1_a"), ("t1_c", "t1_d"), ("t1_d", "t1_c"), ("t1_a", "")
    comments = "".join(
        f"<shreddit-comment thingid={key} parentid='{parent}' author=ann><div slot=comment><p>{key} says so.</p></div>"
        "</shreddit-comment>"
        for key, parent in answers
    )
    imported = import_bytes(f"<html><body>{comments}</body></html>".encode(), "bad.html")
    parents = {comment.text[:4]: comment.parent_id for comment in imported.thread.comments}
    by_text = {comment.text[:4]: comment.id for comment in imported.thread.comments}
    assert parents == {"t1_a": None, "t1_b": by_text["t1_a"], "t1_c": None, "t1_d": by_text["t1_c"]}
    assert [note.message for note in imported.parsed.notes] == ["is its own ancestor; shown as top-level"]


def test_a_page_in_another_charset_than_it_says_is_read() -> None:
    page = WHOLE.replace(b"<head>", b'<head><meta charset="utf-8">').replace(b"remark", "r\u00e9mark".encode("cp1252"))
    assert read(page).comments[0].text == "The 1. r\u00e9mark in full."


def test_a_page_to_log_in_says_what_it_is() -> None:
    page = "<title>Log in</title><form>Please log in: <input type=password></form><p>To go on, log in.</p>"
    (note,) = import_bytes(page.encode(), "bad.html").parsed.notes
    assert note.message == "is a login page, not the page itself; save it again when the browser shows the page"


def test_a_page_of_frames_says_what_is_in_it_without_them() -> None:
    thread = read(
        "<html><head><title>Frames</title></head><frameset cols='20%,*'><frame src=a.html><frame src=b.html>"
        "<noframes><body><p>See <a href='https://example.org/b.html'>the page itself</a>.</p></noframes></frameset>"
    )
    assert (thread.article.title, thread.article.text) == ("Frames", "See the page itself.")


def test_a_tag_of_very_many_attributes_hides_nothing() -> None:
    attributes = " ".join(f"a{number}='>'" for number in range(2_000)) + " " + " ".join(f"b{n}" for n in range(140_000))
    assert read(f"<html><body><p {attributes}>One.</p><p>Two.</p>").article.text == "One.\n\nTwo."


@pytest.mark.slow
@pytest.mark.parametrize(
    "page",
    [
        b'<html><head><meta property="og:title" content="Bread' + b" " * LONG + b'of the day"></head><h1>Bread</h1>',
        b"<html><body>\xe9\xe8\xe7\xe0\xf9\xf4\xea\xff" + b"<" * LONG,
        b"<html><body>\xe9\xe8\xe7\xe0\xf9\xf4\xea\xff" + b"<script " * (LONG // 8),
        b'<html><link rel="canonical" href="' + b"/page-2" * (LONG // 7) + b'"><p>Words.</p>',
        b'<html><body><a href="' + b"/page-2" * (LONG // 7) + b'">2</a><p>Words.</p>',
        b'<html><script type="application/ld+json">{"a": "' + b'\\"' * (LONG // 2) + b"</script><p>Words.</p>",
        b'<html><script type="application/ld+json">' + b"/* " * (LONG // 3) + b"</script><p>Words.</p>",
        b'<html><script type="application/ld+json">' + b"1," * (LONG // 2) + b"</script><p>Words.</p>",
        b"<html><article><p>&gt; Quoted" + b" " * LONG + b"words.\n&gt; And more.</p></article>",
        MAILED % (b"Ann" + b" " * LONG + b"Smith", b""),
        MAILED % (b"Naa (" + b"N" * LONG, b""),
        MAILED % (b"Ann", b"X-Words: a" + b" " * LONG + b"b"),
    ],
    ids=lambda page: f"{page[:48]!r}",
)
def test_runs_of_the_same_signs_take_no_longer_than_other_text(page: bytes) -> None:
    assert read(page).comments == ()


@pytest.mark.slow
def test_headings_in_a_comment_may_nest_without_end() -> None:
    texts = ("Oak is good wood.", f"{'<h1>' * DEEP}Larch too.", "Ash is best for the handle of a saw.")
    comments = "".join(
        f"<div class='remark' id='remark-{at}'><b class='author'>Ann</b> <i class='date'>2021-03-0{at} 10:1{at}</i>"
        f"<div>{words}{'</h1>' * DEEP}</div></div>"
        for at, words in enumerate(texts, 1)
    )
    article = f"<article><h1>Saws</h1><p>{'Words of the article. ' * 20}</p></article>"
    found = read(f"<html><body>{article}<h2>3 comments</h2><div id='comments'>{comments}</div></body></html>").comments
    assert [comment.text for comment in found] == ["Oak is good wood.", "Larch too.", texts[2]]


def test_a_comment_may_have_a_number_of_any_length() -> None:
    pages = blog_page("The deck was oiled in the spring.", "&quot;The deck was oiled in the spring&quot;, he says.")
    ids = [comment.id for comment in read(pages.replace(b"comment-", b"comment-" + b"9" * 5_000)).comments]
    assert [len(each) for each in ids] == [len("comment-") + 5_001] * 2
