"""Doubts of a reading, and which of them readers are told."""

import pytest

from structure import page, plain
from threadreader.importer import import_bytes
from threadreader.importer.choice import Candidate, Code, Doubt, Reading, doubt_notes, find_doubts
from threadreader.importer.choice.quality import WEIGHTS
from threadreader.importer.draft import ArticleDraft, CommentDraft, Draft
from threadreader.importer.html.parser import parse_html
from threadreader.model.page import Note

NOTHING = Candidate("generic", 1, terms={"nothing": 1}, score=WEIGHTS["nothing"])


def candidate(comments: int, score: float, adapter: str = "microdata", **terms: float) -> Candidate:
    values = {name.replace("_", " "): value for name, value in terms.items()}
    return Candidate(adapter, 90, comments=comments, score=score, terms={"known platform": 0.7, **values})


def doubts(*candidates: Candidate, replies: int = 1, declared: int | None = None) -> dict[Code, str]:
    """The doubts of the first candidate, so many of whose comments are replies to another."""
    element = parse_html("<p>words</p>").p
    assert element is not None
    count = candidates[0].comments
    comments = [CommentDraft(element, parent_key="1" if number < replies else None) for number in range(count)]
    draft = Draft(ArticleDraft(), comments, declared_count=declared)
    return {each.code: each.message for each in find_doubts(Reading(draft, candidates), draft)}


def test_nothing_is_doubted_of_a_thread_that_clearly_is_the_best() -> None:
    assert doubts(candidate(12, 12), candidate(11, 10), NOTHING, declared=12) == {}
    assert doubts(candidate(12, 12)) == {}


def test_a_thread_that_scores_hardly_better_than_none_may_be_none() -> None:
    assert doubts(candidate(12, NOTHING.score + 1.9), NOTHING) == {
        Code.NO_THREAD: "may not be a discussion: check the comments"
    }
    assert doubts(candidate(12, NOTHING.score + 2.1), NOTHING) == {}


def test_whether_these_are_comments_is_not_doubted_where_an_adapter_knows_the_platform() -> None:
    assert doubts(candidate(12, 7, "blog", known_platform=1), candidate(9, 6.9), NOTHING, declared=3) == {}


def test_another_reading_that_is_nearly_as_good_is_told_where_it_has_other_comments() -> None:
    assert doubts(candidate(12, 12), candidate(9, 11.8), NOTHING) == {
        Code.OTHER_READING: "may have 9 comments instead of 12"
    }
    assert doubts(candidate(12, 12), candidate(12, 11.8), NOTHING) == {}


def test_more_comments_than_the_page_says_are_doubted_where_it_counts_replies_or_not() -> None:
    assert doubts(candidate(12, 12), NOTHING, declared=3) == {Code.MORE_THAN_DECLARED: "has 12 comments, but says 3"}
    assert doubts(candidate(12, 12), NOTHING, declared=3, replies=9) == {}
    assert doubts(candidate(12, 12), NOTHING, declared=40) == {}


@pytest.mark.parametrize("term", ["few words", "without words"])
def test_comments_of_hardly_a_word_may_lack_some(term: str) -> None:
    assert doubts(candidate(12, 12, "blog", **{term: 0.5}), NOTHING).keys() == {Code.FEW_WORDS}
    assert doubts(candidate(12, 12, "blog", **{term: 0.2}), NOTHING) == {}


def test_readers_are_told_the_gravest_doubt_alone() -> None:
    found = [Doubt(code, code.value) for code in Code]
    assert doubt_notes(found[1:]) == (Note("page", "no-thread"),)
    assert doubt_notes([]) == ()


def test_what_is_said_of_many_pages_that_are_read_whole_is_for_inspection() -> None:
    flat = doubts(candidate(12, 12, "generic"), NOTHING, replies=0)
    assert flat == {
        Code.NO_PARENTS: "does not show who replies to whom",
        Code.STRUCTURE_ALONE: "fits no recipe: comments found by structure",
    }
    assert doubt_notes([Doubt(code, message) for code, message in flat.items()]) == ()


def test_a_plain_page_of_no_platform_has_no_note() -> None:
    imported = import_bytes(page(*map(plain, range(6))).encode(), "page.html")
    assert [doubt.code for doubt in imported.doubts] == [Code.NO_PARENTS, Code.STRUCTURE_ALONE]
    assert imported.parsed.notes == ()
