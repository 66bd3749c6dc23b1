"""What is selected with the mouse, drawn."""

from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from threadreader.render.cells import cell_width

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
