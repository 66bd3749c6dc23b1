"""The article in its window."""

from collections.abc import Sequence
from itertools import accumulate

from threadreader.model.blocks import BlockPath
from threadreader.session.layout import ArticleLayout
from threadreader.session.reply_view import Hold, line_span
from threadreader.session.viewport import Spot, Viewport


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
