"""Textual's driver for a terminal that was used before Textual came, and that may go away."""

import io
import os
import sys
from collections.abc import Callable
from contextlib import suppress
from typing import IO

from textual._xterm_parser import XTermParser
from textual.driver import Driver

_ALTERNATE_SCREEN = "\x1b[?1049h"
"""Switches to the alternate screen and clears it."""


class LostTerminal(io.TextIOBase):
    """A terminal that may go away: what is written to it then is dropped.

    Textual's thread of writes would end by the error, and who ends the program wait for it when its queue is full.
    """

    def __init__(self, file: IO[str]) -> None:
        self._file = file

    def write(self, text: str) -> int:
        """Write to the terminal while it is there."""
        with suppress(OSError):
            self._file.write(text)
        return len(text)

    def flush(self) -> None:
        """Send what was written while the terminal is there."""
        with suppress(OSError):
            self._file.flush()

    def fileno(self) -> int:
        """The descriptor of the terminal."""
        return self._file.fileno()


def handover_driver(release_terminal: Callable[[], None] | None, typed: bytes) -> type[Driver] | None:
    """Driver class for a terminal with `typed` keys, and with a frame that is not cleared if it is to be released.

    None where Textual will not use its driver for Unix terminals.
    """
    if sys.platform == "win32" or os.environ.get("TEXTUAL_DRIVER"):
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
            """Write to the terminal."""
            if data == _ALTERNATE_SCREEN and self.is_there and release_terminal:
                self.is_there = False
                release_terminal()
            else:
                super().write(data)

    return HandoverDriver
