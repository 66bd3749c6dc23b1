"""The byline and the lede of an article, in the lines near its title and body."""

import pytest

from threadreader.importer import Imported, import_bytes

WORDS = (
    "The old bridge at the mill had been closed for eleven winters when the council voted to rebuild it at last.",
    "Mrs Pemberton, who keeps the ferry, said that she would rather row people across for free than hear the lorries.",
    "The engineers measured the river for three weeks and found that it had moved nine metres to the east since.",
)


def read(before: str = "", *, above: str = "", behind: str = "", head: str = "", language: str = "en") -> Imported:
    text = "".join(f"<p>{words}</p>" for words in WORDS)
    article = f"{above}<h1>The bridge</h1>{before}<div class='article-body'>{text}</div>{behind}"
    page = f"<html lang={language}><head><title>The bridge | Mill</title>{head}</head><body><div>{article}</div></body>"
    return import_bytes(page.encode(), "bridge.html")


def begun_with(line: str, head: str = "") -> Imported:
    """A page with a line as the first paragraph of its text."""
    text = "".join(f"<p>{words}</p>" for words in (line, *WORDS))
    page = f"<title>The bridge</title>{head}<h1>The bridge</h1><div class='entry'>{text}</div>"
    return import_bytes(page.encode(), "bridge.html")


def writers(imported: Imported) -> list[str]:
    return [author.name for author in imported.thread.article.authors]


def day(imported: Imported) -> str | None:
    moment = imported.thread.article.published_at
    return moment.iso if moment else None


@pytest.mark.parametrize(
    ("line", "language"),
    [
        ("<p>By Ida Ferrier, March 5, 2012</p>", "en"),
        ("<div>March 5, 2012 by Ida Ferrier</div>", "en"),
        ("<p><small>Posted by Ida Ferrier on March 5, 2012</small></p>", "en"),
        ("<span class='author'>Ida Ferrier</span> <span>5 March 2012</span>", "en"),
        ("<span class='author'>Ida Ferrier</span><span>March 5, 2012</span>", "en"),
        (
            "<p class='byline'>Ida Ferrier, Senior Editor</p><p>Posted: March 5, 2012</p><p>Updated: March 7, 2012</p>",
            "en",
        ),
        ("<p>Von Ida Ferrier</p><p>5. M\u00e4rz 2012</p>", "de"),
        ("<p>Par Ida Ferrier</p><p>Publi\u00e9 le 5 mars 2012</p>", "fr"),
        ("<div class='autor'>Ida Ferrier</div><div>05/03/2012</div>", "pt"),
    ],
)
@pytest.mark.parametrize("position", ["before", "above", "behind"])
def test_who_wrote_and_when_is_read_from_the_lines_near_the_title(line: str, language: str, position: str) -> None:
    imported = read(language=language, **{position: line})
    assert writers(imported) == ["Ida Ferrier"]
    assert day(imported) == "2012-03-05"


def test_a_nickname_is_a_name_where_the_page_marks_it() -> None:
    assert writers(read("<p class='post-author'>lodkin42 <time>5 March 2012</time></p>")) == ["lodkin42"]
    assert writers(read("<p>lodkin42 <time>5 March 2012</time></p>")) == []


def test_the_point_behind_a_day_is_no_part_of_a_name() -> None:
    imported = read("<p>by Ida Ferrier <span>2012. 3. 5.</span></p>", language="ko")
    assert (writers(imported), day(imported)) == (["Ida Ferrier"], "2012-03-05")


def test_a_time_zone_is_no_part_of_a_name() -> None:
    imported = read("<p class='byline'>By Ida Ferrier March 5, 2012, 9:12am EST</p>")
    assert (writers(imported), day(imported)) == (["Ida Ferrier"], "2012-03-05T09:12:00")


def test_the_site_is_not_one_of_the_writers() -> None:
    assert writers(read(head="<meta name='author' content='Ida Ferrier, Mill'>")) == ["Ida Ferrier"]
    assert writers(read(head="<meta name='author' content='Mill'>")) == ["Mill"]


def test_a_time_for_machines_is_kept_whole() -> None:
    head = "<meta property='article:published_time' content='2012-03-05T09:12:00.000Z'>"
    assert day(read("<p>March 5, 2012</p>", head=head)) == "2012-03-05T09:12:00+00:00"


def test_all_who_wrote_are_named_with_their_links() -> None:
    imported = read(
        "<p>By <a href='//mill.example/ida'>Ida Ferrier</a> and <a href='//mill.example/bo'>Bo Lind</a></p>"
    )
    links = {author.name: author.url for author in imported.thread.article.authors}
    assert links == {"Ida Ferrier": "https://mill.example/ida", "Bo Lind": "https://mill.example/bo"}


@pytest.mark.parametrize(
    "line",
    [
        "<p>Last modified on March 5, 2012</p>",
        "<p>Read by 12 people</p>",
        "<p class='name'>Login</p>",
        "<nav><p>By Ida Ferrier</p><p>March 5, 2012</p></nav>",
    ],
)
def test_other_lines_name_nobody_and_no_time(line: str) -> None:
    imported = read(line)
    assert (writers(imported), day(imported)) == ([], None)


def test_the_time_of_another_article_is_not_that_of_this_one() -> None:
    other = "<h2>More</h2><h3><a href='/e'>Eels</a></h3><time datetime='2012-03-01'>March 1, 2012</time>"
    assert day(read(behind=other)) is None
    assert day(read(behind="<footer><time datetime='2012-03-05'>March 5</time></footer>" + other)) == "2012-03-05"


@pytest.mark.parametrize("name", ["datePublished", "DC.date.issued", "date"])
def test_metas_say_when(name: str) -> None:
    assert day(read(head=f"<meta name='{name}' content='2012-03-05T09:12:00Z'>")) == "2012-03-05T09:12:00+00:00"


@pytest.mark.parametrize(
    "lead",
    [
        "<p class='lead'>{}</p>",
        "<header class='entry-header'><h2 class='subTitle'>{}</h2></header>",
        "<div class='standfirst'><p>{}</p></div>",
        "<h2 itemprop='description'>{}</h2>",
        "<p id='article-summary'>{}</p>",
        "<figure><img src='b.jpg'><figcaption>{}</figcaption></figure>",
        "<p>{} And a word more, so that it is as long as sentences are.</p>",
    ],
)
def test_what_stands_between_title_and_words_begins_the_article(lead: str) -> None:
    words = "A plank, two ropes, and a vote that nobody remembers."
    text = read(lead.format(words)).thread.article.text
    assert text.startswith(words)
    assert WORDS[-1] in text


@pytest.mark.parametrize(
    "line",
    [
        "<p>{}</p>",
        "<div class='cookie-notice'><p>{} They make this site better for you and all of our partners.</p></div>",
        "<nav><p>{} They make this site better for you and all of our partners.</p></nav>",
        f"<p class='lead'>{WORDS[0]}</p>",
    ],
)
def test_other_lines_there_do_not(line: str) -> None:
    assert read(line.format("Cookies are in use here.")).thread.article.text.startswith(WORDS[0])
    assert read(line).thread.article.text.count(WORDS[0]) == 1


@pytest.mark.parametrize(
    "line",
    [
        "March 5, 2012",
        "by Ida Ferrier on March 5, 2012",
        "By Ida Ferrier | March 5, 2012 | Filed in <a href='/n'>News</a>",
    ],
)
def test_the_byline_that_a_text_begins_with_is_not_repeated_in_it(line: str) -> None:
    imported = begun_with(line)
    assert day(imported) == "2012-03-05"
    assert imported.thread.article.text.split("\n")[0] == WORDS[0]


@pytest.mark.parametrize(
    "line",
    [
        "On March 5, 2012 the last of us went across the river.",
        "Updated March 5, 2012",
        "March 7, 2012",
        "March 5, 2012 at 10:00 to 15:00",
    ],
)
def test_a_line_that_says_more_than_the_byline_or_another_day_stays(line: str) -> None:
    head = "<meta property='article:published_time' content='2012-03-05T10:00:00Z'>"
    assert begun_with(line, head).thread.article.text.split("\n")[0] == line
