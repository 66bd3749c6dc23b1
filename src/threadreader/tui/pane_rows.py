"""What both panes of a thread show, as rows: the lines of items, and where in the whole the window is.

Page text comes here cleaned, is drawn as segments, and is never parsed as markup.
"""

from collections.abc import Hashable, Iterable, Mapping, Sequence

from rich.segment import Segment

from threadreader.session import Session
from threadreader.session.decorations import Ticks
from threadreader.session.viewport import Slice, Viewport
from threadreader.tui.painting import Painter
from threadreader.tui.rows import Row, filled, width_of
from threadreader.tui.scroll_column import ScrollColumn
from threadreader.tui.theme import Look

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

    def tick(self, rows: int) -> Ticks:
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
