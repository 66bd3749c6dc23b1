"""How the library is drawn: the list of threads, or what was found in them; and what is said of the one in focus."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from rich.segment import Segment

from threadreader.session.library import Shelf
from threadreader.session.library.results import Drawn, Found, draw_hit, draw_row
from threadreader.session.library.thread_list import digest_rows, empty_rows, nothing_rows, rows
from threadreader.tui.painting import Painter
from threadreader.tui.rows import Row, filled
from threadreader.tui.theme import Look

_CURSOR = "\N{SINGLE RIGHT-POINTING ANGLE QUOTATION MARK}"
_MARGIN = 2


@dataclass(frozen=True, slots=True)
class ShelfRows:
    """Draws in a look, in so many columns and lines; only what is in the window is made."""

    shelf: Shelf
    look: Look
    clock: Callable[[], datetime]
    size: tuple[int, int]

    def list(self) -> Sequence[Row]:
        """The threads, or the hits under theirs."""
        found = self.shelf.found
        return self._whole(self._hits(found) if found else self._threads())

    def aside(self) -> Sequence[Row]:
        """The digest of the thread that the reader is at, or the whole reply of a hit."""
        room, found, entry = (self._room, self.size[1]), self.shelf.found, self.shelf.here
        drawn: Sequence[Drawn] = ()
        if found:
            drawn = draw_hit(found.here, room) if found.here else ()
        elif entry:
            drawn = [(line, ()) for line in digest_rows(entry, room, self.clock())]
        return self._whole([self._paint(line) for line in drawn])

    @property
    def _room(self) -> int:
        return max(1, self.size[0] - _MARGIN - 1)

    def _threads(self) -> Sequence[Row]:
        catalog, each, now = self.shelf.catalog, self.shelf.spread.each, self.clock()
        if not catalog.shown:
            return [self._paint((line, ())) for line in empty_rows(catalog, self._room, self.shelf.keys)]
        first, drawn = catalog.position.top, list[Row]()
        for number, entry in enumerate(catalog.shown[first : first - (-self.size[1] // each)], first):
            at = number == catalog.position.at
            for y, line in enumerate(rows(entry, self._room, each, now)):
                drawn.append(self._paint((line, ()), cursor=at and y == 0, here=at and bool(line.runs)))
        return drawn

    def _hits(self, found: Found) -> Sequence[Row]:
        shown, drawn = found.window(self.size[1]), list[Row]()
        if not shown:
            return [self._paint((line, ())) for line in nothing_rows(found.query, self._room)]
        for row in shown:
            here = not row.heading and row.hit == found.position.at
            margin = 0 if row.heading else _MARGIN
            line = draw_row(found, row, self._room + _MARGIN - margin)
            drawn.append(self._paint(line, cursor=here, here=here, margin=max(1, margin)))
        return drawn

    def _paint(self, drawn: Drawn, *, cursor: bool = False, here: bool = False, margin: int = _MARGIN) -> Row:
        """A line behind its margin, in which the cursor may stand."""
        (line, highlights), painter = drawn, Painter(self.look)
        mark = f" {_CURSOR if cursor else ' '}"[-margin:]
        segments = [painter.segment(mark, color=self.look.accent, tint=here, bold=True)]
        segments += painter.paint(line, highlights, tint=here)
        return filled(segments, self.size[0], self.look.style(self.look.ink, tint=here))

    def _whole(self, drawn: Sequence[Row]) -> Sequence[Row]:
        width, height = self.size
        blank = [Segment(" " * width, self.look.ground())]
        return [*drawn[:height], *[blank] * (height - len(drawn))]
