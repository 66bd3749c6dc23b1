"""A program of key screens: the look that they share, and how it reaches the terminal."""

import asyncio
import os
import shutil
import signal
import sys
from collections.abc import Sequence
from dataclasses import replace
from typing import TypeVar

from rich.control import Control
from textual.app import App
from textual.driver import Driver
from textual.filter import LineFilter, Monochrome, NoColor

from threadreader.tui.clipboard import copying
from threadreader.tui.key_screen import KeyScreen
from threadreader.tui.setup import Setup
from threadreader.tui.sign_filter import SignFilter
from threadreader.tui.textual_theme import textual_theme
from threadreader.tui.theme import LOOKS

Answer = TypeVar("Answer")

_SIGNALLED = 128


class KeyApp(App[Answer]):
    """Shows its screens in the look of a setup, and in another when a reader chooses one."""

    CSS_PATH = "threadreader.tcss"
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
