"""The library's list and what is said of the thread in focus, and the lines around them: drawn as things stand now."""

from collections.abc import Callable, Sequence
from datetime import datetime

from textual.app import ComposeResult
from textual.containers import Container, Vertical

from threadreader.render.cells import cell_width
from threadreader.session.found import described
from threadreader.session.shelving import Shelf
from threadreader.session.spreading import Spread
from threadreader.tui.bars import Bar, Divider, RuleLine
from threadreader.tui.dressed import Covered, Dressed
from threadreader.tui.prompt import Prompt
from threadreader.tui.setup import Setup
from threadreader.tui.shelf_pane import AsidePane, ShelfPane

_WIDE = 100
_UNREAD_FROM = 48
_MARGINS = 5

Hint = tuple[str, ...]
"""The ids of actions, and what they do."""

_NEXT_HIT: Hint = ("library.next-hit", "library.previous-hit", "next hit")


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
        self._show_title()
        self._show_status()

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

    def _show_title(self) -> None:
        bar, found, catalog = self.query_one("#title", Bar), self.shelf.found, self.shelf.catalog
        if found:
            left = [bar.piece(f"/ {found.query}", color=self.look.bright, bold=True)]
            bar.show(left, [[bar.piece(described(found), color=self.look.faint)]])
            return
        count, unread = catalog.count, catalog.with_unread
        threads = f"{count:,} thread{'s' * (count != 1)}"
        if unread and self.app.size.width >= _UNREAD_FROM:
            threads += f", {unread:,} with unread"
        if catalog.needle:
            threads = f"{len(catalog.shown):,} of {threads} · & {catalog.needle}"
        left = [bar.piece("threadreader", color=self.look.bright, bold=True)]
        if self.notice:
            left.append(bar.piece(f"   {self.notice}", color=self.look.accent))
        sorted_by = bar.piece(f"sort: {catalog.order}    ", color=self.look.faint)
        bar.show(left, [[sorted_by], [bar.piece(threads, color=self.look.faint)]])

    def _show_status(self) -> None:
        bar, look, width = self.query_one("#status", Bar), self.look, self.app.size.width
        place = bar.piece(self._describe_place(), color=look.faint)
        said = bar.piece(self.said, color=look.bright)
        hints = [(self.setup.keymap.written(*ids), does) for *ids, does in self._hints(width)]
        keys = [(bar.piece(f"  {key} "), bar.piece(does, color=look.faint)) for key, does in hints if key]
        if not self.said:
            bar.show([place] if place.text else [], keys)
        elif cell_width(place.text) + cell_width(self.said) + _MARGINS <= width:
            bar.show([place, bar.piece("   "), said] if place.text else [said], keys, firm=True)
        else:
            bar.show([said], keys, firm=True)

    def _describe_place(self) -> str:
        position, found = self.shelf.position, self.shelf.found
        if not position.length:
            return ""
        return f"{'hit' if found else 'thread'} {position.at + 1:,} of {position.length:,}"

    def _hints(self, width: int) -> Sequence[Hint]:
        """Three to six keys that fit the moment, the least needed first."""
        if self.shelf.found:
            keys: list[Hint] = [_NEXT_HIT, ("app.back-out", "back"), ("list.go", "open here")]
        elif not self.shelf.catalog.count:
            keys = [("app.leave", "leave"), ("library.import", "import")]
        else:
            filtered = bool(self.shelf.catalog.needle)
            keys = [("library.import", "import"), ("library.sort", "sort")]
            keys += [("app.back-out", "show all")] if filtered else [("library.filter", "filter")]
            keys += [("library.search", "search all"), ("library.open-unread", "first unread"), ("list.go", "open")]
        keys = [hint for hint in keys if not self.setup.memory.knows(hint[0])]
        return [*(keys if width >= _WIDE else keys[-3:]), ("app.help", "help")]
