"""Rows of the article, and of the quoted passage that a reply is about."""

from collections.abc import Hashable, Sequence

from rich.segment import Segment

from threadreader.render.width import fit, wrap_text
from threadreader.session import ARTICLE, Pane
from threadreader.session.decorations import Highlight, ScrollbarMarks, article_scrollbar_marks, highlights
from threadreader.session.viewport import Viewport
from threadreader.tui.drawing.pane import Labels, PaneRows
from threadreader.tui.drawing.rows import Row, pad_row
from threadreader.tui.theme import Theme


class ArticleRows(PaneRows):
    """Rows of the article, with paragraph numbers in the margin."""

    @property
    def window(self) -> Viewport:
        """The article's viewport."""
        return self.session.article.window

    @property
    def layout_size(self) -> tuple[int, int]:
        """Size of the article's viewport."""
        return self.session.sizes.article

    def labels(self) -> Labels:
        """Hint labels of links."""
        return self.session.hints.labels(Pane.ARTICLE) if self.session.hints else {}

    def extent(self) -> tuple[float, float]:
        """Position and length of the viewport in the article, as fractions."""
        return self.session.article.extent()

    def scrollbar_dependencies(self) -> Sequence[object]:
        """Cache key of the scrollbar marks."""
        session = self.session
        return session.article.layout, session.quoting, session.active_search.search if session.active_search else None

    def scrollbar_marks(self, rows: int) -> ScrollbarMarks:
        """Scrollbar marks of quoted passages and matches."""
        return article_scrollbar_marks(self.session, rows)

    def cache_key(self, item: int) -> Hashable:
        """Cache key of a block's rows."""
        width, noted = self.session.article.layout.width, self.session.annotations.noted(ARTICLE)
        return item, self.columns, width, self.theme.name, self.session.quoting, self._highlights(item), noted

    def draw(self, item: int, first: int, end: int) -> Sequence[Row]:
        """Rows of the title or of a block."""
        layout = self.session.article.layout
        passages = [passage for passage in self.session.quoting.passages(None) if passage.at.path[0] == item - 1]
        highlighted = (*self.painter.quoted(passages), *self._highlights(item))
        pieces = self.session.annotations.pieces(ARTICLE, item - 1)
        rows, lines = [], layout.lines(item)
        for index, line in enumerate(lines[first:end], first):
            begins = line.path is not None and (index == 0 or lines[index - 1].path != line.path)
            number = layout.numbers.get(line.path) if begins and line.path else None
            cells = [self._margin(number), *self.painter.paint(line, highlighted)]
            rows.append(self.row(cells, right=self.painter.margin(line, passages, pieces)))
        return rows

    def cursor_offset(self) -> tuple[int, int] | None:
        """Offset of the first line if the reader is in the article."""
        here = self.session.pane is Pane.ARTICLE and not self.session.open_list
        return (self.session.article.layout.gutter, 0) if here else None

    def _highlights(self, item: int) -> tuple[Highlight, ...]:
        return highlights(self.session, ARTICLE, item - 1)

    def _margin(self, number: int | None) -> Segment:
        gutter = self.session.article.layout.gutter
        room = gutter - 1
        text = f"¶{number}" if number and room > len(str(number)) else ""
        return self.painter.segment(f"{text:>{room}} ", color=self.theme.faint)


_MARK = "┈ "
_MARGIN = 2  # columns, as of replies


def passage_rows(passage: str, theme: Theme, size: tuple[int, int]) -> list[Row]:
    """Rows of a passage, cut to the size with an ellipsis."""
    width, height = size
    room, style = max(1, width - _MARGIN - 2 - len(_MARK)), theme.style(theme.faint)
    ranges = wrap_text(passage, room)[:height]
    lines = [passage[start:end] for start, end in ranges]
    if len(ranges) == height:
        lines[-1] = fit(passage[ranges[-1][0] :], room)
    lines += [""] * (height - len(lines))
    marks = [_MARK, *[" " * len(_MARK)] * (height - 1)]
    return [
        pad_row([Segment(f"{' ' * _MARGIN}{mark}{line}", style)], width, style)
        for mark, line in zip(marks, lines, strict=True)
    ]
