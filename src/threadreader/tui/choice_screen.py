"""A boxed list to choose one line from."""

from collections.abc import Callable, Sequence

from rich.text import Text
from textual.app import ComposeResult
from textual.events import Key
from textual.screen import ModalScreen
from textual.widgets import OptionList
from textual.widgets.option_list import Option


class ChoiceScreen(ModalScreen[int | None]):
    """Lines of which one is chosen with enter, or none with escape; the answer is its index.

    `preview` is called with the index of each line that the reader goes to.
    """

    def __init__(self, title: str, lines: Sequence[str], preview: Callable[[int], None]) -> None:
        super().__init__()
        self._title = title
        self._lines = lines
        self._preview = preview

    def compose(self) -> ComposeResult:
        """The list, in a box with its title."""
        lines = (Text(line, no_wrap=True, overflow="ellipsis") for line in self._lines)
        choices = OptionList(*map(Option, lines), markup=False, id="choices")
        choices.border_title = self._title
        choices.border_subtitle = "enter go · esc close"
        yield choices

    def on_option_list_option_highlighted(self, event: OptionList.OptionHighlighted) -> None:
        """Show what the line is about."""
        event.stop()
        self._preview(event.option_index)

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Answer with the line chosen."""
        event.stop()
        self.app.call_later(self.dismiss, event.option_index)

    def on_key(self, event: Key) -> None:
        """Move with j and k as everywhere; close with escape or q."""
        choices = self.query_one(OptionList)
        match event.key:
            case "j":
                choices.action_cursor_down()
            case "k":
                choices.action_cursor_up()
            case "escape" | "q":
                self.app.call_later(self.dismiss, None)
            case _:
                return
        event.stop()
