"""What the program needs of the private parts of Textual, each with its reason. No other module names one."""

import io
import sys
from collections.abc import Callable, Iterable
from contextlib import suppress
from typing import IO, Any

from textual import work
from textual._xterm_parser import XTermParser
from textual.app import App, ReturnType
from textual.command import CommandList, CommandPalette
from textual.css.query import NoMatches
from textual.driver import Driver
from textual.events import Key
from textual.message import Message
from textual.screen import Screen, ScreenResultType
from textual.worker import WorkerFailed

from threadreader.tui.terminal import InputFilter

# Pasted text and late answers of the terminal are taken out of what is read before Textual parses that: it takes
# sequences in a paste for keys, and has no public name for its parser.
_feed_unfiltered = XTermParser.feed


def _feed(self: XTermParser, data: str) -> Iterable[Message]:
    """Parse input, or its end, which is empty."""
    input_filter: InputFilter = self.__dict__.setdefault("input_filter", InputFilter())
    filtered = input_filter.filter(data)
    return _feed_unfiltered(self, filtered) if filtered or not data else ()


XTermParser.feed = _feed  # type: ignore[method-assign]


_ALTERNATE_SCREEN = "\x1b[?1049h"
"""Switches to the alternate screen and clears it."""


class LostTerminal(io.TextIOBase):
    """A terminal that may go away: what is written to it then is dropped.

    Textual's thread of writes would end by the error, and who ends the program wait for it when its queue is full.
    """

    def __init__(self, file: IO[str]) -> None:
        self._file = file

    def write(self, text: str) -> int:
        with suppress(OSError):
            self._file.write(text)
        return len(text)

    def flush(self) -> None:
        with suppress(OSError):
            self._file.flush()

    def fileno(self) -> int:
        return self._file.fileno()


def handover_driver(release_terminal: Callable[[], None] | None, typed: bytes) -> type[Driver] | None:
    """Driver class for a terminal with `typed` keys, and with a frame that is not cleared if it is to be released.

    None where Textual will not use its driver for Unix terminals. A driver takes no file and no keys of somebody else.
    """
    if sys.platform == "win32":
        return None
    from textual.drivers.linux_driver import LinuxDriver

    class HandoverDriver(LinuxDriver):
        """Skips the first switch to the alternate screen where a frame is on it."""

        is_there = release_terminal is not None

        def start_application_mode(self) -> None:
            """Take the terminal over, then the keys."""
            if self._file:
                self._file = LostTerminal(self._file)  # type: ignore[assignment]
            super().start_application_mode()  # type: ignore[no-untyped-call]
            for event in XTermParser().feed(typed.decode(errors="replace")) if typed else ():
                self.process_message(event)

        def write(self, data: str) -> None:
            if data == _ALTERNATE_SCREEN and self.is_there and release_terminal:
                self.is_there = False
                release_terminal()
            else:
                super().write(data)

    return HandoverDriver


def write_to_terminal(app: App[Any], sequence: str) -> None:
    """Write a sequence that Textual has no function for: pictures, the clipboard of multiplexers, the cursor."""
    if app._driver:
        app._driver.write(sequence)
        app._driver.flush()


class DirectApp(App[ReturnType]):
    """An application that can replace its only screen, and leaves the report of a failure to others."""

    @property
    def failure(self) -> BaseException | None:
        """The exception that ended the program, which Textual keeps to itself."""
        return self._exception.error if isinstance(self._exception, WorkerFailed) else self._exception

    def _print_error_renderables(self) -> None:
        """Print no traceback: the command line reports the failure."""
        self._exit_renderables.clear()

    def restart_terminal(self) -> bool:
        """Take the terminal as after the key that stops the program; False while another program has it."""
        driver = self._driver
        if not (driver and driver.can_suspend and driver._auto_restart):  # an editor has it
            return False
        driver.suspend_application_mode()
        driver.resume_application_mode()
        return True

    async def replace_screen(self, screen: Screen[Any]) -> None:
        """Show a screen in place of the only one, for which Textual expects a callback that the first one has not."""
        self.screen._push_result_callback(self.screen, None)
        await self.switch_screen(screen)


class GuardedScreen(Screen[ScreenResultType]):
    """A screen that drops some messages once it is left, when half of it may be gone.

    Textual has a public way to drop events, which most of these are not, and to refuse a message when it is posted,
    which is too early.
    """

    dropped_late: tuple[type[Message], ...] = ()
    is_closed = False
    """True once the screen is left."""

    async def _on_message(self, message: Message) -> None:
        """Handle a message, unless it comes too late to be of use here: then keys are for the next screen."""
        if not (self.is_late and isinstance(message, self.dropped_late)):
            await super()._on_message(message)
        elif isinstance(message, Key):
            self.pass_on(message)

    def pass_on(self, key: Key) -> None:
        """Take a key that is for another screen."""

    @property
    def is_late(self) -> bool:
        """True once the screen or the program is left: widgets may be gone."""
        return self.is_closed or self.app.return_code is not None


_gather_commands = CommandPalette._gather_commands.__wrapped__  # type: ignore[attr-defined]


class SteadyPalette(CommandPalette):
    """Textual's palette, which fails on keys that come before it is laid out and after it is closed."""

    def _action_command_list(self, action: str) -> None:
        """Move in the list, unless it has no size yet: Textual would look for lines that are not there."""
        with suppress(NoMatches):
            if self.query_one(CommandList).scrollable_content_region:
                super()._action_command_list(action)

    def _action_cursor_down(self) -> None:
        """Move down, unless the list is gone."""
        with suppress(NoMatches):
            super()._action_cursor_down()

    def _watch__list_visible(self) -> None:
        """Show or hide the list, unless it is gone."""
        with suppress(NoMatches):
            super()._watch__list_visible()

    @work(exclusive=True)
    async def _gather_commands(self, search_value: str) -> None:
        """List what is found; Textual goes on with that after the list is gone, also where it is cancelled."""
        with suppress(NoMatches):
            await _gather_commands(self, search_value)
