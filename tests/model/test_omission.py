import pytest

from threadreader.model.diff import GAP, has_ellipsis, without_letter_brackets


@pytest.mark.parametrize("text", ["one … two", "one ... two", "one [...] two", "one (snip) two …", "one . . . two.."])
def test_ellipses(text: str) -> None:
    assert has_ellipsis(text)


@pytest.mark.parametrize("text", ["one. two.", "[they]", "v1.2"])
def test_no_ellipses(text: str) -> None:
    assert not has_ellipsis(text)


def test_letters_in_brackets_belong_to_their_word_and_words_in_brackets_are_a_gap() -> None:
    assert without_letter_brackets("[T]he deck[s] [they] oil[ed]") == "The decks [they] oiled"
    assert [gap[0] for gap in GAP.finditer("[T]he deck [they] oil[ed] … twice")] == ["[they]", "…"]
