"""Screen that lets the reader choose one of several pages in a file, in a list moved by the key table."""

from collections.abc import Sequence
from pathlib import Path

from rich.text import Text
from textual.app import ComposeResult
from textual.geometry import Offset
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from threadreader.library.files import InnerPage
from threadreader.session.actions import lists
from threadreader.tui.app import BaseApp
from threadreader.tui.screens.base import Dialog
from threadreader.tui.settings import Setup
from threadreader.tui.widgets.bars import Bar, RuleLine
from threadreader.tui.widgets.scrolling import TO_THE_TOP, target_of


class ChoiceList(OptionList, can_focus=False):
    """An option list without focus; its screen moves it."""

    def move(self, act: object, count: int | None) -> str:
        last, at = self.option_count - 1, self.highlighted or 0
        to = target_of(act, count, at, last, self._page - 1)
        if last < 0 or to is None:
            return "the list is empty" if last < 0 else ""
        if to == self.highlighted:
            return f"{'top' if act in TO_THE_TOP else 'end'} of the list"
        self.highlighted = to
        return ""

    @property
    def _page(self) -> int:
        """Options that the window shows."""
        return max(2, self.scrollable_content_region.height // self._of_each)

    @property
    def _of_each(self) -> int:
        return max(1, self.virtual_size.height // max(1, self.option_count))

    def cursor_offset(self) -> Offset | None:
        if self.highlighted is None:
            return None
        return Offset(0, self.highlighted * self._of_each - round(self.scroll_y))


class PageScreen(Dialog[int | None]):
    """List of pages; its result is the index of the chosen one, or None."""

    def __init__(self, pages: Sequence[InnerPage], name: str, setup: Setup) -> None:
        super().__init__(setup)
        self.pages = pages
        self._file = name

    def cursor_on_screen(self) -> Offset | None:
        choices = self.query_one(ChoiceList)
        offset = choices.cursor_offset()
        return choices.scrollable_content_region.offset + offset if offset is not None else None

    def compose(self) -> ComposeResult:
        yield Bar(self.theme, id="title")
        yield RuleLine(self.theme, "─", id="rule-above")
        yield ChoiceList(*map(_option, self.pages), markup=False, id="threads")
        yield RuleLine(self.theme, "─", id="rule-below")
        yield Bar(self.theme, id="status")

    def on_mount(self) -> None:
        title = self.query_one("#title", Bar)
        count = title.styled(f"{len(self.pages):,} pages", color=self.theme.faint)
        title.show([title.styled(self._file, bold=True)], [[count]])
        self.query_one(ChoiceList).highlighted = 0
        self.show_message("")

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        self.close_with(event.option_index)

    def move(self, act: object, count: int | None) -> str:
        choices = self.query_one(ChoiceList)
        if act is not lists.go:
            return choices.move(act, count)
        choices.action_select()
        return ""

    def show_message(self, message: str) -> None:
        status = self.query_one("#status", Bar)
        keys = self.hints.add_to("", ("list.go", "opens"), ("app.leave", "leaves"), ("app.help", "help"))
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
