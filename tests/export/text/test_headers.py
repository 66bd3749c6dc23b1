import pytest
from hypothesis import given
from hypothesis import strategies as st

from strategies import authors, comments, names
from threadreader.export.text.inline import read_author, read_header, write_author, write_header
from threadreader.model.thread import Author, Comment, CommentId


@given(comments(), names, st.integers(1, 999), st.none() | st.integers(1, 999), st.booleans())
def test_headers_read_back(comment: Comment, name: str, number: int, parent: int | None, is_fragment: bool) -> None:
    named = Comment(
        CommentId(name),
        None,
        comment.author,
        (),
        comment.posted_at,
        None,
        comment.by_op,
        comment.kind,
        comment.status,
        comment.score,
    )
    found = read_header(write_header(named, number, parent, is_fragment=is_fragment))
    assert (found.number, found.parent, found.comment_id, found.is_fragment) == (number, parent, name, is_fragment)
    assert (found.author, found.by_op, found.kind) == (comment.author, comment.by_op, comment.kind)
    assert (found.status, found.score) == (comment.status, comment.score)
    posted = comment.posted_at
    assert (found.posted_at and found.posted_at.at) == (posted and posted.at)
    assert (found.posted_at and found.posted_at.text) == (posted and (posted.iso or posted.text))


@given(authors)
def test_authors_read_back(author: Author) -> None:
    assert read_author(write_author(author)) == author


@pytest.mark.parametrize(
    "name", ["(no name)", "Bo (OP)", "Bo, no time", "a < b", "<a>", "Bo <https://e.org/>", "\\", "\\(OP)"]
)
def test_names_that_look_like_the_grammar(name: str) -> None:
    comment = Comment(CommentId("[#x]"), None, Author(name), ())
    found = read_header(write_header(comment, 1, None, is_fragment=False))
    assert (found.author, found.by_op, found.comment_id) == (Author(name), False, "[#x]")


@pytest.mark.parametrize(
    "line", ["", "#1", "#1 Bo", "#x Bo, no time", "#1 Bo, soon", "#1 Bo, no time, re 3", "#1 Bo, 2024-13-01"]
)
def test_what_is_no_header_is_refused(line: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        read_header(line)
