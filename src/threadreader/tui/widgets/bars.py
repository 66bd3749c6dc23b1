"""Lines framing the panes: title and status bar, rules, divider, passage strip, and the menu of key continuations."""

from collections.abc import Sequence

from rich.segment import Segment
from textual import events
from textual.geometry import Region
from textual.message import Message
from textual.reactive import reactive
from textual.strip import Strip

from threadreader.render.width import cell_width, fit
from threadreader.tui.drawing.bars import DIVIDER, BarContent, RuleTitle, rule_row
from threadreader.tui.drawing.pane import passage_rows
from threadreader.tui.drawing.rows import styled
from threadreader.tui.theme import Theme
from threadreader.tui.widgets import ThemedWidget


class Bar(ThemedWidget):
    """A one-line bar."""

    content: reactive[BarContent] = reactive(BarContent())

    def show(self, left: Sequence[Segment], right: Sequence[Sequence[Segment]] = (), *, firm: bool = False) -> None:
        """Show segments at the left, and groups of them at the right."""
        self.content = BarContent(left, right, firm=firm)

    def styled(self, text: str, *, color: str | None = None, bold: bool = False) -> Segment:
        return styled(self.theme, text, color=color, bold=bold)

    def render_line(self, y: int) -> Strip:
        if y:
            return Strip.blank(self.size.width, self.theme.ground())
        return Strip(self.content.row(self.theme, self.size.width))


class RuleLine(ThemedWidget):
    """A horizontal rule, with a joint where it meets a divider of the panes, and with the titles of those below."""

    columns: reactive[Sequence[int]] = reactive[Sequence[int]](())
    """Of the joints."""
    titles: reactive[Sequence[RuleTitle]] = reactive[Sequence[RuleTitle]](())

    def __init__(self, theme: Theme, joint: str, *, id: str) -> None:  # noqa: A002 - Textual's name
        super().__init__(theme, id=id)
        self._joint = joint

    def render_line(self, y: int) -> Strip:  # noqa: ARG002 - it is one line high
        return Strip(rule_row(self.theme, self.size.width, self._joint, self.columns, self.titles))


class Divider(ThemedWidget):
    """The vertical rule between the panes, dragged to resize them."""

    ALLOW_SELECT = False

    class Dragged(Message):
        """The divider was dragged to a column of the screen."""

        def __init__(self, column: int) -> None:
            self.column = column
            super().__init__()

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, id="divider")

    def on_mouse_down(self, event: events.MouseDown) -> None:
        event.stop()
        self.capture_mouse()

    def on_mouse_move(self, event: events.MouseMove) -> None:
        """Post the column dragged to."""
        if self.app.mouse_captured is self:
            event.stop()
            self.post_message(self.Dragged(event.screen_x))

    def on_mouse_up(self, event: events.MouseUp) -> None:
        event.stop()
        self.release_mouse()

    def render_lines(self, crop: Region) -> list[Strip]:
        return super().render_lines(Region(crop.x, 0, crop.width, 1)) * crop.height

    def render_line(self, y: int) -> Strip:  # noqa: ARG002 - every line is the same
        return Strip([Segment(DIVIDER, self.theme.style(self.theme.rule))])


class PassageStrip(ThemedWidget):
    """The quoted passage that a reply is about, cut to the lines there are."""

    passage: reactive[str] = reactive("")

    def render_line(self, y: int) -> Strip:
        return Strip(passage_rows(self.passage, self.theme, self.size)[y])


_GUTTER = 3  # cells between the columns
_MAX_TEXT_CELLS = 30  # two columns of keys then fit 80; the longest help texts are cut

Continuations = Sequence[tuple[str, str]]
"""Keys, and the help text of each."""


class KeyContinuations(ThemedWidget):
    """Menu of the keys that can continue a sequence, in columns above the status line."""

    def __init__(self, theme: Theme, continuations: Continuations, width: int, height: int) -> None:
        super().__init__(theme)
        self._rows = _rows(continuations, width - 2, max(1, height - 2))
        self.styles.height = len(self._rows) + (height > len(self._rows) + 1)

    def render_line(self, y: int) -> Strip:
        y -= self.size.height - len(self._rows)
        if y < 0:
            rule = "─" * max(0, self.size.width - 2)
            return Strip([Segment(f" {rule} ", self.theme.style(self.theme.rule))])
        segments = [Segment(" ", self.theme.style(self.theme.ink))]
        for keys, text_width in self._rows[y]:
            segments.append(Segment(keys, self.theme.style(self.theme.bright, bold=True)))
            segments.append(Segment(text_width, self.theme.style(self.theme.faint)))
        used = sum(cell_width(segment.text) for segment in segments)
        segments.append(Segment(" " * max(0, self.size.width - used), self.theme.style(self.theme.ink)))
        return Strip(segments).crop(0, self.size.width)


def _rows(continuations: Continuations, width: int, height: int) -> list[list[tuple[str, str]]]:
    """Lay the keys out in padded columns, the texts cut to the room there is."""
    keys = max((cell_width(key) for key, _ in continuations), default=0)
    max_text = max((cell_width(does) for _, does in continuations), default=0)
    room = min(max_text, _MAX_TEXT_CELLS)
    columns = max(1, min((width + _GUTTER) // (keys + 1 + room + _GUTTER), len(continuations)))
    room = min(max_text, max(room, (width + _GUTTER) // columns - keys - 1 - _GUTTER))
    # Where the lines are too few for all, shorter texts make room for more columns.
    while -(-len(continuations) // columns) > height and (width + _GUTTER) // (columns + 1) > keys + 1 + _GUTTER:
        columns += 1
        room = min(room, (width + _GUTTER) // columns - keys - 1 - _GUTTER)
    cells = [
        (key.ljust(keys + 1), _pad(fit(does, room), room + (_GUTTER if number % columns < columns - 1 else 0)))
        for number, (key, does) in enumerate(continuations)
    ]
    return [cells[first : first + columns] for first in range(0, len(cells), columns)][:height]


def _pad(text: str, width: int) -> str:
    return text + " " * (width - cell_width(text))
