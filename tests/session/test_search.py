from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from threadreader.session.search import ARTICLE, Corpus, Match, Search, search_of

TEXTS = ("The article says Salt.", "salt and more salt", "nothing", "SALT")


def found(needle: str, *texts: str) -> list[tuple[int, int, int]]:
    search = Corpus(lambda: texts).find(needle)
    return [(m.position, m.start, m.end) for place in search.matched for m in search.inside(place)]


def test_matches_stand_in_reading_order_the_article_first() -> None:
    assert found("salt", *TEXTS) == [(ARTICLE, 17, 21), (0, 0, 4), (0, 14, 18), (2, 0, 4)]


def test_case_counts_where_the_needle_has_a_capital() -> None:
    assert found("Salt", *TEXTS) == [(ARTICLE, 17, 21)]


def test_a_capital_whose_lower_case_is_longer_shifts_nothing() -> None:
    assert found("salt", "İİİ salt") == [(ARTICLE, 4, 8)]


def test_no_words_match_nothing() -> None:
    assert found("", *TEXTS) == []


def test_going_round_the_matches() -> None:
    texts = ("", " x", "", "", "x....x")
    search = Corpus(lambda: texts).find("x")
    assert search.after(Match(0, 1, 2)) == Match(3, 0, 1)
    assert search.after(Match(3, 5, 6)) == Match(0, 1, 2)
    assert search.before(Match(0, 1, 2)) == Match(3, 5, 6)
    assert search.before(Match(3, 5, 6)) == Match(3, 0, 1)
    assert search.after(Match(1, 0, -1)) == Match(3, 0, 1)
    assert search.before(Match(2, 0, -1)) == Match(0, 1, 2)
    assert [search.number(Match(*match)) for match in found("x", *texts)] == [1, 2, 3]
    assert len(search) == 3
    assert [search.has_match_between(place, place + 1) for place in range(4)] == [True, False, False, True]


def test_a_search_without_matches_leads_nowhere() -> None:
    assert not Search("x")
    assert Search("x").after(Match(0, 0, 1)) is None
    assert Search("x").before(Match(0, 0, 1)) is None


@given(st.lists(st.text("abAB İß", max_size=20), min_size=1, max_size=5), st.text("abß", min_size=1, max_size=3))
def test_every_match_is_the_needle(texts: list[str], needle: str) -> None:
    for place, start, end in found(needle, *texts):
        assert texts[place + 1][start:end].lower() == needle


def test_every_match_has_its_number() -> None:
    texts = ["ab ab", "", "b", "ab", "b b"]
    search = Corpus(lambda: texts).find("b")
    assert len(search) == 6
    assert [search.number(match) for place in search.matched for match in search.inside(place)] == [1, 2, 3, 4, 5, 6]
    with_match = [search.has_match_between(place, place + 1) for place in range(ARTICLE, 4)]
    assert with_match == [True, False, True, True, True]


def test_what_was_begun_to_be_read_is_not_read_again() -> None:
    read: list[str] = []

    def reading() -> Iterator[str]:
        for text in ("one", "two", "three"):
            read.append(text)
            yield text

    corpus = Corpus(reading)
    next(corpus.prepare())
    assert read == ["one"]
    assert list(corpus.find("t").matched) == [0, 1]
    assert read == ["one", "two", "three"]


def test_what_could_not_be_read_is_read_again() -> None:
    failing = [OSError("gone"), None]

    def reading() -> Iterator[str]:
        yield "one"
        if problem := failing.pop(0):
            raise problem
        yield "two"

    corpus = Corpus(reading)
    with pytest.raises(OSError, match="gone"):
        corpus.find("o")
    assert list(corpus.find("o").matched) == [ARTICLE, 0]


def test_nothing_is_found_across_texts() -> None:
    assert found("a\0b", "a", "b") == []
    assert found("ab", "a", "b") == []


@given(st.lists(st.text("abé", max_size=5), min_size=1, max_size=5), st.text("abé", min_size=1, max_size=2))
def test_a_search_and_the_same_matches_found_before_agree(texts: list[str], needle: str) -> None:
    search = Corpus(lambda: texts).find(needle)
    matches = [match for place in search.matched for match in search.inside(place)]
    before = search_of(needle, reversed(matches))
    assert (bool(search), len(search), list(search.matched)) == (bool(before), len(before), before.matched)
    for place in range(ARTICLE, len(texts)):
        here = Match(place, 1, 2)
        assert (search.after(here), search.before(here)) == (before.after(here), before.before(here))
        assert search.number(here) == before.number(here)
        assert search.has_match_between(ARTICLE, place) == before.has_match_between(ARTICLE, place)
    assert search.edge(last=True) == before.edge(last=True) == (matches[-1] if matches else None)
    assert search.edge(last=False) == before.edge(last=False) == (matches[0] if matches else None)
