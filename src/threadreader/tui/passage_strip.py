"""The passage that a reply is about, in a few lines above the replies."""

from textual.strip import Strip

from threadreader.tui.dressed import Dressed
from threadreader.tui.passage_rows import passage_rows
from threadreader.tui.theme import Look


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
