"""Screen that lets the reader choose one of several pages in a file."""

from collections.abc import Sequence
from pathlib import Path

from rich.text import Text
from textual.app import ComposeResult
from textual.geometry import Offset
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from threadreader.library.files import InnerPage
from threadreader.session.actions import leaving, lists
from threadreader.tui.actions import Command, Context
from threadreader.tui.app import BaseApp
from threadreader.tui.key_reader import KeyPress
from threadreader.tui.screens.base import KeyScreen
from threadreader.tui.settings import Setup
from threadreader.tui.widgets.bars import Bar, RuleLine
from threadreader.tui.widgets.choice_list import ChoiceList


class PageScreen(KeyScreen[int | None]):
    """List of pages; its result is the index of the chosen one, or None."""

    def __init__(self, pages: Sequence[InnerPage], name: str, setup: Setup) -> None:
        super().__init__(setup)
        self.pages = pages
        self._file = name
        self.commands |= {Command.LEAVE: self.close_with}

    @property
    def context(self) -> Context:
        """Binding context of lists."""
        return Context.LIST

    def cursor_on_screen(self) -> Offset | None:
        """Offset of the highlighted page."""
        choices = self.query_one(ChoiceList)
        offset = choices.cursor_offset()
        return choices.scrollable_content_region.offset + offset if offset is not None else None

    def compose(self) -> ComposeResult:
        """Yield title, list and status bar."""
        yield Bar(self.theme, id="title")
        yield RuleLine(self.theme, "─", id="rule-above")
        yield ChoiceList(*map(_option, self.pages), markup=False, id="threads")
        yield RuleLine(self.theme, "─", id="rule-below")
        yield Bar(self.theme, id="status")

    def on_mount(self) -> None:
        """Fill the bars, and highlight the first page."""
        title = self.query_one("#title", Bar)
        count = title.styled(f"{len(self.pages):,} pages", color=self.theme.faint)
        title.show([title.styled(self._file, bold=True)], [[count]])
        self.query_one(ChoiceList).highlighted = 0
        self.show_message("")

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Close with the chosen page."""
        event.stop()
        self.close_with(event.option_index)

    def answer(self, pressed: KeyPress) -> str:
        """Move in the list, or choose from it."""
        act, count = pressed.key.act, pressed.count
        if act is leaving.back_out:
            return self.close_with()
        choices = self.query_one(ChoiceList)
        if act is lists.go:
            choices.action_select()
            return ""
        return choices.move(act, count)

    def show_message(self, message: str) -> None:
        """Show a message in the status line, beside the keys."""
        status = self.query_one("#status", Bar)
        hints = (("list.go", "opens"), ("app.leave", "leaves"), ("app.help", "help"))
        keys = " · ".join(f"{self.key_labels(name)} {does}" for name, does in hints if self.key_labels(name))
        faint = status.styled(keys, color=self.theme.faint)
        if message:
            status.show([status.styled(message, color=self.theme.bright)], [[faint]], firm=True)
        else:
            status.show([faint])


class _Choosing(BaseApp[int | None]):
    """Application of the page list alone, before a thread is open."""

    def __init__(self, screen: PageScreen) -> None:
        super().__init__(screen.setup)
        self._first = screen

    def get_default_screen(self) -> PageScreen:
        """The page list."""
        return self._first


def choose_page(pages: Sequence[InnerPage], name: str, setup: Setup) -> int | None:
    """Let the reader choose one of the pages in the file `name`; returns its index, or None.

    Raises SystemExit if a signal ended the program.
    """
    app = _Choosing(PageScreen(pages, name, setup))
    chosen = app.run()
    app.check_ended()
    return chosen


def _option(page: InnerPage) -> Option:
    day = f"{page.saved_at:%Y-%m-%d}" if page.saved_at else ""
    facts = " · ".join(filter(None, (page.name, day)))
    return Option(Text.assemble((page.title or Path(page.name).name or "Untitled page", "bold"), "\n", (facts, "dim")))
