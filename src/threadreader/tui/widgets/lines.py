"""What both panes share: a widget that draws lines itself, never a widget per line or per reply.

The rows of an item are kept as strips until something they show has changed.

Lines that were drawn, kept until something that they show has changed.

What is selected with the mouse, drawn.
"""

from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from functools import partial
from typing import TYPE_CHECKING

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.cache import LRUCache
from textual.geometry import Offset, Region
from textual.message import Message
from textual.selection import Selection
from textual.strip import Strip

from threadreader.render.width import cell_width
from threadreader.session.viewport import Slice
from threadreader.tui.drawing.pane import Labels, PaneRows, ScrollColumn
from threadreader.tui.drawing.rows import Row
from threadreader.tui.theme import Look
from threadreader.tui.widgets import Wheeled, WholeStrip

if TYPE_CHECKING:
    from threadreader.session.actions.copying import Selected


_STRETCH = 128
"""Lines of one item that are drawn at once."""


class DrawnLine:
    """A drawn line, and the whole of it with each cell that has stood at its end: Textual keeps what it made of it.

    The line itself is kept as its segments, since a strip is many times as large.
    """

    __slots__ = ("length", "segments", "wholes")

    def __init__(self, strip: Strip) -> None:
        self.segments = tuple(strip)
        self.length = strip.cell_length
        self.wholes: dict[Segment, Strip] = {}

    def ended(self, end: Segment) -> Strip:
        """The line with a cell at its end."""
        whole = self.wholes.get(end)
        if whole is None:
            whole = self.wholes[end] = WholeStrip([*self.segments, end], self.length + 1)
        return whole

    def labelled(self, labels: Sequence[tuple[int, Strip]]) -> "DrawnLine":
        """The line with words laid over it, each from a column on."""
        strip = Strip(self.segments, self.length)
        for column, label in labels:
            strip = Strip.join([strip.crop(0, column), label, strip.crop(column + label.cell_length)])
        return DrawnLine(strip.crop(0, self.length))


class DrawnLines:
    """The lines of items, drawn a stretch at a time, since an item may be long."""

    def __init__(self) -> None:
        self._known: LRUCache[Hashable, list[DrawnLine]] = LRUCache(64)

    def of(
        self, key: Hashable, piece: Slice, draw: Callable[[int, int], Sequence[Strip]], blank: DrawnLine
    ) -> Sequence[DrawnLine]:
        """Those of an item that are in the window, a blank one after its last; `key` is all that they depend on."""
        end = piece.first + piece.count
        before = piece.first - piece.first % _STRETCH
        lines: list[DrawnLine] = []
        for first in range(before, end, _STRETCH):
            stretch = self._known.get((key, first))
            if stretch is None:
                stretch = self._known[key, first] = [DrawnLine(strip) for strip in draw(first, first + _STRETCH)]
                if len(stretch) < _STRETCH:
                    stretch.append(blank)
            lines += stretch
        return lines[piece.first - before : end - before]


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


_AN_END = "▐"
"""The cell at the end of each line, of the scroll column."""


class LinesView(Wheeled):
    """A window over items that are drawn as lines; the last column shows where in the whole the window is."""

    class Clicked(Message):
        """A line of an item was clicked, in a column of the view."""

        def __init__(self, view: "LinesView", item: int, line: int, column: int) -> None:
            self.view = view
            self.item = item
            self.line = line
            self.column = column
            super().__init__()

    def __init__(self, rows: PaneRows, *, id: str) -> None:  # noqa: A002 - Textual's name
        super().__init__(rows.look, id=id)
        self.rows = rows
        self.columns = 0
        self._lines = DrawnLines()
        self._blank: tuple[int, str, DrawnLine] | None = None
        self._heading: tuple[Sequence[Row], Sequence[DrawnLine]] | None = None
        self._frame: list[Strip] = []
        self._column = ScrollColumn(self._cell)

    def dress(self, look: Look) -> None:
        """Take another look."""
        self._frame = []
        self.rows.dress(look)
        super().dress(look)

    def focus_at(self) -> Offset | None:
        """Where the line begins that the reader is at."""
        place = self.rows.focus_at()
        return Offset(*place) if place else None

    def redraw(self) -> None:
        """Draw what the window shows now; lines that are as they were are not drawn again."""
        width, height = self.rows.laid_for
        if self.size != (width + len(_AN_END), height):
            # It is about to take that size, and is drawn when it has.
            self._frame = []
            self.refresh()
            return
        before, self._frame = self._frame, self._draw_frame()
        if len(before) != len(self._frame):
            self.refresh()
            return
        changed = [row for row, (old, new) in enumerate(zip(before, self._frame, strict=True)) if old is not new]
        if changed:
            if self.text_selection:
                self.screen.clear_selection()
            self.refresh(Region(0, changed[0], self.columns, changed[-1] - changed[0] + 1))

    def render_line(self, y: int) -> Strip:
        """A line of the window; each character knows its place, for the mouse."""
        return self.render_lines(Region(0, y, self.size.width, 1))[0].apply_offsets(0, y)

    def render_lines(self, crop: Region) -> list[Strip]:
        """The lines of the window inside a region."""
        width, height = self.size
        if len(self._frame) != height or self.columns != width:
            self._frame = self._draw_frame()
        lines = self._frame[crop.y : crop.bottom]
        if selection := self.text_selection:
            lines = [shown_selected(strip, selection.get_span(y)) for y, strip in enumerate(lines, crop.y)]
        return lines if (crop.x, crop.right) == (0, width) else [strip.crop(crop.x, crop.right) for strip in lines]

    def words_of(self, selected: Iterable["Selected"]) -> str:
        """The text that some lines show."""
        raise NotImplementedError

    def get_selection(self, selection: Selection) -> tuple[str, str]:
        """The text that is selected with the mouse, and what follows it where more is selected elsewhere."""
        lines = [strip.text[: -len(_AN_END)] for strip in self._frame]
        return self.words_of(selected_in(self.rows.pieces(), lines, selection)), "\n"

    def on_click(self, event: events.Click) -> None:
        """Say what was clicked; a drag that selected something was no click."""
        if self.text_selection:
            return
        for piece in self.rows.pieces():
            if piece.row <= event.y < piece.row + piece.count:
                self.post_message(self.Clicked(self, piece.item, piece.first + event.y - piece.row, event.x))

    def _draw_frame(self) -> list[Strip]:
        self.columns, height = self.size
        self.rows.columns = self.columns
        lines = list(self._drawn_heading())
        labels, blank, pieces = self.rows.labels(), self._blank_line(), list(self.rows.pieces())
        for piece in pieces:
            drawn = self._lines.of(self.rows.key_of(piece.item), piece, partial(self._strips, piece.item), blank)
            lines += self._labelled(drawn, piece, labels) if labels else drawn
        if not pieces:
            lines += self._drawn(self.rows.without_items())
        lines += [blank] * (height - len(lines))
        return [line.ended(end) for line, end in zip(lines, self._ends(height), strict=False)]

    def _drawn_heading(self) -> Sequence[DrawnLine]:
        """The lines above all items, the same ones for as long as their rows are."""
        rows = self.rows.heading()
        if self._heading is None or self._heading[0] is not rows:
            self._heading = rows, self._drawn(rows)
        return self._heading[1]

    def _drawn(self, rows: Iterable[Row]) -> list[DrawnLine]:
        return list(map(DrawnLine, self._as_strips(rows)))

    def _strips(self, item: int, first: int, end: int) -> list[Strip]:
        return self._as_strips(self.rows.draw(item, first, end))

    def _as_strips(self, rows: Iterable[Row]) -> list[Strip]:
        return [self.filtered(Strip(row, max(0, self.columns - 1))) for row in rows]

    def _blank_line(self) -> DrawnLine:
        """The line between items, the same one for all of them."""
        if self._blank is None or self._blank[:2] != (self.columns, self.look.name):
            self._blank = self.columns, self.look.name, self._drawn([self.rows.row([])])[0]
        return self._blank[2]

    def _labelled(self, lines: Sequence[DrawnLine], piece: Slice, labels: Labels) -> Iterator[DrawnLine]:
        for number, line in enumerate(lines, piece.first):
            here = labels.get((piece.item, number), ())
            laid = [(column, self.filtered(Strip([Segment(words, self.look.chip)]))) for column, words in here]
            yield line.labelled(laid) if laid else line

    def _ends(self, height: int) -> list[Segment]:
        rows = self.rows
        return self._column.cells(self.look, height, rows.extent(), rows.ticks_of(), lambda: rows.tick(height))

    def _cell(self, sign: str, color: str | None) -> Segment:
        (segment,) = self.filtered(Strip([self.painter.segment(sign, color=color)]))
        return segment
