"""A page as columns."""

import pytest

from structure import page, plain, survey_of

SMALL = "<body><p>one <a href='/user/ann'>Ann</a> <b>two</b></p><div><i>March 1, 2019</i></div></body>"


def test_letters_are_counted_by_differences() -> None:
    found = survey_of(SMALL)
    by_name = {tag.name: place for place, tag in enumerate(found.tags)}
    assert found.letters(by_name["p"]) == len("oneAnntwo")
    assert found.letters(by_name["a"]) == found.linked(by_name["p"], found.ends[by_name["p"]]) == 3
    assert found.letters(0) == len("oneAnntwoMarch1,2019")


def test_parents_children_and_what_is_in_what() -> None:
    found = survey_of(SMALL)
    by_name = {tag.name: place for place, tag in enumerate(found.tags)}
    body = by_name["body"]
    assert list(found.children(body)) == [by_name["p"], by_name["div"]]
    assert found.parents[by_name["i"]] == by_name["div"]
    assert found.holds(body, by_name["i"])
    assert found.is_in(by_name["b"], [by_name["p"], by_name["div"]])
    assert not found.is_in(body, [by_name["p"]])
    assert found.outermost([by_name["p"], by_name["a"], by_name["div"], by_name["i"]]) == [by_name["p"], by_name["div"]]


def test_names_and_times_are_found() -> None:
    found = survey_of(SMALL)
    assert [found.tags[place].name for place in found.names] == ["a"]
    assert [found.tags[place].name for place in found.times] == ["i"]
    assert found.has_time(0, len(found.tags))
    assert not found.has_name(found.parents[found.names[0]] + 2, len(found.tags))


def test_what_is_a_time_too_is_no_name() -> None:
    found = survey_of("<body><p class='author'>Ann, March 1, 2019</p>")
    assert not found.names


def test_scripts_and_forms_for_comments_say_nothing() -> None:
    form = "<form><label class='author'>Your name</label><textarea>old words</textarea></form>"
    found = survey_of(f"<body><script>var x = 1</script>{form}</body>")
    assert (found.letters(0), found.names) == (0, [])


@pytest.mark.parametrize("count", [4, 40])
def test_a_form_around_a_whole_page_is_read(count: int) -> None:
    whole = page(*(plain(number % 6) for number in range(count)))
    found = survey_of(whole.replace("<body>", "<body><form><textarea></textarea>"))
    assert found.letters(0) > 25 * count
    assert found.names


def test_what_browsers_without_scripts_show_counts() -> None:
    assert survey_of(f"<body><noscript>{plain(0)}</noscript>").names


def test_an_hour_in_a_tag_beside_that_of_the_day_is_a_part_of_the_time() -> None:
    hour = "<a href='#c1'>11:32 am</a>"
    for html in (f"<small>January 3, 2006 at {hour}</small>", f"<div><b>January 3, 2006</b> at {hour}</div>"):
        (time,) = survey_of(f"<body>{html}</body>").times.values()
        assert time.words == "January 3, 2006 at 11:32 am"


def test_letters_that_say_more_are_told_by_what_most_of_a_page_is_in() -> None:
    assert survey_of("<p>水車のそばの古い橋と渡し舟 (old bridge)</p>").is_wide
    assert survey_of("<p>물레방앗간 옆의 오래된 다리</p>").is_wide
    assert not survey_of("<p>The old bridge (古い橋) at the mill</p>").is_wide
