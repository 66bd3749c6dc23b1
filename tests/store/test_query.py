import contextlib
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from threadreader.errors import SearchError
from threadreader.store.search import Query, Term, parse_query


def test_everything_that_can_be_asked_for_is_understood() -> None:
    assert parse_query(
        'registry "base rate" forecast* author:carol author:"Ann Lee" thread:3 thread:"limits of" site:example.org'
        " before:2012 after:2011-03-09 is:unread IS:Starred is:op quoted:>2"
    ) == Query(
        terms=(Term("registry"), Term("base rate"), Term("forecast", prefix=True)),
        authors=(Term("carol"), Term("Ann Lee")),
        threads=("3", "limits of"),
        sites=("example.org",),
        before=date(2012, 1, 1),
        after=date(2011, 3, 10),
        states=frozenset({"unread", "starred", "op"}),
        quoted=3,
    )


@pytest.mark.parametrize(
    ("typed", "before", "after"),
    [
        ("2012", (2012, 1, 1), (2013, 1, 1)),
        ("2012-12", (2012, 12, 1), (2013, 1, 1)),
        ("2012-2", (2012, 2, 1), (2012, 3, 1)),
        ("2012-02-29", (2012, 2, 29), (2012, 3, 1)),
    ],
)
def test_a_day_a_month_or_a_year_is_wholly_before_or_after(
    typed: str, before: tuple[int, int, int], after: tuple[int, int, int]
) -> None:
    assert parse_query(f"before:{typed}").before == date(*before)
    assert parse_query(f"after:{typed}").after == date(*after)


@pytest.mark.parametrize(("typed", "times"), [(">2", 3), (">=2", 2), ("2", 2)])
def test_how_often_something_is_quoted_is_a_number_at_least(typed: str, times: int) -> None:
    assert parse_query(f"quoted:{typed}").quoted == times


@pytest.mark.parametrize("typed", ["http://example.org", "note:this", "10:30", "a:b", "-b", "(a", "AND", "a^2"])
def test_what_only_looks_like_a_condition_is_words(typed: str) -> None:
    query = parse_query(typed)
    assert query == Query(terms=query.terms)
    assert query.match


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("", "search: there is no word in it; type words to search for"),
        ('"" ++', '"" ++: there is no word in it; type words to search for'),
        ("autor:ann", "autor: there is no such condition; did you mean author:?"),
        ("author:", 'author: nothing stands behind it; for example author:carol or author:"Carol Lee"'),
        ("author:++", 'author:++: there is no name in it; for example author:carol or author:"Carol Lee"'),
        ("is:red", "is:red: there is no such condition; there are unread, starred, op"),
        ("before:may", "before:may: is no date; for example before:2012-03 or before:2012-03-09"),
        ("after:2012-13", "after:2012-13: is no date; for example after:2011"),
        ("after:9999-12-31", "after:9999-12-31: is no date; for example after:2011"),
        ("quoted:often", "quoted:often: is no number; for example quoted:>2"),
    ],
)
def test_what_is_not_understood_is_said(typed: str, said: str) -> None:
    with pytest.raises(SearchError) as raised:
        parse_query(typed)
    assert str(raised.value) == said


def test_too_many_words_are_refused() -> None:
    assert len(parse_query("a " * 64).terms) == 64
    with pytest.raises(SearchError, match="has more than 64 words"):
        parse_query("a " * 65)


def test_half_a_character_from_the_command_line_is_no_trouble() -> None:
    assert "\udcff" not in parse_query("bread \udcff").match


@given(st.text(alphabet=st.sampled_from('ab :"*>-.\u4eba\u00e9isquotedafter2012'), max_size=30))
def test_whatever_is_typed_is_a_query_or_is_refused(typed: str) -> None:
    with contextlib.suppress(SearchError):
        assert parse_query(typed) != Query()
