"""Help screen, with the current keys filtered as a query is typed, and the command palette over the same keys."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from functools import partial
from typing import Any

from textual import work
from textual.app import App, ComposeResult
from textual.command import CommandList, CommandPalette, DiscoveryHit, Hit, Hits, Provider, SearchIcon
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.css.query import NoMatches
from textual.events import Key as KeyEvent
from textual.events import Resize
from textual.geometry import Offset
from textual.screen import ModalScreen
from textual.widgets import Static

from threadreader.session.actions import leaving, lists
from threadreader.tui.actions import Command, Context, Key, active_contexts
from threadreader.tui.drawing.help import has_main_keys, lay_out, lay_out_main
from threadreader.tui.key_reader import KeyPress
from threadreader.tui.keys import LETTER, format_keys
from threadreader.tui.screens.base import ClosingScreen, KeyScreen
from threadreader.tui.settings import Setup
from threadreader.tui.widgets.prompt import Prompt, Purpose

_FRAME = 5
"""Columns of border, padding and scrollbar."""


class HelpScreen(KeyScreen[None], ModalScreen[None]):
    """The signs and main keys of the context `about`; then every key, grouped, those active in it first."""

    def __init__(self, setup: Setup, about: Context = Context.EVERYWHERE) -> None:
        super().__init__(setup)
        self._about = about
        self._query = ""
        self._shows_all = not has_main_keys(about)
        self.commands |= {Command.HELP: self._show_more, Command.LEAVE: self.close_with, Command.SEARCH: self._find}

    @property
    def context(self) -> Context:
        """Binding context of the help."""
        return Context.HELP

    def cursor_on_screen(self) -> Offset | None:
        """Offset of the first visible line."""
        return self.query_one("#help-box").region.offset

    def compose(self) -> ComposeResult:
        """Yield the box of keys and the prompt."""
        with Vertical(id="help") as box:
            box.border_title = "Keys"
            with VerticalScroll(id="help-box", can_focus=False):
                yield Static(id="help-text", markup=False)
            yield Prompt()

    def on_resize(self, event: Resize) -> None:
        """Lay the keys out for the width."""
        self._lay_out(event.size.width - _FRAME)

    def typing(self, event: KeyEvent) -> None:
        """Resend a key meant for the prompt."""
        self.query_one(Prompt).resend(event)

    def answer(self, pressed: KeyPress) -> str:
        """Scroll, or close."""
        act = pressed.key.act
        if act is leaving.back_out:
            return self._show_only("") if self._query else self.close_with()
        box = self.query_one("#help-box", VerticalScroll)
        if act not in _TARGETS:
            return ""
        line = min(max(0, _TARGETS[act](box, pressed.count or 1)), box.max_scroll_y)
        if line == box.scroll_y:
            return "no further" if box.max_scroll_y else "all of it is in sight"
        box.scroll_to(y=line, animate=False, immediate=True)
        return ""

    def show_message(self, message: str) -> None:
        """Show a message in the frame instead of the hints."""
        more = () if self._shows_all else (("app.help", "all keys"),)
        hints = (*more, ("help.find", "find"), ("app.back-out", "all" if self._query else "close"))
        keys = " · ".join(f"{self.key_labels(name)} {does}" for name, does in hints if self.key_labels(name))
        file = self.setup.config_file
        self.query_one("#help").border_title = f"Keys · {self._query}" if self._query else "Keys"
        self.query_one("#help").border_subtitle = message or " · ".join(filter(None, (keys, str(file or ""))))

    def on_prompt_typed(self, event: Prompt.Typed) -> None:
        """Filter by the typed query."""
        self._show_only(event.text)

    def on_prompt_given_up(self, event: Prompt.GivenUp) -> None:
        """Show all keys again."""
        event.stop()
        self._show_only("")

    def _show_only(self, query: str) -> str:
        self._query = query.strip()
        self._shows_all = self._shows_all or bool(self._query)
        self._lay_out(self.size.width - _FRAME)
        self.query_one("#help-box", VerticalScroll).scroll_home(animate=False)
        return ""

    def _show_more(self) -> str:
        """Show all keys; where they are shown, close."""
        if self._shows_all:
            return self.close_with()
        self._shows_all = True
        return self._show_only("")

    def _find(self) -> str:
        self.query_one(Prompt).ask(Purpose.SEARCH, self._query)
        return ""

    def _lay_out(self, room: int) -> None:
        rows = self.setup.keymap.rows
        if self._shows_all:
            page = lay_out(rows, room, self._about, self.theme, self._query)
        else:
            page = lay_out_main(rows, room, self._about, self.theme)
        self.query_one("#help").styles.width = page.width + _FRAME
        self.query_one("#help-text", Static).update(page.text)
        self.show_message("")


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
"""First visible line after each move."""


_MANY_KEYS_FROM = 60  # columns; below, several keys would leave no room for what they do
_BEST = 1_000.0  # above any score that Textual's matcher gives


class Actions(Provider):
    """Provider of the key table's rows that are active in the screen below."""

    async def discover(self) -> Hits:
        """Yield all rows."""
        for key, keys in self._rows():
            label = Content.assemble(keys, key.help)
            yield DiscoveryHit(label, partial(self._below.perform, key), key.help)

    async def search(self, query: str) -> Hits:
        """Yield rows whose help or id fuzzily matches the query; an exact key comes first."""
        matcher = self.matcher(query)
        for key, keys in self._rows():
            score = max(matcher.match(key.help), matcher.match(key.id), query in map(format_keys, key.keys) and _BEST)
            if score > 0:
                label = Content.assemble(keys, matcher.highlight(key.help))
                yield Hit(score, label, partial(self._below.perform, key), key.help)

    @property
    def _below(self) -> KeyScreen[Any]:
        assert isinstance(self.screen, KeyScreen), "the palette is opened from such a screen"
        return self.screen

    def _rows(self) -> Sequence[tuple[Key, tuple[str, str]]]:
        """Active rows with their keys, the nearest context first; in a narrow terminal one key each."""
        contexts = active_contexts(self._below.context)
        rows = [key for context in contexts for key in self._below.setup.keymap.rows if key.context is context]
        rows = [key for key in rows if key.act is not Command.PALETTE and key.keys != (LETTER,)]
        max_keys = None if self._below.app.size.width >= _MANY_KEYS_FROM else 1
        keys = [" ".join(map(format_keys, key.keys[:max_keys])) for key in rows]
        room = max(map(len, keys), default=0) + 2
        return [(key, (typed.ljust(room), "dim")) for key, typed in zip(rows, keys, strict=True)]


_gather_commands = CommandPalette._gather_commands.__wrapped__  # type: ignore[attr-defined] # noqa: SLF001


class Palette(CommandPalette, ClosingScreen[None]):
    """The command palette, which may get keys before it is laid out and after it is closed."""

    def on_mount(self) -> None:
        """Set the icon before the input."""
        self.query_one(SearchIcon).icon = ":"

    def _action_command_list(self, action: str) -> None:
        """Move in the list, unless it has no size yet: Textual would look for lines that are not there."""
        if self.query_one(CommandList).scrollable_content_region:
            super()._action_command_list(action)

    @work(exclusive=True)
    async def _gather_commands(self, search_value: str) -> None:
        """List what is found; Textual goes on with that after the list is gone, also where it is cancelled."""
        with suppress(NoMatches):
            await _gather_commands(self, search_value)


async def open_palette(app: App[Any]) -> None:
    """Open the palette over the current screen."""
    await app.push_screen(Palette([Actions], placeholder="what to do"))
