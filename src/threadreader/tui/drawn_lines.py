"""Lines that were drawn, kept until something that they show has changed."""

from collections.abc import Callable, Hashable, Sequence

from rich.segment import Segment
from textual.cache import LRUCache
from textual.strip import Strip

from threadreader.session.viewport import Slice
from threadreader.tui.dressed import WholeStrip

_STRETCH = 128
"""Lines of one item that are drawn at once."""


class DrawnLine:
    """A drawn line, and the whole of it with each cell that has stood at its end: Textual keeps what it made of it.

    The line itself is kept as its segments, since a strip is many times as large.
    """

    __slots__ = ("length", "segments", "wholes")

    def __init__(self, strip: Strip) -> None:
        self.segments = tuple(strip)
        self.length = strip.cell_length
        self.wholes: dict[Segment, Strip] = {}

    def ended(self, end: Segment) -> Strip:
        """The line with a cell at its end."""
        whole = self.wholes.get(end)
        if whole is None:
            whole = self.wholes[end] = WholeStrip([*self.segments, end], self.length + 1)
        return whole

    def labelled(self, labels: Sequence[tuple[int, Strip]]) -> "DrawnLine":
        """The line with words laid over it, each from a column on."""
        strip = Strip(self.segments, self.length)
        for column, label in labels:
            strip = Strip.join([strip.crop(0, column), label, strip.crop(column + label.cell_length)])
        return DrawnLine(strip.crop(0, self.length))


class DrawnLines:
    """The lines of items, drawn a stretch at a time, since an item may be long."""

    def __init__(self) -> None:
        self._known: LRUCache[Hashable, list[DrawnLine]] = LRUCache(64)

    def of(
        self, key: Hashable, piece: Slice, draw: Callable[[int, int], Sequence[Strip]], blank: DrawnLine
    ) -> Sequence[DrawnLine]:
        """Those of an item that are in the window, a blank one after its last; `key` is all that they depend on."""
        end = piece.first + piece.count
        before = piece.first - piece.first % _STRETCH
        lines: list[DrawnLine] = []
        for first in range(before, end, _STRETCH):
            stretch = self._known.get((key, first))
            if stretch is None:
                stretch = self._known[key, first] = [DrawnLine(strip) for strip in draw(first, first + _STRETCH)]
                if len(stretch) < _STRETCH:
                    stretch.append(blank)
            lines += stretch
        return lines[piece.first - before : end - before]
