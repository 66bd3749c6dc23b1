"""What of the text stands out for now: passages that are quoted, picked or lit, and matches of a search.

What the column beside a text marks of the whole: on which of its rows something unread, found or quoted stands.
"""

import enum
from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from threadreader.model.blocks import BlockPath, Blocks, leaves
from threadreader.model.quote import Anchor
from threadreader.session import ARTICLE, Session
from threadreader.session.search import Laid, Match


class Glow(enum.StrEnum):
    """Why a run of characters is highlighted; the later of these wins."""

    QUOTED = "quoted"
    PICKED = "picked"
    LIT = "lit"
    MATCH = "match"
    CURRENT_MATCH = "current-match"


@dataclass(frozen=True, slots=True)
class Highlight:
    """A run of characters of a block, and why it stands out."""

    path: BlockPath
    start: int
    end: int
    glow: Glow


def highlights(session: Session, place: int, block: int | None = None) -> tuple[Highlight, ...]:
    """What stands out for now in the article or in a reply, in an order in which later ones lie on earlier ones.

    With `block` only what stands in that one of its outermost blocks.
    """
    owner = None if place == ARTICLE else session.opened.skeleton.ids[place]
    found: list[Highlight] = []
    picked = session.picked
    if picked and picked.owner == owner and place in {ARTICLE, session.replies.cursor}:
        found.append(Highlight(picked.path, picked.start, picked.end, Glow.PICKED))
    if session.light:
        ends: tuple[Anchor, Anchor] = (session.light.quotation, session.light.passage)
        found += [Highlight(a.path, a.start, a.end, Glow.LIT) for a in ends if a.owner == owner]
    shown = found if block is None else [light for light in found if light.path[0] == block]
    return (*shown, *_matches(session, place, block))


def _matches(session: Session, place: int, block: int | None) -> Sequence[Highlight]:
    if session.finding is None:
        return ()
    search, at = session.finding.search, session.finding.at
    if not search.any_between(place, place + 1):
        return ()
    laid = search.laid.get(place)
    if laid is None:
        laid = search.laid[place] = _lay(session.body(place), search.inside(place))
    blocks = laid.values() if block is None else [laid.get(block, ())]
    return [
        Highlight(path, start, end, Glow.CURRENT_MATCH if match == at else Glow.MATCH)
        for one in blocks
        for path, start, end, match in one
    ]


def _lay(body: Blocks, matches: Sequence[Match]) -> Mapping[int, Sequence[Laid]]:
    """Matches as runs of blocks, by the outermost block that each is in: one walk over both."""
    laid: dict[int, list[Laid]] = {}
    first = 0
    for leaf in leaves(body):
        end = leaf.start + len(leaf.text)
        while first < len(matches) and matches[first].end <= leaf.start:
            first += 1
        number = first
        while number < len(matches) and matches[number].start < end:
            match = matches[number]
            run = leaf.path, max(match.start - leaf.start, 0), min(match.end - leaf.start, len(leaf.text)), match
            laid.setdefault(leaf.path[0], []).append(run)
            number += 1
    return laid


def runs(body: Blocks, start: int, end: int) -> list[tuple[BlockPath, int, int]]:
    """A run of characters of a body's text as runs of its blocks."""
    return [
        (leaf.path, max(start - leaf.start, 0), min(end - leaf.start, len(leaf.text)))
        for leaf in leaves(body)
        if leaf.start < end and start < leaf.start + len(leaf.text)
    ]


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
