"""The two panes: replies (outline, cursor, viewport) and article (viewport), and the detection of read replies.

A reply is read when its last line was in the window while the cursor was on it, and the cursor stayed there or went
on after a glance; or when it was whole in the window for a while and was then scrolled out at the top. Fast scrolling
and jumps read nothing.
"""

from abc import ABC, abstractmethod
from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from itertools import accumulate
from typing import Generic, TypeVar

from msgspec import Struct
from msgspec.structs import replace

from threadreader.model.blocks import BlockPath
from threadreader.model.stored_thread import IN_ARTICLE
from threadreader.render.lines import Line
from threadreader.session.layout import ArticleLayout, ReplyLayout
from threadreader.session.outline import Choice, Motion, Outline
from threadreader.session.viewport import Column, Slice, Spot, Viewport

Layout = TypeVar("Layout", bound=ArticleLayout | ReplyLayout)


class PaneView(Column, ABC, Generic[Layout]):
    """A pane: the layout of what is in it, and the window on that."""

    def __init__(self, layout: Layout, height: int) -> None:
        self.layout = layout
        self.window = Viewport(self, height)
        self._tops: Sequence[int] | None = None
        # The line at the top after another layout, and the character that it was to show.
        self._pinned: tuple[Spot, tuple[BlockPath, int]] | None = None

    @abstractmethod
    def text(self, item: int) -> tuple[int, int, Sequence[Line]]:
        """The number of the first line of text of an item, its column, and the lines of text."""

    @abstractmethod
    def estimates(self) -> Iterable[int]:
        """Estimated heights of the visible items, from what is known without laying them out."""

    def in_view(self, item: int | None = None) -> Sequence[Line]:
        """The lines of text in the window, of all items or of one."""
        shown: list[Line] = []
        for piece in self.window.slices():
            if item in {None, piece.item}:
                begin, _, lines = self.text(piece.item)
                shown += lines[max(0, piece.first - begin) : max(0, piece.first + piece.count - begin)]
        return shown

    def tops(self) -> Sequence[int]:
        """Estimated first lines of all rows, and last the end of the column."""
        if self._tops is None:
            self._tops = list(accumulate(self.estimates(), initial=0))
        return self._tops

    def extent(self) -> tuple[float, float]:
        """Begin and length of the window, estimated as parts of the whole; exact at the ends."""
        at_end, top = self.window.is_at_end(), self.window.top
        row = self.row(top.item)
        if at_end and not row and not top.line:
            return 0.0, 1.0
        tops, height = self.tops(), self.window.height
        length = height / max(tops[-1], height + 1)
        inside = min(top.line, tops[row + 1] - tops[row] - 1)
        return 1.0 - length if at_end else min((tops[row] + inside) / tops[-1], 1.0 - length), length

    def show_lines(self, item: int, path: BlockPath, start: int, end: int) -> None:
        """Scroll to a range of characters: not at all where it is in the window, else with some lines above it."""
        begin, _, lines = self.text(item)
        first, last = line_span(lines, path, start, end) or (0, 0)
        if None in {self.window.row_of(Spot(item, begin + line)) for line in (first, last)}:
            row = min(self.window.height // 3, max(0, self.window.height - 1 - last + first))
            self.window.put(Spot(item, begin + first), row)

    def relayout(self, layout: Layout, height: int) -> None:
        """Take another width and height; the character at the top stays there until somebody scrolls."""
        top, seen = self.window.top, None
        begin, _, old = self.text(top.item) if self.rows else (0, 0, ())
        self.layout, self.window.height, self._tops = layout, height, None
        if old and top.line > begin:
            is_pinned = self._pinned and self._pinned[0] == top
            seen = self._pinned[1] if self._pinned and is_pinned else _first_character(old[top.line - begin :])
            new = self.text(top.item)[2]
            span = line_span(new, seen[0], seen[1], seen[1] + 1) if seen and (is_pinned or new != old) else None
            self.window.top = Spot(top.item, begin + (span[0] if span else min(top.line - begin, len(new) - 1)))
        self.window.settle()
        self._pinned = (self.window.top, seen) if seen else None


def _first_character(lines: Sequence[Line]) -> tuple[BlockPath, int] | None:
    starts = ((line.path, run.start) for line in lines for run in line.runs)
    return next(((path, start) for path, start in starts if path is not None and start is not None), None)


def line_span(lines: Sequence[Line], path: BlockPath, start: int, end: int) -> tuple[int, int] | None:
    """The first and last of the lines that show a range of a block's characters, None where none does."""
    numbers = [
        number
        for number, line in enumerate(lines)
        if line.path == path
        and any(run.start is not None and run.start < end and start < run.start + len(run.text) for run in line.runs)
    ]
    return (numbers[0], numbers[-1]) if numbers else None


class CursorAnchor(Struct, frozen=True):
    """The first visible line of the cursor's reply, and its row in the window."""

    spot: Spot
    row: int


class ReplyView(PaneView[ReplyLayout]):
    """The pane of replies. Line 0 of a reply is its header, then its body, last a blank line.

    A folded reply is a single line, its header with its first words; so is context, and each reply of the dense view.
    The cursor is a reply, known by its position, and always visible.
    """

    def __init__(self, outline: Outline, layout: ReplyLayout, height: int) -> None:
        self.outline = outline
        self.cursor = 0
        self._way: tuple[int, Sequence[int]] = (-1, ())
        super().__init__(layout, height)

    @property
    def rows(self) -> Sequence[int]:
        return self.outline.rows

    def row(self, item: int) -> int:
        return self.outline.row(item)

    def height(self, item: int) -> int:
        """Lines of a reply, and the blank line after it unless it is the last, or one of several of one line."""
        if self.outline.is_context(item) or item == self.rows[-1]:
            return self.text_height(item)
        following = self.outline.after(item) if item in self.outline.short else None
        return self.text_height(item) + (following is None or following not in self.outline.short)

    def text_height(self, item: int) -> int:
        """Lines of a reply, its header included."""
        return 1 + len(self.text(item)[2])

    def text(self, item: int) -> tuple[int, int, Sequence[Line]]:
        if item in self.outline.short:
            return 1, 0, ()
        return 1, self.layout.columns.mark(self.layout.level(item)) + 3, self.layout.body(item)

    def estimates(self) -> Iterable[int]:
        short = self.outline.short
        heights = self.layout.estimates(self.rows)
        return (1 if index in short else height for index, height in zip(self.rows, heights, strict=True))

    def go(self, index: int) -> None:
        """Put the cursor on a reply, reveal it, and scroll to it."""
        self._refold(self.outline.reveal(index))
        self.cursor = index
        self.window.show(index, 0, self.text_height(index))

    def go_to_end(self, *, down: bool) -> None:
        """Put the cursor on the first or last visible reply, and the window at that end."""
        shown = self.outline.selection.shown if self.outline.selection else self.outline.rows
        self.cursor = shown[-1 if down else 0]
        self.window.put(
            Spot(self.cursor, self.height(self.cursor) - 1 if down else 0), self.window.height - 1 if down else 0
        )

    def move(self, motion: Motion, count: int = 1) -> str:
        """Repeat a motion of the cursor as far as it goes; returns the refusal where it does not move at all."""
        index, refusal = self.cursor, ""
        for _ in range(count):
            moved = motion(self.outline, index)
            if isinstance(moved, str):
                refusal = moved
                break
            index = moved
        if index == self.cursor:
            return refusal
        self.go(index)
        return ""

    def read_on(self, lines: int) -> bool:
        """Scroll within the cursor's reply where it continues below the window; False where it does not."""
        piece = self._piece(self.cursor)
        left = self.text_height(self.cursor) - piece.first - piece.count if piece else 0
        return left > 0 and self.window.scroll(min(lines, left))

    def read_back(self, lines: int) -> bool:
        """Scroll within the cursor's reply where it begins above the window; False where it does not."""
        piece = self._piece(self.cursor)
        return bool(piece and piece.first) and self.window.scroll(-min(lines, piece.first if piece else 0))

    def scroll(self, lines: int) -> bool:
        """Scroll the window; the cursor stays within it."""
        moved = self.window.scroll(lines)
        pieces = list(self.window.slices())
        if pieces and all(piece.item != self.cursor for piece in pieces):
            begun = [piece for piece in pieces if piece.first == 0] or pieces
            self.cursor = begun[-1 if lines < 0 else 0].item
        return moved

    def fold(self, indices: Iterable[int]) -> None:
        """Fold replies; the one at the top of the window, or what hides it, stays there."""
        self._refold(self.outline.fold(indices))
        if self.outline.rows:
            self.window.show(self.cursor, 0, min(self.text_height(self.cursor), self.window.height))

    def unfold(self, indices: Iterable[int]) -> None:
        """Unfold replies; the one at the top of the window stays there."""
        self._refold(self.outline.unfold(indices))

    def refold(self, outline: Outline) -> None:
        """Take another outline; the cursor's reply, or what is shown for it, keeps its row on the screen."""
        standing = self.cursor_anchor()
        self._refold(outline)
        if not outline.rows:
            return
        line = standing.spot.line if standing.spot.item == self.cursor else 0
        self.window.put(Spot(self.cursor, min(line, self.text_height(self.cursor) - 1)), standing.row)

    def choose(self, choice: Choice | None) -> None:
        """Show a choice of the replies, or all of them again."""
        outline = replace(self.outline, choice=choice)
        self.refold(outline if outline.selection else outline.reveal(self.cursor))

    def show_passage(self, index: int, path: BlockPath, start: int, end: int) -> None:
        """Put the cursor on a reply, unfolded, with a range of its text in the window."""
        self._refold(self.outline.reveal(index).show_whole(index))
        self.cursor = index
        _, last = line_span(self.layout.body(index), path, start, end) or (0, 0)
        if last + 2 <= self.window.height:
            self.window.show(index, 0, self.text_height(index))
        self.show_lines(index, path, start, end)

    def cursor_anchor(self) -> CursorAnchor:
        """The anchor of the cursor in the window."""
        piece = self._piece(self.cursor)
        return CursorAnchor(Spot(self.cursor, piece.first), piece.row) if piece else CursorAnchor(Spot(self.cursor), 0)

    def restore(self, standing: CursorAnchor, outline: Outline | None = None) -> None:
        """Restore the cursor and its row on the screen; with `outline` also the visible replies."""
        self._refold((outline or self.outline).reveal(standing.spot.item))
        self.cursor = standing.spot.item
        self.window.put(standing.spot, min(standing.row, self.window.height - 1))

    def relayout(self, layout: ReplyLayout, height: int) -> None:
        layout.choice = self.outline.choice
        super().relayout(layout, height)
        if self.rows and not self._piece(self.cursor):
            self.window.show(self.cursor)

    def _refold(self, outline: Outline) -> None:
        if outline is self.outline:
            return
        self.outline, self._tops = outline, None
        self.layout.choice = outline.choice
        if outline.rows:
            self.cursor = outline.shown_for(self.cursor)
            top = self.window.top
            shown = outline.shown_for(top.item)
            self.window.top = top if shown == top.item else Spot(shown)
            self.window.settle()

    def lit_levels(self, item: int) -> int:
        """The indentations, from 0 on, at which the way from the cursor up to its root passes a visible reply."""
        if self.outline.row(item) > self.outline.row(self.cursor):
            return 0
        if self._way[0] != self.cursor:
            self._way = self.cursor, self.outline.skeleton.ancestors(self.cursor)[::-1]
        way, sizes = self._way[1], self.outline.skeleton.sizes
        shared = min(bisect_left(way, item), bisect_left(way, -item, key=lambda index: -index - sizes[index]))
        return self.layout.level(way[shared - 1]) + 1 if shared else 0

    def _piece(self, index: int) -> Slice | None:
        return next((piece for piece in self.window.slices() if piece.item == index), None)


class ArticleView(PaneView[ArticleLayout]):
    """The pane of the article: its title and byline, then its blocks, each with a blank line after it."""

    @property
    def rows(self) -> Sequence[int]:
        return range(len(self.layout))

    def row(self, item: int) -> int:
        return item

    def height(self, item: int) -> int:
        """Lines of a block, and the blank line after it unless it is the last."""
        return len(self.layout.lines(item)) + (item != self.rows[-1])

    def text(self, item: int) -> tuple[int, int, Sequence[Line]]:
        return 0, self.layout.gutter, self.layout.lines(item)

    def estimates(self) -> Iterable[int]:
        return self.layout.estimates()

    def show_passage(self, path: BlockPath, start: int, end: int) -> None:
        """Scroll to a range of characters."""
        self.show_lines(path[0] + 1, path, start, end)

    def scrolled(self) -> float:
        """Part that is scrolled past, of all that can be: 0 at the beginning, 1 at the end or where all is shown."""
        begin, length = self.extent()
        return begin / (1.0 - length) if length < 1.0 else 1.0

    @property
    def progress_label(self) -> str:
        """The label of what was scrolled past."""
        part = round(100 * self.scrolled())
        return f"{IN_ARTICLE}, {part} %" if part else IN_ARTICLE


# Seconds on a reply that count if the cursor then goes on.
GLANCE = 0.35

# Seconds that count by themselves.
DWELL = 1.5


class Watch:
    """Detector of read replies: the window of the last look, and since when."""

    def __init__(self) -> None:
        self._ended: Mapping[int, float] = {}
        self._begun: frozenset[int] = frozenset()
        self._focus: tuple[int, float] | None = None
        self._bottom = -1
        self._spared: int | None = None

    def spare(self, index: int) -> None:
        """Exempt a reply for as long as the cursor stays on it."""
        self._spared = index

    def look(self, view: ReplyView, now: float, *, reading: bool = True) -> list[int]:
        """The replies read since the last look; `reading` is False while the replies are not active."""
        pieces = list(view.window.slices()) if reading else []
        read = [index for index in self._ended if self._was_read(index, view, pieces, now)]
        if self._spared != view.cursor:
            self._spared = None
        self._ended = {piece.item: self._ended.get(piece.item, now) for piece in pieces if _has_end_in(view, piece)}
        self._begun = frozenset(p.item for p in pieces if p.first == 0 or p.item in self._begun)
        self._bottom = pieces[-1].item if pieces else -1
        if not reading:
            self._focus = None
        elif self._focus is None or self._focus[0] != view.cursor:
            self._focus = (view.cursor, now)
        return read

    def shown_whole(self, view: ReplyView, pieces: Sequence[Slice]) -> list[int]:
        """The replies that end in the pieces of a window, and began in it since they came into it."""
        self._begun |= {piece.item for piece in pieces if piece.first == 0}
        ended = (piece.item for piece in pieces if _has_end_in(view, piece))
        return [item for item in ended if item in self._begun and item != self._spared]

    def _was_read(self, index: int, view: ReplyView, pieces: list[Slice], now: float) -> bool:
        if index == self._spared:
            return False
        since = self._ended[index]
        if self._focus and index == self._focus[0]:
            on_it = now - max(since, self._focus[1])
            return on_it >= (DWELL if pieces and index == view.cursor else GLANCE)
        scrolled_out = bool(pieces) and view.row(index) < view.row(pieces[0].item) <= view.row(self._bottom)
        return scrolled_out and now - since >= DWELL


def _has_end_in(view: ReplyView, piece: Slice) -> bool:
    """True if the last line of a reply's body is in the window; of a folded one it is hidden."""
    return piece.item not in view.outline.short and piece.first + piece.count >= view.text_height(piece.item)
