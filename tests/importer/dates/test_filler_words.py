"""Filler words next to times."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from threadreader.importer.dates import Dates, filler_words


def _read(language: str | None, *texts: str) -> list[str | None]:
    dates = Dates(language, shown=texts)
    return [moment.iso if moment else None for moment in map(dates.read, texts)]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("ro", "luni, 5 martie 2012, ora 15:42"),
        ("bg", "5 март 2012 в 15:42"),
        ("sk", "5. marca 2012 o 15:42"),
        ("sl", "5. marca 2012 ob 15:42"),
        ("et", "5. märts 2012 kell 15:42"),
        ("lv", "2012. gada 5. marts plkst. 15:42"),
        ("mk", "5 март 2012 во 15:42"),
        ("sq", "5 mars 2012 në 15:42"),
        ("af", "5 Maart 2012 om 15:42"),
        ("tl", "Marso 5, 2012 nang 3:42 PM"),
        ("mr", "5 मार्च 2012 रोजी 15:42"),
    ],
)
def test_a_word_next_to_a_clock_that_needs_no_half_of_the_day(language: str, text: str) -> None:
    assert _read(language, text) == ["2012-03-05T15:42:00"]


def test_a_word_is_known_by_the_other_times_of_its_page() -> None:
    assert _read("et", "5. märts 2012 kell 3:42", "5. märts 2012 kell 15:42") == [
        "2012-03-05T03:42:00",
        "2012-03-05T15:42:00",
    ]


@pytest.mark.parametrize("text", ["5 March 2012 foo 3:42", "5 March 2012 3:42 foo"])
def test_a_word_that_may_name_the_half_is_not_passed_over(text: str) -> None:
    assert _read("en", text) == [None]


def test_what_all_times_begin_with_is_none_of_them() -> None:
    assert _read("zh", "发表于 2012-3-5 15:42", "发表于 2012-3-6 05:42") == [
        "2012-03-05T15:42:00",
        "2012-03-06T05:42:00",
    ]
    assert not filler_words(["ann 5 march 2012", "bob 5 march 2012"])


@given(st.lists(st.text(max_size=40), max_size=4))
def test_any_texts_have_plain_words(texts: list[str]) -> None:
    assert all(filler_words(texts))
