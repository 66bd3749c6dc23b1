from reading import article_rows, reader, rows
from threadreader.session import Pane
from threadreader.session.actions import folding, following, moving, search

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
    assert search.search(session, "sal") == "match 2 of 4"
    assert session.cursor == "c2"
    assert search.search(session, "some sal") == "match 1 of 1"
    assert session.cursor == "c4"


def test_giving_up_comes_back_to_where_the_search_began() -> None:
    session = reader(TALK, height=6)
    before = rows(session)
    search.search(session, "some")
    search.cancel(session)
    assert rows(session) == before
    assert session.finding is None


def test_n_goes_round_through_replies_and_article() -> None:
    session = reader(TALK, height=6)
    search.search(session, "salt")
    search.accept(session)
    assert search.next_match(session, None) == "match 3 of 4"
    assert search.next_match(session, None) == "match 4 of 4"
    assert session.cursor == "c4"
    assert search.next_match(session, None) == "match 1 of 4 · from the top again"
    assert session.here().pane is Pane.ARTICLE
    assert "The article is about salt." in article_rows(session)
    assert search.previous_match(session, None) == "match 4 of 4 · from the end"
    assert session.here().pane is Pane.REPLIES
    assert search.previous_match(session, 2) == "match 2 of 4"


def test_a_match_in_a_folded_branch_is_unfolded_when_it_is_reached() -> None:
    session = reader(TALK, height=6)
    folding.close_all(session, None)
    search.search(session, "pepper")
    search.accept(session)
    assert session.replies.outline.folded == {0}


def test_the_search_can_be_left_by_going_back() -> None:
    session = reader(TALK, height=6)
    before = rows(session)
    search.search(session, "some")
    search.accept(session)
    following.back(session, None)
    assert rows(session) == before


def test_without_a_match_nothing_moves_and_it_is_said() -> None:
    session = reader(TALK)
    before = rows(session)
    assert search.search(session, "sugar") == "no match for sugar"
    assert search.accept(session) == "no match for sugar"
    assert rows(session) == before


def test_searching_on_after_moving_away_starts_from_the_cursor() -> None:
    session = reader(TALK)
    search.search(session, "salt")
    search.accept(session)
    moving.last(session, 3)
    assert search.next_match(session, None) == "match 4 of 4"


def test_giving_up_folds_again_what_the_search_opened() -> None:
    session = reader(TALK, height=6)
    folding.close_all(session, None)
    before = rows(session)
    search.search(session, "some")
    search.cancel(session)
    assert rows(session) == before
    assert session.replies.outline.folded == {0, 2}
