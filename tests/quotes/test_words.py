import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from strategies import texts
from threadreader.quotes.words import (
    SEPARATOR,
    crosses_sentences,
    ends_sentence,
    fold_words,
    is_unspaced,
    whole_beginning,
    word_spans,
)

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


_TEXT = "It rained. If the deck had been oiled, the bolts would still be sound. Then it froze."


def _whole(words: str, text: str = _TEXT) -> str:
    start = text.index(words)
    end = start + len(words)
    return text[whole_beginning(text, start, end) : end]


@pytest.mark.parametrize(
    "words",
    [
        "deck had been oiled, the bolts would still be sound.",
        "had been oiled, the bolts would still be sound.",
        "would still be sound.",
        "sound.",
    ],
)
def test_the_end_of_a_sentence_leads_to_all_of_it(words: str) -> None:
    assert _whole(words) == "If the deck had been oiled, the bolts would still be sound."


def test_the_end_of_a_sentence_and_the_next_lead_to_the_beginning_of_the_first() -> None:
    assert _whole("would still be sound. Then it froze.") == _TEXT.removeprefix("It rained. ")


def test_a_clause_that_needs_the_one_before_leads_to_that_too() -> None:
    text = "It rained. The deck was oiled, but the bolts were not."
    assert _whole("but the bolts were not.", text) == "The deck was oiled, but the bolts were not."
    assert _whole("the bolts were not.", text) == "the bolts were not."


@pytest.mark.parametrize(
    "words",
    [
        "the bolts would still be sound.",
        "bolts would still be sound.",
        "If the deck had been oiled",
        "had been oiled",
        "Then it froze.",
        _TEXT,
    ],
)
def test_clauses_that_stand_alone_and_words_from_the_middle_stay_as_they_are(words: str) -> None:
    assert _whole(words) == words


def test_the_end_of_a_very_long_sentence_is_meant_as_it_is() -> None:
    long = "We lifted a board " + "and another one " * 40 + "and the last was sound."
    assert _whole("last was sound.", long) == "last was sound."


def test_a_sentence_does_not_begin_outside_of_its_quotation_marks() -> None:
    text = "Ann says that “the whole of the deck would still be sound” and nobody believes her."
    assert _whole("of the deck would still be sound", text) == "of the deck would still be sound"
    ended = "Ann says: “The whole of the deck would be sound.”"
    assert _whole("of the deck would be sound.", ended) == "The whole of the deck would be sound."


def test_other_scripts_have_sentences() -> None:
    text = "昨日は雨だった。古い橋の板はすっかり乾いていた。"
    assert _whole("板はすっかり乾いていた。", text) == "板はすっかり乾いていた。"
    assert ends_sentence(text, len(text))
    assert crosses_sentences(text)


def test_a_sentence_ends_before_its_full_stop_and_at_the_end() -> None:
    assert [ends_sentence(_TEXT, end) for end in (9, 10, 13, len(_TEXT))] == [True, True, False, True]


def test_a_row_of_stops_ends_one_sentence_however_long_it_is() -> None:
    stops = "." * 300_000
    assert crosses_sentences(f"Well{stops} and then it rained")
    assert not crosses_sentences(f"Well{stops}and then it rained")
    assert ends_sentence("Well \u00a0" + "\u00a0" * 300_000 + "\u201d.", 4)
    assert not ends_sentence("Well \u00a0" + "\u00a0" * 300_000 + "and", 4)


def test_a_text_of_one_sentence_crosses_none() -> None:
    assert not crosses_sentences("It rained, and then it froze.")
    assert crosses_sentences("It rained. Then it froze.")
