"""Replies in the order of their votes: siblings change places, and everything else goes on as in the tree."""

from reading import read, rows
from sketch import sketch, voted
from threadreader.model.thread import CommentId
from threadreader.session import Session
from threadreader.session.actions import act, finding, moving, people, unread
from threadreader.session.decorations import ScrollbarMark, reply_scrollbar_marks

# By votes: dora 9 (eve 2, finn), ann 1 (carl 5, bob -3), gus without.
TALK = """
ann: One.
  bob: Two.
  carl: Three.
dora: Four.
  eve: Five.
  finn: Six.
gus: Seven.
"""
VOTES = (1, -3, 5, 9, 2, None, None)
SORTED = ["c4", "c5", "c6", "c1", "c3", "c2", "c7"]


def _sorted(*seen: str) -> Session:
    session = read(voted(sketch(TALK), *VOTES), height=60)
    session.read_state.mark_seen(int(name[1:]) - 1 for name in seen)
    act(session, finding.by_votes)
    return session


def _heads(session: Session) -> list[str]:
    return [line.strip(">") for line in rows(session) if line.startswith((">c", "c"))]


def test_siblings_are_sorted_by_votes_and_the_tree_stays() -> None:
    session = read(voted(sketch(TALK), *VOTES), height=60)
    levels = [session.replies.layout.level(index) for index in range(7)]
    moving.last(session, 3)
    assert act(session, finding.by_votes) == "siblings sorted by votes, most first · gv page order"
    assert _heads(session) == SORTED
    assert session.cursor == "c3"
    assert [session.replies.layout.level(index) for index in range(7)] == levels
    assert finding.by_votes(session, None) == ""
    assert _heads(session) == [f"c{number}" for number in range(1, 8)]
    assert session.cursor == "c3"


def test_who_has_not_begun_goes_to_the_best_reply() -> None:
    session = _sorted()
    assert session.cursor == "c4"
    assert _heads(session)[0] == "c4"


def test_a_page_without_votes_says_so() -> None:
    session = read(sketch(TALK))
    assert act(session, finding.by_votes) == "no votes on this page"
    assert session.replies.outline.choice is None


def test_moves_and_the_next_unread_follow_the_order_that_is_shown() -> None:
    session = _sorted("c5", "c3")
    moving.first(session, None)
    assert session.cursor == "c4"
    moving.next_reply(session, None)
    assert session.cursor == "c5"
    unread.next_unread(session, None)
    assert session.cursor == "c6"
    unread.next_unread(session, None)
    assert session.cursor == "c1"
    unread.next_unread(session, None)
    assert session.cursor == "c2"
    assert moving.next_sibling(session, None) == "no next sibling"
    moving.previous_sibling(session, None)
    assert session.cursor == "c3"
    unread.previous_unread(session, None)
    assert session.cursor == "c1"
    moving.next_root(session, None)
    assert session.cursor == "c7"
    assert unread.next_unread(session, None) == "end of thread · 4 unread above · N previous unread"
    moving.previous_root(session, None)
    assert session.cursor == "c1"
    unread.read_branch(session, None)
    assert session.cursor == "c7"


def test_reading_on_goes_through_it_in_its_order() -> None:
    session = read(voted(sketch(TALK), *VOTES), height=3)
    act(session, finding.by_votes)
    moving.first(session, None)
    seen = [session.cursor]
    while not moving.read_on(session, None):
        seen.append(session.cursor)
    assert list(dict.fromkeys(seen)) == SORTED


def test_branches_fold_in_it_and_what_is_folded_is_unread() -> None:
    session = _sorted()
    moving.first(session, None)
    moving.fold(session, None)
    assert _heads(session) == ["c4+", *SORTED[3:]]
    session.read_state.mark_seen([3, 0, 1, 2, 6])
    assert reply_scrollbar_marks(session, 5) == {0: ScrollbarMark.UNREAD}
    assert unread.next_unread(session, None) == ""
    assert session.cursor == "c5"
    moving.fold_all(session, None)
    assert _heads(session) == ["c4+", "c1+", "c7+"]
    assert finding.by_votes(session, None) == ""
    assert _heads(session) == ["c1+", "c4+", "c7+"], "folds stay"


def test_a_filter_takes_its_place_and_what_it_hides_is_not_gone_to() -> None:
    session = _sorted()
    finding.accept_matching(session, "votes:>1")
    choice = session.replies.outline.choice
    assert choice
    assert [session.opened.skeleton.ids[index] for index in choice.shown] == ["c3", "c4", "c5"]
    moving.back_out(session, None)
    assert session.replies.outline.choice is None


def test_the_next_reply_by_the_same_person_is_the_next_in_the_order() -> None:
    session = read(voted(sketch(TALK.replace("gus", "ann").replace("eve", "ann")), *VOTES), height=60)
    act(session, finding.by_votes)
    session.show_reply(0)
    assert session.cursor == CommentId("c1")
    people.previous_by_author(session, None)
    assert session.cursor == "c5"
