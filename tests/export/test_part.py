from hypothesis import given
from hypothesis import strategies as st

from export_sample import SAMPLE
from sketch import outline, sketch
from strategies import quote_indexes, threads
from threadreader.export import Exported, select_comments, without_article
from threadreader.model.page import Page, PageId
from threadreader.model.thread import CommentId

PAGE = Page(PageId("page"), "Page")
TALK = sketch("ann: 1\n  bob: 2\n    carl: 3\n  dora: 4\neve: 5")


def part(*chosen: str, context: bool) -> str:
    return outline(select_comments(Exported(PAGE, TALK), list(map(CommentId, chosen)), context=context).thread)


def test_what_is_answered_comes_along() -> None:
    assert part("c3", "c5", context=True) == "c1\n  c2\n    c3\nc5"


def test_without_it_a_branch_begins_at_its_first_comment() -> None:
    assert part("c2", "c3", context=False) == "c2\n  c3"


def test_a_link_into_what_is_left_out_is_left_out() -> None:
    assert SAMPLE.quotes.links
    chosen = select_comments(SAMPLE, [SAMPLE.thread.comments[1].id], context=False)
    assert {link.target.owner for link in chosen.quotes.links} <= {None}


@given(st.data())
def test_any_part_is_a_thread(data: st.DataObject) -> None:
    thread = data.draw(threads(8))
    exported = Exported(PAGE, thread, data.draw(quote_indexes(thread)))
    ids = [comment.id for comment in thread.comments]
    chosen = data.draw(st.sets(st.sampled_from(ids))) if ids else set()
    whole = select_comments(exported, chosen, context=True)
    assert chosen <= {comment.id for comment in whole.thread.comments}
    kept = {None, *(comment.id for comment in whole.thread.comments)}
    assert {link.target.owner for link in whole.quotes.links} <= kept
    alone = select_comments(exported, chosen, context=False)
    assert [c.id for c in alone.thread.comments] == [one for one in ids if one in chosen]


def test_without_the_article_what_leads_into_it_is_left_out() -> None:
    bare = without_article(SAMPLE)
    assert bare.thread.article.body == ()
    assert bare.thread.article.title == SAMPLE.thread.article.title
    assert bare.thread.comments == SAMPLE.thread.comments
    assert {link.target.owner for link in bare.quotes.links} == {CommentId("comment-7")}


def test_what_answers_one_that_is_left_out_stands_under_the_next_above() -> None:
    assert part("c1", "c3", "c4", context=False) == "c1\n  c3\n  c4"
