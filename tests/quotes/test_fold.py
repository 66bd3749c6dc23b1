import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from strategies import texts
from threadreader.quotes.words import SEPARATOR, fold_words, is_unspaced, word_spans

_TYPED = st.text(
    string.printable + "\u2019\u2018“”\u2013—…\u00a0\u00ad\u200bé",
    max_size=60,
)


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ("It\u2019s “fine” — really…", 'it\'s "fine" -- really...'),
        ("The ﬂour", "THE FLOUR"),
        ("a\u00a0b\n c", "a b c"),
        ("co\u00adoper\u200bate", "cooperate"),
        ("caf\u00e9", "cafe\u0301"),
        ("\uff21\uff22\uff23\u3000\uff11\uff12", "abc 12"),
        ("Straße", "STRASSE"),
        ("well-funded", "well\u2011funded"),
        ("ボル\nト", "ボルト"),
        ("והחתול", "וְהֶחָתוּל"),
        ("خرج الخبز", "خَرَجَ الخبــزُ"),
    ],
)
def test_what_a_copy_changes_unseen_folds_away(one: str, two: str) -> None:
    assert fold_words(one) == fold_words(two)


def test_other_words_stay_other_words() -> None:
    assert fold_words("workers rights") != fold_words("worker rights")
    assert fold_words("über") != fold_words("uber")


def test_characters_of_a_script_without_spaces_are_words() -> None:
    assert fold_words("橋を直す bridge") == ["橋", "を", "直", "す", "bridge"]
    assert is_unspaced("橋")
    assert not is_unspaced("bridge")


def test_a_separator_is_a_word_of_its_own() -> None:
    assert fold_words(f"one {SEPARATOR} zwei\u2019s {SEPARATOR} 三") == ["one", SEPARATOR, "zweis", SEPARATOR, "三"]


@given(texts | _TYPED)
def test_offsets_lead_back_to_the_words(text: str) -> None:
    words, spans = fold_words(text), word_spans(text)
    assert len(spans) == len(words)
    for word, (start, end) in zip(words, spans, strict=True):
        assert word in fold_words(text[start:end])


@given(texts | _TYPED)
def test_words_stand_in_order(text: str) -> None:
    spans = word_spans(text)
    assert spans == sorted(spans)
    assert all(0 <= start < end <= len(text) for start, end in spans)


@given(texts | _TYPED)
def test_folding_twice_folds_no_further(text: str) -> None:
    once = fold_words(text)
    assert fold_words(" ".join(once)) == once
