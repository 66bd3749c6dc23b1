from bs4 import Tag

from threadreader.importer.html.parser import parse_html
from threadreader.importer.html.tree import first_in


def first(html: str) -> Tag:
    found = parse_html(html).div
    assert found is not None
    return found


def test_the_first_nodes_are_in_the_order_of_the_page_and_no_more_than_asked_for() -> None:
    tag = first("<div>a<p>b<i>c</i></p>d</div>")
    said = [str(node) if not isinstance(node, Tag) else node.name for node in first_in(tag, 9)]
    assert said == ["a", "p", "b", "i", "c", "d"]
    assert len(list(first_in(first("<div>" * 3_000), 9))) == 9
