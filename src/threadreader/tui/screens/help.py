"""The keys as they are now, on one screen that finds them as words are typed."""

from collections.abc import Callable, Mapping

from textual.app import ComposeResult
from textual.containers import Vertical, VerticalScroll
from textual.events import Key as KeyEvent
from textual.events import Resize
from textual.geometry import Offset
from textual.screen import ModalScreen
from textual.widgets import Static

from threadreader.session.actions import leaving, lists
from threadreader.tui.actions import Command, Where
from threadreader.tui.drawing.help import lay_out
from threadreader.tui.key_reader import Press
from threadreader.tui.screens.base import KeyScreen
from threadreader.tui.settings import Setup
from threadreader.tui.widgets.prompt import Prompt, Purpose

_FRAME = 5
"""Columns of the border, the padding and the scrollbar."""


class HelpScreen(KeyScreen[None], ModalScreen[None]):
    """Every key, grouped; those that work in `about`, where the reader is, come first in their group."""

    def __init__(self, setup: Setup, about: Where = Where.EVERYWHERE) -> None:
        super().__init__(setup)
        self._about = about
        self._words = ""
        self.commands |= {Command.HELP: self.close_with, Command.LEAVE: self.close_with, Command.SEARCH: self._find}

    @property
    def where(self) -> Where:
        """Whose keys work now."""
        return Where.HELP

    def focus_on_screen(self) -> Offset | None:
        """The first line that is shown of the keys."""
        return self.query_one("#help-box").region.offset

    def compose(self) -> ComposeResult:
        """The box with the keys in it, and the line to find some in."""
        with Vertical(id="help") as box:
            box.border_title = "Keys"
            with VerticalScroll(id="help-box", can_focus=False):
                yield Static(id="help-text", markup=False)
            yield Prompt()

    def on_resize(self, event: Resize) -> None:
        """Lay the keys out for the width, the first as well as another."""
        self._lay_out(event.size.width - _FRAME)

    def typing(self, event: KeyEvent) -> None:
        """Take a key that was meant for the line to type in."""
        self.query_one(Prompt).take(event)

    def answer(self, pressed: Press) -> str:
        """Scroll, or close."""
        act = pressed.key.act
        if act is leaving.back_out:
            return self._show_only("") if self._words else self.close_with()
        box = self.query_one("#help-box", VerticalScroll)
        if act not in _TARGETS:
            return ""
        line = min(max(0, _TARGETS[act](box, pressed.count or 1)), box.max_scroll_y)
        if line == box.scroll_y:
            return "no further" if box.max_scroll_y else "all of it is in sight"
        box.scroll_to(y=line, animate=False, immediate=True)
        return ""

    def say(self, said: str) -> None:
        """Show it in the frame, in the place of what the frame says else."""
        hints = (("help.find", "find"), ("app.back-out", "all" if self._words else "close"))
        keys = " · ".join(f"{self.written(name)} {does}" for name, does in hints if self.written(name))
        file = self.setup.config_file
        self.query_one("#help").border_title = f"Keys · {self._words}" if self._words else "Keys"
        self.query_one("#help").border_subtitle = said or " · ".join(filter(None, (keys, str(file or ""))))

    def on_prompt_typed(self, event: Prompt.Typed) -> None:
        """Show the keys that have to do with what is typed."""
        self._show_only(event.text)

    def on_prompt_given_up(self, event: Prompt.GivenUp) -> None:
        """Show all keys again."""
        event.stop()
        self._show_only("")

    def _show_only(self, words: str) -> str:
        self._words = words.strip()
        self._lay_out(self.size.width - _FRAME)
        self.query_one("#help-box", VerticalScroll).scroll_home(animate=False)
        return ""

    def _find(self) -> str:
        self.query_one(Prompt).ask(Purpose.SEARCH, self._words)
        return ""

    def _lay_out(self, room: int) -> None:
        page = lay_out(self.setup.keymap.rows, room, self._about, self.look, self._words)
        self.query_one("#help").styles.width = page.width + _FRAME
        self.query_one("#help-text", Static).update(page.text)
        self.say("")


def _page(box: VerticalScroll) -> int:
    return max(1, box.size.height - 1)


_TARGETS: Mapping[object, Callable[[VerticalScroll, int], float]] = {
    lists.down: lambda box, count: box.scroll_y + count,
    lists.up: lambda box, count: box.scroll_y - count,
    lists.page_down: lambda box, count: box.scroll_y + count * _page(box),
    lists.page_up: lambda box, count: box.scroll_y - count * _page(box),
    lists.half_down: lambda box, count: box.scroll_y + count * (_page(box) // 2),
    lists.half_up: lambda box, count: box.scroll_y - count * (_page(box) // 2),
    lists.first: lambda _box, _count: 0,
    lists.last: lambda box, _count: box.max_scroll_y,
}
"""The first line that is to be shown after each move."""
