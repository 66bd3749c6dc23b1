from collections.abc import Sequence

import pytest

from reading import reader
from sketch import chain, sketch
from threadreader.model.page import Page, PageId
from threadreader.model.stored_thread import Skeleton, ThreadInMemory
from threadreader.model.thread import Thread
from threadreader.render.width import cell_width
from threadreader.session import Session
from threadreader.session.actions import finding, moving
from threadreader.session.context import ancestry, first_above, rows_above
from threadreader.session.viewport import Spot

TALK = """
ann: The survey counts twice.
  bob: The base rate was never four per cent, and it never will be.
    carl: So it is.
      dora: Yes.
eve: Another thing.
finn: And another.
"""


def at(place: int, line: int = 0) -> Session:
    session = reader(TALK, height=4)
    session.replies.go(place)
    session.replies.window.top = Spot(place, line)
    return session


def above(session: Session, width: int, lines: int = 1) -> Sequence[str]:
    return ancestry(session, session.replies.window.top, width, lines)


def above_first(session: Session) -> int | None:
    return first_above(session, session.replies.window.top)


def test_a_paragraph_between_quotation_marks_is_not_what_is_answered() -> None:
    talk = "ann: I measured it.\nbob: “I measured it.”\n\n     And nobody asked.\n  carl: Yes.\n  dora: No."
    session = reader(talk, (("c2", "I measured it.", "c1"),), height=2)
    session.replies.go(2)
    session.replies.window.top = Spot(2)
    assert above(session, 60) == ("bob: “And nobody asked.”",)


def test_the_chain_ends_with_the_words_that_are_answered() -> None:
    assert above(at(2), 60) == ("ann \u203a bob: \u201cThe base rate was never four per cent, and it\u2026\u201d",)


def test_what_the_words_quote_themselves_stands_between_inner_marks() -> None:
    session = reader("ann: \u201cSo it is\u201d, they say.\n  bob: Who?", height=2)
    session.replies.go(1)
    session.replies.window.top = Spot(1, 0)
    assert above(session, 60) == ("ann: “‘So it is’, they say.”",)  # noqa: RUF001 - it looks like that


def test_a_root_at_the_top_answers_nobody() -> None:
    assert above(at(4), 60) == ()
    assert above_first(at(4)) is None


def test_where_only_the_end_of_a_reply_is_in_the_window_its_writer_is_named() -> None:
    assert above(at(1, 1), 60)[0].startswith("ann \u203a bob: ")
    assert above_first(at(1, 1)) == 1


def test_a_blank_line_at_the_top_belongs_to_the_next_reply() -> None:
    assert above_first(at(2, 2)) == 2, "the one below answers it"


def test_names_give_way_to_words_and_words_to_names() -> None:
    session = at(3)
    assert above(session, 27) == ("\u2026 \u203a carl: \u201cSo it is.\u201d",)
    assert above(session, 8) == ("carl",)


def test_a_long_chain_is_cut_and_every_width_is_kept() -> None:
    session = Session(ThreadInMemory(Page(PageId("page"), "Page"), chain(300)))
    moving.last(session, None)
    for width in range(1, 120):
        assert all(cell_width(line) <= width for line in above(session, width, 3))
    assert above(session, 100)[0].startswith("\u2026 \u203a ann")


def test_by_time_nothing_leads_to_a_reply() -> None:
    session = at(2)
    finding.by_time(session, None)
    session.replies.window.top = Spot(3, 0)
    assert above_first(session) is None


def test_on_several_lines_each_has_first_words_and_stands_where_the_tree_has_its_name() -> None:
    assert above(at(3), 60, 3) == (
        "  ann: “The survey counts twice.”",
        "    bob: “The base rate was never four per cent, and it ne…”",
        "      carl: “So it is.”",
    )
    assert above(at(3), 60, 2) == (
        "ann \u203a bob: “The base rate was never four per cent, and it…”",
        "      carl: “So it is.”",
    )
    assert above(at(3), 60, 0) == ()


def test_an_empty_thread_has_none() -> None:
    assert above(Session(ThreadInMemory(Page(PageId("page"), "Page"), sketch("# Alone\n\nWords."))), 40) == ()


def test_no_more_of_a_long_chain_is_looked_at_than_is_shown() -> None:
    skeleton = Skeleton.of(chain(50))
    assert skeleton.ancestors(40, 3) == [39, 38, 37]
    assert skeleton.ancestors(2, 9) == [1, 0]


LONG = "Four. " * 99
LEAD_TALK = (
    f"""
ann: {LONG}
  bob: Two.
    carl: Three.
      dora: {LONG}
eve: Five.
finn: Six.
"""
    + "gil: Seven.\n" * 12
)


def on(place: int, line: int = 0, *, drawn: Thread | None = None) -> Session:
    session = Session(ThreadInMemory(Page(PageId("page"), "Page"), drawn or sketch(LEAD_TALK)))
    session.arrange((60, 30))
    session.arrange((90, 30))
    session.replies.window.top = Spot(place, line)
    session.replies.cursor = place
    return session


def shown(session: Session) -> list[tuple[int, int]]:
    return [(piece.item, piece.first + line) for piece in rows_above(session).pieces for line in range(piece.count)]


def test_where_the_thread_begins_the_rows_say_what_it_is() -> None:
    assert (rows_above(on(0)).ancestors, rows_above(on(0)).overview, shown(on(0))) == (0, 3, [])
    assert (rows_above(on(0, 2)).ancestors, rows_above(on(0, 2)).overview, shown(on(0, 2))) == (
        0,
        1,
        [(0, 0), (0, 1)],
    )


def test_a_row_is_taken_for_each_that_leads_to_the_line_below() -> None:
    in_ann = on(0, 5)
    assert (rows_above(in_ann).ancestors, shown(in_ann)) == (1, [(0, 3), (0, 4)])
    assert rows_above(in_ann).top == Spot(0, 3)
    deep = on(3, 5)
    assert (rows_above(deep).ancestors, shown(deep), rows_above(deep).top) == (3, [], Spot(3, 5))


def test_nobody_is_named_above_a_reply_whose_header_is_on_the_screen() -> None:
    deep = on(3, 3)
    assert (rows_above(deep).ancestors, shown(deep)) == (0, [(3, 0), (3, 1), (3, 2)])
    other = on(3, 5)
    other.replies.cursor = 4
    assert (rows_above(other).ancestors, shown(other)) == (0, [(3, 2), (3, 3), (3, 4)])


@pytest.mark.parametrize("place", range(18))
@pytest.mark.parametrize("line", range(3))
def test_no_row_is_empty_and_the_lines_are_those_above_the_window(place: int, line: int) -> None:
    session = on(place, line)
    rows = session.arrangement.ancestors if session.arrangement else 0
    above = rows_above(session)
    assert above.rows == rows
    assert [piece.row for piece in above.pieces][:1] in ([], [above.ancestors + above.overview])
    assert above.ancestors == len(ancestry(session, above.top, 80, above.ancestors))
    window = session.replies.window
    assert [Spot(*spot) for spot in shown(session)] == window.above(rows)[above.ancestors :]


def test_a_chain_of_thousands_takes_all_rows() -> None:
    session = on(2000, drawn=chain(3000))
    assert ancestry(session, Spot(2000, 1), 80, 3)[0].startswith("…")


def test_by_time_only_who_goes_on_is_named() -> None:
    session = on(2)
    finding.by_time(session, None)
    session.replies.window.top = Spot(4, 0)
    assert rows_above(session).ancestors <= 1


def test_a_thread_without_replies_and_no_rows_have_none() -> None:
    assert rows_above(on(0, drawn=sketch("# Alone\n\nWords."))).pieces == ()
    assert rows_above(Session(ThreadInMemory(Page(PageId("page"), "Page"), sketch(LEAD_TALK)))).rows == 0
