"""What is drawn has no control characters, whichever widget draws it."""

import pytest
from rich.color import ColorSystem
from rich.console import Console
from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from threadreader.tui.drawing.rows import clean_row, to_ansi, width_of

ESCAPE = "\x1b]0;x\x07"


@pytest.mark.parametrize("style", [None, Style(bold=True)])
def test_every_strip_is_cleaned(style: Style | None) -> None:
    console = Console(color_system="truecolor")
    drawn = Strip([Segment(f"a{ESCAPE}", style), Segment("\n\t\u202e\ud800b" + " " * 9)])
    assert Strip([Segment("␛]0;x␇")]).render(console) in drawn.render(console)
    assert "␊␉\ufffd\ufffd" in drawn.render(console)
    assert drawn.render(console) == drawn.render(console)


def test_a_cleaned_row_has_as_many_cells_as_before() -> None:
    row = [Segment(f"{ESCAPE}漢"), Segment(" " * 9)]
    assert width_of(clean_row(row)) == width_of(row)
    assert clean_row([Segment("a\u00a0b")]) == [Segment("a\u00a0b")]


def test_the_first_frame_is_cleaned() -> None:
    assert to_ansi([[Segment(ESCAPE + "  ")]], ColorSystem.STANDARD) == "\x1b[1;1H␛]0;x␇"
