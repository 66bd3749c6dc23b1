"""A page as columns."""

import pytest

from structure import index_of, page, plain
from threadreader.importer.generic.page import has_name, marked_names

SMALL = "<body><p>one <a href='/user/ann'>Ann</a> <b>two</b></p><div><i>March 1, 2019</i></div></body>"


def test_letters_are_counted_by_differences() -> None:
    found = index_of(SMALL)
    by_name = {tag.name: index for index, tag in enumerate(found.elements)}
    assert found.text_length(by_name["p"]) == len("oneAnntwo")
    assert found.text_length(by_name["a"]) == found.linked(by_name["p"], found.ends[by_name["p"]]) == 3
    assert found.text_length(0) == len("oneAnntwoMarch1,2019")


def test_parents_children_and_what_is_in_what() -> None:
    found = index_of(SMALL)
    by_name = {tag.name: index for index, tag in enumerate(found.elements)}
    body = by_name["body"]
    assert list(found.children(body)) == [by_name["p"], by_name["div"]]
    assert found.parents[by_name["i"]] == by_name["div"]
    assert found.covers(body, by_name["i"])
    assert found.is_in(by_name["b"], [by_name["p"], by_name["div"]])
    assert not found.is_in(body, [by_name["p"]])
    assert found.outermost([by_name["p"], by_name["a"], by_name["div"], by_name["i"]]) == [by_name["p"], by_name["div"]]


def test_names_and_times_are_found() -> None:
    found = index_of(SMALL)
    assert [found.elements[index].name for index in marked_names(found)] == ["a"]
    assert [found.elements[index].name for index in found.times] == ["i"]
    assert found.has_time(0, len(found.elements))
    assert not has_name(found, found.parents[marked_names(found)[0]] + 2, len(found.elements))


def test_what_is_a_time_too_is_no_name() -> None:
    found = index_of("<body><p class='author'>Ann, March 1, 2019</p>")
    assert not marked_names(found)


def test_scripts_and_forms_for_comments_say_nothing() -> None:
    form = "<form><label class='author'>Your name</label><textarea>old words</textarea></form>"
    found = index_of(f"<body><script>var x = 1</script>{form}</body>")
    assert (found.text_length(0), marked_names(found)) == (0, [])


@pytest.mark.parametrize("count", [4, 40])
def test_a_form_around_a_whole_page_is_read(count: int) -> None:
    whole = page(*(plain(number % 6) for number in range(count)))
    found = index_of(whole.replace("<body>", "<body><form><textarea></textarea>"))
    assert found.text_length(0) > 25 * count
    assert marked_names(found)


def test_what_browsers_without_scripts_show_counts() -> None:
    assert marked_names(index_of(f"<body><noscript>{plain(0)}</noscript>"))


def test_letters_that_say_more_are_told_by_what_most_of_a_page_is_in() -> None:
    assert index_of("<p>水車のそばの古い橋と渡し舟 (old bridge)</p>").is_wide
    assert index_of("<p>물레방앗간 옆의 오래된 다리</p>").is_wide
    assert not index_of("<p>The old bridge (古い橋) at the mill</p>").is_wide
