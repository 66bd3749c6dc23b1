"""What stands between the words of an article without being of it."""

import pytest
from bs4 import Tag

from threadreader.importer.article import is_aside
from threadreader.importer.html.parser import parse_html


def first(html: str) -> Tag:
    body = parse_html(html).body
    assert body is not None
    child = next(child for child in body.contents if isinstance(child, Tag))
    assert isinstance(child, Tag)
    return child


@pytest.mark.parametrize(
    "html",
    [
        "<div class='newsletter-signup'>Never miss a bridge</div>",
        "<div class='ad'>Advertisement</div>",
        "<div class='social-share-buttons'>Post it</div>",
        "<div class='cookie-notice'>We bake some.</div>",
        "<div class='ads_300 promo-box'>Buy planks</div>",
        "<p class='ad-label'>Advertisement</p>",
        "<div class='relatedBox related-box'><a href='/q'>Ducks</a></div>",
        "<div class='shareLinks share-links'>Facebook</div>",
        "<aside class='aboutAuthor'>Ida lives by the river.</aside>",
        "<div class='paywall'>Log in to read on</div>",
        "<p>Tags: <a rel='tag' href='/t'>planks</a>, <a rel='tag' href='/r'>ropes</a></p>",
        "<ul><li><b>Filed under</b></li><li><a rel='category tag' href='/t'>planks</a></li></ul>",
        "<p>Anzeige</p>",
        "<div class='article-related'><a href='/q'>Ducks</a></div>",
        "<div>- Advertisement -</div>",
        "<p><a href='#after-7'>Continue reading the story</a></p>",
        "<p><a href='#story-continues-2'>Read the story further</a></p>",
        "<p>{ <a href='#comments'>3 comments</a> read them below or <a href='/b#respond'>add one</a> }</p>",
    ],
)
def test_what_is_of_the_site(html: str) -> None:
    assert is_aside(first(html))


@pytest.mark.parametrize(
    "html",
    [
        "<p>Words.</p>",
        "<p>Advertisement is older than print.</p>",
        "<p><a href='#fn1'>1</a></p>",
        "<p><a href='#fn1'>The note about the mill</a></p>",
        "<p><a href='#weekend'>Chapter two: the hill</a></p>",
        "<p>See <a href='/q'>the other bridge</a>.</p>",
        "<p>Of <a rel='tag' href='/t'>planks</a> much can be said that nobody has said before of ropes.</p>",
        "<p><a rel='tag' href='/t'>planks</a>, <a rel='tag' href='/r'>ropes</a></p>",
        "<p>As <a href='#comments'>somebody says below</a>, " + "the river has moved again and again. " * 6 + "</p>",
        "<article class='post tag-newsletter'>Words.</article>",
        "<div class='category-ads'>Words.</div>",
        "<div class='has-ads'>Words.</div>",
        "<div class='cookie-recipe'>Butter, sugar and flour.</div>",
        "<div class='social-history'>The mill fed two villages.</div>",
        "<div class='share-price'>Twelve pence.</div>",
        "<div class='address'>Mill lane</div>",
        "<div class='related'>" + "The river has moved again. " * 60 + "</div>",
    ],
)
def test_what_is_of_the_article(html: str) -> None:
    assert not is_aside(first(html))
