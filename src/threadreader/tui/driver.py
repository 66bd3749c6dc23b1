"""Textual driver that takes over a frame already on the alternate screen, without clearing it."""

from collections.abc import Callable

from textual.driver import Driver
from textual.drivers.linux_driver import LinuxDriver

_OTHER_SCREEN = "\x1b[?1049h"
"""Switches to the alternate screen and clears it."""


def make_driver(release_terminal: Callable[[], None]) -> type[Driver]:
    """Driver class for a terminal already on the alternate screen, handed over by `release_terminal`."""

    class HandoverDriver(LinuxDriver):
        """Skips the first switch to the alternate screen."""

        is_there = True

        def write(self, data: str) -> None:
            """Write to the terminal."""
            if data == _OTHER_SCREEN and self.is_there:
                self.is_there = False
                release_terminal()
            else:
                super().write(data)

    return HandoverDriver
