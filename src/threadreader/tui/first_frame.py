"""The first frame of a thread or of the library, drawn before Textual is loaded: what its screen shows then."""

import os
from typing import TYPE_CHECKING

from threadreader.config import Config
from threadreader.library.library import Library
from threadreader.model.thread import CommentId
from threadreader.tui.ansi import color_system, written
from threadreader.tui.reading import Reading, open_reading
from threadreader.tui.rows import Row
from threadreader.tui.setup import Setup

if TYPE_CHECKING:
    from threadreader.tui.librarian import Librarian

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
    from threadreader.tui.librarian import Librarian

    return Librarian(library, setup, greeting)


def draw_first(begun: "Begun", setup: Setup, size: tuple[int, int]) -> str:
    """The frame as it is written to a terminal of so many columns and lines, "" where it is drawn in no usual way."""
    if any(name in os.environ for name in _ANOTHER_WAY):
        return ""
    return written(map(setup.look.signs.written, rows_of(begun, setup, size)), color_system(os.environ))


def rows_of(begun: "Begun", setup: Setup, size: tuple[int, int]) -> list[Row]:
    """The rows of its screen, none where that is of another kind."""
    if isinstance(begun, Reading):
        from threadreader.tui.thread_rows import draw_thread

        return draw_thread(begun, setup, size)
    from threadreader.tui.library_rows import draw_library

    return draw_library(begun, setup, size)
