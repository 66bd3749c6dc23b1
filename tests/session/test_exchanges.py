from collections.abc import Sequence

from hypothesis import given

import strategies
from reading import reader
from sketch import sketch
from threadreader.model.stored_thread import Skeleton
from threadreader.model.thread import Thread
from threadreader.session.layout import Exchanges, find_exchanges


def exchanges(drawing: str) -> Exchanges:
    return find_exchanges(Skeleton.of(sketch(drawing)))


def alternating(names: Sequence[str]) -> str:
    return "\n".join(f"{'  ' * depth}{name}: {depth}" for depth, name in enumerate(names))


def test_two_going_back_and_forth_are_indented_no_further_from_the_third_turn_on() -> None:
    found = exchanges(alternating(["ann", "bob", "ann", "bob", "ann", "bob"]))
    assert list(found.levels) == [0, 1, 2, 2, 2, 2]
    assert found.begun == {3: ("bob", "ann")}


def test_a_third_voice_is_indented_again() -> None:
    assert list(exchanges(alternating(["ann", "bob", "ann", "bob", "carl", "bob"])).levels) == [0, 1, 2, 2, 3, 4]


def test_nothing_is_flat_where_somebody_else_answers_too() -> None:
    drawn = alternating(["ann", "bob", "ann", "bob"]) + "\n      carl: me too"
    assert list(exchanges(drawn).levels) == [0, 1, 2, 3, 3]


def test_what_somebody_adds_to_their_own_words_is_no_exchange() -> None:
    assert list(exchanges(alternating(["ann", "ann", "ann", "ann", "ann"])).levels) == [0, 1, 2, 3, 4]


@given(strategies.silent_threads())
def test_a_reply_stands_at_its_parents_level_or_one_below(thread: Thread) -> None:
    levels = find_exchanges(Skeleton.of(thread)).levels
    steps = {levels[place] - levels[above] for place, above in enumerate(thread.parents) if above >= 0}
    assert steps <= {0, 1}
    assert all(levels[place] == 0 for place, above in enumerate(thread.parents) if above < 0)


def test_replies_are_drawn_at_these_levels() -> None:
    layout = reader(alternating(["ann", "bob"] * 4)).replies.layout
    assert [layout.level(place) for place in range(8)] == [0, 1, 2, 2, 2, 2, 2, 2]
