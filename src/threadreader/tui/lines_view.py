"""What both panes share: a widget that draws lines itself, never a widget per line or per reply.

A subclass gives the strips of an item and this keeps them until something they show has changed. Page text comes
here cleaned, is drawn as segments, and is never parsed as markup.
"""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

from rich.segment import Segment
from textual import events
from textual.cache import LRUCache
from textual.filter import ANSIToTruecolor
from textual.geometry import Region
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from threadreader.render.cells import cell_width
from threadreader.session.ticks import Ticks
from threadreader.session.viewport import Viewport
from threadreader.tui.painting import Painter
from threadreader.tui.scroll_column import ScrollColumn
from threadreader.tui.theme import Look

_WHEEL = 3


@dataclass(frozen=True, slots=True, eq=False)
class _Row:
    """A line of the window: what stands in it, and the whole of it with its place in the last column."""

    strip: Strip
    thumb: Segment
    whole: Strip


class LinesView(Widget):
    """A window over items that are drawn as lines; the last column shows where in the whole the window is."""

    can_focus = False
    ALLOW_SELECT: ClassVar[bool] = False

    class Scrolled(Message):
        """The wheel was turned over the view, by so many lines."""

        def __init__(self, view: "LinesView", lines: int) -> None:
            self.view = view
            self.lines = lines
            super().__init__()

    class Clicked(Message):
        """A line of an item was clicked, in a column of the view."""

        def __init__(self, view: "LinesView", item: int, line: int, column: int) -> None:
            self.view = view
            self.item = item
            self.line = line
            self.column = column
            super().__init__()

    def __init__(self, look: Look, *, id: str) -> None:  # noqa: A002 - Textual's name
        super().__init__(id=id)
        self.look = look
        self.painter = Painter(look)
        self._strips: LRUCache[Hashable, Sequence[Strip]] = LRUCache(1024)
        self._frame: list[_Row] = []
        self._column = ScrollColumn(self._cell)

    @property
    def window(self) -> Viewport:
        """The window that is drawn."""
        raise NotImplementedError

    def key_of(self, item: int) -> Hashable:
        """Everything that an item's strips depend on."""
        raise NotImplementedError

    def draw(self, item: int) -> Sequence[Strip]:
        """The strips of an item, one for each of its lines, one column narrower than the view."""
        raise NotImplementedError

    def frame_without_items(self) -> Sequence[Strip]:
        """What is drawn where there is nothing in the window."""
        return ()

    def labels(self) -> Mapping[tuple[int, int], Sequence[tuple[int, str]]]:
        """What is laid over the lines for now: words and the column they begin at, by the item and its line."""
        return {}

    def ticks_of(self) -> Sequence[object]:
        """Everything that the ticks depend on."""
        raise NotImplementedError

    def tick(self, rows: int) -> Ticks:
        """What stands where in the whole, as rows of a column."""
        raise NotImplementedError

    def extent(self) -> tuple[float, float]:
        """Where the window begins and how long it is, as parts of the whole."""
        raise NotImplementedError

    def redraw(self) -> None:
        """Draw what the window shows now; lines that are as they were are not drawn again."""
        before, self._frame = self._frame, self._draw_frame()
        if len(before) != len(self._frame):
            self.refresh()
            return
        changed = [row for row, (old, new) in enumerate(zip(before, self._frame, strict=True)) if old is not new]
        if changed:
            self.refresh(Region(0, changed[0], self.size.width, changed[-1] - changed[0] + 1))

    def render_line(self, y: int) -> Strip:
        """A line of the window."""
        return self.render_lines(Region(0, y, self.size.width, 1))[0]

    def render_lines(self, crop: Region) -> list[Strip]:
        """The lines of the window inside a region.

        This stands in for Textual's own cache of lines, which looks up every style of the widget for every line: the
        widget has no border or padding that it would draw.
        """
        if len(self._frame) != self.size.height:
            self._frame = self._draw_frame()
        lines = [row.whole for row in self._frame[crop.y : crop.bottom]]
        whole = (crop.x, crop.right) == (0, self.size.width)
        return lines if whole else [strip.crop(crop.x, crop.right) for strip in lines]

    def strip(self, segments: list[Segment], *, right: str = "", tint: bool = False) -> Strip:
        """Segments as a strip of the view's width less the last column, with a few faint words at its right."""
        room = self.size.width - 1
        used = sum(cell_width(segment.text) for segment in segments)
        if right and used + cell_width(right) < room:
            segments.append(self.painter.segment(" " * (room - used - cell_width(right)), tint=tint))
            segments.append(self.painter.segment(right, color=self.look.faint, tint=tint))
            used = room
        if used < room:
            segments.append(self.painter.segment(" " * (room - used), tint=tint))
        strip = Strip(segments, max(used, room))
        return strip if used <= room else strip.crop(0, room)

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        """The wheel scrolls the view under it."""
        event.stop()
        self.post_message(self.Scrolled(self, _WHEEL))

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        """The wheel scrolls the view under it."""
        event.stop()
        self.post_message(self.Scrolled(self, -_WHEEL))

    def on_click(self, event: events.Click) -> None:
        """Say what was clicked."""
        for piece in self.window.slices():
            if piece.row <= event.y < piece.row + piece.count:
                self.post_message(self.Clicked(self, piece.item, piece.first + event.y - piece.row, event.x))

    def _draw_frame(self) -> list[_Row]:
        strips: list[Strip] = []
        labels = self.labels()
        for piece in self.window.slices():
            lines = self._drawn(piece.item)[piece.first : piece.first + piece.count]
            if labels:
                lines = [
                    self._labelled(strip, labels.get((piece.item, n), ())) for n, strip in enumerate(lines, piece.first)
                ]
            strips.extend(lines)
        if not strips:
            strips += [self._filtered(strip) for strip in self.frame_without_items()][: self.size.height]
        if len(strips) < self.size.height:
            strips += [self._filtered(self.strip([]))] * (self.size.height - len(strips))
        before, rows = self._frame, []
        for number, (strip, thumb) in enumerate(zip(strips, self._thumbs(), strict=False)):
            old = before[number] if number < len(before) else None
            same = old is not None and old.thumb == thumb and (old.strip is strip or old.strip == strip)
            rows.append(old if old and same else _Row(strip, thumb, Strip([*strip, thumb], self.size.width)))
        return rows

    def _drawn(self, item: int) -> Sequence[Strip]:
        key = self.key_of(item)
        strips = self._strips.get(key)
        if strips is None:
            strips = self._strips[key] = [self._filtered(strip) for strip in self.draw(item)]
        return strips

    def _labelled(self, strip: Strip, labels: Sequence[tuple[int, str]]) -> Strip:
        for column, words in labels:
            label = self._filtered(Strip([Segment(words, self.look.chip)], len(words)))
            strip = Strip.join([strip.crop(0, column), label, strip.crop(column + len(words))])
        return strip.crop(0, self.size.width - 1) if labels else strip

    def _filtered(self, strip: Strip) -> Strip:
        """A strip as the terminal can show it: Textual's filters see to NO_COLOR. All colours here are true ones."""
        for line_filter in self.get_line_filters():
            if not isinstance(line_filter, ANSIToTruecolor):
                strip = strip.apply_filter(line_filter, self.background_colors[1])
        return strip

    def _thumbs(self) -> list[Segment]:
        height = self.size.height
        return self._column.cells(self.look, height, self.extent(), self.ticks_of(), lambda: self.tick(height))

    def _cell(self, sign: str, color: str | None) -> Segment:
        (segment,) = self._filtered(Strip([self.painter.segment(sign, color=color)]))
        return segment
