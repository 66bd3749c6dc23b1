"""A list to choose one line from, which moves with the keys of all lists."""

from textual.geometry import Offset
from textual.widgets import OptionList

from threadreader.session.actions import Action, lists


class ChoiceList(OptionList, can_focus=False):
    """Moves as its screen is told."""

    def move(self, act: Action | object, count: int | None) -> str:
        """Move as an action of lists says; what is to be said of it."""
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

    def go_to(self, place: int) -> str:
        """Go to a line, or as far as the list goes; says so where that is no move."""
        to = min(max(0, place), self.option_count - 1)
        if to < 0:
            return "the list is empty"
        if to == self.highlighted:
            return f"{'top' if place <= to == 0 else 'end'} of the list"
        self.highlighted = to
        return ""

    @property
    def _page(self) -> int:
        """How many lines the window shows."""
        return max(2, self.scrollable_content_region.height // self._of_each)

    @property
    def _of_each(self) -> int:
        """How many lines of the window a line of the list takes."""
        return max(1, self.virtual_size.height // max(1, self.option_count))

    def focus_at(self) -> Offset | None:
        """Where in the window the line begins that the reader is at."""
        if self.highlighted is None:
            return None
        return Offset(0, self.highlighted * self._of_each - round(self.scroll_y))
