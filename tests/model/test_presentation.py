"""A thread as other programs take it: walked, searched, as a table and in a notebook."""

import sys
from pathlib import Path

import pytest

import threadreader
from blog import blog_page
from sketch import sketch
from threadreader.errors import PageError, ThreadreaderError
from threadreader.model.thread import Article, Author, Comment, CommentId, Thread

TREE = "# Bread\n\nIt rises.\n\nann: The dough\n  Bob: No dough\n    ann: Why\ncarl: What then?"


@pytest.fixture
def thread() -> Thread:
    return sketch(TREE)


def test_a_walk_gives_each_comment_with_its_depth(thread: Thread) -> None:
    assert [(comment.text, depth) for comment, depth in thread.walk()] == [
        ("The dough", 0),
        ("No dough", 1),
        ("Why", 2),
        ("What then?", 0),
    ]


def test_a_walk_from_a_comment_is_that_of_its_branch(thread: Thread) -> None:
    branch = thread.walk(thread.comments[1].id)
    assert [(comment.text, depth) for comment, depth in branch] == [("No dough", 1), ("Why", 2)]
    with pytest.raises(KeyError):
        thread.walk(CommentId("none"))


def test_comments_are_found_by_words_and_author(thread: Thread) -> None:
    assert [comment.text for comment in thread.find("DOUGH")] == ["The dough", "No dough"]
    assert [comment.text for comment in thread.find("dough", author="bob")] == ["No dough"]
    assert [comment.text for comment in thread.find(author="Ann")] == ["The dough", "Why"]
    assert thread.find("nothing") == []


def test_a_frame_has_a_row_for_each_comment(tmp_path: Path) -> None:
    page = tmp_path / "bread.html"
    page.write_bytes(blog_page("One", "Two"))
    frame = threadreader.open(page).to_frame()
    assert frame["text"].tolist() == ["One", "Two"]
    assert str(frame["time"].min()) == "2024-05-02 10:00:00"
    assert (str(frame["depth"].dtype), str(frame["votes"].dtype)) == ("int64", "Int64")


def test_a_frame_of_no_comments_has_the_same_columns(thread: Thread) -> None:
    empty = Thread(Article("Bread")).to_frame()
    assert (len(empty), list(empty.columns)) == (0, list(thread.to_frame().columns))
    assert str(empty["time"].dtype).startswith("datetime64")


def test_without_pandas_the_cure_is_named(thread: Thread, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pandas", None)
    with pytest.raises(ImportError, match="pip install pandas"):
        thread.to_frame()


def test_a_notebook_shows_text_and_no_markup_of_the_page() -> None:
    words = threadreader.import_bytes(blog_page("<script>alert(1)</script>", title="<b>Bread</b>"), "bread.html").thread
    html = words._repr_html_()
    assert "&lt;b&gt;Bread&lt;/b&gt;" in html
    assert "<script" not in html
    assert "1 comment" in html


def test_a_notebook_shows_the_beginning_of_a_large_thread() -> None:
    comments = [
        Comment(CommentId(str(n)), CommentId(str(n - 1)) if n else None, Author("ann"), ()) for n in range(2_000)
    ]
    html = Thread(Article("Bread"), tuple(comments))._repr_html_()
    assert html.count("<b>ann</b>") == 100
    assert "and 1,900 more" in html


def test_several_files_of_a_thread_are_opened_as_one(tmp_path: Path) -> None:
    for number, first in ((1, 1), (2, 3)):
        address = "https://blog.example.org/bread/" + ("" if number == 1 else "comment-page-2/")
        (tmp_path / f"{number}.html").write_bytes(blog_page("a", "b", address=address, first=first))
    assert len(threadreader.open(str(tmp_path)).comments) == 4


def test_what_is_no_page_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(PageError, match="no such file"):
        threadreader.open(tmp_path / "gone.html")
    (tmp_path / "inner").mkdir()
    with pytest.raises(ThreadreaderError, match="without pages"):
        threadreader.open(tmp_path / "inner")
