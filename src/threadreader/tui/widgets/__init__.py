"""Base widgets, drawn in a theme line by line, and posting mouse events as messages; bars, rules and menus of keys.

Here too is the one way of a line to the terminal: Textual renders each strip of each widget, its own ones included, by
`Strip.render`, and that cleans them.
"""

from abc import abstractmethod
from collections.abc import Sequence

from rich.console import Console
from rich.segment import Segment
from textual import events
from textual.filter import ANSIToTruecolor
from textual.geometry import Offset, Region
from textual.message import Message
from textual.reactive import reactive
from textual.strip import Strip
from textual.widget import Widget

from threadreader.render.width import cell_width, fit
from threadreader.session.lists import cell
from threadreader.tui.drawing.pane import passage_rows
from threadreader.tui.drawing.rows import DIVIDER, BarContent, RuleTitle, clean_row, rule_row, styled
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
        (key.ljust(keys + 1), cell(fit(does, room), room + (_GUTTER if number % columns < columns - 1 else 0)))
        for number, (key, does) in enumerate(continuations)
    ]
    return [cells[first : first + columns] for first in range(0, len(cells), columns)][:height]
