"""Base widgets: drawn in a theme, line by line, and posting mouse events as messages to their screen.

Here too is the one way of a line to the terminal: Textual renders each strip of each widget, its own ones included, by
`Strip.render`, and that cleans them.
"""

from abc import abstractmethod

from rich.console import Console
from textual import events
from textual.filter import ANSIToTruecolor
from textual.geometry import Offset, Region
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from threadreader.tui.drawing.rows import clean_row
from threadreader.tui.theme import Theme

_render_uncleaned = Strip.render


def _render_cleaned(self: Strip, console: Console) -> str:
    return _render_uncleaned(self if self.text.isprintable() else Strip(clean_row(self)), console)


# Cleaning in widgets of our own would leave out Textual's, and whichever forgets it.
Strip.render = _render_cleaned  # type: ignore[method-assign]


class ThemedWidget(Widget):
    """A widget drawn in a theme; without focus, since the screen takes the keys, and without border or padding."""

    can_focus = False

    def __init__(self, theme: Theme, *, id: str | None = None) -> None:  # noqa: A002 - Textual's name
        super().__init__(id=id)
        self.theme = theme

    def render_lines(self, crop: Region) -> list[Strip]:
        """Render the lines of a region; Textual's own method looks up all styles for every line."""
        width, ground = self.size.width, self.theme.ground()
        lines = [self.render_line(y).adjust_cell_length(width, ground) for y in crop.line_range]
        return [self.filtered(line).crop(crop.x, crop.right) for line in lines]

    def filtered(self, strip: Strip) -> Strip:
        """Apply Textual's line filters, such as NO_COLOR; all colours here are true colours already."""
        for line_filter in self.get_line_filters():
            if not isinstance(line_filter, ANSIToTruecolor):
                strip = strip.apply_filter(line_filter, self.background_colors[1])
        return strip

    def cursor_offset(self) -> Offset | None:
        """Offset of the reader's current line in the widget; None if it is elsewhere."""
        return None

    def apply_theme(self, theme: Theme) -> None:
        self.theme = theme
        self.refresh()


class BareWidget(Widget):
    """A container that draws nothing itself: its children cover it."""

    def render_lines(self, crop: Region) -> list[Strip]:  # noqa: ARG002 - there is nothing in any region
        """No lines."""
        return []


_WHEEL = 3  # lines, as most terminals scroll at a notch


class WheelWidget(ThemedWidget):
    """A widget scrolled by the mouse wheel."""

    class Scrolled(Message):
        """The wheel was turned over a pane, by a signed number of rows."""

        def __init__(self, pane: "WheelWidget", rows: int) -> None:
            self.pane = pane
            self.rows = rows
            super().__init__()

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        event.stop()
        self.post_message(self.Scrolled(self, _WHEEL))

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        event.stop()
        self.post_message(self.Scrolled(self, -_WHEEL))


class ListWidget(WheelWidget):
    """A widget that shows a list."""

    class Clicked(Message):
        """An item was clicked, by its index in the list."""

        def __init__(self, pane: "ListWidget", number: int) -> None:
            self.pane = pane
            self.number = number
            super().__init__()

    @abstractmethod
    def index_at(self, y: int) -> int | None:
        """Index of the item in a row of the widget; None without one."""

    def on_click(self, event: events.Click) -> None:
        number = self.index_at(event.y)
        if number is not None:
            event.stop()
            self.post_message(self.Clicked(self, number))
