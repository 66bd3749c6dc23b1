"""What every screen does with keys: counts, sequences, what can follow one, and the keys that work everywhere.

A screen from which a reader goes on to another, or back: whose the keys are that are typed meanwhile.

How keys are named as the terminal sends them.
"""

import string
import time
import unicodedata
from abc import abstractmethod
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any, TypeVar

from textual import events
from textual.geometry import Offset
from textual.keys import KEY_NAME_REPLACEMENTS
from textual.message import Message
from textual.screen import Screen
from textual.timer import Timer
from textual.widget import Widget

from threadreader.session.state import KeyHints
from threadreader.tui.actions import Command, Key, Where
from threadreader.tui.key_reader import KeyReader, Press, Unknown
from threadreader.tui.settings import Setup
from threadreader.tui.theme import LOOKS, Look
from threadreader.tui.widgets import Dressed

Answer = TypeVar("Answer")
Other = TypeVar("Other")


class PassingScreen(Screen[Answer]):
    """A screen that says of a key whether it came too late for it."""

    def __init__(self) -> None:
        super().__init__()
        self.is_over = False
        """Whether the reader has left it: what is typed behind that is no key of its."""
        self._leads_on = False
        """Whether another is about to be shown over it: what is typed behind the key that asked for it is for that."""

    def lead_to(self, screen: Screen[Other], answered: Callable[[Other | None], None] | None = None) -> None:
        """Show another screen over this one."""
        self.lead_on(self.app.push_screen, screen, answered)

    def lead_on(self, show: Callable[..., object], *arguments: Any) -> None:
        """The same, by something that shows it."""
        self._leads_on = True
        self.app.call_later(show, *arguments)

    def close_with(self, answer: Answer | None = None) -> str:
        """Leave it, once, with an answer for what is below."""
        if not self.is_over:
            self.is_over = True
            self.app.call_later(self.dismiss, answer)
        return ""

    def on_screen_resume(self) -> None:
        """Take keys again."""
        self._leads_on = False

    def came_too_late(self, event: events.Key) -> bool:
        """Whether a key is none of this screen; where it is of the next, that is sent it."""
        if self._leads_on and not self.is_over:
            self.app.post_message(events.Key(event.key, event.character))
        return self._leads_on or self.is_over


_WITH_OPTION = {"\N{NOT EQUAL TO}": "alt+=", "\N{EN DASH}": "alt+-"}
"""What a Mac writes with its option key, which is also what Textual makes of escape and the key itself."""

_CHARACTERS = {
    KEY_NAME_REPLACEMENTS.get(name, name): character
    for character in string.punctuation
    for name in [unicodedata.name(character).lower().replace("-", "_").replace(" ", "_")]
}


def key_name(event: events.Key) -> str:
    """The name of the key that was pressed."""
    *modifiers, last = event.key.split("+")
    if event.is_printable and event.character and event.character != " ":
        return _WITH_OPTION.get(event.character) or "+".join(["alt"] * ("alt" in modifiers) + [event.character])
    return "+".join([*modifiers, _CHARACTERS.get(last, last)])


_SAY_WHAT_FOLLOWS = 0.4
"""Seconds after which an unfinished sequence says how it can go on."""


class KeyScreen(PassingScreen[Answer]):
    """A screen whose keys are those of the table.

    A subclass says `where` it is, what it does (`answer`, and a method for each of its `commands`), and how it speaks
    (`say`).
    """

    AUTO_FOCUS = ""

    class LookChosen(Message):
        """Another theme was chosen."""

        def __init__(self, name: str) -> None:
            self.name = name
            super().__init__()

    def __init__(self, setup: Setup) -> None:
        super().__init__()
        self.setup = setup
        self.look = setup.look
        self.keys = KeyReader(setup.keymap.rows)
        self.pressed_at = 0.0
        """When the last key was pressed."""
        self._waiting: Timer | None = None
        self._following: Widget | None = None
        self.commands: dict[Command, Callable[[], str]] = {
            Command.HELP: self.show_help,
            Command.PALETTE: self._show_palette,
            Command.COPY: self._copy_selected,
            Command.QUIT: self._quit,
            Command.NEXT_LOOK: self._next_look,
            Command.REDRAW: self._redraw,
            Command.SUSPEND: self._suspend,
        }

    @property
    @abstractmethod
    def where(self) -> Where:
        """Whose keys work now."""

    @abstractmethod
    def answer(self, pressed: Press) -> str:
        """Do what is not a command of the screen; what to say of it."""

    @abstractmethod
    def say(self, said: str) -> None:
        """Show what came of a key, or what is typed of a sequence; "" where there is nothing to say."""

    def focus_on_screen(self) -> Offset | None:
        """Where on the screen the line begins that the reader is at."""
        panes = ((pane, pane.focus_at()) for pane in self.walk_children(Dressed) if pane.region)
        return next((pane.region.offset + place for pane, place in panes if place is not None), None)

    def letters_of(self, key: Key) -> Sequence[tuple[str, str]]:  # noqa: ARG002 - a screen may know some
        """The letters that an action can be given now, and what each means."""
        return ()

    def typing(self, event: events.Key) -> None:
        """Take a key while something is typed into a line."""

    async def on_key(self, event: events.Key) -> None:
        """Do what the key says."""
        self.pressed_at = time.monotonic()
        if self.came_too_late(event):
            event.stop()
            return
        if self.focused is not None:
            self.typing(event)
            return
        event.stop()
        for name in self.keys.apart(key_name(event), self.where):
            await self._take(name)

    async def _take(self, name: str) -> None:
        await self._say_nothing_more()
        pressed = self.keys.press(name, self.where)
        if isinstance(pressed, Press):
            self.setup.memory.use(pressed.key.id)
            self.say(self._do(pressed))
        elif isinstance(pressed, Unknown):
            self.say(self._say_why_not(pressed))
        else:
            await self._await_more()

    async def perform(self, key: Key) -> None:
        """Do what a row says, as if its key had been pressed; where that needs a letter, wait for it."""
        if self.keys.begin(key):
            await self._await_more(at_once=True)
        else:
            self.say(self._do(Press(key, None)))

    def written(self, *ids: str) -> str:
        """How the keys of some actions are written."""
        return self.setup.keymap.written(*ids)

    def show_help(self) -> str:
        """Show the keys."""
        from threadreader.tui.screens.help import HelpScreen

        self.lead_to(HelpScreen(self.setup, self.where))
        return ""

    def _do(self, pressed: Press) -> str:
        asked = pressed.key.act
        return self.commands[asked]() if isinstance(asked, Command) else self.answer(pressed)

    async def _await_more(self, *, at_once: bool = False) -> None:
        self.say(f"{self.keys.pending}…" if self.keys.pending else "")
        if at_once:
            await self._say_what_follows()
        elif self.keys.awaits_key:
            self._waiting = self.set_timer(_SAY_WHAT_FOLLOWS, self._say_what_follows)

    async def _say_what_follows(self) -> None:
        from threadreader.tui.widgets.bars import FollowingKeys

        rows = self.keys.following(self.where)
        following = [(typed, key.help) for typed, key in rows]
        following += [letter for _, key in rows for letter in self.letters_of(key)]
        self._following = FollowingKeys(self.look, following, *self.app.size)
        await self.mount(self._following)

    async def _say_nothing_more(self) -> None:
        if self._waiting:
            self._waiting.stop()
            self._waiting = None
        if self._following:
            await self._following.remove()
            self._following = None

    def _say_why_not(self, unknown: Unknown) -> str:
        keys = KeyHints(self.written)
        if unknown.works_in:
            return keys.add_to(f"{unknown.typed} works in the {unknown.works_in}", ("go.other-pane", "goes there"))
        return keys.add_to(f"{unknown.typed} does nothing here", ("app.help", "shows the keys"))

    def _show_palette(self) -> str:
        from threadreader.tui.screens.palette import open_palette

        self.lead_on(open_palette, self)
        return ""

    def _copy_selected(self) -> str:
        words = self.get_selected_text()
        if not words:
            return "nothing is selected with the mouse"
        self.app.copy_to_clipboard(words)
        self.clear_selection()
        return f"copied: {len(words):,} characters"

    def dress(self, look: Look) -> None:
        """Take other colours."""
        self.setup = replace(self.setup, look=look)
        self.look = look
        for widget in self.walk_children(Dressed):
            widget.dress(look)

    def _next_look(self) -> str:
        if not self.setup.colored:
            return "NO_COLOR is set: the theme is mono"
        names = list(LOOKS)
        name = names[(names.index(self.look.name) + 1) % len(names)]
        self.post_message(self.LookChosen(name))
        return f"theme: {name}"

    def _quit(self) -> str:
        self.is_over = True
        self.app.exit()
        return ""

    def _suspend(self) -> str:
        self.app.action_suspend_process()
        return ""

    def _redraw(self) -> str:
        self.app.refresh(layout=True)
        return ""
