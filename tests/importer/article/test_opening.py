"""The opening post becomes the article, on a page that begins with it."""

import pytest
from msgspec.structs import replace

from threadreader.importer import import_bytes
from threadreader.importer.article.opening import is_first_page, with_opening
from threadreader.importer.draft import ArticleDraft, CommentDraft, Draft
from threadreader.importer.html.parser import parse_html
from threadreader.importer.html.region import split_regions


def outside(html: str) -> bool:
    return is_first_page(split_regions(parse_html(html), lambda _tag, _region: False)[0], None)


@pytest.mark.parametrize(
    "html",
    [
        "<title>Larch or oak - Weir forum</title>",
        '<link rel="canonical" href="https://example.org/threads/larch.12/">',
        '<link rel="canonical" href="https://example.org/index.php?topic=12.0">',
        '<link rel="next" href="?page=2">',
        '<ul class="pagination"><li class="active"><span>1</span></li><li><a>2</a></li></ul>',
        '<div class="pagination">25 posts &bull; Page <strong>1</strong> of <strong>3</strong></div>',
        '<div class="pagenav"><td class="vbmenu_control">Page 1 of 302</td></div>',
    ],
)
def test_a_page_is_the_first_unless_it_says_otherwise(html: str) -> None:
    assert outside(html)


@pytest.mark.parametrize(
    "html",
    [
        "<title>Larch or oak | Page 2 | Weir forum</title>",
        "<title>Lärche oder Eiche - Seite 12</title>",
        '<link rel="prev" href="/threads/larch.12/">',
        '<link rel="canonical" href="https://example.org/threads/larch.12/page-2">',
        '<link rel="canonical" href="https://example.org/viewtopic.php?f=1&t=2&start=20">',
        '<link rel="canonical" href="https://example.org/index.php?topic=12.15">',
        '<link rel="canonical" href="https://example.org/discussion/12/larch/p2">',
        '<ul class="pagination"><li><a>1</a></li><li class="active"><span>2</span></li></ul>',
        '<div class="pagination">25 messages &bull; Page <strong>3</strong> sur <strong>3</strong></div>',
        '<table class="pagenav"><tr><td class="vbmenu_control">Page 152 of 302</td></tr></table>',
    ],
)
def test_a_later_page_says_so(html: str) -> None:
    assert not outside(html)


@pytest.mark.parametrize(
    ("url", "first"),
    [
        ("https://example.org/topic/7?page=1", True),
        ("https://example.org/topic/7?page=4", False),
        ("https://example.org/topic/page7-of-life", True),
    ],
)
def test_the_address_of_the_page_counts_too(url: str, first: bool) -> None:
    (region,) = split_regions(parse_html("<p>words</p>"), lambda _tag, _region: False)
    assert is_first_page(region, url) is first


def drafts() -> Draft:
    page = parse_html("<p>Which wood?</p><p>Larch.</p><p>Thanks.</p><p> </p>").find_all("p")
    question, answer, thanks, empty = page
    return Draft(
        ArticleDraft(title="Which wood?"),
        [
            CommentDraft(element=question, body=(question,), key="1", author="Ann", when="2012-03-01"),
            CommentDraft(element=answer, body=(answer,), key="2", author="Bob", parent_key="1"),
            CommentDraft(element=empty, body=(empty,)),
            CommentDraft(element=thanks, body=(thanks,), key="3", author="Ann", parent_key="2"),
        ],
    )


def test_the_first_post_is_the_article_and_what_answers_it_a_root() -> None:
    draft = with_opening(drafts(), begins=True)
    assert draft.opened
    assert (draft.article.title, draft.article.authors, draft.article.when) == (
        "Which wood?",
        [("Ann", None)],
        "2012-03-01",
    )
    assert [(post.key, post.parent_key, post.by_op) for post in draft.comments] == [
        ("2", None, False),
        ("3", "2", True),
    ]


def test_a_later_page_has_no_article_but_its_title() -> None:
    draft = with_opening(drafts(), begins=False)
    assert (draft.article.title, draft.article.body, draft.opened) == ("Which wood?", (), False)
    assert [post.key for post in draft.comments] == ["1", "2", "3"]


def test_a_heading_over_the_posts_is_no_post() -> None:
    heading = parse_html("<p>Message</p>").p
    assert heading is not None
    found = drafts()
    draft = with_opening(
        replace(found, comments=[CommentDraft(element=heading, body=(heading,)), *found.comments]), begins=True
    )
    assert draft.article.authors == [("Ann", None)]
    assert [post.key for post in draft.comments] == ["2", "3"]


def test_what_comes_before_may_be_another_topic() -> None:
    other = '<title>Larch or oak - Weir</title><link rel="prev" title="Which nails" href="/threads/nails.11/">'
    assert outside(other)
    assert not outside(other.replace("Which nails", "Larch or oak"))


def thread(above: str, posts: str) -> tuple[bool, str, int]:
    """If the first post is the article of a page, the text of its article, and the number of comments."""
    page = f"<html><head><title>Larch or oak</title></head><body>{above}<div>{posts}</div></body></html>"
    imported = import_bytes(page.encode(), "page.html")
    return imported.parsed.opened, imported.thread.article.text, len(imported.thread.comments)


WORDS = "We have a gate to build and no wood yet, and the winter is coming on. "


def record(called: str, number: int, name: str) -> str:
    return (
        f'<div class="{called}" id="{called}-{number}"><a class="author" href="/user/{number}">{name}</a> '
        f'<time datetime="2021-03-0{number}T10:00">{number} March 2021</time>'
        f'<div class="content"><p>{WORDS * 2}That is what {name} thinks.</p></div></div>'
    )


@pytest.mark.parametrize("forum", ['<a href="/f/3">Forums</a>', '<a href="forum.asp?f=3">Weir</a>'])
def test_in_a_forum_the_first_of_what_it_calls_comments_is_the_article(forum: str) -> None:
    posts = "".join(record("comment", number, name) for number, name in enumerate(("Ann", "Bob", "Cid", "Dot"), 1))
    crumbs = f'<div class="breadcrumb"><a href="/">Home</a> {forum}</div><h1>Larch or oak</h1>'
    is_opened, text, count = thread(crumbs, posts)
    assert (is_opened, count) == (True, 3)
    assert "Ann thinks" in text
    assert thread(crumbs + f"<article class='entry-content'>{f'<p>{WORDS}</p>' * 8}</article>", posts)[::2] == (
        False,
        4,
    )


def test_on_a_platform_for_forums_the_rules_over_the_posts_are_no_article() -> None:
    posts = "".join(record("note", number, name) for number, name in enumerate(("Ann", "Bob", "Cid", "Dot"), 1))
    rules = f"<h1>Larch or oak</h1><div class='rules'><h3>Rules</h3>{WORDS * 5}</div>"
    assert thread(f"<div>{rules}</div>", posts)[::2] == (False, 4)
    member = "<a href='memberlist.php?mode=viewprofile&amp;u=2'>Ann</a>"
    is_opened, text, count = thread(f"<div id='page-body'>{member}</div>{rules}", posts)
    assert (is_opened, count) == (True, 3)
    assert "Ann thinks" in text


@pytest.mark.parametrize("heading", ["4 comments", "评论 (4)", "Комментарии (4)"])
def test_under_a_heading_over_comments_in_any_language_the_first_is_a_comment(heading: str) -> None:
    posts = "".join(record("comment", number, name) for number, name in enumerate(("Ann", "Bob", "Cid", "Dot"), 1))
    assert thread(f"<h1>Larch or oak</h1><h2>{heading}</h2>", posts)[::2] == (False, 4)


@pytest.mark.parametrize("called", ["review", "answer"])
def test_a_review_or_an_answer_is_never_the_article(called: str) -> None:
    posts = "".join(record(called, number, name) for number, name in enumerate(("Ann", "Bob", "Cid", "Dot"), 1))
    is_opened, _, count = thread("<h1>Larch or oak</h1>", posts)
    assert (is_opened, count) == (False, 4)


def test_a_question_in_other_markup_than_its_answers_is_the_article() -> None:
    posts = "".join(record("answer", number, name) for number, name in enumerate(("Ann", "Bob", "Cid", "Dot"), 1))
    question = record("question", 5, "Eve")
    _, text, count = thread("<h1>Larch or oak</h1>", question + posts)
    assert "Eve thinks" in text
    assert count == 4


def test_a_heading_of_the_opening_post_that_the_page_is_called_by_is_the_title_not_the_name_of_the_site() -> None:
    posts = [record("post", number, name) for number, name in enumerate(("Ann", "Bob", "Cid", "Dot"), 1)]
    posts[0] = posts[0].replace("<a", "<h2><a href='/larch'>Larch or oak</a></h2><a", 1)
    page = "<title>Larch or oak</title><h1><a href='/Default.aspx'>The weir</a></h1><div>" + "".join(posts) + "</div>"
    article = import_bytes(page.encode(), "page.html").thread.article
    assert article.title == "Larch or oak"
    assert "Ann thinks" in article.text
    assert "Larch" not in article.text


WORDPRESS = '<link rel="stylesheet" href="/wp-content/x.css"><meta name="generator" content="WordPress 5.9">'


def wordpress(number: int, name: str) -> str:
    """A comment as WordPress writes it."""
    return (
        f'<li class="comment depth-1" id="comment-{number}"><div class="comment-author"><b class="fn">{name}</b></div>'
        f'<div class="comment-metadata"><time datetime="2021-03-0{number}T10:00">{number} March 2021</time></div>'
        f'<div class="comment-content"><p>{WORDS}That is what {name} thinks.</p></div></li>'
    )


@pytest.mark.parametrize(
    ("over_first", "over_others", "is_article"),
    [
        ("", "<h3>3 comments</h3>", True),
        ("", "<p>More of it:</p>", False),
        ("<h3>4 comments</h3>", "", False),
        ("<h3>1 comment</h3>", "<h3>3 trackbacks</h3>", False),
    ],
)
def test_a_post_before_the_heading_over_the_comments_is_the_article_for_any_adapter(
    over_first: str, over_others: str, is_article: bool
) -> None:
    first, *others = (wordpress(number, name) for number, name in enumerate(("Ann", "Bob", "Cid", "Dot"), 1))
    lists = f"{over_first}<ol>{first}</ol>{over_others}<ol>{''.join(others)}</ol>"
    is_opened, text, count = thread(f"{WORDPRESS}<h1>Larch or oak</h1>", lists)
    assert (is_opened, "Ann thinks" in text, count) == (is_article, is_article, 3 if is_article else 4)


def test_a_count_that_leaves_out_the_first_post_says_that_it_is_the_article() -> None:
    posts = "".join(wordpress(number, name) for number, name in enumerate(("Ann", "Bob", "Cid", "Dot"), 1))
    for count, is_article in ((3, True), (4, False)):
        heading = f"<h3>{count} responses to larch or oak, which of them lasts</h3>"
        is_opened, *_ = thread(f"{WORDPRESS}<h1>Larch or oak</h1>", f"{heading}<ol>{posts}</ol>")
        assert is_opened is is_article


@pytest.mark.parametrize(
    ("days", "is_article"), [((4, 3, 2, 1), False), ((1, 2, 3, 4), True), ((1, 4, 3, 2), True), ((9, 1, 2, 3), True)]
)
def test_the_latest_of_posts_that_are_ever_earlier_is_no_opening_post(days: tuple[int, ...], is_article: bool) -> None:
    posts = "".join(record("post", number, f"Eve{number}") for number in days)
    assert thread("<h1>Larch or oak</h1>", posts)[0] is is_article


WIDE = "水の中の木は百年もつ。"


@pytest.mark.parametrize(
    ("words", "times", "is_kept"), [(WORDS, 1, False), (WORDS, 5, True), (WIDE, 5, False), (WIDE, 12, True)]
)
def test_over_posts_that_stand_newest_first_a_notice_is_no_article(words: str, times: int, is_kept: bool) -> None:
    posts = "".join(record("post", number, f"Eve{number}") for number in (4, 3, 2, 1))
    _, text, count = thread(f"<h1>Larch or oak</h1><p>{words * times}</p>", posts)
    assert (words.strip() in text, count) == (is_kept, 4)


def test_what_a_page_marks_as_its_article_is_one_though_it_is_only_pictures() -> None:
    posts = "".join(
        f"<tr><td class='memo'><a name='r{n}'></a><b>{name}</b><p>Oak lasts {n} years.</p><i>2017.2.0{n} 20:21</i>"
        f" <a href='#r{n}'>reply</a></td></tr>"
        for n, name in enumerate(("Ann", "Bob", "Dora", "Emil", "Fay"), 1)
    )
    shown = (
        "<title>Which wood?</title><h1>Which wood?</h1><div itemprop='articleBody'><img src='/a.png' alt='Oak'>"
        "<p>An oak beside the road, and what is left of it after two wet years</p></div>"
        f"<div class='comments'><table>{posts}</table></div>"
    )
    assert len(import_bytes(shown.encode(), "page.html").thread.comments) == 5
