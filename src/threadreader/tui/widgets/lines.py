"""Virtualised view of both panes: draws the visible lines itself, with a line cache and mouse selection.

There is no widget per line or reply. The strips of an item are cached under everything they depend on.
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
from threadreader.tui.theme import Theme
from threadreader.tui.widgets import WheelWidget, WholeStrip

if TYPE_CHECKING:
    from threadreader.session.actions.copying import Selected


_CHUNK_LINES = 128
"""Lines of one item drawn at once."""


class DrawnLine:
    """A drawn line, and its strips by end cell, so that Textual's own caches of them stay valid.

    The line itself is stored as segments, since a strip is many times as large.
    """

    __slots__ = ("length", "segments", "with_ends")

    def __init__(self, strip: Strip) -> None:
        self.segments = tuple(strip)
        self.length = strip.cell_length
        self.with_ends: dict[Segment, Strip] = {}

    def with_end(self, end: Segment) -> Strip:
        """Strip of the line with a cell at its end."""
        whole = self.with_ends.get(end)
        if whole is None:
            whole = self.with_ends[end] = WholeStrip([*self.segments, end], self.length + 1)
        return whole

    def with_labels(self, labels: Sequence[tuple[int, Strip]]) -> "DrawnLine":
        """Copy of the line with labels laid over it, by column."""
        strip = Strip(self.segments, self.length)
        for column, label in labels:
            strip = Strip.join([strip.crop(0, column), label, strip.crop(column + label.cell_length)])
        return DrawnLine(strip.crop(0, self.length))


class LineCache:
    """LRU cache of drawn lines, in chunks, since an item may be long."""

    def __init__(self) -> None:
        self._cached: LRUCache[Hashable, list[DrawnLine]] = LRUCache(64)

    def of(
        self, key: Hashable, piece: Slice, draw: Callable[[int, int], Sequence[Strip]], blank: DrawnLine
    ) -> Sequence[DrawnLine]:
        """Visible lines of an item, a blank one after its last; `key` is everything they depend on."""
        end = piece.first + piece.count
        start = piece.first - piece.first % _CHUNK_LINES
        lines: list[DrawnLine] = []
        for first in range(start, end, _CHUNK_LINES):
            chunk = self._cached.get((key, first))
            if chunk is None:
                chunk = self._cached[key, first] = [DrawnLine(strip) for strip in draw(first, first + _CHUNK_LINES)]
                if len(chunk) < _CHUNK_LINES:
                    chunk.append(blank)
            lines += chunk
        return lines[piece.first - start : end - start]


_REVERSE = Style(reverse=True)
"""Visible in every theme, without colours too."""


def highlight_selection(strip: Strip, span: tuple[int, int] | None) -> Strip:
    """Reverse a span of characters of a line; an end of -1 is the end of the line."""
    if span is None:
        return strip
    text = strip.text
    start = cell_width(text[: span[0]])
    end = strip.cell_length - 1 if span[1] < 0 else min(cell_width(text[: span[1]]), strip.cell_length - 1)
    if start >= end:
        return strip
    chosen = [Segment(segment.text, (segment.style or Style.null()) + _REVERSE) for segment in strip.crop(start, end)]
    return Strip.join([strip.crop(0, start), Strip(chosen, end - start), strip.crop(end)])


def selected_lines(pieces: Iterable[Slice], lines: Sequence[str], selection: Selection) -> Iterator["Selected"]:
    """Selected spans of the items in a window, whose rows show `lines`."""
    from threadreader.session.actions.copying import Selected

    for piece in pieces:
        for line in range(piece.count):
            row = piece.row + line
            span = selection.get_span(row)
            if span is not None and row < len(lines):
                end = len(lines[row]) if span[1] < 0 else span[1]
                yield Selected(piece.item, piece.first + line, span[0], end, lines[row])


_END_CELL = "▐"
"""Last cell of a line, in the scroll column; stripped from selected text."""


class LinesView(WheelWidget):
    """A window over items drawn as lines; its last column is the scrollbar."""

    class Clicked(Message):
        """A line of an item was clicked, at a column of the view."""

        def __init__(self, view: "LinesView", item: int, line: int, column: int) -> None:
            self.view = view
            self.item = item
            self.line = line
            self.column = column
            super().__init__()

    def __init__(self, rows: PaneRows, *, id: str) -> None:  # noqa: A002 - Textual's name
        super().__init__(rows.theme, id=id)
        self.rows = rows
        self.columns = 0
        self._lines = LineCache()
        self._blank: tuple[int, str, DrawnLine] | None = None
        self._heading: tuple[Sequence[Row], Sequence[DrawnLine]] | None = None
        self._frame: list[Strip] = []
        self._column = ScrollColumn(self._cell)

    def apply_theme(self, theme: Theme) -> None:
        """Change the theme."""
        self._frame = []
        self.rows.apply_theme(theme)
        super().apply_theme(theme)

    def cursor_offset(self) -> Offset | None:
        """Offset of the reader's current line."""
        offset = self.rows.cursor_offset()
        return Offset(*offset) if offset else None

    def redraw(self) -> None:
        """Redraw the window; only changed lines are refreshed."""
        width, height = self.rows.layout_size
        if self.size != (width + len(_END_CELL), height):
            # The resize is under way, and draws it.
            self._frame = []
            self.refresh()
            return
        start, self._frame = self._frame, self._draw_frame()
        if len(start) != len(self._frame):
            self.refresh()
            return
        changed = [row for row, (old, new) in enumerate(zip(start, self._frame, strict=True)) if old is not new]
        if changed:
            if self.text_selection:
                self.screen.clear_selection()
            self.refresh(Region(0, changed[0], self.columns, changed[-1] - changed[0] + 1))

    def render_line(self, y: int) -> Strip:
        """Render a line of the window, with offsets for mouse selection."""
        return self.render_lines(Region(0, y, self.size.width, 1))[0].apply_offsets(0, y)

    def render_lines(self, crop: Region) -> list[Strip]:
        """Render the lines of a region."""
        width, height = self.size
        if len(self._frame) != height or self.columns != width:
            self._frame = self._draw_frame()
        lines = self._frame[crop.y : crop.bottom]
        if selection := self.text_selection:
            lines = [highlight_selection(strip, selection.get_span(y)) for y, strip in enumerate(lines, crop.y)]
        return lines if (crop.x, crop.right) == (0, width) else [strip.crop(crop.x, crop.right) for strip in lines]

    def text_of(self, selected: Iterable["Selected"]) -> str:
        """Text of selected lines."""
        raise NotImplementedError

    def get_selection(self, selection: Selection) -> tuple[str, str]:
        """Text selected with the mouse, and the separator to text selected in other widgets."""
        return self.text_of(self._selected(selection)), "\n"

    def selected(self) -> Sequence["Selected"]:
        """Lines selected with the mouse."""
        return list(self._selected(self.text_selection)) if self.text_selection else ()

    def _selected(self, selection: Selection) -> Iterator["Selected"]:
        lines = [strip.text[: -len(_END_CELL)] for strip in self._frame]
        return selected_lines(self.rows.slices(), lines, selection)

    def on_click(self, event: events.Click) -> None:
        """Post the clicked line, unless a drag selected text."""
        if self.text_selection:
            return
        for piece in self.rows.slices():
            if piece.row <= event.y < piece.row + piece.count:
                self.post_message(self.Clicked(self, piece.item, piece.first + event.y - piece.row, event.x))

    def _draw_frame(self) -> list[Strip]:
        self.columns, height = self.size
        self.rows.columns = self.columns
        lines = list(self._drawn_heading())
        labels, blank, pieces = self.rows.labels(), self._blank_line(), list(self.rows.slices())
        for piece in pieces:
            drawn = self._lines.of(self.rows.cache_key(piece.item), piece, partial(self._strips, piece.item), blank)
            lines += self._labelled(drawn, piece, labels) if labels else drawn
        if not pieces:
            lines += self._drawn(self.rows.empty_rows())
        lines += [blank] * (height - len(lines))
        return [line.with_end(end) for line, end in zip(lines, self._ends(height), strict=False)]

    def _drawn_heading(self) -> Sequence[DrawnLine]:
        """Lines above all items, cached while their rows are the same object."""
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
        """Blank line, the same object for all uses."""
        if self._blank is None or self._blank[:2] != (self.columns, self.theme.name):
            self._blank = self.columns, self.theme.name, self._drawn([self.rows.row([])])[0]
        return self._blank[2]

    def _labelled(self, lines: Sequence[DrawnLine], piece: Slice, labels: Labels) -> Iterator[DrawnLine]:
        for number, line in enumerate(lines, piece.first):
            here = labels.get((piece.item, number), ())
            laid = [(column, self.filtered(Strip([Segment(text, self.theme.chip)]))) for column, text in here]
            yield line.with_labels(laid) if laid else line

    def _ends(self, height: int) -> list[Segment]:
        rows = self.rows
        return self._column.cells(
            *(self.theme, height, rows.extent(), rows.scrollbar_dependencies()),
            lambda: rows.scrollbar_marks(height),
            focused=rows.is_focused,
        )

    def _cell(self, sign: str, color: str | None) -> Segment:
        (segment,) = self.filtered(Strip([self.painter.segment(sign, color=color)]))
        return segment
