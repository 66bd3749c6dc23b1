"""Pages cut into what is each comment's own."""

import pytest
from bs4 import BeautifulSoup, Tag

from threadreader.importer.html.parser import parse_html
from threadreader.importer.html.region import Region, is_blank, link_of, split_regions, text_content
from threadreader.importer.html.selector import matcher

PAGE = """<body><h1>T</h1>
<div class="c" id="1"><b>Ann</b><div class="in">one<div class="c" id="2">two</div>more</div></div>
<div class="c" id="3">three</div><p>end</p></body>"""


def cut(html: str = PAGE) -> list[Region]:
    is_comment = matcher(".c")
    return split_regions(BeautifulSoup(html, "lxml"), lambda tag, _: is_comment(tag))


def first(html: str, name: str) -> tuple[Region, Tag]:
    (region,) = split_regions(BeautifulSoup(html, "lxml"), lambda _tag, _region: False)
    return region, next(tag for tag in region.elements if tag.name == name)


def test_each_tag_belongs_to_one_region() -> None:
    regions = cut()
    assert [[tag.get("id") or tag.name for tag in region.elements] for region in regions] == [
        ["[document]", "html", "body", "h1", "p"],
        ["1", "b", "div"],
        ["2"],
        ["3"],
    ]


def test_a_region_knows_what_it_stands_in_and_how_far_down() -> None:
    outside, one, two, three = cut()
    assert (one.parent, two.parent, three.parent, outside.parent) == (outside, one, outside, None)
    assert (one.index_in_parent, two.index_in_parent, three.index_in_parent) == (4, 3, 4)


def test_ends_give_the_descendants() -> None:
    outside, one, *_ = cut()
    assert outside.ends == [5, 5, 5, 4, 5]
    assert one.contains(0, 2)
    assert not one.contains(1, 2)


def test_holders_are_the_ancestors_of_nested_comments() -> None:
    _, one, two, _ = cut()
    assert [id(tag) in one.holders for tag in one.elements] == [True, False, True]
    assert one.inner == {id(two.element)}


def test_the_words_of_a_region_are_not_those_of_the_comments_inside() -> None:
    _, one, *_ = cut()
    assert one.text(one.element) == "Ann onemore"
    assert one.text(one.element, matcher("b")) == "onemore"


def test_words_are_on_one_line_and_keep_together_what_a_browser_does() -> None:
    region, tag = first("<p>Ma<b>rt</b>a <br>L<div>x</div><!-- no --><script>no</script></p>", "body")
    assert region.text(tag) == "Marta L x"


def test_the_first_line_ends_at_the_first_break() -> None:
    region, tag = first("<cite> Ann\nLee<br>Author <i>x</i></cite>", "cite")
    assert region.first_line(tag) == "Ann Lee"
    region, tag = first("<cite><br>Ann</cite>", "cite")
    assert region.first_line(tag) == "Ann"


def test_a_name_leads_where_its_link_does() -> None:
    for html in ('<i><b><a href="/ann">Ann</a></b></i>', '<i><a href="/ann"><b>Ann</b></a></i>'):
        region, tag = first(html, "b")
        assert link_of(region, tag) == "/ann"
    region, tag = first("<i><b>Ann</b></i>", "b")
    assert link_of(region, tag) is None


def test_a_node_is_blank_without_words_and_pictures() -> None:
    for html, blank in (
        ("<p> &nbsp;<br><!--x--></p>", True),
        ("<p><i>x</i></p>", False),
        ("<p><img src=x></p>", False),
    ):
        assert is_blank(first(html, "p")[1]) is blank


def test_a_page_of_two_thousand_nested_comments_is_cut() -> None:
    regions = cut('<div class="c"><b>x</b>' * 2_000)
    assert len(regions) == 2_001
    assert all(len(region.elements) == 2 for region in regions[1:])


def test_a_heading_that_is_never_closed_is_not_the_whole_page() -> None:
    region, tag = first("<h2>" + "<i>x</i>" * 5_000, "h2")
    assert 0 < len(region.text(tag)) < 5_000


def test_a_shadow_root_has_words_and_another_template_none() -> None:
    (outside,) = split_regions(
        parse_html("<p>a<template shadowrootmode=open><b>b</b></template><template>c</template>"), lambda *_: False
    )
    assert outside.text(outside.element) == "a b"


@pytest.mark.parametrize(
    "html", ["<p>One<b>two</b><!-- no --><i><u>three</u> </i>", "<p>", "<div><script>no</script>yes"]
)
def test_the_text_of_a_tag_is_that_of_beautiful_soup(html: str) -> None:
    for tag in parse_html(html).find_all(["p", "div"]):
        assert text_content(tag) == tag.get_text(" ")
