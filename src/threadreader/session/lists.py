"""Lists over the thread: the protocol of their rows, the position in them, and rows in columns."""

from collections.abc import Iterable
from typing import Protocol

from msgspec import Struct

from threadreader.render.lines import Line, Role, Run
from threadreader.render.width import cell_width, fit


class ListItems(Protocol):
    """The rows of a list, by number from 0 on; each is made when it is drawn."""

    title: str

    def __len__(self) -> int: ...

    def row(self, number: int, width: int) -> Line:
        """A row, at most `width` cells wide."""
        ...

    def person(self, number: int) -> str | None:
        """The author whose colour the row has."""
        ...

    def show(self, number: int) -> None:
        """Scroll to the subject of a row, behind the list."""
        ...

    def go(self, number: int) -> str:
        """Go to the subject of a row."""
        ...


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
_MIN_NAME_CELLS = 16  # most names are whole in it, also where a part of the row is less

_FULL, _EMPTY = "▰", "▱"


def cell(text: str, width: int, *, right: bool = False) -> str:
    """A text cut or padded to a width."""
    text = fit(text, width)
    room = " " * (width - cell_width(text))
    return room + text if right else text + room


def counted(count: int, one: str = "reply", many: str = "replies") -> str:
    """A count with its noun."""
    return f"{count:,} {one if count == 1 else many}"


def excerpt(words: str) -> str:
    """The beginning of a text, on one line."""
    return " ".join(words[:MAX_EXCERPT_CHARS].split())


def max_cells(names: Iterable[str]) -> int:
    """The width of the longest name."""
    return max(map(cell_width, names), default=0)


def name_room(needed: int, width: int, part: float = 0.3) -> int:
    """The cells for names in rows of some width: as many as needed, within a part of the row."""
    return min(needed, max(_MIN_NAME_CELLS, int(width * part)))


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
