"""Who is answered by what stands at the top of the replies' window; at the top of the thread, what the thread is."""

from collections.abc import Sequence

from rich.segment import Segment
from textual.message import Message
from textual.strip import Strip

from threadreader.render.cells import cell_width, fit
from threadreader.tui.dressed import Dressed
from threadreader.tui.theme import Look

_LEFT, _RIGHT = 2, 2
_GAP = 2


class AncestorLines(Dressed):
    """A few faint lines, the last of them nearest to the replies, with the key that leads there at its right."""

    class Clicked(Message):
        """The lines were clicked."""

    def __init__(self, look: Look) -> None:
        super().__init__(look, id="ancestors")
        self._lines: Sequence[str] = ()
        self._key = ""

    @staticmethod
    def room(width: int, key: str = "") -> int:
        """The columns that words have in a pane of some width, beside a key."""
        return max(0, width - _LEFT - _RIGHT - (cell_width(key) + _GAP if key else 0))

    def show(self, lines: Sequence[str], key: str = "") -> None:
        """Show other lines."""
        if (lines, key) != (self._lines, self._key):
            self._lines, self._key = lines, key
            self.refresh()

    def render_line(self, y: int) -> Strip:
        """A line; those that are not needed are the first ones, and empty."""
        number = y - (self.size.height - len(self._lines))
        words = self._lines[number] if 0 <= number < len(self._lines) else ""
        key = self._key if number == len(self._lines) - 1 else ""
        left = " " * _LEFT + fit(words, self.room(self.size.width, key))
        line = left + " " * max(0, self.size.width - cell_width(left) - cell_width(key) - _RIGHT) + key
        line += " " * max(0, self.size.width - cell_width(line))
        return Strip([Segment(line, self.look.style(self.look.faint))]).crop(0, self.size.width)

    def on_click(self) -> None:
        """Say so."""
        self.post_message(self.Clicked())
