"""Viewport: a window on a column of items of different heights.

The window is anchored by the line at its top, an item and a line in it, never by a row number. So nothing needs the
heights of items off the screen, and the position survives another width and other folds.
"""

from collections.abc import Iterator, Sequence
from typing import Protocol

from msgspec import Struct


class Spot(Struct, frozen=True, order=True):
    """A line of a column: the number of an item, and the line in it."""

    item: int
    line: int = 0


class Column(Protocol):
    """Items from top to bottom, by numbers in any order; some may be hidden; each has at least one line."""

    @property
    def rows(self) -> Sequence[int]:
        """The visible items."""

    def row(self, item: int) -> int:
        """The row that an item has, or would have."""

    def height(self, item: int) -> int:
        """The lines of a visible item."""


class Slice(Struct, frozen=True):
    """Lines `first` to `first + count` of an item, from row `row` of the window on."""

    item: int
    first: int
    count: int
    row: int


class Viewport:
    """A window of some height on a column."""

    def __init__(self, column: Column, height: int = 1) -> None:
        self.column = column
        self.height = height
        self.top = Spot(column.rows[0] if column.rows else 0)

    def slices(self) -> Iterator[Slice]:
        """The content of the window, from top to bottom; shorter than its height where the column ends."""
        rows, line, row = self.column.rows, self.top.line, 0
        for number in range(self.column.row(self.top.item), len(rows)):
            if row >= self.height:
                break
            count = min(self.column.height(rows[number]) - line, self.height - row)
            if count > 0:
                yield Slice(rows[number], line, count, row)
            row += max(count, 0)
            line = 0

    def scroll(self, lines: int) -> bool:
        """Move down, up where negative, as far as the column goes; False at its end."""
        before = self.top
        self.top = self._walk(self.top, lines)
        self.settle()
        return self.top != before

    def put(self, spot: Spot, row: int) -> None:
        """Put a line on a row of the window, or as near as the ends of the column allow."""
        self.top = self._walk(spot, -row)
        self.settle()

    def show(self, item: int, first: int = 0, count: int | None = None) -> None:
        """Scroll as little as shows the lines of an item whole, or from the first on where they do not fit."""
        count = self.column.height(item) - first if count is None else count
        row = self.row_of(Spot(item, first))
        if row is not None and row >= 0 and row + min(count, self.height) <= self.height:
            return
        before = self._rank(Spot(item, first)) < self._rank(self.top)
        self.put(Spot(item, first), 0 if before or count >= self.height else self.height - count)

    def row_of(self, spot: Spot) -> int | None:
        """The row of a line, None outside the window."""
        for piece in self.slices():
            if piece.item == spot.item and piece.first <= spot.line < piece.first + piece.count:
                return piece.row + spot.line - piece.first
        return None

    def above(self, lines: int) -> Sequence[Spot]:
        """The lines right above the window, up to `lines`, from top to bottom."""
        spots = dict.fromkeys(self._walk(self.top, -distance) for distance in range(lines, 0, -1))
        return [spot for spot in spots if spot != self.top] if self.column.rows else ()

    def is_at_end(self) -> bool:
        """True if the last line of the column is in the window."""
        return self._walk(self.top, self.height - 1) == self._walk(self.top, self.height)

    def settle(self) -> None:
        """Keep the window inside the column: no rows are empty that could hold lines."""
        rows = self.column.rows
        if not rows:
            self.top = Spot(0)
            return
        end = Spot(rows[-1], self.column.height(rows[-1]) - 1)
        item = rows[min(self.column.row(self.top.item), len(rows) - 1)]
        line = min(self.top.line, self.column.height(item) - 1)
        self.top = min(Spot(item, line), self._walk(end, 1 - self.height), key=self._rank)

    def _rank(self, spot: Spot) -> tuple[int, int]:
        return self.column.row(spot.item), spot.line

    def _walk(self, spot: Spot, lines: int) -> Spot:
        """The line `lines` below a line, above where negative; clamped to the column."""
        rows, line = self.column.rows, spot.line + lines
        if not rows:
            return Spot(0)
        number = self.column.row(spot.item)
        while line < 0 and number:
            number -= 1
            line += self.column.height(rows[number])
        while line >= (height := self.column.height(rows[number])) and number + 1 < len(rows):
            line -= height
            number += 1
        return Spot(rows[number], max(0, min(line, height - 1)))
