import pytest
from hypothesis import given

from sketch import chain, sketch
from strategies import threads
from threadreader.model.blocks import leaves, text
from threadreader.model.page import Page, PageId
from threadreader.model.stored_thread import Skeleton, ThreadInMemory
from threadreader.model.thread import CommentId, Thread

PAGE = Page(PageId("p"), "Bread")


def test_a_skeleton_is_the_thread_without_its_words() -> None:
    skeleton = Skeleton.of(
        sketch("""
        ann: First

             again
          bob*: > First
                no
        eve:
    """)
    )
    assert skeleton.ids == ("c1", "c2", "c3")
    assert skeleton.parents == (-1, 0, -1)
    assert skeleton.names == ("ann", "bob", "eve")
    assert skeleton.times == (None, None, None)
    assert skeleton.lengths == (len("First\n\nagain"), len("First\n\nno"), 0)
    assert skeleton.leaves == (2, 2, 0)
    assert skeleton.by_op == {1}
    assert len(skeleton) == 3
    assert skeleton.position[CommentId("c2")] == 1


@pytest.mark.slow
@given(threads())
def test_a_skeleton_agrees_with_its_thread(thread: Thread) -> None:
    skeleton = Skeleton.of(thread)
    assert skeleton.depths == thread.depths
    assert skeleton.sizes == thread.sizes
    assert list(skeleton.lengths) == [len(text(comment.body)) for comment in thread.comments]
    assert list(skeleton.leaves) == [len(list(leaves(comment.body))) for comment in thread.comments]
    for place in range(len(skeleton)):
        assert skeleton.ancestors(place) == thread.ancestors(place)


@pytest.mark.slow
@given(threads())
def test_a_thread_in_memory_gives_its_comments_and_texts(thread: Thread) -> None:
    opened = ThreadInMemory(PAGE, thread)
    assert tuple(map(opened.comment, range(len(opened.skeleton)))) == thread.comments
    assert list(opened.texts()) == [comment.text for comment in thread.comments]
    assert opened.article is thread.article


def test_a_skeleton_of_two_thousand_levels() -> None:
    assert Skeleton.of(chain(2_000)).depths[-1] == 1_999
