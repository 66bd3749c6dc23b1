"""The keys that may follow the first of a sequence, in lines over the bottom of the screen."""

from collections.abc import Sequence

from rich.segment import Segment
from textual.strip import Strip

from threadreader.render.width import cell_width, fit
from threadreader.tui.dressed import Dressed
from threadreader.tui.theme import Look

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
