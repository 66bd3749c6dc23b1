"""Widgets that draw themselves in the colours of a look, and take another while they are shown.

Widgets that say what the mouse does over them; what comes of that is for their screen.
"""

from abc import abstractmethod
from collections.abc import Iterable

from textual import events
from textual.filter import ANSIToTruecolor
from textual.geometry import Offset, Region
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from threadreader.tui.drawing.rows import Painter
from threadreader.tui.theme import Look


class WholeStrip(Strip):
    """A line of a widget, which is mostly drawn whole.

    Of such a line Textual's own keeps itself as its only part, which makes garbage of it that is found only when
    everything is looked through for some.
    """

    __slots__ = ()

    def divide(self, cuts: Iterable[int]) -> list[Strip]:
        """Its parts between some columns; nothing is kept where that is the whole of it."""
        cuts = [cut for cut in cuts if cut <= self.cell_length]
        return [self] if cuts == [self.cell_length] else list(super().divide(cuts))


class Dressed(Widget):
    """A widget that draws in a look; it takes no focus, since keys are the screen's, and has no border or padding."""

    can_focus = False

    def __init__(self, look: Look, *, id: str | None = None) -> None:  # noqa: A002 - Textual's name
        super().__init__(id=id)
        self.look = look
        self.painter = Painter(look)

    def render_lines(self, crop: Region) -> list[Strip]:
        """The lines in a region, as they are drawn: Textual's own way looks up every style for every line of it."""
        width, ground = self.size.width, self.look.ground()
        lines = [self.render_line(y).adjust_cell_length(width, ground) for y in crop.line_range]
        return [WholeStrip(self.filtered(line).crop(crop.x, crop.right), crop.width) for line in lines]

    def filtered(self, strip: Strip) -> Strip:
        """A strip as the terminal can show it: Textual's filters see to NO_COLOR. All colours here are true ones."""
        for line_filter in self.get_line_filters():
            if not isinstance(line_filter, ANSIToTruecolor):
                strip = strip.apply_filter(line_filter, self.background_colors[1])
        return strip

    def focus_at(self) -> Offset | None:
        """Where in the widget the line begins that the reader is at; None where the reader is elsewhere."""
        return None

    def dress(self, look: Look) -> None:
        """Take another look."""
        self.look = look
        self.painter = Painter(look)
        self.refresh()


class Covered(Widget):
    """A widget that is covered by those in it: it draws nothing, and what they leave free is the screen's."""

    def render_lines(self, crop: Region) -> list[Strip]:  # noqa: ARG002 - there is nothing in any region
        """No lines."""
        return []


_WHEEL = 3


class Wheeled(Dressed):
    """A widget that the wheel goes through."""

    class Scrolled(Message):
        """The wheel was turned over a pane, by so many of its rows."""

        def __init__(self, pane: "Wheeled", rows: int) -> None:
            self.pane = pane
            self.rows = rows
            super().__init__()

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        """Say that the wheel was turned down."""
        event.stop()
        self.post_message(self.Scrolled(self, _WHEEL))

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        """Say that the wheel was turned up."""
        event.stop()
        self.post_message(self.Scrolled(self, -_WHEEL))


class Listed(Wheeled):
    """A widget that lists things."""

    class Clicked(Message):
        """One of them was clicked, known by its number in the list."""

        def __init__(self, number: int) -> None:
            self.number = number
            super().__init__()

    @abstractmethod
    def number_at(self, y: int) -> int | None:
        """What stands in a row of the widget; None where nothing of the list does."""

    def on_click(self, event: events.Click) -> None:
        """Say what was clicked."""
        number = self.number_at(event.y)
        if number is not None:
            event.stop()
            self.post_message(self.Clicked(number))
