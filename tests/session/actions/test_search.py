from reading import article_rows, reader, results_of, rows
from threadreader.model.stored_thread import Hit
from threadreader.model.thread import CommentId
from threadreader.session import Pane, Session
from threadreader.session.actions import act, finding, moving, quotations
from threadreader.session.actions.finding import open_at_hit
from threadreader.session.library.thread_rows import SearchResults

TALK = """
# Salt

The article is about salt.

ann: Nothing here.
  bob: Salt, and more
       salt.
eve: Pepper.
  finn: Some salt.
"""


def test_typing_goes_to_the_first_match_from_here_on() -> None:
    session = reader(TALK, height=6)
    assert finding.search(session, "sal") == "match 2 of 4"
    assert session.cursor == "c2"
    assert finding.search(session, "some sal") == "match 1 of 1"
    assert session.cursor == "c4"


def test_giving_up_comes_back_to_where_the_search_began() -> None:
    session = reader(TALK, height=6)
    before = rows(session)
    finding.search(session, "some")
    finding.cancel_search(session)
    assert rows(session) == before
    assert session.active_search is None


def test_n_goes_round_through_replies_and_article() -> None:
    session = reader(TALK, height=6)
    finding.search(session, "salt")
    finding.enter_search(session, "typed")
    assert finding.next_match(session, None) == "match 3 of 4"
    assert finding.next_match(session, None) == "match 4 of 4"
    assert session.cursor == "c4"
    assert finding.next_match(session, None) == "match 1 of 4 · from the top again"
    assert session.location().pane is Pane.ARTICLE
    assert "The article is about salt." in article_rows(session)
    assert finding.previous_match(session, None) == "match 4 of 4 · from the end"
    assert session.location().pane is Pane.REPLIES
    assert finding.previous_match(session, 2) == "match 2 of 4"


def test_a_match_in_a_folded_branch_is_unfolded_when_it_is_reached() -> None:
    session = reader(TALK, height=6)
    moving.fold_all(session, None)
    finding.search(session, "pepper")
    finding.enter_search(session, "typed")
    assert session.replies.outline.folded == {0}


def test_the_search_can_be_left_by_going_back() -> None:
    session = reader(TALK, height=6)
    before = rows(session)
    finding.search(session, "some")
    finding.enter_search(session, "typed")
    quotations.back(session, None)
    assert rows(session) == before


def test_without_a_match_nothing_moves_and_it_is_said() -> None:
    session = reader(TALK)
    before = rows(session)
    assert finding.search(session, "sugar") == "no match for sugar"
    assert finding.enter_search(session, "typed") == "no match for sugar"
    assert rows(session) == before


def test_words_that_stand_nowhere_as_typed_are_a_query() -> None:
    session = reader(TALK)
    assert finding.search(session, "salt author:bob") == "match 1 of 2"
    assert session.cursor == "c2"
    assert finding.search(session, "salt author:bob OR pepper") == "match 1 of 2"
    assert finding.search(session, "more -pepper author:bob") == "match 1 of 1"
    assert finding.search(session, "autor:bob") == "autor: unknown field; did you mean author:?"
    assert finding.search(session, "author:eve") == "match 1 of 1"
    assert session.cursor == "c3"
    assert finding.enter_search(session, "typed") == "match 1 of 1"


def test_searching_on_after_moving_away_starts_from_the_cursor() -> None:
    session = reader(TALK)
    finding.search(session, "salt")
    finding.enter_search(session, "typed")
    moving.last(session, 3)
    assert finding.next_match(session, None) == "match 4 of 4"


def test_giving_up_folds_again_what_the_search_opened() -> None:
    session = reader(TALK, height=6)
    moving.fold_all(session, None)
    before = rows(session)
    finding.search(session, "some")
    finding.cancel_search(session)
    assert rows(session) == before
    assert session.replies.outline.folded == {0, 2}


HITS_TALK = "# Bread\n\nOf flour.\n\nann: The registry\n  bob: No registry, registry\ncarl: Hm"


def hit(number: int, comment: str | None, text: str, *passages: tuple[int, int]) -> Hit:
    return Hit(number, "Bread", 0, comment and CommentId(comment), "ann", None, text, passages)  # type: ignore[arg-type] # "" is none


MINE = (hit(1, "c1", "The registry", (4, 12)), hit(1, "c2", "No registry, registry", (3, 11), (13, 21)))


def found(*others: Hit, at: int = 0) -> SearchResults:
    result = results_of("registry", [*MINE, *others])
    result.position.at = at
    return result


def where(session: Session) -> tuple[str | None, int]:
    assert session.active_search
    return session.cursor, session.active_search.at.start


def test_a_reader_arrives_at_the_passage_that_was_found() -> None:
    session = reader(HITS_TALK)
    assert open_at_hit(session, found(at=1)) == "registry · match 2 of 2"
    assert where(session) == ("c2", 3)
    assert session.active_search
    assert not session.active_search.typing
    act(session, finding.next_match)
    assert where(session) == ("c2", 13)
    assert "from the top again" in act(session, finding.next_match)


def test_behind_the_last_passage_comes_the_next_thread() -> None:
    session = reader(HITS_TALK)
    open_at_hit(session, found(hit(2, "c1", "registry", (0, 8))))
    assert session.active_search
    beyond = session.active_search.other_threads
    assert beyond
    act(session, finding.next_match)
    act(session, finding.next_match)
    assert beyond.turned == 0
    assert act(session, finding.next_match) == ""
    assert (beyond.turned, where(session)) == (1, ("c2", 13))


def test_matches_are_said_to_be_those_of_the_thread_where_there_are_more_beyond() -> None:
    session = reader(HITS_TALK)
    open_at_hit(session, found(hit(2, "c1", "registry", (0, 8))))
    assert act(session, finding.next_match) == "match 2 of 3 here"


def test_before_the_first_passage_comes_the_thread_before() -> None:
    session = reader(HITS_TALK)
    result = results_of("registry", [hit(3, "c1", "registry", (0, 8)), *MINE])
    result.position.at = 1
    open_at_hit(session, result)
    act(session, finding.previous_match)
    assert session.active_search
    assert session.active_search.other_threads
    assert session.active_search.other_threads.turned == -1


def test_what_has_no_words_to_show_is_arrived_at_all_the_same() -> None:
    session = reader(HITS_TALK)
    result = results_of("is:starred", [hit(1, "c3", "Hm")])
    open_at_hit(session, result)
    assert where(session) == ("c3", 0)


def test_a_hit_that_is_gone_is_said() -> None:
    session = reader(HITS_TALK)
    assert "no longer" in open_at_hit(session, results_of("x", [hit(1, "gone", "x", (0, 1))]))
    assert session.active_search is None
