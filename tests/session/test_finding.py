from reading import article_rows, reader, rows
from threadreader.session import ARTICLE, Pane, finding, folding, following, moving
from threadreader.session.finding import Glow

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
    finding.cancel(session)
    assert rows(session) == before
    assert session.finding is None


def test_n_goes_round_through_replies_and_article() -> None:
    session = reader(TALK, height=6)
    finding.search(session, "salt")
    finding.accept(session)
    assert finding.next_match(session, None) == "match 3 of 4"
    assert finding.next_match(session, None) == "match 4 of 4"
    assert session.cursor == "c4"
    assert finding.next_match(session, None) == "match 1 of 4 · from the top again"
    assert session.here().pane is Pane.ARTICLE
    assert "The article is about salt." in article_rows(session)
    assert finding.previous_match(session, None) == "match 4 of 4 · from the end"
    assert session.here().pane is Pane.REPLIES
    assert finding.previous_match(session, 2) == "match 2 of 4"


def test_a_match_in_a_folded_branch_is_unfolded_when_it_is_reached() -> None:
    session = reader(TALK, height=6)
    folding.close_all(session, None)
    finding.search(session, "pepper")
    finding.accept(session)
    assert session.replies.outline.folded == {0}


def test_the_search_can_be_left_by_going_back() -> None:
    session = reader(TALK, height=6)
    before = rows(session)
    finding.search(session, "some")
    finding.accept(session)
    following.back(session, None)
    assert rows(session) == before


def test_matches_are_marked_the_current_one_above_the_others() -> None:
    session = reader(TALK)
    finding.search(session, "salt")
    assert [(h.start, h.end, h.glow) for h in finding.highlights(session, 1)] == [
        (0, 4, Glow.CURRENT_MATCH),
        (15, 19, Glow.MATCH),
    ]
    assert [h.glow for h in finding.highlights(session, ARTICLE)] == [Glow.MATCH]
    finding.stop(session)
    assert finding.highlights(session, 1) == ()


def test_without_a_match_nothing_moves_and_it_is_said() -> None:
    session = reader(TALK)
    before = rows(session)
    assert finding.search(session, "sugar") == "no match for sugar"
    assert finding.accept(session) == "no match for sugar"
    assert rows(session) == before
    assert finding.next_match(session, None) == "no search: / begins one"


def test_searching_on_after_moving_away_starts_from_the_cursor() -> None:
    session = reader(TALK)
    finding.search(session, "salt")
    finding.accept(session)
    moving.last(session, 3)
    assert finding.next_match(session, None) == "match 4 of 4"


def test_giving_up_folds_again_what_the_search_opened() -> None:
    session = reader(TALK, height=6)
    folding.close_all(session, None)
    before = rows(session)
    finding.search(session, "some")
    finding.cancel(session)
    assert rows(session) == before
    assert session.replies.outline.folded == {0, 2}
