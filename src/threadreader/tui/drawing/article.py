"""Draws the article's lines.

How the passage is drawn that a reply is about: in a few lines above the replies.
"""

from collections.abc import Hashable, Sequence

from rich.segment import Segment

from threadreader.render.width import fit, wrap_text
from threadreader.session import ARTICLE, Pane
from threadreader.session.decorations import Highlight, ScrollbarMarks, article_scrollbar_marks, highlights
from threadreader.session.viewport import Viewport
from threadreader.tui.drawing.pane import Labels, PaneRows
from threadreader.tui.drawing.rows import Row, filled
from threadreader.tui.theme import Look


class ArticleRows(PaneRows):
    """The article: the number of each paragraph in the margin, then its lines."""

    @property
    def window(self) -> Viewport:
        """The article's window."""
        return self.session.article.window

    @property
    def laid_for(self) -> tuple[int, int]:
        """The size of the article's window."""
        return self.session.sizes.article

    def labels(self) -> Labels:
        """The labels of links."""
        return self.session.hints.labels(Pane.ARTICLE) if self.session.hints else {}

    def extent(self) -> tuple[float, float]:
        """Where the window stands in the article."""
        return self.session.article.extent()

    def ticks_of(self) -> Sequence[object]:
        """Everything that the ticks depend on."""
        session = self.session
        return session.article.layout, session.quoting, session.active_search.search if session.active_search else None

    def tick(self, rows: int) -> ScrollbarMarks:
        """Quoted passages and matches."""
        return article_scrollbar_marks(self.session, rows)

    def key_of(self, item: int) -> Hashable:
        """Everything that a block's rows depend on."""
        width = self.session.article.layout.width
        return item, self.columns, width, self.look.name, self.session.quoting, self._shining(item)

    def draw(self, item: int, first: int, end: int) -> Sequence[Row]:
        """The rows of the title or of a block."""
        layout = self.session.article.layout
        passages = [passage for passage in self.session.quoting.passages(None) if passage.at.path[0] == item - 1]
        shining = (*self.painter.quoted(passages), *self._shining(item))
        rows, lines = [], layout.lines(item)
        for place, line in enumerate(lines[first:end], first):
            begins = line.path is not None and (place == 0 or lines[place - 1].path != line.path)
            number = layout.numbers.get(line.path) if begins and line.path else None
            cells = [self._margin(number), *self.painter.paint(line, shining)]
            rows.append(self.row(cells, right=self.painter.quoted_times(line, passages)))
        return rows

    def focus_at(self) -> tuple[int, int] | None:
        """The first line of the window, where the reader is in the article."""
        here = self.session.pane is Pane.ARTICLE and not self.session.open_list
        return (self.session.article.layout.gutter, 0) if here else None

    def _shining(self, item: int) -> tuple[Highlight, ...]:
        return highlights(self.session, ARTICLE, item - 1)

    def _margin(self, number: int | None) -> Segment:
        gutter = self.session.article.layout.gutter
        room = gutter - 1
        words = f"¶{number}" if number and room > len(str(number)) else ""
        return self.painter.segment(f"{words:>{room}} ", color=self.look.faint)


_MARK = "┈ "
_MARGIN = 2


def passage_rows(passage: str, look: Look, size: tuple[int, int]) -> list[Row]:
    """As much of it as there is room for; the last row says that there is more."""
    width, height = size
    room, style = max(1, width - _MARGIN - 2 - len(_MARK)), look.style(look.faint)
    ranges = wrap_text(passage, room)[:height]
    lines = [passage[start:end] for start, end in ranges]
    if len(ranges) == height:
        lines[-1] = fit(passage[ranges[-1][0] :], room)
    lines += [""] * (height - len(lines))
    marks = [_MARK, *[" " * len(_MARK)] * (height - 1)]
    return [
        filled([Segment(f"{' ' * _MARGIN}{mark}{line}", style)], width, style)
        for mark, line in zip(marks, lines, strict=True)
    ]
