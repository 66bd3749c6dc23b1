"""What both panes share: a widget that draws lines itself, never a widget per line or per reply.

A subclass gives the strips of an item and this keeps them until something they show has changed. Page text comes
here cleaned, is drawn as segments, and is never parsed as markup.
"""

from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING

from rich.segment import Segment
from textual import events
from textual.geometry import Region
from textual.message import Message
from textual.selection import Selection
from textual.strip import Strip

from threadreader.render.cells import cell_width
from threadreader.session.ticks import Ticks
from threadreader.session.viewport import Slice, Viewport
from threadreader.tui.drawn_lines import DrawnLine, DrawnLines
from threadreader.tui.dressed import Dressed
from threadreader.tui.scroll_column import ScrollColumn
from threadreader.tui.selection import selected_in, shown_selected
from threadreader.tui.theme import Look

if TYPE_CHECKING:
    from threadreader.session.selecting import Selected

_WHEEL = 3
_AN_END = "▐"
"""The cell at the end of each line, of the scroll column."""


Labels = Mapping[tuple[int, int], Sequence[tuple[int, str]]]
"""Words that are laid over lines and the columns they begin at, by the item and its line."""


class LinesView(Dressed):
    """A window over items that are drawn as lines; the last column shows where in the whole the window is."""

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
        super().__init__(look, id=id)
        self.columns = 0
        self._lines = DrawnLines()
        self._blank: tuple[int, str, DrawnLine] | None = None
        self._frame: list[Strip] = []
        self._column = ScrollColumn(self._cell)

    @property
    def window(self) -> Viewport:
        """The window that is drawn."""
        raise NotImplementedError

    @property
    def laid_for(self) -> tuple[int, int]:
        """The columns and lines that the items are laid out for, without the column at the end."""
        raise NotImplementedError

    def key_of(self, item: int) -> Hashable:
        """Everything that an item's strips depend on."""
        raise NotImplementedError

    def draw(self, item: int, first: int, end: int) -> Sequence[Strip]:
        """The strips of some lines of an item, as many of them as it has, one column narrower than the view."""
        raise NotImplementedError

    def heading(self) -> Sequence[DrawnLine]:
        """Lines above all items."""
        return ()

    def pieces(self) -> Iterable[Slice]:
        """Which lines of items stand on which rows of the view, below the heading."""
        return self.window.slices()

    def frame_without_items(self) -> Sequence[Strip]:
        """What is drawn where there is nothing in the window."""
        return ()

    def labels(self) -> Labels:
        """What is laid over the lines for now."""
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

    def dress(self, look: Look) -> None:
        """Take another look."""
        self._frame = []
        super().dress(look)

    def redraw(self) -> None:
        """Draw what the window shows now; lines that are as they were are not drawn again."""
        width, height = self.laid_for
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
        return self.words_of(selected_in(self.pieces(), lines, selection)), "\n"

    def strip(self, segments: list[Segment], *, right: str = "", tint: bool = False) -> Strip:
        """Segments as a strip of the view's width less the last column, with a few faint words at its right."""
        room = self.columns - 1
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
        """Say what was clicked; a drag that selected something was no click."""
        if self.text_selection:
            return
        for piece in self.pieces():
            if piece.row <= event.y < piece.row + piece.count:
                self.post_message(self.Clicked(self, piece.item, piece.first + event.y - piece.row, event.x))

    def _draw_frame(self) -> list[Strip]:
        self.columns, height = self.size
        lines = list(self.heading())
        labels, blank, pieces = self.labels(), self._blank_line(), list(self.pieces())
        for piece in pieces:
            drawn = self._lines.of(self.key_of(piece.item), piece, partial(self._strips, piece.item), blank)
            lines += self._labelled(drawn, piece, labels) if labels else drawn
        if not pieces:
            lines += map(self.drawn, self.frame_without_items())
        lines += [blank] * (height - len(lines))
        return [line.ended(end) for line, end in zip(lines, self._ends(height), strict=False)]

    def _strips(self, item: int, first: int, end: int) -> list[Strip]:
        return [self.filtered(strip) for strip in self.draw(item, first, end)]

    def _blank_line(self) -> DrawnLine:
        """The line between items, the same one for all of them."""
        if self._blank is None or self._blank[:2] != (self.columns, self.look.name):
            self._blank = self.columns, self.look.name, self.drawn(self.strip([]))
        return self._blank[2]

    def _labelled(self, lines: Sequence[DrawnLine], piece: Slice, labels: Labels) -> Iterator[DrawnLine]:
        for number, line in enumerate(lines, piece.first):
            here = labels.get((piece.item, number), ())
            laid = [(column, self.filtered(Strip([Segment(words, self.look.chip)]))) for column, words in here]
            yield line.labelled(laid) if laid else line

    def drawn(self, strip: Strip) -> DrawnLine:
        """A strip as a line of the frame."""
        return DrawnLine(self.filtered(strip))

    def _ends(self, height: int) -> list[Segment]:
        return self._column.cells(self.look, height, self.extent(), self.ticks_of(), lambda: self.tick(height))

    def _cell(self, sign: str, color: str | None) -> Segment:
        (segment,) = self.filtered(Strip([self.painter.segment(sign, color=color)]))
        return segment
