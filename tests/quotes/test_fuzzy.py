from sketch import sketch
from threadreader.quotes.candidates import Candidate
from threadreader.quotes.fuzzy import find_similar
from threadreader.quotes.query import Query
from threadreader.quotes.sources import Places


def _similar(quotation: str, words: str) -> list[str]:
    source = Places(sketch(f"ann: {words}"))[0]
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
