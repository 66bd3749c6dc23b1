"""Rows of lists as lines: cells of fixed width beside words that take what is left."""

from collections.abc import Iterable

from threadreader.render.lines import Line, Role, Run
from threadreader.render.width import cell_width, fit

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
