"""The opening post becomes the article, on a page that begins with it."""

from dataclasses import replace

import pytest

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
