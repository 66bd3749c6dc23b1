"""The keys on one screen, made from the key table."""

from collections.abc import Iterator, Sequence
from itertools import groupby, zip_longest

from rich.text import Text
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.events import Key as KeyEvent
from textual.screen import ModalScreen
from textual.widgets import Static

from threadreader.tui.keys import KEYS, Key, shown
from threadreader.tui.theme import Look

_COLUMN = 49
_TWO_COLUMNS_FROM = 104


class HelpScreen(ModalScreen[None]):
    """Every key, grouped; two columns where there is room."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look

    def compose(self) -> ComposeResult:
        """The box with the keys in it."""
        with VerticalScroll(id="help") as box:
            box.border_title = "Keys"
            box.border_subtitle = "esc close"
            yield Static(id="help-text", markup=False)

    def on_mount(self) -> None:
        """Lay the keys out."""
        self._lay_out(self.size.width)

    def on_resize(self) -> None:
        """Lay the keys out for another width."""
        self._lay_out(self.app.size.width)

    def on_key(self, event: KeyEvent) -> None:
        """Close, or scroll."""
        box = self.query_one("#help", VerticalScroll)
        match event.key:
            case "escape" | "q" | "question_mark" | "f1":
                self.app.call_later(self.dismiss)
            case "j":
                box.scroll_down(animate=False)
            case "k":
                box.scroll_up(animate=False)
            case "space":
                box.scroll_page_down(animate=False)
            case "b":
                box.scroll_page_up(animate=False)
            case _:
                return
        event.stop()

    def _lay_out(self, width: int) -> None:
        groups = [list(rows) for _, rows in groupby(KEYS, key=lambda key: key.group)]
        text = Text(no_wrap=True, overflow="ellipsis")
        columns = [groups[::2], groups[1::2]] if width >= _TWO_COLUMNS_FROM else [groups]
        for line in zip_longest(*(list(self._column(part)) for part in columns)):
            for cell in line:
                text.append_text(cell or Text())
                text.pad_right(max(0, _COLUMN - (cell.cell_len if cell else 0)))
            text.rstrip()
            text.append("\n")
        self.query_one("#help-text", Static).update(text)

    def _column(self, groups: Sequence[Sequence[Key]]) -> Iterator[Text]:
        for number, rows in enumerate(groups):
            if number:
                yield Text()
            yield Text(rows[0].group, style=f"bold {self._look.accent}")
            for row in rows:
                keys = " ".join(shown(typed) for typed in row.keys[:2])
                yield Text.assemble((f"  {keys:<11} ", self._look.bright), (row.help, self._look.ink))
