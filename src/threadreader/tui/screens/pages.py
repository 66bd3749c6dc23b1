"""Screen that lets the reader choose one of several pages in a file, in a list moved by the key table."""

from collections.abc import Sequence
from pathlib import Path

from rich.text import Text
from textual.app import ComposeResult
from textual.geometry import Offset
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from threadreader.library.files import InnerPage
from threadreader.session.actions import Action, leaving, lists
from threadreader.tui.actions import Command
from threadreader.tui.app import BaseApp
from threadreader.tui.key_reader import KeyPress
from threadreader.tui.screens.base import KeyScreen
from threadreader.tui.settings import Setup
from threadreader.tui.widgets.bars import Bar, RuleLine


class ChoiceList(OptionList, can_focus=False):
    """An option list without focus; its screen moves it."""

    def move(self, act: Action | object, count: int | None) -> str:
        """Move by a list action; returns a status message."""
        steps = {
            lists.down: 1,
            lists.up: -1,
            lists.half_down: self._page // 2,
            lists.half_up: -self._page // 2,
            lists.page_down: self._page - 1,
            lists.page_up: 1 - self._page,
        }
        if act in {lists.first, lists.last}:
            last = self.option_count if act is lists.last else 1
            return self.go_to((count or last) - 1)
        return self.go_to((self.highlighted or 0) + steps[act] * (count or 1)) if act in steps else ""

    def go_to(self, index: int) -> str:
        """Highlight an option, clamped to the list; returns a message if that is no move."""
        to = min(max(0, index), self.option_count - 1)
        if to < 0:
            return "the list is empty"
        if to == self.highlighted:
            return f"{'top' if index <= to == 0 else 'end'} of the list"
        self.highlighted = to
        return ""

    @property
    def _page(self) -> int:
        """Options that the window shows."""
        return max(2, self.scrollable_content_region.height // self._of_each)

    @property
    def _of_each(self) -> int:
        """Rows of an option."""
        return max(1, self.virtual_size.height // max(1, self.option_count))

    def cursor_offset(self) -> Offset | None:
        """Offset of the highlighted option in the window."""
        if self.highlighted is None:
            return None
        return Offset(0, self.highlighted * self._of_each - round(self.scroll_y))


class PageScreen(KeyScreen[int | None]):
    """List of pages; its result is the index of the chosen one, or None."""

    def __init__(self, pages: Sequence[InnerPage], name: str, setup: Setup) -> None:
        super().__init__(setup)
        self.pages = pages
        self._file = name
        self.commands |= {Command.LEAVE: self.close_with}

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
