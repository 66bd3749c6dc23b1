import pytest

from sketch import sketch
from threadreader.model.quote import Method
from threadreader.quotes.find import Candidate
from threadreader.quotes.match import Matcher, find_same
from threadreader.quotes.places import Places
from threadreader.quotes.query import Query


def _query(words: str, position: int = 9) -> Query:
    return Query(Candidate((0,), words, 0, len(words)), position)


def _same(words: str, source: str) -> list[tuple[str, Method]]:
    place = Places(sketch(f"ann: {source}"))[0]
    return [(match.passage.text, match.method) for match in find_same(_query(words), place)]


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


def test_unquoted_comes_before_near_and_near_before_exact() -> None:
    places = Places(
        sketch("""
            # Title

            The bridge is sound.

            ann: So, the Bridge is sound.
              bob: > The bridge is sound.

                   Good.
                cem: Mine.
        """)
    )
    found = Matcher(places).near(_query("The bridge is sound.", 2))
    assert [(match.passage.source.position, match.method) for match in found] == [
        (0, Method.FOLDED),
        (-1, Method.EXACT),
        (1, Method.EXACT),
    ]


def test_a_short_one_is_looked_for_in_the_parent_alone() -> None:
    places = Places(sketch("ann: Conceded, gladly.\n  bob: Ha.\n    cem: Mine."))
    assert Matcher(places).near(_query("Conceded", 2)) == []
    assert len(Matcher(places).near(_query("Conceded", 1))) == 1
