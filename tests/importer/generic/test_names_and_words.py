"""What is taken for the name of a writer is never taken from the words of one."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from structure import NAMES, WORDS, comments_in, day, page, told, words_of

LINE = "&#8212; {name} &#160;&#160; {day} &#160;&#160; <a href='/kettles#c{n}'>#</a>"
SHAPES = {
    "Textpattern 1": f"<li>{{words}}<br />\n<small>{LINE}</small></li>",
    "Textpattern 4": f"<li>{{paragraphs}}<p class='small'>{LINE}</p></li>",
    "Textpattern 4 in boxes": "<div>{paragraphs}<p class='small'>&#8212; {name} &#183; {day}</p></div>",
    "a last paragraph": "<li>{paragraphs}<p>&mdash; {name}, {day}</p></li>",
    "a title that names": (
        "<div class='box'><div class='head'><div>{day}</div><h3>Comment from: {name} [Member]</h3></div>"
        "<div class='words'>{paragraphs}</div></div>"
    ),
    "rows": (
        "<table><tr><td><font class='content'><b>Re: kettles</b> (Score: 1)<br>by {name} on {day} CEST<br>"
        "(<a href='/u?{n}'>User Info</a>)</font></td></tr><tr><td>{words}</td></tr></table>"
    ),
    "cells": (
        "<tr><th>msg{n}</th><th>Author: {name}</th><th>Date: {day}</th></tr><tr><td class='said'>{words}</td></tr>"
    ),
    "a bold name": "<div class='comment' id='c{n}'><b>{name}</b> <i>{day}</i>{paragraphs}</div>",
    "a name in a box": (
        "<div class='comment'><div>{name}</div><div class='when'>{day}</div><div class='words'>{words}</div></div>"
    ),
    "no day": "<div class='comment' id='c{n}'><b class='author'>{name}</b>{paragraphs}</div>",
}
AROUND = {"cells": "<h2>Comments</h2><table>{}</table>"}
SAYINGS = (
    "{}",
    "{}!",
    "Thanks {}",
    "{} it is.",
    "{}, 2004",
    "{}: no, not that one",
    "I had one that {} in the night, and kept it.",
)


def said() -> st.SearchStrategy[list[list[str]]]:
    """The paragraphs of some comments, each with a word of its own."""
    paragraphs = st.lists(st.sampled_from(SAYINGS), min_size=1, max_size=3)
    return st.lists(paragraphs, min_size=5, max_size=9).map(
        lambda comments: [
            [each.format(f"Zo{'abcdefghi'[n]}{'xyz'[m]}k") for m, each in enumerate(some)]
            for n, some in enumerate(comments)
        ]
    )


def thread(shape: str, comments: Sequence[Sequence[str]]) -> str:
    """A page with comments in one shape."""
    written = (
        SHAPES[shape].format(
            n=n,
            name=NAMES[n * 5 % len(NAMES)],
            day=day(n),
            words="<br /><br />".join(paragraphs),
            paragraphs="".join(f"<p>{each}</p>" for each in paragraphs),
        )
        for n, paragraphs in enumerate(comments)
    )
    return page(*written, around=AROUND.get(shape, "<h2>Comments</h2><ol>{}</ol>"))


@pytest.mark.slow
@pytest.mark.parametrize("shape", SHAPES)
@given(comments=said())
def test_no_word_of_a_comment_is_only_in_a_name(shape: str, comments: list[list[str]]) -> None:
    found = comments_in(thread(shape, comments))
    names = " ".join(filter(None, (each.author for each in found)))
    words = " ".join(map(words_of, found))
    for paragraph in (each for some in comments for each in some):
        own = next(word for word in paragraph.split() if word.startswith("Zo")).strip("!,:.")
        assert own not in names or own in words


SHORT = (
    ["I see!"],
    ["Thanks for the kettle.", "It whistles in the night, though, which nobody said."],
    ["Indeed"],
    ["No: enamel is better, and it has lasted as long as the stove.", "March, 1961, says the lid."],
    ["It does not leak, then, whatever the people in the shop had to say about it when we bought it in the spring."],
    ["Mine does, and so do the four others in this house, of which I have brought back two for which nobody paid me."],
)


@pytest.mark.parametrize("shape", sorted(SHAPES))
def test_writers_of_a_few_words_are_named(shape: str) -> None:
    names = [NAMES[n * 5 % len(NAMES)] for n in range(len(SHORT))]
    assert told(comments_in(thread(shape, SHORT))) == [
        (name, None if shape == "no day" else day(n), " ".join(said))
        for n, (name, said) in enumerate(zip(names, SHORT, strict=True))
    ]


@pytest.mark.parametrize("shape", ["Textpattern 4", "a bold name"])
def test_a_day_among_the_words_is_not_that_of_the_comment(shape: str) -> None:
    said = [*SHORT[:3], [*SHORT[3], "On 4 May 2004 Zoe had one."], *SHORT[4:]]
    names = [NAMES[n * 5 % len(NAMES)] for n in range(len(said))]
    expected = [(name, day(n), " ".join(each)) for n, (name, each) in enumerate(zip(names, said, strict=True))]
    assert told(comments_in(thread(shape, said))) == expected


@pytest.mark.parametrize("said", [["Nice!"] * 2, ["+1", "+1", WORDS[0]], ["So it is"] * 3 + [*WORDS]])
@pytest.mark.parametrize(
    "words", ["<p>{words}</p>", "<div class='words'>{words}</div>", "<div class='t'><p>{words}</p></div>"]
)
def test_what_several_say_is_kept_where_they_say_nothing_else(words: str, said: list[str]) -> None:
    shape = (
        "<div class='comment' id='c{n}'><b class='author'>{name}</b> <i>{day}</i>"
        + words
        + "<a href='#form'>Answer</a></div>"
    )
    html = page(*(shape.format(n=n, name=f"{NAMES[n % 6]} {n}", day=day(n), words=each) for n, each in enumerate(said)))
    assert [words_of(each) for each in comments_in(html)] == said


@pytest.mark.parametrize(
    ("template", "expected"),
    [
        ("<div><p><b>{name}</b> {words}</p><p><i>{day}</i></p></div>", "{words}"),
        (
            "<li><p><a href='/u/{n}'>{name}</a>: {words}</p><p>Quite so, {n} times.</p><p><i>{day}</i></p></li>",
            "{words} Quite so, {n} times.",
        ),
    ],
)
def test_words_behind_a_name_in_the_first_paragraph_are_kept(template: str, expected: str) -> None:
    rows = (template.format(n=n, name=NAMES[n], words=WORDS[n], day=day(n)) for n in range(6))
    found = comments_in(page(*rows, around="<h2>Comments</h2><div>{}</div>"))
    said = [" ".join(node.get_text() for node in each.body) for each in found]
    assert [" ".join(words.removeprefix(":").split()) for words in said] == [
        expected.format(words=words, n=n) for n, words in enumerate(WORDS[:6])
    ]


@pytest.mark.parametrize("block", ["<blockquote>{}</blockquote>", "<ul><li>{}</li></ul>", "<pre>{}</pre>"])
def test_blocks_beside_the_paragraphs_of_comments_between_rules_are_kept(block: str) -> None:
    head = "<div><b>{name}</b> <i>{day}</i></div>"
    template = f"{head}{block.format('kettle {n} of tin')}<p>{{words}}</p><hr>"
    rows = (template.format(n=n, name=NAMES[n], words=WORDS[n], day=day(n)) for n in range(6))
    found = comments_in(page(*rows, around="<h2>Comments</h2><div>{}</div>"))
    assert [words_of(each) for each in found] == [f"kettle {n} of tin {WORDS[n]}" for n in range(6)]


def test_a_time_that_is_there_again_to_be_read_aloud_is_no_words() -> None:
    html = page(
        *(
            f"<li class='comment'><b class='author'>{NAMES[n]}</b><time title='{day(n)}'>"
            f"<span class='sr'>Posted <span>{n + 2} years ago</span></span><span class='seen'>"
            f"<span>{n + 2} years ago</span></span></time><div class='text'><p>Yes {n}</p></div></li>"
            for n in range(5)
        )
    )
    assert [words_of(each) for each in comments_in(html)] == [f"Yes {n}" for n in range(5)]


def test_the_words_stand_in_what_is_called_after_the_rank_of_who_wrote_them() -> None:
    ranks = ("novice", "keeper", "novice", "elder", "keeper", "novice")
    buttons = "<div class='row'><a href='#yes'>Useful [0]</a> <a href='#no'>Useless [0]</a> Quote | Edit</div>"
    words = [f"{one} {other} {one}" for one, other in zip(WORDS, reversed(WORDS), strict=True)]
    shown = page(
        *(
            f"<table class='post' id='post-{n}'><tr><td class='who'><b class='username'>{NAMES[n]}</b></td>"
            f"<td class='info {rank} shown'><div class='data'>{day(n)}</div><div class='words'>{words[n]}</div></td>"
            f"</tr><tr><td>{buttons}</td></tr></table>"
            for n, rank in enumerate(ranks)
        ),
        around="<div class='detailed'>{}</div>",
        article="<h1>On kettles</h1>",
    )
    assert [words_of(each) for each in comments_in(shown)] == words


def test_whom_most_replies_mention_is_among_their_words() -> None:
    mention = "<a class='atreply' href='/{0}'><s>@</s><b>{0}</b></a>"
    shown = page(
        *(
            f"<li class='post' data-id='{n}'><a class='user' href='/u/{n}'>{NAMES[n]}</a> <i>{day(n)}</i>"
            f"<p class='post-text'>{mention.format('weir')} {mention.format(NAMES[(n + 1) % 6])} {WORDS[n]}</p></li>"
            for n in range(6)
        ),
        around="<ol class='replies'>{}</ol>",
    )
    assert [words_of(each).replace("@ ", "@") for each in comments_in(shown)] == [
        f"@weir @{NAMES[(n + 1) % 6]} {WORDS[n]}" for n in range(6)
    ]


def test_a_line_with_the_time_that_stands_elsewhere_too_is_no_words() -> None:
    when = (
        "<a class='to' href='#post-{n}'><time datetime='2019-03-0{n}T10:15:00+0100'>{n} Mars 2019</time></a>"
        "<div class='number'><a href='#post-{n}'>#{n}</a></div>"
    )
    post = (
        "<article class='message' id='js-post-{n}'><span id='post-{n}'></span><div class='inner'><div class='user'>"
        f"<h4><a class='username' href='/members/{{n}}'>{{name}}</a></h4><div class='small'>{when}</div></div>"
        f"<div class='main'><header class='attribution'>{when}</header><div class='content'><div class='text'>{{words}}"
        "</div></div></div></div></article>"
    )
    posts = "".join(
        post.format(n=n, name=name, words=words) for n, (name, words) in enumerate(zip(NAMES, WORDS, strict=True), 1)
    )
    assert [words_of(each) for each in comments_in(page(f"<h1>Kettles</h1>{posts}"))] == [*WORDS]


def test_what_stands_before_a_name_is_no_words_where_others_have_theirs_beside_it() -> None:
    linked = [
        f"<div class='entry'><span class='by'><a href='https://{n}.example.org/'>{NAMES[n]}</a><br>"
        f"{WORDS[n]} {WORDS[n - 1]} {WORDS[n - 2]}<br>{day(n)}</span></div>"
        for n in range(2, 6)
    ]
    said = [
        f"<div class='entry'><p>{WORDS[n]}</p>"
        f"<span class='by'>Posted by: <a href='/{n}'>{NAMES[n]}</a> on {day(n)}</span></div>"
        for n in range(2)
    ]
    assert [words_of(each) for each in comments_in(page(*linked, *said))][4:] == list(WORDS[:2])


def test_the_name_over_the_words_in_one_tag_with_them_is_none_of_them() -> None:
    rows = [
        "<div class='card box'><div class='wrap'><div class='col line'><div class='box'><div class='col'>"
        f"<div class='text-box'><h4 class='cut'>{NAMES[n]}</h4><h3>{WORDS[n]}</h3></div></div></div>"
        f"<div class='bot cut'><div class='center'>{day(n)}</div></div></div></div></div>"
        for n in range(6)
    ]
    assert [(each.author, words_of(each)) for each in comments_in(page(*rows))] == [*zip(NAMES, WORDS, strict=True)]


def test_a_name_without_a_link_goes_with_the_word_for_saying_as_the_linked_ones_do() -> None:
    rows = [
        f"<div class='comment' id='comment-{n}'><div class='content'>"
        f"{f'<a href=/{n}>{NAMES[n]}</a>' if n else NAMES[n]} said:<br><small>{day(n)}</small>"
        f"<p>{WORDS[n]}</p></div></div>"
        for n in range(6)
    ]
    assert [(each.author, words_of(each)) for each in comments_in(page(*rows))] == [*zip(NAMES, WORDS, strict=True)]


def test_words_that_are_shown_cut_before_all_of_them_are_said_once() -> None:
    def said(n: int) -> str:
        cut = f"<div class='said'>{WORDS[n][:40]} <button>more</button></div>" if n > 3 else ""
        return f"{cut}<div class='said' style='display:none'>{WORDS[n]}</div>"

    rows = [
        f"<div class='comment' id='comment-{n}'><p class='by'><a class='author' href='/{n}'>{NAMES[n]}</a></p>"
        f"{said(n)}<p class='foot'><em>{day(n)}</em></p></div>"
        for n in range(6)
    ]
    assert [words_of(each) for each in comments_in(page(*rows))] == list(WORDS)


def test_a_link_in_the_words_is_one_of_them_though_that_to_the_writer_is_called_alike() -> None:
    more = "<br><a href='/comments?author={}'>More of these</a>"
    rows = [
        f"<div class='post'><div class='head'><b class='name'>{NAMES[n]}</b> <i>{day(n)}</i></div>"
        f"<div class='text'>{WORDS[n]} {'<a href=/oak>See the oak</a>' if n == 2 else ''}{more.format(n)}</div></div>"
        for n in range(6)
    ]
    comments = comments_in(page(*rows, around="<div class='comments'><h3>6 comments</h3>{}</div>"))
    assert "See the oak" in words_of(comments[2])


def test_a_role_in_brackets_in_a_tag_of_its_own_is_no_part_of_a_name() -> None:
    rows = [
        f"<li class='comment' id='comment-{n}'><p class='comment_name'><a href='/users/{n}'><strong>{NAMES[n]}</strong>"
        f"{'<small> (gardener) </small>' if n % 3 == 0 else ''}</a> <small>{day(n)}</small></p><p>{WORDS[n]}</p></li>"
        for n in range(6)
    ]
    assert [each.author for each in comments_in(page(*rows, around="<ul>{}</ul>"))] == list(NAMES)


def test_a_post_in_several_tags_of_running_text_is_read_whole_though_most_are_in_one() -> None:
    more = "".join(f"<p><font size='2'>{words}</font></p>" for words in WORDS)
    rows = (
        f"<tr class='comment'><td><b>{name}</b></td><td><font size='2'><font size='1'>posted {day(n)}</font></font>"
        f"<hr><font size='2'>{WORDS[n]}</font>{more if not n else ''}</td></tr>"
        for n, name in enumerate(NAMES)
    )
    (first, *_) = comments_in(page(*rows, around="<h2>Comments</h2><table>{}</table>"))
    said = words_of(first)
    assert all(words in said for words in WORDS)
