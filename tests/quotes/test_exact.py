import pytest

from sketch import sketch
from threadreader.model.quote import Method
from threadreader.quotes.candidates import Candidate
from threadreader.quotes.exact import find_exact, find_in_order
from threadreader.quotes.query import Query
from threadreader.quotes.sources import Sources


def _query(words: str, position: int = 9) -> Query:
    return Query(Candidate((0,), words, 0, len(words)), position)


def _same(words: str, text: str) -> list[tuple[str, Method]]:
    source = Sources(sketch(f"ann: {text}"))[0]
    return [(match.passage.text, match.method) for match in find_exact(_query(words), source)]


@pytest.mark.parametrize(
    ("words", "source", "passage", "method"),
    [
        ("It\u2019s so.", "Yes. It\u2019s so. No.", "It\u2019s so.", Method.EXACT),
        ("it's so", "Yes. It\u2019s so. No.", "It\u2019s so", Method.FOLDED),
        ("so (they say)", "It is so (they say), isn\u2019t it", "so (they say)", Method.EXACT),
        ("it is SO", "It\u00adis not, it\u00a0is so — or so.", "it\u00a0is so", Method.FOLDED),
        ("🙂🙂", "Fine 🙂🙂 then", "🙂🙂", Method.EXACT),
        ("橋を直す", "昨日、橋を直すことにした。", "橋を直す", Method.EXACT),
    ],
)
def test_the_same_words_are_found_to_the_character(words: str, source: str, passage: str, method: Method) -> None:
    assert _same(words, source) == [(passage, method)]


def test_part_of_a_word_is_not_the_word() -> None:
    assert _same("art", "A party started.") == []


def test_symbols_are_found_in_symbols_alone() -> None:
    assert _same("🙂", "🙃") == []
    assert _same("so it goes", "🙃") == []


def test_every_place_is_found() -> None:
    assert _same("so it goes", "So it goes, and so it goes.") == [
        ("So it goes", Method.FOLDED),
        ("so it goes", Method.EXACT),
    ]


def test_words_left_out_do_not_read_on() -> None:
    assert _same("the bridge … the weir", "the bridge the weir") == []
    assert _same("the bridge … the weir", "the bridge ... the weir") == [("the bridge ... the weir", Method.FOLDED)]


def test_the_end_of_a_sentence_in_a_block_of_its_own_leads_to_the_sentence() -> None:
    source = Sources(sketch("ann: It rained. If it rains the old bridge is under water."))[0]
    words = "rains the old bridge is under water"
    (inline,) = find_exact(_query(words), source)
    assert inline.passage.text == words
    (standalone,) = find_exact(Query(Candidate((0,), words, 0, len(words), standalone=True), 9), source)
    assert (standalone.passage.text, standalone.method) == ("If it rains the old bridge is under water", Method.EXACT)
    rewritten = "R" + words[1:]
    (sentence,) = find_exact(Query(Candidate((0,), rewritten, 0, len(words), standalone=True), 9), source)
    assert sentence.passage.text == words


def _in_order(words: str, source: str) -> list[str]:
    sources = Sources(sketch(f"ann: {source}"))
    return [match.passage.text for match in find_in_order(_query(words).elided, sources.comments)]


def test_parts_are_found_one_after_the_other() -> None:
    assert _in_order("the bridge … the weir", "So the bridge is above the weir.") == ["the bridge is above the weir"]
    assert _in_order("the weir … the bridge", "So the bridge is above the weir.") == []


def test_parts_in_one_sentence_come_before_parts_in_two() -> None:
    source = "The bridge is old. Nobody likes the weir. The bridge, if it is sound, is above all the weir."
    assert _in_order("The bridge … the weir", source) == ["The bridge, if it is sound, is above all the weir"]
