"""A box of text that is scrolled by the keys of lists."""

from collections.abc import Callable, Mapping

from textual.containers import VerticalScroll

from threadreader.session.actions import lists


class TextBox(VerticalScroll, can_focus=False):
    """A box that its screen scrolls."""

    def take(self, act: object, count: int | None) -> str | None:
        """Scroll by an action of lists; returns a status message, None for another action."""
        if act not in _TARGETS:
            return None
        line = min(max(0, _TARGETS[act](self, count or 1)), self.max_scroll_y)
        if line == self.scroll_y:
            return "no further" if self.max_scroll_y else "all of it is in sight"
        self.scroll_to(y=line, animate=False, immediate=True)
        return ""

    @property
    def page(self) -> int:
        """Rows of a page, without the one that stays in sight."""
        return max(1, self.size.height - 1)


_TARGETS: Mapping[object, Callable[[TextBox, int], float]] = {
    lists.down: lambda box, count: box.scroll_y + count,
    lists.up: lambda box, count: box.scroll_y - count,
    lists.page_down: lambda box, count: box.scroll_y + count * box.page,
    lists.page_up: lambda box, count: box.scroll_y - count * box.page,
    lists.half_down: lambda box, count: box.scroll_y + count * (box.page // 2),
    lists.half_up: lambda box, count: box.scroll_y - count * (box.page // 2),
    lists.first: lambda _box, _count: 0,
    lists.last: lambda box, _count: box.max_scroll_y,
}
"""First visible line after each move."""
