"""Base screen: key dispatch with counts and sequences, commands common to all screens, and work between keys.

Keys typed while another screen is about to open, or is loaded, are meant for that, and are passed on to it. What comes
for a screen that is closing is dropped: half of it may be gone.
"""

import asyncio
import os
import string
import time
import unicodedata
from abc import abstractmethod
from collections.abc import Callable, Coroutine, Iterator, Sequence
from contextlib import suppress
from functools import partial
from typing import Any, TypeVar

from msgspec.structs import replace
from textual import events
from textual.await_complete import AwaitComplete
from textual.dom import DOMNode
from textual.geometry import Offset
from textual.keys import KEY_NAME_REPLACEMENTS
from textual.message import Message
from textual.screen import ModalScreen, Screen, ScreenResultType
from textual.timer import Timer
from textual.widget import Widget
from textual.widgets import Input, OptionList
from textual.worker import Worker

from threadreader.errors import StoreError
from threadreader.session import Session
from threadreader.session.actions import moving
from threadreader.session.state import KeyHints
from threadreader.tui.internals import GuardedScreen
from threadreader.tui.keys import Action, Context, Key, KeyPress, KeyReader, UnboundKey, active_contexts, load_actions
from threadreader.tui.terminal import copy_message
from threadreader.tui.theme import Setup, Theme
from threadreader.tui.widgets import KeyContinuations, ListWidget, ThemedWidget, WheelWidget
from threadreader.tui.widgets.prompt import Prompt, Question, TextBox

Result = TypeVar("Result")
Other = TypeVar("Other")


_WITH_OPTION = {"\N{NOT EQUAL TO}": "alt+=", "\N{EN DASH}": "alt+-"}
"""Characters of a Mac's option key, which Textual also reports for escape and the key itself."""

_CHARACTERS = {
    KEY_NAME_REPLACEMENTS.get(name, name): character
    for character in string.punctuation
    for name in [unicodedata.name(character).lower().replace("-", "_").replace(" ", "_")]
}


def key_name(event: events.Key) -> str:
    """Name of a pressed key, as in the key table."""
    *modifiers, last = event.key.split("+")
    if event.is_printable and event.character and event.character != " ":
        return _WITH_OPTION.get(event.character) or "+".join(["alt"] * ("alt" in modifiers) + [event.character])
    return "+".join([*modifiers, _CHARACTERS.get(last, last)])


_HINTS_AFTER = 0.4
"""Seconds after which an unfinished sequence shows its continuations."""


def start_worker(
    node: DOMNode, work: Callable[[], Coroutine[Any, Any, Result]], *, exclusive: bool = False
) -> Worker[Result]:
    """Run a function as a worker of a screen. A coroutine would stay unawaited where the program ends."""
    worker: Worker[Result] = node.run_worker(work, exclusive=exclusive)
    return worker


_SLICE_SECONDS = 0.004
"""Longest slice of work, in seconds: the delay a key may have."""

_POLL_INTERVAL = 0.004  # seconds; as long as a slice, so that half the time is free for keys
_IDLE_AFTER = 0.2
"""Seconds after a key in which no slice is started."""


async def preload(session: Session, last_key: Callable[[], float]) -> None:
    """Preload action modules and search index, so that their first use does not wait."""
    await work_when_idle(load_actions(), last_key)
    with suppress(StoreError):
        # The search itself reports a library that cannot be read.
        await work_when_idle(session.corpus.prepare(), last_key)


async def work_when_idle(steps: Iterator[None], last_key: Callable[[], float]) -> None:
    """Run a generator in slices between keys; `last_key` returns the monotonic time of the last one."""
    done = False
    while not done:
        wait = last_key() + _IDLE_AFTER - time.monotonic()
        await asyncio.sleep(max(wait, _POLL_INTERVAL))
        if wait <= 0:
            end = time.monotonic() + _SLICE_SECONDS
            done = not any(time.monotonic() >= end for _ in steps)


class ClosingScreen(GuardedScreen[ScreenResultType]):
    """A screen that closes once, and takes nothing from the user after that."""

    # Messages of a user, and of widgets that the user used, and what needs all widgets to be there.
    dropped_late = (
        *(events.Mount, events.Resize, events.InputEvent, events.Paste),
        *(Input.Changed, Input.Submitted, OptionList.OptionMessage, WheelWidget.Scrolled, ListWidget.Clicked),
    )
    _is_dismissed = False
    _passed: tuple[events.Key, ...] = ()
    """Keys for another screen that is not there yet, in their order."""

    def dismiss(self, result: ScreenResultType | None = None) -> AwaitComplete:
        """Close the screen with a result, once, and not while another is open over it."""
        self.is_closed = self._is_dismissed or self.is_current
        if self._is_dismissed or not self.is_current:
            return AwaitComplete()
        self._is_dismissed = True
        dismissed = super().dismiss(result)
        self.release_keys()
        return dismissed

    def pass_on(self, key: events.Key) -> None:
        """Give a key to the screen that is open now; hold it while that is still this one."""
        self._passed += (events.Key(key.key, key.character),)
        if not self.is_current:
            self.release_keys()

    def release_keys(self) -> None:
        """Give the keys that were held to the screen that is open now, ahead of those that the program still has."""
        passed, self._passed = self._passed, ()
        for key in passed if self.app.return_code is None else ():
            self.app.screen.post_message(key)


class KeyScreen(ClosingScreen[Result]):
    """A screen whose keys are those of the table.

    A subclass defines its `context`, its actions (`answer`, and a method for each of its `commands`), and
    `show_message`.
    """

    AUTO_FOCUS = ""
    own_context = Context.LIST
    """The binding context of a screen that has one."""

    class ThemeChosen(Message):
        """Another theme was chosen."""

        def __init__(self, name: str) -> None:
            self.name = name
            super().__init__()

    def __init__(self, setup: Setup) -> None:
        super().__init__()
        self.setup = setup
        self.theme = setup.theme
        self.keys = KeyReader(setup.keymap.rows)
        self.hints = KeyHints(setup.keymap.labels)
        self.pressed_at = 0.0
        """Monotonic time of the last key."""
        self._opens_next = False
        """True while another screen is about to open: further keys are passed on to it."""
        self._repeats = True
        """True while the keys that come too late only close the screen again."""
        self._loading: Worker[None] | None = None
        """Work that loads another screen."""
        self._waiting: Timer | None = None
        self._regular: list[Timer] = []
        self._continuations: Widget | None = None
        self.commands: dict[str, Callable[[], str]] = {
            "help": self._help,
            "palette": self._palette,
            "copy": self._copy_selected,
            "quit": self._quit,
            "next_theme": self._next_theme,
            "redraw": self._redraw,
            "suspend": self._suspend,
        }

    @property
    def context(self) -> Context:
        """Current binding context."""
        return self.own_context

    @property
    def reachable_contexts(self) -> Sequence[Context]:
        """Contexts whose actions can be run by name, the nearest first."""
        return active_contexts(self.context)

    def fits(self, name: str) -> bool:  # noqa: ARG002 - a screen may know which
        """True if an action has something to do now, by its id: only such ones are offered unasked."""
        return True

    @abstractmethod
    def answer(self, pressed: KeyPress, act: Action) -> str:
        """Run an action that is no command of the screen; returns a status message."""

    @abstractmethod
    def show_message(self, message: str) -> None:
        """Show a status message: the result of a key, or the typed part of a sequence."""

    def cursor_on_screen(self) -> Offset | None:
        panes = ((pane, pane.cursor_offset()) for pane in self.walk_children(ThemedWidget) if pane.region)
        return next((pane.region.offset + offset for pane, offset in panes if offset is not None), None)

    def argument_choices(self, key: Key) -> Sequence[tuple[str, str]]:  # noqa: ARG002 - a screen may know some
        """Letters that an action takes now, with their meanings."""
        return ()

    def typing(self, event: events.Key) -> None:
        """Handle a key while an input has the focus: it is meant for the prompt."""
        self.query_one(Prompt).resend(event)

    def ask(self, question: Question, text: str = "") -> str:
        self.query_one(Prompt).ask(question, text, self._show_answered)
        return ""

    def _show_answered(self, message: str) -> None:
        self.pressed_at = time.monotonic()
        if not self.is_late:
            self.show_message(message)

    async def on_key(self, event: events.Key) -> None:
        """Dispatch a key: to the next screen, the focused input, or the key table."""
        self.pressed_at = time.monotonic()
        if self._opens_next:
            event.stop()
            self.pass_on(event)
        elif self._loading:
            event.stop()
            self._hold(event, self._loading)
        elif self.focused is not None:
            self.typing(event)
        else:
            event.stop()
            for name in self.keys.split_alt(key_name(event), self.context):
                await self._take(name)

    async def _take(self, name: str) -> None:
        await self._hide_continuations()
        pressed = self.keys.press(name, self.context)
        if isinstance(pressed, KeyPress):
            self.setup.preferences.count_use(pressed.key.id)
            self.show_message(self._do(pressed))
        elif isinstance(pressed, UnboundKey):
            self.show_message(self._explain_unbound(pressed))
        else:
            await self._await_more()

    async def perform(self, key: Key) -> None:
        """Run the action of a row as by its key; one with a wildcard waits for it.

        It is dropped where its key would not do it any more: the screen was left meanwhile, or a list closed.
        """
        if self.is_closed or not self.is_current or key.context not in active_contexts(self.context):
            return
        if self.keys.begin(key):
            await self._await_more(at_once=True)
        else:
            self.show_message(self._do(KeyPress(key, None)))

    def key_labels(self, *ids: str) -> str:
        return self.setup.keymap.labels(*ids)

    def open_screen(self, screen: Screen[Other], answered: Callable[[Other | None], None] | None = None) -> None:
        """Open another screen over this one; its answer is dropped where this one is left by then."""

        def answered_in_time(answer: Other | None) -> None:
            if answered and not self.is_late:
                answered(answer)

        self._opens_next = True
        self.app.call_later(self._push, screen, answered_in_time)

    async def _push(self, screen: Screen[Other], answered: Callable[[Other | None], None]) -> None:
        await self.app.push_screen(screen, answered)
        self.release_keys()

    def load_screen(self, load: Callable[[], Coroutine[Any, Any, None]]) -> None:
        """Run what loads another screen and opens it, for which keys wait that are typed meanwhile."""
        self._loading = start_worker(self, partial(self._load_screen, load))

    async def _load_screen(self, load: Callable[[], Coroutine[Any, Any, None]]) -> None:
        await load()
        self._loading = None
        if not self._opens_next:
            self._passed = ()

    def _hold(self, event: events.Key, loading: Worker[None]) -> None:
        """Keep a key for the screen that is loaded, but for one that gives that up, or leaves the program."""
        if not self._does(event, "app.back-out", "app.quit"):
            self.pass_on(event)
            return
        loading.cancel()
        self._loading, self._passed = None, ()
        self.show_message("cancelled" if self._does(event, "app.back-out") else self._quit())

    def _does(self, key: events.Key, *ids: str) -> bool:
        return any(row.id in ids and key_name(key) in row.keys for row in self.setup.keymap.rows)

    def pass_on(self, key: events.Key) -> None:
        """Give a key to the screen that is open now, but for one that was pressed twice to close this one."""
        self._repeats = self._repeats and self.is_closed and self._does(key, "app.back-out", "app.leave")
        if not self._repeats:
            super().pass_on(key)

    def close_with(self, answer: Result | None = None) -> str:
        """Close the screen, once, with a result; closing the only screen ends the program."""
        if not self.is_closed:
            self.is_closed = True
            if len(self.app.screen_stack) > 1:
                self.app.call_later(self.dismiss, answer)
            else:
                self.app.call_later(self.app.exit, answer)
        return ""

    async def when_idle(self, steps: Iterator[None]) -> None:
        """Run a generator between keys."""
        await work_when_idle(steps, lambda: self.pressed_at)

    def call_every(self, seconds: float, act: Callable[[], object]) -> None:
        """Call a function regularly while no other screen is over this one.

        A screen in the background that was drawn once is drawn again, and all that is over it, after each message.
        """
        self._regular.append(self.set_interval(seconds, act))

    def on_screen_suspend(self) -> None:
        """Stop what is done regularly."""
        for timer in self._regular:
            timer.pause()

    def on_screen_resume(self) -> None:
        self._opens_next, self._repeats = False, True
        for timer in self._regular:
            timer.resume()

    def _help(self) -> str:
        from threadreader.tui.screens.help import HelpScreen

        self.open_screen(HelpScreen(self.setup, self.context))
        return ""

    def _palette(self) -> str:
        from threadreader.tui.screens.help import Palette

        self.open_screen(Palette())
        return ""

    def _do(self, pressed: KeyPress) -> str:
        action = pressed.key.act
        return self.commands[action]() if isinstance(action, str) else self.answer(pressed, action)

    async def _await_more(self, *, at_once: bool = False) -> None:
        self.show_message(f"{self.keys.pending}…" if self.keys.pending else "")
        if at_once:
            await self._show_continuations()
        elif self.keys.awaits_key:
            self._waiting = self.set_timer(_HINTS_AFTER, self._show_continuations)

    async def _show_continuations(self) -> None:
        if not self.keys.awaits_key:
            return  # The key came as the time was up.
        rows = self.keys.continuations(self.context)
        following = [(typed, key.help) for typed, key in rows]
        following += [letter for _, key in rows for letter in self.argument_choices(key)]
        self._continuations = KeyContinuations(self.theme, following, *self.app.size)
        await self.mount(self._continuations)

    async def _hide_continuations(self) -> None:
        if self._waiting:
            self._waiting.stop()
            self._waiting = None
        if self._continuations:
            await self._continuations.remove()
            self._continuations = None

    def _explain_unbound(self, unknown: UnboundKey) -> str:
        keys = self.hints
        if unknown.other_pane:
            return keys.add_to(f"{unknown.typed} works in the {unknown.other_pane}", ("go.other-pane", "goes there"))
        return keys.add_to(f"{unknown.typed} does nothing here", ("app.help", "shows the keys"))

    def _copy_selected(self) -> str:
        text = self.get_selected_text()
        if not text:
            return self.hints.add_to("nothing selected", ("app.leave", "leaves"))
        self.app.copy_to_clipboard(text)
        self.clear_selection()
        return copy_message(f"copied: {len(text):,} characters", os.environ)

    def apply_theme(self, theme: Theme) -> None:
        """Change the theme of the screen and its widgets."""
        self.setup = replace(self.setup, theme=theme)
        self.theme = theme
        for widget in self.walk_children(ThemedWidget):
            widget.apply_theme(theme)

    def _next_theme(self) -> str:
        if not self.setup.colored:
            return "NO_COLOR is set: only the theme mono"
        name = self.setup.next_theme()
        self.post_message(self.ThemeChosen(name))
        return f"theme: {name}"

    def _quit(self) -> str:
        self.is_closed = True
        self.app.exit()
        return ""

    def _suspend(self) -> str:
        self.app.action_suspend_process()
        return ""

    def _redraw(self) -> str:
        self.app.refresh(layout=True)
        return ""


class Dialog(KeyScreen[Result]):
    """A screen over another one, in which keys move, and which escape closes."""

    def __init__(self, setup: Setup) -> None:
        super().__init__(setup)
        self.commands["leave"] = self.close_with

    def answer(self, pressed: KeyPress, act: Action) -> str:
        """Move, or go back."""
        return self.back_out() if act is moving.back_out else self.move(act, pressed.count)

    def back_out(self) -> str:
        return self.close_with()

    @abstractmethod
    def move(self, act: object, count: int | None) -> str:
        """Move by an action of lists; returns a status message."""


class TextDialog(Dialog[Result], ModalScreen[Result]):
    """A box of text over another screen, which keys scroll."""

    def cursor_on_screen(self) -> Offset | None:
        return self.query_one(TextBox).region.offset

    def move(self, act: object, count: int | None) -> str:
        """Scroll."""
        message = self.query_one(TextBox).take(act, count)
        closes = ("app.back-out", "closes")
        return self.hints.add_to("nothing to choose", closes) if message is None else message
