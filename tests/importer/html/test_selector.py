"""The part of CSS that adapters are written in, beside what soupsieve makes of it."""

import pytest
from bs4 import BeautifulSoup, Tag
from hypothesis import given
from hypothesis import strategies as st

from threadreader.importer.html.parser import parse_html
from threadreader.importer.html.selector import Attributes, RoleMatch, Selectors, attribute, classes, matcher
from threadreader.importer.html.tree import element_index

PAGE = BeautifulSoup(
    """<div id="top" class="a b">
    <p class="a"><i data-x="one two" class="c">1</i></p>
    <ul class="b">
    <li class="a c" id="z"><a href="https://example.org/#comment-7" class="url fn">2</a></li>
    <li><b data-x="">3</b></li>
    </ul></div>""",
    "lxml",
)


def tag(selector: str) -> Tag:
    found = PAGE.select_one(selector)
    assert found is not None
    return found


SELECTORS = [
    *("a", "li.a", "li.a.c", "#z", "li#z.a", ".b .a", ".b > .a", "div > p > i", "div i", ".a .a", "ul.b li > b"),
    *("[data-x]", "[data-x='']", "[data-x~=two]", "[data-x='one two']", "a[href*=comment]", 'a[href$="#comment-7"]'),
    *("a[href^=https][class]", ".nothing", ".a, .b", "p , li"),
]


@pytest.mark.parametrize("selector", SELECTORS)
def test_a_selector_means_what_it_means_in_css(selector: str) -> None:
    matches = matcher(selector)
    assert [each for each in PAGE.find_all(name=True) if matches(each)] == PAGE.select(selector)


@given(
    st.lists(st.sampled_from(["div", "p", "i", "ul", "li", ".a", ".b", ".c", "#z"]), min_size=1, max_size=4), st.data()
)
def test_any_chain_of_steps_means_what_it_means_in_css(steps: list[str], data: st.DataObject) -> None:
    selector = steps[0] + "".join(data.draw(st.sampled_from([" ", " > "])) + step for step in steps[1:])
    matches = matcher(selector)
    assert [each for each in PAGE.find_all(name=True) if matches(each)] == PAGE.select(selector)


def test_a_tag_plays_every_role_that_chooses_it_with_the_rank_of_the_alternative() -> None:
    selectors = Selectors({"who": ".nobody, .fn", "link": "a @href"})
    assert sorted(selectors.role_matches(tag("a")), key=lambda hit: hit.role) == [
        RoleMatch("link", 0, "href"),
        RoleMatch("who", 1),
    ]


@pytest.mark.parametrize("selector", ["p:first-child", "a + b", "*", ">", "a[href%x]", "[itemprop@=name]"])
def test_what_is_not_understood_is_refused(selector: str) -> None:
    with pytest.raises(ValueError, match="selector"):
        matcher(selector)


def test_classes_may_be_a_list_or_a_string() -> None:
    assert list(classes(tag("#top"))) == ["a", "b"]
    (single,) = BeautifulSoup('<p class="a b">', "lxml", multi_valued_attributes=None).find_all("p")
    assert (list(classes(single)), attribute(single, "class")) == (["a", "b"], "a b")
    assert attribute(tag("#top"), "class") == "a b"
    assert attribute(tag("#top"), "title") is None


def test_an_ancestor_far_up_does_not_count() -> None:
    (deep,) = BeautifulSoup('<p class="far">' + "<i>" * 400 + "<b>", "lxml").find_all("b")
    assert not matcher(".far b")(deep)


def test_elements_of_one_signature_are_distinguished_by_what_differs() -> None:
    page = parse_html("<p class=k><b id=x class='m n'>1</b></p><b id=y class='m n'>2</b><b id=z class=m>3</b>")
    selectors = Selectors({"in": ".k .m", "named": "b#y", "ends": "[id$=z]", "each": "b.m", "two": ".m.n", "no": "i.m"})
    assert [sorted(hit.role for hit in selectors.role_matches(bold)) for bold in page.find_all("b")] == [
        ["each", "in", "two"],
        ["each", "named", "two"],
        ["each", "ends"],
    ]


def test_roles_are_those_that_any_of_the_tags_plays() -> None:
    page = parse_html("<p class=a id=x>1</p><p class=a id=y>2</p><p class=a id=y>3</p><i>4</i>")
    selectors = Selectors({"class": ".a", "id": "#y", "value": "[id^=x]", "not": "[id=z]", "name": "i", "other": "b"})
    assert selectors.present_roles(element_index(page)) == {"class", "id", "value", "name"}


def test_attributes_are_those_that_a_tag_has_in_the_order_asked_for() -> None:
    predicate = Attributes("id", "name", "rel")
    first, second, third = parse_html("<a rel=me id=a name=''><a><a id=b rel>").find_all("a")
    assert predicate.of(first) == ("id", "name", "rel")
    assert list(predicate.values(first)) == ["a", "me"]
    assert predicate.of(second) == ()
    assert list(predicate.values(third)) == ["b"]
