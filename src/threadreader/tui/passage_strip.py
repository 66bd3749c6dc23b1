"""The passage that a reply is about, in a few lines above the replies."""

from rich.segment import Segment
from textual.strip import Strip

from threadreader.render.cells import cell_width, fit
from threadreader.render.wrap import wrap_text
from threadreader.tui.dressed import Dressed
from threadreader.tui.theme import Look

_MARK = "┈ "
_MARGIN = 2


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
        """A line of it; the last says that there is more."""
        room = max(1, self.size.width - _MARGIN - 2 - len(_MARK))
        ranges = list(wrap_text(self._words, room))
        words = ""
        if y < len(ranges):
            start, end = ranges[y]
            last = y == self.size.height - 1
            words = fit(self._words[start:], room) if last else self._words[start:end]
        mark = _MARK if y == 0 else " " * len(_MARK)
        line = f"{' ' * _MARGIN}{mark}{words}"
        line += " " * max(0, self.size.width - cell_width(line))
        return Strip([Segment(line, self.look.style(self.look.faint))]).crop(0, self.size.width)
