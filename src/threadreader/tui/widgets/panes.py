"""Panes: the list over a thread, the library's list, its counts and its preview."""

from collections.abc import Callable, Sequence
from datetime import datetime

from rich.segment import Segment
from textual.geometry import Offset, Region
from textual.strip import Strip

from threadreader.render.width import cell_width, fit
from threadreader.session import Session
from threadreader.session.library import LibrarySession
from threadreader.tui.drawing.library import LibraryRows
from threadreader.tui.drawing.rows import CURSOR, Row, paint, styled
from threadreader.tui.theme import Theme
from threadreader.tui.widgets import ListWidget, ThemedWidget


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
        hue = self.theme.hue_of(person) if person else self.theme.faint
        cursor = styled(self.theme, f" {CURSOR if here else ' '}", color=self.theme.accent, tint=here, bold=True)
        line = open_list.items.row(index, max(0, self.size.width - 5))
        segments: list[Segment] = [cursor, styled(self.theme, "▎" if person else " ", color=hue, tint=here)]
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
