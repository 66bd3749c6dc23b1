"""A widget that draws itself in the colours of a look, and takes another while it is shown."""

from textual.geometry import Offset
from textual.widget import Widget

from threadreader.tui.painting import Painter
from threadreader.tui.theme import Look


class Dressed(Widget):
    """A widget that draws in a look; it takes no focus, since keys are the screen's."""

    can_focus = False

    def __init__(self, look: Look, *, id: str | None = None) -> None:  # noqa: A002 - Textual's name
        super().__init__(id=id)
        self.look = look
        self.painter = Painter(look)

    def focus_at(self) -> Offset | None:
        """Where in the widget the line begins that the reader is at; None where the reader is elsewhere."""
        return None

    def dress(self, look: Look) -> None:
        """Take another look."""
        self.look = look
        self.painter = Painter(look)
        self.refresh()
