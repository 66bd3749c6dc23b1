import contextlib
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from keeping import keep
from reading import index
from sketch import row, sketch
from threadreader.errors import SearchError
from threadreader.model.page import PageId
from threadreader.model.stored_thread import Progress
from threadreader.model.text import parse_iso
from threadreader.model.thread import Article, Comment, CommentId, Thread
from threadreader.store.connection import Database
from threadreader.store.fulltext import ARTICLE
from threadreader.store.progress import save_progress
from threadreader.store.search import Match, Query, Term, find, load_match, parse_query
from threadreader.store.writing import forget

BREAD = "https://example.org/bread"
SALT = "https://blog.example.com/salt"
_BREAD = sketch(
    "# Bread\n\nIt rises with water.\n\nann: First water then flour\n  bob: > First water\n\n       So water?\n"
    "  carol*: > First water\n\n          Water it is\ndora: None"
)


def _dated(thread: Thread, *days: str | None) -> Thread:
    comments = (
        replace(comment, posted_at=parse_iso(day, day) if day else None)
        for comment, day in zip(thread.comments, days, strict=True)
    )
    return Thread(thread.article, tuple(comments))


@pytest.fixture(autouse=True)
def stored(database: Database) -> None:
    bread = _dated(_BREAD, "2011-12-31", "2012-03-09T10:00:00+00:00", "2012-04-01", None)
    quotes = index(bread, [("c2", "First water", "c1"), ("c3", "First water", "c1")])
    keep(database, bread, b"bread", url=BREAD, quotes=quotes)
    keep(database, sketch("# Salt\n\nann: No water\nbob: Sea water"), b"salt", url=SALT)
    done = Progress(
        seen=frozenset({CommentId("c1"), CommentId("c2")}),
        starred=frozenset({CommentId("c3")}),
        muted=frozenset({CommentId("c4")}),
    )
    save_progress(database, PageId(BREAD), done, Progress())


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("water", [(2, 1), (2, 0), (1, 2), (1, 1), (1, 0), (1, ARTICLE)]),
        ("sea water", [(2, 1)]),
        ('"water sea"', []),
        ("water author:ann", [(2, 0), (1, 0)]),
        ("author:carol", [(1, 2)]),
        ("water thread:1", [(1, 2), (1, 1), (1, 0), (1, ARTICLE)]),
        ("water thread:brea flour", [(1, 0)]),
        ("thread:2", [(2, 1), (2, 0), (2, ARTICLE)]),
        ("water site:blog.example.com", [(2, 1), (2, 0)]),
        ("water before:2012-03-09", [(1, 0)]),
        ("water after:2011", [(1, 2), (1, 1)]),
        ("before:2013 after:2012-03", [(1, 2)]),
        ("water is:unread", [(2, 1), (2, 0), (1, 2)]),
        ("is:unread thread:1", [(1, 2)]),
        ("is:starred", [(1, 2)]),
        ("water is:op", [(1, 2)]),
        ("quoted:>1", [(1, 0)]),
        ("quoted:>2", []),
        ("bread", [(1, ARTICLE)]),
    ],
)
def test_what_is_asked_for_is_found(database: Database, words: str, found: list[tuple[int, int]]) -> None:
    assert [(one.number, one.position) for one in find(database, parse_query(words))] == found


def test_what_was_found_can_be_read(database: Database) -> None:
    read = [load_match(database, found) for found in find(database, parse_query("water thread:1"))]
    assert [type(remark) for remark in read] == [Comment, Comment, Comment, Article]
    assert isinstance(read[0], Comment)
    assert read[0].id == "c3"


def test_what_was_taken_away_meanwhile_is_nothing(database: Database) -> None:
    hits = list(find(database, parse_query("water")))
    forget(database, 1)
    assert [load_match(database, found) is None for found in hits] == [False, False, True, True, True, True]
    assert load_match(database, Match(9, 9, "", 3)) is None


def test_more_hits_than_one_look_gives_are_all_found(database: Database) -> None:
    keep(database, row(5000), b"many")
    found = [one.position for one in find(database, parse_query("words thread:3"))]
    assert found == list(range(4999, -1, -1))


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
    assert query.expression


@pytest.mark.parametrize(
    ("typed", "message"),
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
def test_what_is_not_understood_is_said(typed: str, message: str) -> None:
    with pytest.raises(SearchError) as raised:
        parse_query(typed)
    assert str(raised.value) == message


def test_too_many_words_are_refused() -> None:
    assert len(parse_query("a " * 64).terms) == 64
    with pytest.raises(SearchError, match="has more than 64 words"):
        parse_query("a " * 65)


def test_half_a_character_from_the_command_line_is_no_trouble() -> None:
    assert "\udcff" not in parse_query("bread \udcff").expression


@given(st.text(alphabet=st.sampled_from('ab :"*>-.\u4eba\u00e9isquotedafter2012'), max_size=30))
def test_whatever_is_typed_is_a_query_or_is_refused(typed: str) -> None:
    with contextlib.suppress(SearchError):
        assert parse_query(typed) != Query()
