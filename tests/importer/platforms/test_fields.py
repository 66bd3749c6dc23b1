"""The parts of comments, where many of a page are built alike."""

from threadreader.importer.html.parser import parse_html
from threadreader.importer.html.region import split_regions
from threadreader.importer.html.selector import Selectors, matcher
from threadreader.importer.platforms.fields import Parts, find_parts

PARTS = Selectors({"body": ".text, .all", "author": "[rel~=author], .by b", "left out": ".quick"})


def parts_of(*comments: str) -> list[Parts]:
    html = "".join(f'<div class="c">{comment}</div>' for comment in comments)
    is_comment = matcher(".c")
    return [find_parts(region, PARTS) for region in split_regions(parse_html(html), lambda tag, _: is_comment(tag))[1:]]


def test_what_two_comments_of_one_build_say_is_not_taken_for_each_other() -> None:
    found = parts_of(*(f'<b>{name}</b><p class="text">I am {name}.</p>' for name in ("Ann", "Bob")))
    assert [each.region.elements[each.body or 0].get_text() for each in found] == ["I am Ann.", "I am Bob."]


def test_an_attribute_tells_comments_of_one_build_apart() -> None:
    link = '<p class="by"><a rel="{}">Ann</a> and <b>Bob</b></p><div class="text">Words</div>'
    found = parts_of(*(link.format(rel) for rel in ("nofollow", "author me", "nofollow")))
    assert [each.value("author") for each in found] == ["Bob", "Ann", "Bob"]


def test_the_words_are_where_there_are_any_in_each_comment() -> None:
    build = '<p class="text">{}</p><div class="all">{}</div>'
    found = parts_of(build.format("one", "two"), build.format(" ", "two"), build.format("one", ""))
    assert [each.region.elements[each.body or 0].get_text() for each in found] == ["one", "two", "one"]


def test_a_name_in_the_words_counts_only_in_what_is_left_out_of_them() -> None:
    build = '<a rel="author">Eve</a><div class="text">Words <p class="{}"><a rel="author">Ann</a></p></div>'
    found = parts_of(*(build.format(name) for name in ("quick", "slow", "quick")))
    assert [[name for *_, name in each.values("author")] for each in found] == [["Eve", "Ann"], ["Eve"], ["Eve", "Ann"]]
