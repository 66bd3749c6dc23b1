"""Option list moved by the list actions of the key table."""

from textual.geometry import Offset
from textual.widgets import OptionList

from threadreader.session.actions import Action, lists


class ChoiceList(OptionList, can_focus=False):
    """An option list without focus; its screen moves it."""

    def move(self, act: Action | object, count: int | None) -> str:
        """Move by a list action; returns a status message."""
        steps = {
            lists.down: 1,
            lists.up: -1,
            lists.half_down: self._page // 2,
            lists.half_up: -self._page // 2,
            lists.page_down: self._page - 1,
            lists.page_up: 1 - self._page,
        }
        if act in {lists.first, lists.last}:
            last = self.option_count if act is lists.last else 1
            return self.go_to((count or last) - 1)
        return self.go_to((self.highlighted or 0) + steps[act] * (count or 1)) if act in steps else ""

    def go_to(self, index: int) -> str:
        """Highlight an option, clamped to the list; returns a message if that is no move."""
        to = min(max(0, index), self.option_count - 1)
        if to < 0:
            return "the list is empty"
        if to == self.highlighted:
            return f"{'top' if index <= to == 0 else 'end'} of the list"
        self.highlighted = to
        return ""

    @property
    def _page(self) -> int:
        """Options that the window shows."""
        return max(2, self.scrollable_content_region.height // self._of_each)

    @property
    def _of_each(self) -> int:
        """Rows of an option."""
        return max(1, self.virtual_size.height // max(1, self.option_count))

    def cursor_offset(self) -> Offset | None:
        """Offset of the highlighted option in the window."""
        if self.highlighted is None:
            return None
        return Offset(0, self.highlighted * self._of_each - round(self.scroll_y))
