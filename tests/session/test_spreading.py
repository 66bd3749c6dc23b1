import pytest

from threadreader.session.arrangement import spread


@pytest.mark.parametrize(
    ("size", "each", "beside", "below"),
    [
        ((160, 45), 3, True, 0),
        ((120, 18), 2, True, 0),
        ((100, 30), 2, False, 8),
        ((60, 20), 1, False, 5),
        ((40, 12), 1, False, 0),
    ],
)
def test_where_the_digest_stands(size: tuple[int, int], each: int, beside: bool, below: int) -> None:
    found = spread(*size)
    assert (found.each, found.beside, 0 if beside else found.aside[1]) == (each, beside, below)


def test_every_size_is_filled_and_has_room_for_a_thread() -> None:
    for width in range(1, 260, 7):
        for height in range(1, 80):
            found = spread(width, height)
            lines = found.list[1] + (0 if found.beside else found.aside[1] + bool(found.aside[1]))
            assert lines == max(1, height - (4 if found.framed else 1))
            assert found.rows >= 1
            assert found.list[0] + (found.aside[0] + 1 if found.beside else 0) == width
