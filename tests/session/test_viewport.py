from bisect import bisect_left

from hypothesis import given
from hypothesis import strategies as st

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
