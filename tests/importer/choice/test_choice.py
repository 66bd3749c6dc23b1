"""Which of the proposed readings of a page is chosen."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import NoReturn

import pytest

from structure import ARTICLE, NAMES, WORDS, comments_in, day, page, plain
from threadreader.importer import import_bytes
from threadreader.importer.choice import read
from threadreader.importer.document import Document
from threadreader.importer.draft import ArticleDraft, CommentDraft, Draft
from threadreader.importer.generic import ADAPTER
from threadreader.importer.html.parser import parse_html
from threadreader.importer.platforms.recipe import Adapter


@dataclass(frozen=True)
class Recipe:
    """An adapter that takes every `.comment` for one, and reads of each what it is told to."""

    name: str = "recipe"
    tells: Mapping[str, int] = field(default_factory=lambda: {".comment": 90})
    body: str = "text"
    author: str = "author"
    declared: int | None = None
    has_none: bool = False

    def extract(self, document: Document) -> Draft:
        comments = []
        for element in document.soup.find_all(class_="comment"):
            author = element.find(class_=self.author)
            when = element.find("i")
            comments.append(
                CommentDraft(
                    element,
                    element.find_all(class_=self.body),
                    author=author.get_text() if author else None,
                    when_text=when.get_text() if when else None,
                )
            )
        return Draft(ArticleDraft("Kettles"), comments, declared_count=self.declared, has_none=self.has_none)


class Broken:
    """An adapter that fails."""

    name = "broken"
    tells: Mapping[str, int] = {".comment": 90}

    def extract(self, document: Document) -> NoReturn:
        raise ValueError(f"no such tag on {document.url}")


def document(html: str, url: str | None = None) -> Document:
    return Document(parse_html(html), url=url, base=url)


SIX = page(*map(plain, range(6)))


def test_a_recipe_that_reads_comments_whole_wins() -> None:
    assert read(document(SIX), [ADAPTER, Recipe()]).adapter == "recipe"


def test_a_recipe_that_finds_no_words_loses_to_structure() -> None:
    reading = read(document(SIX), [ADAPTER, Recipe(body="nowhere")])
    assert (reading.adapter, len(reading.draft.comments)) == ("generic", 6)


def test_names_that_a_recipe_lacks_are_filled_from_the_reading_by_structure() -> None:
    reading = read(document(SIX), [ADAPTER, Recipe(author="nowhere")])
    assert [each.author for each in reading.draft.comments] == list(NAMES)


def test_times_that_a_recipe_takes_for_names_are_replaced_by_the_names() -> None:
    html = SIX.replace("<i>", "<i class='author-2'>")
    reading = read(document(html), [ADAPTER, Recipe(author="author-2")])
    assert [each.author for each in reading.draft.comments] == list(NAMES)


def test_names_that_a_recipe_lacks_are_told_by_the_structure_of_its_own_comments() -> None:
    html = page(
        *(f"<li class='comment'>{NAMES[n]}<i>{day(n)}</i><div class='text'>{WORDS[n]}</div></li>" for n in range(2))
    )
    reading = read(document(html), [ADAPTER, Recipe(author="nowhere")])
    assert [each.author for each in reading.draft.comments] == list(NAMES[:2])


def test_a_known_platform_needs_no_mark_on_the_names() -> None:
    listed = "".join(
        f"<li id='dsq-comment-{n}'><div class='dsq-comment-header'>{NAMES[n]}</div>"
        f"<div class='dsq-comment-body'><div class='dsq-comment-message'><p>{WORDS[n]}</p></div></div></li>"
        for n in range(6)
    )
    thread = import_bytes(page(listed, around="<ul id='dsq-comments'>{}</ul>").encode(), "page.html").thread
    assert [each.author and each.author.name for each in thread.comments] == list(NAMES)


def test_a_hint_that_leaves_the_opening_post_out_loses_to_structure() -> None:
    posts = [
        f"<article class='post {'comment' if n else 'first'}' id='p{n}'><h4><a class='author'>{NAMES[n]}</a></h4>"
        f"<i>{day(n)}</i><div class='text'><p>{WORDS[n]}</p></div></article>"
        for n in range(6)
    ]
    html = f"<html><body><h1>Which kettle?</h1><section class='posts'>{''.join(posts)}</section></body></html>"
    reading = read(document(html), [ADAPTER, Recipe(tells={".comment": 5})])
    assert (reading.adapter, reading.draft.opened, len(reading.draft.comments)) == ("generic", True, 5)


@pytest.mark.parametrize(
    ("inner", "count"),
    [
        (f"<b class='author'>Advertisement</b> <i>{day(0)}</i><div class='text'><p>Kettles!</p></div>", 6),
        ("<div class='text'><p>This comment was deleted.</p></div>", 7),
    ],
)
def test_an_advertisement_in_the_markup_of_comments_is_none(inner: str, count: int) -> None:
    html = page(*map(plain, range(3)), f"<div class='comment'>{inner}</div>", *map(plain, range(3, 6)))
    assert len(read(document(html), [ADAPTER, Recipe()]).draft.comments) == count


def test_an_adapter_that_fails_is_told_and_the_others_read() -> None:
    reading = read(document(SIX), [ADAPTER, Broken()])
    assert (reading.adapter, [note.where for note in reading.notes]) == ("generic", ["adapter broken"])


def test_an_adapter_that_knows_that_there_are_none_is_believed() -> None:
    recipe = Recipe(body="nowhere", has_none=True)
    assert read(document(SIX), [ADAPTER, recipe], every=True).adapter == "recipe"


def test_no_other_is_asked_where_all_are_found_that_the_page_says_it_has() -> None:
    reading = read(document(SIX), [ADAPTER, Recipe(declared=6)])
    assert [each.adapter for each in reading.candidates] == ["recipe"]


def test_no_other_is_asked_where_a_known_platform_explains_nearly_all_of_the_page() -> None:
    reading = read(document(SIX), [ADAPTER, Recipe(declared=9)])
    assert [each.adapter for each in reading.candidates] == ["recipe"]


def test_others_are_asked_where_much_of_the_page_is_in_no_comment() -> None:
    html = page(*map(plain, range(6)), article=ARTICLE.replace("weight.", "weight, and not of weight alone."))
    reading = read(document(html), [ADAPTER, Recipe(declared=9)])
    assert len(reading.candidates) > 1


PAGES = Path(__file__).parents[1]


@pytest.mark.parametrize("folder", sorted({str(path.parent.relative_to(PAGES)) for path in PAGES.rglob("page*.html")}))
def test_groups_that_are_left_out_to_save_time_are_not_the_comments(folder: str) -> None:
    for path in sorted((PAGES / folder).glob("page*.html")):
        html = path.read_text(encoding="utf-8", errors="replace")
        quick, whole = (comments_in(html, every=every) for every in (False, True))
        assert [(each.author, each.when_text) for each in quick] == [(each.author, each.when_text) for each in whole]


def test_a_group_that_cannot_be_worth_more_than_a_known_platform_is_left_out() -> None:
    html = page(*map(plain, range(6)), article=ARTICLE.replace("weight.", "weight, and not of weight alone."))
    adapters: list[Adapter] = [ADAPTER, Recipe(declared=9, author="nobody")]
    quick, whole = (read(document(html), adapters, every=every) for every in (False, True))
    assert quick.adapter == whole.adapter
    assert len(quick.candidates) < len(whole.candidates)


def test_without_adapters_a_page_is_an_article() -> None:
    reading = read(document(SIX), [])
    assert (reading.adapter, reading.draft.comments) == ("none", ())


def recent(*articles: str) -> str:
    """The newest comments of a site, each with the address of its article."""
    rows = (
        f"<li class='comment' id='comment-{n}'><a class='author' href='/{article}/#comment-{n}'>{NAMES[n]}</a>"
        f"<i>{day(n)}</i><div class='text'><p>{WORDS[n]}</p></div></li>"
        for n, article in enumerate(articles)
    )
    return f"<html><body>{ARTICLE}<ul class='comments'>{''.join(rows)}</ul></body></html>"


def test_comments_of_other_pages_are_none_of_this_one() -> None:
    html = recent("stoves", "pans", "taps", "lids", "hobs", "mugs")
    assert not read(document(html, "https://example.org/kettles/"), [ADAPTER, Recipe()]).draft.comments


def test_comments_of_several_other_pages_are_none_of_a_page_that_does_not_say_where_it_is_from() -> None:
    html = recent("stoves", "pans", "taps", "pans", "hobs", "mugs")
    assert not read(document(html), [ADAPTER, Recipe()]).draft.comments


@pytest.mark.parametrize(
    "addresses",
    [
        ("kettles", "pans", "kettles", "kettles", "kettles", "mugs"),
        ("kettles", "board/kettles", "kettles", "board/kettles", "kettles", "board/kettles"),
        ("kettles/1", "kettles/2", "kettles/3", "kettles/4", "kettles/5", "kettles/6"),
    ],
)
def test_nothing_is_left_out_of_such_a_page_where_most_addresses_may_be_its_own(addresses: Sequence[str]) -> None:
    assert len(read(document(recent(*addresses)), [ADAPTER, Recipe()]).draft.comments) == 6


def test_comments_whose_addresses_lead_to_this_page_are() -> None:
    html = recent(*["kettles"] * 6)
    assert len(read(document(html, "https://example.org/kettles/"), [ADAPTER, Recipe()]).draft.comments) == 6


def test_addresses_in_a_mirror_that_differ_by_their_query_lead_to_this_page() -> None:
    html = recent(
        "topic76d8.html",
        "topic0f3a.html",
        "topicbe11.php.html",
        "topic9c04-2.php.html",
        "topica7aa.html",
        "topicfade.html",
    )
    html = html.replace(".html/#", ".html?p=1#")
    assert len(read(document(html, "https://example.org/topic.php.html"), [ADAPTER, Recipe()]).draft.comments) == 6


def test_comments_with_bylines_that_stand_twice_are_found_whole() -> None:
    rows = [
        f"<div class='comment-row'><div class='folded'><b class='author'>{NAMES[n % 6]}</b> <i>{day(n)}</i> (3)</div>"
        f"<div class='open'><div class='head'><b class='author'>{NAMES[n % 6]}</b> <i>{day(n)}</i> (3)</div>"
        f"<p>{WORDS[n % 6]} {WORDS[(n * 5 + 1 + n // 6) % 6]}</p></div></div>"
        for n in range(12)
    ]
    thread = import_bytes(page(*rows).encode(), "page.html").thread
    assert [comment.text for comment in thread.comments] == [
        f"{WORDS[n % 6]} {WORDS[(n * 5 + 1 + n // 6) % 6]}" for n in range(12)
    ]


def _nested(words: Callable[[int], str], count: int = 12) -> bytes:
    """Each comment in the one that it answers, all of them marked as comments, with writers called by numbers."""
    opened = "".join(
        f"<div class='comment' id='c{n}'><span class='author'>guest{n}</span> <time>2021-03-{1 + n % 28:02d}</time>"
        f"<p>{words(n)}</p>"
        for n in range(count)
    )
    return f"<html><body>{ARTICLE}<h2>Comments</h2>{opened}{'</div>' * count}</body></html>".encode()


@pytest.mark.slow
@pytest.mark.parametrize(
    "words",
    [
        lambda n: f"I own kettle number {n}",
        lambda _: "Thank you for all you wrote of kettles.",
        lambda n: WORDS[0] if not n else "This comment has been removed.",
    ],
    ids=["differ in figures", "the same", "removed"],
)
@pytest.mark.parametrize("count", [12, 2_000])
def test_what_is_surely_marked_as_comments_may_have_words_alike(words: Callable[[int], str], count: int) -> None:
    comments = import_bytes(_nested(words, count), "kettles.html").thread.comments
    assert len(comments) == count
    assert [each.parent_id for each in comments[1:]] == [each.id for each in comments[:-1]]


def test_what_is_marked_up_as_the_programs_own_exports_is_one_only_where_it_says_so() -> None:
    # Other sites have `article.reply[data-id]` too, with other markup inside.
    replies = "".join(
        f'<article class="reply" data-id="{n}"><b>{NAMES[n]}</b> <time>{day(n)}</time><p>{WORDS[n]}</p></article>'
        for n in range(6)
    )
    reading = read(document(page(replies)))
    assert reading.adapter != "threadreader"
    assert [comment.author for comment in reading.draft.comments] == list(NAMES[:6])
    generator = '<meta name="generator" content="threadreader">'
    assert read(document(page(replies).replace("<body>", f"<head>{generator}</head><body>", 1))).draft.is_export


@pytest.mark.parametrize(("heading", "found"), [("Search found 6 matches", 0), ("Which kettle?", 5)])
def test_results_of_a_search_are_no_thread_although_the_platform_marks_them_as_posts(heading: str, found: int) -> None:
    rows = "".join(
        f"<div class='search post bg1'><div class='inner'><dl class='postprofile'><dt class='author'>by "
        f"<a href='memberlist.php?mode=viewprofile&amp;u={number}' class='username'>{NAMES[number]}</a></dt>"
        f"<dd class='search-result-date'>{day(number)}</dd></dl><div class='postbody'>"
        f"<h3><a href='viewtopic.php?t=4&amp;p={number}#p{number}'>Re: Which kettle?</a></h3>"
        f"<div class='content'>{WORDS[number]}</div></div></div></div>"
        for number in range(6)
    )
    title = "Search - Kettles" if "Search" in heading else heading
    html = (
        f"<!DOCTYPE html><title>{title}</title><body id='phpbb' class='section-search'><div id='page-body'>"
        f"<h2 class='searchresults-title'>{heading}</h2>{rows}</div>"
    )
    assert len(import_bytes(html.encode(), "page.html").thread.comments) == found


def test_an_adapter_that_is_not_sure_of_the_platform_and_finds_nothing_leaves_the_article_to_structure() -> None:
    words = f"<div class='comment-count'></div><p>{ARTICLE}</p>"
    unsure, sure = (Recipe(tells={".comment-count": certainty}) for certainty in (20, 90))
    assert read(document(words), [ADAPTER, unsure]).adapter == "generic"
    assert read(document(words), [ADAPTER, sure]).adapter == "recipe"


def test_dated_posts_that_nobody_has_signed_are_the_news_of_a_site() -> None:
    posts = (
        f"<div class='post'><h2><a href='/{n}/' rel='bookmark'>Kettle 1.{n}</a></h2>"
        f"<div class='postDate'>{day(n)}</div><div class='entry'>{WORDS[n]} {WORDS[n]}</div></div>"
        for n in range(6)
    )
    html = f"<title>Kettles</title><body><h1>Release notes</h1><div id='blog'>{''.join(posts)}</div></body>"
    assert import_bytes(html.encode(), "kettles.html").parsed.thread.comments == ()
