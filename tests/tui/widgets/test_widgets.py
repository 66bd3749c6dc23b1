"""Widgets that draw themselves."""

import gc
import weakref

from rich.segment import Segment
from textual.strip import Strip

from threadreader.tui.widgets import WholeStrip


class _Line(WholeStrip):
    """One that can be watched."""

    __slots__ = ("__weakref__",)


def test_a_line_drawn_whole_is_no_garbage_for_long() -> None:
    line = _Line([Segment("words")], 5)
    known = weakref.ref(line)
    was_on = gc.isenabled()
    gc.disable()
    try:
        assert line.divide([5]) == [line]
        del line
        assert known() is None
    finally:
        if was_on:
            gc.enable()


def test_a_line_is_divided_as_any_other() -> None:
    segments = [Segment("one "), Segment("two"), Segment(" three")]
    for cuts in ([2, 6, 13], [13], [4], [4, 20]):
        assert WholeStrip(segments, 13).divide(cuts) == Strip(segments, 13).divide(cuts)
