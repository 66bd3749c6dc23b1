"""Help screen, with the current keys filtered as a query is typed."""

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.events import Resize
from textual.widgets import Static

from threadreader.render.width import fit_parts
from threadreader.tui.drawing.help import has_main_keys, lay_out, lay_out_main
from threadreader.tui.keys import Context
from threadreader.tui.screens.base import TextDialog
from threadreader.tui.settings import Setup
from threadreader.tui.widgets.prompt import Prompt, Question
from threadreader.tui.widgets.scrolling import TITLE_FRAME, TextBox

_FRAME = 5
"""Columns of border, padding and scrollbar."""


class HelpScreen(TextDialog[None]):
    """The signs and main keys of the context `about`; then every key, grouped, those active in it first."""

    own_context = Context.HELP

    def __init__(self, setup: Setup, about: Context = Context.EVERYWHERE) -> None:
        super().__init__(setup)
        self._about = about
        self._query = ""
        self._shows_all = not has_main_keys(about)
        self.commands |= {"help": self._show_more, "search": self._find}

    def compose(self) -> ComposeResult:
        with Vertical(id="help") as box:
            box.border_title = "Keys"
            with TextBox(id="help-box"):
                yield Static(id="help-text", markup=False)
            yield Prompt()

    def on_mount(self) -> None:
        """Lay the keys out before the box is drawn for the first time."""
        self._lay_out(self.app.size.width - _FRAME)

    def on_resize(self, event: Resize) -> None:
        self._lay_out(event.size.width - _FRAME)

    def back_out(self) -> str:
        """Show all keys again, or close."""
        return self._show_only("") if self._query else self.close_with()

    def show_message(self, message: str) -> None:
        """Show a message in the frame instead of the hints."""
        more = () if self._shows_all else (("app.help", "all keys"),)
        closes = ("app.back-out", "all" if self._query else "close")
        keys = self.hints.add_to("", *more, ("help.find", "find"), closes)
        file = self.setup.config_file
        box = self.query_one("#help")
        # As text: the query, keys and the name of the file are no markup.
        box.border_title = Content(f"Keys · {self._query}" if self._query else "Keys")
        words = message or " · ".join(filter(None, (keys, str(file or ""))))
        box.border_subtitle = Content(fit_parts(words, self.app.size.width - TITLE_FRAME))

    def _show_only(self, query: str) -> str:
        self._query = query.strip()
        self._shows_all = self._shows_all or bool(self._query)
        self._lay_out(self.size.width - _FRAME)
        self.query_one(TextBox).scroll_home(animate=False)
        return ""

    def _show_more(self) -> str:
        """Show all keys; where they are shown, close."""
        if self._shows_all:
            return self.close_with()
        self._shows_all = True
        return self._show_only("")

    def _find(self) -> str:
        show = self._show_only
        return self.ask(Question("/", show, show, given_up=lambda: show("")), self._query)

    def _lay_out(self, room: int) -> None:
        rows = self.setup.keymap.rows
        if self._shows_all:
            page = lay_out(rows, room, self._about, self.theme, self._query)
        else:
            page = lay_out_main(rows, room, self._about, self.theme)
        if not self.theme.signs.cursor:
            self.query_one("#help").styles.width = page.width + _FRAME
        self.query_one("#help-text", Static).update(page.text)
        self.show_message("")
