"""Highlights of text (quoted, picked, matching), and marks on the scroll column (unread, quoted, matching)."""

import enum
from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence

from msgspec import Struct

from threadreader.model.blocks import BlockPath, Blocks, leaves, runs_in
from threadreader.model.quote import Anchor
from threadreader.session import ARTICLE, Session
from threadreader.session.search import Match, MatchRun, occurrences


class HighlightKind(enum.StrEnum):
    """Reason of a highlight; later ones win."""

    QUOTED = "quoted"
    YELLOW = "yellow"
    GREEN = "green"
    BLUE = "blue"
    PINK = "pink"
    PICKED = "picked"
    LINK = "lit"
    MATCH = "match"
    CURRENT_MATCH = "current-match"
    SELECTED = "selected"
    SELECTION_END = "selection-end"


class Highlight(Struct, frozen=True):
    """A highlighted range of characters of a block, end exclusive."""

    path: BlockPath
    start: int
    end: int
    kind: HighlightKind


def highlights(session: Session, index: int, block: int | None = None) -> tuple[Highlight, ...]:
    """The highlights of the article or a reply, the uppermost last; with `block` only of that outermost block."""
    owner = None if index == ARTICLE else session.opened.skeleton.ids[index]
    # `HighlightKind` has each colour.
    result = [
        Highlight(path, start, end, HighlightKind(each.annotation.color))
        for path, start, end, each in session.annotations.pieces(index, block)
    ]
    picked = session.picked
    if picked and picked.owner == owner and index in {ARTICLE, session.replies.cursor}:
        result.append(Highlight(picked.path, picked.start, picked.end, HighlightKind.PICKED))
    if session.link_highlight:
        ends: tuple[Anchor, Anchor] = (session.link_highlight.quotation, session.link_highlight.passage)
        result += [Highlight(a.path, a.start, a.end, HighlightKind.LINK) for a in ends if a.owner == owner]
    shown = result if block is None else [highlight for highlight in result if highlight.path[0] == block]
    return (*shown, *_filtered(session, index), *_matches(session, index, block), *_selected(session, index, block))


def _selected(session: Session, index: int, block: int | None) -> Sequence[Highlight]:
    selection = session.selection
    if selection is None or selection.index != index:
        return ()
    kinds = (*selection.range, HighlightKind.SELECTED), (selection.end, selection.end + 1, HighlightKind.SELECTION_END)
    blocks = selection.within(block)
    return [
        Highlight(path, first, last, kind)
        for start, end, kind in kinds
        for path, first, last in runs_in(blocks, start, end)
    ]


def _filtered(session: Session, index: int) -> Iterable[Highlight]:
    """The words of the filter in a reply."""
    choice = session.replies.outline.choice
    if index == ARTICLE or not choice or not choice.words:
        return ()
    text, body = session.corpus.text(index), session.body(index)
    return [
        Highlight(path, first, last, HighlightKind.MATCH)
        for word in choice.words
        for start in occurrences(text, word)
        for path, first, last in runs(body, start, start + len(word))
    ]


def _matches(session: Session, index: int, block: int | None) -> Sequence[Highlight]:
    if session.active_search is None:
        return ()
    search, at = session.active_search.search, session.active_search.at
    if not search.has_match_between(index, index + 1):
        return ()
    laid = search.runs.get(index)
    if laid is None:
        laid = search.runs[index] = _lay(session.body(index), search.inside(index))
    blocks = laid.values() if block is None else [laid.get(block, ())]
    return [
        Highlight(path, start, end, HighlightKind.CURRENT_MATCH if match == at else HighlightKind.MATCH)
        for one in blocks
        for path, start, end, match in one
    ]


def _lay(body: Blocks, matches: Sequence[Match]) -> Mapping[int, Sequence[MatchRun]]:
    """Matches as ranges of blocks, by outermost block: one walk over both."""
    laid: dict[int, list[MatchRun]] = {}
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
    """A range of a body's text as ranges of its blocks."""
    return runs_in(leaves(body), start, end)


class ScrollbarMark(enum.IntEnum):
    """Mark on a row of a scroll column; the greatest of a row is shown."""

    UNREAD = 1
    QUOTED = 2
    MATCH = 3


ScrollbarMarks = dict[int, ScrollbarMark]


def reply_scrollbar_marks(session: Session, rows: int) -> ScrollbarMarks:
    """Marks of matches and unread replies, by row of the replies' scroll column."""
    outline = session.replies.outline
    edges = [*session.replies.beginnings(rows), len(outline.rows)]
    marks: ScrollbarMarks = {}
    for row in range(rows):
        first, end = edges[row], edges[row + 1]
        if first < end:
            _mark(marks, row, _in_rows(session, first, end))
    return marks


def article_scrollbar_marks(session: Session, rows: int) -> ScrollbarMarks:
    """Marks of matches and quoted passages, by row of the article's scroll column."""
    tops, body = session.article.tops(), session.opened.article.body
    texts = [(leaf.start, leaf.path[0] + 1, len(leaf.text)) for leaf in leaves(body)]
    starts = [start for start, _, _ in texts]

    def row_of(offset: int) -> int:
        begin, item, length = texts[max(0, bisect_right(starts, offset) - 1)]
        line = tops[item] + (tops[item + 1] - tops[item]) * min(offset - begin, length) / max(1, length)
        return min(rows - 1, int(line * rows / max(1, tops[-1])))

    marks: ScrollbarMarks = {}
    begun = {leaf.path: leaf.start for leaf in leaves(body)}
    for passage in session.quoting.passages(None):
        _mark(marks, row_of(begun[passage.at.path] + passage.at.start), [ScrollbarMark.QUOTED])
    for match in session.active_search.search.inside(ARTICLE) if session.active_search else ():
        _mark(marks, row_of(match.start), [ScrollbarMark.MATCH])
    return marks


def _in_rows(session: Session, first: int, end: int) -> Iterable[ScrollbarMark]:
    """The marks of a range of rows of the outline, folded replies included."""
    rows, size = session.replies.outline.rows, len(session.opened.skeleton)
    if session.replies.outline.choice:
        here: Iterable[range] = (range(index, index + 1) for index in rows[first:end])
        unread = session.read_state.has_unread(rows[first:end])
    else:
        stretch = range(rows[first], rows[end] if end < len(rows) else size)
        here, unread = [stretch], session.read_state.has_unread(stretch)
    if unread:
        yield ScrollbarMark.UNREAD
    search = session.active_search.search if session.active_search else None
    if search and any(search.has_match_between(part.start, part.stop) for part in here):
        yield ScrollbarMark.MATCH


def _mark(marks: ScrollbarMarks, row: int, ticks: Iterable[ScrollbarMark]) -> None:
    for tick in ticks:
        marks[row] = max(tick, marks.get(row, tick))
