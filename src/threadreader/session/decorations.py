"""Annotations located in their texts, highlights of text, and marks on the scroll column."""

import enum
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

from msgspec import Struct

from threadreader.model.annotation import Annotation, Annotations, Located, Locator, locate_verbatim
from threadreader.model.blocks import BlockPath
from threadreader.model.thread import CommentId
from threadreader.session.search import ARTICLE, occurrences

if TYPE_CHECKING:
    from threadreader.session import Session

Piece = tuple[BlockPath, int, int, Located]
"""A range of a block that is highlighted."""


class AnnotationIndex:
    """The annotations of a session, by comment."""

    def __init__(self, session: "Session", locate: Locator = locate_verbatim) -> None:
        self._session = session
        self._locate = locate
        self._indexed: Annotations = {}
        self._by_owner: Mapping[CommentId | None, Mapping[str, Annotation]] = {}
        self._located: dict[int, Sequence[Located]] = {}

    @property
    def all(self) -> Annotations:
        """All annotations by identifier."""
        return self._session.read_state.annotations

    def put(self, name: str, annotation: Annotation | None) -> None:
        """Add or replace an annotation, or remove it where it is None."""
        others = {each: old for each, old in self.all.items() if each != name}
        self._session.read_state.annotations = others if annotation is None else {**others, name: annotation}

    def on(self, index: int) -> Mapping[str, Annotation]:
        """The annotations of a comment, or of the article."""
        if self._indexed is not self.all:
            by_owner: defaultdict[CommentId | None, dict[str, Annotation]] = defaultdict(dict)
            for name, each in self.all.items():
                by_owner[each.owner][name] = each
            self._indexed, self._by_owner, self._located = self.all, by_owner, {}
        return self._by_owner.get(self._session.owner(index), {})

    def located(self, index: int) -> Sequence[Located]:
        """The annotations of a comment, or of the article, that were found, in the order of the text."""
        annotations = self.on(index)
        if annotations and index not in self._located:
            content = self._session.content(index)
            every = (Located(name, each, self._locate(each, content)) for name, each in annotations.items())
            self._located[index] = sorted((each for each in every if each.range), key=lambda each: each.range or ())
        return self._located[index] if annotations else ()

    def pieces(self, index: int, block: int | None = None) -> Sequence[Piece]:
        """Ranges of blocks that were found in a comment or the article; with `block` in that outermost one alone."""
        ranges = ((each, at) for each in self.located(index) if (at := each.range))
        return [(*run, each) for each, at in ranges for run in self._session.runs(index, at.start, at.end, block)]

    def noted(self, index: int) -> Sequence[str]:
        """The identifiers of the annotations of a comment, or of the article, that have a note."""
        return tuple(name for name, each in self.on(index).items() if each.note)

    def in_order(self) -> Sequence[tuple[int, Located]]:
        """All annotations with their comments, in the order of the thread; last those that were not found."""
        position = self._session.opened.skeleton.position
        rows: list[tuple[int, Located]] = []
        self.on(ARTICLE)
        for owner, annotations in self._by_owner.items():
            index = ARTICLE if owner is None else position.get(owner)
            located = {} if index is None else {each.name: each for each in self.located(index)}
            here = ARTICLE if index is None else index
            rows += [(here, located.get(name, Located(name, each))) for name, each in annotations.items()]
        return sorted(rows, key=order_of_note)


def order_of_note(row: tuple[int, Located]) -> tuple[bool, int, int]:
    """The order of annotations in a list."""
    index, located = row
    return located.range is None, index, located.start


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
    owner, blocks = session.owner(index), session.leaves(index, block)
    # `HighlightKind` has each colour.
    below = [
        Highlight(path, start, end, HighlightKind(each.annotation.color))
        for path, start, end, each in session.annotations.pieces(index, block)
    ]
    picked, lit = session.picked, session.link_highlight
    ends = [(picked, HighlightKind.PICKED)] if picked and index in {ARTICLE, session.replies.cursor} else []
    ends += [(lit.quotation, HighlightKind.LINK), (lit.passage, HighlightKind.LINK)] if lit else []
    below += [
        Highlight(at.path, at.start, at.end, kind)
        for at, kind in ends
        if at.owner == owner and block in {None, at.path[0]}
    ]
    choice, active, selection = session.replies.outline.choice, session.active_search, session.selection
    spans: list[tuple[int, int, HighlightKind]] = []
    if index != ARTICLE and choice and choice.words:
        text = session.corpus.text(index)
        spans += [
            (start, start + len(word), HighlightKind.MATCH)
            for word in choice.words
            for start in occurrences(text, word)
        ]
    if active and blocks:
        first, last = blocks[0], blocks[-1]
        for match in active.search.inside(index):
            if first.start < match.end and match.start < last.start + len(last.text):
                kind = HighlightKind.CURRENT_MATCH if match == active.at else HighlightKind.MATCH
                spans.append((match.start, match.end, kind))
    if selection and selection.index == index:
        spans += [
            (*selection.range, HighlightKind.SELECTED),
            (selection.end, selection.end + 1, HighlightKind.SELECTION_END),
        ]
    over = (Highlight(*run, kind) for start, end, kind in spans for run in session.runs(index, start, end, block))
    return (*below, *over)


class ScrollbarMark(enum.IntEnum):
    """Mark on a row of a scroll column; the greatest of a row is shown."""

    UNREAD = 1
    QUOTED = 2
    MATCH = 3


ScrollbarMarks = dict[int, ScrollbarMark]


def reply_scrollbar_marks(session: "Session", rows: int) -> ScrollbarMarks:
    """Marks of matches and unread replies, by row of the replies' scroll column; folded replies included."""
    outline, state, size = session.replies.outline, session.read_state, len(session.opened.skeleton)
    search = session.active_search.search if session.active_search else None
    tops = session.replies.tops()
    edges = [*(bisect_left(tops, row * tops[-1] / rows) for row in range(rows)), len(outline.rows)]
    marks: ScrollbarMarks = {}
    for row, (first, end) in enumerate(pairwise(edges)):
        if first >= end:
            continue
        shown = outline.rows[first:end]
        stretch = range(shown[0], outline.rows[end] if end < len(outline.rows) else size)
        parts = [range(at, at + 1 + outline.hidden_count(at)) for at in shown] if outline.choice else [stretch]
        if search and any(search.has_match_between(part.start, part.stop) for part in parts):
            marks[row] = ScrollbarMark.MATCH
        elif any(map(state.has_unread, parts)):
            marks[row] = ScrollbarMark.UNREAD
    return marks


def article_scrollbar_marks(session: "Session", rows: int) -> ScrollbarMarks:
    """Marks of matches and quoted passages, by row of the article's scroll column."""
    tops, blocks = session.article.tops(), session.leaves(ARTICLE)
    starts = {leaf.path: leaf.start for leaf in blocks}

    def row_of(offset: int) -> int:
        leaf = blocks[max(0, bisect_right(blocks, offset, key=lambda leaf: leaf.start) - 1)]
        item, length = leaf.path[0] + 1, len(leaf.text)
        line = tops[item] + (tops[item + 1] - tops[item]) * min(offset - leaf.start, length) / max(1, length)
        return min(rows - 1, int(line * rows / max(1, tops[-1])))

    passages = (passage.at for passage in session.quoting.passages(None))
    marks = {row_of(starts[at.path] + at.start): ScrollbarMark.QUOTED for at in passages}
    matches = session.active_search.search.inside(ARTICLE) if session.active_search else ()
    return marks | {row_of(match.start): ScrollbarMark.MATCH for match in matches}
