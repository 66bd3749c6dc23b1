"""First frame of a thread or of the library, drawn before Textual is imported, equal to Textual's own."""

import os
from typing import TYPE_CHECKING

from threadreader.library.library import Library
from threadreader.model.stored_thread import Start
from threadreader.tui.drawing.rows import Row, color_system, to_ansi
from threadreader.tui.open_thread import OpenSession, open_session
from threadreader.tui.settings import Setup

if TYPE_CHECKING:
    from threadreader.tui.library_actions import LibraryModel

    Opened = OpenSession | LibraryModel
    """Thread or library opened before its screen exists."""

_CUSTOM_OUTPUT = ("TEXTUAL_COLOR_SYSTEM", "TEXTUAL_FILTERS")


def open_first(
    library: Library,
    setup: Setup,
    number: int | None,
    *,
    start: Start | None = None,
    greeting: str = "",
) -> "Opened":
    """Open a thread, at a comment or where the reader left it; without a number the library. Raises StoreError."""
    if number is not None:
        return open_session(library, setup, number, start=start, greeting=greeting)
    from threadreader.tui.library_actions import LibraryModel

    return LibraryModel(library, setup, greeting)


def draw_first(opened: "Opened", setup: Setup, size: tuple[int, int]) -> str:
    """Escape sequences of the frame for columns and lines; "" under Textual's own variables for colours."""
    if any(name in os.environ for name in _CUSTOM_OUTPUT):
        return ""
    return to_ansi(map(setup.theme.signs.translate, first_frame_rows(opened, setup, size)), color_system(os.environ))


def first_frame_rows(opened: "Opened", setup: Setup, size: tuple[int, int]) -> list[Row]:
    """Rows of the screen; empty if it is too small."""
    if isinstance(opened, OpenSession):
        from threadreader.tui.drawing.thread import draw_thread

        return draw_thread(opened, setup, size)
    from threadreader.tui.drawing.library import draw_library

    return draw_library(opened, setup, size)
