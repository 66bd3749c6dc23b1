"""Pages that are lists of other pages."""

from itertools import count

import pytest

from structure import NAMES, WORDS
from threadreader.importer import Imported, import_bytes
from threadreader.model.blocks import Heading, Paragraph, walk

TITLES = (
    "Which kettle for a gas stove?",
    "The whistle will not come off",
    "Enamel or copper, once again",
    "A museum two valleys over",
    "Descaling with vinegar",
    "Where to buy a handle",
)
SHORT = ("Two kettles", "The whistle", "Enamel", "A museum", "Vinegar again", "Handles wanted")
EXCERPT = "The kettle has a whistle that can be taken off, and so we did one evening in March."
MENU = "<nav><a href='/'>Home of kettles</a> <a href='/about.html'>About this board</a></nav>"
ARTICLE = "<p>Kettles are a small matter of great weight, and whoever denies it has none of his own.</p>" * 8


def imported(body: str, url: str = "https://kettles.example/board/") -> Imported:
    head = f"<title>Kettles</title><link rel='canonical' href='{url}'>"
    return import_bytes(f"<html><head>{head}</head><body>{MENU}{body}</body></html>".encode(), "page.html")


def topics(titles: tuple[str, ...] = TITLES, address: str = "/topic/{}.html") -> str:
    numbers = count(1)
    rows = (
        f"<tr class='row'><td><a href='{address.format(next(numbers))}'>{title}</a></td>"
        f"<td><a href='/user/ann'>Ann</a></td><td>{len(title)}</td><td>3 May 2021</td></tr>"
        for title in titles
    )
    return f"<h1>All about kettles</h1><table>{''.join(rows)}</table>"


def notes(page: Imported) -> list[str]:
    return [note.message for note in page.parsed.notes if note.where == "page"]


def links(page: Imported) -> list[tuple[str, str | None]]:
    blocks = (block for _, block in walk(page.thread.article.body) if isinstance(block, Paragraph | Heading))
    return [(span.text, span.href) for block in blocks for span in block.spans if span.href]


def test_a_list_of_topics_is_named_and_its_topics_are_the_article() -> None:
    page = imported(topics())
    assert page.thread.comments == ()
    assert notes(page) == ["is a list of 6 topics, not a thread"]
    assert links(page) == [
        (title, f"https://kettles.example/topic/{number}.html") for number, title in enumerate(TITLES, 1)
    ]


FORUM = (
    "<div class='name'><a href='/forum/{n}'>{title}</a></div><div class='description'>{excerpt}</div></td>"
    "<td>{n}2</td><td class='posts'>{n}31</td><td class='last-reply'>by {name}<br>{n} weeks ago</td>"
)


def forums(row: str) -> str:
    """The forums of a board in a table with headings, each with who wrote there last."""
    rows = "".join(
        row.format(n=n, title=title, excerpt=words, name=name)
        for n, (title, words, name) in enumerate(zip(SHORT, WORDS, NAMES, strict=True))
    )
    head = "<tr><th>Forum</th><th>Topics</th><th>Posts</th><th>Last post</th></tr>"
    return f"<h1>All about kettles</h1><table id='forum'><thead>{head}</thead><tbody>{rows}</tbody></table>"


@pytest.mark.parametrize(
    "row",
    [
        f"<tr class='row' id='forum-{{n}}'><td class='forum'>{FORUM}</tr>",
        f"<tr class='row'><td class='posts-in-{{n}} forum'>{FORUM}</tr>",
    ],
)
def test_rows_under_headings_are_no_thread_whoever_wrote_last(row: str) -> None:
    assert imported(forums(row)).thread.comments == ()


def test_rows_with_several_figures_are_no_thread_without_headings_too() -> None:
    row = (
        "<tr class='forum-row'><td class='t1'><div class='title'><a href='/f/{n}'>{title}</a></div>"
        "<div><p>{excerpt}</p></div></td><td class='t2'><div>2{n}6</div></td><td class='t3'><div>3{n}9</div></td>"
        "<td class='t4'><div class='warm'><a href='/t/{n}9'>{title} ...</a></div>1{n} May 2021 - 11:1{n}"
        "<div class='warm'>by {name} </div></td></tr>"
    )
    page = imported(forums(row).replace("<th>", "<td>").replace("</th>", "</td>"))
    assert page.thread.comments == ()


def test_articles_of_a_blog_are_shown_with_their_first_sentences() -> None:
    entries = "".join(
        f"<div class='hentry'><h2><a href='/{number}/'>{title}</a></h2><p>{EXCERPT} {number}</p></div>"
        for number, title in enumerate(TITLES)
    )
    page = imported(f"<div id='content'>{entries}</div>", "https://kettles.example/")
    assert notes(page) == ["is a list of 6 articles, not a thread"]
    assert [text for text, _ in links(page)] == list(TITLES)
    assert page.thread.article.text.count(EXCERPT) == 6


def test_what_is_neither_is_a_list_of_entries() -> None:
    results = "".join(f"<li><a href='/{number}.html'>{title}</a></li>" for number, title in enumerate(TITLES))
    assert notes(imported(f"<h1>Results for kettle</h1><ol>{results}</ol>")) == ["is a list of 6 entries, not a thread"]


def test_titles_of_wide_characters_are_shorter() -> None:
    titles = (
        "哪种水壶适合煤气灶",
        "哨子取不下来怎么办",
        "搪瓷还是铜的更好",
        "山谷里的水壶博物馆",
        "用醋除垢的方法",
        "哪里能买到把手呢",
    )
    assert notes(imported(topics(titles))) == ["is a list of 6 topics, not a thread"]


@pytest.mark.parametrize(
    ("body", "why"),
    [
        (topics(TITLES[:4]), "too few entries"),
        (ARTICLE + topics(), "an article with links"),
        (topics(TITLES[:1] * 6), "one title again and again"),
        (topics(address="https://elsewhere.example/{}"), "links to other sites"),
        (topics(address="#topic-{}"), "links to places on the page"),
        (topics(address="/topic/1.html"), "one address again and again"),
        (topics(tuple(f"{number}" for number in range(100_000, 100_020))), "numbers"),
        (topics(("Edit", "Share", "Print", "Delete", "Report", "Quote")), "words to press"),
        (f"<div class='sidebar'>{topics()}</div>{'<p>Few words.</p>' * 40}", "a box"),
        ("", "nothing"),
    ],
)
def test_other_links_make_no_list(body: str, why: str) -> None:
    page = imported(body)
    assert not any("is a list" in message for message in notes(page)), why


def test_a_thread_is_no_list_whatever_its_page_links_to() -> None:
    comments = "".join(
        f"<li class='comment' id='comment-{n}'><cite class='author'>{name}</cite> <a href='#comment-{n}'>"
        f"<time datetime='2021-05-0{n + 1}T10:00:00Z'>{n + 1} May 2021</time></a><p>{EXCERPT} {n}</p></li>"
        for n, name in enumerate(("Ann", "Bob", "Cleo", "Dora"))
    )
    page = imported(f"{topics()}<ol class='commentlist'>{comments}</ol>")
    assert len(page.thread.comments) == 4
    assert notes(page) == []


def test_an_article_that_has_the_entries_already_is_left_as_it_is() -> None:
    entries = "".join(
        f"<li><a href='/{number}.html'>{title}</a> <i>Ann</i></li>" for number, title in enumerate(TITLES)
    )
    page = imported(f"<h1>Archive by thread</h1><p>Starting on Monday</p><ul>{entries}</ul>")
    assert notes(page) == ["is a list of 6 entries, not a thread"]
    assert "Starting on Monday" in page.thread.article.text
    assert page.thread.article.text.count("Ann") == 6
