"""Parents of comments by depth."""

import pytest

from threadreader.importer.draft import nesting_levels, parents_by_depth
from threadreader.importer.html.parser import parse_html
from threadreader.importer.html.selector import matcher


@pytest.mark.parametrize(
    ("depths", "parents"),
    [([0, 1, 2, 1, 0], [-1, 0, 1, 0, -1]), ([5, 9, 7], [-1, 0, 0]), ([0, None, 1], [-1, -1, 0]), ([], [])],
)
def test_a_parent_is_the_last_comment_less_deep(depths: list[int | None], parents: list[int]) -> None:
    assert parents_by_depth(depths) == parents


def test_the_ancestors_of_an_element_are_counted() -> None:
    soup = parse_html("<p>0</p><ul><li><p>1</p><ul><li><p>2</p></li></ul><p>1</p></li></ul><p>0</p>")
    elements = soup.find_all("p")
    assert [str(level) for level in nesting_levels(elements, matcher("ul"))] == [
        element.get_text() for element in elements
    ]
