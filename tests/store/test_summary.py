from pathlib import Path

import pytest

from keeping import keep
from reading import Said, index
from sketch import chain, row, sketch, voted
from threadreader.model.page import BestReply, Exchange, MostQuoted, Summary
from threadreader.model.stored_thread import Skeleton
from threadreader.model.thread import Article, Author
from threadreader.store.connection import open_database
from threadreader.store.entries import list_entries, most_quoted, summarize

TALK = """
# Bread

The base rate was never four per cent.

ann: > The base rate
     Who says so?
  bob: > The base rate was never
       I do.
    ann: You?
      bob: > Who says so?
           Yes.
        carl: Stop it.
  bob: Again.
dora: > four per cent
      Hm.
"""


def digest(drawing: str) -> Summary:
    return summarize(Article("Title"), Skeleton.of(sketch(drawing)))


def quoted(*said: Said) -> MostQuoted | None:
    return most_quoted(index(sketch(TALK), said).links)


def test_the_deepest_reply_says_how_deep_a_thread_is() -> None:
    assert digest(TALK).depth == 4
    assert summarize(Article("Row"), Skeleton.of(row(3))).depth == 0
    assert summarize(Article("Chain"), Skeleton.of(chain(50_000))).depth == 49_999


def test_the_longest_exchange_is_that_in_which_two_take_turns_most_often() -> None:
    assert digest(TALK).exchange == Exchange("ann", "bob", 4)
    assert digest("ann: 1\n  bob: 2\n    ann: 3").exchange == Exchange("ann", "bob", 3)


@pytest.mark.parametrize(
    "drawing",
    ["ann: 1\n  bob: 2", "ann: 1\n  ann: 2\n    ann: 3", "ann: 1\n  bob: 2\n    carl: 3\n      dora: 4", "ann: 1"],
)
def test_without_turns_there_is_no_exchange(drawing: str) -> None:
    assert digest(drawing).exchange is None


def test_a_reply_to_oneself_begins_an_exchange_anew() -> None:
    assert digest("bob: 1\n  ann: 2\n    ann: 3\n      bob: 4\n        ann: 5").exchange == Exchange("ann", "bob", 3)


def test_the_days_of_a_thread_are_those_of_its_first_and_last_comment() -> None:
    times = ("2012-03-09T10:00:00", None, "2011-12-31", "2012-03-09T23:00:00+02:00")
    skeleton = Skeleton(parents=(-1,) * 4, names=("",) * 4, times=times)
    found = summarize(Article("Bread", authors=(Author("ann"), Author("bob"))), skeleton)
    assert (found.first, found.last, found.authors) == ("2011-12-31", "2012-03-09", ("ann", "bob"))
    assert summarize(Article("Bread"), Skeleton()) == Summary(chars=0)


def test_passages_that_overlap_are_quoted_together() -> None:
    two = (("c1", "The base rate", ""), ("c2", "The base rate was never", ""))
    assert quoted(*two, ("c4", "Who says so?", "c1")) == MostQuoted("The base rate", 2)
    assert quoted(("c4", "Who says so?", "c1"), ("c7", "four per cent", "")) == MostQuoted("Who says so?", 1)
    assert quoted(("c7", "four per cent", None)) is None


@pytest.mark.parametrize(
    ("votes", "best"),
    [((3, 9, None, -4, 9), BestReply("bob", "I do.", 9)), ((-3, -1), BestReply("bob", "I do.", -1)), ((None,), None)],
)
def test_the_first_reply_with_the_most_votes_is_the_best_in_words_of_its_own(
    tmp_path: Path, votes: tuple[int | None, ...], best: BestReply | None
) -> None:
    with open_database(tmp_path / "library.db") as database:
        keep(database, voted(sketch(TALK), *votes), b"bread")
        (entry,) = list_entries(database)
    assert entry.summary
    assert entry.summary.best == best
