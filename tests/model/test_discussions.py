"""Discussions of one article as one thread, and the progress in each of them."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from sketch import sketch
from threadreader.model.annotation import Annotation
from threadreader.model.page import Page, PageId
from threadreader.model.related import Discussed, JoinedDiscussions
from threadreader.model.stored_thread import Progress
from threadreader.model.thread import Article, CommentId, Thread

ARTICLE = Discussed(
    1,
    Page(PageId("a"), "On kettles", "https://kettle.example.org/"),
    sketch("# On kettles\n\nIt whistles.\n\nann: Yes.\n"),
)
STORY = Discussed(
    7,
    Page(PageId("s"), "Why it whistles", "https://news.example.org/7", "News"),
    replace(
        sketch("# Why it whistles\n\nAn old question.\n\nbob: No.\n  cleo: Yes.\n"),
        article=Article(
            "Why it whistles", sketch("# -\n\nAn old question.\n").article.body, link="https://kettle.example.org/"
        ),
    ),
)
JOINED = JoinedDiscussions([STORY, ARTICLE])


def test_each_discussion_is_a_branch_and_the_article_is_that_of_its_own_page() -> None:
    thread = JOINED.thread
    assert thread.article == ARTICLE.thread.article
    assert [(comment.id, comment.parent_id, comment.author and comment.author.name) for comment in thread.comments] == [
        ("7", None, "News · Why it whistles"),
        ("7:c1", "7", "bob"),
        ("7:c2", "7:c1", "cleo"),
        ("1", None, "kettle.example.org"),
        ("1:c1", "1", "ann"),
    ]
    assert [comment.text for comment in thread.comments][::3] == ["An old question.", "On kettles"]


def test_without_an_article_the_first_discussion_has_it() -> None:
    only = replace(STORY, number=8)
    assert JoinedDiscussions([STORY, only]).thread.article == STORY.thread.article


def _progress(thread: Thread) -> st.SearchStrategy[Progress]:
    some = st.frozensets(st.sampled_from([comment.id for comment in thread.comments]))
    owners = st.sampled_from([None, *(comment.id for comment in thread.comments)])
    annotations = st.dictionaries(
        st.text("abc", min_size=1), owners.map(lambda owner: Annotation(owner, 0, 2, "It")), max_size=3
    )
    fields: dict[str, st.SearchStrategy[Any]] = {
        "seen": some,
        "starred": some,
        "muted": some,
        "annotations": annotations,
        "line": st.integers(0, 9),
    }
    return st.fixed_dictionaries({**fields, "annotations": annotations}).map(lambda each: Progress(**each))


@given(_progress(ARTICLE.thread), _progress(STORY.thread))
def test_what_was_done_comes_back_to_each_discussion(article: Progress, story: Progress) -> None:
    story = replace(story, annotations={f"s{name}": each for name, each in story.annotations.items()})
    joined = JOINED.joined({1: article, 7: story})
    assert JOINED.parted(1, joined, article) == article
    assert JOINED.parted(7, joined, story) == story


def test_a_root_is_read_and_can_be_no_more() -> None:
    joined = JOINED.joined({1: Progress(), 7: Progress()})
    assert joined.seen == {"1", "7"}
    done = replace(joined, seen=joined.seen | {CommentId("7:c2")}, starred=frozenset({CommentId("7")}))
    assert JOINED.parted(7, done, Progress()) == Progress(seen=frozenset({CommentId("c2")}))
    assert JOINED.parted(1, done, Progress()) == Progress()
