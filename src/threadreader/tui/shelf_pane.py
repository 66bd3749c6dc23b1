"""Draws the library: the list of threads, or what was found in all of them; and what is said of the one in focus."""

from abc import abstractmethod
from collections.abc import Callable, Sequence
from datetime import datetime

from textual.geometry import Offset, Region
from textual.strip import Strip

from threadreader.session.library import Shelf
from threadreader.tui.dressed import Dressed
from threadreader.tui.pointed import Listed
from threadreader.tui.rows import Row
from threadreader.tui.shelf_rows import ShelfRows
from threadreader.tui.theme import Look


class _Drawing(Dressed):
    """Rows of the library, drawn anew whenever they are wanted."""

    def __init__(self, shelf: Shelf, look: Look, clock: Callable[[], datetime], *, id: str) -> None:  # noqa: A002
        super().__init__(look, id=id)
        self.shelf = shelf
        self.clock = clock
        self._frame: Sequence[Row] = ()

    @property
    def rows(self) -> ShelfRows:
        """What draws them, as things stand now."""
        return ShelfRows(self.shelf, self.look, self.clock, self.size)

    @abstractmethod
    def draw(self) -> Sequence[Row]:
        """All that are shown."""

    def render_lines(self, crop: Region) -> list[Strip]:
        """The rows inside a region."""
        self._frame = self.draw()
        return super().render_lines(crop)

    def render_line(self, y: int) -> Strip:
        """One of them."""
        return Strip(self._frame[y]) if y < len(self._frame) else Strip.blank(self.size.width, self.look.ground())


class ShelfPane(_Drawing, Listed):
    """The list; only the rows that its window shows are made."""

    def draw(self) -> Sequence[Row]:
        """Threads, or what was found."""
        return self.rows.list()

    def focus_at(self) -> Offset | None:
        """The thread or hit that the reader is at."""
        found, catalog = self.shelf.found, self.shelf.catalog
        if not found:
            row = (catalog.position.at - catalog.position.top) * self.shelf.spread.each
            return Offset(0, row) if catalog.shown else None
        shown = found.window(self.size.height)
        rows_of_it = (y for y, row in enumerate(shown) if not row.heading and row.hit == found.position.at)
        return next((Offset(0, y) for y in rows_of_it), None)

    def number_at(self, y: int) -> int | None:
        """The thread or hit there."""
        found, catalog = self.shelf.found, self.shelf.catalog
        if found:
            shown = found.window(self.size.height)
            return shown[y].hit if y < len(shown) else None
        number = catalog.position.top + y // self.shelf.spread.each
        return number if number < len(catalog.shown) else None


class AsidePane(_Drawing):
    """The digest of the thread that the reader is at, or the whole reply of a hit."""

    def draw(self) -> Sequence[Row]:
        """As much of it as there is room for."""
        return self.rows.aside()
