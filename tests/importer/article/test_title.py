"""The title of an article: among headings, and in what a page calls itself."""

from itertools import product

import pytest
from bs4 import Tag

from structure import draft_of
from threadreader.importer.article import ArticleRecipe
from threadreader.importer.article.title import without_site
from threadreader.importer.html.parser import parse_html
from threadreader.importer.html.region import read_metadata, split_regions

SITE = "Fen Notes"
SIGNS = (
    " | ",
    " - ",
    " \u2014 ",
    " \u2013 ",
    " \u00b7 ",
    " \u00bb ",
    " :: ",
    " // ",
    " / ",
    ": ",
    " > ",
    " \u2022 ",
    " ~ ",
)
SITES = (
    "",
    f'<p class="site-title">{SITE}</p>',
    f'<h1 class="site-title"><a href="https://fen.example/">{SITE}</a></h1>',
    f'<h1 id="logo">{SITE}</h1>',
    f'<div id="header"><h1>{SITE}</h1><h2>Water and reed</h2></div>',
    f'<h1><a href="/index.php">{SITE}</a></h1>',
    f'<h1><a href="../../../">{SITE}</a></h1>',
    f'<h1><a href="../../index.html">{SITE}</a></h1>',
    f'<a href="/"><img src="logo.png" alt="{SITE}"></a><h1>{SITE}</h1>',
)
HEADINGS = (
    '<h1 class="entry-title">{}</h1>',
    "<h1>{}</h1>",
    "<h2>{}</h2>",
    '<h2 class="entry-title"><a href="/bells">{}</a></h2>',
    '<h3 class="post-title">{}</h3>',
)
ASIDE = "<h3>Recent comments</h3><h2>Archives</h2><h3>Ann</h3>"


def title(page: str) -> str | None:
    (outside,) = split_regions(parse_html(page), lambda _tag, _region: False)
    return ArticleRecipe().extract(outside, read_metadata(outside)).title


@pytest.mark.parametrize(
    ("called", "heading"),
    [
        ("Bells on the fen", "Bells on the fen"),
        ("Bells", "Bells"),
        ("Bells", "Bells on the fen"),
        ("Fen", "Fen"),
        ("Bells - and whistles | again", "Bells - and whistles | again"),
        ("Fen Notes: what we heard", "Fen Notes: what we heard"),
        ("Why the bells of the old church on the fen are rung at noon", "The bells of the old church"),
        ("C++: a tour", "C++: a tour"),
    ],
)
def test_the_heading_is_found_wherever_the_site_stands(called: str, heading: str) -> None:
    # Each two of a site, a heading and a sign meet; that all three do would be five times as many pages.
    for (number, site), (index, sign) in product(enumerate(SITES), enumerate(SIGNS)):
        written = HEADINGS[(number + index) % len(HEADINGS)]
        for own in (f"{called}{sign}{SITE}", f"{SITE}{sign}{called}"):
            page = f"<title>{own}</title>{site}<main>{written.format(heading)}<p>Words.</p></main>{ASIDE}"
            assert title(page) == heading, page


@pytest.mark.parametrize(
    ("page", "expected"),
    [
        # Nothing marks the site's name as one; it is not what has a title's name, or leads the page's own.
        ("<title>Bells \u2014 Fen Notes</title><h1>Fen Notes</h1><h2>Bells on the fen</h2>", "Bells on the fen"),
        ("<title>Bells by noon [Fen Notes]</title><h1>Fen Notes</h1><h2>Bells by noon</h2>", "Bells by noon"),
        ("<title>Bells by noon [solved]</title><h1>Bells by noon [solved]</h1>", "Bells by noon [solved]"),
        ("<title>Bells by noon [solved]</title>", "Bells by noon [solved]"),
        ("<title>Fen Notes - Bells</title><h1>Fen Notes</h1><h2 class='entry-title'>Bells</h2>", "Bells"),
        ("<title>Fen Notes \u00bb Bells</title><h1>Fen Notes</h1><h2>Bells</h2>", "Bells"),
        # The title of an article may stand where other sites have their name.
        ("<title>Bells | Fen Notes</title><div id='header'><h1>Bells on the fen</h1></div>", "Bells on the fen"),
        ('<meta property="og:title" content="Bells | Fen Notes"><a href="/">Fen Notes</a>', "Bells"),
        ("<title>Fen Notes</title><a href='/'>Fen Notes</a><p>Words.</p>", "Fen Notes"),
        # The site's own name has a separator in it; copies of a site put ".html" behind the path to its front page.
        (
            "<title>Fen | Notes - Slow bells</title><a href='../index.php.html'>Fen | Notes</a><i>Slow bells</i>",
            "Slow bells",
        ),
        ("<title>?!</title><h1 class='entry-title'>?!</h1><h2>2 thoughts</h2>", "?!"),
    ],
)
def test_the_title_of_pages_that_mark_little(page: str, expected: str) -> None:
    assert title(page) == expected


def test_only_the_first_parts_of_a_title_are_compared() -> None:
    parts = [f"Bell {number}" for number in range(60)]
    headings = "".join(f"<h2>{parts[number]}</h2>" for number in (59, 10))
    assert title(f"<title>{' | '.join(parts)}</title>{headings}") == parts[10]


def test_a_title_of_nothing_but_signs_is_no_part_of_one() -> None:
    signs = "|" * 6000
    assert title(f"<title>{signs}</title>{'<h3>Ann</h3>' * 20}<h1>Bells</h1>") == "Bells"
    assert title(f"<title>{signs} Reed {signs}</title>{'<h3>Ann</h3>' * 20}<h2>Reed</h2><h2>Bells</h2>") == "Reed"


@pytest.mark.parametrize(
    "page",
    [
        "<title>Reed :: View topic - Bells on the fen</title>",
        "<title>Reed - Consulter le sujet : Bells on the fen</title><h1>Consulter le sujet : Bells on the fen</h1>",
        "<title>Reed :: Thema anzeigen - Bells on the fen</title>",
        "<title>Print Page - Bells on the fen</title><h1>Reed</h1>",
        "<title>Stampa pagina - Bells on the fen</title><h1>Reed</h1>",
        "<title>Reed :: View topic - Bells on the fen</title><h1>Water and rushes</h1>",
    ],
)
def test_what_a_forum_says_before_a_title_is_no_part_of_it(page: str) -> None:
    assert title(page) == "Bells on the fen"


def test_nor_is_it_the_title_where_a_link_says_that_too() -> None:
    assert title("<title>=={ Reed }== :: View topic - Fen bells</title><a href='?t=5'>Fen bells</a>") == "Fen bells"


@pytest.mark.parametrize(
    ("own", "expected"),
    [
        ("Bells - and whistles | Fen Notes", "Bells - and whistles"),
        ("Fen Notes: Bells - and whistles", "Bells - and whistles"),
        ("Fen Notes | Bells | Fen Notes", "Bells"),
        ("Fen Notes", "Fen Notes"),
        ("Bells: a tour of the fen", "Bells: a tour of the fen"),
        ("Bells on the fen - heard by night | Reed", "Bells on the fen - heard by night"),
        ("Bells on the fen \n Reed", "Bells on the fen"),
        ("", ""),
    ],
)
def test_the_site_is_cut_off_at_either_end(own: str, expected: str) -> None:
    assert without_site(own, {"fen notes"}) == expected


@pytest.mark.parametrize(
    "heading",
    [
        "<h1><span>Bridges</span> <span>A slow river</span></h1>",
        "<h1><small>Bridges:</small> A slow river</h1>",
        "<h1>A slow river <small>What a plank can do</small></h1>",
        "<h1>A slow river<a href='#river'>\u00b6</a></h1>",
        "<h1>A slow river <a href='#comments'>12</a></h1>",
    ],
)
def test_what_else_stands_in_a_heading_is_not_of_the_title(heading: str) -> None:
    assert title(f"<title>A slow river - {SITE}</title>{heading}") == "A slow river"


def test_a_heading_is_whole_where_its_pieces_are_not_what_the_page_is_called() -> None:
    assert title(f"<title>River | {SITE}</title><h1>A <em>slow</em> river</h1>") == "A slow river"


def test_a_page_that_is_called_like_its_site_has_its_title_in_a_heading() -> None:
    assert title(f"<title>{SITE}</title><p><a href='/'>{SITE}</a></p><h2>A slow river</h2>") == "A slow river"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("橋_新聞_水辺", "橋"),
        ("古い橋\uff5c水辺", "古い橋"),
        ("(12) A slow river - Fen", "A slow river"),
    ],
)
def test_the_site_is_cut_off_in_other_ways(text: str, expected: str) -> None:
    assert without_site(text, {"水辺新聞", "fen", "新聞", "水辺"}) == expected


def test_what_was_escaped_twice_is_read_twice() -> None:
    assert title("<title>Reed &amp;amp; water&amp;#8217;s edge</title>") == "Reed & water\u2019s edge"
    assert title("<title>What &amp;lt is</title>") == "What &lt is"
    assert title("<h1>What &amp;nbsp; does in a line</h1>") == "What &nbsp; does in a line"


@pytest.mark.parametrize(("text", "expected"), [("(3) Bells", "Bells"), ("(500) Bells", "(500) Bells")])
def test_how_many_messages_wait_is_no_part_of_a_title(text: str, expected: str) -> None:
    assert title(f"<title>{text}</title>") == expected


@pytest.mark.parametrize("text", ["Ver tema - Bells", "Reed &amp;amp; water"])
def test_a_heading_that_is_the_title_is_no_part_of_the_words(text: str) -> None:
    article = draft_of(
        f"<title>x</title><div class='post'><h1>{text}</h1><p>{'Words of the fen. ' * 20}</p></div>"
    ).article
    heading = next(tag for node in article.body if isinstance(node, Tag) for tag in node.find_all("h1"))
    assert article.leave_out is not None
    assert article.leave_out(heading)


def test_the_site_may_stand_beside_the_title_without_a_sign() -> None:
    site = f"<h1><a href='/'>{SITE}</a></h1>"
    assert title(f"<title>{SITE} A slow river</title>{site}<h2>A slow river</h2>") == "A slow river"
    assert title(f"<title>{SITE} on reed</title>{site}<h2>{SITE} on reed</h2>") == f"{SITE} on reed"


def test_a_heading_of_the_site_is_the_title_where_it_alone_says_what_the_page_is_called() -> None:
    header = f"<div class='page-header'><h1>A slow river: how it got so</h1></div><h2>{SITE}</h2>"
    assert title(f"<title>A slow river: how it got so</title>{header}<h4>A slow river</h4>") == (
        "A slow river: how it got so"
    )
    beside = "<h2>How to cross: A slow river</h2>"
    assert title(
        f"<title>A slow river | {SITE}</title><header class='header'><h1>A slow river</h1></header>{beside}"
    ) == ("A slow river")


@pytest.mark.parametrize(
    ("called", "page"),
    [
        (
            f"A slow river: how it got so - {SITE}",
            "<h1>Post a comment</h1><p class='lead'>A slow river: how it got so</p>",
        ),
        (f"A slow river ({SITE})", "<div>A slow river</div>"),
        ("A slow river on Fen", "<h1>@ann</h1><div>A slow river</div>"),
        (f"A slow river - Rivers - {SITE} - Powered by Reed", "<a href='/rivers'>Rivers</a><a href='/'>Fen Notes</a>"),
        ("reed.example / A slow river", "<h1>reed.example</h1><ul><li>\u00bb A slow river</li></ul>"),
        (f"Bug #12: A slow river - {SITE}", "<h2>Bug #12</h2><h3>A slow river</h3>"),
        (
            f"Note - A slow river | Page 5 - {SITE}",
            "<h1><nav><a>1</a> <a>2</a></nav><span>Note</span> <b>A slow river</b></h1>",
        ),
        (
            SITE,
            f"<a href='/'>{SITE}</a><h1><a href='/f'>Rivers</a> \u00bb <a href='/g'>Slow</a> \u00bb A slow river</h1>",
        ),
        (
            "A slow river, and how we got over it in the end - mail@list.example - Reed",
            "<h2>A River</h2><h4>A slow river, and how we got over it in the end</h4>",
        ),
    ],
)
def test_the_title_is_what_the_page_shows_of_what_it_is_called(called: str, page: str) -> None:
    assert (title(f"<title>{called}</title>{page}") or "").startswith("A slow river")


def test_a_heading_that_says_when_is_not_the_title() -> None:
    page = "<div class='post-title'>Rivers 06 Feb 2007 10:31 pm</div><p><b>Slow river</b></p>"
    assert title(f"<title>{SITE} \u00bb Slow river</title>{page}") == "Slow river"


def test_a_note_is_not_its_own_title() -> None:
    note = "<div class='h-entry'><div class='p-name e-content'>Rung at noon. And what a noon it was!</div></div>"
    recipe = ArticleRecipe(title=".p-name", body=".e-content")
    (outside,) = split_regions(parse_html(f"<title>Rung at noon</title>{note}"), lambda _tag, _region: False)
    assert recipe.extract(outside, read_metadata(outside)).title == "Rung at noon"


def test_a_heading_of_the_site_is_the_title_only_where_it_has_that_within_it() -> None:
    header = f"<div id='header'><h1>{SITE} \u2013 Archives</h1></div>"
    page = f"<title>{SITE} \u2013 Archives \u00bb A slow river</title>{header}<h2>A slow river</h2>"
    assert title(page) == "A slow river"


def test_a_copied_page_that_leads_to_itself_is_not_the_front_page() -> None:
    home = "<a href='../../../../index.html'><img src='fen.png'></a><a href='../../index.html'>March 2010</a>"
    heading = "<h3><a href='index.html' rel='bookmark'>A slow river</a></h3>"
    assert title(f"<title>{SITE} \u00bb Blog Archive \u00bb A slow river</title>{home}{heading}") == "A slow river"
    home, heading = home.replace('"../', '"./../').replace("'../", "'./../"), heading.replace("index.html", "./")
    assert title(f"<title>{SITE} \u00bb A slow river</title>{home}{heading}") == "A slow river"


def test_a_part_of_the_title_that_leads_to_the_folder_of_another_is_the_site() -> None:
    site = f"<h1><a href='https://diaries.example/fen/'>{SITE}</a></h1>"
    post = "<p class='head'><a href='https://diaries.example/fen/2010/03/river.html'>A slow river</a></p>"
    assert title(f"<title>A slow river - {SITE} - Diaries</title>{site}{post}") == "A slow river"
    tracker = "<h1><a href='/p/sluice/'>Sluice gate controls</a></h1><a href='/p/sluice/bugs/'>Bugs</a>"
    said = "<title>Sluice gate controls / Bugs / #9 A valve sticks</title>"
    assert title(f"{said}{tracker}<h2>#9 A valve sticks</h2>") == "#9 A valve sticks"
