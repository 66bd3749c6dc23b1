"""Lists: the position in one, and rows that are drawn in columns."""

import sys
from collections.abc import Callable, Iterable, Sequence
from typing import Generic, TypeVar

from msgspec import Struct
from msgspec.structs import replace

from threadreader.render.lines import Line, Role, Run
from threadreader.render.width import cell_width, fit


class Position(Struct):
    """The selected row of a list, and the first row of its window."""

    length: int
    at: int = 0
    top: int = 0
    height: int = 1

    def move(self, by: int) -> bool:
        """Select a row some further down, up where negative, clamped; False where that changes nothing."""
        before, self.at = self.at, min(max(0, self.at + by), max(0, self.length - 1))
        self.settle()
        return self.at != before

    def settle(self, height: int | None = None) -> None:
        """Scroll to the selected row, and leave no row of the window empty; `height` is a new one."""
        self.height = max(1, self.height if height is None else height)
        self.top = min(max(self.top, self.at - self.height + 1), self.at, max(0, self.length - self.height))


MAX_EXCERPT_CHARS = 200  # wider than any list; spares a long text the splitting
_GAP = "  "
NAME_SHARE = 0.3  # of a row
_MIN_NAME_CELLS = 16  # most names are whole in it, also where a part of the row is less

_FULL, _EMPTY = "▰", "▱"

T = TypeVar("T")


def cell(text: str, width: int, *, right: bool = False) -> str:
    """A text cut or padded to a width."""
    text = fit(text, width)
    room = " " * (width - cell_width(text))
    return room + text if right else text + room


def excerpt(words: str) -> str:
    """The beginning of a text, on one line."""
    return " ".join(words[:MAX_EXCERPT_CHARS].split())


def max_cells(names: Iterable[str]) -> int:
    """The width of the longest name."""
    return max(map(cell_width, names), default=0)


def name_room(needed: int, width: int, share: float = NAME_SHARE, least: int = _MIN_NAME_CELLS) -> int:
    """The cells for names in rows of some width: as many as needed, within a share of the row."""
    return min(needed, max(least, int(width * share)))


class Column(Struct, Generic[T], frozen=True):
    """A column of rows about something: the text of a cell and its role.

    It is as wide as its longest text, or has so many `cells`; of a row no more than a `share`, but `least` cells. Rows
    of less than `min_width` are without it, and those of more than `max_width`. A `mark` of one cell stands before it.
    """

    text: Callable[[T], str]
    role: Role = Role.SOURCE
    cells: int | None = None
    right: bool = False
    share: float | None = None
    least: int = _MIN_NAME_CELLS
    min_width: int = 0
    max_width: int = sys.maxsize
    mark: Callable[[T], str] = lambda _: ""

    def measured(self, rows: Iterable[T]) -> "Column[T]":
        """The column with the width of its longest text."""
        return self if self.cells is not None else replace(self, cells=max_cells(map(self.text, rows)))

    def draw(self, row: T, width: int) -> tuple[str, Role]:
        """The cell of a row that is so wide."""
        cells = self.cells or 0
        room = cells if self.share is None else name_room(cells, width, self.share, self.least)
        return self.mark(row) + cell(self.text(row), room, right=self.right), self.role


def draw_cells(columns: Sequence[Column[T]], row: T, width: int) -> Sequence[tuple[str, Role]]:
    """The cells of a row that is so wide."""
    return [column.draw(row, width) for column in columns if column.min_width <= width <= column.max_width]


def row_of(*cells: tuple[str, Role], rest: str = "", width: int) -> Line:
    """Cells with gaps between them, and behind them as much of `rest` as fits."""
    runs: list[Run] = []
    room = width
    for text, role in cells:
        if cell_width(text) + len(_GAP) > room:
            break
        runs += [Run(text, role), Run(_GAP, Role.PADDING)]
        room -= cell_width(text) + len(_GAP)
    if rest and room > 0:
        runs.append(Run(fit(rest, room), Role.TEXT))
    return Line(tuple(runs))


def share(part: float, width: int = 10) -> str:
    """A bar that is full for 1; what is more than nothing shows."""
    full = min(width, max(1 if part > 0 else 0, round(part * width)))
    return _FULL * full + _EMPTY * (width - full)
