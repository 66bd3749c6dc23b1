"""The application: its theme, its style sheet, its first screen.

A program of key screens: the look that they share, and how it reaches the terminal.

When garbage is looked for: all of it while no key is awaited, since that takes longer than a key may wait.

Other signs in all that Textual draws.

A look as a theme for Textual's own widgets.
"""

import asyncio
import gc
import os
import shutil
import signal
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from rich.control import Control
from rich.segment import Segment
from rich.style import Style
from textual.app import App
from textual.color import Color
from textual.driver import Driver
from textual.filter import LineFilter, Monochrome, NoColor
from textual.theme import BUILTIN_THEMES, Theme
from textual.worker import WorkerFailed

from threadreader.config import Config
from threadreader.library.library import Library
from threadreader.model.thread import CommentId
from threadreader.tui.drawing.first_frame import begin
from threadreader.tui.open_thread import Reading
from threadreader.tui.screens.base import KeyScreen
from threadreader.tui.settings import Setup, make_setup
from threadreader.tui.symbols import Signs
from threadreader.tui.terminal import copying
from threadreader.tui.theme import LOOKS, Look

if TYPE_CHECKING:
    from threadreader.tui.drawing.first_frame import Begun


_YOUNG, _MIDDLE = 700, 10
_OLD = 50
"""Only so many looks through what is young lead to one through everything: keys that never rest come to that."""

_REST = 1.0
"""Seconds after a key in which nothing is begun."""

_DUE = 5
"""So many looks through what is young make one through everything worth its while."""


def collect_while_idle() -> None:
    """Look for garbage from now on, but never in what is there now, which stays."""
    gc.freeze()
    gc.set_threshold(_YOUNG, _MIDDLE, _OLD)
    gc.enable()


def collect_when_idle(since_key: float) -> None:
    """Look through everything where that is due; `since_key` is how many seconds ago the last key came."""
    if since_key >= _REST and gc.get_count()[-1] >= _DUE:
        gc.collect()


class SignFilter(LineFilter):
    """Puts other signs in the place of those that are drawn."""

    def __init__(self, signs: Signs) -> None:
        super().__init__(enabled=bool(signs.instead))
        self._signs = signs

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:  # noqa: ARG002 - Textual's signature
        """The same line in other signs."""
        return self._signs.written(segments)


def textual_theme(look: Look) -> Theme:
    """The same colours; where they are the terminal's, in its 16."""
    if not look.paper.startswith("#"):
        return _of_the_terminal(look.name, look.accent)
    return Theme(
        name=look.name,
        primary=look.hues[0],
        secondary=look.hues[2],
        accent=look.accent,
        foreground=look.ink,
        background=look.paper,
        surface=look.paper,
        panel=look.tint,
        dark=look.dark,
    )


def _of_the_terminal(name: str, accent: str) -> Theme:
    color = Style.parse(accent).color
    own = f"ansi_{color.name}" if color and not color.is_default else "ansi_default"
    return replace(BUILTIN_THEMES["ansi-dark"], name=name, primary=own, accent=own)


Answer = TypeVar("Answer")

_SIGNALLED = 128


class KeyApp(App[Answer]):
    """Shows its screens in the look of a setup, and in another when a reader chooses one."""

    CSS_PATH = Path(__file__).with_name("threadreader.tcss")
    ENABLE_COMMAND_PALETTE = False
    TITLE = "threadreader"

    def __init__(self, setup: Setup, driver_class: type[Driver] | None = None) -> None:
        super().__init__(driver_class)
        if self.console.is_dumb_terminal:
            # Rich says of each of them that it has 80 columns, until another size is told.
            self.console.size = shutil.get_terminal_size()
        self.setup = setup
        self._ended_by = 0
        self._is_to_style = False
        self._sign_filter = SignFilter(setup.look.signs)
        for look in LOOKS.values():
            self.register_theme(textual_theme(look))
        self.theme = setup.look.name

    def refresh_css(self, animate: bool = True) -> None:
        """Style everything anew, when what draws itself is drawn; where nothing is shown yet only take the colours."""
        if self.screen_stack:
            self._is_to_style = True
            self.call_after_refresh(self._style, animate)
        else:
            self.stylesheet.set_variables(self.get_css_variables())

    def _style(self, animate: bool = False) -> None:
        if self._is_to_style:
            self._is_to_style = False
            super().refresh_css(animate)

    def get_line_filters(self) -> Sequence[LineFilter]:
        """What every line goes through: other signs, and without colours none at all, where Textual has greys."""
        filters = [NoColor() if isinstance(one, Monochrome) else one for one in super().get_line_filters()]
        return [*filters, self._sign_filter] if self._sign_filter.enabled else filters

    def on_mount(self) -> None:
        """Show the terminal's cursor where that is to be seen, and everything again when coming from the background.

        Leave as by the key where the program is ended from outside.
        """
        self._show_cursor()
        if not self.is_headless:
            self.listen()
        self.app_resume_signal.subscribe(self, self._come_back)
        # What waits for a screen to be drawn would wait for as long as another covers it.
        self.screen_change_signal.subscribe(self, lambda _: self._style())

    def listen(self) -> None:
        """Leave the terminal whole from now on where the program is ended from outside."""
        if sys.platform != "win32":
            for number in (signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT):
                asyncio.get_running_loop().add_signal_handler(number, self._end, number)

    def check_ended(self) -> None:
        """Raises SystemExit with the code that shells give a signal, where one ended the program."""
        if self._ended_by:
            raise SystemExit(_SIGNALLED + self._ended_by)

    def _end(self, number: int) -> None:
        self._ended_by = number
        self._leave()

    def _leave(self) -> None:
        # The first screen may be half there, which Textual cannot take away.
        self.call_after_refresh(self.exit)

    def _come_back(self, _: object) -> None:
        # The terminal's other screen, to which the driver goes back, is empty.
        self.refresh(layout=True)
        self._show_cursor()

    def post_display_hook(self) -> None:
        """Let the terminal's cursor follow the reader; in a line that is typed in it is the line's."""
        screen = self.screen_stack[-1] if self.screen_stack else None
        if not self.setup.look.signs.cursor or not isinstance(screen, KeyScreen) or screen.focused:
            return
        place = screen.focus_on_screen()
        if place is not None and place != self.cursor_position and self._driver:
            self.cursor_position = place
            self._driver.write(Control.move_to(*place).segment.text)
            self._driver.flush()

    def _show_cursor(self) -> None:
        if self._driver and self.setup.look.signs.cursor:
            self._driver.write(Control.show_cursor(show=True).segment.text)

    def copy_to_clipboard(self, text: str) -> None:
        """Put a text on the clipboard of the terminal that the reader sits at."""
        self._clipboard = text
        if self._driver:
            self._driver.write(copying(text, os.environ))

    async def action_quit(self) -> None:
        """Leave by the key that Textual has for that on every screen."""
        self._leave()

    def action_help_quit(self) -> None:
        """Leave what is typed in, as in a shell: elsewhere ^c is a key of ours."""
        self.simulate_key("escape")

    def on_unmount(self) -> None:
        """Keep what was chosen for the next time."""
        self.setup.memory.keep()

    def on_key_screen_look_chosen(self, event: KeyScreen.LookChosen) -> None:
        """Show everything in another theme."""
        look = replace(LOOKS[event.name], signs=self.setup.look.signs, bars=self.setup.look.bars)
        self.setup = replace(self.setup, look=look)
        self.theme = look.name
        self.setup.memory.choose(theme=look.name)
        for screen in self.screen_stack:
            if isinstance(screen, KeyScreen):
                screen.dress(look)
                screen.say(f"theme: {look.name}" if screen is self.screen else "")


_COLLECT_AFTER = 1.0
"""Seconds after which garbage is looked for, where that waited until something was shown; and again, when idle."""


class ThreadreaderApp(KeyApp[None]):
    """A thread to read, or the library to choose one from; with `let_go`, over what stands on the screen.

    What of it is open already has `begun`.
    """

    def __init__(
        self,
        library: Library,
        config: Config,
        setup: Setup | None = None,
        *,
        number: int | None = None,
        start: CommentId | None = None,
        greeting: str = "",
        begun: "Begun | None" = None,
        let_go: Callable[[], None] | None = None,
    ) -> None:
        setup = setup or make_setup(config, colored="NO_COLOR" not in os.environ)[0]
        super().__init__(setup, _driver_over(partial(self._take_over, let_go)) if let_go else None)
        self.library = library
        self.config = config
        self._greeting = greeting
        self._number = number
        self._start = start
        self._begun = begun

    @property
    def failure(self) -> BaseException | None:
        """What ended the program, where it did not end by itself."""
        return self._exception.error if isinstance(self._exception, WorkerFailed) else self._exception

    def _print_error_renderables(self) -> None:
        """Print no traceback into the terminal: the command line says in its own way what went wrong."""
        self._exit_renderables.clear()

    def get_default_screen(self) -> KeyScreen[Any]:
        """The thread that was asked for, or the library."""
        library, config, setup = self.library, self.config, self.setup
        begun = self._begun or begin(library, config, setup, self._number, start=self._start, greeting=self._greeting)
        if isinstance(begun, Reading):
            from threadreader.tui.screens.reader import ReaderScreen

            return ReaderScreen(library, setup, begun)
        from threadreader.tui.screens.library import LibraryScreen

        return LibraryScreen(config, setup, begun)

    def on_mount(self) -> None:
        """Look for garbage once something is shown."""
        self.set_timer(_COLLECT_AFTER, collect_while_idle)
        self.set_interval(_COLLECT_AFTER, self._collect)

    def _take_over(self, let_go: Callable[[], None]) -> None:
        let_go()
        # At once: from now on nobody else would leave the terminal whole.
        self.listen()

    def _collect(self) -> None:
        screen = self.screen_stack[-1] if self.screen_stack else None
        if isinstance(screen, KeyScreen):
            collect_when_idle(time.monotonic() - screen.pressed_at)


def run(app: ThreadreaderApp) -> None:
    """Show the screens until the reader leaves. Raises what went wrong in them, when the terminal is as it was.

    Raises SystemExit with the code that shells give a signal, where one ended it.
    """
    app.run()
    if app.failure:
        raise app.failure
    app.check_ended()


def _driver_over(let_go: Callable[[], None]) -> type[Driver]:
    # It is of a terminal that only some systems have.
    from threadreader.tui.driver import driver_over

    return driver_over(let_go)
