"""The tree and its element index."""

import pytest
from bs4 import BeautifulSoup, Tag

from threadreader.importer.html.parser import parse_html
from threadreader.importer.html.tree import PageIndex, element_index, first_descendants, signature_of

PAGES = (
    "<p>one<p>two<div>three<b>four</b></div>five",
    "<ul><li class=a>one<ul><li class=a>two<br><img src=x></ul><li>three</ul><!-- four -->",
    "<template shadowrootmode=open><p>a</template><iframe srcdoc='<p>b'></iframe><script>c</script>d",
    "<p " + " ".join(f"a{number}" for number in range(12_000)) + "><i>read in linear time</i><iframe></iframe>",
    "",
)


def check(index: PageIndex, soup: BeautifulSoup) -> None:
    assert list(map(id, index.elements)) == list(map(id, (soup, *soup.find_all(True))))
    for number, tag in enumerate(index.elements):
        inside = index.elements[number + 1 : index.ends[number]]
        assert list(map(id, inside)) == list(map(id, tag.find_all(True)))
    assert [signature.name for signature in index.signatures] == [tag.name for tag in index.elements]


@pytest.mark.parametrize("html", PAGES)
def test_an_index_has_every_element_and_its_end(html: str) -> None:
    soup = parse_html(html)
    check(element_index(soup), soup)
    assert all(
        signature_of(tag) is shape
        for tag, shape in zip(soup.find_all(True), soup.element_index.signatures[1:], strict=True)
    )


@pytest.mark.parametrize("html", PAGES)
def test_a_tree_of_another_parser_is_indexed_too(html: str) -> None:
    soup = BeautifulSoup(html, "lxml")
    check(element_index(soup), soup)


def test_tags_are_found_by_name_in_their_order() -> None:
    soup = parse_html("<i>1</i><b>2</b><i class=x>3</i><u>4</u>")
    assert [tag.get_text() for tag in element_index(soup).named(("i", "b"))] == ["1", "2", "3"]


def test_elements_of_some_signatures_are_in_document_order() -> None:
    index = parse_html("<p id=a class=x>1<b>2</b><p>3<p class=x id=b>4").element_index
    chosen = index.indices_where(lambda signature: "id" in signature.attributes)
    assert [index.elements[each].get_text() for each in chosen] == ["12", "4"]
    assert index.indices_where(lambda shape: shape.name == "i") == []


def first(html: str) -> Tag:
    found = parse_html(html).div
    assert found is not None
    return found


def test_the_first_nodes_are_in_the_order_of_the_page_and_no_more_than_asked_for() -> None:
    tag = first("<div>a<p>b<i>c</i></p>d</div>")
    texts = [str(node) if not isinstance(node, Tag) else node.name for node in first_descendants(tag, 9)]
    assert texts == ["a", "p", "b", "i", "c", "d"]
    assert len(list(first_descendants(first("<div>" * 3_000), 9))) == 9
