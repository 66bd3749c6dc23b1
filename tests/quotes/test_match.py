from sketch import sketch
from threadreader.model.quote import Method
from threadreader.quotes.candidates import Candidate
from threadreader.quotes.match import Matcher
from threadreader.quotes.query import Query
from threadreader.quotes.sources import Sources


def _query(words: str, position: int = 9) -> Query:
    return Query(Candidate((0,), words, 0, len(words)), position)


def test_unquoted_comes_before_near_and_near_before_exact() -> None:
    sources = Sources(
        sketch("""
            # Title

            The bridge is sound.

            ann: So, the Bridge is sound.
              bob: > The bridge is sound.

                   Good.
                cem: Mine.
        """)
    )
    found = Matcher(sources).near(_query("The bridge is sound.", 2))
    assert [(match.passage.source.position, match.method) for match in found] == [
        (0, Method.FOLDED),
        (-1, Method.EXACT),
        (1, Method.EXACT),
    ]


def test_a_short_one_is_looked_for_in_the_parent_alone() -> None:
    sources = Sources(sketch("ann: Conceded, gladly.\n  bob: Ha.\n    cem: Mine."))
    assert Matcher(sources).near(_query("Conceded", 2)) == []
    assert len(Matcher(sources).near(_query("Conceded", 1))) == 1
