"""The article of a page: title, byline, time, body."""

from bs4 import Tag

from threadreader.importer.article import ArticleRecipe
from threadreader.importer.draft import ArticleDraft
from threadreader.importer.html.metadata import read_head
from threadreader.importer.html.parser import parse_html
from threadreader.importer.html.region import divide
from threadreader.importer.html.selector import classes

LONG = "Bread wants time, and time it gets. " * 8


def extract(html: str) -> ArticleDraft:
    (outside,) = divide(parse_html(html), lambda _tag, _region: False)
    return ArticleRecipe().extract(outside, read_head(outside))


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
    (outside,) = divide(parse_html("<title>#7</title><h1>#7</h1><b class='t'>Rye</b>"), lambda *_: False)
    assert ArticleRecipe(title=".t, h1").extract(outside, read_head(outside)).title == "Rye"
    assert ArticleRecipe(title=".none, h1").extract(outside, read_head(outside)).title == "#7"


def test_where_a_recipe_finds_no_words_they_are_looked_for_unless_a_title_may_be_all() -> None:
    (outside,) = divide(parse_html("<h1>Rye</h1><p>Wants time.</p>"), lambda *_: False)
    head = read_head(outside)
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
