"""Panes: both of a thread, the list over it, and those of the library.

There is no widget per line or reply: the visible lines are drawn, with a line cache and mouse selection. The rows of an
item are cached under everything they depend on.
"""

from collections.abc import Callable, Hashable, Iterator, Sequence
from datetime import datetime

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.cache import LRUCache
from textual.geometry import Offset, Region
from textual.message import Message
from textual.selection import Selection
from textual.strip import Strip

from threadreader.model.page import Entry
from threadreader.render.width import cell_width, fit
from threadreader.session import Pane, Session
from threadreader.session.actions.copying import Selected, selected_text
from threadreader.session.context import rows_above
from threadreader.session.library import LibrarySession
from threadreader.session.viewport import Slice
from threadreader.tui.drawing.library import LibraryRows
from threadreader.tui.drawing.pane import ArticleRows, PaneRows
from threadreader.tui.drawing.replies import ReplyRows
from threadreader.tui.drawing.rows import CURSOR, Row, paint, styled
from threadreader.tui.theme import Theme
from threadreader.tui.widgets import ListWidget, ThemedWidget, WheelWidget

_CHUNK_LINES, _CHUNKS = 128, 64
"""Lines of one item drawn at once, and how many such pieces are kept."""


_REVERSE = Style(reverse=True)
"""Visible in every theme, without colours too."""


def highlight_selection(strip: Strip, span: tuple[int, int] | None) -> Strip:
    """Reverse a span of characters of a line."""
    if span is None:
        return strip
    start, end = (cell_width(strip.text[:at]) for at in span)
    if start >= end:
        return strip
    chosen = [Segment(segment.text, (segment.style or Style.null()) + _REVERSE) for segment in strip.crop(start, end)]
    return Strip.join([strip.crop(0, start), Strip(chosen, end - start), strip.crop(end)])


_END_CELL = "▐"
"""Last cell of a line, in the scroll column; stripped from selected text."""


class ThreadPane(WheelWidget):
    """A window over items of the thread drawn as lines; its last column is the scrollbar."""

    class Clicked(Message):
        """A line of an item was clicked, at a column of the pane."""

        def __init__(self, pane: Pane, item: int, line: int, column: int) -> None:
            self.pane = pane
            self.item = item
            self.line = line
            self.column = column
            super().__init__()

    def __init__(self, rows: PaneRows) -> None:
        super().__init__(rows.theme, id=rows.pane)
        self.rows = rows
        self._chunks: LRUCache[Hashable, Sequence[Row]] = LRUCache(_CHUNKS)
        self._drawn: list[Row] = []
        self._frame: list[Strip] = []

    def apply_theme(self, theme: Theme) -> None:
        self._drawn = []
        self.rows.theme = theme
        super().apply_theme(theme)

    def cursor_offset(self) -> Offset | None:
        offset = self.rows.cursor_offset()
        return Offset(*offset) if offset else None

    def redraw(self) -> None:
        """Redraw the window; only changed lines are refreshed."""
        width, height = self.rows.layout_size
        if self.size != (width + len(_END_CELL), height):
            # The resize is under way, and draws it.
            self._drawn = []
            self.refresh()
            return
        before = self._frame if self._drawn else []
        self._draw()
        if len(before) != len(self._frame):
            self.refresh()
            return
        changed = [row for row, (old, new) in enumerate(zip(before, self._frame, strict=True)) if old is not new]
        if changed:
            if self.text_selection:
                self.screen.clear_selection()
            self.refresh(Region(0, changed[0], self.size.width, changed[-1] - changed[0] + 1))

    def render_line(self, y: int) -> Strip:
        return self.render_lines(Region(0, y, self.size.width, 1))[0].apply_offsets(0, y)

    def render_lines(self, crop: Region) -> list[Strip]:
        width, height = self.size
        if len(self._drawn) != height or self.rows.columns != width:
            self._drawn = []
            self._draw()
        lines = self._frame[crop.y : crop.bottom]
        if selection := self.text_selection:
            spans = {y: (line.start, line.end) for y, line in self._selected(selection)}
            lines = [highlight_selection(strip, spans.get(y)) for y, strip in enumerate(lines, crop.y)]
        return lines if (crop.x, crop.right) == (0, width) else [strip.crop(crop.x, crop.right) for strip in lines]

    def get_selection(self, selection: Selection) -> tuple[str, str]:
        """Text selected with the mouse, and the separator to text selected in other widgets."""
        return selected_text(self.rows.session, self.rows.pane, (line for _, line in self._selected(selection))), "\n"

    def selected(self) -> Sequence[Selected]:
        """Lines selected with the mouse."""
        return [line for _, line in self._selected(self.text_selection)] if self.text_selection else ()

    def _selected(self, selection: Selection) -> Iterator[tuple[int, Selected]]:
        """The selected lines by row, each without its margin and the blanks at its end."""
        lines = [strip.text[: -len(_END_CELL)].rstrip() for strip in self._frame]
        for piece in self.rows.slices():
            begin, margin, _ = self.rows.session.view(self.rows.pane).text(piece.item)
            for y in range(piece.row, min(piece.row + piece.count, len(lines))):
                if span := selection.get_span(y):
                    line = piece.first + y - piece.row
                    # A head begins where its indentation ends.
                    start = max(span[0], margin if line >= begin else len(lines[y]) - len(lines[y].lstrip()))
                    end = len(lines[y]) if span[1] < 0 else min(span[1], len(lines[y]))
                    yield y, Selected(piece.item, line, start, end, lines[y])

    def on_click(self, event: events.Click) -> None:
        """Post the clicked line, unless a drag selected text."""
        if self.text_selection:
            return
        for piece in self.rows.slices():
            if piece.row <= event.y < piece.row + piece.count:
                line = piece.first + event.y - piece.row
                self.post_message(self.Clicked(self.rows.pane, piece.item, line, event.x))

    def _draw(self) -> None:
        """Draw the rows; the strip of one that is as before stays the same, and so does what Textual cached of it."""
        self.rows.columns, height = self.size
        before = dict(enumerate(zip(self._drawn, self._frame, strict=True))) if self._drawn else {}
        self._drawn = self.rows.frame(height, self._cached)
        self._frame = []
        for y, row in enumerate(self._drawn):
            old_row, strip = before.get(y, (None, None))
            if strip is None or row != old_row:
                strip = self.filtered(Strip(row, self.rows.columns))
            self._frame.append(strip)

    def _cached(self, piece: Slice) -> Sequence[Row]:
        """Rows of a slice, which are drawn in chunks and kept, since an item may be long."""
        key = self.rows.cache_key(piece.item)
        end, start = piece.first + piece.count, piece.first - piece.first % _CHUNK_LINES
        rows: list[Row] = []
        for first in range(start, end, _CHUNK_LINES):
            chunk = self._chunks.get((key, first))
            if chunk is None:
                chunk = self._chunks[key, first] = self.rows.draw(piece.item, first, first + _CHUNK_LINES)
            rows += chunk
        rows = rows[piece.first - start : end - start]
        labels = self.rows.labels()
        return [self._labelled(row, labels.get((piece.item, y), ())) for y, row in enumerate(rows, piece.first)]

    def _labelled(self, row: Row, labels: Sequence[tuple[int, str]]) -> Row:
        """A row with labels laid over it, by column."""
        if not labels:
            return row
        strip = Strip(row)
        width = strip.cell_length
        for column, text in labels:
            label = Strip([Segment(text, self.theme.chip)])
            strip = Strip.join([strip.crop(0, column), label, strip.crop(column + label.cell_length)])
        return list(strip.crop(0, width))


class ArticlePane(ThreadPane):
    """The article pane."""

    def __init__(self, session: Session, theme: Theme) -> None:
        super().__init__(ArticleRows(session, theme))


class ReplyTree(ThreadPane):
    """The replies pane."""

    class AncestorClicked(Message):
        """An ancestor line above the replies was clicked; `higher` levels above the nearest one."""

        def __init__(self, higher: int) -> None:
            self.higher = higher
            super().__init__()

    def __init__(self, session: Session, theme: Theme, entry: Entry) -> None:
        super().__init__(ReplyRows(session, theme, entry))

    def on_click(self, event: events.Click) -> None:
        """Post a click on an ancestor line."""
        ancestors = rows_above(self.rows.session).ancestors
        if event.y < ancestors and not self.text_selection:
            self.post_message(self.AncestorClicked(ancestors - 1 - event.y))


class ListPane(ListWidget):
    """The session's open list below a title rule; only visible rows are made."""

    def __init__(self, session: Session, theme: Theme) -> None:
        super().__init__(theme, id="list")
        self.session = session

    def render_line(self, y: int) -> Strip:
        open_list = self.session.open_list
        if open_list is None:
            return Strip.blank(self.size.width, self.theme.ground())
        if y == 0:
            return self._title(open_list.items.title)
        index = open_list.position.top + y - 1
        if index >= len(open_list.items) or y > open_list.position.height:
            return Strip.blank(self.size.width, self.theme.ground())
        return self._row(index)

    def cursor_offset(self) -> Offset | None:
        open_list = self.session.open_list
        return Offset(0, 1 + open_list.position.at - open_list.position.top) if open_list else None

    def index_at(self, y: int) -> int | None:
        open_list = self.session.open_list
        index = open_list.position.top + y - 1 if open_list else -1
        return index if open_list and y > 0 and index < len(open_list.items) else None

    def _title(self, title: str) -> Strip:
        title_text = fit(f" {title} ", max(0, self.size.width - 4))
        rule = "─" * max(0, self.size.width - 4 - cell_width(title_text))
        edge, name = styled(self.theme, " ─", color=self.theme.rule), styled(self.theme, title_text, bold=True)
        segments = [edge, name, styled(self.theme, f"{rule}─ ", color=self.theme.rule)]
        return Strip(segments).crop(0, self.size.width).adjust_cell_length(self.size.width)

    def _row(self, index: int) -> Strip:
        open_list = self.session.open_list
        assert open_list is not None, "a row is of a list"
        here = index == open_list.position.at
        person = open_list.items.person(index)
        sign = "◆" if person in self.session.pinned else " "
        cursor = styled(self.theme, f" {CURSOR if here else ' '}", color=self.theme.accent, tint=here, bold=True)
        line = open_list.items.row(index, max(0, self.size.width - 5))
        segments: list[Segment] = [cursor, styled(self.theme, sign, color=self.theme.hue_of(person or ""), tint=here)]
        segments += paint(self.theme, line, (), tint=here)
        used = sum(cell_width(segment.text) for segment in segments)
        segments.append(styled(self.theme, " " * max(0, self.size.width - used), tint=here))
        return Strip(segments).crop(0, self.size.width)


class _LibraryWidget(ThemedWidget):
    """Rows of the library, drawn on every refresh by a function of them."""

    def __init__(
        self,
        session: LibrarySession,
        theme: Theme,
        clock: Callable[[], datetime],
        draw: Callable[[LibraryRows], Sequence[Row]],
        *,
        id: str,  # noqa: A002 - Textual's name
    ) -> None:
        super().__init__(theme, id=id)
        self.session = session
        self._clock = clock
        self._draw = draw
        self._frame: Sequence[Row] = ()

    def render_lines(self, crop: Region) -> list[Strip]:
        self._frame = self._draw(LibraryRows(self.session, self.theme, self._clock, self.size))
        return super().render_lines(crop)

    def render_line(self, y: int) -> Strip:
        return Strip(self._frame[y]) if y < len(self._frame) else Strip.blank(self.size.width, self.theme.ground())


class LibraryPane(_LibraryWidget, ListWidget):
    """The list of threads or hits; only visible rows are made."""

    def cursor_offset(self) -> Offset | None:
        results, catalog = self.session.results, self.session.threads
        if not results:
            row = (catalog.position.at - catalog.position.top) * self.session.layout.each
            if self.session.is_empty:
                return Offset(0, self.session.beginning.rows(self.size.width, self.session.keys)[1])
            return Offset(0, row) if catalog.shown else None
        rows_shown = results.window(self.size.height)
        rows_of_it = (y for y, row in enumerate(rows_shown) if not row.heading and row.hit == results.position.at)
        return next((Offset(0, y) for y in rows_of_it), None)

    def index_at(self, y: int) -> int | None:
        results, catalog = self.session.results, self.session.threads
        if results:
            rows_shown = results.window(self.size.height)
            return rows_shown[y].hit if y < len(rows_shown) else None
        if self.session.is_empty:
            return self.session.beginning.index_at(y, self.size.width, self.session.keys)
        index = catalog.position.top + y // self.session.layout.each
        return index if index < len(catalog.shown) else None


class CountsPane(_LibraryWidget, ListWidget):
    """The sites and tags with the number of their threads."""

    def index_at(self, y: int) -> int | None:
        return self.session.counts.index_at(y)


class PreviewPane(_LibraryWidget):
    """Summary of the selected thread, or the reply of the selected hit."""
