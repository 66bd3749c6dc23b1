"""The query language, as it is typed."""

import contextlib
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from threadreader.errors import SearchError
from threadreader.model.query import (
    FIGURES,
    AuthorName,
    Condition,
    Figure,
    HasState,
    InThread,
    OnSite,
    Query,
    Tagged,
    Test,
    Words,
    Written,
    parse_query,
)


def _all(*tests: Test) -> Query:
    return Query(tuple((Condition(test),) for test in tests))


def test_everything_that_can_be_asked_for_is_understood() -> None:
    assert parse_query(
        'registry "base rate" forecast* author:carol author:"Ann Lee" thread:3 thread:"limits of" site:example.org'
        " date:2012-03 before:2012 after:2011-03-09 tag:Cooking is:unread is:done IS:Starred is:op quoted:>2"
        " votes:<=-5 replies:>20 minutes:<5"
    ) == _all(
        Words("registry"),
        Words("base rate"),
        Words("forecast", prefix=True),
        AuthorName("carol"),
        AuthorName("Ann Lee"),
        InThread("3"),
        InThread("limits of"),
        OnSite("example.org"),
        Written(date(2012, 3, 1), date(2012, 4, 1)),
        Written(end=date(2013, 1, 1)),
        Written(first=date(2011, 3, 9)),
        Tagged("cooking"),
        HasState("unread"),
        Tagged("done"),
        HasState("starred"),
        HasState("op"),
        Figure("quoted", 3),
        Figure("votes", most=-5),
        Figure("replies", 21),
        Figure("minutes", most=4),
    )


def test_or_binds_the_two_beside_it_and_a_minus_excludes_what_follows() -> None:
    a, b, c = (Condition(Words(word)) for word in "abc")
    assert parse_query("a b OR c") == Query(((a,), (b, c)))
    assert parse_query("a OR b OR c") == Query(((a, b, c),))
    assert parse_query("OR a OR") == Query(((a,),))
    assert parse_query('-a OR -author:ann -"b c"') == Query(
        (
            (Condition(Words("a"), excluded=True), Condition(AuthorName("ann"), excluded=True)),
            (Condition(Words("b c"), excluded=True),),
        )
    )
    assert parse_query("well-known - b") == _all(Words("well-known"), Words("b"))


@pytest.mark.parametrize(
    ("typed", "first", "end"),
    [
        ("2012", (2012, 1, 1), (2013, 1, 1)),
        ("2012-12", (2012, 12, 1), (2013, 1, 1)),
        ("2012/2", (2012, 2, 1), (2012, 3, 1)),
        ("2012-02-29", (2012, 2, 29), (2012, 3, 1)),
    ],
)
def test_a_day_a_month_or_a_year_is_itself_before_and_after_too(
    typed: str, first: tuple[int, int, int], end: tuple[int, int, int]
) -> None:
    assert parse_query(f"date:{typed}") == _all(Written(date(*first), date(*end)))
    assert parse_query(f"before:{typed}") == _all(Written(end=date(*end)))
    assert parse_query(f"after:{typed}") == _all(Written(first=date(*first)))


def test_a_time_is_within_its_first_and_its_last_day() -> None:
    march = Written(date(2012, 3, 1), date(2012, 4, 1))
    times = ["2012-02-29T23:59:59", "2012-03-01", "2012-03-31T23:59:59+02:00", "2012-04-01T00:00:00", None]
    assert [march.has(time) for time in times] == [False, True, True, False, False]


@pytest.mark.parametrize("name", FIGURES)
@pytest.mark.parametrize(
    ("typed", "has"),
    [
        *((">4", "5 6"), (">=5", "5 6"), ("5", "5"), ("=5", "5"), ("<=5", "-3 0 5")),
        *(("<5", "-3 0"), ("<9", "-3 0 5 6")),
        *((">-3", "0 5 6"), ("<0", "-3"), ("=-3", "-3")),
    ],
)
def test_a_figure_is_within_its_least_and_its_most(name: str, typed: str, has: str) -> None:
    (clause,) = parse_query(f"{name}:{typed}").clauses
    (condition,) = clause
    assert isinstance(condition.test, Figure)
    assert " ".join(str(figure) for figure in (-3, 0, 5, 6) if condition.test.has(figure)) == has
    assert not condition.test.has(None)


@pytest.mark.parametrize("typed", ["http://example.org", "std::move", "10:30", "a:b", "(a", "AND", "a^2", '"note: b"'])
def test_what_only_looks_like_a_condition_is_words(typed: str) -> None:
    assert parse_query(typed) == _all(Words(typed.strip('"')))


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ("", "search: no word; type a word to search for"),
        ('"" ++', '"" ++: no word; type a word to search for'),
        ("autor:ann", "autor: unknown field; did you mean author:?"),
        (
            "zzz:ann",
            "is:, note:, quoted:, votes:, replies:, minutes:",
        ),
        ("author:", 'author: for example author:carol or author:"Carol Lee"'),
        ("author:++", 'author:++: no name; for example author:carol or author:"Carol Lee"'),
        (
            "is:red",
            "unknown state; use unread, read, starred, noted, op, new, edited, gone, queued, archived, done, partial",
        ),
        ("before:may", "before:may: is not a date; for example before:2012-03 or before:2012-03-09"),
        ("after:2012-13", "after:2012-13: is not a date; for example after:2011"),
        ("date:9999-12-31", "date:9999-12-31: is not a date; for example date:2012 or date:2012-03"),
        ("quoted:often", "quoted:often: is not a number; for example quoted:>2"),
    ],
)
def test_what_is_not_understood_is_said(typed: str, message: str) -> None:
    with pytest.raises(SearchError) as raised:
        parse_query(typed)
    assert str(raised.value).endswith(message)


def test_too_many_words_are_refused() -> None:
    assert len(parse_query("a " * 64).clauses) == 64
    for typed in ("a " * 65, "a OR " * 65):
        with pytest.raises(SearchError, match="has more than 64 words"):
            parse_query(typed)


def test_half_a_character_from_the_command_line_is_no_trouble() -> None:
    assert "\udcff" not in str(parse_query("bread \udcff"))


@given(st.text(alphabet=st.sampled_from('ab :"*>-.\u4eba\u00e9isquotedOR2012'), max_size=30))
def test_whatever_is_typed_is_a_query_or_is_refused(typed: str) -> None:
    with contextlib.suppress(SearchError):
        assert parse_query(typed) != Query()
