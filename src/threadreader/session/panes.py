"""The replies in their window: the cursor, what is folded, and which lines are shown.

The article in its window.

Which replies were read: told by what the window showed, where the reader was, and for how long.

A reply is read when its last line was in the window while the reader was on it, and the reader stayed there or went
on after a glance; or when it was whole in the window for a while and was then scrolled out at the top. Who scrolls
fast, or jumps, has read nothing.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate

from threadreader.model.blocks import BlockPath
from threadreader.render.lines import Line
from threadreader.session.layout import ArticleLayout, ReplyLayout
from threadreader.session.motions import Motion, Refusal
from threadreader.session.outline import Choice, Outline
from threadreader.session.viewport import Ruler, Slice, Spot, Viewport


@dataclass(frozen=True, slots=True)
class Standing:
    """The first line of the cursor's reply that is in the window, and the row it stands on."""

    spot: Spot
    row: int


class ReplyView:
    """The reply tree as a reader sees it. Line 0 of a reply is its header, then its body, last a blank line.

    A folded reply shows its header and one line of its body; one that only leads to others is a single line. The
    cursor is a reply, known by its position, and always visible.
    """

    def __init__(self, outline: Outline, layout: ReplyLayout, height: int) -> None:
        self.outline = outline
        self.layout = layout
        self.cursor = 0
        self.window = Viewport(self, height)
        self._ruler = Ruler()
        self._hold = Hold()

    @property
    def levels(self) -> int:
        """How many levels the replies stand on."""
        choice = self.outline.choice
        return 1 if choice and choice.flat else self.outline.skeleton.levels

    def first(self) -> int | None:
        """The first reply, as a `Column`."""
        return self.outline.rows[0] if self.outline.rows else None

    def last(self) -> int | None:
        """The last visible reply, as a `Column`."""
        return self.outline.rows[-1] if self.outline.rows else None

    def after(self, item: int) -> int | None:
        """The next visible reply, as a `Column`."""
        return self.outline.after(item)

    def before(self, item: int) -> int | None:
        """The visible reply before, as a `Column`."""
        return self.outline.before(item)

    def height(self, item: int) -> int:
        """How many lines a reply has, and the blank line after it unless it is the last."""
        return self.text_height(item) + (item != self.last() and not self.outline.is_context(item))

    def rank(self, item: int) -> int:
        """The row of a reply, as a `Column`; without a choice its position does as well."""
        return self.outline.row(item) if self.outline.choice else item

    def text_height(self, item: int) -> int:
        """How many lines a reply has, its header included."""
        if self.outline.is_context(item):
            return 1
        return 2 if self.outline.is_folded(item) else len(self.layout.body(item)) + 1

    def go(self, place: int) -> None:
        """Put the cursor on a reply, visible or made so, and show it."""
        self._refold(self.outline.reveal(place))
        self.cursor = place
        self.window.show(place, 0, self.text_height(place))

    def go_to_end(self, *, down: bool) -> None:
        """Put the cursor on the first or last visible reply, and the window at that end."""
        shown = self.outline.choice.shown if self.outline.choice else self.outline.rows
        self.cursor = shown[-1 if down else 0]
        self.window.put(
            Spot(self.cursor, self.height(self.cursor) - 1 if down else 0), self.window.height - 1 if down else 0
        )

    def move(self, motion: Motion, count: int = 1) -> str:
        """Move the cursor some times, as far as it goes; returns why not where it does not move at all."""
        place, why = self.cursor, ""
        for _ in range(count):
            moved = motion(self.outline, place)
            if isinstance(moved, Refusal):
                why = moved.why
                break
            place = moved
        if place == self.cursor:
            return why
        self.go(place)
        return ""

    def read_on(self, lines: int) -> bool:
        """Scroll some lines inside the cursor's reply where it goes on below the window; False where it does not."""
        piece = self._piece(self.cursor)
        left = self.text_height(self.cursor) - piece.first - piece.count if piece else 0
        return left > 0 and self.window.scroll(min(lines, left))

    def read_back(self, lines: int) -> bool:
        """Scroll some lines inside the cursor's reply where it begins above the window; False where it does not."""
        piece = self._piece(self.cursor)
        return bool(piece and piece.first) and self.window.scroll(-min(lines, piece.first if piece else 0))

    def scroll(self, lines: int) -> bool:
        """Scroll the window; the cursor goes with it where it would leave it."""
        moved = self.window.scroll(lines)
        self._keep_cursor_in_window(prefer_last=lines < 0)
        return moved

    def fold(self, places: Iterable[int]) -> None:
        """Fold replies; the reply at the top of the window stays where it is, or what hides it takes its place."""
        self._refold(self.outline.fold(places))
        if self.outline.rows:
            self._show_cursor()

    def unfold(self, places: Iterable[int]) -> None:
        """Unfold replies; the reply at the top of the window stays where it is."""
        self._refold(self.outline.unfold(places))

    def refold(self, outline: Outline) -> None:
        """Show other rows; what the cursor is on keeps its row on the screen, or what stands for it takes that."""
        standing = self.standing()
        self._refold(outline)
        if not outline.rows:
            return
        line = standing.spot.line if standing.spot.item == self.cursor else 0
        self.window.put(Spot(self.cursor, min(line, self.text_height(self.cursor) - 1)), standing.row)

    def choose(self, choice: Choice | None) -> None:
        """Show a choice of the replies, or all of them again."""
        outline = self.outline.choose(choice)
        self.refold(outline if choice else outline.reveal(self.cursor))

    def show_passage(self, place: int, path: BlockPath, start: int, end: int) -> None:
        """Put the cursor on a reply, unfolded, with a run of its characters in the window."""
        self._refold(self.outline.reveal(place).show_whole(place))
        self.cursor = place
        first, last = line_span(self.layout.body(place), path, start, end) or (0, 0)
        if last + 2 <= self.window.height:
            self.window.show(place, 0, min(self.text_height(place), self.window.height))
        if not self._shows(place, first + 1, last + 1):
            self.window.put(Spot(place, first + 1), self.window.height // 3)

    def standing(self) -> Standing:
        """Where the cursor's reply stands in the window."""
        piece = self._piece(self.cursor)
        return Standing(Spot(self.cursor, piece.first), piece.row) if piece else Standing(Spot(self.cursor), 0)

    def restore(self, standing: Standing, outline: Outline | None = None) -> None:
        """Put the cursor's reply back on the row it stood on; with `outline`, just what it shows visible."""
        self._refold((outline or self.outline).reveal(standing.spot.item))
        self.cursor = standing.spot.item
        self.window.put(standing.spot, min(standing.row, self.window.height - 1))

    def relayout(self, layout: ReplyLayout, height: int) -> None:
        """Take another width and height; the reply at the top of the window stays there."""
        top, old = self.window.top, self.layout
        self.layout = layout
        layout.take_over(old)
        layout.choice = self.outline.choice
        self.window.height = height
        whole = not (self.outline.is_folded(top.item) or self.outline.is_context(top.item))
        if top.line > 1 and self.outline.rows and whole:
            line = self._hold.find(top, old.body(top.item), top.line - 1, layout.body(top.item))
            self.window.top = Spot(top.item, 1 + line)
        self.window.settle()
        self._hold.keep(self.window.top)
        if self.outline.rows and not self._piece(self.cursor):
            self.window.show(self.cursor)

    def extent(self) -> tuple[float, float]:
        """Where the window begins and how long it is, as about the parts of the whole that they are."""
        return self._ruler.extent(self.outline, self.layout, self.window)

    def beginnings(self, parts: int) -> Sequence[int]:
        """The rows that about so many equal parts of the thread begin with."""
        return self._ruler.beginnings(self.outline, self.layout, parts)

    def _refold(self, outline: Outline) -> None:
        if outline is self.outline:
            return
        self.outline = outline
        self.layout.choice = outline.choice
        if outline.rows:
            self.cursor = outline.shown_for(self.cursor)
            top = self.window.top
            shown = outline.shown_for(top.item)
            self.window.top = top if shown == top.item else Spot(shown)
            self.window.settle()

    def _keep_cursor_in_window(self, *, prefer_last: bool) -> None:
        pieces = list(self.window.slices())
        if pieces and all(piece.item != self.cursor for piece in pieces):
            begun = [piece for piece in pieces if piece.first == 0] or pieces
            self.cursor = begun[-1 if prefer_last else 0].item

    def _show_cursor(self) -> None:
        self.window.show(self.cursor, 0, min(self.text_height(self.cursor), self.window.height))

    def _shows(self, place: int, first: int, last: int) -> bool:
        return self.window.row_of(Spot(place, first)) is not None and self.window.row_of(Spot(place, last)) is not None

    def _piece(self, place: int) -> Slice | None:
        return next((piece for piece in self.window.slices() if piece.item == place), None)


class Hold:
    """The characters at the top of a window, found again in other lines: the same ones until the reader moves."""

    def __init__(self) -> None:
        self._top: Spot | None = None
        self._words: tuple[BlockPath, int] | None = None

    def find(self, top: Spot, old: Sequence[Line], number: int, new: Sequence[Line]) -> int:
        """Which of the new lines shows what the window began with; `number` is the line of the old ones at its top."""
        if top != self._top:
            self._words = _first_words(old[number:])
        found = line_span(new, self._words[0], self._words[1], self._words[1] + 1) if self._words else None
        return found[0] if found else max(0, min(number, len(new) - 1))

    def keep(self, top: Spot) -> None:
        """Take note of where the window stands now: as long as it does, it begins with the same characters."""
        self._top = top


def _first_words(lines: Sequence[Line]) -> tuple[BlockPath, int] | None:
    for line in lines:
        start = next((run.start for run in line.runs if run.start is not None), None)
        if line.path is not None and start is not None:
            return line.path, start
    return None


def line_span(lines: Sequence[Line], path: BlockPath, start: int, end: int) -> tuple[int, int] | None:
    """The first and the last of the lines that show a run of characters of a block, None where none does."""
    found = [
        number
        for number, line in enumerate(lines)
        if line.path == path
        and any(run.start is not None and run.start < end and start < run.start + len(run.text) for run in line.runs)
    ]
    return (found[0], found[-1]) if found else None


class ArticleView:
    """The article as a reader sees it: its title and byline, then its blocks, each with a blank line after it."""

    def __init__(self, layout: ArticleLayout, height: int) -> None:
        self.layout = layout
        self.window = Viewport(self, height)
        self._hold = Hold()
        self._known_tops: Sequence[int] | None = None

    def first(self) -> int | None:
        """The title, as a `Column`."""
        return 0

    def last(self) -> int | None:
        """The last block, as a `Column`."""
        return len(self.layout) - 1

    def after(self, item: int) -> int | None:
        """The next block, as a `Column`."""
        return item + 1 if item + 1 < len(self.layout) else None

    def before(self, item: int) -> int | None:
        """The block before, as a `Column`."""
        return item - 1 if item > 0 else None

    def height(self, item: int) -> int:
        """How many lines a block has, and the blank line after it unless it is the last."""
        return len(self.layout.lines(item)) + (item != self.last())

    def rank(self, item: int) -> int:
        """The blocks are numbered from the top, as a `Column`."""
        return item

    def show_passage(self, path: BlockPath, start: int, end: int) -> None:
        """Move so that a run of characters is in the window, as little as can be or with some lines above it."""
        item = path[0] + 1
        first, last = line_span(self.layout.lines(item), path, start, end) or (0, 0)
        rows = self.window.row_of(Spot(item, first)), self.window.row_of(Spot(item, last))
        if None in rows:
            self.window.put(
                Spot(item, first), min(self.window.height // 3, max(0, self.window.height - 1 - last + first))
            )

    def relayout(self, layout: ArticleLayout, height: int) -> None:
        """Take another width and height; the block at the top of the window stays there."""
        old = self.layout
        top = self.window.top
        self.layout = layout
        layout.take_over(old)
        self.window.height = height
        if old.width != layout.width:
            self._known_tops = None
            if top.line:
                line = self._hold.find(top, old.lines(top.item), top.line, layout.lines(top.item))
                self.window.top = Spot(top.item, line)
        self.window.settle()
        self._hold.keep(self.window.top)

    def extent(self) -> tuple[float, float]:
        """Where the window begins and how long it is, as about the parts of the whole they are; exact at the ends."""
        top, at_end = self.window.top, self.window.at_end()
        if at_end and top == Spot(0):
            return 0.0, 1.0
        tops = self.tops()
        length = self.window.height / max(tops[-1], self.window.height + 1)
        if at_end:
            return 1.0 - length, length
        inside = min(top.line, tops[top.item + 1] - tops[top.item] - 1)
        return min((tops[top.item] + inside) / tops[-1], 1.0 - length), length

    def tops(self) -> Sequence[int]:
        """About the line that each item begins on, and last where the article ends."""
        if self._known_tops is None:
            self._known_tops = list(accumulate(self.layout.estimates(), initial=0))
        return self._known_tops


GLANCE = 0.35
"""Seconds on a reply that count where the reader goes on from it."""

DWELL = 1.5
"""Seconds that count by themselves."""


class Watch:
    """What was in the window when it was last looked at, and since when."""

    def __init__(self) -> None:
        self._ended: Mapping[int, float] = {}
        self._focus: tuple[int, float] | None = None
        self._bottom = -1
        self._spared: int | None = None

    def spare(self, place: int) -> None:
        """Do not take a reply as read for as long as the reader stays on it."""
        self._spared = place

    def look(self, view: ReplyView, now: float, *, reading: bool = True) -> list[int]:
        """The replies that were read since the last look; `reading` tells that the reader is in the replies."""
        pieces = list(view.window.slices()) if reading else []
        read = [place for place in self._ended if self._was_read(place, view, pieces, now)]
        if self._spared != view.cursor:
            self._spared = None
        self._ended = {piece.item: self._ended.get(piece.item, now) for piece in pieces if _ends(view, piece)}
        self._bottom = pieces[-1].item if pieces else -1
        if not reading:
            self._focus = None
        elif self._focus is None or self._focus[0] != view.cursor:
            self._focus = (view.cursor, now)
        return read

    def _was_read(self, place: int, view: ReplyView, pieces: list[Slice], now: float) -> bool:
        if place == self._spared:
            return False
        since = self._ended[place]
        if self._focus and place == self._focus[0]:
            on_it = now - max(since, self._focus[1])
            return on_it >= (DWELL if pieces and place == view.cursor else GLANCE)
        scrolled_out = bool(pieces) and place < pieces[0].item <= self._bottom
        return scrolled_out and now - since >= DWELL


def _ends(view: ReplyView, piece: Slice) -> bool:
    """Whether the last line of a reply's words is in the window; of a folded one they are hidden."""
    hidden = view.outline.is_folded(piece.item) or view.outline.is_context(piece.item)
    return not hidden and piece.first + piece.count >= view.text_height(piece.item)
