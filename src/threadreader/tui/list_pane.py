"""Draws a list that lies over the thread: a rule with its title, then its rows."""

from rich.segment import Segment
from textual.geometry import Offset
from textual.strip import Strip

from threadreader.render.width import cell_width, fit
from threadreader.session import Session
from threadreader.tui.pointed import Listed
from threadreader.tui.theme import Look

_CURSOR = "\N{SINGLE RIGHT-POINTING ANGLE QUOTATION MARK}"


class ListPane(Listed):
    """The rows of the session's list that its window shows; only those are made."""

    def __init__(self, session: Session, look: Look) -> None:
        super().__init__(look, id="list")
        self.session = session

    def render_line(self, y: int) -> Strip:
        """The title, or a row."""
        listing = self.session.listing
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
        listing = self.session.listing
        return Offset(0, 1 + listing.position.at - listing.position.top) if listing else None

    def number_at(self, y: int) -> int | None:
        """The row there, below the title."""
        listing = self.session.listing
        number = listing.position.top + y - 1 if listing else -1
        return number if listing and y > 0 and number < len(listing.items) else None

    def _title(self, title: str) -> Strip:
        words = fit(f" {title} ", max(0, self.size.width - 4))
        rule = "─" * max(0, self.size.width - 4 - cell_width(words))
        edge, name = self.painter.segment(" ─", color=self.look.rule), self.painter.segment(words, bold=True)
        segments = [edge, name, self.painter.segment(f"{rule}─ ", color=self.look.rule)]
        return Strip(segments).crop(0, self.size.width).adjust_cell_length(self.size.width)

    def _row(self, number: int) -> Strip:
        listing = self.session.listing
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
