from hypothesis import given
from hypothesis import strategies as st

from threadreader.session.search import ARTICLE, Corpus, Match, Search

TEXTS = ("The article says Salt.", "salt and more salt", "nothing", "SALT")


def found(needle: str, *texts: str) -> list[tuple[int, int, int]]:
    search = Corpus(texts).find(needle)
    return [(m.place, m.start, m.end) for place in search.places for m in search.inside(place)]


def test_matches_stand_in_reading_order_the_article_first() -> None:
    assert found("salt", *TEXTS) == [(ARTICLE, 17, 21), (0, 0, 4), (0, 14, 18), (2, 0, 4)]


def test_case_counts_where_the_needle_has_a_capital() -> None:
    assert found("Salt", *TEXTS) == [(ARTICLE, 17, 21)]


def test_a_capital_whose_lower_case_is_longer_shifts_nothing() -> None:
    assert found("salt", "İİİ salt") == [(ARTICLE, 4, 8)]


def test_no_words_match_nothing() -> None:
    assert found("", *TEXTS) == []


def test_going_round_the_matches() -> None:
    search = Corpus(("", " x", "", "", "x....x")).find("x")
    assert search.after(Match(0, 1, 2)) == Match(3, 0, 1)
    assert search.after(Match(3, 5, 6)) == Match(0, 1, 2)
    assert search.before(Match(0, 1, 2)) == Match(3, 5, 6)
    assert search.before(Match(3, 5, 6)) == Match(3, 0, 1)
    assert search.after(Match(1, 0, -1)) == Match(3, 0, 1)
    assert search.before(Match(2, 0, -1)) == Match(0, 1, 2)
    assert [search.number(Match(*match)) for match in found("x", *search.texts)] == [1, 2, 3]
    assert len(search) == 3
    assert [search.any_between(place, place + 1) for place in range(4)] == [True, False, False, True]


def test_a_search_without_matches_leads_nowhere() -> None:
    assert not Search("x")
    assert Search("x").after(Match(0, 0, 1)) is None
    assert Search("x").before(Match(0, 0, 1)) is None


@given(st.lists(st.text("abAB", max_size=9), max_size=6), st.text("abAB", min_size=1, max_size=4))
def test_what_is_typed_on_is_found_as_if_it_had_been_typed_at_once(texts: list[str], needle: str) -> None:
    corpus = Corpus(("", *texts))
    shorter = None
    for length in range(1, len(needle) + 1):
        shorter = corpus.find(needle[:length], shorter)
        assert shorter.places == corpus.find(needle[:length]).places


@given(st.lists(st.text("abAB İß", max_size=20), min_size=1, max_size=5), st.text("abß", min_size=1, max_size=3))
def test_every_match_is_the_needle(texts: list[str], needle: str) -> None:
    for place, start, end in found(needle, *texts):
        assert texts[place + 1][start:end].lower() == needle
