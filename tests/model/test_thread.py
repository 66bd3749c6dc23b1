import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from sketch import chain, paragraph, row, sketch
from strategies import comments, silent_threads
from threadreader.model.blocks import BlockQuote
from threadreader.model.text import parse_iso
from threadreader.model.thread import (
    ROOT,
    Article,
    Author,
    Comment,
    CommentId,
    Status,
    Thread,
    break_cycles,
    depths,
    pre_order,
    sizes,
)

DRAWN = sketch("""
    # On bread

    First paragraph,
    in two lines.

    Second.

    ann: A root.
      bob*: > A root.
            > > deeper

            Yes.
        cid: Again
      dan: Other
    eve:
""")


def _comment(name: str, parent: str | None = None) -> Comment:
    return Comment(CommentId(name), CommentId(parent) if parent else None, Author("ann"), ())


def test_the_sketch_is_the_thread_that_is_drawn() -> None:
    assert DRAWN.article == Article("On bread", (paragraph("First paragraph, in two lines."), paragraph("Second.")))
    assert [(c.id, c.parent_id, c.author and c.author.name, c.by_op) for c in DRAWN.comments] == [
        ("c1", None, "ann", False),
        ("c2", "c1", "bob", True),
        ("c3", "c2", "cid", False),
        ("c4", "c1", "dan", False),
        ("c5", None, "eve", False),
    ]
    quote = BlockQuote((paragraph("A root."), BlockQuote((paragraph("deeper"),))))
    assert DRAWN.comments[1].body == (quote, paragraph("Yes."))
    assert DRAWN.comments[4].body == ()


def test_a_line_that_belongs_nowhere_is_refused() -> None:
    with pytest.raises(ValueError, match="neither a comment nor more"):
        sketch("ann: First\nlost")


def test_columns_of_a_thread() -> None:
    assert DRAWN.parents == (-1, 0, 1, 0, -1)
    assert DRAWN.depths == (0, 1, 2, 1, 0)
    assert DRAWN.sizes == (4, 2, 1, 1, 1)
    assert DRAWN.position[CommentId("c4")] == 3
    assert DRAWN.ancestors(2) == [1, 0]
    assert DRAWN.ancestors(4) == []
    assert DRAWN.comments[1].text == "A root.\n\ndeeper\n\nYes."


def test_an_empty_thread_has_no_columns() -> None:
    assert (Thread(Article("Alone")).depths, Thread(Article("Alone")).sizes) == ((), ())


@pytest.mark.parametrize(
    ("comments", "trouble"),
    [
        ((_comment("c1"), _comment("c1")), "two comments have the id c1"),
        ((_comment("c2", "c1"), _comment("c1")), "does not follow its parent c1"),
        ((_comment("c1", "c1"),), "does not follow its parent c1"),
        ((_comment("c1"), _comment("c2"), _comment("c3", "c1")), "does not follow its parent c1"),
        ((_comment("c1", "c2"), _comment("c2", "c1")), "does not follow its parent c2"),
    ],
)
def test_comments_out_of_pre_order_are_refused(comments: tuple[Comment, ...], trouble: str) -> None:
    with pytest.raises(ValueError, match=trouble):
        Thread(Article("Wrong"), comments)


def test_a_comment_has_an_id() -> None:
    with pytest.raises(ValueError, match="has an id"):
        _comment("")


def test_a_missing_comment_has_no_author_or_body() -> None:
    here = Comment(CommentId("c1"), None, None, (), status=Status.MISSING)
    assert here.text == ""
    with pytest.raises(ValueError, match="is missing"):
        Comment(CommentId("c1"), None, Author("ann"), (), status=Status.MISSING)


@pytest.mark.parametrize("name", ["", " ann", "ann\n"])
def test_a_name_has_no_space_around_it(name: str) -> None:
    with pytest.raises(ValueError, match="name"):
        Author(name)


def test_an_article_says_its_time_in_iso() -> None:
    assert Article("A", published_at=parse_iso("2012-03-01", "2012-03-01")).published_at is not None
    with pytest.raises(ValueError, match="ISO 8601"):
        Article("A", published_at=parse_iso("March 1", "2012-03-01"))


@given(silent_threads())
def test_depths_and_sizes_agree_with_the_parents(thread: Thread) -> None:
    for place, comment in enumerate(thread.comments):
        branch = thread.comments[place : place + thread.sizes[place]]
        below = {c.id for p, c in enumerate(thread.comments) if place in thread.ancestors(p)}
        assert {c.id for c in branch} == below | {comment.id}
        assert thread.depths[place] == len(thread.ancestors(place))
        assert thread.position[comment.id] == place


@pytest.mark.slow
def test_fifty_thousand_levels_are_a_thread() -> None:
    deep = chain(50_000)
    assert deep.depths == tuple(range(50_000))
    assert deep.sizes[:2] == (50_000, 49_999)
    assert len(deep.ancestors(49_999)) == 49_999
    assert hash(deep) == hash(chain(50_000))


def test_fifty_thousand_roots_are_a_thread() -> None:
    assert set(row(50_000).sizes) == {1}


def test_depths_and_sizes_of_bare_parents() -> None:
    assert depths([-1, 0, 1, -1]) == (0, 1, 2, 0)
    assert sizes([-1, 0, 1, -1]) == (3, 2, 1, 1)


@given(comments())
def test_a_comment_that_says_something_else_is_otherwise_the_same(comment: Comment) -> None:
    body = () if comment.status is Status.MISSING else (paragraph("Other words."),)
    assert comment.with_body(body) == replace(comment, body=body)


PARENTS = st.lists(st.integers(0, 30)).map(
    lambda picks: [pick % (len(picks) + 1) - 1 for pick in picks]  # any place of the list, or none
)


def test_branches_are_contiguous_and_siblings_keep_their_order() -> None:
    assert list(pre_order([ROOT, ROOT, 0, 1, 0])) == [0, 2, 4, 1, 3]


def test_a_comment_that_is_only_referred_to_stands_where_the_first_reply_to_it_would() -> None:
    assert list(pre_order([ROOT, 3, ROOT, ROOT], present=3)) == [0, 3, 1, 2]


def test_the_first_of_a_ring_becomes_a_root() -> None:
    parents = [2, 0, 1, 2]
    assert list(break_cycles(parents)) == [0]
    assert parents == [ROOT, 0, 1, 2]


@given(PARENTS)
def test_every_place_comes_once_and_parents_come_first(parents: list[int]) -> None:
    list(break_cycles(parents))
    places = list(pre_order(parents))
    assert sorted(places) == list(range(len(parents)))
    at = {place: n for n, place in enumerate(places)}
    assert all(parent == ROOT or at[parent] < at[place] for place, parent in enumerate(parents))
