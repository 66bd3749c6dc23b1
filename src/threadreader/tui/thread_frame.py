"""The panes of a thread, and the lines around them: what is drawn, for the session as it stands."""

import time

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical

from threadreader.render.cells import cell_width
from threadreader.session import Pane, Session, Sizes
from threadreader.tui.article_pane import ArticlePane
from threadreader.tui.bars import Bar, Divider, RuleLine
from threadreader.tui.prompt import Prompt
from threadreader.tui.reply_tree import ReplyTree
from threadreader.tui.status import describe_place, describe_thread, hints
from threadreader.tui.theme import Look

BOTH_FROM = 120
"""From so many columns on the panes stand side by side; below, one at a time."""

_LOOK_EVERY = 0.5
"""Seconds: a reply that is dwelt on counts as read by so much late."""

_ARTICLE_SHARE = 0.46
_MARGINS = 5
_LOW = 18
"""Below so many lines the title and the rules give way to the text."""


class ThreadFrame(Vertical):
    """Title, rule, panes, rule, status."""

    def __init__(self, session: Session, look: Look) -> None:
        super().__init__(id="thread")
        self.session = session
        self.look = look
        self.said = ""

    def compose(self) -> ComposeResult:
        """The lines and the panes."""
        yield Bar(self.look, id="title")
        yield RuleLine(self.look, "┬", id="rule-above")
        with Horizontal(id="panes"):
            yield ArticlePane(self.session, self.look)
            yield Divider(self.look)
            yield ReplyTree(self.session, self.look)
        yield RuleLine(self.look, "┴", id="rule-below")
        yield Bar(self.look, id="status")
        yield Prompt()

    def on_mount(self) -> None:
        """Look from time to time what the reader dwells on."""
        self.set_interval(_LOOK_EVERY, self._look)

    def fit(self, width: int, height: int) -> None:
        """Divide the terminal between the panes."""
        low, both = height < _LOW, width >= BOTH_FROM
        for chrome in ("#title", "#rule-above", "#rule-below"):
            self.query_one(chrome).display = not low
        lines = max(1, height - (1 if low else 4))
        left = round((width - 1) * _ARTICLE_SHARE) if both else width
        right = width - 1 - left if both else width
        self.query_one(Divider).display = both
        article, replies = self.query_one(ArticlePane), self.query_one(ReplyTree)
        article.styles.width = left
        article.display = replies.display = True
        for rule in self.query(RuleLine):
            rule.meet(left if both else None)
        self.session.resize(Sizes((left - 1, lines), (right - 1, lines), both))
        self.show(self.said)

    def show(self, said: str = "") -> None:
        """Draw where the reader is now, and say something in the status line."""
        self.session.notice(time.monotonic())
        self.said = said
        article, replies = self.query_one(ArticlePane), self.query_one(ReplyTree)
        if not self.session.sizes.both:
            article.display = self.session.pane is Pane.ARTICLE
            replies.display = not article.display
        for view in (article, replies):
            if view.display:
                view.redraw()
        self._show_title()
        self._show_status()

    def _look(self) -> None:
        if self.screen.is_current and self.session.notice(time.monotonic()):
            self.show(self.said)

    def _show_title(self) -> None:
        bar, look = self.query_one("#title", Bar), self.look
        title, facts = describe_thread(self.session)
        aside = self.session.sizes.both and self.session.pane is Pane.REPLIES
        bar.show(
            [bar.piece(title, color=look.ink if aside else look.bright, bold=True)],
            [[bar.piece(facts, color=look.faint)]],
        )

    def _show_status(self) -> None:
        bar, look, width = self.query_one("#status", Bar), self.look, self.app.size.width
        place = bar.piece(describe_place(self.session, width), color=look.faint)
        said = bar.piece(self.said, color=look.bright)
        keys = [(bar.piece(f"  {key} "), bar.piece(does, color=look.faint)) for key, does in hints(self.session, width)]
        if not self.said:
            bar.show([place], keys)
        elif cell_width(place.text) + cell_width(self.said) + _MARGINS <= width:
            bar.show([place, bar.piece("   "), said], keys, firm=True)
        else:
            bar.show([said], keys, firm=True)
