"""The rows above the window: who is answered on as few of them as that needs, and the text goes on in the others."""

import pytest

from in_memory import ThreadInMemory
from sketch import chain, sketch
from threadreader.model.page import Page, PageId
from threadreader.model.thread import Thread
from threadreader.session import Session
from threadreader.session.actions import filtering
from threadreader.session.context import how_many_above, lead
from threadreader.session.viewport import Spot

TALK = (
    """
ann: One.
  bob: Two.
    carl: Three.
      dora: Four.
eve: Five.
finn: Six.
"""
    + "gil: Seven.\n" * 12
)


def at(place: int, line: int = 0, *, drawn: Thread | None = None) -> Session:
    session = Session(ThreadInMemory(Page(PageId("page"), "Page"), drawn or sketch(TALK)))
    session.arrange((60, 30))
    session.arrange((90, 30))
    session.replies.window.top = Spot(place, line)
    return session


def shown(session: Session) -> list[tuple[int, int]]:
    return [(piece.item, piece.first + line) for piece in lead(session).pieces for line in range(piece.count)]


def test_where_the_thread_begins_the_rows_say_what_it_is() -> None:
    assert (lead(at(0)).ancestors, lead(at(0)).overview, shown(at(0))) == (0, 3, [])
    assert (lead(at(0, 2)).ancestors, lead(at(0, 2)).overview, shown(at(0, 2))) == (0, 1, [(0, 0), (0, 1)])


def test_a_row_is_taken_for_each_that_leads_to_the_line_below() -> None:
    below_ann = at(1, 2)
    assert (lead(below_ann).ancestors, shown(below_ann)) == (1, [(1, 0), (1, 1)])
    assert lead(below_ann).top == Spot(1, 0)
    deep = at(3, 1)
    assert (lead(deep).ancestors, shown(deep), lead(deep).top) == (3, [], Spot(3, 1))


def test_a_line_for_whose_names_there_is_no_row_more_without_an_empty_one_stands_under_the_nearest() -> None:
    last_of_dora = at(3, 2)
    assert (lead(last_of_dora).ancestors, shown(last_of_dora)) == (2, [(3, 1)])
    below = at(4, 1)
    assert (lead(below).ancestors, shown(below)) == (0, [(3, 1), (3, 2), (4, 0)])


@pytest.mark.parametrize("place", range(18))
@pytest.mark.parametrize("line", range(3))
def test_no_row_is_empty_and_the_lines_are_those_above_the_window(place: int, line: int) -> None:
    session = at(place, line)
    rows = session.arrangement.ancestors if session.arrangement else 0
    above = lead(session)
    assert above.rows == rows
    assert [piece.row for piece in above.pieces][:1] in ([], [above.ancestors + above.overview])
    assert above.ancestors <= how_many_above(session, above.top, rows)
    window = session.replies.window
    assert [Spot(*spot) for spot in shown(session)] == window.above(rows)[above.ancestors :]


def test_a_chain_of_thousands_takes_all_rows() -> None:
    session = at(2000, 1, drawn=chain(3000))
    assert (lead(session).ancestors, shown(session)) == (3, [])


def test_by_time_only_who_goes_on_is_named() -> None:
    session = at(2)
    filtering.by_time(session, None)
    session.replies.window.top = Spot(4, 0)
    assert lead(session).ancestors <= 1


def test_a_thread_without_replies_and_no_rows_have_none() -> None:
    assert lead(at(0, drawn=sketch("# Alone\n\nWords."))).pieces == ()
    assert lead(Session(ThreadInMemory(Page(PageId("page"), "Page"), sketch(TALK)))).rows == 0
