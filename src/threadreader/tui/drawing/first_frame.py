"""First frame of a thread or of the library, drawn before Textual is imported, equal to Textual's own."""

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
from threadreader.tui.drawing.bars import DIVIDER, add_frame, rule_row
from threadreader.tui.drawing.library import LibraryRows, library_status, library_title
from threadreader.tui.drawing.replies import ReplyRows
from threadreader.tui.drawing.reply_header import AncestorLines
from threadreader.tui.drawing.rows import Row, color_system, to_ansi
from threadreader.tui.drawing.status import status_content, title_content
from threadreader.tui.library_actions import LibraryModel
from threadreader.tui.open_thread import OpenSession, open_session
from threadreader.tui.settings import Setup

if TYPE_CHECKING:
    Opened = OpenSession | LibraryModel
    """Thread or library opened before its screen exists."""

_CUSTOM_OUTPUT = ("TEXTUAL_COLOR_SYSTEM", "TEXTUAL_FILTERS")


def open_first(
    library: Library,
    config: Config,
    setup: Setup,
    number: int | None,
    *,
    start: CommentId | None = None,
    greeting: str = "",
) -> "Opened":
    """Open a thread, at a comment or where the reader left it; without a number the library. Raises StoreError."""
    if number is not None:
        return open_session(library, config, setup, number, start=start, greeting=greeting)

    return LibraryModel(library, setup, greeting)


def draw_first(opened: "Opened", setup: Setup, size: tuple[int, int]) -> str:
    """Escape sequences of the frame for columns and lines; "" under Textual's own variables for colours."""
    if any(name in os.environ for name in _CUSTOM_OUTPUT):
        return ""
    return to_ansi(map(setup.theme.signs.translate, first_frame_rows(opened, setup, size)), color_system(os.environ))


def first_frame_rows(opened: "Opened", setup: Setup, size: tuple[int, int]) -> list[Row]:
    """Rows of the screen; empty if it is too small."""
    if isinstance(opened, OpenSession):
        return draw_thread(opened, setup, size)

    return draw_library(opened, setup, size)


def draw_thread(opened_thread: OpenSession, setup: Setup, size: tuple[int, int]) -> list[Row]:
    """Rows of the reader; empty if the terminal is too small."""
    session, theme, width = opened_thread.session, setup.theme, size[0]
    arrangement = session.arrange(size)
    assert arrangement, "it has a size"
    if arrangement.too_small:
        return []
    session.mark_read(time.monotonic())
    both, left = arrangement.sizes.both, arrangement.left
    lines = arrangement.sizes.article[1]
    rows: list[Row] = [[] for _ in range(lines)]
    if both or session.pane is Pane.ARTICLE:
        rows = ArticleRows(session, theme, left).frame(lines)
    if both:
        rows = [[*row, Segment(DIVIDER, theme.style(theme.rule))] for row in rows]
    if both or session.pane is Pane.REPLIES:
        right = width - left - 1 if both else width
        ancestors = AncestorLines(session, opened_thread.entry, setup.keymap.labels("reply.parent"))
        replies = ReplyRows(session, theme, ancestors, right).frame(lines)
        rows = [[*one, *other] for one, other in zip(rows, replies, strict=True)]
    if arrangement.strip:
        rows = [*passage_rows(passage_in_question(session), theme, (width, arrangement.strip)), *rows]
    status = status_content(session, theme, setup, width, opened_thread.message).row(theme, width)
    if not arrangement.framed:
        return [*rows, status]
    return add_frame(theme, title_content(session, theme).row(theme, width), rows, status, left if both else None)


def draw_library(model: LibraryModel, setup: Setup, size: tuple[int, int]) -> list[Row]:
    """Rows of the library; empty if there is no room for list and status."""
    session, library, theme, (width, height) = model.session, model.library, setup.theme, size
    if height <= 1:
        return []
    session.arrange(*size)
    layout = session.layout
    rows = list(LibraryRows(session, theme, library.now, layout.list).list())
    preview = LibraryRows(session, theme, library.now, layout.detail).preview() if layout.detail[1] else ()
    if layout.side_by_side:
        divider = Segment(DIVIDER, theme.style(theme.rule))
        rows = [[*one, divider, *other] for one, other in zip(rows, preview, strict=True)]
    elif preview:
        rows += [rule_row(theme, width, "", None), *preview]
    status = library_status(session, theme, setup, width, model.greeting).row(theme, width)
    if not layout.framed:
        return [*rows, status]
    title = library_title(session, theme, width, library.notice).row(theme, width)
    return add_frame(theme, title, rows, status, layout.list[0] if layout.side_by_side else None)
