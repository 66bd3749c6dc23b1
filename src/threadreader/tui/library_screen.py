"""The stored threads, to choose one from."""

from rich.text import Text
from textual.app import ComposeResult
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from threadreader.library import Entry, Library
from threadreader.session import leaving, listing
from threadreader.tui.bars import Bar, RuleLine
from threadreader.tui.choice_list import ChoiceList
from threadreader.tui.key_reader import Press
from threadreader.tui.key_screen import KeyScreen
from threadreader.tui.keys import Command, Where
from threadreader.tui.setup import Setup
from threadreader.tui.times import short_date


class LibraryScreen(KeyScreen[int | None]):
    """The list; its answer is the number of the thread chosen, None to leave.

    `at` is the number of the thread to begin on, the first where it is not in the list.
    """

    def __init__(self, library: Library, setup: Setup, at: int | None = None, greeting: str = "") -> None:
        super().__init__(setup)
        self.entries = library.threads()
        self._at = at
        self._greeting = greeting
        self.commands |= {Command.LEAVE: self._leave}

    @property
    def where(self) -> Where:
        """Whose keys work now."""
        return Where.LIBRARY

    def compose(self) -> ComposeResult:
        """Title, list, keys."""
        yield Bar(self.look, id="title")
        yield RuleLine(self.look, "─", id="rule-above")
        digits = max((len(str(entry.number)) for entry in self.entries), default=1)
        yield ChoiceList(*(_option(entry, digits) for entry in self.entries), markup=False, id="threads")
        yield RuleLine(self.look, "─", id="rule-below")
        yield Bar(self.look, id="status")

    def on_mount(self) -> None:
        """Fill the bars, and go to the thread to begin on."""
        title = self.query_one("#title", Bar)
        count = len(self.entries)
        threads = "1 thread" if count == 1 else f"{count:,} threads"
        title.show([title.piece("threadreader", bold=True)], [[title.piece(threads, color=self.look.faint)]])
        self.say(self._greeting)
        self.call_after_refresh(self._go_to, self._at)

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Answer with the thread chosen."""
        event.stop()
        self.app.call_later(self.dismiss, self.entries[event.option_index].number)

    def answer(self, pressed: Press) -> str:
        """Go through the list, or choose from it."""
        act, count = pressed.key.act, pressed.count
        if act is leaving.back_out:
            return self._leave()
        choices = self.query_one(ChoiceList)
        if act is listing.go:
            choices.action_select()
            return ""
        return choices.move(act, count)

    def _leave(self) -> str:
        self.app.call_later(self.dismiss, None)
        return ""

    def _go_to(self, number: int | None) -> None:
        places = {entry.number: place for place, entry in enumerate(self.entries)}
        if places:
            self.query_one(ChoiceList).highlighted = places.get(number or 0, 0)

    def say(self, said: str) -> None:
        """Say something in the status line, beside the keys."""
        status = self.query_one("#status", Bar)
        keys = status.piece(self._hints() if self.entries else _EMPTY, color=self.look.faint)
        if said:
            status.show([status.piece(said, color=self.look.bright)], [[keys]], firm=True)
        else:
            status.show([keys])

    def _hints(self) -> str:
        keys = (("list.go", "opens"), ("app.leave", "leaves"), ("app.help", "help"))
        return " · ".join(f"{self.written(name)} {does}" for name, does in keys if self.written(name))


_EMPTY = "The library is empty · threadreader open PAGE puts a page in it"


def _option(entry: Entry, digits: int) -> Option:
    count = f"{entry.comments:,} {'reply' if entry.comments == 1 else 'replies'}"
    saved = f"{short_date(entry.imported_at)}" if entry.imported_at else ""
    facts = " · ".join(part for part in (entry.page.site or "", count, saved) if part)
    number, under = f"{entry.number:>{digits}}  ", " " * (digits + 2)
    title = entry.page.title or "Untitled page"
    return Option(Text.assemble((number, "dim"), (title, "bold"), "\n", under, (facts, "dim")))
