"""The article in its window."""

from threadreader.model.blocks import BlockPath
from threadreader.session.layout import ArticleLayout
from threadreader.session.reply_view import line_span
from threadreader.session.viewport import Spot, Viewport


class ArticleView:
    """The article as a reader sees it: its title and byline, then its blocks, each with a blank line after it."""

    def __init__(self, layout: ArticleLayout, height: int) -> None:
        self.layout = layout
        self.window = Viewport(self, height)

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

    def show_passage(self, path: BlockPath, start: int, end: int) -> None:
        """Move so that a run of characters is in the window, as little as can be or with some lines above it."""
        item = path[0] + 1
        first, last = line_span(self.layout.lines(item), path, start, end)
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
        self.window.height = height
        if old.width != layout.width and top.line:
            lines = max(1, len(old.lines(top.item)))
            self.window.top = Spot(top.item, top.line * len(layout.lines(top.item)) // lines)
        self.window.settle()

    def extent(self) -> tuple[float, float]:
        """Where the window begins and how long it is, as parts of the whole."""
        heights = [self.height(item) for item in range(len(self.layout))]
        total = sum(heights)
        length = min(1.0, self.window.height / total)
        top = sum(heights[: self.window.top.item]) + self.window.top.line
        return min(top / total, 1.0 - length), length
