"""Rows of a pane: visible lines of its items, and the scrollbar in the last column; those of the article.

Page text is sanitised before, drawn as segments, and never parsed as markup.
"""

from abc import ABC, abstractmethod
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence

from rich.segment import Segment

from threadreader.render.width import fit, wrap_text
from threadreader.session import ARTICLE, Pane, Session
from threadreader.session.decorations import (
    Highlight,
    ScrollbarMark,
    ScrollbarMarks,
    article_scrollbar_marks,
    highlights,
)
from threadreader.session.panes import ArticleView, ReplyView
from threadreader.session.viewport import Slice
from threadreader.tui.drawing.rows import Row, margin, pad_row, paint, quoted, styled, width_of
from threadreader.tui.theme import Theme

_TRACK = " "
_THUMBS = {(True, True): "▐", (True, False): "▝", (False, True): "▗"}
"""Thumb by the halves of a row that it covers."""

_MARKS = {ScrollbarMark.UNREAD: "·", ScrollbarMark.QUOTED: "◂", ScrollbarMark.MATCH: "╴"}


def _halves(start: float, length: float, height: int) -> tuple[int, int]:
    """Start and end of the thumb in half rows: at least one row, touching an end only if the window does."""
    size = max(2, round(2 * length * height))
    top = min(2 * height - size, round(2 * start * height))
    if start > 0:
        top = max(1, top)
    if start + length < 1:
        top = min(top, 2 * height - size - 1)
    return max(0, top), max(0, top) + size


Draw = Callable[[Slice], Sequence[Row]]
Labels = Mapping[tuple[int, int], Sequence[tuple[int, str]]]
"""Labels laid over lines, with their columns, by item and line."""


class PaneRows(ABC):
    """Base of the panes' rows, `columns` wide including the scrollbar."""

    pane: Pane

    def __init__(self, session: Session, theme: Theme, columns: int = 0) -> None:
        self.session = session
        self.columns = columns
        self.theme = theme

    @property
    def view(self) -> ArticleView | ReplyView:
        """What of the thread is in the pane."""
        return self.session.view(self.pane)

    @property
    @abstractmethod
    def layout_size(self) -> tuple[int, int]:
        """Columns and lines of the layout, without the scrollbar."""

    @abstractmethod
    def cache_key(self, item: int) -> Hashable:
        """Cache key of an item's rows."""

    @abstractmethod
    def draw(self, item: int, first: int, end: int) -> Sequence[Row]:
        """Rows of the lines first:end of an item, without the scrollbar."""

    @abstractmethod
    def scrollbar_marks(self, rows: int) -> ScrollbarMarks:
        """Scrollbar marks by row."""

    @abstractmethod
    def cursor_offset(self) -> tuple[int, int] | None:
        """Column and row of the reader's current line; None if the reader is in another pane."""

    def heading(self) -> Sequence[Row]:
        """Rows above all items."""
        return ()

    def slices(self) -> Iterable[Slice]:
        """Visible slices of items, by row below the heading."""
        return self.view.window.slices()

    def empty_rows(self) -> Sequence[Row]:
        """Rows shown without items."""
        return ()

    def labels(self) -> Labels:
        """Hint labels of links, laid over the lines."""
        return self.session.hints.labels(self.pane) if self.session.hints else {}

    @property
    def is_focused(self) -> bool:
        """True if keys act on the pane."""
        return self.view.window is self.session.window

    def row(self, segments: Row, *, right: str = "", tint: bool = False) -> Row:
        """Pad segments to a row without the scrollbar, with faint text at the right."""
        room = self.columns - 1
        if right:
            text = styled(self.theme, right, color=self.theme.faint, tint=tint)
            gap = room - width_of((*segments, text))
            if gap > 0:
                # Apart from the scrollbar where there is room.
                space = styled(self.theme, " " * max(1, gap - 1), tint=tint)
                segments = [*segments, space, text]
        return pad_row(segments, room, self.theme.style(self.theme.ink, tint=tint))

    def frame(self, height: int, draw: Draw | None = None) -> list[Row]:
        """All rows of the window with the scrollbar; `draw` draws those of a slice, perhaps from a cache."""
        rows, slices, blank = list(self.heading()), list(self.slices()), self.row([])
        for piece in slices:
            drawn = draw(piece) if draw else self.draw(piece.item, piece.first, piece.first + piece.count)
            rows += [*drawn, *[blank] * (piece.count - len(drawn))]
        if not slices:
            rows += self.empty_rows()
        rows = [*rows[:height], *[blank] * (height - len(rows))]
        return [[*row, end] for row, end in zip(rows, self._scroll_column(height), strict=True)]

    def _scroll_column(self, height: int) -> Row:
        """Cell of the scrollbar in each row; the thumb of the focused pane is bright."""
        theme, (start, length) = self.theme, self.view.extent()
        empty = styled(theme, _TRACK)
        if length >= 1:
            return [empty] * height
        colors = {
            ScrollbarMark.UNREAD: theme.accent,
            ScrollbarMark.QUOTED: theme.faint,
            ScrollbarMark.MATCH: theme.bright,
        }
        cells = [empty] * height
        for row, mark in self.scrollbar_marks(height).items():
            cells[row] = styled(theme, _MARKS[mark], color=colors[mark])
        top, end = _halves(start, length, height)
        for row in range(top // 2, min(height, (end + 1) // 2)):
            halves = (top <= 2 * row, 2 * row + 1 < end)
            cells[row] = styled(theme, _THUMBS[halves], color=theme.bright if self.is_focused else theme.faint)
        return cells


class ArticleRows(PaneRows):
    """Rows of the article, with paragraph numbers in the margin."""

    pane = Pane.ARTICLE

    @property
    def layout_size(self) -> tuple[int, int]:
        return self.session.sizes.article

    def scrollbar_marks(self, rows: int) -> ScrollbarMarks:
        return article_scrollbar_marks(self.session, rows)

    def cache_key(self, item: int) -> Hashable:
        width, noted = self.session.article.layout.width, self.session.annotations.noted(ARTICLE)
        return item, self.columns, width, self.theme.name, self.session.quoting, self._highlights(item), noted

    def draw(self, item: int, first: int, end: int) -> Sequence[Row]:
        layout = self.session.article.layout
        passages = [passage for passage in self.session.quoting.passages(None) if passage.at.path[0] == item - 1]
        highlighted = (*quoted(passages), *self._highlights(item))
        pieces = self.session.annotations.pieces(ARTICLE, item - 1)
        rows, lines = [], layout.lines(item)
        for index, line in enumerate(lines[first:end], first):
            begins = line.path is not None and (index == 0 or lines[index - 1].path != line.path)
            number = layout.numbers.get(line.path) if begins and line.path else None
            cells = [self._margin(number), *paint(self.theme, line, highlighted)]
            rows.append(self.row(cells, right=margin(self.theme, line, passages, pieces)))
        return rows

    def cursor_offset(self) -> tuple[int, int] | None:
        here = self.session.pane is Pane.ARTICLE and not self.session.open_list
        return (self.session.article.layout.gutter, 0) if here else None

    def _highlights(self, item: int) -> tuple[Highlight, ...]:
        return highlights(self.session, ARTICLE, item - 1)

    def _margin(self, number: int | None) -> Segment:
        gutter = self.session.article.layout.gutter
        room = gutter - 1
        text = f"¶{number}" if number and room > len(str(number)) else ""
        return styled(self.theme, f"{text:>{room}} ", color=self.theme.faint)


_MARK = "┈ "
_MARGIN = 2  # columns, as of replies


def passage_rows(passage: str, theme: Theme, size: tuple[int, int]) -> list[Row]:
    """Rows of a passage, cut to the size with an ellipsis."""
    width, height = size
    room, style = max(1, width - _MARGIN - 2 - len(_MARK)), theme.style(theme.faint)
    ranges = wrap_text(passage, room)[:height]
    lines = [passage[start:end] for start, end in ranges]
    if len(ranges) == height:
        lines[-1] = fit(passage[ranges[-1][0] :], room)
    lines += [""] * (height - len(lines))
    marks = [_MARK, *[" " * len(_MARK)] * (height - 1)]
    return [
        pad_row([Segment(f"{' ' * _MARGIN}{mark}{line}", style)], width, style)
        for mark, line in zip(marks, lines, strict=True)
    ]
