from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reading import read, reader
from sketch import chain
from threadreader.model.page import Page, PageId, Save
from threadreader.model.text import Moment, parse_iso
from threadreader.model.thread import Article, Author, Comment, CommentId, Status, Thread
from threadreader.session.layout import ReplyColumns, byline, origin


@given(st.integers(1, 200), st.integers(0, 3_000), st.integers(1, 4))
def test_text_fits_beside_what_stands_left_of_it(width: int, depth: int, indent: int) -> None:
    columns = ReplyColumns(width, 72, indent)
    assert columns.text_width(depth) >= 1
    assert columns.mark(depth) >= 0
    if width >= 20:
        assert columns.mark(depth) + 3 + columns.text_width(depth) < width


def test_deeper_replies_stand_further_right_until_the_text_would_get_too_narrow() -> None:
    columns = ReplyColumns(80)
    marks = [columns.mark(depth) for depth in range(40)]
    assert marks[:3] == [2, 4, 6]
    assert marks == sorted(marks)
    assert marks[-1] == marks[columns.levels] < 80 - 36
    assert columns.text_width(39) >= 36


def test_a_narrow_pane_indents_by_one_column_and_four_levels() -> None:
    columns = ReplyColumns(40)
    assert [columns.mark(depth) - columns.mark(0) for depth in range(6)] == [0, 1, 2, 3, 4, 4]


def test_estimates_are_about_as_high_as_the_replies() -> None:
    session = read(chain(200))
    layout, folded = session.replies.layout, session.replies
    real = [folded.text_height(place) + 1 for place in range(200)]
    assert abs(sum(layout.estimates(range(200))) - sum(real)) <= 0.2 * sum(real)


def test_the_byline_names_authors_and_time_as_far_as_they_are_known() -> None:
    iso = "2012-03-09T10:00:00"
    article = Article("T", authors=(Author("Ann"), Author("Bob")), published_at=parse_iso(iso, iso))
    assert byline(article, Page(PageId(""), "")) == "Ann, Bob · 9 Mar 2012 10:00"
    assert byline(Article("T"), Page(PageId(""), "")) == ""


def test_what_has_no_words_says_why() -> None:
    gone = Comment(CommentId("a"), None, None, (), status=Status.REMOVED)
    missing = Comment(CommentId("b"), None, None, (), status=Status.MISSING)
    empty = Comment(CommentId("c"), None, None, (), posted_at=Moment("now"))
    session = read(Thread(Article("T"), (gone, missing, empty)))
    said = [session.replies.layout.body(place)[0].text for place in range(3)]
    assert said == ["[removed]", "[not saved]", "[empty]"]


def test_a_file_without_an_article_says_so_at_its_head() -> None:
    session = reader("ann: Hi")
    words = [line.text for line in session.article.layout.lines(0)]
    assert words == ["Article", "The article was not saved with this page."]


@pytest.mark.parametrize(
    ("url", "saved_at", "said"),
    [
        (None, None, ""),
        ("https://a.example/", None, "https://a.example/"),
        ("https://a.example/", datetime(2024, 3, 5, tzinfo=UTC), "saved 5 Mar 2024 · https://a.example/"),
        (None, datetime(2024, 3, 5, tzinfo=UTC), "saved 5 Mar 2024"),
    ],
)
def test_where_a_page_is_from_and_when_it_was_saved_is_said(
    url: str | None, saved_at: datetime | None, said: str
) -> None:
    save = Save("digest", "a.html", "html", "wordpress", saved_at, datetime(2025, 1, 1, tzinfo=UTC))
    assert origin(Page(PageId("p"), "Bread", url, saves=(save,))) == said


def test_each_level_is_indented_also_where_two_take_turns() -> None:
    talk = "\n".join(f"{'  ' * depth}{name}: {depth}" for depth, name in enumerate(["ann", "bob"] * 4))
    layout = reader(talk).replies.layout
    assert [layout.level(place) for place in range(8)] == list(range(8))
