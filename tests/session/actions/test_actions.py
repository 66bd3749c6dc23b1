from reading import reader
from threadreader.session.actions import act, copying, moving, quotations

TALK = """
ann: I measured it twice, and it held.
  bob: > I measured it twice

       Where?
"""
QUOTES = (("c2", "I measured it twice", "c1"),)


def test_the_light_goes_out_with_the_next_move() -> None:
    session = reader(TALK, QUOTES)
    act(session, moving.last)
    act(session, quotations.follow)
    assert session.link_highlight
    act(session, moving.line_down)
    assert session.link_highlight is None


def test_the_light_stays_where_nothing_moves() -> None:
    session = reader(TALK, QUOTES)
    act(session, moving.last)
    act(session, quotations.follow)
    lit = session.link_highlight
    for action in (
        moving.other_pane,
        moving.other_pane,
        quotations.peek,
        copying.copy_citation,
        copying.pipe,
        quotations.close_peek,
        quotations.cycle_quoted_text,
    ):
        act(session, action)
        assert session.link_highlight == lit


def test_the_same_jump_again_lights_the_passage_again() -> None:
    session = reader(TALK, QUOTES)
    act(session, moving.last)
    act(session, quotations.follow)
    lit = session.link_highlight
    act(session, moving.last)
    act(session, quotations.follow)
    assert session.link_highlight == lit
