"""About where in the whole thread a window stands; measured without laying all of it out."""

from bisect import bisect_left
from collections.abc import Sequence
from itertools import accumulate
from math import ceil

from threadreader.session.layout import ReplyColumns, ReplyLayout
from threadreader.session.outline import Outline
from threadreader.session.viewport import Viewport

_FOLDED, _CONTEXT = 3, 1
"""The lines of a reply of which only the beginning is shown."""

_MEASURED = 4096
"""Replies whose lines are estimated: where more are visible, each of them stands for as many that follow it."""


class Ruler:
    """The lines of the visible replies, estimated once for an outline and the columns of a layout."""

    def __init__(self) -> None:
        self._measured: tuple[Outline, ReplyColumns] | None = None
        self._each = 1
        self._tops: Sequence[int] = (0,)

    def extent(self, outline: Outline, layout: ReplyLayout, window: Viewport) -> tuple[float, float]:
        """Where a window begins and how long it is, as about the parts of the whole that they are."""
        self._measure(outline, layout)
        tops, top = self._tops, window.top
        row, whole = outline.row(top.item), tops[-1] * self._each
        if not whole or row >= len(outline.rows):
            return 0.0, 1.0
        length = min(1.0, window.height / whole)
        if window.at_end():
            return 1.0 - length, length
        number, beyond = divmod(row, self._each)
        lines = tops[number + 1] - tops[number]
        first = tops[number] * self._each + beyond * lines + min(top.line, lines - 1)
        return min(first / whole, 1.0 - length), length

    def beginnings(self, outline: Outline, layout: ReplyLayout, parts: int) -> Sequence[int]:
        """The rows that about so many equal parts of the thread begin with."""
        self._measure(outline, layout)
        tops, each, rows = self._tops, self._each, len(outline.rows)
        found: list[int] = []
        for part in range(parts):
            line = part * tops[-1] / parts
            number = bisect_left(tops, line)
            over = (tops[number] - line) / (tops[number] - tops[number - 1]) if number else 0
            found.append(min(rows, ceil((number - over) * each)))
        return found

    def _measure(self, outline: Outline, layout: ReplyLayout) -> None:
        measured = self._measured
        if measured and measured[0] is outline and measured[1] == layout.columns:
            return
        self._measured = outline, layout.columns
        self._each = ceil(len(outline.rows) / _MEASURED) or 1
        some = outline.rows[:: self._each]
        short, lines = (outline.choice.context, _CONTEXT) if outline.choice else (outline.folded, _FOLDED)
        heights = layout.estimates(some)
        if short:
            heights = [lines if place in short else height for place, height in zip(some, heights, strict=True)]
        self._tops = list(accumulate(heights, initial=0))
