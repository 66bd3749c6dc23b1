"""Sections between rules."""

from hypothesis import given
from hypothesis import strategies as st

from threadreader.importer.html.parser import parse_html
from threadreader.importer.html.region import SECTION_CLASS, wrap_hr_sections
from threadreader.importer.html.tree import IndexedSoup, element_index

PIECES = st.sampled_from(
    ("Ann", "<hr>", "<b>Bob</b>", "<br>", "<p>Cleo</p>", " ", "<div>", "</div>", "<!-- x -->", "<i>a")
)


def parts(soup: IndexedSoup) -> list[str]:
    return [" ".join(tag.get_text(" ").split()) for tag in soup.find_all(class_=SECTION_CLASS)]


def test_what_is_between_two_rules_is_in_a_tag_of_its_own() -> None:
    soup = parse_html("<body><h1>Book</h1><hr><b>Ann</b> wrote<br>this<hr>and <i>Bob</i> that<hr>Cleo too<hr></body>")
    assert wrap_hr_sections(soup)
    assert parts(soup) == ["Book", "Ann wrote this", "and Bob that", "Cleo too"]


def test_paragraphs_between_rules_stay_as_they_are() -> None:
    soup = parse_html("<body><p>one</p><hr><p>two</p><hr><p>three</p><hr><p>four</p></body>")
    assert not wrap_hr_sections(soup)
    assert parts(soup) == []


def test_a_few_rules_part_an_article() -> None:
    assert not wrap_hr_sections(parse_html("<body>one<hr>two<hr>three</body>"))


@given(st.lists(PIECES, max_size=40).map("".join))
def test_a_tree_has_the_same_text_in_the_same_order_and_is_indexed_again(html: str) -> None:
    soup = parse_html(f"<body>{html}")
    before = list(soup.strings)
    wrap_hr_sections(soup)
    assert list(soup.strings) == before
    assert all(
        child.parent is tag
        and child.previous_sibling is (tag.contents[at - 1] if at else None)
        and child.next_sibling is (tag.contents[at + 1] if at + 1 < len(tag.contents) else None)
        for tag in element_index(soup).elements
        for at, child in enumerate(tag.contents)
    )
    assert [id(tag) for tag in element_index(soup).elements] == [id(tag) for tag in (soup, *soup.find_all(True))]
    assert not wrap_hr_sections(soup)
