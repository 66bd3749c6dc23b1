"""A list that lies over the thread: what a row is, and where the reader is in it.

Rows of lists as lines: cells of fixed width beside words that take what is left.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

from threadreader.render.lines import Line, Role, Run
from threadreader.render.width import cell_width, fit


class Listed(Protocol):
    """The rows of a list: made one at a time, when they are drawn. Rows are known by their number, from 0 on."""

    title: str

    def __len__(self) -> int: ...

    def row(self, number: int, width: int) -> Line:
        """A row, at most so many cells wide."""
        ...

    def person(self, number: int) -> str | None:
        """Whose colour the row has."""
        ...

    def show(self, number: int) -> None:
        """Show what the row is about behind the list."""
        ...

    def go(self, number: int) -> str:
        """Go to what the row is about."""
        ...


@dataclass(slots=True)
class Position:
    """Which row the reader is at, and which is the first in the window of some height."""

    length: int
    at: int = 0
    top: int = 0
    height: int = 1

    def move(self, by: int) -> bool:
        """Go down some rows, up where negative, as far as the list goes; False where it does not go at all."""
        before, self.at = self.at, min(max(0, self.at + by), max(0, self.length - 1))
        self.settle()
        return self.at != before

    def settle(self, height: int | None = None) -> None:
        """Keep the row in the window, and the window full; `height` is a new one."""
        self.height = max(1, self.height if height is None else height)
        self.top = min(max(self.top, self.at - self.height + 1), self.at, max(0, self.length - self.height))


_GAP = "  "
_LEAST_NAME = 16

_FULL, _EMPTY = "▰", "▱"


def cell(text: str, width: int, *, right: bool = False) -> str:
    """A text cut or filled up to a width."""
    text = fit(text, width)
    room = " " * (width - cell_width(text))
    return room + text if right else text + room


def longest(names: Iterable[str]) -> int:
    """How many cells the longest of some names takes."""
    return max(map(cell_width, names), default=0)


def name_room(longest: int, width: int, part: float = 0.3) -> int:
    """The cells for names in rows of some width: as many as the longest needs, within a part of the row."""
    return min(longest, max(_LEAST_NAME, int(width * part)))


def row_of(*cells: tuple[str, Role], words: str = "", width: int) -> Line:
    """Cells as they are, with gaps between them, and words behind them as far as there is room."""
    runs: list[Run] = []
    room = width
    for text, role in cells:
        if cell_width(text) + len(_GAP) > room:
            break
        runs += [Run(text, role), Run(_GAP, Role.PADDING)]
        room -= cell_width(text) + len(_GAP)
    if words and room > 0:
        runs.append(Run(fit(words, room), Role.TEXT))
    return Line(tuple(runs))


def share(part: float, width: int = 10) -> str:
    """A bar that is full for 1; what is more than nothing shows."""
    full = min(width, max(1 if part > 0 else 0, round(part * width)))
    return _FULL * full + _EMPTY * (width - full)
