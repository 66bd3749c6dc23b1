from hypothesis import given
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, rule

from sketch import sketch
from threadreader.model.stored_thread import Bookmark, Progress, Skeleton
from threadreader.model.thread import CommentId
from threadreader.session.state import JumpList, ReadState

TREE = Skeleton.of(sketch("ann: 0\n  bob: 1\n    carl: 2\n  dora: 3\neve: 4"))


def _ids(*names: str) -> frozenset[CommentId]:
    return frozenset(map(CommentId, names))


def _unread(kept: ReadState) -> list[int]:
    return [place for place in range(len(TREE)) if kept.is_unread(place)]


def test_what_was_not_seen_is_unread() -> None:
    kept = ReadState(TREE, Progress(seen=_ids("c2", "gone")))
    assert _unread(kept) == [0, 2, 3, 4]
    assert (kept.unread, kept.unread_in(0), kept.unread_in(1)) == (4, 3, 1)
    assert (kept.has_unread(range(1, 2)), kept.has_unread(range(1, 3))) == (False, True)
    kept.mark_seen([2, 4])
    assert _unread(kept) == [0, 3]
    kept.mark_unseen([2])
    assert _unread(kept) == [0, 2, 3]


def test_nothing_in_a_muted_branch_is_unread_until_it_is_heard_again() -> None:
    kept = ReadState(TREE, Progress())
    assert kept.toggle_muted(1)
    assert (kept.is_muted(1), kept.is_muted(2)) == (True, False)
    assert _unread(kept) == [0, 3, 4]
    kept.mark_unseen([2])
    assert _unread(kept) == [0, 3, 4]
    assert not kept.toggle_muted(1)
    assert _unread(kept) == [0, 1, 2, 3, 4]


def test_a_star_is_taken_away_again() -> None:
    kept = ReadState(TREE, Progress())
    assert kept.toggle_star(3)
    assert kept.starred == {"c4"}
    assert not kept.toggle_star(3)
    assert kept.starred == set()


def test_what_another_window_did_is_joined_to_what_was_done_here() -> None:
    before = Progress(seen=_ids("c1"), starred=_ids("c1"), marks={"a": Bookmark(None), "b": Bookmark(None)})
    kept = ReadState(TREE, before)
    kept.mark_seen([1])
    kept.marks["c"] = Bookmark(CommentId("c1"))
    theirs = Progress(
        seen=_ids("c1", "c5"), muted=_ids("c3"), marks={"a": Bookmark(CommentId("c2")), "d": Bookmark(None)}
    )
    joined = kept.merge(before, theirs)
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
    kept = ReadState(TREE, Progress(starred=before))
    kept.starred = set(ours)
    kept.merge(Progress(starred=before), Progress(starred=theirs))
    for comment in TREE.ids:
        changed = [side for side in (ours, theirs) if (comment in side) != (comment in before)]
        assert (comment in kept.starred) == ((comment in changed[0]) if changed else (comment in before))


def test_back_and_forward_retrace_jumps() -> None:
    jumps = JumpList[str]()
    jumps.leave("a")
    jumps.leave("b")
    assert jumps.step("c", back=True) == "b"
    assert jumps.step("b", back=True) == "a"
    assert jumps.step("a", back=True) is None
    assert jumps.step("a", back=False) == "b"
    assert jumps.step("b", back=False) == "c"
    assert jumps.step("c", back=False) is None


def test_a_new_jump_forgets_what_lay_ahead() -> None:
    jumps = JumpList[str]()
    jumps.leave("a")
    assert jumps.step("b", back=True) == "a"
    jumps.leave("a")
    assert jumps.step("x", back=False) is None


class Jumping(RuleBasedStateMachine):
    """The list against the plainest model of it: a row of places, and the one the reader is at."""

    def __init__(self) -> None:
        super().__init__()
        self.jumps = JumpList[int]()
        self.row = [0]
        self.at = 0

    @rule(to=st.integers())
    def jump(self, to: int) -> None:
        self.jumps.leave(self.row[self.at])
        self.row = [*self.row[: self.at + 1], to]
        self.at += 1

    @rule()
    def back(self) -> None:
        place = self.jumps.step(self.row[self.at], back=True)
        if self.at == 0:
            assert place is None
        else:
            self.at -= 1
            assert place == self.row[self.at]

    @rule()
    def forward(self) -> None:
        place = self.jumps.step(self.row[self.at], back=False)
        if self.at + 1 == len(self.row):
            assert place is None
        else:
            self.at += 1
            assert place == self.row[self.at]


TestJumping = Jumping.TestCase
