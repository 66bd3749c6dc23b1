"""Annotations located in their texts, highlights of text, and marks on the scroll column."""

import enum
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import chain
from typing import TYPE_CHECKING

from msgspec import Struct

from threadreader.model.annotation import Annotation, Annotations, Located, Locator, locate_verbatim
from threadreader.model.blocks import BlockPath, Blocks, leaves, runs_in
from threadreader.model.quote import Anchor, grouped
from threadreader.model.stored_thread import OpenThread
from threadreader.model.thread import CommentId
from threadreader.session.search import ARTICLE, Match, MatchRun, occurrences
from threadreader.session.state import ReadState

if TYPE_CHECKING:
    from threadreader.session import Session

Piece = tuple[BlockPath, int, int, Located]
"""A range of a block that is highlighted."""


class AnnotationIndex:
    """The annotations of an open thread. Nothing but a look-up is done for a comment without any."""

    def __init__(self, opened: OpenThread, state: ReadState, locate: Locator = locate_verbatim) -> None:
        self._opened = opened
        self._state = state
        self._locate = locate
        self._indexed: Annotations | None = None
        self._by_owner: Mapping[CommentId | None, Mapping[str, Annotation]] = {}
        self._located: dict[int, Sequence[Located]] = {}
        self._pieces: dict[int, Mapping[int, Sequence[Piece]]] = {}

    @property
    def all(self) -> Annotations:
        """All annotations by identifier."""
        return self._state.annotations

    def put(self, name: str, annotation: Annotation | None) -> None:
        """Add or replace an annotation, or remove it where it is None."""
        others = {each: old for each, old in self.all.items() if each != name}
        self._state.annotations = others if annotation is None else {**others, name: annotation}

    def on(self, index: int) -> Mapping[str, Annotation]:
        """The annotations of a comment, or of the article."""
        if not self.all:  # as in most threads, for each row that is drawn
            return self.all
        if self._indexed is not self.all:
            by_owner: defaultdict[CommentId | None, dict[str, Annotation]] = defaultdict(dict)
            for name, each in self.all.items():
                by_owner[each.owner][name] = each
            self._indexed, self._by_owner, self._located, self._pieces = self.all, by_owner, {}, {}
        return self._by_owner.get(None if index == ARTICLE else self._opened.skeleton.ids[index], {})

    def located(self, index: int) -> Sequence[Located]:
        """The annotations of a comment, or of the article, that were found, in the order of the text."""
        annotations = self.on(index)
        if not annotations:
            return ()
        if index not in self._located:
            body = self._opened.article if index == ARTICLE else self._opened.comment(index)
            every = (Located(name, each, self._locate(each, body)) for name, each in annotations.items())
            self._located[index] = sorted((each for each in every if each.range), key=lambda each: each.range or ())
        return self._located[index]

    def pieces(self, index: int, block: int | None = None) -> Sequence[Piece]:
        """Ranges of blocks that were found in a comment or the article; with `block` in that outermost one alone."""
        if not self.on(index):
            return ()
        if index not in self._pieces:
            body = self._opened.article.body if index == ARTICLE else self._opened.comment(index).body
            blocks = tuple(leaves(body))
            ranges = ((each, each.range) for each in self.located(index))
            every = [(*run, each) for each, at in ranges if at for run in runs_in(blocks, at.start, at.end)]
            self._pieces[index] = grouped((piece[0][0], piece) for piece in every)
        by_block = self._pieces[index]
        return list(chain.from_iterable(by_block.values())) if block is None else by_block.get(block, ())

    def noted(self, index: int) -> Sequence[str]:
        """The identifiers of the annotations of a comment, or of the article, that have a note."""
        return tuple(name for name, each in self.on(index).items() if each.note)

    def in_order(self) -> Sequence[tuple[int, Located]]:
        """All annotations with their comments, in the order of the thread; last those that were not found."""
        position = self._opened.skeleton.position
        owners = {each.owner for each in self.all.values()}
        indices = sorted(position[owner] for owner in owners if owner is not None and owner in position)
        found = [(index, each) for index in (ARTICLE, *indices) for each in self.located(index)]
        names = {each.name for _, each in found}
        lost = (
            (ARTICLE if each.owner is None else position.get(each.owner, ARTICLE), Located(name, each))
            for name, each in self.all.items()
            if name not in names
        )
        return [*found, *sorted(lost, key=lambda pair: (pair[0], pair[1].annotation.start))]


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


def highlights(session: "Session", index: int, block: int | None = None) -> tuple[Highlight, ...]:
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


def _selected(session: "Session", index: int, block: int | None) -> Sequence[Highlight]:
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


def _filtered(session: "Session", index: int) -> Iterable[Highlight]:
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


def _matches(session: "Session", index: int, block: int | None) -> Sequence[Highlight]:
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


def reply_scrollbar_marks(session: "Session", rows: int) -> ScrollbarMarks:
    """Marks of matches and unread replies, by row of the replies' scroll column."""
    outline = session.replies.outline
    edges = [*session.replies.beginnings(rows), len(outline.rows)]
    marks: ScrollbarMarks = {}
    for row in range(rows):
        first, end = edges[row], edges[row + 1]
        if first < end:
            _mark(marks, row, _in_rows(session, first, end))
    return marks


def article_scrollbar_marks(session: "Session", rows: int) -> ScrollbarMarks:
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


def _in_rows(session: "Session", first: int, end: int) -> Iterable[ScrollbarMark]:
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
