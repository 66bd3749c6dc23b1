"""Rows of the screen: segments side by side, in cells. Who draws in them needs no widget, and nothing of Textual."""

from collections.abc import Iterable

from rich.segment import Segment
from rich.style import Style

from threadreader.render.width import cell_width

Row = list[Segment]


def width_of(segments: Iterable[Segment]) -> int:
    """The cells of a row."""
    return sum(cell_width(segment.text) for segment in segments)


def cut(row: Row, width: int) -> Row:
    """A row of so many cells at most; of a character that is cut apart a space is left."""
    shown: Row = []
    for segment in row:
        cells = cell_width(segment.text)
        if cells > width:
            return [*shown, segment.split_cells(width)[0]] if width > 0 else shown
        shown.append(segment)
        width -= cells
    return shown


def filled(row: Row, width: int, style: Style) -> Row:
    """A row of just so many cells, with spaces of some style at its end."""
    used = width_of(row)
    return [*row, Segment(" " * (width - used), style)] if used < width else cut(row, width)
