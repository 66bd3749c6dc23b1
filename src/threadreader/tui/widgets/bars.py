"""The lines around the panes: title, rules, status.

The passage that a reply is about, in a few lines above the replies.

The keys that may follow the first of a sequence, in lines over the bottom of the screen.
"""

from collections.abc import Sequence

from rich.segment import Segment
from textual import events
from textual.geometry import Region
from textual.message import Message
from textual.strip import Strip

from threadreader.render.width import cell_width, fit
from threadreader.tui.drawing.article import passage_rows
from threadreader.tui.drawing.bars import DIVIDER, Words, piece, rule_row
from threadreader.tui.theme import Look
from threadreader.tui.widgets import Dressed


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


class PassageStrip(Dressed):
    """As much of a passage as there are lines."""

    def __init__(self, look: Look) -> None:
        super().__init__(look, id="strip")
        self._words = ""

    def show(self, words: str) -> None:
        """Show another passage."""
        if words != self._words:
            self._words = words
            self.refresh()

    def render_line(self, y: int) -> Strip:
        """A line of it."""
        return Strip(passage_rows(self._words, self.look, self.size)[y])


_BETWEEN = 3
_MOST_WORDS = 30

Following = Sequence[tuple[str, str]]
"""Keys, and what each does."""


class FollowingKeys(Dressed):
    """A table of keys in as many columns as fit, over the last lines but one."""

    def __init__(self, look: Look, following: Following, width: int, height: int) -> None:
        super().__init__(look)
        self._rows = _rows(following, width - 2, max(1, height - 2))
        self.styles.height = len(self._rows) + (height > len(self._rows) + 1)

    def render_line(self, y: int) -> Strip:
        """The rule above, then the lines of the table."""
        y -= self.size.height - len(self._rows)
        if y < 0:
            rule = "─" * max(0, self.size.width - 2)
            return Strip([Segment(f" {rule} ", self.look.style(self.look.rule))])
        segments = [Segment(" ", self.look.style(self.look.ink))]
        for keys, words in self._rows[y]:
            segments.append(Segment(keys, self.look.style(self.look.bright, bold=True)))
            segments.append(Segment(words, self.look.style(self.look.faint)))
        used = sum(cell_width(segment.text) for segment in segments)
        segments.append(Segment(" " * max(0, self.size.width - used), self.look.style(self.look.ink)))
        return Strip(segments).crop(0, self.size.width)


def _rows(following: Following, width: int, height: int) -> list[list[tuple[str, str]]]:
    """The keys in columns, padded, as many words of each as there is room for."""
    keys = max((cell_width(key) for key, _ in following), default=0)
    longest = max((cell_width(does) for _, does in following), default=0)
    words = min(longest, _MOST_WORDS)
    columns = max(1, min((width + _BETWEEN) // (keys + 1 + words + _BETWEEN), len(following)))
    words = min(longest, max(words, (width + _BETWEEN) // columns - keys - 1 - _BETWEEN))
    # Where the lines are too few for all, shorter words make room for more of the keys beside each other.
    while -(-len(following) // columns) > height and (width + _BETWEEN) // (columns + 1) > keys + 1 + _BETWEEN:
        columns += 1
        words = min(words, (width + _BETWEEN) // columns - keys - 1 - _BETWEEN)
    cells = [
        (key.ljust(keys + 1), _padded(fit(does, words), words + (_BETWEEN if number % columns < columns - 1 else 0)))
        for number, (key, does) in enumerate(following)
    ]
    return [cells[first : first + columns] for first in range(0, len(cells), columns)][:height]


def _padded(text: str, width: int) -> str:
    return text + " " * (width - cell_width(text))
