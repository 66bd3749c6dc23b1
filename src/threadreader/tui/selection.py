"""What is selected with the mouse, drawn."""

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from rich.segment import Segment
from rich.style import Style
from textual.selection import Selection
from textual.strip import Strip

from threadreader.render.width import cell_width
from threadreader.session.viewport import Slice

if TYPE_CHECKING:
    from threadreader.session.actions.copying import Selected

_REVERSE = Style(reverse=True)
"""Shown in every theme, without colours too."""


def shown_selected(strip: Strip, span: tuple[int, int] | None) -> Strip:
    """A line with some of its characters selected; an end of -1 is that of the line."""
    if span is None:
        return strip
    text = strip.text
    start = cell_width(text[: span[0]])
    end = strip.cell_length - 1 if span[1] < 0 else min(cell_width(text[: span[1]]), strip.cell_length - 1)
    if start >= end:
        return strip
    chosen = [Segment(segment.text, (segment.style or Style.null()) + _REVERSE) for segment in strip.crop(start, end)]
    return Strip.join([strip.crop(0, start), Strip(chosen, end - start), strip.crop(end)])


def selected_in(pieces: Iterable[Slice], lines: Sequence[str], selection: Selection) -> Iterator["Selected"]:
    """What is selected of the items in a window whose rows are such lines."""
    from threadreader.session.actions.copying import Selected

    for piece in pieces:
        for line in range(piece.count):
            row = piece.row + line
            span = selection.get_span(row)
            if span is not None and row < len(lines):
                end = len(lines[row]) if span[1] < 0 else span[1]
                yield Selected(piece.item, piece.first + line, span[0], end, lines[row])
