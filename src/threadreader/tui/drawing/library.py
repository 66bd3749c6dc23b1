"""How the library is drawn: the list of threads, or what was found in them; and what is said of the one in focus.

What the lines around the library say, as things stand.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from rich.segment import Segment

from threadreader.render.width import cell_width
from threadreader.session.library import LibrarySession
from threadreader.session.library.results import HighlightedLine, SearchResults, described, draw_hit, draw_row
from threadreader.session.library.thread_list import digest_rows, empty_rows, no_result_rows, rows
from threadreader.tui.drawing.bars import Words, piece
from threadreader.tui.drawing.rows import Painter, Row, filled
from threadreader.tui.settings import Setup
from threadreader.tui.theme import Look

_CURSOR = "\N{SINGLE RIGHT-POINTING ANGLE QUOTATION MARK}"
_MARGIN = 2


@dataclass(frozen=True, slots=True)
class ShelfRows:
    """Draws in a look, in so many columns and lines; only what is in the window is made."""

    shelf: LibrarySession
    look: Look
    clock: Callable[[], datetime]
    size: tuple[int, int]

    def list(self) -> Sequence[Row]:
        """The threads, or the hits under theirs."""
        found = self.shelf.results
        return self._whole(self._hits(found) if found else self._threads())

    def aside(self) -> Sequence[Row]:
        """The digest of the thread that the reader is at, or the whole reply of a hit."""
        room, found, entry = (self._room, self.size[1]), self.shelf.results, self.shelf.here
        drawn: Sequence[HighlightedLine] = ()
        if found:
            drawn = draw_hit(found.here, room) if found.here else ()
        elif entry:
            drawn = [(line, ()) for line in digest_rows(entry, room, self.clock())]
        return self._whole([self._paint(line) for line in drawn])

    @property
    def _room(self) -> int:
        return max(1, self.size[0] - _MARGIN - 1)

    def _threads(self) -> Sequence[Row]:
        catalog, each, now = self.shelf.threads, self.shelf.layout.each, self.clock()
        if not catalog.shown:
            return [self._paint((line, ())) for line in empty_rows(catalog, self._room, self.shelf.keys)]
        first, drawn = catalog.position.top, list[Row]()
        for number, entry in enumerate(catalog.shown[first : first - (-self.size[1] // each)], first):
            at = number == catalog.position.at
            for y, line in enumerate(rows(entry, self._room, each, now)):
                drawn.append(self._paint((line, ()), cursor=at and y == 0, here=at and bool(line.runs)))
        return drawn

    def _hits(self, found: SearchResults) -> Sequence[Row]:
        shown, drawn = found.window(self.size[1]), list[Row]()
        if not shown:
            return [self._paint((line, ())) for line in no_result_rows(found.query, self._room)]
        for row in shown:
            here = not row.heading and row.hit == found.position.at
            margin = 0 if row.heading else _MARGIN
            line = draw_row(found, row, self._room + _MARGIN - margin)
            drawn.append(self._paint(line, cursor=here, here=here, margin=max(1, margin)))
        return drawn

    def _paint(self, drawn: HighlightedLine, *, cursor: bool = False, here: bool = False, margin: int = _MARGIN) -> Row:
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


_WIDE = 100
_UNREAD_FROM = 48
_MARGINS = 5

Hint = tuple[str, ...]
"""The ids of actions, and what they do."""

_NEXT_HIT: Hint = ("library.next-hit", "library.previous-hit", "next hit")


def shelf_title(shelf: LibrarySession, look: Look, width: int, notice: str) -> Words:
    """How many threads there are, or what was searched for; `notice` is what a reader is to know of the library."""
    found, catalog = shelf.results, shelf.threads
    if found:
        said = piece(look, described(found), color=look.faint)
        return Words([piece(look, f"/ {found.query}", color=look.bright, bold=True)], [[said]])
    count, unread = catalog.count, catalog.with_unread
    threads = f"{count:,} thread{'s' * (count != 1)}"
    if unread and width >= _UNREAD_FROM:
        threads += f", {unread:,} with unread"
    if catalog.needle:
        threads = f"{len(catalog.shown):,} of {threads} · & {catalog.needle}"
    left = [piece(look, "threadreader", color=look.bright, bold=True)]
    if notice:
        left.append(piece(look, f"   {notice}", color=look.accent))
    sorted_by = piece(look, f"sort: {catalog.order}    ", color=look.faint)
    return Words(left, [[sorted_by], [piece(look, threads, color=look.faint)]])


def shelf_status(shelf: LibrarySession, look: Look, setup: Setup, width: int, said: str) -> Words:
    """Where the reader is, what is to be said, and the keys that fit the moment."""
    place, words = piece(look, _describe_place(shelf), color=look.faint), piece(look, said, color=look.bright)
    hints = [(setup.keymap.written(*ids), does) for *ids, does in _hints(shelf, setup, width)]
    keys = [(piece(look, f"  {key} "), piece(look, does, color=look.faint)) for key, does in hints if key]
    if not said:
        return Words([place] if place.text else [], keys)
    if cell_width(place.text) + cell_width(said) + _MARGINS <= width:
        return Words([place, piece(look, "   "), words] if place.text else [words], keys, firm=True)
    return Words([words], keys, firm=True)


def _describe_place(shelf: LibrarySession) -> str:
    position, found = shelf.position, shelf.results
    if not position.length:
        return ""
    return f"{'hit' if found else 'thread'} {position.at + 1:,} of {position.length:,}"


def _hints(shelf: LibrarySession, setup: Setup, width: int) -> Sequence[Hint]:
    """Three to six keys that fit the moment, the least needed first."""
    if shelf.results:
        keys: list[Hint] = [_NEXT_HIT, ("app.back-out", "back"), ("list.go", "open here")]
    elif not shelf.threads.count:
        keys = [("app.leave", "leave"), ("library.import", "import")]
    else:
        filtered = bool(shelf.threads.needle)
        keys = [("library.import", "import"), ("library.sort", "sort")]
        keys += [("app.back-out", "show all")] if filtered else [("library.filter", "filter")]
        keys += [("library.search", "search all"), ("library.open-unread", "first unread"), ("list.go", "open")]
    keys = [hint for hint in keys if not setup.memory.knows(hint[0])]
    return [*(keys if width >= _WIDE else keys[-3:]), ("app.help", "help")]
