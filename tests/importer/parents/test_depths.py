"""Numbers that may be depths."""

import pytest

from threadreader.importer.parents import parents_by_number


@pytest.mark.parametrize(
    ("numbers", "parents"),
    [
        ([0, 40, 80, 40, 0], [None, 0, 1, 0, None]),
        ([1, 2, 2, 3], [None, 0, 0, 2]),
        ([0, None, 20, 0, 20, 40, 0, 20, 0, 0, 0, 20], [None, None, 0, None, 3, 4, None, 6, None, None, None, 10]),
    ],
)
def test_depths_give_parents(numbers: list[float | None], parents: list[int | None]) -> None:
    assert parents_by_number(numbers) == parents


@pytest.mark.parametrize(
    "numbers", [[], [0, 0, 0], [2, 1, 0], [0, 3, 1, 3, 0, 2, 0, 3], [0, None, None, None, 1], [None, None]]
)
def test_other_numbers_give_none(numbers: list[float | None]) -> None:
    assert parents_by_number(numbers) == []
