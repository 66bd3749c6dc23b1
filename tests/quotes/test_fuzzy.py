from hypothesis import given
from hypothesis import strategies as st

from sketch import sketch
from threadreader.quotes.candidates import Candidate
from threadreader.quotes.fuzzy import align, find_similar
from threadreader.quotes.query import Query
from threadreader.quotes.sources import Sources
from threadreader.quotes.words import fold_words


def _similar(quotation: str, words: str) -> list[str]:
    source = Sources(sketch(f"ann: {words}"))[0]
    query = Query(Candidate((0,), quotation, 0, len(quotation)), 1)
    return [passage.text for passage, _ in find_similar(query, source, lambda _: 1.0)]


def test_the_passage_goes_as_far_as_the_quotation() -> None:
    words = "It rained. We oiled the deck twice before the frost came early. Then it snowed."
    assert _similar("We oiled the deck twice before winter", words) == ["We oiled the deck twice before the"]


def test_the_passage_stays_in_its_sentence() -> None:
    words = "It rained. We oiled the deck twice before frost. Then it snowed."
    assert _similar("Yesterday we oiled the deck twice before frost arrived here", words) == [
        "We oiled the deck twice before frost"
    ]


def test_one_word_of_the_next_sentence_does_not_belong() -> None:
    words = "The village will vanish from the map. The old one shall stay."
    assert _similar("The village will vanish from the map, it shall", words) == ["The village will vanish from the map"]


def test_other_words_are_not_similar() -> None:
    assert _similar("Nothing of this kind was ever said", "We oiled the deck twice before the frost.") == []


_TEXT = fold_words("The gauge at the weir read above nine, and nobody worked on that day because the rope was wet.")


def _even(_: str) -> float:
    return 1.0


def test_the_same_words_score_one() -> None:
    found = align(_TEXT[4:9], _TEXT, _even)
    assert found
    assert (found.first, found.last, found.score) == (4, 9, 1.0)


def test_words_left_out_and_changed_are_bridged() -> None:
    found = align(["nobody", "worked", "that", "day", "as", "the", "rope", "was", "wet"], _TEXT, _even)
    assert found
    assert _TEXT[found.first : found.last] == _TEXT[9:]
    assert 0.7 < found.score < 0.95


def test_one_word_changed_is_an_edit_however_much_it_says() -> None:
    quoted = ["nobody", "sang", "on", "that", "day", "because"]
    found = align(quoted, _TEXT, lambda word: 9.0 if word in {"sang", "worked"} else 1.0)
    assert found
    assert found.score == 0.8
    twice = align(
        ["nobody", "sang", "on", "that", "day", "until"], _TEXT, lambda word: 9.0 if word in {"sang", "worked"} else 1.0
    )
    assert twice
    assert twice.score < 0.5


def test_a_word_misspelt_counts_as_the_same() -> None:
    found = align(["the", "gauge", "at", "the", "wier", "read", "abuve", "nine"], ["x", *_TEXT], _even)
    assert found
    assert (found.first, found.last) == (1, 9)


def test_what_an_ellipsis_stands_for_costs_nothing() -> None:
    quoted = ["the", "gauge", "at", "the", "weir", "because", "the", "rope", "was", "wet"]
    with_gap, without = align(quoted, _TEXT, _even, {5}), align(quoted, _TEXT, _even)
    assert with_gap
    assert without
    assert with_gap.score == 1.0
    assert without.score < with_gap.score


def test_words_that_are_not_there_at_either_end_are_counted() -> None:
    found = align(["indeed", "truly", "nobody", "worked", "on", "that", "evening"], _TEXT, _even)
    assert found
    assert (found.before, found.after) == (2, 1)


def test_without_three_words_in_a_row_there_is_no_passage() -> None:
    assert align(["the", "gauge", "was", "at", "a", "weir"], _TEXT, _even) is None


@given(st.lists(st.sampled_from("abcd"), max_size=12), st.lists(st.sampled_from("abcd"), max_size=25))
def test_any_alignment_lies_in_the_text_and_scores_up_to_one(quoted: list[str], text: list[str]) -> None:
    found = align(quoted, text, _even)
    if found:
        assert 0 <= found.first < found.last <= len(text)
        assert 0 < found.score <= 1.0 + 1e-9
        assert found.before + found.after < len(quoted)
