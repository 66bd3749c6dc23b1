"""The article of a page: title, byline, time, body."""

import pytest
from bs4 import Tag
from hypothesis import given
from hypothesis import strategies as st

from threadreader.importer.article import ArticleRecipe, are_names, is_boilerplate, is_byline, split_names
from threadreader.importer.draft import ArticleDraft
from threadreader.importer.html.parser import parse_html
from threadreader.importer.html.region import read_metadata, split_regions
from threadreader.importer.html.selector import classes

LONG = "Bread wants time, and time it gets. " * 8


def extract(html: str) -> ArticleDraft:
    (outside,) = split_regions(parse_html(html), lambda _tag, _region: False)
    return ArticleRecipe().extract(outside, read_metadata(outside))


def body(html: str) -> list[str]:
    """The first class of what holds the body."""
    return [classes(node)[0] for node in extract(html).body if isinstance(node, Tag)]


def test_the_title_is_the_heading_that_the_page_s_title_repeats() -> None:
    page = "<title>Rye bread | Slow</title><h1><a href='/'>Slow</a></h1><h2>Rye bread</h2><h2>White bread</h2>"
    assert extract(page).title == "Rye bread"


def test_a_heading_that_leads_to_the_front_page_is_the_site_s_name() -> None:
    site = '<h1><a href="https://a.example/">Slow bread by hand</a></h1>'
    page = f"<title>Slow bread by hand - Rye</title>{site}<h1>Rye</h1>"
    assert extract(page).title == "Rye"


def test_a_heading_may_say_it_in_other_words() -> None:
    page = "<title>Column: A little lost, still there! | Herr</title><h1>Sunday: A little lost, but still there!</h1>"
    assert extract(page).title == "Sunday: A little lost, but still there!"


def test_a_recipe_s_own_heading_is_believed() -> None:
    (outside,) = split_regions(parse_html("<title>#7</title><h1>#7</h1><b class='t'>Rye</b>"), lambda *_: False)
    assert ArticleRecipe(title=".t, h1").extract(outside, read_metadata(outside)).title == "Rye"
    assert ArticleRecipe(title=".none, h1").extract(outside, read_metadata(outside)).title == "#7"


def test_where_a_recipe_finds_no_words_they_are_looked_for_unless_a_title_may_be_all() -> None:
    (outside,) = split_regions(parse_html("<h1>Rye</h1><p>Wants time.</p>"), lambda *_: False)
    head = read_metadata(outside)
    assert not ArticleRecipe(body=".text").extract(outside, head).is_settled
    assert ArticleRecipe(body=".text", may_be_title=True).extract(outside, head).is_settled
    assert ArticleRecipe(body="p").extract(outside, head).is_settled


def test_the_name_of_the_site_may_stand_before_a_colon() -> None:
    assert extract("<title>Slow bread: Rye</title><h1>Slow bread</h1><h1>News</h1><h3>Rye</h3>").title == "Slow bread"
    assert extract("<title>Slow bread: Rye</title><h3>News</h3><h3>Rye</h3>").title == "Rye"


def test_an_only_main_heading_is_the_title_even_where_the_page_is_called_otherwise() -> None:
    assert extract("<title>Which bag?</title><h1>The mishap</h1><h3>Which</h3>").title == "The mishap"


def test_without_a_heading_the_title_is_what_is_left_without_the_site() -> None:
    assert extract('<title>Rye bread | Slow</title><meta property="og:site_name" content="Slow">').title == "Rye bread"
    assert extract('<meta property="og:title" content="Rye"><p>x</p>').title == "Rye"
    assert extract("<p>x</p>").title in (None, "")


def test_the_body_is_the_most_wanted_with_the_text_of_an_article() -> None:
    page = f'<main class="m"><div class="entry-content e">short</div><div class="post-content p">{LONG}</div></main>'
    assert body(page) == ["entry-content"]
    page = f'<div class="entry-content teaser">short</div><div class="entry-content whole">{LONG}</div>'
    assert extract(page).body[0].get_text() == LONG


def test_a_body_in_a_sidebar_is_the_last_resort() -> None:
    page = f'<div class="widget"><div class="entry-content">{LONG}</div></div><article class="a">{LONG}!</article>'
    assert body(page) == ["a"]
    page = f'<div class="widget"><div class="entry-content">{LONG}</div></div>'
    assert body(page) == ["entry-content"]


def test_what_a_site_puts_into_the_body_is_left_out() -> None:
    draft = extract("<title>Rye</title><article><h1>Rye</h1><p>x</p><div class='sharedaddy'>Share</div></article>")
    page = parse_html("<p class='sharedaddy'></p><p class='mine'></p>").find_all("p")
    assert draft.leave_out is not None
    assert [draft.leave_out(tag) for tag in page] == [True, False]
    (body,) = draft.body
    assert isinstance(body, Tag)
    assert [draft.leave_out(tag) for tag in body.find_all(["h1", "p"])] == [True, False]


def test_authors_who_stand_together_are_all_authors() -> None:
    page = '<p class="byline"><a rel="author" href="/a">Ann</a> and <a rel="author" href="/b">Bo</a></p>'
    elsewhere = '<p><a rel="author">Cy</a></p>'
    assert list(extract(page + elsewhere).authors) == [("Ann", "/a"), ("Bo", "/b")]


def test_a_byline_is_a_name_without_what_stands_around_it() -> None:
    site = '<meta property="og:site_name" content="Slow bread">'
    for written in ("By Ann", "Posted by Ann, Slow bread", "Author: Ann", "Ann | Slow bread"):
        assert [name for name, _ in extract(f'{site}<p class="author-name">{written}</p>').authors] == ["Ann"]
    for written in ("Byron", "Slow bread", "von Trapp"):
        assert [name for name, _ in extract(f'{site}<p class="author-name">{written}</p>').authors] == [written]


def test_a_byline_is_a_name_without_labels_that_are_only_read_out() -> None:
    label = '<span class="screen-reader-text">Post author</span>'
    link = '<a href="https://blog.example.org/author/ann/">Ann</a>'
    for written in (f"{label} By {link}", f"{label} Von {link}", f"{label} By Ann", f"{label} {link}"):
        assert [name for name, _ in extract(f'<li class="post-author">{written}</li>').authors] == ["Ann"]
    for bo in ('<a href="/author/bo">Bo</a>', '<a href="/people/bo">Bo</a>', "Bo"):
        both = f"By {link} and {bo}"
        assert [name for name, _ in extract(f'<li class="post-author">{both}</li>').authors] == ["Ann and Bo"]
    assert [name for name, _ in extract(f'<li class="post-author">By Bo and {link}</li>').authors] == ["Bo and Ann"]


def test_the_head_of_a_page_may_name_the_author_and_the_time() -> None:
    draft = extract(
        '<meta name="author" content="Ann"><meta property="article:published_time" content="2012-03-01T09:00:00Z">'
        '<meta property="article:author" content="https://social.example/ann"><time datetime="2020-01-01">2020</time>'
    )
    assert (list(draft.authors), draft.when) == ([("Ann", None)], "2012-03-01T09:00:00Z")


def test_an_address_that_is_none_breaks_nothing() -> None:
    assert extract('<title>Rye</title><h1><a href="http://[bad/">Rye</a></h1>').title == "Rye"


def first_element(html: str) -> Tag:
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
    assert is_boilerplate(first_element(html))


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
    assert not is_boilerplate(first_element(html))


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("By Ida Ferrier", ["Ida Ferrier"]),
        ("BY IDA FERRIER", ["IDA FERRIER"]),
        ("by Ida Ferrier, Senior Editor", ["Ida Ferrier"]),
        ("Ida Ferrier and Bo Lind", ["Ida Ferrier", "Bo Lind"]),
        ("Ida Ferrier, Bo Lind, and Cy Dee", ["Ida Ferrier", "Bo Lind", "Cy Dee"]),
        ("Ferrier, Ida", ["Ferrier, Ida"]),
        ("Tom & Jerry", ["Tom & Jerry"]),
        ("Ida Ferrier (@ida)", ["Ida Ferrier"]),
        ("Ida Ferrier | The Mill", ["Ida Ferrier"]),
        ("Von Ute F\u00e4hrmann", ["Ute F\u00e4hrmann"]),
        ("von Trapp", ["von Trapp"]),
        ("De Vries", ["De Vries"]),
        ("\u00c9crit par Luc Passeur", ["Luc Passeur"]),
        ("di Ida Barcaiola", ["Ida Barcaiola"]),
        ("Autor: Ola Promowa", ["Ola Promowa"]),
        (
            "\u0410\u0432\u0442\u043e\u0440: \u0418\u0432\u0430\u043d \u041b\u043e\u0434\u043a\u0438\u043d",
            ["\u0418\u0432\u0430\u043d \u041b\u043e\u0434\u043a\u0438\u043d"],
        ),
        ("\u6587\uff0f\u738b\u5c0f\u660e", ["\u738b\u5c0f\u660e"]),
        ("\u6587\u5929\u7965", ["\u6587\u5929\u7965"]),
        ("記者王小明\uff0f台北報導", ["王小明"]),
        ("김철수 기자", ["김철수"]),
        ("", []),
    ],
)
def test_the_names_in_a_line(line: str, names: list[str]) -> None:
    assert split_names(line) == names


@pytest.mark.parametrize("line", ["By Ida", "Posted by Ida", "Author: Ida", "作者\uff1a王小明"])
def test_what_leads_to_a_name(line: str) -> None:
    assert is_byline(line)
    assert are_names(split_names(line))


@pytest.mark.parametrize("line", ["Bytes and bits", "Ida", "The author of this", "De Vries"])
def test_what_leads_to_none(line: str) -> None:
    assert not is_byline(line)


@pytest.mark.parametrize("line", ["the team of the mill", "Read 12 times", "In which the bridge is closed.", ""])
def test_what_is_not_written_like_names(line: str) -> None:
    assert not are_names(split_names(line))


@given(st.text())
def test_any_line_has_names_or_none(line: str) -> None:
    assert all(split_names(line))
