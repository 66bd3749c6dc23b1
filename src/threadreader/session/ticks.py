"""What the column beside a text marks of the whole: on which of its rows something unread, found or quoted stands."""

import enum
from bisect import bisect_right
from collections.abc import Iterable

from threadreader.model.blocks import leaves
from threadreader.session import ARTICLE, Session


class Tick(enum.IntEnum):
    """What stands somewhere; of several on one row the greatest is shown."""

    UNREAD = 1
    QUOTED = 2
    MATCH = 3


Ticks = dict[int, Tick]


def reply_ticks(session: Session, rows: int) -> Ticks:
    """The rows of the replies' column with matches, and those with unread replies."""
    outline = session.replies.outline
    edges = [*session.replies.beginnings(rows), len(outline.rows)]
    found: Ticks = {}
    for row in range(rows):
        first, end = edges[row], edges[row + 1]
        if first < end:
            _mark(found, row, _in_rows(session, first, end))
    return found


def article_ticks(session: Session, rows: int) -> Ticks:
    """The rows of the article's column with matches, and those with passages that replies quote."""
    tops, body = session.article.tops(), session.opened.article.body
    texts = [(leaf.start, leaf.path[0] + 1, len(leaf.text)) for leaf in leaves(body)]
    starts = [start for start, _, _ in texts]

    def row_of(offset: int) -> int:
        begin, item, length = texts[max(0, bisect_right(starts, offset) - 1)]
        line = tops[item] + (tops[item + 1] - tops[item]) * min(offset - begin, length) / max(1, length)
        return min(rows - 1, int(line * rows / max(1, tops[-1])))

    found: Ticks = {}
    begun = {leaf.path: leaf.start for leaf in leaves(body)}
    for passage in session.quoting.passages(None):
        _mark(found, row_of(begun[passage.at.path] + passage.at.start), [Tick.QUOTED])
    for match in session.finding.search.inside(ARTICLE) if session.finding else ():
        _mark(found, row_of(match.start), [Tick.MATCH])
    return found


def _in_rows(session: Session, first: int, end: int) -> Iterable[Tick]:
    """What stands in some rows of the outline, what is folded away under them included."""
    rows, size = session.replies.outline.rows, len(session.opened.skeleton)
    if session.replies.outline.choice:
        here: Iterable[range] = (range(place, place + 1) for place in rows[first:end])
        unread = session.kept.any_unread(rows[first:end])
    else:
        stretch = range(rows[first], rows[end] if end < len(rows) else size)
        here, unread = [stretch], session.kept.any_unread(stretch)
    if unread:
        yield Tick.UNREAD
    search = session.finding.search if session.finding else None
    if search and search.is_counted and any(search.any_between(part.start, part.stop) for part in here):
        yield Tick.MATCH


def _mark(found: Ticks, row: int, ticks: Iterable[Tick]) -> None:
    for tick in ticks:
        found[row] = max(tick, found.get(row, tick))
