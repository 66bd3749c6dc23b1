"""The panes of a thread, and the lines around them: what is drawn, for the session as it stands."""

import time

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical

from threadreader.model.page import Entry
from threadreader.session import Pane, Session
from threadreader.session.arrangement import Arrangement
from threadreader.tui.drawing.reply_header import AncestorLines
from threadreader.tui.drawing.status import status_words, title_words
from threadreader.tui.settings import Setup
from threadreader.tui.widgets import Covered, Dressed
from threadreader.tui.widgets.bars import Bar, Divider, PassageStrip, RuleLine
from threadreader.tui.widgets.panes import ArticlePane, ListPane, ReplyTree
from threadreader.tui.widgets.prompt import Prompt

_LOOK_EVERY = 0.5
"""Seconds: a reply that is dwelt on counts as read by so much late."""


class _SideBySide(Horizontal, Covered):
    """The panes."""


class ThreadFrame(Vertical, Covered, Dressed):
    """Title, rule, panes, rule, status."""

    def __init__(self, session: Session, setup: Setup, entry: Entry) -> None:
        super().__init__(setup.look, id="thread")
        self.session = session
        self._setup = setup
        self.said = ""
        self._arranged: tuple[Arrangement, Pane] | None = None
        self._ancestors = AncestorLines(session, entry, setup.keymap.written("reply.parent"))

    def compose(self) -> ComposeResult:
        """The lines and the panes."""
        yield Bar(self.look, id="title")
        yield RuleLine(self.look, "┬", id="rule-above")
        yield PassageStrip(self.look)
        with _SideBySide(id="panes"):
            yield ArticlePane(self.session, self.look)
            yield Divider(self.look)
            yield ReplyTree(self.session, self.look, self._ancestors)
        yield ListPane(self.session, self.look)
        yield RuleLine(self.look, "┴", id="rule-below")
        yield Bar(self.look, id="status")
        yield Prompt()

    def on_mount(self) -> None:
        """Look from time to time what the reader dwells on."""
        self.set_interval(_LOOK_EVERY, self._look)

    def fit(self, width: int, height: int) -> None:
        """Take the size of the terminal."""
        self.session.arrange((width, height))
        self.show(self.said)

    def show(self, said: str = "") -> None:
        """Draw where the reader is now, and say something in the status line."""
        self.session.mark_read(time.monotonic())
        self.said = said
        arrangement = self.session.arrange()
        if arrangement and (arrangement, self.session.pane) != self._arranged:
            self._arranged = arrangement, self.session.pane
            self._place(arrangement)
        replies = self.query_one(ReplyTree)
        for view in (self.query_one(ArticlePane), replies):
            if view.display:
                view.redraw()
        if self.session.open_list:
            self.query_one(ListPane).refresh()
        if arrangement and arrangement.strip:
            from threadreader.session.context import passage_in_question

            self.query_one(PassageStrip).show(passage_in_question(self.session))
        self.query_one("#title", Bar).say(title_words(self.session, self.look))
        width = self.app.size.width
        self.query_one("#status", Bar).say(status_words(self.session, self.look, self._setup, width, said))

    def _look(self) -> None:
        if self.screen.is_current and self.session.mark_read(time.monotonic()):
            self.show(self.said)

    def _place(self, arrangement: Arrangement) -> None:
        """Show what there is room for, and give it its size."""
        both, pane = arrangement.sizes.both, self.session.pane
        for chrome in ("#title", "#rule-above", "#rule-below"):
            self.query_one(chrome).display = arrangement.framed
        self.set_class(arrangement.too_small, "too-small")
        strip = self.query_one(PassageStrip)
        strip.display, strip.styles.height = arrangement.strip > 0, arrangement.strip
        self.query_one(Divider).display = both
        article, replies, listed = self.query_one(ArticlePane), self.query_one(ReplyTree), self.query_one(ListPane)
        article.styles.width = arrangement.left
        article.display = both or pane is Pane.ARTICLE
        replies.display = both or pane is Pane.REPLIES
        listed.display = self.session.open_list is not None and not arrangement.too_small
        listed.styles.height = arrangement.sizes.list_rows + 1
        for rule in self.query(RuleLine):
            rule.meet(arrangement.left if both else None)
