from reading import reader
from threadreader.session import Pane, Session
from threadreader.session.actions import folding, moving, unread
from threadreader.session.panes import DWELL, GLANCE

LONG = "ann: " + "\n\n     ".join("word" for _ in range(8))
FIVE = "ann: 0\nbob: 1\ncarl: 2\ndora: 3\neve: 4"


def _seen(session: Session) -> set[str]:
    return set(session.kept.seen)


def test_a_reply_is_read_when_the_reader_goes_on_from_it_after_a_glance() -> None:
    session = reader(FIVE)
    assert not session.notice(10)
    moving.next_reply(session, None)
    assert session.notice(10 + 2 * GLANCE)
    assert _seen(session) == {"c1"}


def test_going_through_replies_fast_reads_nothing() -> None:
    session = reader(FIVE)
    for tick in range(5):
        session.notice(10 + tick * GLANCE / 2)
        moving.next_reply(session, None)
    assert _seen(session) == set()


def test_a_reply_that_the_reader_stays_on_is_read() -> None:
    session = reader(FIVE)
    session.notice(10)
    assert not session.notice(10 + DWELL / 2)
    assert session.notice(11 + DWELL)
    assert _seen(session) == {"c1"}
    assert not session.notice(20)


def test_a_reply_whose_end_was_not_shown_is_not_read() -> None:
    session = reader(f"{LONG}\nbob: 1", height=5)
    session.notice(10)
    session.notice(20)
    moving.next_sibling(session, None)
    session.notice(30)
    assert "c1" not in _seen(session)
    moving.first(session, None)
    for tick in range(40, 60):
        moving.line_down(session, None)
        session.notice(tick)
    assert "c1" in _seen(session)


def test_replies_that_are_slowly_scrolled_out_at_the_top_are_read() -> None:
    session = reader(FIVE + "\nfinn: 5\ngina: 6", height=9)
    session.notice(10)
    moving.line_down(session, 6)
    session.notice(11 + DWELL)
    assert _seen(session) >= {"c1", "c2"}


def test_a_jump_over_replies_reads_only_the_one_it_leaves() -> None:
    session = reader(FIVE + "".join(f"\nann: {number}" for number in range(5, 60)), height=9)
    session.notice(10)
    moving.last(session, None)
    session.notice(20)
    assert _seen(session) == {"c1"}


def test_a_folded_reply_and_what_it_hides_are_not_read() -> None:
    session = reader("ann: One.\n\n     Two.\n  bob: 1\neve: 2")
    folding.toggle(session, None)
    session.notice(10)
    session.notice(20)
    assert _seen(session) == set()


def test_a_reader_of_the_article_reads_no_replies() -> None:
    session = reader(FIVE)
    session.pane = Pane.ARTICLE
    session.notice(10)
    session.notice(20)
    assert _seen(session) == set()


def test_a_reply_marked_as_unread_stays_so_until_the_reader_comes_back() -> None:
    session = reader(FIVE)
    session.notice(10)
    session.notice(20)
    assert unread.toggle_read(session, None) == "marked as unread"
    session.notice(30)
    moving.next_reply(session, None)
    session.notice(40)
    assert "c1" not in _seen(session)
    moving.previous_reply(session, None)
    session.notice(50)
    session.notice(60)
    assert "c1" in _seen(session)


def test_a_thread_without_replies_is_watched_too() -> None:
    session = reader("")
    assert not session.notice(10)
