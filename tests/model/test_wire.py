import json

import pytest
from hypothesis import given

from sketch import chain, row, sketch
from strategies import bodies, threads
from threadreader.model.blocks import Blocks, Marks, Paragraph, Span
from threadreader.model.thread import Article, Thread
from threadreader.model.wire import (
    article_from_plain,
    article_to_plain,
    comment_to_plain,
    thread_from_plain,
    thread_to_plain,
)


@pytest.mark.slow
@given(threads(5))
def test_threads_come_back_equal(thread: Thread) -> None:
    assert thread_from_plain(json.loads(json.dumps(thread_to_plain(thread)))) == thread


@pytest.mark.slow
@given(bodies)
def test_bodies_come_back_equal(body: Blocks) -> None:
    assert article_from_plain(article_to_plain(Article("Title", body))).body == body


@pytest.mark.parametrize("thread", [chain(5000), row(5000)], ids=["chain", "row"])
def test_threads_of_any_shape(thread: Thread) -> None:
    assert thread_from_plain(thread_to_plain(thread)) == thread


def test_a_comment() -> None:
    (comment,) = sketch("ann: > Words\n     Yes").comments
    assert comment_to_plain(comment) == {
        "id": "c1",
        "parent_id": None,
        "author": {"name": "ann", "url": None},
        "posted_at": None,
        "posted_text": None,
        "permalink": None,
        "kind": "comment",
        "status": "present",
        "by_op": False,
        "score": None,
        "text": "Words\n\nYes",
        "blocks": [
            {
                "kind": "quote",
                "blocks": [{"kind": "paragraph", "spans": [{"text": "Words", "marks": [], "href": None}]}],
                "attribution": None,
                "cite": None,
            },
            {"kind": "paragraph", "spans": [{"text": "Yes", "marks": [], "href": None}]},
        ],
    }


def test_marks_are_named() -> None:
    body: Blocks = (Paragraph((Span("a", Marks.STRONG | Marks.EMPHASIS, "https://example.org/"),)),)
    assert article_to_plain(Article("Title", body))["blocks"][0]["spans"] == [
        {"text": "a", "marks": ["emphasis", "strong"], "href": "https://example.org/"}
    ]


@pytest.mark.parametrize("block", [{}, {"kind": "poem"}, {"kind": "paragraph"}, {"kind": "paragraph", "spans": []}])
def test_what_is_no_block_is_refused(block: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="blocks"):
        article_from_plain({**article_to_plain(Article("Title")), "blocks": [block]})


def test_a_mark_that_does_not_exist_is_refused() -> None:
    block = {"kind": "paragraph", "spans": [{"text": "a", "marks": ["blink"], "href": None}]}
    with pytest.raises(KeyError):
        article_from_plain({**article_to_plain(Article("Title")), "blocks": [block]})
