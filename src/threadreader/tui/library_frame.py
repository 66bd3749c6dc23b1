"""The library's list and what is said of the thread in focus, and the lines around them: drawn as things stand now."""

from collections.abc import Callable
from datetime import datetime

from textual.app import ComposeResult
from textual.containers import Container, Vertical

from threadreader.session.arrangement import Spread
from threadreader.session.library import Shelf
from threadreader.tui.bars import Bar, Divider, RuleLine
from threadreader.tui.dressed import Covered, Dressed
from threadreader.tui.prompt import Prompt
from threadreader.tui.setup import Setup
from threadreader.tui.shelf_pane import AsidePane, ShelfPane
from threadreader.tui.shelf_words import shelf_status, shelf_title


class LibraryFrame(Vertical, Covered, Dressed):
    """Title, rule, list and digest, rule, status. `notice` is said in the title for as long as it holds."""

    def __init__(self, shelf: Shelf, setup: Setup, clock: Callable[[], datetime], notice: str = "") -> None:
        super().__init__(setup.look, id="library")
        self.shelf = shelf
        self.setup = setup
        self.clock = clock
        self.notice = notice
        self.said = ""
        self._spread: Spread | None = None

    def compose(self) -> ComposeResult:
        """The lines and the panes."""
        yield Bar(self.look, id="title")
        yield RuleLine(self.look, "┬", id="rule-above")
        with Container(id="shelf"):
            yield ShelfPane(self.shelf, self.look, self.clock, id="list")
            yield Divider(self.look)
            yield RuleLine(self.look, "─", id="rule-between")
            yield AsidePane(self.shelf, self.look, self.clock, id="aside")
        yield RuleLine(self.look, "┴", id="rule-below")
        yield Bar(self.look, id="status")
        yield Prompt()

    def fit(self, width: int, height: int) -> None:
        """Take the size of the terminal."""
        self.shelf.arrange(width, height)
        self.show(self.said)

    def show(self, said: str = "") -> None:
        """Draw where the reader is now, and say something in the status line."""
        self.said = said
        if self.shelf.spread != self._spread:
            self._spread = self.shelf.spread
            self._place(self._spread)
        self.query_one(ShelfPane).refresh()
        self.query_one(AsidePane).refresh()
        width = self.app.size.width
        self.query_one("#title", Bar).say(shelf_title(self.shelf, self.look, width, self.notice))
        self.query_one("#status", Bar).say(shelf_status(self.shelf, self.look, self.setup, width, said))

    def _place(self, spread: Spread) -> None:
        """Show what there is room for, and give it its size."""
        shown, beside = bool(spread.aside[1]), spread.beside
        for chrome in ("#title", "#rule-above", "#rule-below"):
            self.query_one(chrome).display = spread.framed
        self.query_one("#shelf").styles.layout = "horizontal" if beside else "vertical"
        self.query_one(Divider).display = beside
        self.query_one("#rule-between").display = shown and not beside
        shelf, aside = self.query_one(ShelfPane), self.query_one(AsidePane)
        aside.display = shown
        shelf.styles.width, shelf.styles.height = spread.list
        aside.styles.width, aside.styles.height = spread.aside
        for rule in ("#rule-above", "#rule-below"):
            self.query_one(rule, RuleLine).meet(spread.list[0] if beside else None)
