"""The pages in a file of several, to choose one from."""

from collections.abc import Sequence
from pathlib import Path

from rich.text import Text
from textual.app import ComposeResult
from textual.geometry import Offset
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from threadreader.library.files import InnerPage
from threadreader.session.actions import leaving, lists
from threadreader.tui.actions import Command, Where
from threadreader.tui.app import KeyApp
from threadreader.tui.key_reader import Press
from threadreader.tui.screens.base import KeyScreen
from threadreader.tui.settings import Setup
from threadreader.tui.widgets.bars import Bar, RuleLine
from threadreader.tui.widgets.choice_list import ChoiceList


class PageScreen(KeyScreen[int | None]):
    """The list; its answer is the place of the page chosen, None where none is."""

    def __init__(self, pages: Sequence[InnerPage], name: str, setup: Setup) -> None:
        super().__init__(setup)
        self.pages = pages
        self._file = name
        self.commands |= {Command.LEAVE: self.close_with}

    @property
    def where(self) -> Where:
        """Whose keys work now."""
        return Where.LIST

    def focus_on_screen(self) -> Offset | None:
        """The page that the reader is at."""
        choices = self.query_one(ChoiceList)
        place = choices.focus_at()
        return choices.scrollable_content_region.offset + place if place is not None else None

    def compose(self) -> ComposeResult:
        """Title, list, keys."""
        yield Bar(self.look, id="title")
        yield RuleLine(self.look, "─", id="rule-above")
        yield ChoiceList(*map(_option, self.pages), markup=False, id="threads")
        yield RuleLine(self.look, "─", id="rule-below")
        yield Bar(self.look, id="status")

    def on_mount(self) -> None:
        """Fill the bars, and go to the first page."""
        title = self.query_one("#title", Bar)
        count = title.piece(f"{len(self.pages):,} pages", color=self.look.faint)
        title.show([title.piece(self._file, bold=True)], [[count]])
        self.query_one(ChoiceList).highlighted = 0
        self.say("")

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Answer with the page chosen."""
        event.stop()
        self.close_with(event.option_index)

    def answer(self, pressed: Press) -> str:
        """Go through the list, or choose from it."""
        act, count = pressed.key.act, pressed.count
        if act is leaving.back_out:
            return self.close_with()
        choices = self.query_one(ChoiceList)
        if act is lists.go:
            choices.action_select()
            return ""
        return choices.move(act, count)

    def say(self, said: str) -> None:
        """Say something in the status line, beside the keys."""
        status = self.query_one("#status", Bar)
        hints = (("list.go", "opens"), ("app.leave", "leaves"), ("app.help", "help"))
        keys = " · ".join(f"{self.written(name)} {does}" for name, does in hints if self.written(name))
        faint = status.piece(keys, color=self.look.faint)
        if said:
            status.show([status.piece(said, color=self.look.bright)], [[faint]], firm=True)
        else:
            status.show([faint])


class _Choosing(KeyApp[int | None]):
    """The list by itself, before there is a thread to show."""

    def __init__(self, screen: PageScreen) -> None:
        super().__init__(screen.setup)
        self._first = screen

    def on_mount(self) -> None:
        """Show the list."""
        self.call_later(self.push_screen, self._first, self.exit)


def choose_page(pages: Sequence[InnerPage], name: str, setup: Setup) -> int | None:
    """Let the reader choose one of several pages in a file of that name: its place, None where none is chosen.

    Raises SystemExit where a signal ended the program.
    """
    app = _Choosing(PageScreen(pages, name, setup))
    chosen = app.run()
    app.check_ended()
    return chosen


def _option(page: InnerPage) -> Option:
    day = f"{page.saved_at:%Y-%m-%d}" if page.saved_at else ""
    facts = " · ".join(filter(None, (page.name, day)))
    return Option(Text.assemble((page.title or Path(page.name).name or "Untitled page", "bold"), "\n", (facts, "dim")))
