import random
from bisect import bisect_left
from collections.abc import Callable
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from reading import read
from sketch import paragraph, row
from threadreader.model.thread import Thread
from threadreader.session import Session, viewport
from threadreader.session.actions import finding, moving
from threadreader.session.viewport import Spot, Viewport


class Stack:
    """A column of items of given heights; an item of height 0 is hidden."""

    def __init__(self, *heights: int) -> None:
        self.heights = heights
        self.rows = [item for item, height in enumerate(heights) if height]

    def row(self, item: int) -> int:
        return bisect_left(self.rows, item)

    def height(self, item: int) -> int:
        return self.heights[item]


def shown(view: Viewport) -> list[tuple[int, int]]:
    return [(piece.item, line) for piece in view.slices() for line in range(piece.first, piece.first + piece.count)]


def test_a_window_shows_lines_of_neighbouring_items_and_passes_over_hidden_ones() -> None:
    assert shown(Viewport(Stack(2, 0, 3), 4)) == [(0, 0), (0, 1), (2, 0), (2, 1)]


def test_an_empty_column_has_no_lines() -> None:
    view = Viewport(Stack(), 4)
    assert shown(view) == []
    assert not view.scroll(1)


def test_scrolling_stops_where_the_last_line_is_at_the_bottom() -> None:
    view = Viewport(Stack(2, 3), 3)
    assert view.scroll(100)
    assert shown(view) == [(1, 0), (1, 1), (1, 2)]
    assert not view.scroll(1)


def test_showing_an_item_moves_no_more_than_needed() -> None:
    view = Viewport(Stack(2, 2, 2, 2), 4)
    view.show(1)
    assert view.top == Spot(0)
    view.show(2)
    assert view.top == Spot(1)
    view.show(0)
    assert view.top == Spot(0)


def test_an_item_higher_than_the_window_is_shown_from_its_first_line() -> None:
    view = Viewport(Stack(2, 9, 2), 4)
    view.show(1)
    assert view.top == Spot(1)


def test_a_line_is_put_on_the_row_asked_for() -> None:
    view = Viewport(Stack(*[2] * 9), 6)
    view.put(Spot(4, 1), 3)
    assert view.row_of(Spot(4, 1)) == 3
    assert view.row_of(Spot(8)) is None


heights = st.lists(st.integers(0, 5), max_size=12).filter(lambda found: not found or any(found))


@given(heights, st.integers(1, 8), st.lists(st.integers(-9, 9), max_size=6))
def test_a_window_always_shows_an_unbroken_run_of_the_column(items: list[int], height: int, moves: list[int]) -> None:
    column = Stack(*items)
    every = [(item, line) for item in column.rows for line in range(items[item])]
    view = Viewport(column, height)
    for lines in moves:
        view.scroll(lines)
        here = shown(view)
        assert len(here) == min(height, len(every))
        if here:
            start = every.index(here[0])
            assert here == every[start : start + len(here)]


@given(heights.filter(bool), st.integers(1, 8), st.data())
def test_scrolling_back_undoes_scrolling(items: list[int], height: int, data: st.DataObject) -> None:
    view = Viewport(Stack(*items), height)
    view.scroll(data.draw(st.integers(0, sum(items))))
    before = view.top
    lines = data.draw(st.integers(0, 5))
    view.scroll(lines)
    moved = shown(view)
    view.put(before, 0)
    assert view.top == before
    assert view.scroll(lines) or moved == shown(view)


LENGTH, MEASURED = 400, 50
SHOWN = (
    lambda _: "",
    lambda session: moving.fold_all(session, None),
    lambda session: finding.by_time(session, None),
)


def long_and_short(length: int) -> Session:
    """A session on so many replies, of one word to a hundred."""
    dice = random.Random(length)
    thread = row(length)
    bodies = [(paragraph("word " * dice.randint(1, 100)),) for _ in thread.comments]
    comments = [replace(comment, body=body) for comment, body in zip(thread.comments, bodies, strict=True)]
    return read(Thread(thread.article, tuple(comments)))


def starts(session: Session) -> list[float]:
    """Where the window begins with each reply at its top."""
    found = []
    for place in session.replies.outline.rows:
        session.replies.window.put(Spot(place), 0)
        found.append(session.replies.extent()[0])
    return found


@pytest.mark.parametrize("show", SHOWN)
def test_some_replies_tell_about_where_the_window_stands(
    show: Callable[[Session], str], monkeypatch: pytest.MonkeyPatch
) -> None:
    exact, about = long_and_short(LENGTH), long_and_short(LENGTH)
    show(exact)
    show(about)
    wanted, beginnings = starts(exact), exact.replies.beginnings(20)
    monkeypatch.setattr(viewport, "_MAX_MEASURED", MEASURED)
    found = starts(about)
    assert found[0] == 0.0
    assert all(one <= other for one, other in pairwise(found))
    assert max(abs(one - other) for one, other in zip(found, wanted, strict=True)) < 0.1
    about_beginnings = about.replies.beginnings(20)
    assert about_beginnings[0] == 0
    assert all(one < other for one, other in pairwise(about_beginnings))
    assert max(abs(one - other) for one, other in zip(about_beginnings, beginnings, strict=True)) < LENGTH / 10


@pytest.mark.parametrize("length", [1, MEASURED - 1, MEASURED, MEASURED + 1, 2 * MEASURED, 2 * MEASURED + 1])
def test_any_number_of_replies_is_measured_to_its_end(length: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(viewport, "_MAX_MEASURED", MEASURED)
    session = long_and_short(length)
    session.replies.go_to_end(down=True)
    start, part = session.replies.extent()
    assert start + part == pytest.approx(1.0)
    assert all(0 <= first <= length for first in session.replies.beginnings(9))
