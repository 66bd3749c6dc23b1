"""One thread from several saves of it."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from sketch import chain, outline, sketch
from strategies import threads
from threadreader.model.merge import compare_saves, merge_saves
from threadreader.model.page import Changes, Note, Page, PageId, Paging, Save, count_note, parent_note
from threadreader.model.renames import with_distinct_ids
from threadreader.model.save import ParsedPage
from threadreader.model.text import parse_iso
from threadreader.model.thread import Article, Author, Comment, CommentId, Status, Thread

DAY = datetime(2024, 5, 1, tzinfo=UTC)


def saved(
    drawing: str | Thread,
    number: int | None = None,
    last: int | None = None,
    *,
    day: int = 0,
    names: Sequence[str] = (),
    declared: int | None = None,
    notes: tuple[Note, ...] = (),
) -> ParsedPage:
    """A save of a drawn thread; `names` are the ids of its comments, where they are not c1, c2 and on."""
    thread = sketch(drawing) if isinstance(drawing, str) else drawing
    paging = Paging("t", number, last or number) if number else None
    if names:
        ids = {comment.id: CommentId(name) for comment, name in zip(thread.comments, names, strict=True)}
        comments = (replace(c, id=ids[c.id], parent_id=c.parent_id and ids[c.parent_id]) for c in thread.comments)
        thread = Thread(thread.article, tuple(comments))
    save = Save(f"{day}-{number}", "page.html", "html", "drawn", DAY + timedelta(day))
    page = Page(PageId("page"), thread.article.title, declared_count=declared, saves=(save,))
    return ParsedPage(page, thread, notes=notes, paging=paging)


def ids(*names: str) -> frozenset[CommentId]:
    return frozenset(map(CommentId, names))


def test_one_save_alone_is_what_it_is() -> None:
    one = saved("# Bread\n\nIt rises.\n\nann: First\n  bob: Second", declared=5, notes=(Note("c1", "odd"),))
    joined = merge_saves([one])
    assert joined.thread == one.thread
    assert (joined.page.declared_count, joined.changes) == (5, Changes())
    assert joined.notes == (count_note(5, 2, opened=False), Note("c1", "odd"))


def test_pages_stand_in_the_order_of_their_numbers_whatever_order_they_come_in() -> None:
    pages = [
        saved("# Bread\n\nIt rises.\n\nann: One\n  bob: Two", 1, 3, names="ab"),
        saved("# Bread\n\nann: Three", 2, 3, names="c"),
        saved("# Bread\n\nann: Four\n  bob: Five", 3, 3, names="de"),
    ]
    joined = merge_saves([pages[2], pages[0], pages[1]])
    assert outline(joined.thread) == "a\n  b\nc\nd\n  e"
    assert joined.thread.article.text == "It rises."
    assert (joined.notes, joined.changes) == ((), Changes())


def test_a_comment_that_two_pages_show_is_there_once() -> None:
    joined = merge_saves([saved("ann: One\nbob: Two", 1, names="ab"), saved("bob: Two\ncy: Three", 2, names="bc")])
    assert outline(joined.thread) == "a\nb\nc"


def test_a_parent_on_another_page_is_found_and_the_note_of_it_goes() -> None:
    missing = Comment(CommentId("a"), None, None, (), status=Status.MISSING)
    answer = replace(sketch("bob: Two").comments[0], id=CommentId("b"), parent_id=CommentId("a"))
    later = saved(Thread(Article("Bread"), (missing, answer)), 2, notes=(parent_note("b", "a"), Note("b", "odd")))
    joined = merge_saves([later, saved("ann: One\ncy: Three", 1, 2, names="ac")])
    assert outline(joined.thread) == "a\n  b\nc"
    assert joined.notes == (Note("b", "odd"),)


def test_a_parent_that_no_page_has_stays_missing() -> None:
    missing = Comment(CommentId("a"), None, None, (), status=Status.MISSING)
    answer = replace(sketch("bob: Two").comments[0], id=CommentId("b"), parent_id=CommentId("a"))
    joined = merge_saves(
        [saved(Thread(Article("Bread"), (missing, answer)), 2, notes=(parent_note("b", "a"),)), saved("x: 1", 1)]
    )
    assert outline(joined.thread) == "c1\na\n  b"
    assert joined.notes == (parent_note("b", "a"),)


def test_what_is_not_among_the_files_is_a_note() -> None:
    said = [
        note.message for note in merge_saves([saved("a: 1", 2, 9, names="a"), saved("b: 2", 5, 9, names="b")]).notes
    ]
    assert said == ["pages 1, 3 to 4 and 6 to 9 of 9 missing"]
    said = [note.message for note in merge_saves([saved("a: 1", 1, 2)]).notes]
    assert said == ["page 2 of 2 missing"]


def test_the_count_is_that_of_all_pages() -> None:
    pages = [saved("a: 1\nb: 2", 1, names="ab", declared=3), saved("c: 3", 2, names="c", declared=3)]
    own = [replace(page, notes=(count_note(3, len(page.shown), opened=False) or Note("", ""),)) for page in pages]
    assert merge_saves(own).notes == ()
    assert [note.message for note in merge_saves(own[:1]).notes] == ["2 of 3 comments saved"]


def _timed(numbers: Sequence[int]) -> Thread:
    times = [f"2024-05-{number:02}" for number in numbers]
    comments = (
        Comment(CommentId(f"c{n}"), None, Author("ann"), (), parse_iso(t, t))
        for n, t in zip(numbers, times, strict=True)
    )
    return Thread(Article("Bread"), tuple(comments))


def test_pages_that_begin_with_the_newest_comment_stand_newest_first() -> None:
    pages = [saved(_timed([3, 2, 1]), 1), saved(_timed([6, 5, 4]), 2), saved(_timed([8, 7]), 3)]
    assert [comment.id for comment in merge_saves(pages).thread.comments] == [f"c{n}" for n in range(8, 0, -1)]
    rising = [saved(_timed([1, 2, 3]), 1), saved(_timed([4, 5, 6]), 2)]
    assert [comment.id for comment in merge_saves(rising).thread.comments] == [f"c{n}" for n in range(1, 7)]
    counted_down = [saved(_timed([6, 5, 4]), 1), saved(_timed([3, 2, 1]), 2)]
    assert [comment.id for comment in merge_saves(counted_down).thread.comments] == [f"c{n}" for n in range(6, 0, -1)]


def test_two_comments_with_one_id_are_two() -> None:
    pages = [saved("ann: One", 1), saved("bob: Other", 2), saved("cy: Last\n  ann: Third", 3)]
    joined = merge_saves(pages)
    assert outline(joined.thread) == "c1\nc1-p2\nc1-p3\n  c2"
    assert merge_saves(with_distinct_ids(pages)).thread == joined.thread


def test_a_newer_save_shows_what_is_new_and_edited_and_keeps_what_is_gone_at_its_place() -> None:
    old = saved("ann: One\n  bob: Two\n  cy: Three\ndan: Four")
    new = saved("ann: One\n  cy: Three, edited\ndan: Four\neve: Five", day=1, names=["c1", "c3", "c4", "c5"])
    joined = merge_saves([new, old])
    assert outline(joined.thread) == "c1\n  c2\n  c3\nc4\nc5"
    assert joined.changes == Changes(new=ids("c5"), edited=ids("c3"), gone=ids("c2"))
    assert joined.thread.comments[2].text == "Three, edited"
    assert str(joined.changes) == "1 new, 1 edited, 1 gone"


def test_what_comes_first_and_last_is_put_back_there() -> None:
    joined = merge_saves([saved("ann: One\nbob: Two\ncy: Three"), saved("bob: Two", day=1, names=["c2"])])
    assert outline(joined.thread) == "c1\nc2\nc3"


def test_the_words_of_a_comment_that_was_removed_are_kept() -> None:
    old = saved("ann: One\n  bob: Two")
    removed = replace(old.thread.comments[0], author=None, body=(), status=Status.REMOVED)
    joined = merge_saves([old, saved(Thread(old.thread.article, (removed, old.thread.comments[1])), day=1)])
    assert joined.thread == old.thread
    assert joined.changes.gone == ids("c1")


def test_a_save_that_lacks_comments_the_page_counts_takes_none_away() -> None:
    old, part = saved("ann: One\nbob: Two\ncy: Three", declared=3), saved("ann: One", day=1, declared=3)
    joined = merge_saves([old, part])
    assert outline(joined.thread) == "c1\nc2\nc3"
    assert joined.changes == Changes()


def test_a_comment_that_moved_to_another_page_is_not_gone() -> None:
    old = [saved("a: 1\nb: 2", 1, 2, names="ab"), saved("c: 3", 2, names="c")]
    new = [saved("b: 2\nc: 3", 1, 2, day=1, names="bc"), saved("d: 4", 2, day=1, names="d")]
    joined = merge_saves([*old, *new])
    assert outline(joined.thread) == "a\nb\nc\nd"
    assert joined.changes == Changes(new=ids("d"), gone=ids("a"))


def test_a_comment_that_another_page_showed_before_is_not_new() -> None:
    pages = [saved("ann: One\nbob: Two", 1, 2, names="ab"), saved("cy: Three\nann: Four", 2, 2, names="cd")]
    moved = saved("ann: One\ncy: Three\ncy: Five", 1, 2, day=1, names="ace")
    assert merge_saves([*pages, moved]).changes.new == ids("e")
    fewer = saved("ann: One\nbob: Two\ncy: Three", 1, day=1, names="abc")
    assert not merge_saves([*pages, fewer]).changes.new


def test_a_page_that_came_later_is_new_and_one_that_was_only_not_saved_is_not() -> None:
    first, again = saved("a: 1", 1, 2, names="a"), saved("a: 1", 1, 3, day=2, names="a")
    assert merge_saves([first, again, saved("b: 2", 2, 3, day=2, names="b")]).changes == Changes()
    assert merge_saves([first, again, saved("c: 3", 3, 3, day=2, names="c")]).changes == Changes(new=ids("c"))


def test_the_writer_of_the_article_is_known_on_every_page() -> None:
    article = Article("Bread", sketch("# B\n\nIt rises.").article.body, (Author("ann"),))
    first = replace(saved(Thread(article, sketch("bob: One").comments), 1, names="a"), opened=True)
    later = replace(saved("ann: Two\nbob: Three", 2, names="bc"), opened=True)
    assert [comment.by_op for comment in merge_saves([first, later]).thread.comments] == [False, True, False]


def test_saves_that_disagree_who_answers_whom_still_make_a_thread() -> None:
    one, two = saved("ann: One\n  bob: Two", names="ab"), saved("bob: Two\n  ann: One", 2, day=1, names="ba")
    joined = merge_saves([one, two])
    assert sorted(comment.id for comment in joined.thread.comments) == ["a", "b"]


@pytest.mark.slow
@given(threads(), st.data())
def test_a_thread_cut_into_pages_at_its_roots_is_whole_again(thread: Thread, data: st.DataObject) -> None:
    roots = [place for place, comment in enumerate(thread.comments) if comment.parent_id is None]
    cuts = sorted(data.draw(st.sets(st.sampled_from(roots), max_size=4))) if roots else []
    starts, ends = [0, *cuts], [*cuts, len(thread.comments)]
    pages = [
        saved(Thread(thread.article, thread.comments[start:end]), number, len(starts))
        for number, (start, end) in enumerate(zip(starts, ends, strict=True), 1)
    ]
    joined = merge_saves(data.draw(st.permutations(pages)))
    assert {c.id: c.parent_id for c in joined.thread.comments} == {c.id: c.parent_id for c in thread.comments}


def test_ten_thousand_comments_in_a_chain_are_joined() -> None:
    long = chain(10_000)
    joined = merge_saves([saved(long), saved(Thread(long.article, long.comments[:9_000]), day=1)])
    assert joined.thread == long
    assert len(joined.changes.gone) == 1_000


def test_two_saves_are_compared_whichever_is_named_first() -> None:
    old = saved("# Bread\n\nIt rises.\n\nann: First\n  bob: Second\ncy: Third")
    new = saved(
        "# Bread\n\nIt rose.\n\nann: First of all\n  bob: Second\ndora: Fourth", day=1, names=("c1", "c2", "c4")
    )
    for comparison in (compare_saves(old, new), compare_saves(new, old)):
        assert comparison
        assert (comparison.before.save, comparison.after.save) == (old.save, new.save)
        assert comparison.changes == Changes(ids("c4"), ids("c1"), ids("c3"))
        assert comparison.has_other_article


def test_a_comparison_has_what_a_file_that_is_cut_off_lacks() -> None:
    old = saved("ann: First\nbob: Second\ncy: Third", names="abc")
    new = saved("ann: First", day=1, names="a", notes=(Note("page", "its file ends too early"),))
    comparison = compare_saves(old, new)
    assert comparison
    assert comparison.changes == Changes(gone=ids("b", "c"))
    assert not comparison.has_other_article


def test_two_pages_of_a_thread_are_not_compared() -> None:
    assert compare_saves(saved("ann: One", 1, 2, names="a"), saved("bob: Two", 2, 2, names="b")) is None


@pytest.mark.slow
@given(threads(), threads())
def test_each_comment_of_two_saves_is_the_same_new_edited_or_gone(one: Thread, other: Thread) -> None:
    comparison = compare_saves(saved(one), saved(other, day=1))
    assert comparison
    before, after, changes = comparison.before.shown.keys(), comparison.after.shown.keys(), comparison.changes
    assert changes.new == after - before
    assert changes.edited <= before & after
    assert changes.gone >= before - after
    assert changes.gone <= before
    assert not changes.edited & changes.gone
    again = compare_saves(saved(one), saved(one, day=1))
    assert again
    assert not again.changes
