"""Whom comments answer by how deep they are."""

import pytest

from threadreader.importer.draft import levels, parents_by_depth
from threadreader.importer.html.parser import parse_html
from threadreader.importer.html.selector import chooser


@pytest.mark.parametrize(
    ("depths", "parents"),
    [([0, 1, 2, 1, 0], [-1, 0, 1, 0, -1]), ([5, 9, 7], [-1, 0, 0]), ([0, None, 1], [-1, -1, 0]), ([], [])],
)
def test_a_parent_is_the_last_comment_less_deep(depths: list[int | None], parents: list[int]) -> None:
    assert parents_by_depth(depths) == parents


def test_what_is_around_an_element_is_counted() -> None:
    soup = parse_html("<p>0</p><ul><li><p>1</p><ul><li><p>2</p></li></ul><p>1</p></li></ul><p>0</p>")
    elements = soup.find_all("p")
    assert [str(level) for level in levels(elements, chooser("ul"))] == [element.get_text() for element in elements]
