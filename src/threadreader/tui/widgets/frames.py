"""Layouts of the reader and of the library: bars, panes and prompt, redrawn from the state of the session."""

import time
from abc import abstractmethod
from collections.abc import Callable, Sequence
from datetime import datetime

from msgspec.structs import replace
from textual.app import ComposeResult
from textual.containers import Container, Horizontal, Vertical

from threadreader.model.page import Entry
from threadreader.session import Pane, Session
from threadreader.session.arrangement import Arrangement, LibraryLayout
from threadreader.session.context import passage_in_question
from threadreader.session.library import LibrarySession
from threadreader.tui.drawing.library import LibraryRows, library_status, library_title
from threadreader.tui.drawing.rows import BarContent
from threadreader.tui.drawing.thread import middle_titles, pane_titles, status_content, title_content
from threadreader.tui.theme import Setup, Theme
from threadreader.tui.widgets import Bar, BareWidget, Divider, PassageStrip, RuleLine, ThemedWidget
from threadreader.tui.widgets.panes import ArticlePane, CountsPane, LibraryPane, ListPane, PreviewPane, ReplyTree
from threadreader.tui.widgets.prompt import Prompt


class Frame(Vertical, BareWidget, ThemedWidget):
    """Title, rule, panes, rule, status and prompt; `message` is shown in the status line."""

    def __init__(self, setup: Setup, *, id: str) -> None:  # noqa: A002 - Textual's name
        super().__init__(setup.theme, id=id)
        self.setup = setup
        self.message = ""

    def compose(self) -> ComposeResult:
        yield Bar(self.theme, id="title")
        yield RuleLine(self.theme, "┬", id="rule-above")
        yield from self.compose_panes()
        yield RuleLine(self.theme, "┴", id="rule-below")
        yield Bar(self.theme, id="status")
        yield Prompt()

    def apply_theme(self, theme: Theme) -> None:
        self.setup = replace(self.setup, theme=theme)
        super().apply_theme(theme)

    @abstractmethod
    def compose_panes(self) -> ComposeResult:
        """Yield the panes."""

    @abstractmethod
    def show(self, message: str = "") -> None:
        """Redraw, with a message in the status line."""

    def show_bars(self, title: BarContent, status: BarContent) -> None:
        self.query_one("#title", Bar).content = title
        self.query_one("#status", Bar).content = status

    def lay_out_bars(self, columns: Sequence[int], *, framed: bool) -> None:
        """Show all bars and rules or the status alone, with joints in the columns of the dividers."""
        for bar in ("#title", "#rule-above", "#rule-below"):
            self.query_one(bar).display = framed
        for rule in ("#rule-above", "#rule-below"):
            self.query_one(rule, RuleLine).columns = columns


class _SideBySide(Horizontal, BareWidget):
    """The row of panes."""


class ThreadFrame(Frame):
    """Layout of the reader."""

    def __init__(self, session: Session, setup: Setup, entry: Entry) -> None:
        super().__init__(setup, id="thread")
        self.session = session
        self._entry = entry
        self._shown_layout: tuple[Arrangement, Pane] | None = None

    def compose_panes(self) -> ComposeResult:
        yield PassageStrip(self.theme, id="strip")
        with _SideBySide(id="panes"):
            yield ArticlePane(self.session, self.theme)
            yield Divider(self.theme)
            yield RuleLine(self.theme, "─", id="rule-between")
            yield ReplyTree(self.session, self.theme, self._entry)
        yield ListPane(self.session, self.theme)

    def fit(self, width: int, height: int) -> None:
        self.session.arrange((width, height))
        self.show(self.message)

    def show(self, message: str = "") -> None:
        session = self.session
        session.mark_read(time.monotonic())
        self.message = message
        arrangement = session.arrange()
        if arrangement and (arrangement, session.pane) != self._shown_layout:
            self._shown_layout = arrangement, session.pane
            self._apply_layout(arrangement)
        for pane in (self.query_one(ArticlePane), self.query_one(ReplyTree)):
            if pane.display:
                pane.redraw()
        if session.open_list:
            self.query_one(ListPane).refresh()
        if arrangement and arrangement.strip:
            self.query_one(PassageStrip).passage = passage_in_question(session)
        width = self.app.size.width
        self.query_one("#rule-above", RuleLine).titles = pane_titles(session, width)
        self.query_one("#rule-between", RuleLine).titles = middle_titles(session)
        status = status_content(session, self.setup, width, message)
        self.show_bars(title_content(session, self.theme), status)

    def notice_dwelling(self) -> None:
        """Show that replies were dwelt on long enough to count as read."""
        if self.session.mark_read(time.monotonic()):
            self.show(self.message)

    def _apply_layout(self, arrangement: Arrangement) -> None:
        both, pane, above = arrangement.sizes.both, self.session.pane, arrangement.above
        side_by_side = both and not above
        self.lay_out_bars((arrangement.left,) if side_by_side else (), framed=arrangement.framed)
        self.set_class(arrangement.too_small, "too-small")
        strip = self.query_one(PassageStrip)
        strip.display, strip.styles.height = arrangement.strip > 0, arrangement.strip
        self.query_one("#panes").styles.layout = "vertical" if above else "horizontal"
        self.query_one(Divider).display = side_by_side
        self.query_one("#rule-between").display = above
        article, replies, listed = self.query_one(ArticlePane), self.query_one(ReplyTree), self.query_one(ListPane)
        article.styles.width = arrangement.left
        article.styles.height = arrangement.sizes.article[1] if above else "1fr"
        article.display = both or pane is Pane.ARTICLE
        replies.display = both or pane is Pane.REPLIES
        listed.display = self.session.open_list is not None and not arrangement.too_small
        listed.styles.height = arrangement.sizes.list_rows + 1


class LibraryFrame(Frame):
    """Layout of the library; `notice` is shown in the title."""

    def __init__(self, session: LibrarySession, setup: Setup, clock: Callable[[], datetime], notice: str = "") -> None:
        super().__init__(setup, id="library")
        self.session = session
        self._clock = clock
        self._notice = notice
        self._layout: LibraryLayout | None = None

    def compose_panes(self) -> ComposeResult:
        with Container(id="shelf"):
            session, theme, clock = self.session, self.theme, self._clock
            yield CountsPane(session, theme, clock, LibraryRows.counts, id="counts")
            yield LibraryPane(session, theme, clock, LibraryRows.list, id="list")
            yield Divider(self.theme)
            yield RuleLine(self.theme, "─", id="rule-between")
            yield PreviewPane(session, theme, clock, LibraryRows.preview, id="aside")

    def fit(self, width: int, height: int) -> None:
        self.session.arrange(width, height)
        self.show(self.message)

    def show(self, message: str = "") -> None:
        self.message = message
        if self.session.layout != self._layout:
            self._layout = self.session.layout
            self._apply_layout(self._layout)
        for pane in (CountsPane, LibraryPane, PreviewPane):
            self.query_one(pane).refresh()
        width = self.app.size.width
        status = library_status(self.session, self.setup, width, message)
        self.show_bars(library_title(self.session, self.theme, width, self._notice), status)

    def _apply_layout(self, layout: LibraryLayout) -> None:
        shown, side_by_side = bool(layout.detail[1]), layout.side_by_side
        self.lay_out_bars(layout.dividers, framed=layout.framed)
        self.query_one("#shelf").styles.layout = "horizontal" if side_by_side else "vertical"
        self.query_one(Divider).display = side_by_side
        self.query_one("#rule-between").display = shown and not side_by_side
        counts, preview = self.query_one(CountsPane), self.query_one(PreviewPane)
        counts.display, preview.display = bool(layout.counts), shown
        sizes = ((counts, (layout.counts, layout.list[1])), (self.query_one(LibraryPane), layout.list))
        for pane, (width, height) in (*sizes, (preview, layout.detail)):
            pane.styles.width, pane.styles.height = width, height
