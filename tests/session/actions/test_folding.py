from reading import reader, rows
from threadreader.session.actions import finding, moving

TREE = """
ann: Zero
  bob: One
    carl: Two
  dora: Three
eve: Four
  finn: Five
"""


def test_folding_leaves_the_reply_at_the_top_of_the_window_on_its_line() -> None:
    session = reader(TREE, height=6)
    moving.next_reply(session, None)
    moving.next_reply(session, None)
    moving.next_root(session, None)
    top = rows(session)[0]
    moving.toggle_fold(session, None)
    assert session.cursor == "c5"
    assert rows(session)[0] == top or rows(session)[-1] == ">c5+"


def test_a_folded_reply_is_a_line_and_several_have_no_blank_one_between_them() -> None:
    session = reader(TREE, height=20)
    moving.fold(session, None)
    assert rows(session) == [">c1+", "", "c5", "Four", "", "c6", "Five"]
    moving.fold_all(session, None)
    assert rows(session) == [">c1+", "c5+"]


def test_folding_what_the_window_is_in_puts_the_fold_at_its_top() -> None:
    session = reader(TREE, height=4)
    moving.last(session, 3)
    assert rows(session) == ["One", "", ">c3", "Two"]
    moving.fold_all(session, None)
    assert session.cursor == "c1"
    assert rows(session)[0] == ">c1+"


def test_h_folds_then_climbs_as_in_a_tree() -> None:
    session = reader(TREE, height=20)
    moving.last(session, 2)
    assert moving.fold(session, None) == ""
    assert session.cursor == "c2"
    assert moving.fold(session, None) == ""
    assert session.cursor == "c1"
    moving.fold(session, None)
    assert moving.fold(session, None) == "no parent: a top-level reply"


def test_l_unfolds_then_goes_in() -> None:
    session = reader(TREE, height=20)
    moving.fold(session, None)
    moving.unfold(session, None)
    assert not session.replies.outline.folded
    moving.unfold(session, None)
    moving.unfold(session, None)
    assert session.cursor == "c3"
    assert moving.unfold(session, None) == "nothing to expand: no replies to this"


def test_a_reply_without_replies_folds_to_a_line() -> None:
    session = reader("ann: one two three four five six seven eight nine ten eleven twelve thirteen fourteen", width=40)
    assert len(rows(session)) > 2
    moving.toggle_fold(session, None)
    assert len(rows(session)) == 1


def test_folding_everything_and_opening_it_again_shows_every_reply() -> None:
    session = reader(TREE, height=40)
    before = rows(session)
    assert moving.fold_all(session, None) == "all collapsed"
    assert moving.fold_all(session, None) == "all collapsed already"
    assert [line for line in rows(session) if line.endswith("+")] == [">c1+", "c5+"]
    assert moving.unfold_all(session, None) == "all expanded"
    assert moving.unfold_all(session, None) == "all expanded already"
    assert rows(session) == before


def test_in_the_order_of_time_nothing_folds_and_the_key_that_leaves_it_is_named() -> None:
    session = reader(TREE)
    finding.by_time(session, None)
    assert moving.fold_all(session, None) == "sorted by time: no tree to collapse · gt sorts as a tree"
    finding.only_by(session, ["ann"])
    assert "filtered: no tree to collapse · esc shows all" in moving.fold_all(session, None)


def test_in_the_dense_view_each_reply_is_one_line_but_those_opened_and_the_view_is_kept() -> None:
    session = reader(TREE, height=20)
    moving.toggle_dense(session, None)
    assert rows(session) == [">c1", "c2", "c3", "c4", "c5", "c6"]
    moving.next_reply(session, None)
    moving.unfold(session, None)
    assert rows(session) == ["c1", "", ">c2", "One", "", "c3", "c4", "c5", "c6"]
    moving.fold(session, None)
    assert session.progress.view["density"] == "dense"
    assert rows(session) == ["c1", ">c2", "c3", "c4", "c5", "c6"]
    session.mark_read(0)
    session.mark_read(60)
    assert not session.progress.seen
    moving.toggle_dense(session, None)
    assert rows(session)[:3] == ["c1", "Zero", ""]


def test_a_passage_that_is_jumped_to_is_shown_in_the_dense_view() -> None:
    session = reader(TREE, height=20)
    moving.toggle_dense(session, None)
    finding.search(session, "three")
    assert "Three" in rows(session)


def test_the_way_from_the_cursor_to_its_root_is_lit_down_to_the_cursor() -> None:
    session = reader(TREE, height=20)
    moving.to_number(session, 4)
    assert [session.replies.lit_levels(index) for index in range(6)] == [0, 1, 1, 1, 0, 0]
    moving.to_number(session, 3)
    assert [session.replies.lit_levels(index) for index in range(6)] == [0, 1, 2, 0, 0, 0]
