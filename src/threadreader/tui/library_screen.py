"""The stored threads, to choose one from."""

from rich.text import Text
from textual.app import ComposeResult
from textual.events import Key
from textual.screen import Screen
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from threadreader.library import Entry, Library
from threadreader.tui.bars import Bar, RuleLine
from threadreader.tui.choice_screen import ChoiceList
from threadreader.tui.keys import shown
from threadreader.tui.theme import Look
from threadreader.tui.times import short_date


class LibraryScreen(Screen[int | None]):
    """The list; its answer is the number of the thread chosen, None to leave.

    `at` is the number of the thread to begin on, the first where it is not in the list.
    """

    def __init__(self, library: Library, look: Look, at: int | None = None) -> None:
        super().__init__()
        self.look = look
        self.entries = library.threads()
        self._at = at

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
        self._show_status()
        self.call_after_refresh(self._go_to, self._at)

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Answer with the thread chosen."""
        event.stop()
        self.app.call_later(self.dismiss, self.entries[event.option_index].number)

    def on_key(self, event: Key) -> None:
        """Leave with q; say so where a key does nothing."""
        if event.key in {"q", "escape"}:
            event.stop()
            self.app.call_later(self.dismiss, None)
        elif event.key in self.active_bindings:
            self._show_status()
        else:
            name = event.character if event.is_printable and event.character != " " else event.key
            self._show_status(f"{shown(name or event.key)} does nothing here")

    def _go_to(self, number: int | None) -> None:
        places = {entry.number: place for place, entry in enumerate(self.entries)}
        if places:
            self.query_one(ChoiceList).highlighted = places.get(number or 0, 0)

    def _show_status(self, said: str = "") -> None:
        status = self.query_one("#status", Bar)
        empty = "The library is empty · threadreader open PAGE puts a page in it"
        keys = status.piece("enter opens · q leaves" if self.entries else empty, color=self.look.faint)
        if said:
            status.show([status.piece(said, color=self.look.bright)], [[keys]], firm=True)
        else:
            status.show([keys])


def _option(entry: Entry, digits: int) -> Option:
    count = f"{entry.comments:,} {'reply' if entry.comments == 1 else 'replies'}"
    saved = f"{short_date(entry.imported_at)}" if entry.imported_at else ""
    facts = " · ".join(part for part in (entry.page.site or "", count, saved) if part)
    number, under = f"{entry.number:>{digits}}  ", " " * (digits + 2)
    title = entry.page.title or "Untitled page"
    return Option(Text.assemble((number, "dim"), (title, "bold"), "\n", under, (facts, "dim")))
