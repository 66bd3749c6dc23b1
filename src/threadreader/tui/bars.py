"""The lines around the panes: title, rules, status."""

from collections.abc import Sequence

from rich.segment import Segment
from textual import events
from textual.geometry import Region
from textual.message import Message
from textual.strip import Strip

from threadreader.render.cells import cell_width, fit
from threadreader.tui.dressed import Dressed
from threadreader.tui.theme import Look

_FEW_WORDS = 24


class Bar(Dressed):
    """One line of segments: some at the left, which give way, and some at the right."""

    def __init__(self, look: Look, *, id: str) -> None:  # noqa: A002 - Textual's name
        super().__init__(look, id=id)
        self.left: Sequence[Segment] = ()
        self.right: Sequence[Sequence[Segment]] = ()
        self.end: Sequence[Segment] = ()
        self.firm = False

    def show(
        self,
        left: Sequence[Segment],
        right: Sequence[Sequence[Segment]] = (),
        *,
        end: Sequence[Segment] = (),
        firm: bool = False,
    ) -> None:
        """Show other segments; groups at the right that have no room are left out, the first of them first.

        The last group may cut the left short, but not where that is `firm`. What stands at the end of all does so only
        where there is room for everything.
        """
        if (left, right, end, firm) != (self.left, self.right, self.end, self.firm):
            self.left, self.right, self.end, self.firm = left, right, end, firm
            self.refresh()

    def piece(self, text: str, *, color: str | None = None, bold: bool = False) -> Segment:
        """Words in the theme's colours."""
        return Segment(text, self.look.style(color or self.look.ink, bold=bold))

    def render_line(self, y: int) -> Strip:
        """The line; nothing below it."""
        if y:
            return Strip.blank(self.size.width, self.look.ground())
        right = self._right_with_room()
        taken = sum(cell_width(segment.text) for segment in right)
        room = self.size.width - 2 - (taken + 2 if taken else 0)
        segments = [self.piece(" "), *self._fitted(room)]
        gap = self.size.width - 1 - sum(cell_width(segment.text) for segment in (*segments, *right))
        return Strip([*segments, self.piece(" " * max(0, gap)), *right, self.piece(" ")]).crop(0, self.size.width)

    def _right_with_room(self) -> list[Segment]:
        left = sum(cell_width(segment.text) for segment in self.left)
        everything = [*(segment for group in self.right for segment in group), *self.end]
        if self.end and sum(cell_width(segment.text) for segment in everything) + left + 4 <= self.size.width:
            return everything
        for first in range(len(self.right)):
            segments = [segment for group in self.right[first:] for segment in group]
            gives_way = first == len(self.right) - 1 and not self.firm
            wanted = min(left, _FEW_WORDS) if gives_way else left
            if sum(cell_width(segment.text) for segment in segments) + wanted + 4 <= self.size.width:
                return segments
        return []

    def _fitted(self, room: int) -> list[Segment]:
        fitted = []
        for segment in self.left:
            text = fit(segment.text, max(0, room))
            room -= cell_width(text)
            fitted.append(Segment(text, segment.style))
        return fitted


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
        inside = max(0, self.size.width - 2)
        line = "─" * inside
        if self.at is not None and 0 < self.at <= inside:
            line = line[: self.at - 1] + self.joint + line[self.at :]
        return Strip([Segment(f" {line} ", self.look.style(self.look.rule))])


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
        return Strip([Segment("│", self.look.style(self.look.rule))])
