from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, rule

from threadreader.session.state import JumpList


def test_back_and_forward_retrace_jumps() -> None:
    jumps = JumpList[str]()
    jumps.leave("a")
    jumps.leave("b")
    assert jumps.back("c") == "b"
    assert jumps.back("b") == "a"
    assert jumps.back("a") is None
    assert jumps.forward("a") == "b"
    assert jumps.forward("b") == "c"
    assert jumps.forward("c") is None


def test_a_new_jump_forgets_what_lay_ahead() -> None:
    jumps = JumpList[str]()
    jumps.leave("a")
    assert jumps.back("b") == "a"
    jumps.leave("a")
    assert jumps.forward("x") is None


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
        place = self.jumps.back(self.row[self.at])
        if self.at == 0:
            assert place is None
        else:
            self.at -= 1
            assert place == self.row[self.at]

    @rule()
    def forward(self) -> None:
        place = self.jumps.forward(self.row[self.at])
        if self.at + 1 == len(self.row):
            assert place is None
        else:
            self.at += 1
            assert place == self.row[self.at]


TestJumping = Jumping.TestCase
