"""What both panes of a thread show, as rows: the lines of items, and where in the whole the window is.

Page text comes here cleaned, is drawn as segments, and is never parsed as markup.

The last column of a pane: which part of the whole its window shows, and what stands elsewhere in it.
"""

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence

from rich.segment import Segment

from threadreader.session import Session
from threadreader.session.decorations import ScrollbarMark, ScrollbarMarks
from threadreader.session.viewport import Slice, Viewport
from threadreader.tui.drawing.rows import Painter, Row, filled, width_of
from threadreader.tui.theme import Look

_TRACK = " "
_THUMBS = {(True, True): "▐", (True, False): "▝", (False, True): "▗"}
"""By which halves of a row are in the window."""

_TICKS = {ScrollbarMark.UNREAD: "·", ScrollbarMark.QUOTED: "◂", ScrollbarMark.MATCH: "╴"}


class ScrollColumn:
    """Draws the column; its ticks are found anew only where something that they depend on is another."""

    def __init__(self, cell: Callable[[str, str | None], Segment]) -> None:
        self._cell = cell
        self._known: tuple[Sequence[object], list[Segment]] | None = None

    def cells(
        self,
        look: Look,
        height: int,
        extent: tuple[float, float],
        depends_on: Sequence[object],
        ticks: Callable[[], ScrollbarMarks],
    ) -> list[Segment]:
        """A cell for each row."""
        start, length = extent
        if length >= 1:
            return [self._cell(_TRACK, None)] * height
        top, end = _halves(start, length, height)
        inside = [(top <= 2 * row < end, top <= 2 * row + 1 < end) for row in range(height)]
        thumbs = {halves: self._cell(_THUMBS[halves], look.faint) for halves in set(inside) if any(halves)}
        track = self._track(look, height, (*depends_on, height, look), ticks)
        return [thumbs.get(halves) or track[row] for row, halves in enumerate(inside)]

    def _track(
        self, look: Look, height: int, depends_on: Sequence[object], ticks: Callable[[], ScrollbarMarks]
    ) -> list[Segment]:
        if self._known is None or not all(map(_is_same, self._known[0], depends_on)):
            colors = {
                ScrollbarMark.UNREAD: look.accent,
                ScrollbarMark.QUOTED: look.faint,
                ScrollbarMark.MATCH: look.bright,
            }
            drawn = {tick: self._cell(_TICKS[tick], colors[tick]) for tick in ScrollbarMark}
            found, empty = ticks(), self._cell(_TRACK, None)
            self._known = depends_on, [drawn[found[row]] if row in found else empty for row in range(height)]
        return self._known[1]


def _is_same(one: object, other: object) -> bool:
    """Whether two are one and the same; numbers are by their value."""
    return one is other or (isinstance(one, int) and one == other)


def _halves(start: float, length: float, height: int) -> tuple[int, int]:
    """Where the thumb begins and ends, in half rows: a whole row at least, at an end only where the window is there."""
    size = max(2, round(2 * length * height))
    top = min(2 * height - size, round(2 * start * height))
    if start > 0:
        top = max(1, top)
    if start + length < 1:
        top = min(top, 2 * height - size - 1)
    return max(0, top), max(0, top) + size


Labels = Mapping[tuple[int, int], Sequence[tuple[int, str]]]
"""Words that are laid over lines and the columns they begin at, by the item and its line."""


class PaneRows:
    """Draws in a look, in so many columns; the last of them shows where in the whole the window is."""

    def __init__(self, session: Session, look: Look, columns: int = 0) -> None:
        self.session = session
        self.columns = columns
        self.look = look
        self.painter = Painter(look)

    def dress(self, look: Look) -> None:
        """Take another look."""
        self.look = look
        self.painter = Painter(look)

    @property
    def window(self) -> Viewport:
        """The window that is drawn."""
        raise NotImplementedError

    @property
    def laid_for(self) -> tuple[int, int]:
        """The columns and lines that the items are laid out for, without the column at the end."""
        raise NotImplementedError

    def key_of(self, item: int) -> Hashable:
        """Everything that an item's rows depend on."""
        raise NotImplementedError

    def draw(self, item: int, first: int, end: int) -> Sequence[Row]:
        """The rows of some lines of an item, as many of them as it has, without the last column."""
        raise NotImplementedError

    def heading(self) -> Sequence[Row]:
        """Rows above all items; the same ones for as long as they say the same."""
        return ()

    def pieces(self) -> Iterable[Slice]:
        """Which lines of items stand on which rows, below the heading."""
        return self.window.slices()

    def without_items(self) -> Sequence[Row]:
        """What is drawn where there is nothing in the window."""
        return ()

    def labels(self) -> Labels:
        """What is laid over the lines for now."""
        return {}

    def ticks_of(self) -> Sequence[object]:
        """Everything that the ticks depend on."""
        raise NotImplementedError

    def tick(self, rows: int) -> ScrollbarMarks:
        """What stands where in the whole, as rows of a column."""
        raise NotImplementedError

    def extent(self) -> tuple[float, float]:
        """Where the window begins and how long it is, as parts of the whole."""
        raise NotImplementedError

    def focus_at(self) -> tuple[int, int] | None:
        """The column and row where the line begins that the reader is at; None where the reader is elsewhere."""
        raise NotImplementedError

    def row(self, segments: Row, *, right: str = "", tint: bool = False) -> Row:
        """Segments as a row of all columns but the last, with a few faint words at its right."""
        room = self.columns - 1
        if right:
            words = self.painter.segment(right, color=self.look.faint, tint=tint)
            gap = room - width_of((*segments, words))
            if gap > 0:
                segments = [*segments, self.painter.segment(" " * gap, tint=tint), words]
        return filled(segments, room, self.look.style(self.look.ink, tint=tint))

    def frame(self, height: int) -> list[Row]:
        """The window in so many rows, each whole: what a widget shows that has drawn nothing before."""
        rows, pieces, blank = list(self.heading()), list(self.pieces()), self.row([])
        for piece in pieces:
            drawn = self.draw(piece.item, piece.first, piece.first + piece.count)
            rows += [*drawn, *[blank] * (piece.count - len(drawn))]
        if not pieces:
            rows += self.without_items()
        rows = [*rows[:height], *[blank] * (height - len(rows))]
        ends = ScrollColumn(self._cell).cells(
            self.look, height, self.extent(), self.ticks_of(), lambda: self.tick(height)
        )
        return [[*row, end] for row, end in zip(rows, ends, strict=True)]

    def _cell(self, sign: str, color: str | None) -> Segment:
        return self.painter.segment(sign, color=color)
