"""Comments that were taken away."""

import pytest
from bs4 import Tag

from threadreader.importer.cleanup import withheld
from threadreader.importer.draft import CommentDraft
from threadreader.importer.html.parser import parse_html
from threadreader.model.thread import Kind, Status


def draft(html: str, author: str | None = None, key: str | None = "7") -> CommentDraft:
    """A comment of these words."""
    body = parse_html(f"<div>{html}</div>").div
    assert isinstance(body, Tag)
    return CommentDraft(element=body, body=(body,), author=author, key=key)


@pytest.mark.parametrize(
    "html",
    ["<p>[deleted]</p>", "This comment has been removed by the author.", "<p>(post deleted by author)</p>", " \n "],
)
def test_what_says_that_it_was_removed_holds_its_place(html: str) -> None:
    found = withheld(draft(html))
    assert found.status is Status.REMOVED
    assert not found.body


def test_who_wrote_a_removed_comment_is_kept_where_it_is_said() -> None:
    assert withheld(draft("[removed]", "Ann")).author == "Ann"
    assert withheld(draft("", "Deleted comment")).author is None


@pytest.mark.parametrize(
    "html",
    [
        "<p>I deleted it.</p>",
        "<p>This comment was deleted yesterday, and I have written it again since it said how the saw is set.</p>",
        '<img src="https://example.org/saw.png">',
        f"<p>[deleted]</p>{'<p>Oak, larch and ash.</p>' * 20}",
    ],
)
def test_all_else_is_a_comment(html: str) -> None:
    whole = draft(html)
    assert withheld(whole) is whole


def test_what_a_writer_may_have_said_of_a_comment_is_kept() -> None:
    words = "Post deleted by mistake, sorry everyone!"
    for author in ("Ann", "[deleted]", None):
        assert withheld(draft(words, author)).status is Status.PRESENT


def test_one_with_a_name_and_no_words_is_not_known_to_be_removed() -> None:
    whole = draft("", "Ann")
    assert withheld(whole) is whole


def test_only_comments_are_removed() -> None:
    ping = CommentDraft(element=draft("").element, key="8", kind=Kind.PINGBACK)
    assert withheld(ping) is ping
