"""The whole screen of a thread in rows."""

import time

from rich.segment import Segment

from threadreader.session import Pane
from threadreader.session.context import passage_in_question
from threadreader.tui.ancestor_lines import AncestorLines
from threadreader.tui.article_rows import ArticleRows
from threadreader.tui.bar_rows import DIVIDER, framed
from threadreader.tui.passage_rows import passage_rows
from threadreader.tui.reading import Reading
from threadreader.tui.reply_rows import ReplyRows
from threadreader.tui.rows import Row
from threadreader.tui.setup import Setup
from threadreader.tui.thread_words import status_words, title_words


def draw_thread(reading: Reading, setup: Setup, size: tuple[int, int]) -> list[Row]:
    """The rows of the screen, none where it is of another kind."""
    session, look, width = reading.session, setup.look, size[0]
    arrangement = session.arrange(size)
    assert arrangement, "it has a size"
    if arrangement.too_small:
        return []
    session.notice(time.monotonic())
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
