"""Links that call the writer of another comment: left out before an answer, and kept where they are among its words."""

import pytest

from structure import day, page, plain
from threadreader.importer import import_bytes
from threadreader.model.blocks import text

WORDPRESS = "<link rel='stylesheet' href='https://fen.example/wp-content/themes/any/style.css'>"
BOB = "<a href='#comment-1'>@Bob</a>"
AMONG = [
    (
        f"<p>I agree with {BOB} about this, and <a href='#comment-1'>@Bob said it all along, as we know</a>.</p>",
        "I agree with @Bob about this, and @Bob said it all along, as we know.",
    ),
    (f"<p>I am with {BOB} in this.</p>", "I am with @Bob in this."),
    (f"<p>Thanks {BOB}!</p><p>That was the handle.</p>", "Thanks @Bob! That was the handle."),
    (f"<p>It was the handle.</p><p>{BOB} was right.</p>", "It was the handle. @Bob was right."),
    (
        "<p><a href='#comment-1'>@Bob said it all along</a> and nobody listened.</p>",
        "@Bob said it all along and nobody listened.",
    ),
    (f"<p>{BOB}, {BOB} and nobody else.</p>", ", @Bob and nobody else."),
]
BEFORE = [
    f"<p>{BOB} It was the handle.</p>",
    f"<p> \n<span>{BOB}</span> It was the handle.</p>",
    "<p><a href='#comment-1'>@Bob Ford:</a> It was the handle.</p>",
]
CASES = [*AMONG, *((html, "It was the handle.") for html in BEFORE)]


def words_of_second(html: str) -> str:
    comment = import_bytes(html.encode(), "page.html").thread.comments[1]
    return " ".join(text(comment.body).split())


def answered(words: str) -> str:
    return (
        "<div class='comment' id='comment-2'><div class='head'><a class='author' href='https://fen.example/Cleo'>Cleo</a>"
        f" <i>{day(1)}</i></div><div class='text'>{words}</div><a href='#form'>Reply</a></div>"
    )


@pytest.mark.parametrize(("html", "words"), CASES)
def test_a_call_is_left_out_only_before_the_words_on_a_page_of_no_platform(html: str, words: str) -> None:
    assert words_of_second(page(plain(0), answered(html), *map(plain, range(2, 6)))) == words


@pytest.mark.parametrize(("html", "words"), CASES)
@pytest.mark.parametrize("body", ["comment-content", "any"])
def test_a_call_is_left_out_only_before_the_words_on_a_page_of_wordpress(html: str, words: str, body: str) -> None:
    comments = "".join(
        f"<li class='comment' id='comment-{number}'><div class='comment-author'><b class='fn'>{name}</b></div>"
        f"<div class='comment-metadata'><time datetime='2014-03-0{number}T10:05:00+00:00'>{number} March</time></div>"
        f"<div class='{body}'>{said}</div></li>"
        for number, name, said in ((1, "Bob", "<p>Ours leaks, too.</p>"), (2, "Cleo", html))
    )
    html = page(f"<ol class='comment-list'>{comments}</ol>")
    assert words_of_second(html.replace("<body>", f"<head>{WORDPRESS}</head><body>")) == words
