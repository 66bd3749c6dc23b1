"""A boxed list to choose one line from."""

from collections.abc import Callable, Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.events import Key
from textual.screen import ModalScreen
from textual.widgets import OptionList
from textual.widgets.option_list import Option


class ChoiceList(OptionList):
    """A list that moves with the keys that move everywhere."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("j", "cursor_down", show=False),
        Binding("k", "cursor_up", show=False),
        Binding("g", "first", show=False),
        Binding("G", "last", show=False),
        Binding("ctrl+d", "half(1)", show=False),
        Binding("ctrl+u", "half(-1)", show=False),
        Binding("space", "page_down", show=False),
        Binding("b", "page_up", show=False),
    ]

    def action_half(self, direction: int) -> None:
        """Move by half of what the window shows, as far as the list goes."""
        if self.option_count:
            height_of_each = max(1, self.virtual_size.height // self.option_count)
            step = max(1, self.scrollable_content_region.height // height_of_each // 2)
            self.highlighted = min(max(0, (self.highlighted or 0) + direction * step), self.option_count - 1)


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
        choices = ChoiceList(*map(Option, self._lines), markup=False, id="choices")
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
        """Close with escape or q."""
        if event.key in {"escape", "q"}:
            event.stop()
            self.app.call_later(self.dismiss, None)
