"""What a theme puts before names and words."""

from collections.abc import Sequence

import pytest
from bs4 import Tag
from bs4.element import PageElement

from threadreader.importer.cleanup import without_calls, without_numbers
from threadreader.importer.draft import CommentDraft
from threadreader.importer.html.parser import parse_html


def draft(key: str, author: str, html: str, answers: str | None = None) -> CommentDraft:
    """A comment of these words."""
    body = parse_html(f"<div>{html}</div>").div
    assert isinstance(body, Tag)
    return CommentDraft(element=body, body=(body,), author=author, key=key, parent_key=answers)


def words(found: CommentDraft) -> str:
    """What is left of a comment."""
    pieces: list[str] = []
    stack: list[PageElement] = [*reversed(found.body)]
    while stack:
        node = stack.pop()
        if not isinstance(node, Tag):
            pieces.append(str(node))
        elif not (found.leave_out and found.leave_out(node)):
            stack.extend(reversed(node.contents))
    return " ".join("".join(pieces).split())


def said(drafts: Sequence[CommentDraft]) -> list[str]:
    """What is left of each comment."""
    return list(map(words, without_calls(drafts)))


ROOT = draft("1", "Ann Tolliver", "<p>Oak.</p>")


def test_a_call_before_every_reply_is_the_theme_s() -> None:
    replies = [
        draft("2", "Bob", "<p><span>@Ann Tolliver</span> </p><p>Larch.</p>", "1"),
        draft("3", "Carla", "<span>@Bob\uff1a</span>Ash.", "2"),
    ]
    assert said([ROOT, *replies]) == ["Oak.", "Larch.", "Ash."]


def test_a_call_before_one_reply_of_several_is_its_writer_s() -> None:
    replies = [
        draft("2", "Bob", "<p><span>@Ann Tolliver</span></p><p>Larch.</p>", "1"),
        draft("3", "Carla", "<p>Ash.</p>", "2"),
    ]
    assert said([ROOT, *replies]) == ["Oak.", "@Ann TolliverLarch.", "Ash."]


def test_one_reply_alone_proves_nothing() -> None:
    assert said([ROOT, draft("2", "Bob", "<p>@Ann Tolliver</p><p>Larch.</p>", "1")])[1] == "@Ann TolliverLarch."


def test_a_call_of_somebody_else_stays() -> None:
    replies = [draft(str(at), "Bob", "<p>@Dirk</p><p>Larch.</p>", "1") for at in (2, 3)]
    assert said([ROOT, *replies])[1:] == ["@DirkLarch."] * 2


@pytest.mark.parametrize("call", ["<p><a>@Ann Tolliver</a>{}</p>", "<div><p><a>@Ann Tolliver</a></p>{}</div>"])
def test_a_picture_beside_a_call_stays(call: str) -> None:
    picture = "<img src='https://example.org/saw.png'>"
    replies = [draft(str(at), "Bob", f"{call.format(picture)}<p>Larch.</p>", "1") for at in (2, 3)]
    for reply in without_calls([ROOT, *replies])[1:]:
        (shown,) = reply.element.find_all("img")
        assert reply.leave_out
        assert not any(map(reply.leave_out, shown.parents))


def test_a_paragraph_of_a_call_is_its_writer_s() -> None:
    replies = [draft(str(at), "Bob", "<p>@Ann Tolliver</p><p>Larch.</p>", "1") for at in (2, 3)]
    assert said([ROOT, *replies])[1:] == ["@Ann TolliverLarch."] * 2


def test_a_comment_that_is_nothing_but_a_call_keeps_it() -> None:
    replies = [draft(str(at), "Bob", "@Ann Tolliver", "1") for at in (2, 3)]
    assert said([ROOT, *replies])[1:] == ["@Ann Tolliver"] * 2


def named(*names: str) -> list[str | None]:
    """What is left of the names of comments."""
    return [each.author for each in without_numbers([draft(str(at), name, "Oak.") for at, name in enumerate(names)])]


def test_numbers_that_count_up_are_no_part_of_names() -> None:
    assert named("7. Ann", "8. Bob", "9. 3 Brothers") == ["Ann", "Bob", "3 Brothers"]


def test_numbers_that_do_not_count_up_are_names() -> None:
    assert named("7 Dwarfs", "8 Ball", "10 Pin") == ["7 Dwarfs", "8 Ball", "10 Pin"]
    assert named("1. Ann", "2. Bob", "Carla") == ["1. Ann", "2. Bob", "Carla"]
    assert named("1. Ann", "2. Bob") == ["1. Ann", "2. Bob"]
