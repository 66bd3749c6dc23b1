from reading import reader
from threadreader.session import ARTICLE
from threadreader.session.actions import finding, moving, quotations
from threadreader.session.decorations import (
    HighlightKind,
    ScrollbarMark,
    article_scrollbar_marks,
    highlights,
    reply_scrollbar_marks,
)

TALK = """
# Salt

The article is about salt.

ann: Nothing here.
  bob: Salt, and more
       salt.
eve: Pepper.
  finn: Some salt.
"""


def test_the_words_of_a_filter_are_marked_where_it_shows_them() -> None:
    session = reader(TALK)
    finding.accept_matching(session, "salt author:bob -pepper")
    marked = [(h.start, h.end, h.kind) for h in highlights(session, 1)]
    assert marked == [(0, 4, HighlightKind.MATCH), (15, 19, HighlightKind.MATCH)]
    finding.show_all(session)
    assert not highlights(session, 1)


def test_matches_are_marked_the_current_one_above_the_others() -> None:
    session = reader(TALK)
    finding.search(session, "salt")
    assert [(h.start, h.end, h.kind) for h in highlights(session, 1)] == [
        (0, 4, HighlightKind.CURRENT_MATCH),
        (15, 19, HighlightKind.MATCH),
    ]
    assert [h.kind for h in highlights(session, ARTICLE)] == [HighlightKind.MATCH]
    finding.stop_search(session)
    assert highlights(session, 1) == ()


def test_what_is_picked_is_marked_while_the_cursor_is_on_its_reply() -> None:
    session = reader("ann: Salt\nbob: > Salt\n\n     No.\ncarl: Pepper.", (("c2", "Salt", "c1"),))
    moving.last(session, 2)
    quotations.next_quote(session, None)
    assert [h.kind for h in highlights(session, 1)] == [HighlightKind.PICKED]
    moving.last(session, 3)
    assert highlights(session, 1) == ()


def test_what_is_picked_in_the_article_is_marked_wherever_the_reader_goes() -> None:
    session = reader("# Title\n\nSalt and more.\n\nann: > Salt\n\n     No.\nbob: Pepper.", (("c1", "Salt", ""),))
    moving.other_pane(session, None)
    quotations.next_quote(session, None)
    moving.last(session, 2)
    assert [(h.start, h.end, h.kind) for h in highlights(session, ARTICLE)] == [(0, 4, HighlightKind.PICKED)]


MARKS_TALK = """
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
    session = reader(MARKS_TALK)
    assert reply_scrollbar_marks(session, 5) == dict.fromkeys(range(5), ScrollbarMark.UNREAD)
    session.read_state.mark_seen([0, 1, 3, 4])
    assert reply_scrollbar_marks(session, 5) == {2: ScrollbarMark.UNREAD}
    assert reply_scrollbar_marks(session, 2) == {0: ScrollbarMark.UNREAD}


def test_a_match_is_shown_before_what_is_unread_and_also_in_what_is_folded() -> None:
    session = reader(MARKS_TALK)
    session.read_state.mark_seen(range(1, 5))
    finding.search(session, "needle")
    assert reply_scrollbar_marks(session, 5) == {0: ScrollbarMark.MATCH, 4: ScrollbarMark.MATCH}
    finding.cancel_search(session)
    session.read_state.mark_unseen([1])
    moving.fold_all(session, None)
    assert reply_scrollbar_marks(session, 4)[0] == ScrollbarMark.UNREAD, "the one that is folded away"


def test_a_choice_has_ticks_in_its_own_order() -> None:
    session = reader(MARKS_TALK)
    session.read_state.mark_seen(range(4))
    finding.by_time(session, None)
    assert reply_scrollbar_marks(session, 5) == {4: ScrollbarMark.UNREAD}


def test_the_article_has_ticks_for_quoted_passages_and_matches() -> None:
    talk = MARKS_TALK.replace("carl: three", "carl: > The middle is here.")
    session = reader(talk, (("c3", "The middle is here.", ""),))
    assert set(article_scrollbar_marks(session, 12).values()) == {ScrollbarMark.QUOTED}
    (quoted,) = article_scrollbar_marks(session, 12)
    finding.search(session, "The needle")
    ticks = article_scrollbar_marks(session, 12)
    assert ticks[quoted] == ScrollbarMark.QUOTED
    assert next(row for row, tick in ticks.items() if tick == ScrollbarMark.MATCH) > quoted


def test_one_row_holds_everything() -> None:
    session = reader(MARKS_TALK)
    finding.search(session, "needle")
    assert reply_scrollbar_marks(session, 1) == {0: ScrollbarMark.MATCH}
    assert article_scrollbar_marks(session, 1) == {0: ScrollbarMark.MATCH}
