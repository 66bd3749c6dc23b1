"""The two panes of a thread.

Draws a list that lies over the thread: a rule with its title, then its rows.

Draws the library: the list of threads, or what was found in all of them; and what is said of the one in focus.
"""

from abc import abstractmethod
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from rich.segment import Segment
from textual import events
from textual.geometry import Offset, Region
from textual.message import Message
from textual.strip import Strip

from threadreader.render.width import cell_width, fit
from threadreader.session import Pane, Session
from threadreader.session.context import rows_above
from threadreader.session.library import LibrarySession
from threadreader.tui.drawing.article import ArticleRows
from threadreader.tui.drawing.library import ShelfRows
from threadreader.tui.drawing.pane import PaneRows
from threadreader.tui.drawing.replies import ReplyRows
from threadreader.tui.drawing.reply_header import AncestorLines
from threadreader.tui.drawing.rows import Row
from threadreader.tui.theme import Look
from threadreader.tui.widgets import Dressed, Listed
from threadreader.tui.widgets.lines import LinesView

if TYPE_CHECKING:
    from threadreader.session.actions.copying import Selected


class ThreadPane(LinesView):
    """One of them; its id is the name of the pane."""

    def __init__(self, rows: PaneRows, pane: Pane) -> None:
        super().__init__(rows, id=pane)
        self.pane = pane

    def words_of(self, selected: Iterable["Selected"]) -> str:
        """The text that some lines show."""
        from threadreader.session.actions.copying import selected_text

        return selected_text(self.rows.session, self.pane, selected)


class ArticlePane(ThreadPane):
    """The article: the number of each paragraph in the margin, then its lines."""

    def __init__(self, session: Session, look: Look) -> None:
        super().__init__(ArticleRows(session, look), Pane.ARTICLE)


class ReplyTree(ThreadPane):
    """The replies with their bodies, indented by depth; above them whom the first of them answers."""

    class AncestorClicked(Message):
        """A line above the replies was clicked; the nearest reply that they name, or so many higher."""

        def __init__(self, higher: int) -> None:
            self.higher = higher
            super().__init__()

    def __init__(self, session: Session, look: Look, ancestors: AncestorLines) -> None:
        super().__init__(ReplyRows(session, look, ancestors), Pane.REPLIES)

    def on_click(self, event: events.Click) -> None:
        """Say which of the lines above the replies was clicked."""
        ancestors = rows_above(self.rows.session).ancestors
        if event.y < ancestors and not self.text_selection:
            self.post_message(self.AncestorClicked(ancestors - 1 - event.y))


_CURSOR = "\N{SINGLE RIGHT-POINTING ANGLE QUOTATION MARK}"


class ListPane(Listed):
    """The rows of the session's list that its window shows; only those are made."""

    def __init__(self, session: Session, look: Look) -> None:
        super().__init__(look, id="list")
        self.session = session

    def render_line(self, y: int) -> Strip:
        """The title, or a row."""
        listing = self.session.open_list
        if listing is None:
            return Strip.blank(self.size.width, self.look.ground())
        if y == 0:
            return self._title(listing.items.title)
        number = listing.position.top + y - 1
        if number >= len(listing.items) or y > listing.position.height:
            return Strip.blank(self.size.width, self.look.ground())
        return self._row(number)

    def focus_at(self) -> Offset | None:
        """The row that the reader is at, below the title."""
        listing = self.session.open_list
        return Offset(0, 1 + listing.position.at - listing.position.top) if listing else None

    def number_at(self, y: int) -> int | None:
        """The row there, below the title."""
        listing = self.session.open_list
        number = listing.position.top + y - 1 if listing else -1
        return number if listing and y > 0 and number < len(listing.items) else None

    def _title(self, title: str) -> Strip:
        words = fit(f" {title} ", max(0, self.size.width - 4))
        rule = "─" * max(0, self.size.width - 4 - cell_width(words))
        edge, name = self.painter.segment(" ─", color=self.look.rule), self.painter.segment(words, bold=True)
        segments = [edge, name, self.painter.segment(f"{rule}─ ", color=self.look.rule)]
        return Strip(segments).crop(0, self.size.width).adjust_cell_length(self.size.width)

    def _row(self, number: int) -> Strip:
        listing = self.session.open_list
        assert listing is not None, "a row is of a list"
        here = number == listing.position.at
        person = listing.items.person(number)
        hue = self.look.hue_of(person) if person else self.look.faint
        cursor = self.painter.segment(f" {_CURSOR if here else ' '}", color=self.look.accent, tint=here, bold=True)
        line = listing.items.row(number, max(0, self.size.width - 5))
        segments: list[Segment] = [cursor, self.painter.segment("▎" if person else " ", color=hue, tint=here)]
        segments += self.painter.paint(line, (), tint=here)
        used = sum(cell_width(segment.text) for segment in segments)
        segments.append(self.painter.segment(" " * max(0, self.size.width - used), tint=here))
        return Strip(segments).crop(0, self.size.width)


class _Drawing(Dressed):
    """Rows of the library, drawn anew whenever they are wanted."""

    def __init__(self, shelf: LibrarySession, look: Look, clock: Callable[[], datetime], *, id: str) -> None:  # noqa: A002
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
        found, catalog = self.shelf.results, self.shelf.threads
        if not found:
            row = (catalog.position.at - catalog.position.top) * self.shelf.layout.each
            return Offset(0, row) if catalog.shown else None
        shown = found.window(self.size.height)
        rows_of_it = (y for y, row in enumerate(shown) if not row.heading and row.hit == found.position.at)
        return next((Offset(0, y) for y in rows_of_it), None)

    def number_at(self, y: int) -> int | None:
        """The thread or hit there."""
        found, catalog = self.shelf.results, self.shelf.threads
        if found:
            shown = found.window(self.size.height)
            return shown[y].hit if y < len(shown) else None
        number = catalog.position.top + y // self.shelf.layout.each
        return number if number < len(catalog.shown) else None


class AsidePane(_Drawing):
    """The digest of the thread that the reader is at, or the whole reply of a hit."""

    def draw(self) -> Sequence[Row]:
        """As much of it as there is room for."""
        return self.rows.aside()
