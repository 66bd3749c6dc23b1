"""The number of comments that a page declares."""

import pytest

from threadreader.importer.completeness import declared_count, read_count
from threadreader.importer.html.parser import parse_html
from threadreader.importer.html.region import split_regions
from threadreader.importer.html.selector import matcher


def count(html: str, title: str | None = None, url: str | None = None) -> int | None:
    is_comment = matcher(".c")
    return declared_count(split_regions(parse_html(html), lambda tag, _: is_comment(tag)), title, url)


@pytest.mark.parametrize(
    ("words", "number"),
    [
        ("31 Responses to \u201cBread\u201d", 31),
        ("Kommentare (34)", 34),
        ("1,234 comments", 1234),
        ("1.234 Kommentare", 1234),
        ("One thought on \u201c7 loaves\u201d", 1),
        ("Ein Gedanke zu \u201e7 Brote\u201c", 1),
        ("No comments yet", 0),
        ("\u300cx\u300d\u3078\u306e3\u4ef6\u306e\u30d5\u30a3\u30fc\u30c9", 3),
        ("\u0664\u0661 \u0631\u062f", 41),
        ("3 comments \u00b7 7 replies \u2013 powered by giscus", 10),
        ("12 comments, 1 reply", 13),
        ("The gate sticks #7", None),
        ("Pages: 1 Reply", None),
        ("\u0421\u0442\u0440\u0430\u043d\u0438\u0446\u044b: 1", None),
        ("Comments", None),
        ("", None),
    ],
)
def test_a_heading_says_a_number(words: str, number: int | None) -> None:
    assert read_count(words) == number


def test_the_heading_nearest_above_the_comments_counts() -> None:
    assert (
        count("""<div id="comments"><h2>99 comments ago</h2><h3>2 comments</h3><h3>Page</h3><p class="c">x</p></div>""")
        == 2
    )


def test_the_number_in_the_title_does_not_count() -> None:
    assert count("""<h3 id="comments">On 7 loaves: 12 replies</h3><p class="c">x</p>""", "7 loaves") == 12


def test_headings_of_other_things_do_not_count() -> None:
    assert count("""<div><h2>7 loaves</h2><p class="c">x</p></div>""") is None


def test_several_lists_with_headings_of_their_own_are_added_up() -> None:
    comments = '<h3>2 comments</h3><ol><li class="c">x</li></ol>'
    trackbacks = '<h3>3 trackbacks</h3><ol><li class="c">y</li></ol>'
    assert count(f'<div id="comments">{comments}{trackbacks}</div>') == 5


def test_a_link_down_to_the_comments_counts_where_no_heading_does() -> None:
    assert (
        count("""<a href="/a/#comments">25 Comments</a><p class="c">x</p><a href="/a/#comments">Comments</a>""") == 25
    )
    assert count("""<a href="/a/#comments">25 Comments</a><a href="/b/#comments">3 Comments</a>""") is None


def test_a_link_within_the_page_counts_before_links_to_other_pages() -> None:
    assert count("""<a href="#comments">16</a><a href="#comments">17</a><a href="/b/#comments">3 Comments</a>""") == 16
    assert count("""<a href="/a/#respond">0 Comments</a><a href="/b/#respond">Cancel</a>""") == 0


def test_a_page_without_comments_may_say_that_it_has_some() -> None:
    assert count("""<h2 class="comments-title">12 comments</h2>""") == 12


def test_a_link_to_the_page_s_own_comments_counts_before_links_to_those_of_others() -> None:
    links = """<a href="https://e.org/a/#comments">2 comments</a><a href="https://e.org/b/#comments">7 comments</a>"""
    assert count(links, url="https://e.org/b/") == 7
    assert count(links, url="https://e.org/c/") is None


@pytest.mark.parametrize(
    "line",
    [
        "<p>Started by ann, 3 replies, topic 1062</p>",
        "<div>Comments (3) <a href='#write'>Write one</a></div>",
        "<a>3 comments</a> <b>Comments (3)</b>",
    ],
)
def test_a_line_above_the_comments_counts_where_nothing_else_does(line: str) -> None:
    assert count(f'{line}<p class="c">x</p>') == 3
    assert count(line) is None, "without comments it may be about anything"


def test_lines_that_disagree_do_not_count() -> None:
    assert count("""<p>On bread: 3 comments</p><p>On salt: 5 comments</p><p class="c">x</p>""") is None


@pytest.mark.parametrize(
    "html",
    [
        "<p>No comments yet. <a href='/in'>Log in</a></p>",
        "<span>Be the first to comment</span>",
        "<ul><li class='item meta-no-comments'><a>Write</a></li></ul>",
    ],
)
def test_a_page_says_that_it_has_none(html: str) -> None:
    assert count(html) == 0


def test_words_for_machines_say_no_count() -> None:
    assert count("<script>No comments yet</script><p>Words.</p>") is None


_STATISTIC = """
    <p><link itemprop="interactionType" href="https://schema.org/{}Action">
    <meta itemprop="userInteractionCount" content="4"></p>
"""


@pytest.mark.parametrize(
    ("html", "number"),
    [
        ('<meta itemprop="commentCount" content="4">', 4),
        ('<span itemprop="commentCount">4</span>', 4),
        ('<meta itemprop="interactionCount" content="UserComments:4">', 4),
        ('<meta itemprop="interactionCount" content="UserLikes:4">', None),
        (_STATISTIC.format("Comment"), 4),
        (_STATISTIC.format("Like"), None),
        ('<a href="#comments" aria-label="4 comments"><svg></svg></a>', 4),
    ],
)
def test_a_count_for_machines_counts(html: str, number: int | None) -> None:
    assert count(f"<div>{html}</div>") == number


@pytest.mark.parametrize(
    ("words", "number"),
    [
        ("Showing 1-50 of 312 comments", 312),
        ("Latest comments 1\u201320 of 131", 131),
        ("Comments (page 2 of 4)", None),
        ("Kommentare (Seite 2 von 4)", None),
        ("25 comments (page 2 of 4)", 25),
        ("1 234 commentaires", 1234),
        ("Comments: 1.2K", None),
        ("1,2 тыс. комментариев", None),
    ],
)
def test_a_part_of_the_comments_is_not_their_number(words: str, number: int | None) -> None:
    assert read_count(words) == number
    assert count(f'<h3 class="comments">{words}</h3><p class="c">x</p>') == number


@pytest.mark.parametrize(
    ("line", "number"),
    [
        ("<p>13 commentaires</p>", 13),
        ("<p><b>Bewertungen</b> (6)</p>", 6),
        ("<p>Comentarios 15</p>", 15),
        ("<p>Based on 40 reviews</p>", 40),
        ("<p>Ann, 24/10/2010 Comments (3)</p>", 3),
        ("<p>10 di 43 commenti</p>", 43),
        ("<p>3 of 4,718 comments</p>", 4718),
        ("<p>1\u2019204 Kommentare</p>", 1204),
        ("<p>\u30ec\u30d3\u30e5\u30fc 38\u4ef6</p>", 38),
        ("<h3>621 \u4e2a\u56de\u7b54</h3>", 621),
    ],
)
def test_a_line_counts_comments_in_any_language_before_them_or_behind(line: str, number: int) -> None:
    comment = '<p class="c">x</p>'
    filler = "<i></i>" * 80
    assert count(line + filler + comment) == number
    assert count(comment + filler + line) == number or line.startswith("<h3>")


def test_of_lines_that_disagree_far_from_the_comments_that_counts_which_has_as_many_as_there_are() -> None:
    comments = '<p class="c">x</p>' * 4 + "<i></i>" * 80
    others = "<p>7 comments</p><p>9 comments</p>"
    assert count(f"{comments}{others}<p>4 comments</p>") == 4
    assert count(f"{comments}{others}<p>3 comments</p>") == 3, "the first post may be counted as none"
    assert count(f"{comments}{others}") is None
    assert count(f"{comments}<p>2 comments</p>") is None, "that is of another page"


def test_a_link_to_the_comments_in_another_language_may_say_their_number_alone() -> None:
    links = "<a href='/a#reacties' title='29 reacties'>29</a> <a href='/b#reacties'>7</a>"
    assert count(f"{links}<p class='c'>x</p>", url="/a") == 29
