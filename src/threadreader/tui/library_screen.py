"""The stored threads, to choose one from."""

from rich.text import Text
from textual.app import ComposeResult
from textual.events import Key
from textual.screen import Screen
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from threadreader.library import Entry, Library
from threadreader.tui.bars import Bar, RuleLine
from threadreader.tui.theme import Look
from threadreader.tui.times import short_date


class LibraryScreen(Screen[int | None]):
    """The list; its answer is the number of the thread chosen, None to leave."""

    def __init__(self, library: Library, look: Look) -> None:
        super().__init__()
        self.look = look
        self.entries = library.threads()

    def compose(self) -> ComposeResult:
        """Title, list, keys."""
        yield Bar(self.look, id="title")
        yield RuleLine(self.look, "─", id="rule-above")
        yield OptionList(*map(_option, self.entries), markup=False, id="threads")
        yield RuleLine(self.look, "─", id="rule-below")
        yield Bar(self.look, id="status")

    def on_mount(self) -> None:
        """Fill the bars."""
        title, status = self.query_one("#title", Bar), self.query_one("#status", Bar)
        count = len(self.entries)
        threads = "1 thread" if count == 1 else f"{count:,} threads"
        title.show([title.piece("threadreader", bold=True)], [[title.piece(threads, color=self.look.faint)]])
        words = "enter opens · q leaves" if count else "The library is empty · threadreader open PAGE puts a page in it"
        status.show([status.piece(words, color=self.look.faint)])

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Answer with the thread chosen."""
        event.stop()
        self.app.call_later(self.dismiss, self.entries[event.option_index].number)

    def on_key(self, event: Key) -> None:
        """Move with j and k as everywhere; leave with q."""
        threads = self.query_one(OptionList)
        match event.key:
            case "j":
                threads.action_cursor_down()
            case "k":
                threads.action_cursor_up()
            case "G":
                threads.action_last()
            case "g":
                threads.action_first()
            case "q" | "escape":
                self.app.call_later(self.dismiss, None)
            case _:
                return
        event.stop()


def _option(entry: Entry) -> Option:
    count = f"{entry.comments:,} {'reply' if entry.comments == 1 else 'replies'}"
    saved = f"{short_date(entry.imported_at)}" if entry.imported_at else ""
    facts = " · ".join(part for part in (entry.page.site or "", count, saved) if part)
    return Option(Text.assemble((entry.page.title or "Untitled page", "bold"), "\n", (facts, "dim")))
