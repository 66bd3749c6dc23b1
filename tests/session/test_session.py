"""Every action in any order: what must hold whatever a reader does."""

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

import strategies
from reading import reader, rows
from threadreader.model.page import Page, PageId
from threadreader.model.quote import QuoteIndex
from threadreader.model.stored_thread import Progress, ThreadInMemory
from threadreader.model.thread import CommentId, Thread
from threadreader.render.width import cell_width
from threadreader.session import Pane, Session, Sizes
from threadreader.session.actions import act, copying, finding, lists, mouse, moving, quotations
from threadreader.session.actions.copying import Scope
from threadreader.session.context import ancestry, first_above, rows_above
from threadreader.session.decorations import article_scrollbar_marks, reply_scrollbar_marks
from threadreader.session.viewport import Slice
from threadreader.tui.keys import KEYS, LETTER, Key, active_contexts, current_context


def _lines(piece: Slice) -> st.SearchStrategy[int]:
    return st.integers(piece.first, piece.first + piece.count - 1)


sides = st.tuples(st.integers(1, 130), st.integers(1, 40))


def in_panes(machine: Any) -> bool:
    return not machine.session.open_list


class Reading(RuleBasedStateMachine):
    """A reader who presses keys, searches, and changes the size of the window."""

    session: Session

    @initialize(data=st.data(), size=sides)
    def open_thread(self, data: st.DataObject, size: tuple[int, int]) -> None:
        thread: Thread = data.draw(strategies.threads(max_comments=20))
        quotes: QuoteIndex = data.draw(strategies.quote_indexes(thread))
        opened = ThreadInMemory(Page(PageId("page"), "Page"), thread, quotes)
        self.session = Session(opened, Sizes(size, size, both=data.draw(st.booleans())))

    @rule(key=st.sampled_from(KEYS), count=st.none() | st.integers(1, 30))
    def press(self, key: Key, count: int | None) -> None:
        action = key.act
        is_active = key.context in active_contexts(current_context(self.session))
        if not is_active or isinstance(action, str):
            return
        takes_letter = key.keys[0].endswith(LETTER)
        said = action(self.session, "a") if takes_letter else act(self.session, action, count)
        assert "\n" not in said

    @precondition(in_panes)
    @rule(words=st.sampled_from(["a", "e", "author:a", "is:op", "is:unread", "zzz"]), keep=st.booleans())
    def filter(self, words: str, keep: bool) -> None:
        before, folded = self.session.location(), self.session.replies.outline.folded
        finding.show_matching(self.session, words)
        if keep:
            finding.accept_matching(self.session, words)
        else:
            finding.cancel_matching(self.session)
            assert self.session.location().outline == before.outline
        assert self.session.replies.outline.folded == folded

    @rule(terminal=st.tuples(st.integers(1, 170), st.integers(1, 50)))
    def take_terminal(self, terminal: tuple[int, int]) -> None:
        before = self.session.cursor
        self.session.arrange(terminal)
        assert self.session.cursor == before

    @precondition(in_panes)
    @rule(needle=st.sampled_from(["a", "e", "0", " ", "zzz"]), keep=st.booleans())
    def search(self, needle: str, keep: bool) -> None:
        folded = self.session.replies.outline.folded
        finding.search(self.session, needle)
        _ = finding.enter_search(self.session, "x") if keep else finding.cancel_search(self.session)
        assert keep or self.session.replies.outline.folded == folded

    @precondition(in_panes)
    @rule(number=st.integers(1, 9))
    def visit_a_quoter(self, number: int) -> None:
        quotations.who_quotes(self.session, None)
        if self.session.open_list:
            lists.first(self.session, number)
            lists.go(self.session, None)

    @precondition(in_panes)
    @rule(data=st.data(), column=st.integers(0, 130), in_replies=st.booleans())
    def click(self, data: st.DataObject, column: int, *, in_replies: bool) -> None:
        session = self.session
        replies, article = list(session.replies.window.slices()), list(session.article.window.slices())
        if replies and in_replies:
            piece = data.draw(st.sampled_from(replies))
            said = mouse.click_reply(session, piece.item, data.draw(_lines(piece)), column)
        else:
            piece = data.draw(st.sampled_from(article))
            said = mouse.click_article(session, piece.item, data.draw(_lines(piece)), column)
        assert "\n" not in said

    @rule(pane=st.sampled_from(Pane), lines=st.integers(-9, 9))
    def turn_the_wheel(self, pane: Pane, lines: int) -> None:
        mouse.scroll(self.session, pane, lines)

    @precondition(in_panes)
    @rule()
    def click_who_is_answered(self) -> None:
        above = first_above(self.session, rows_above(self.session).top)
        mouse.click_ancestors(self.session)
        assert above is None or self.session.replies.cursor == above

    @rule(scope=st.sampled_from(Scope))
    def look_what_would_be_exported(self, scope: Scope) -> None:
        places = list(copying.replies_in_scope(self.session, scope))
        assert places == sorted(set(places))

    @rule(size=sides, both=st.booleans())
    def resize(self, size: tuple[int, int], both: bool) -> None:
        before = self.session.cursor
        self.session.resize(Sizes(size, size, both))
        assert self.session.cursor == before

    @precondition(in_panes)
    @rule(action=st.sampled_from([quotations.follow, moving.parent, moving.last]))
    def jump_and_come_back(self, action: Callable[[Session, int | None], str]) -> None:
        # A jump along a quotation closes the box of a look, which is no part of the place.
        self.session.close_peek()
        jumps, place, shown = len(self.session.jumps.behind), self.session.location(), rows(self.session)
        folded, choice = self.session.replies.outline.folded, self.session.replies.outline.choice
        sizes = self.session.sizes
        action(self.session, None)
        stayed = self.session.replies.outline.choice is choice and self.session.sizes == sizes
        if len(self.session.jumps.behind) > jumps and stayed:
            quotations.back(self.session, None)
            here = self.session.location()
            # What the jump unfolded stays open.
            assert (here.pane, here.replies, here.article) == (place.pane, place.replies, place.article)
            if self.session.replies.outline.folded == folded:
                assert rows(self.session) == shown

    @invariant()
    def the_cursor_is_visible_and_in_the_window(self) -> None:
        replies = self.session.replies
        if len(self.session.opened.skeleton):
            assert replies.outline.is_visible(replies.cursor)
            assert any(">" in line[:2] for line in rows(self.session)) or replies.cursor_anchor().spot.line > 0

    @invariant()
    def the_window_is_full(self) -> None:
        replies = self.session.replies
        total = sum(replies.height(place) for place in replies.outline.rows)
        assert len(rows(self.session)) == min(total, replies.window.height)

    @invariant()
    def the_ticks_and_the_line_above_fit(self) -> None:
        rows = self.session.replies.window.height
        for ticks in (reply_scrollbar_marks(self.session, rows), article_scrollbar_marks(self.session, rows)):
            assert all(0 <= row < rows for row in ticks)
        width = self.session.sizes.replies[0]
        for lines in range(4):
            above = ancestry(self.session, self.session.replies.window.top, width, lines)
            assert len(above) <= lines
            assert all(cell_width(line) <= width for line in above)

    @invariant()
    def the_extents_are_parts_of_the_whole(self) -> None:
        for start, length in (self.session.replies.extent(), self.session.article.extent()):
            assert 0 <= start <= start + length <= 1.000001

    def teardown(self) -> None:
        if hasattr(self, "session"):
            while self.session.close_top_layer():
                pass
            moving.first(self.session, None)
            moving.unfold_all(self.session, None)
            assert list(self.session.replies.outline.rows) == list(range(len(self.session.opened.skeleton)))


Reading.TestCase.settings = settings(max_examples=40, stateful_step_count=30, deadline=None)
TestReading = pytest.mark.slow(Reading.TestCase)


def test_where_a_reader_was_is_found_again() -> None:
    tree = "ann: 0\n  bob: 1\n    carl: 2\n  dora: 3\neve: 4\n  finn: 5"
    session = reader(tree, height=4)
    moving.toggle_fold(session, None)
    moving.last(session, None)
    again = Session(session.opened, session.sizes, progress=session.progress)
    assert rows(again) == rows(session)
    assert again.replies.outline.folded == {0}


def test_progress_in_another_save_without_the_comment_begins_at_the_top() -> None:
    session = reader("ann: 0\nbob: 1")
    gone = Progress(CommentId("gone"), 3, frozenset({CommentId("gone"), CommentId("c2")}))
    again = Session(session.opened, session.sizes, progress=gone)
    assert again.cursor == "c1"
    assert again.replies.outline.folded == {1}


def test_a_thread_begins_at_the_comment_asked_for() -> None:
    session = reader("ann: 0\nbob: 1\ncarl: 2\ndora: 3\neve: 4", height=4)
    assert session.start_at(CommentId("c3")) == ""
    assert rows(session)[0] == ">c3"
    assert session.start_at(CommentId("nope")) == "there is no reply nope on this page"
