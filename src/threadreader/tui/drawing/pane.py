"""Rows of a pane: visible lines of its items, cached by key, and the scrollbar in the last column.

Page text is sanitised before, drawn as segments, and never parsed as markup.
"""

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence

from rich.segment import Segment

from threadreader.session import Session
from threadreader.session.decorations import ScrollbarMark, ScrollbarMarks
from threadreader.session.viewport import Slice, Viewport
from threadreader.tui.drawing.rows import Painter, Row, pad_row, width_of
from threadreader.tui.theme import Theme

_TRACK = " "
_THUMBS = {(True, True): "▐", (True, False): "▝", (False, True): "▗"}
"""Thumb by the halves of a row that it covers."""

_MARKS = {ScrollbarMark.UNREAD: "·", ScrollbarMark.QUOTED: "◂", ScrollbarMark.MATCH: "╴"}


class ScrollColumn:
    """Scrollbar with marks; the marks are cached by what they depend on."""

    def __init__(self, cell: Callable[[str, str | None], Segment]) -> None:
        self._cell = cell
        self._cached: tuple[Sequence[object], list[Segment]] | None = None

    def cells(
        self,
        theme: Theme,
        height: int,
        extent: tuple[float, float],
        depends_on: Sequence[object],
        marks_of: Callable[[], ScrollbarMarks],
        *,
        focused: bool = False,
    ) -> list[Segment]:
        """Cell of each row; the thumb of the focused pane is bright."""
        start, length = extent
        if length >= 1:
            return [self._cell(_TRACK, None)] * height
        top, end = _halves(start, length, height)
        thumb = theme.bright if focused else theme.faint
        inside = [(top <= 2 * row < end, top <= 2 * row + 1 < end) for row in range(height)]
        thumbs = {halves: self._cell(_THUMBS[halves], thumb) for halves in set(inside) if any(halves)}
        track = self._track(theme, height, (*depends_on, height, theme), marks_of)
        return [thumbs.get(halves) or track[row] for row, halves in enumerate(inside)]

    def _track(
        self, theme: Theme, height: int, depends_on: Sequence[object], marks_of: Callable[[], ScrollbarMarks]
    ) -> list[Segment]:
        if self._cached is None or not all(map(_is_same, self._cached[0], depends_on)):
            colors = {
                ScrollbarMark.UNREAD: theme.accent,
                ScrollbarMark.QUOTED: theme.faint,
                ScrollbarMark.MATCH: theme.bright,
            }
            drawn = {mark: self._cell(_MARKS[mark], colors[mark]) for mark in ScrollbarMark}
            marks, empty = marks_of(), self._cell(_TRACK, None)
            self._cached = depends_on, [drawn[marks[row]] if row in marks else empty for row in range(height)]
        return self._cached[1]


def _is_same(one: object, other: object) -> bool:
    """Identity; equality for integers."""
    return one is other or (isinstance(one, int) and one == other)


def _halves(start: float, length: float, height: int) -> tuple[int, int]:
    """Start and end of the thumb in half rows: at least one row, touching an end only if the window does."""
    size = max(2, round(2 * length * height))
    top = min(2 * height - size, round(2 * start * height))
    if start > 0:
        top = max(1, top)
    if start + length < 1:
        top = min(top, 2 * height - size - 1)
    return max(0, top), max(0, top) + size


Labels = Mapping[tuple[int, int], Sequence[tuple[int, str]]]
"""Labels laid over lines, with their columns, by item and line."""


class PaneRows:
    """Base of the panes' rows, `columns` wide including the scrollbar."""

    def __init__(self, session: Session, theme: Theme, columns: int = 0) -> None:
        self.session = session
        self.columns = columns
        self.theme = theme
        self.painter = Painter(theme)

    def apply_theme(self, theme: Theme) -> None:
        """Change the theme."""
        self.theme = theme
        self.painter = Painter(theme)

    @property
    def window(self) -> Viewport:
        """The viewport drawn."""
        raise NotImplementedError

    @property
    def layout_size(self) -> tuple[int, int]:
        """Columns and lines of the layout, without the scrollbar."""
        raise NotImplementedError

    def cache_key(self, item: int) -> Hashable:
        """Cache key of an item's rows."""
        raise NotImplementedError

    def draw(self, item: int, first: int, end: int) -> Sequence[Row]:
        """Rows of the lines first:end of an item, without the scrollbar."""
        raise NotImplementedError

    def heading(self) -> Sequence[Row]:
        """Rows above all items; the same object while unchanged."""
        return ()

    def slices(self) -> Iterable[Slice]:
        """Visible slices of items, by row below the heading."""
        return self.window.slices()

    def empty_rows(self) -> Sequence[Row]:
        """Rows shown without items."""
        return ()

    def labels(self) -> Labels:
        """Labels laid over the lines."""
        return {}

    def scrollbar_dependencies(self) -> Sequence[object]:
        """Cache key of the scrollbar marks."""
        raise NotImplementedError

    def scrollbar_marks(self, rows: int) -> ScrollbarMarks:
        """Scrollbar marks by row."""
        raise NotImplementedError

    def extent(self) -> tuple[float, float]:
        """Position and length of the window, as fractions of the whole."""
        raise NotImplementedError

    def cursor_offset(self) -> tuple[int, int] | None:
        """Column and row of the reader's current line; None if the reader is in another pane."""
        raise NotImplementedError

    @property
    def is_focused(self) -> bool:
        """True if keys act on the pane."""
        return self.window is self.session.window

    def row(self, segments: Row, *, right: str = "", tint: bool = False) -> Row:
        """Pad segments to a row without the scrollbar, with faint text at the right."""
        room = self.columns - 1
        if right:
            text = self.painter.segment(right, color=self.theme.faint, tint=tint)
            gap = room - width_of((*segments, text))
            if gap > 0:
                # Apart from the scrollbar where there is room.
                space = self.painter.segment(" " * max(1, gap - 1), tint=tint)
                segments = [*segments, space, text]
        return pad_row(segments, room, self.theme.style(self.theme.ink, tint=tint))

    def frame(self, height: int) -> list[Row]:
        """All rows of the window with the scrollbar, as a widget shows them first."""
        rows, slices, blank = list(self.heading()), list(self.slices()), self.row([])
        for piece in slices:
            drawn = self.draw(piece.item, piece.first, piece.first + piece.count)
            rows += [*drawn, *[blank] * (piece.count - len(drawn))]
        if not slices:
            rows += self.empty_rows()
        rows = [*rows[:height], *[blank] * (height - len(rows))]
        ends = ScrollColumn(self._cell).cells(
            *(self.theme, height, self.extent(), self.scrollbar_dependencies()),
            lambda: self.scrollbar_marks(height),
            focused=self.is_focused,
        )
        return [[*row, end] for row, end in zip(rows, ends, strict=True)]

    def _cell(self, sign: str, color: str | None) -> Segment:
        return self.painter.segment(sign, color=color)
