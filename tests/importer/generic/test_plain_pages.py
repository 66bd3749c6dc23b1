"""Comments in markup that calls nothing by its name: terms, rules, rows and lines."""

import pytest

from structure import ARTICLE, NAMES, WORDS, comments_in, day, draft_of, page, parents_of, told, words_of
from threadreader.importer.draft import Evidence

WHOLE = [(name, day(number), words) for number, (name, words) in enumerate(zip(NAMES, WORDS, strict=True))]


def each(template: str) -> str:
    return "".join(
        template.format(n=n, name=name, words=words, day=day(n))
        for n, (name, words) in enumerate(zip(NAMES, WORDS, strict=True))
    )


def as_stamped(html: str) -> str:
    """With times as machines write them."""
    return html.replace(":15", ":13")


SHAPES = {
    "terms that nothing announces": as_stamped(
        page(each("<dt>{name}, {day}</dt><dd>{words}</dd>"), around="<dl>{}</dl>")
    ),
    "cells with what they hold before it": as_stamped(
        page(
            each("<tr><th><a href='{n}'>msg{n}</a></th><th>Author: {name}</th><th>Date: {day}</th></tr>")
            .replace("</tr>", "</tr><tr><td colspan='3' class='content'>{}</td></tr>")
            .format(*WORDS),
            around="<table class='messages'>{}</table>",
        )
    ),
    "the second of two links": page(
        each(
            "<tr class='reply'><td><a href='?n={n}' name='{n}'>Re: kettles</a><br>by <a href='?n=4{n}'>{name}</a> "
            "(Monk) on {day}</td></tr><tr class='body'><td>{words}</td></tr>"
        ),
        around="<table>{}</table>",
    ),
    "a line below the subject": page(
        each(
            "<div class='post' id='p{n}'><div class='head'><b>Re: kettles</b> (Score: 1)<br>by {name} on {day}<br>"
            "(<a href='/info'>Info</a>)</div><div class='text'>{words}</div></div>"
        ),
        around="<div id='comments'>{}</div>",
    ),
    "a line parted by wide bars": page(
        each(
            "<dl class='comment'><dt><a id='c{n}'>Kettles</a></dt><dd class='text'>{words}</dd>"
            "<dd class='data'>{day}\uff5c{name}\uff5c<a href='#'>URL</a></dd></dl>"
        ),
        around="<div>{}</div>",
    ),
}


@pytest.mark.parametrize("html", SHAPES.values(), ids=SHAPES)
def test_every_comment_is_found_with_who_and_when(html: str) -> None:
    assert [(who, when and when.replace(":13", ":15"), words) for who, when, words in told(comments_in(html))] == WHOLE


def test_a_line_over_the_words_belongs_to_what_follows() -> None:
    html = (
        f"<body>{ARTICLE}"
        + each("<div class='posted'>Posted by <b>{name}</b> on {day}</div><p>{words}</p>")
        + "</body>"
    )
    assert told(comments_in(html)) == WHOLE


@pytest.mark.parametrize(
    "entry",
    [
        "<b>{name}</b> - {day}<br>{words}<hr>",
        "{words}<br>\n<b>{name}</b> {day}<hr>",
        "<hr>{words}<br><i>{name}</i>, {day}",
    ],
)
def test_words_that_stand_loose_between_rules_are_comments(entry: str) -> None:
    article = ARTICLE.replace(
        "weight", "weight, and whoever has one should say a word about it where others can read it"
    )
    draft = draft_of(f"<body>{article}<h3>Comments</h3><hr>{each(entry)}<hr><p>Write below.</p></body>")
    assert told(draft.comments) == WHOLE
    assert not any(words in str(node) for node in draft.article.body for words in WORDS)


def test_news_between_rules_are_no_comments() -> None:
    news = "<hr>".join(f"<b>{words}</b> ({day(n)})<br>{words} {words}" for n, words in enumerate(WORDS))
    assert draft_of(f"<body><h1>News</h1>{news}</body>").comments == ()


def numbered(*called: str) -> str:
    """Posts as imageboards write them: each begins with what it is called by."""
    return page(
        *(
            f"<div class='post reply' id='p{n}00'><div class='head'><b class='name'>{NAMES[n]}</b> <i>{day(n)}</i> "
            f"<a href='#p{n}00'>No.</a></div><blockquote class='text'>{call}{WORDS[n]}</blockquote></div>"
            for n, call in enumerate(called)
        ),
        around="<div class='thread'>{}</div>",
    )


def test_the_number_of_a_post_before_the_words_names_the_parent_and_is_no_part_of_them() -> None:
    calls = ["", "<a href='#p000'>&gt;&gt;000</a><br>", "", "<a href='/b/1.html#p200'>&gt;&gt;200</a> ", "", ""]
    comments = comments_in(numbered(*calls))
    assert parents_of(comments) == [None, 0, None, 2, None, None]
    assert {each.evidence for each in comments} == {None, Evidence.EXPLICIT}
    assert [words_of(each) for each in comments] == list(WORDS)


@pytest.mark.parametrize("called", ["opContainer", "first-post", "reply"])
def test_the_first_of_posts_right_under_the_heading_is_the_article_though_others_answer_each_other(called: str) -> None:
    html = numbered("", "", "<a href='#p100'>&gt;&gt;100</a> ", "", "", "").replace(ARTICLE, "<h1>Kettles</h1>")
    draft = draft_of(html.replace("post reply", f"post {called}", 1))
    assert [each.author for each in draft.comments] == list(NAMES[1:])
    assert WORDS[0] in " ".join(str(node) for node in draft.article.body)


def test_a_paragraph_that_only_says_who_is_answered_is_no_part_of_the_words() -> None:
    comments = comments_in(numbered("", "<p>Replying to <a href='/t/1#p000'>Ann</a>:<br></p>", "", "", "", ""))
    assert (parents_of(comments)[1], words_of(comments[1])) == (0, WORDS[1])


def test_a_paragraph_with_words_of_its_own_is_kept() -> None:
    comments = comments_in(numbered("", "<p>In reply to <a href='#p000'>Ann</a>: copper, and iron too.</p>", *[""] * 4))
    assert words_of(comments[1]) == f"In reply to Ann : copper, and iron too. {WORDS[1]}"


def test_a_name_is_found_though_its_writer_has_a_title_before_it() -> None:
    def one(n: int, extra: str = "", before: str = "") -> str:
        return (
            f"<div class='comment' id='c{n}'><div class='top'><div class='who{extra}'>{before}<a class='bold dark' "
            f"href='/x'>{NAMES[n]}</a></div> <i>{day(n)}</i></div><div class='text'>{WORDS[n]}</div></div>"
        )

    titled = one(3, " titled", "<div class='bold'>SUPER USER</div>")
    html = page(*(titled if n == 3 else one(n) for n in range(6)))
    assert [each.author for each in comments_in(html)] == list(NAMES)


def test_a_greeting_before_the_words_is_no_name() -> None:
    replies = each(
        "<li class='reply'>Hello {name}\uff01<br>{words}<p><a href='/own'>Zora</a> on {day} replied</p></li>"
    )
    assert {comment.author for comment in comments_in(page(replies, around="<ul id='comments'>{}</ul>"))} == {"Zora"}


def test_what_was_done_to_a_post_is_no_name() -> None:
    html = page(each("<div class='answer' id='a{n}'><div class='text'>{words}</div><b>edited</b> <i>{day}</i></div>"))
    assert {comment.author for comment in comments_in(html)} == {None}


@pytest.mark.parametrize(
    "call", ["<a href='#p900'>&gt;&gt;900</a> ", "I say with <a href='#p000'>&gt;&gt;000</a> that ", "&gt;&gt;000 "]
)
def test_numbers_elsewhere_name_no_parent(call: str) -> None:
    comments = comments_in(numbered("", "", call, "", "", ""))
    assert parents_of(comments) == [None] * 6
    assert words_of(comments[2]) != WORDS[2]


def test_the_whole_name_of_who_is_answered_is_no_part_of_the_words() -> None:
    html = numbered("", "<a href='#p000'>@The Tea Drinker</a> ", "", "", "", "").replace(NAMES[0], "The Tea Drinker")
    comments = comments_in(html)
    assert (parents_of(comments)[1], words_of(comments[1])) == (0, WORDS[1])


@pytest.mark.parametrize("level", ["comment-level--{}", "depth-{}", "indent{}"])
def test_a_number_in_a_class_says_how_deep_a_comment_is(level: str) -> None:
    depths = [1, 2, 2, 3, 1, 2]
    html = page(
        *(
            f"<blockquote class='comment {level.format(depth)}' id='c{n}'><b class='author'>{NAMES[n]}</b> "
            f"<i>{day(n)}</i><p>{WORDS[n]}</p></blockquote>"
            for n, depth in enumerate(depths)
        )
    )
    assert parents_of(comments_in(html)) == [None, 0, 0, 2, None, 4]
