import pytest
from msgspec.structs import replace

from reading import article_rows, reader, rows
from sketch import chain, sketch
from threadreader.model.stored_thread import Progress, Skeleton
from threadreader.model.thread import CommentId
from threadreader.session import Pane, Session, Sizes
from threadreader.session.actions import finding, moving, quotations
from threadreader.session.state import with_initial_folds

MANY = "# Title\n\n" + "words\n\n" * 30 + "".join(f"ann: {number}\n" for number in range(60))


def _again(session: Session) -> Session:
    """The thread as it is opened anew: first at some size, then at the terminal's."""
    again = Session(session.opened, progress=session.progress)
    again.resize(session.sizes)
    return again


def test_both_panes_stand_where_they_stood() -> None:
    session = reader(MANY, width=50, height=30)
    moving.half_down(session, 2)
    moving.next_reply(session, 4)
    session.pane = Pane.ARTICLE
    moving.line_down(session, 7)
    again = _again(session)
    assert rows(again) == rows(session)
    assert article_rows(again) == article_rows(session)
    assert again.pane is Pane.ARTICLE


def test_without_the_comment_at_the_top_the_cursor_stands_there() -> None:
    session = reader(MANY, height=9)
    moving.half_down(session, 6)
    moving.next_reply(session, None)
    gone = replace(session.progress, top=CommentId("gone"))
    again = Session(session.opened, session.sizes, progress=gone)
    assert again.cursor == session.cursor
    assert rows(again)[0] == f">{session.cursor}"


def test_in_a_smaller_window_the_cursor_is_in_sight() -> None:
    session = reader("ann: " + "word " * 60 + "\nbob: Here\ncarl: There\n", width=80, height=20)
    moving.next_reply(session, None)
    assert ">c2" in rows(session)
    again = Session(session.opened, progress=session.progress)
    again.resize(Sizes((40, 8), (40, 8), both=False))
    assert ">c2" in rows(again)


def test_the_way_of_showing_is_kept() -> None:
    session = reader(MANY)
    quotations.cycle_quoted_text(session, None)
    assert _again(session).quoted_text is session.quoted_text
    odd = replace(session.progress, view={"quoted_text": "no such way", "other": "x"})
    assert Session(session.opened, progress=odd).quoted_text.name == "FULL"


def test_the_order_of_time_is_kept_and_the_place_in_it() -> None:
    session = reader(MANY, height=9)
    moving.next_reply(session, 30)
    finding.by_time(session, None)
    moving.line_down(session, 3)
    again = _again(session)
    assert again.replies.outline.choice is not None
    assert rows(again) == rows(session)
    finding.by_time(again, None)
    assert again.replies.outline.choice is None
    assert _again(again).replies.outline.choice is None


def test_a_comment_that_is_asked_for_comes_before_the_place_that_was_kept() -> None:
    session = reader(MANY, height=9)
    moving.last(session, None)
    again = Session(session.opened, progress=session.progress)
    again.start_at(CommentId("c5"))
    again.resize(Sizes((60, 9), (60, 9)))
    assert again.cursor == "c5"
    assert rows(again)[0] == ">c5"


TREE = sketch("ann: 0\n  bob: 1\n    carl: 2\n  dora: 3\neve: 4\n  finn: 5\ngus: 6")


def seen(*places: int) -> frozenset[CommentId]:
    return frozenset(CommentId(f"c{place + 1}") for place in places)


@pytest.mark.parametrize(
    ("opens", "progress", "folded"),
    [
        ("all", Progress(folded=seen(4)), {4}),
        ("top", Progress(), {0, 1, 4}),
        ("top", Progress(cursor=CommentId("c1"), folded=seen(1)), {1}),
        ("new", Progress(), set()),
        ("new", Progress(seen=seen(1, 2, 4, 5)), {1, 4}),
        ("new", Progress(seen=seen(0, 1, 2, 3)), {0}),
        ("new", Progress(seen=seen(*range(7)), folded=seen(1)), {0, 4}),
    ],
)
def test_what_is_open_of_a_thread_is_as_the_reader_wants_it(opens: str, progress: Progress, folded: set[int]) -> None:
    assert with_initial_folds(Skeleton.of(TREE), progress, opens).folded == seen(*folded)


def test_of_a_long_chain_too() -> None:
    skeleton = Skeleton.of(chain(3_000))
    almost = Progress(seen=frozenset(skeleton.ids[:-1]))
    assert with_initial_folds(skeleton, almost, "new").folded == frozenset()
