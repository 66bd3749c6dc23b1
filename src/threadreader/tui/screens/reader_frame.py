"""Layout of the reader: panes, bars, lists and prompt, redrawn from the state of the session."""

import time

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical

from threadreader.model.page import Entry
from threadreader.session import Pane, Session
from threadreader.session.arrangement import Arrangement
from threadreader.tui.drawing.reply_header import AncestorLines
from threadreader.tui.drawing.thread import middle_titles, pane_titles, status_content, title_content
from threadreader.tui.settings import Setup
from threadreader.tui.widgets import BareWidget, ThemedWidget
from threadreader.tui.widgets.bars import Bar, Divider, PassageStrip, RuleLine
from threadreader.tui.widgets.lines import ArticlePane, ReplyTree
from threadreader.tui.widgets.panes import ListPane
from threadreader.tui.widgets.prompt import Prompt


class _SideBySide(Horizontal, BareWidget):
    """The row of panes."""


class ThreadFrame(Vertical, BareWidget, ThemedWidget):
    """Title, rule, panes, rule, status."""

    def __init__(self, session: Session, setup: Setup, entry: Entry) -> None:
        super().__init__(setup.theme, id="thread")
        self.session = session
        self._setup = setup
        self.message = ""
        self._shown_layout: tuple[Arrangement, Pane] | None = None
        self._ancestors = AncestorLines(session, entry)

    def compose(self) -> ComposeResult:
        """Yield bars, panes, list and prompt."""
        yield Bar(self.theme, id="title")
        yield RuleLine(self.theme, "┬", id="rule-above")
        yield PassageStrip(self.theme)
        with _SideBySide(id="panes"):
            yield ArticlePane(self.session, self.theme)
            yield Divider(self.theme)
            yield RuleLine(self.theme, "─", id="rule-between")
            yield ReplyTree(self.session, self.theme, self._ancestors)
        yield ListPane(self.session, self.theme)
        yield RuleLine(self.theme, "┴", id="rule-below")
        yield Bar(self.theme, id="status")
        yield Prompt()

    def fit(self, width: int, height: int) -> None:
        """Lay out for the size of the terminal."""
        self.session.arrange((width, height))
        self.show(self.message)

    def show(self, message: str = "") -> None:
        """Redraw the session, with a message in the status line."""
        self.session.mark_read(time.monotonic())
        self.message = message
        arrangement = self.session.arrange()
        if arrangement and (arrangement, self.session.pane) != self._shown_layout:
            self._shown_layout = arrangement, self.session.pane
            self._apply_layout(arrangement)
        replies = self.query_one(ReplyTree)
        for view in (self.query_one(ArticlePane), replies):
            if view.display:
                view.redraw()
        if self.session.open_list:
            self.query_one(ListPane).refresh()
        if arrangement and arrangement.strip:
            from threadreader.session.context import passage_in_question

            self.query_one(PassageStrip).show(passage_in_question(self.session))
        self.query_one("#title", Bar).set_content(title_content(self.session, self.theme))
        width = self.app.size.width
        self.query_one("#rule-above", RuleLine).set_titles(pane_titles(self.session, width))
        self.query_one("#rule-between", RuleLine).set_titles(middle_titles(self.session))
        self.query_one("#status", Bar).set_content(
            status_content(self.session, self.theme, self._setup, width, message)
        )

    def notice_dwelling(self) -> None:
        """Show that replies were dwelt on long enough to count as read."""
        if self.session.mark_read(time.monotonic()):
            self.show(self.message)

    def _apply_layout(self, arrangement: Arrangement) -> None:
        """Set the visibility and sizes of the widgets."""
        both, pane = arrangement.sizes.both, self.session.pane
        for chrome in ("#title", "#rule-above", "#rule-below"):
            self.query_one(chrome).display = arrangement.framed
        self.set_class(arrangement.too_small, "too-small")
        strip = self.query_one(PassageStrip)
        strip.display, strip.styles.height = arrangement.strip > 0, arrangement.strip
        above = arrangement.above
        self.query_one("#panes").styles.layout = "vertical" if above else "horizontal"
        self.query_one(Divider).display = both and not above
        self.query_one("#rule-between").display = above
        article, replies, listed = self.query_one(ArticlePane), self.query_one(ReplyTree), self.query_one(ListPane)
        article.styles.width = arrangement.left
        article.styles.height = arrangement.sizes.article[1] if above else "1fr"
        article.display = both or pane is Pane.ARTICLE
        replies.display = both or pane is Pane.REPLIES
        listed.display = self.session.open_list is not None and not arrangement.too_small
        listed.styles.height = arrangement.sizes.list_rows + 1
        for rule in self.query(RuleLine):
            rule.meet(*((arrangement.left,) if both and not above else ()))
