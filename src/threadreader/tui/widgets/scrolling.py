"""A box of text that is scrolled by the keys of lists, and a long text in it."""

from collections.abc import Iterator, Mapping

from rich.segment import Segment
from textual.containers import VerticalScroll
from textual.geometry import Offset, Size
from textual.selection import Selection
from textual.strip import Strip
from textual.widget import Widget

from threadreader.render.width import Slice, is_narrow, wrap_text
from threadreader.session.actions import lists
from threadreader.tui.widgets.lines import highlight_selection

TITLE_FRAME = 6
"""Cells of a border's corners, and of a line and a space at either end of words in it."""


TO_THE_TOP = (lists.up, lists.page_up, lists.half_up, lists.first)


def target_of(act: object, count: int | None, at: int, last: int, page: int) -> int | None:
    """The row to which an action of lists leads from another, None for another action; `page` rows are a page."""
    steps: Mapping[object, int] = {
        lists.down: 1,
        lists.up: -1,
        lists.page_down: page,
        lists.page_up: -page,
        lists.half_down: page // 2,
        lists.half_up: -(page // 2),
    }
    if act in {lists.first, lists.last}:
        to = (last if act is lists.last else 0) if count is None else count - 1
    elif act in steps:
        to = at + steps[act] * (count or 1)
    else:
        return None
    return min(max(0, to), last)


class TextBox(VerticalScroll, can_focus=False):
    """A box that its screen scrolls."""

    def take(self, act: object, count: int | None) -> str | None:
        """Scroll by an action of lists; returns a status message, None for another action."""
        at, last = round(self.scroll_y), round(self.max_scroll_y)
        # Of a page one row stays in sight.
        line = target_of(act, count, at, last, max(1, self.size.height - 1))
        if line is None:
            return None
        if line == at:
            return "no further" if last else "all of it is in sight"
        self.scroll_to(y=line, animate=False, immediate=True)
        return ""


class LongText(Widget):
    """A text that grows, of which the lines in view are drawn; Textual's own take seconds for 10,000 lines."""

    def __init__(self, *, id: str) -> None:  # noqa: A002 - Textual's name
        super().__init__(id=id)
        self._text = ""
        self._width = 0
        self._rows: list[Slice] = []

    def grow(self, text: str) -> None:
        """Show a text that begins with the one before, and has no tabs."""
        self._text = text
        start = self._rows.pop()[0] if self._rows else 0
        self._rows += _wrapped(text[start:], start, self._width)
        self.refresh(layout=True)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:  # noqa: ARG002 - Textual's
        """Number of lines at a width; a newline at the end begins none."""
        self._wrap(width)
        return len(self._rows) - self._text.endswith("\n")

    def render_line(self, y: int) -> Strip:
        self._wrap(self.size.width)
        row = self._text[slice(*self._rows[y])] if y < len(self._rows) else ""
        strip = Strip([Segment(row, self.rich_style)]).adjust_cell_length(self.size.width, self.rich_style)
        if self.text_selection:
            strip = highlight_selection(strip, self.text_selection.get_span(y))
        return strip.apply_offsets(0, y)

    def get_selection(self, selection: Selection) -> tuple[str, str]:
        """Text selected with the mouse, as it was before it was wrapped, and the separator to other text."""
        start = self._position(selection.start) if selection.start else 0
        end = self._position(selection.end) if selection.end else len(self._text)
        return self._text[start:end], "\n"

    def selection_updated(self, selection: Selection | None) -> None:  # noqa: ARG002 - Textual's
        self.refresh()

    def _position(self, offset: Offset) -> int:
        if offset.y >= len(self._rows):
            return len(self._text)
        start, end = self._rows[offset.y]
        return min(start + offset.x, end)

    def _wrap(self, width: int) -> None:
        if width != self._width:
            self._width, self._rows = width, list(_wrapped(self._text, 0, width))


def _wrapped(text: str, offset: int, width: int) -> Iterator[Slice]:
    """The lines of a text, which keep the spaces that they begin with."""
    for line in text.split("\n"):
        if len(line) <= width and is_narrow(line):
            yield offset, offset + len(line)
        else:
            words = line.lstrip(" ")
            indent = len(line) - len(words)
            held = "\xa0" * indent + words if indent < width else line
            yield from ((start + offset, end + offset) for start, end in wrap_text(held, max(1, width)))
        offset += len(line) + 1
