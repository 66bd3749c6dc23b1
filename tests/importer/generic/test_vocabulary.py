"""What sites call their comments and authors."""

import pytest
from bs4 import BeautifulSoup, Tag

from threadreader.importer.lexicon import folded, is_marked_as_name, is_named_comment


def tag(html: str) -> Tag:
    found = BeautifulSoup(html, "html.parser").find(True)
    assert isinstance(found, Tag)
    return found


@pytest.mark.parametrize(
    "html",
    [
        "<b class='author'>A</b>",
        "<span class='comment-author vcard'>A</span>",
        "<span class='userName'>A</span>",
        "<span class='author comment-author-ann'>A</span>",
        "<cite>A</cite>",
        "<a href='/user/ann'>A</a>",
        "<a href='member.php?u=12'>A</a>",
        "<a href='https://example.org/@ann'>A</a>",
        "<span itemprop='author'>A</span>",
        "<a rel='author' href='/x'>A</a>",
    ],
)
def test_a_tag_is_marked_as_a_name(html: str) -> None:
    assert is_marked_as_name(tag(html))


@pytest.mark.parametrize(
    "html",
    [
        "<b>A</b>",
        "<div class='field--name-body'>A</div>",
        "<a href='/2019/03/kettles'>A</a>",
        "<p class='authority'>A</p>",
        "<div class='message-userContent'>A</div>",
        "<div class='author_content user-post'>A</div>",
    ],
)
def test_other_tags_are_not(html: str) -> None:
    assert not is_marked_as_name(tag(html))


@pytest.mark.parametrize(
    ("html", "is_one"),
    [
        ("<li class='comment'>", True),
        ("<li id='kommentar-12'>", True),
        ("<div itemtype='https://schema.org/Comment'>", True),
        ("<li class='pingback'>", True),
        ("<div class='commentator'>", False),
        ("<div class='post'>", False),
    ],
)
def test_a_tag_is_called_a_comment(html: str, is_one: bool) -> None:
    assert is_named_comment(tag(html)) is is_one


def test_names_are_alike_without_their_numbers() -> None:
    assert folded("comment-12-a3") == folded("comment-7-a99") == "comment-0-a0"
