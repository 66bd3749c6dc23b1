import pytest
from hypothesis import given
from hypothesis import strategies as st

from threadreader.model.diff import GAP, Change, Part, compare, has_ellipsis, without_character_brackets

EQUAL, LEFT_OUT, ADDED = Change.EQUAL, Change.LEFT_OUT, Change.ADDED


def test_case_punctuation_and_quotation_marks_do_not_count() -> None:
    assert compare("“it\u2019s slow”, he said", "It's slow, HE said.").changed_words == 0


def test_a_word_replaced_counts_once() -> None:
    difference = compare("the rate was never six per cent", "the rate was never four per cent")
    assert difference.changed_words == 1
    assert difference.parts == (
        Part(EQUAL, "the rate was never"),
        Part(LEFT_OUT, "four"),
        Part(ADDED, "six"),
        Part(EQUAL, "per cent"),
    )


def test_words_left_out_are_named_as_the_source_writes_them() -> None:
    difference = compare("a clock is broken", "A clock that, at 4.5 m,\nis never visited, is broken")
    assert [part.text for part in difference.parts if part.change is LEFT_OUT] == ["that, at 4.5 m, is never visited"]
    assert difference.changed_words == 7


def test_what_a_quotation_says_that_it_left_out_or_put_in_does_not_count() -> None:
    difference = compare("[T]he clock … is [quite] broken", "The clock that is never visited is broken")
    assert [part for part in difference.parts if part.change is not EQUAL] == [
        Part(Change.ELIDED, "that is never visited")
    ]
    assert difference.changed_words == 0
    assert compare("the clock … was mended", "the clock that nobody visits was broken").changed_words == 1


def test_nothing_and_something() -> None:
    assert compare("", "two words").changed_words == 2
    assert compare("", "").parts == ()


@given(st.text("ab c", max_size=30), st.text("ab c", max_size=30))
def test_the_parts_give_back_both_sides(quoted: str, source: str) -> None:
    parts = compare(quoted, source).parts
    theirs = [word for part in parts if part.change is not ADDED for word in part.text.split()]
    ours = [word for part in parts if part.change is not LEFT_OUT for word in part.text.split()]
    assert theirs == source.split()
    assert ours == quoted.split()


@pytest.mark.parametrize("text", ["one … two", "one ... two", "one [...] two", "one (snip) two …", "one . . . two.."])
def test_ellipses(text: str) -> None:
    assert has_ellipsis(text)


@pytest.mark.parametrize("text", ["one. two.", "[they]", "v1.2"])
def test_no_ellipses(text: str) -> None:
    assert not has_ellipsis(text)


def test_letters_in_brackets_belong_to_their_word_and_words_in_brackets_are_a_gap() -> None:
    assert without_character_brackets("[T]he deck[s] [they] oil[ed]") == "The decks [they] oiled"
    assert [gap[0] for gap in GAP.finditer("[T]he deck [they] oil[ed] … twice")] == ["[they]", "…"]
