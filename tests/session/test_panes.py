from itertools import pairwise

import pytest

from reading import article_rows, read, reader
from threadreader.model.blocks import Paragraph, Span
from threadreader.model.thread import Article, Thread
from threadreader.render.lines import Line
from threadreader.session import Pane, Session, Sizes
from threadreader.session.actions import moving, unread
from threadreader.session.layout import ArticleLayout
from threadreader.session.panes import DWELL, GLANCE
from threadreader.session.viewport import Spot

LONG = "ann: " + "\n\n     ".join("word" for _ in range(8))
FIVE = "ann: 0\nbob: 1\ncarl: 2\ndora: 3\neve: 4"


def _seen(session: Session) -> set[str]:
    return set(session.read_state.seen)


def test_a_reply_is_read_when_the_reader_goes_on_from_it_after_a_glance() -> None:
    session = reader(FIVE)
    assert not session.mark_read(10)
    moving.next_reply(session, None)
    assert session.mark_read(10 + 2 * GLANCE)
    assert _seen(session) == {"c1"}


def test_going_through_replies_fast_reads_nothing() -> None:
    session = reader(FIVE)
    for tick in range(5):
        session.mark_read(10 + tick * GLANCE / 2)
        moving.next_reply(session, None)
    assert _seen(session) == set()


def test_a_reply_that_the_reader_stays_on_is_read() -> None:
    session = reader(FIVE)
    session.mark_read(10)
    assert not session.mark_read(10 + DWELL / 2)
    assert session.mark_read(11 + DWELL)
    assert _seen(session) == {"c1"}
    assert not session.mark_read(20)


def test_a_reply_whose_end_was_not_shown_is_not_read() -> None:
    session = reader(f"{LONG}\nbob: 1", height=5)
    session.mark_read(10)
    session.mark_read(20)
    moving.next_sibling(session, None)
    session.mark_read(30)
    assert "c1" not in _seen(session)
    moving.first(session, None)
    for tick in range(40, 60):
        moving.line_down(session, None)
        session.mark_read(tick)
    assert "c1" in _seen(session)


def test_replies_that_are_slowly_scrolled_out_at_the_top_are_read() -> None:
    session = reader(FIVE + "\nfinn: 5\ngina: 6", height=9)
    session.mark_read(10)
    moving.line_down(session, 6)
    session.mark_read(11 + DWELL)
    assert _seen(session) >= {"c1", "c2"}


def test_a_jump_over_replies_reads_only_the_one_it_leaves() -> None:
    session = reader(FIVE + "".join(f"\nann: {number}" for number in range(5, 60)), height=9)
    session.mark_read(10)
    moving.last(session, None)
    session.mark_read(20)
    assert _seen(session) == {"c1"}


def test_a_folded_reply_and_what_it_hides_are_not_read() -> None:
    session = reader("ann: One.\n\n     Two.\n  bob: 1\neve: 2")
    moving.toggle_fold(session, None)
    session.mark_read(10)
    session.mark_read(20)
    assert _seen(session) == set()


def test_a_reader_of_the_article_reads_no_replies() -> None:
    session = reader(FIVE)
    session.pane = Pane.ARTICLE
    session.mark_read(10)
    session.mark_read(20)
    assert _seen(session) == set()


def test_a_reply_marked_as_unread_stays_so_until_the_reader_comes_back() -> None:
    session = reader(FIVE)
    session.mark_read(10)
    session.mark_read(20)
    assert unread.toggle_read(session, None) == "marked unread"
    session.mark_read(30)
    moving.next_reply(session, None)
    session.mark_read(40)
    assert "c1" not in _seen(session)
    moving.previous_reply(session, None)
    session.mark_read(50)
    session.mark_read(60)
    assert "c1" in _seen(session)


def test_a_thread_without_replies_is_watched_too() -> None:
    session = reader("")
    assert not session.mark_read(10)


def article(*paragraphs: str, height: int = 6, width: int = 40) -> Session:
    body = "\n\n".join(paragraphs)
    session = reader(f"# Title\n\n{body}\n\nann: Hi", height=height, width=width)
    moving.other_pane(session, None)
    return session


def test_a_passage_in_the_window_does_not_move_it() -> None:
    session = article("One.", "Two.", height=10)
    before = article_rows(session)
    session.article.show_passage((1,), 0, 3)
    assert article_rows(session) == before


def test_a_passage_out_of_the_window_is_brought_in_with_lines_above_it() -> None:
    session = article(*(f"Paragraph {number}." for number in range(30)))
    session.article.show_passage((20,), 0, 5)
    assert article_rows(session).index("Paragraph 20.") == 2


def test_another_width_keeps_the_block_at_the_top() -> None:
    long = " ".join(["word"] * 200)
    session = article(*(f"{number} {long}" for number in range(8)))
    session.article.show_passage((4,), 0, 1)
    moving.half_down(session, None)
    top = session.article.window.top.item
    session.resize(Sizes((90, 12), (60, 12), both=True))
    assert session.article.window.top.item == top


def test_a_window_at_the_end_that_is_taller_for_a_while_begins_at_the_same_line_again() -> None:
    view = article(" ".join(f"word{number}" for number in range(300)), height=10).article
    view.window.scroll(1_000)
    before = view.window.top
    view.relayout(view.layout, 14)
    assert view.window.top.line == before.line - 4
    view.relayout(view.layout, 10)
    assert view.window.top == before


def test_the_extent_grows_as_the_article_is_read() -> None:
    session = article(*(f"Paragraph {number}." for number in range(30)))
    start, length = session.article.extent()
    assert start == 0
    moving.last(session, None)
    start, after = session.article.extent()
    assert (round(start + after, 6), after) == (1.0, length)


def test_the_extent_is_exact_at_the_ends_and_grows_between_them() -> None:
    session = article(*("word " * (7 * number % 90 + 1) for number in range(40)))
    seen, scrolled = [session.article.extent()], [session.article.scrolled()]
    while session.article.window.scroll(1):
        seen.append(session.article.extent())
        scrolled.append(session.article.scrolled())
    starts = [start for start, _ in seen]
    assert starts[0] == 0.0
    assert sum(seen[-1]) == 1.0
    assert all(one <= other for one, other in pairwise(starts))
    assert all(start + length < 1 for start, length in seen[: len(seen) // 2])
    assert (scrolled[0], scrolled[-1]) == (0.0, 1.0)
    assert scrolled == sorted(scrolled)


def test_the_extent_is_about_the_part_that_is_read() -> None:
    session = article(*("word " * (7 * number % 90 + 1) for number in range(40)))
    lines = sum(session.article.height(item) for item in range(41))
    session.article.window.scroll(lines // 2)
    start, length = session.article.extent()
    assert abs(start - 0.5) < 0.05
    assert abs(length - 6 / lines) < 0.01


def test_an_article_that_fits_is_seen_whole() -> None:
    view = article("One.", "Two.", height=10).article
    assert (view.extent(), view.scrolled()) == ((0.0, 1.0), 1.0)


def test_an_article_that_does_not_fit_is_never_seen_whole_at_its_top() -> None:
    wide = "漢字の長い文" * 20
    start, length = article(wide, height=6).article.extent()
    assert start == 0.0
    assert length < 1.0


def test_the_extent_lays_out_no_more_than_is_near_the_window(monkeypatch: pytest.MonkeyPatch) -> None:
    body = tuple(Paragraph((Span(f"Paragraph {number}."),)) for number in range(2_000))
    session = read(Thread(Article("T", body=body), ()))
    laid_out: set[int] = set()
    really = ArticleLayout.lines

    def lines(layout: ArticleLayout, item: int) -> tuple[Line, ...]:
        laid_out.add(item)
        return really(layout, item)

    monkeypatch.setattr(ArticleLayout, "lines", lines)
    session.article.extent()
    session.article.window.put(Spot(1_000), 0)
    session.article.extent()
    session.article.window.put(Spot(2_000), 0)
    session.article.extent()
    assert len(laid_out) < 60


def test_another_width_has_its_own_extent() -> None:
    session = article(*("word " * 60 for _ in range(20)))
    _, before = session.article.extent()
    session.resize(Sizes((90, 6), (60, 6), both=True))
    assert session.article.extent()[1] > before
