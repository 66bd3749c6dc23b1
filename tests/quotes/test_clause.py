import pytest

from threadreader.quotes.words import crosses_sentences, ends_sentence, whole_beginning

_TEXT = "It rained. If the deck had been oiled, the bolts would still be sound. Then it froze."


def _whole(words: str, text: str = _TEXT) -> str:
    start = text.index(words)
    end = start + len(words)
    return text[whole_beginning(text, start, end) : end]


_LONG = (
    "We lifted every board that could be lifted without a licence from the parish or the permission of the mill, "
    "two of us at each end and the others with the lamp, and the worst of them was sound."
)


@pytest.mark.parametrize(
    "words",
    [
        "deck had been oiled, the bolts would still be sound.",
        "had been oiled, the bolts would still be sound.",
        "would still be sound.",
    ],
)
def test_the_end_of_a_short_sentence_leads_to_all_of_it(words: str) -> None:
    assert _whole(words) == "If the deck had been oiled, the bolts would still be sound."


def test_a_clause_that_needs_the_one_before_leads_to_that_too() -> None:
    text = "It rained. The deck was oiled, but the bolts were not."
    assert _whole("but the bolts were not.", text) == "The deck was oiled, but the bolts were not."


def test_the_end_of_a_sentence_and_the_next_lead_to_the_beginning_of_the_first() -> None:
    assert _whole("would still be sound. Then it froze.") == _TEXT.removeprefix("It rained. ")


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


def test_most_of_a_long_sentence_leads_to_all_of_it() -> None:
    assert _whole(_LONG.partition("that could ")[2], _LONG) == _LONG


def test_the_end_of_a_clause_that_is_little_of_a_long_sentence_leads_to_the_clause() -> None:
    assert _whole("worst of them was sound.", _LONG) == "and the worst of them was sound."


def test_few_words_of_a_long_clause_are_meant_as_they_are() -> None:
    assert _whole("was sound.", _LONG.replace(",", "")) == "was sound."


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
