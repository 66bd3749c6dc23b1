from itertools import pairwise

import pytest
from msgspec.structs import replace

from keeping import keep
from reading import index
from sketch import row, sketch, voted
from threadreader.model.page import PageId
from threadreader.model.query import parse_query
from threadreader.model.stored_thread import Progress
from threadreader.model.text import parse_iso
from threadreader.model.thread import Article, Comment, CommentId, Thread
from threadreader.store.connection import Database
from threadreader.store.progress import save_progress
from threadreader.store.search import ARTICLE, Match, find, load_match
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
    bread = voted(bread, 4413, -7, None)
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
        ("water before:2012-03-08", [(1, 0)]),
        ("water after:2012", [(1, 2), (1, 1)]),
        ("before:2013 after:2012-04", [(1, 2)]),
        ("date:2011", [(1, 0)]),
        ("date:2012-03", [(1, 1)]),
        ("flour OR sea", [(2, 1), (1, 0)]),
        ("flour OR author:bob water", [(2, 1), (1, 1), (1, 0)]),
        ("water -first", [(2, 1), (2, 0), (1, ARTICLE)]),
        ("water -author:ann -site:example.com", [(1, 2), (1, 1), (1, ARTICLE)]),
        ("-water thread:1", [(1, 3)]),
        ("-water", [(2, ARTICLE), (1, 3)]),
        ("thread:2 OR is:op", [(2, 1), (2, 0), (2, ARTICLE), (1, 2)]),
        ("is:read", [(1, 1), (1, 0)]),
        ("is:new", []),
        ("water is:unread", [(2, 1), (2, 0), (1, 2)]),
        ("is:unread thread:1", [(1, 2)]),
        ("is:starred", [(1, 2)]),
        ("water is:op", [(1, 2)]),
        ("quoted:>1", [(1, 0)]),
        ("quoted:=2", [(1, 0)]),
        ("quoted:<1 votes:<1", [(1, 1)]),
        ("votes:>100", [(1, 0)]),
        ("votes:<0", [(1, 1)]),
        ("votes:>-8 votes:<9999 water", [(1, 1), (1, 0)]),
        ("votes:=4413 OR sea", [(2, 1), (1, 0)]),
        ("-votes:<9999 thread:1", [(1, 3), (1, 2), (1, ARTICLE)]),
        ("quoted:>2", []),
        ("quoted:>1 replies:>0", [(1, 0)]),
        ("quoted:>1 replies:>999", []),
        ("quoted:>1 minutes:<9", [(1, 0)]),
        ("quoted:>1 minutes:>9", []),
        ("bread", [(1, ARTICLE)]),
    ],
)
def test_what_is_asked_for_is_found(database: Database, words: str, found: list[tuple[int, int]]) -> None:
    assert [(one.number, one.position) for one in find(database, parse_query(words))] == found


_TERMS = (
    *("water", "author:ann", "thread:salt", "site:example.com", "tag:later", "note:sea"),
    *("after:2012", "after:2013", "before:2011", "before:2012", "date:2012-03", "date:2020-02"),
    *("is:unread", "is:read", "is:starred", "is:noted", "is:op", "is:new", "is:edited", "is:gone"),
    *("is:partial", "quoted:0", "quoted:>1", "replies:>2", "minutes:<9", "minutes:>9"),
    *("votes:<0", "votes:>-8", "votes:-7"),
)


def test_no_entry_rules_out_what_would_be_found(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    published = replace(_BREAD.article, published_at=parse_iso("2020-02-02", "2020-02-02"))
    keep(database, Thread(published, ()), b"alone")
    one, two = ("thread:1", "-thread:1"), [sign + term for term in _TERMS for sign in ("", "-")]
    queries = [parse_query(f"{first} {joined} {then}") for first in one for then in two for joined in ("", "OR")]
    queries += [parse_query(f"{term} OR {then}") for term, then in pairwise(two)] + [parse_query(term) for term in two]
    found = [list(find(database, query)) for query in queries]
    monkeypatch.setattr("threadreader.store.search.bound_on_entry", lambda *_, **__: ("", ()))
    assert found == [list(find(database, query)) for query in queries]


@pytest.mark.parametrize(
    "words",
    [
        *(
            "after:2030",
            "before:1990",
            "date:2015",
            "water date:2015",
            "-water after:2030",
            "after:2030 OR before:1990",
        ),
        *(
            "quoted:>2 thread:2",
            "votes:>4413",
            "votes:<0 thread:2",
            "replies:>999",
            "minutes:>9",
            "is:new",
            "is:read thread:2",
            "is:edited OR is:gone",
        ),
    ],
)
def test_what_no_entry_has_is_known_to_be_nowhere_without_loading_a_thread(
    database: Database, words: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delattr("threadreader.store.search.unpack_skeleton")
    assert not list(find(database, parse_query(words)))


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
