"""Draws the library: the list of threads, or what was found in all of them; and what is said of the one in focus."""

from collections.abc import Callable, Sequence
from datetime import datetime

from rich.segment import Segment
from textual import events
from textual.geometry import Offset
from textual.message import Message
from textual.strip import Strip

from threadreader.render.cells import cell_width
from threadreader.session.catalog_rows import digest_rows, empty_rows, nothing_rows, rows
from threadreader.session.found import Drawn, draw_hit, draw_row
from threadreader.session.shelving import Shelf
from threadreader.tui.dressed import Dressed
from threadreader.tui.theme import Look

_CURSOR = "\N{SINGLE RIGHT-POINTING ANGLE QUOTATION MARK}"
_WHEEL = 3
_MARGIN = 2


class _Drawing(Dressed):
    """Lines of the library, as they are now."""

    def __init__(self, shelf: Shelf, look: Look, clock: Callable[[], datetime], *, id: str) -> None:  # noqa: A002
        super().__init__(look, id=id)
        self.shelf = shelf
        self.clock = clock

    def blank(self) -> Strip:
        """A line without anything."""
        return Strip.blank(self.size.width, self.look.ground())

    def paint(self, drawn: Drawn, *, cursor: bool = False, here: bool = False, margin: int = _MARGIN) -> Strip:
        """A line behind its margin, in which the cursor may stand."""
        line, highlights = drawn
        mark = f" {_CURSOR if cursor else ' '}"[-margin:] if margin else ""
        segments: list[Segment] = [self.painter.segment(mark, color=self.look.accent, tint=here, bold=True)]
        segments += self.painter.paint(line, highlights, tint=here)
        used = sum(cell_width(segment.text) for segment in segments)
        segments.append(self.painter.segment(" " * max(0, self.size.width - used), tint=here))
        return Strip(segments).crop(0, self.size.width).adjust_cell_length(self.size.width)


class ShelfPane(_Drawing):
    """The list; only the rows that its window shows are made."""

    class Clicked(Message):
        """A thread or a hit was clicked, known by its number in the list."""

        def __init__(self, number: int) -> None:
            self.number = number
            super().__init__()

    class Scrolled(Message):
        """The wheel was turned over the list, by so many threads or hits."""

        def __init__(self, rows: int) -> None:
            self.rows = rows
            super().__init__()

    def render_line(self, y: int) -> Strip:
        """A line of a thread, or of what was found."""
        found = self.shelf.found
        width = max(1, self.size.width - _MARGIN - 1)
        if found:
            shown = found.window(self.size.height)
            if y >= len(shown):
                lines = [] if shown else nothing_rows(found.query, width)
                return self.paint((lines[y], ())) if y < len(lines) else self.blank()
            here = not shown[y].heading and shown[y].hit == found.position.at
            margin = 0 if shown[y].heading else _MARGIN
            drawn = draw_row(found, shown[y], width + _MARGIN - margin)
            return self.paint(drawn, cursor=here, here=here, margin=max(1, margin))
        catalog, each = self.shelf.catalog, self.shelf.spread.each
        number = catalog.position.top + y // each
        if number >= len(catalog.shown):
            lines = [] if catalog.shown else empty_rows(catalog, width, self.shelf.keys)
            return self.paint((lines[y], ())) if y < len(lines) else self.blank()
        line = rows(catalog.shown[number], width, each, self.clock())[y % each]
        at = number == catalog.position.at
        return self.paint((line, ()), cursor=at and y % each == 0, here=at and bool(line.runs))

    def focus_at(self) -> Offset | None:
        """The thread or hit that the reader is at."""
        found, catalog = self.shelf.found, self.shelf.catalog
        if not found:
            row = (catalog.position.at - catalog.position.top) * self.shelf.spread.each
            return Offset(0, row) if catalog.shown else None
        shown = found.window(self.size.height)
        rows_of_it = (y for y, row in enumerate(shown) if not row.heading and row.hit == found.position.at)
        return next((Offset(0, y) for y in rows_of_it), None)

    def on_click(self, event: events.Click) -> None:
        """Say what was clicked."""
        number = self._number_at(event.y)
        if number is not None:
            event.stop()
            self.post_message(self.Clicked(number))

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        """The wheel goes through the list."""
        event.stop()
        self.post_message(self.Scrolled(_WHEEL))

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        """The wheel goes through the list."""
        event.stop()
        self.post_message(self.Scrolled(-_WHEEL))

    def _number_at(self, y: int) -> int | None:
        found, catalog = self.shelf.found, self.shelf.catalog
        if found:
            shown = found.window(self.size.height)
            return shown[y].hit if y < len(shown) else None
        number = catalog.position.top + y // self.shelf.spread.each
        return number if number < len(catalog.shown) else None


class AsidePane(_Drawing):
    """The digest of the thread that the reader is at, or the whole reply of a hit."""

    def render_line(self, y: int) -> Strip:
        """A line of it."""
        lines = self._lines()
        return self.paint(lines[y]) if y < len(lines) else self.blank()

    def _lines(self) -> Sequence[Drawn]:
        size = (max(1, self.size.width - _MARGIN - 1), self.size.height)
        found, entry = self.shelf.found, self.shelf.here
        if found:
            return draw_hit(found.here, size) if found.here else ()
        return [(line, ()) for line in digest_rows(entry, size, self.clock())] if entry else ()
