"""What a library holds beside a thread: an article, its discussions on three platforms, and the links between them."""

from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

import discussed
from blog import blog_page
from threadreader.library.files import FileSource
from threadreader.library.library import Library
from threadreader.library.read_state import dump, load
from threadreader.model.related import Destination, Discussion
from threadreader.model.stored_thread import Start
from threadreader.model.thread import CommentId
from threadreader.paths import Paths, find_paths

PAGES = {
    "article": discussed.article("It does.", "Mine not."),
    "news": discussed.news(bodies=[f'As <a href="{discussed.ARTICLE}#comment-2">he says</a>.', "At three."]),
    "reddit": discussed.reddit(f"{discussed.ARTICLE}?utm_source=reddit"),
    "lobsters": discussed.lobsters("http://www.blog.example.org/kettle"),
    "other": blog_page(
        f"See {discussed.NEWS}/item?id=902", title="Tea", address="https://blog.example.org/tea/", words="It is hot."
    ),
}


@pytest.fixture
def library() -> Iterator[Library]:
    with Library.open(find_paths()) as opened:
        yield opened


@pytest.fixture
def numbers(library: Library, tmp_path: Path) -> Mapping[str, int]:
    """All pages stored; their numbers."""
    stored = {}
    for name, page in PAGES.items():
        (tmp_path / f"{name}.html").write_bytes(page)
        stored[name] = library.import_page(tmp_path / f"{name}.html").entry.number
    return stored


def test_the_discussions_of_an_article_know_each_other(library: Library, numbers: Mapping[str, int]) -> None:
    four = {name: number for name, number in numbers.items() if name != "other"}
    for name, number in four.items():
        others = library.related(number).discussions
        assert {each.number for each in others} == {*four.values()} - {number}, name
    assert library.related(numbers["other"]).discussions == []
    named = Discussion(numbers["reddit"], "reddit.example.org", discussed.TITLE, 3)
    assert named in library.related(numbers["news"]).discussions


def related_to(library: Library, number: int) -> set[int]:
    return {each.number for each in library.related(number).discussions}


def test_what_no_page_says_is_said_by_the_reader_and_taken_back(library: Library, numbers: Mapping[str, int]) -> None:
    ids = {name: library.find(str(number)).page.id for name, number in numbers.items()}
    library.set_same_article([ids["other"], ids["news"]], same=True)
    assert related_to(library, numbers["other"]) == {*numbers.values()} - {numbers["other"]}
    assert numbers["other"] in related_to(library, numbers["lobsters"])
    library.set_same_article([ids["other"], ids["news"]], same=False)
    assert related_to(library, numbers["other"]) == set()
    library.set_same_article([ids["reddit"], ids["news"]], same=False)
    assert numbers["reddit"] not in related_to(library, numbers["news"])
    assert numbers["news"] not in related_to(library, numbers["reddit"])
    assert numbers["article"] in related_to(library, numbers["reddit"])


@pytest.mark.process
def test_a_thread_that_is_imported_again_is_joined_as_before(
    library: Library, numbers: Mapping[str, int], tmp_path: Path
) -> None:
    library.set_same_article([library.find(str(numbers[each])).page.id for each in ("other", "news")], same=True)
    library.forget(numbers["other"])
    assert numbers["other"] not in related_to(library, numbers["news"])
    again = library.import_page(tmp_path / "other.html").entry.number
    assert again in related_to(library, numbers["news"])


@pytest.mark.process
def test_a_dump_carries_what_was_joined_and_parted(
    library: Library, numbers: Mapping[str, int], tmp_path: Path
) -> None:
    ids = {name: library.find(str(number)).page.id for name, number in numbers.items()}
    library.set_same_article([ids["other"], ids["news"]], same=True)
    library.set_same_article([ids["reddit"], ids["news"]], same=False)
    (tmp_path / "marks.jsonl").write_text(dump(library), encoding="utf-8")
    with Library.open(Paths(*[tmp_path / "elsewhere"] * 3)) as another:
        there = {name: another.import_page(tmp_path / f"{name}.html").entry.number for name in reversed(PAGES)}
        assert load(another, FileSource(tmp_path / "marks.jsonl")).new == 4
        assert load(another, FileSource(tmp_path / "marks.jsonl")).new == 0
        assert there["other"] in related_to(another, there["news"])
        assert there["reddit"] not in related_to(another, there["news"])


def test_a_thread_about_a_thread_is_no_discussion_of_its_article(library: Library, numbers: Mapping[str, int]) -> None:
    path = Path(library.file).parent / "about.html"
    path.write_bytes(discussed.news(700, f"{discussed.REDDIT}/r/tea/comments/77/", title="A thread on tea"))
    number = library.import_page(path).entry.number
    assert related_to(library, number) == set()
    assert [each for each in library.related(numbers["reddit"]).linking()[0].numbers if each == number]


def test_a_link_leads_to_the_thread_the_comment_or_the_article(library: Library, numbers: Mapping[str, int]) -> None:
    related = library.related(numbers["other"])
    news, article = numbers["news"], numbers["article"]
    assert related.find(f"{discussed.NEWS}/item?id=900") == Destination(news)
    assert related.find(f"{discussed.NEWS}/item?id=902") == Destination(news, Start(CommentId("902")))
    assert related.find(discussed.ARTICLE) == Destination(article)
    assert related.find(f"{discussed.ARTICLE}#comment-2") == Destination(article, Start(CommentId("comment-2")))
    assert related.find(f"{discussed.ARTICLE}#a-heading") == Destination(article)
    words = related.find(f"{discussed.ARTICLE}#:~:text=whistles%20when")
    assert words
    assert words.start
    assert words.start.words
    assert related.find("https://nowhere.example/") is None


def test_a_thread_that_was_removed_meanwhile_is_found_no_more(library: Library, numbers: Mapping[str, int]) -> None:
    related = library.related(numbers["news"])
    assert related.is_stored(f"{discussed.ARTICLE}#comment-2")
    hits, _ = library.related(numbers["article"]).linking()
    library.forget(numbers["article"])
    library.forget(numbers["news"])
    assert related.find(discussed.ARTICLE) is None
    assert [hits[at].text for at in range(len(hits)) if hits.numbers[at] == numbers["news"]] == [
        "no longer in the library"
    ] * 2


def test_links_into_the_library_are_told_from_others(library: Library, numbers: Mapping[str, int]) -> None:
    related = library.related(numbers["news"])
    assert related.is_stored(discussed.ARTICLE)
    assert not related.is_stored("https://nowhere.example/")
    assert not related.is_stored("mailto:ann@example.org")
    assert not library.related(numbers["other"]).is_stored(discussed.ARTICLE)


def test_what_links_to_a_thread_is_listed_with_its_words(library: Library, numbers: Mapping[str, int]) -> None:
    hits, more = library.related(numbers["article"]).linking()
    assert not more
    texts = {(hits[at].number, hits[at].position): hits[at].text for at in range(len(hits))}
    assert texts[numbers["news"], 0] == "As he says."
    assert {number for number, position in texts if position == -1} == {
        numbers[name] for name in ("news", "reddit", "lobsters")
    }


def test_the_article_of_a_discussion_is_named_in_it(library: Library, numbers: Mapping[str, int]) -> None:
    links = [library.open_thread(numbers[name]).article.link for name in ("news", "reddit", "lobsters", "article")]
    assert [link and link.partition("?")[0] for link in links] == [
        *(discussed.ARTICLE, discussed.ARTICLE, "http://www.blog.example.org/kettle"),
        None,
    ]


def test_a_story_that_links_to_itself_discusses_no_other_page(library: Library, tmp_path: Path) -> None:
    (tmp_path / "ask.html").write_bytes(discussed.news(5, "item?id=5", title="Ask: why?"))
    number = library.import_page(tmp_path / "ask.html").entry.number
    assert library.open_thread(number).article.link is None
