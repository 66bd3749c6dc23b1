"""The list of the tags of a tree, beside what the tree itself says."""

import pytest
from bs4 import BeautifulSoup

from threadreader.importer.html.parser import parse_html
from threadreader.importer.html.tree import Listing, listing_of, shape_of

PAGES = (
    "<p>one<p>two<div>three<b>four</b></div>five",
    "<ul><li class=a>one<ul><li class=a>two<br><img src=x></ul><li>three</ul><!-- four -->",
    "<template shadowrootmode=open><p>a</template><iframe srcdoc='<p>b'></iframe><script>c</script>d",
    "<p " + " ".join(f"a{number}" for number in range(12_000)) + "><i>read in linear time</i><iframe></iframe>",
    "",
)


def check(listing: Listing, soup: BeautifulSoup) -> None:
    assert list(map(id, listing.tags)) == list(map(id, (soup, *soup.find_all(True))))
    for place, tag in enumerate(listing.tags):
        inside = listing.tags[place + 1 : listing.ends[place]]
        assert list(map(id, inside)) == list(map(id, tag.find_all(True)))
    assert [shape.name for shape in listing.shapes] == [tag.name for tag in listing.tags]


@pytest.mark.parametrize("html", PAGES)
def test_a_listing_has_every_tag_and_where_it_ends(html: str) -> None:
    soup = parse_html(html)
    check(listing_of(soup), soup)
    assert all(shape_of(tag) is shape for tag, shape in zip(soup.find_all(True), soup.listing.shapes[1:], strict=True))


@pytest.mark.parametrize("html", PAGES)
def test_a_tree_of_another_parser_is_listed_too(html: str) -> None:
    soup = BeautifulSoup(html, "lxml")
    check(listing_of(soup), soup)


def test_tags_are_found_by_name_in_their_order() -> None:
    soup = parse_html("<i>1</i><b>2</b><i class=x>3</i><u>4</u>")
    assert [tag.get_text() for tag in listing_of(soup).named(("i", "b"))] == ["1", "2", "3"]


def test_the_tags_of_some_shapes_are_found_in_document_order() -> None:
    listing = parse_html("<p id=a class=x>1<b>2</b><p>3<p class=x id=b>4").listing
    assert [listing.tags[place].get_text() for place in listing.chosen(lambda shape: "id" in shape.attributes)] == [
        "12",
        "4",
    ]
    assert listing.chosen(lambda shape: shape.name == "i") == []
