"""About where in the whole thread a window stands; measured without laying all of it out."""

from collections.abc import Sequence
from itertools import accumulate

from threadreader.session.layout import ReplyColumns, ReplyLayout
from threadreader.session.outline import Outline
from threadreader.session.viewport import Viewport

_FOLDED, _CONTEXT = 3, 1
"""The lines of a reply of which only the beginning is shown."""


class Ruler:
    """The line that each visible reply begins on, estimated once for an outline and the columns of a layout."""

    def __init__(self) -> None:
        self._measured: tuple[Outline, ReplyColumns] | None = None
        self._tops: Sequence[int] = (0,)

    def extent(self, outline: Outline, layout: ReplyLayout, window: Viewport) -> tuple[float, float]:
        """Where a window begins and how long it is, as about the parts of the whole that they are."""
        tops, top = self.tops(outline, layout), window.top
        row = outline.row(top.item)
        if not tops[-1] or row >= len(outline.rows):
            return 0.0, 1.0
        length = min(1.0, window.height / tops[-1])
        if window.at_end():
            return 1.0 - length, length
        inside = min(top.line, tops[row + 1] - tops[row] - 1)
        return min((tops[row] + inside) / tops[-1], 1.0 - length), length

    def tops(self, outline: Outline, layout: ReplyLayout) -> Sequence[int]:
        """About the line that each visible reply begins on, and last where the thread ends."""
        measured = self._measured
        if measured is None or measured[0] is not outline or measured[1] != layout.columns:
            self._measured = outline, layout.columns
            heights = list(layout.estimates())
            short, height = (outline.choice.context, _CONTEXT) if outline.choice else (outline.folded, _FOLDED)
            for place in short:
                heights[place] = height
            self._tops = list(accumulate(map(heights.__getitem__, outline.rows), initial=0))
        return self._tops
