from hypothesis import given
from hypothesis import strategies as st

from sketch import sketch
from threadreader.model.stored_thread import Bookmark, Progress, Skeleton
from threadreader.model.thread import CommentId
from threadreader.session.state import Kept

TREE = Skeleton.of(sketch("ann: 0\n  bob: 1\n    carl: 2\n  dora: 3\neve: 4"))


def _ids(*names: str) -> frozenset[CommentId]:
    return frozenset(map(CommentId, names))


def _unread(kept: Kept) -> list[int]:
    return [place for place in range(len(TREE)) if kept.is_unread(place)]


def test_what_was_not_seen_is_unread() -> None:
    kept = Kept(TREE, Progress(seen=_ids("c2", "gone")))
    assert _unread(kept) == [0, 2, 3, 4]
    assert (kept.unread, kept.unread_in(0), kept.unread_in(1)) == (4, 3, 1)
    assert (kept.unread_after(0), kept.unread_before(2), kept.unread_before(0)) == (2, 0, None)
    kept.see([2, 4])
    assert (_unread(kept), kept.unread_after(3)) == ([0, 3], None)
    kept.unsee([2])
    assert _unread(kept) == [0, 2, 3]


def test_nothing_in_a_muted_branch_is_unread_until_it_is_heard_again() -> None:
    kept = Kept(TREE, Progress())
    assert kept.toggle_muted(1)
    assert (kept.is_muted(1), kept.is_muted(2)) == (True, False)
    assert _unread(kept) == [0, 3, 4]
    kept.unsee([2])
    assert _unread(kept) == [0, 3, 4]
    assert not kept.toggle_muted(1)
    assert _unread(kept) == [0, 1, 2, 3, 4]


def test_a_star_is_taken_away_again() -> None:
    kept = Kept(TREE, Progress())
    assert kept.toggle_star(3)
    assert kept.starred == {"c4"}
    assert not kept.toggle_star(3)
    assert kept.starred == set()


def test_what_another_window_did_is_joined_to_what_was_done_here() -> None:
    before = Progress(seen=_ids("c1"), starred=_ids("c1"), marks={"a": Bookmark(None), "b": Bookmark(None)})
    kept = Kept(TREE, before)
    kept.see([1])
    kept.marks["c"] = Bookmark(CommentId("c1"))
    theirs = Progress(
        seen=_ids("c1", "c5"), muted=_ids("c3"), marks={"a": Bookmark(CommentId("c2")), "d": Bookmark(None)}
    )
    joined = kept.join(before, theirs)
    now = kept.add_to(Progress())
    assert (now.seen, now.starred, now.muted) == (_ids("c1", "c2", "c5"), _ids(), _ids("c3"))
    assert now.marks == {
        "a": Bookmark(CommentId("c2")),
        "c": Bookmark(CommentId("c1")),
        "d": Bookmark(None),
    }
    assert (joined.seen, joined.starred, joined.muted, joined.marks) == (
        theirs.seen,
        theirs.starred,
        theirs.muted,
        theirs.marks,
    )
    assert _unread(kept) == [3]


sets = st.frozensets(st.sampled_from([CommentId(f"c{number}") for number in range(1, 6)]))


@given(sets, sets, sets)
def test_joining_changes_what_either_side_changed_and_nothing_else(
    before: frozenset[CommentId], ours: frozenset[CommentId], theirs: frozenset[CommentId]
) -> None:
    kept = Kept(TREE, Progress(starred=before))
    kept.starred = set(ours)
    kept.join(Progress(starred=before), Progress(starred=theirs))
    for comment in TREE.ids:
        changed = [side for side in (ours, theirs) if (comment in side) != (comment in before)]
        assert (comment in kept.starred) == ((comment in changed[0]) if changed else (comment in before))
