"""Rows as they are written to a terminal."""

from collections.abc import Iterable, Mapping
from itertools import groupby

from rich.color import ColorSystem
from rich.segment import Segment
from rich.style import Style

from threadreader.tui.rows import Row

_TRUE_COLORS = {"truecolor", "24bit"}
_DUMB = {"dumb", "unknown"}
_COLORS = {"kitty": ColorSystem.EIGHT_BIT, "256color": ColorSystem.EIGHT_BIT}


def written(rows: Iterable[Row], colors: ColorSystem) -> str:
    """Rows from the top of the screen on."""
    return "".join(f"\x1b[{y};1H{_written(row, colors)}" for y, row in enumerate(rows, 1))


def color_system(environment: Mapping[str, str]) -> ColorSystem:
    """The colours that a terminal has, told as Textual tells it: of one that is said to show nothing, all."""
    term = environment.get("TERM", "").strip().lower()
    if term in _DUMB or environment.get("COLORTERM", "").strip().lower() in _TRUE_COLORS:
        return ColorSystem.TRUECOLOR
    return _COLORS.get(term.rpartition("-")[2], ColorSystem.STANDARD)


def _written(row: Iterable[Segment], colors: ColorSystem) -> str:
    pieces = ((style or Style.null(), [segment.text for segment in run]) for style, run in groupby(row, _style))
    return "".join(style.render("".join(texts), color_system=colors) for style, texts in pieces)


def _style(segment: Segment) -> Style | None:
    return segment.style
