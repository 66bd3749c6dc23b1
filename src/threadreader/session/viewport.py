"""A window over items stacked in a column: which lines are in it, and how it moves.

The window is held by the line at its top, an item and a line in it, never by a row number. So nothing needs the
heights of items that are off the screen, and the place survives another width and another folding.

About where in the whole thread a window stands; measured without laying all of it out.
"""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate
from math import ceil
from typing import Protocol

from threadreader.session.layout import ReplyColumns, ReplyLayout
from threadreader.session.outline import Outline


@dataclass(frozen=True, slots=True, order=True)
class Spot:
    """A line of a column: the number of an item, and which of its lines."""

    item: int
    line: int = 0


class Column(Protocol):
    """Items from top to bottom, known by numbers in any order; some may be hidden, and each has a line at least."""

    def first(self) -> int | None:
        """The first visible item, None in an empty column."""
        ...

    def last(self) -> int | None:
        """The last visible item."""
        ...

    def after(self, item: int) -> int | None:
        """The next visible item."""
        ...

    def before(self, item: int) -> int | None:
        """The visible item before."""
        ...

    def height(self, item: int) -> int:
        """How many lines a visible item has."""
        ...

    def rank(self, item: int) -> int:
        """A number that is greater for an item further down."""
        ...


@dataclass(frozen=True, slots=True)
class Slice:
    """Lines `first` to `first + count` of an item, standing in the window from row `row` on."""

    item: int
    first: int
    count: int
    row: int


class Viewport:
    """The lines of a column that a window of some height shows."""

    def __init__(self, column: Column, height: int = 1) -> None:
        self.column = column
        self.height = height
        self.top = Spot(column.first() or 0)

    def slices(self) -> Iterator[Slice]:
        """What the window shows, from top to bottom; less than its height where the column ends."""
        item: int | None = self.top.item if self.column.first() is not None else None
        line, row = self.top.line, 0
        while item is not None and row < self.height:
            count = min(self.column.height(item) - line, self.height - row)
            if count > 0:
                yield Slice(item, line, count, row)
            row += max(count, 0)
            line = 0
            item = self.column.after(item)

    def scroll(self, lines: int) -> bool:
        """Move down by some lines, up where negative, as far as the column goes; False at its end."""
        before = self.top
        self.top = self._walk(self.top, lines)
        self.settle()
        return self.top != before

    def put(self, spot: Spot, row: int) -> None:
        """Make a line stand on a row of the window, or as near as the ends of the column allow."""
        self.top = self._walk(spot, -row)
        self.settle()

    def show(self, item: int, first: int = 0, count: int | None = None) -> None:
        """Move as little as shows the lines of an item whole, or from the first of them on where they do not fit."""
        count = self.column.height(item) - first if count is None else count
        row = self.row_of(Spot(item, first))
        if row is not None and row >= 0 and row + min(count, self.height) <= self.height:
            return
        before = self._rank(Spot(item, first)) < self._rank(self.top)
        self.put(Spot(item, first), 0 if before or count >= self.height else self.height - count)

    def row_of(self, spot: Spot) -> int | None:
        """The row that a line stands on, None outside the window."""
        for piece in self.slices():
            if piece.item == spot.item and piece.first <= spot.line < piece.first + piece.count:
                return piece.row + spot.line - piece.first
        return None

    def above(self, lines: int) -> Sequence[Spot]:
        """The lines right above the window, so many of them or as many as there are, from top to bottom."""
        found: list[Spot] = []
        item, line = self.top.item, self.top.line
        while len(found) < lines and self.column.first() is not None:
            if not line:
                before = self.column.before(item)
                if before is None:
                    break
                item, line = before, self.column.height(before)
            line -= 1
            found.append(Spot(item, line))
        return found[::-1]

    def at_end(self) -> bool:
        """Whether the last line of the column is in the window."""
        return self._walk(self.top, self.height - 1) == self._walk(self.top, self.height)

    def settle(self) -> None:
        """Keep the window inside the column: no rows are empty that could hold lines."""
        first, last = self.column.first(), self.column.last()
        if first is None or last is None:
            self.top = Spot(0)
            return
        end = Spot(last, self.column.height(last) - 1)
        item = min(max(self.top.item, first, key=self.column.rank), last, key=self.column.rank)
        line = min(self.top.line, self.column.height(item) - 1)
        self.top = min(Spot(item, line), self._walk(end, 1 - self.height), key=self._rank)

    def _rank(self, spot: Spot) -> tuple[int, int]:
        return self.column.rank(spot.item), spot.line

    def _walk(self, spot: Spot, lines: int) -> Spot:
        """The line some lines below a line, above where negative; the first or last line where there are too few."""
        if self.column.first() is None:
            return Spot(0)
        item, line = spot.item, spot.line + lines
        while line < 0 and (previous := self.column.before(item)) is not None:
            item = previous
            line += self.column.height(item)
        while line >= (height := self.column.height(item)) and (following := self.column.after(item)) is not None:
            line -= height
            item = following
        return Spot(item, max(0, min(line, self.column.height(item) - 1)))


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
