"""The whole screen of the library in rows."""

from rich.segment import Segment

from threadreader.tui.bar_rows import DIVIDER, framed, rule_row
from threadreader.tui.librarian import Librarian
from threadreader.tui.rows import Row
from threadreader.tui.setup import Setup
from threadreader.tui.shelf_rows import ShelfRows
from threadreader.tui.shelf_words import shelf_status, shelf_title


def draw_library(librarian: Librarian, setup: Setup, size: tuple[int, int]) -> list[Row]:
    """The rows of the screen, none where there is not even room for the list and the keys."""
    shelf, library, look, (width, height) = librarian.shelf, librarian.library, setup.look, size
    if height <= 1:
        return []
    shelf.arrange(*size)
    spread = shelf.spread
    rows = list(ShelfRows(shelf, look, library.now, spread.list).list())
    aside = ShelfRows(shelf, look, library.now, spread.aside).aside() if spread.aside[1] else ()
    if spread.beside:
        divider = Segment(DIVIDER, look.style(look.rule))
        rows = [[*one, divider, *other] for one, other in zip(rows, aside, strict=True)]
    elif aside:
        rows += [rule_row(look, width, "", None), *aside]
    status = shelf_status(shelf, look, setup, width, librarian.greeting).row(look, width)
    if not spread.framed:
        return [*rows, status]
    title = shelf_title(shelf, look, width, library.notice).row(look, width)
    return framed(look, title, rows, status, spread.list[0] if spread.beside else None)
