"""The lines around the panes: title, rules, status."""

from collections.abc import Sequence

from rich.segment import Segment
from textual import events
from textual.geometry import Region
from textual.message import Message
from textual.strip import Strip

from threadreader.tui.bar_rows import DIVIDER, Words, piece, rule_row
from threadreader.tui.dressed import Dressed
from threadreader.tui.theme import Look


class Bar(Dressed):
    """A line of words."""

    def __init__(self, look: Look, *, id: str) -> None:  # noqa: A002 - Textual's name
        super().__init__(look, id=id)
        self.words = Words()

    def say(self, words: Words) -> None:
        """Show other words."""
        if words != self.words:
            self.words = words
            self.refresh()

    def show(self, left: Sequence[Segment], right: Sequence[Sequence[Segment]] = (), *, firm: bool = False) -> None:
        """Show other segments."""
        self.say(Words(left, right, firm=firm))

    def piece(self, text: str, *, color: str | None = None, bold: bool = False) -> Segment:
        """Words in the theme's colours."""
        return piece(self.look, text, color=color, bold=bold)

    def render_line(self, y: int) -> Strip:
        """The line; nothing below it."""
        if y:
            return Strip.blank(self.size.width, self.look.ground())
        return Strip(self.words.row(self.look, self.size.width))


class RuleLine(Dressed):
    """A horizontal rule, with a mark where the divider of the panes meets it."""

    def __init__(self, look: Look, joint: str, *, id: str) -> None:  # noqa: A002 - Textual's name
        super().__init__(look, id=id)
        self.joint = joint
        self.at: int | None = None

    def meet(self, column: int | None) -> None:
        """Meet the divider at a column, or none."""
        if column != self.at:
            self.at = column
            self.refresh()

    def render_line(self, y: int) -> Strip:  # noqa: ARG002 - it is one line high
        """The rule."""
        return Strip(rule_row(self.look, self.size.width, self.joint, self.at))


class Divider(Dressed):
    """The vertical rule between the panes."""

    ALLOW_SELECT = False

    class Dragged(Message):
        """It was dragged to a column of the screen."""

        def __init__(self, column: int) -> None:
            self.column = column
            super().__init__()

    def __init__(self, look: Look) -> None:
        super().__init__(look, id="divider")

    def on_mouse_down(self, event: events.MouseDown) -> None:
        """Take hold."""
        event.stop()
        self.capture_mouse()

    def on_mouse_move(self, event: events.MouseMove) -> None:
        """Say where it is dragged to."""
        if self.app.mouse_captured is self:
            event.stop()
            self.post_message(self.Dragged(event.screen_x))

    def on_mouse_up(self, event: events.MouseUp) -> None:
        """Let go."""
        event.stop()
        self.release_mouse()

    def render_lines(self, crop: Region) -> list[Strip]:
        """The rule, of which every line is the same."""
        return super().render_lines(Region(crop.x, 0, crop.width, 1)) * crop.height

    def render_line(self, y: int) -> Strip:  # noqa: ARG002 - every line is the same
        """A piece of the rule."""
        return Strip([Segment(DIVIDER, self.look.style(self.look.rule))])
