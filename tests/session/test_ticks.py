from reading import reader
from threadreader.session.actions import filtering, folding, search
from threadreader.session.decorations import Tick, article_ticks, reply_ticks

TALK = """
# Title

The beginning is here.

The middle is here.

The needle is at the end.

ann: one needle
  bob: two
carl: three
dora: four
eve: five needle
"""


def test_every_unread_reply_has_a_tick_where_it_begins() -> None:
    session = reader(TALK)
    assert reply_ticks(session, 5) == dict.fromkeys(range(5), Tick.UNREAD)
    session.kept.see([0, 1, 3, 4])
    assert reply_ticks(session, 5) == {2: Tick.UNREAD}
    assert reply_ticks(session, 2) == {0: Tick.UNREAD}


def test_a_match_is_shown_before_what_is_unread_and_also_in_what_is_folded() -> None:
    session = reader(TALK)
    session.kept.see(range(1, 5))
    search.search(session, "needle")
    assert reply_ticks(session, 5) == {0: Tick.MATCH, 4: Tick.MATCH}
    search.cancel(session)
    session.kept.unsee([1])
    folding.close_all(session, None)
    assert reply_ticks(session, 4)[0] == Tick.UNREAD, "the one that is folded away"


def test_a_choice_has_ticks_in_its_own_order() -> None:
    session = reader(TALK)
    session.kept.see(range(4))
    filtering.by_time(session, None)
    assert reply_ticks(session, 5) == {4: Tick.UNREAD}


def test_the_article_has_ticks_for_quoted_passages_and_matches() -> None:
    talk = TALK.replace("carl: three", "carl: > The middle is here.")
    session = reader(talk, (("c3", "The middle is here.", ""),))
    assert set(article_ticks(session, 12).values()) == {Tick.QUOTED}
    (quoted,) = article_ticks(session, 12)
    search.search(session, "The needle")
    ticks = article_ticks(session, 12)
    assert ticks[quoted] == Tick.QUOTED
    assert next(row for row, tick in ticks.items() if tick == Tick.MATCH) > quoted


def test_one_row_holds_everything() -> None:
    session = reader(TALK)
    search.search(session, "needle")
    assert reply_ticks(session, 1) == {0: Tick.MATCH}
    assert article_ticks(session, 1) == {0: Tick.MATCH}
