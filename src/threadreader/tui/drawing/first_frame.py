"""The first frame of a thread or of the library, drawn before Textual is loaded: what its screen shows then.

The whole screen of a thread in rows.

The whole screen of the library in rows.
"""

import os
import time
from typing import TYPE_CHECKING

from rich.segment import Segment

from threadreader.config import Config
from threadreader.library.library import Library
from threadreader.model.thread import CommentId
from threadreader.session import Pane
from threadreader.session.context import passage_in_question
from threadreader.tui.drawing.article import ArticleRows, passage_rows
from threadreader.tui.drawing.bars import DIVIDER, framed, rule_row
from threadreader.tui.drawing.library import ShelfRows, shelf_status, shelf_title
from threadreader.tui.drawing.replies import ReplyRows
from threadreader.tui.drawing.reply_header import AncestorLines
from threadreader.tui.drawing.rows import Row, color_system, written
from threadreader.tui.drawing.status import status_words, title_words
from threadreader.tui.library_actions import Librarian
from threadreader.tui.open_thread import Reading, open_reading
from threadreader.tui.settings import Setup

if TYPE_CHECKING:
    Begun = Reading | Librarian
    """What is open before there is a screen of it."""

_ANOTHER_WAY = ("TEXTUAL_COLOR_SYSTEM", "TEXTUAL_FILTERS")


def begin(
    library: Library,
    config: Config,
    setup: Setup,
    number: int | None,
    *,
    start: CommentId | None = None,
    greeting: str = "",
) -> "Begun":
    """Open a thread, at a comment or where the reader was; without a number the library. Raises StoreError."""
    if number is not None:
        return open_reading(library, config, setup, number, start=start, greeting=greeting)

    return Librarian(library, setup, greeting)


def draw_first(begun: "Begun", setup: Setup, size: tuple[int, int]) -> str:
    """The frame as it is written to a terminal of so many columns and lines, "" where it is drawn in no usual way."""
    if any(name in os.environ for name in _ANOTHER_WAY):
        return ""
    return written(map(setup.look.signs.written, rows_of(begun, setup, size)), color_system(os.environ))


def rows_of(begun: "Begun", setup: Setup, size: tuple[int, int]) -> list[Row]:
    """The rows of its screen, none where that is of another kind."""
    if isinstance(begun, Reading):
        return draw_thread(begun, setup, size)

    return draw_library(begun, setup, size)


def draw_thread(reading: Reading, setup: Setup, size: tuple[int, int]) -> list[Row]:
    """The rows of the screen, none where it is of another kind."""
    session, look, width = reading.session, setup.look, size[0]
    arrangement = session.arrange(size)
    assert arrangement, "it has a size"
    if arrangement.too_small:
        return []
    session.mark_read(time.monotonic())
    both, left = arrangement.sizes.both, arrangement.left
    lines = arrangement.sizes.article[1]
    rows: list[Row] = [[] for _ in range(lines)]
    if both or session.pane is Pane.ARTICLE:
        rows = ArticleRows(session, look, left).frame(lines)
    if both:
        rows = [[*row, Segment(DIVIDER, look.style(look.rule))] for row in rows]
    if both or session.pane is Pane.REPLIES:
        right = width - left - 1 if both else width
        ancestors = AncestorLines(session, reading.entry, setup.keymap.written("reply.parent"))
        beside = ReplyRows(session, look, ancestors, right).frame(lines)
        rows = [[*one, *other] for one, other in zip(rows, beside, strict=True)]
    if arrangement.strip:
        rows = [*passage_rows(passage_in_question(session), look, (width, arrangement.strip)), *rows]
    status = status_words(session, look, setup, width, reading.said).row(look, width)
    if not arrangement.framed:
        return [*rows, status]
    return framed(look, title_words(session, look).row(look, width), rows, status, left if both else None)


def draw_library(librarian: Librarian, setup: Setup, size: tuple[int, int]) -> list[Row]:
    """The rows of the screen, none where there is not even room for the list and the keys."""
    shelf, library, look, (width, height) = librarian.shelf, librarian.library, setup.look, size
    if height <= 1:
        return []
    shelf.arrange(*size)
    spread = shelf.layout
    rows = list(ShelfRows(shelf, look, library.now, spread.list).list())
    aside = ShelfRows(shelf, look, library.now, spread.detail).aside() if spread.detail[1] else ()
    if spread.side_by_side:
        divider = Segment(DIVIDER, look.style(look.rule))
        rows = [[*one, divider, *other] for one, other in zip(rows, aside, strict=True)]
    elif aside:
        rows += [rule_row(look, width, "", None), *aside]
    status = shelf_status(shelf, look, setup, width, librarian.greeting).row(look, width)
    if not spread.framed:
        return [*rows, status]
    title = shelf_title(shelf, look, width, library.notice).row(look, width)
    return framed(look, title, rows, status, spread.list[0] if spread.side_by_side else None)
