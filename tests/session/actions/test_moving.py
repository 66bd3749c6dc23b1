import pytest

from reading import article_rows, read, reader, rows
from sketch import chain, row
from threadreader.model.thread import Article, Thread
from threadreader.session import Pane, Session, Settings, Sizes
from threadreader.session.actions import moving, unread

LONG = " ".join(f"w{number:03}" for number in range(120))
TALL = f"""
ann: {LONG}
bob: Short
carl: Short too
"""


def words(session: Session) -> set[str]:
    return {word for line in rows(session) for word in line.split()}


def test_j_goes_through_a_long_reply_before_it_goes_to_the_next() -> None:
    session = reader(TALL, width=40, height=8)
    seen = words(session)
    while session.replies.cursor == 0:
        assert moving.next_reply(session, None) == ""
        seen |= words(session)
    assert {f"w{number:03}" for number in range(120)} <= seen
    assert session.replies.cursor == 1


def test_k_goes_to_the_beginning_of_a_long_reply_before_the_one_before() -> None:
    session = reader("zoe: Before\n" + TALL.strip(), width=40, height=8)
    moving.next_reply(session, None)
    moving.next_reply(session, None)
    assert rows(session)[0] != ">c2"
    while rows(session)[0] != ">c2":
        assert moving.previous_reply(session, None) == ""
        assert session.replies.cursor == 1
    moving.previous_reply(session, None)
    assert session.cursor == "c1"


@pytest.mark.parametrize("by_page", [True, False])
def test_space_alone_reads_a_whole_thread(*, by_page: bool) -> None:
    session = reader(TALL, width=40, height=8)
    session.settings = Settings(by_page=by_page)
    seen, said = words(session), ""
    for _ in range(40):
        said = moving.read_on(session, None)
        seen |= words(session)
        if said:
            break
    above = f"end of thread · {session.read_state.unread - 1} unread above · N previous unread"
    assert said == ("end of thread, nothing unread left" if by_page else above)
    assert {f"w{number:03}" for number in range(120)} | {"Short", "too"} <= seen


def test_space_turns_the_page_keeps_its_last_line_and_marks_what_was_shown_whole() -> None:
    session = reader("\n".join(f"ann: Number {number}" for number in range(45)), width=40, height=24)
    presses = 0
    while not moving.read_on(session, None):
        presses += 1
        assert presses < 45
    assert presses == 5
    assert session.read_state.unread == 0


def test_a_page_begins_with_the_line_that_the_one_before_ended_with() -> None:
    session = reader(TALL, width=40, height=8)
    last = rows(session)[-1]
    moving.read_on(session, None)
    assert rows(session)[0] == last
    assert session.read_state.unread == 3, "its end was not shown yet"
    while session.replies.cursor == 0:
        moving.read_on(session, None)
    assert "c1" in session.read_state.seen


def test_what_was_marked_as_unread_stays_so_when_the_page_is_turned() -> None:
    session = reader("ann: One\nbob: Two", width=40, height=24)
    unread.toggle_read(session, None)
    unread.toggle_read(session, None)
    moving.read_on(session, None)
    assert session.read_state.seen == {"c2"}


def test_a_page_without_anything_unread_is_skipped_and_pages_turned_at_once_are_not_read() -> None:
    session = reader("\n".join(f"ann: Number {number}" for number in range(45)), width=40, height=12)
    session.read_state.mark_seen(range(30))
    moving.read_on(session, None)
    assert session.cursor == "c31"
    moving.read_on(session, 3)
    assert session.read_state.unread == 15 - 4


@pytest.mark.parametrize("height", [1, 2, 3])
def test_a_window_of_few_lines_is_read_to_the_end(height: int) -> None:
    session = reader(TALL, width=40, height=height)
    seen = words(session)
    for _ in range(200):
        if moving.read_on(session, None):
            break
        seen |= words(session)
    assert {f"w{number:03}" for number in range(120)} | {"Short", "too"} <= seen


def test_the_cursor_comes_along_when_the_window_scrolls_past_it() -> None:
    session = read(row(30), height=6)
    moving.half_down(session, 2)
    moving.line_up(session, 2)
    assert [line for line in rows(session) if line.startswith(("c", ">"))] == [">c3", "c4"]
    moving.line_down(session, 35)
    moving.page_up(session, 7)
    assert [line for line in rows(session) if line.startswith(("c", ">"))] == ["c3", ">c4"]


def test_scrolling_says_why_it_stops() -> None:
    session = read(row(30), height=6)
    assert moving.page_up(session, None) == "top of the thread"
    moving.last(session, None)
    assert moving.half_down(session, None) == "end of the thread"


def test_counts_repeat_a_motion_as_far_as_it_goes() -> None:
    session = read(row(5), height=30)
    assert moving.next_reply(session, 3) == ""
    assert session.cursor == "c4"
    assert moving.next_reply(session, 9) == ""
    assert session.cursor == "c5"


def test_a_number_goes_to_the_reply_of_that_number() -> None:
    session = read(row(50), height=6)
    assert moving.last(session, 42) == ""
    assert session.cursor == "c42"
    assert moving.last(session, 99) == "no reply 99: only 50"


def test_top_level_moves_do_not_touch_the_depths() -> None:
    session = reader("ann: 0\n  bob: 1\n    carl: 2\ndora: 3\n  eve: 4")
    moving.next_root(session, None)
    assert session.cursor == "c4"
    moving.previous_root(session, None)
    assert session.cursor == "c1"


def test_the_article_scrolls_by_lines_and_pages() -> None:
    article = "\n\n".join(f"Paragraph {number}." for number in range(20))
    session = reader(f"# Title\n{article}\n\nann: Hi", height=6)
    moving.other_pane(session, None)
    assert session.pane is Pane.ARTICLE
    before = article_rows(session)
    moving.line_down(session, None)
    assert article_rows(session)[:-1] == before[1:]
    moving.last(session, None)
    assert article_rows(session)[-1] == "Paragraph 19."
    assert moving.read_on(session, None) == "end of the article · now in the replies"
    assert session.location().pane is Pane.REPLIES
    moving.other_pane(session, None)
    moving.first(session, None)
    assert article_rows(session) == before


def test_a_page_without_replies_opens_at_its_article() -> None:
    session = read(Thread(Article("Alone")))
    assert session.pane is Pane.ARTICLE
    for action in (moving.next_reply, moving.parent, moving.next_sibling):
        assert action(session, None) == moving.NO_REPLIES
    assert session.cursor is None


@pytest.mark.parametrize("action", [moving.last, moving.root, moving.next_reply, moving.half_down])
def test_a_chain_of_thousands_of_levels_is_moved_through(action: object) -> None:
    session = read(chain(5_000), height=20)
    moving.last(session, None)
    moving.root(session, None)
    assert session.cursor == "c1"
    assert callable(action)
    assert action(session, None) in {"", "already a top-level reply"}


def test_the_ends_of_a_thread_are_the_ends_of_its_first_and_last_reply() -> None:
    session = reader(f"ann: {LONG}\nbob: {LONG}", width=40, height=8)
    moving.last(session, None)
    assert "w119" in rows(session)[-1]
    assert moving.last(session, None) == "end of the thread"
    moving.first(session, None)
    assert rows(session)[0] == ">c1"
    moving.read_on(session, None)
    moving.first(session, None)
    assert rows(session)[0] == ">c1"
    assert moving.first(session, None) == "top of the thread"


def test_only_what_moved_can_be_gone_back_from() -> None:
    session = reader(TALL, width=40, height=8)
    for _ in range(3):
        moving.first(session, None)
        moving.parent(session, None)
    assert session.jumps.behind == []


def test_another_width_keeps_the_words_at_the_top_of_the_window() -> None:
    longer = " ".join(f"w{number:03}" for number in range(600))
    session = reader(f"ann: {longer}\nbob: x", width=60, height=8)
    for _ in range(3):
        moving.half_down(session, None)
    word = rows(session)[0].split()[0]
    for width in (40, 90, 60):
        session.resize(Sizes((width, 8), (width, 8)))
        assert word in rows(session)[0]
