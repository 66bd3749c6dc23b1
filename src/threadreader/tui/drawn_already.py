"""A screen that is drawn before Textual is: it draws over it, and does not clear it first."""

from typing import Any

from textual.drivers.linux_driver import LinuxDriver

_OTHER_SCREEN = "\x1b[?1049h"
"""Goes to the terminal's other screen, and clears that."""


class DrawnAlready(LinuxDriver):
    """Begins on the other screen, where something stands; whenever it comes back later it goes there as usual."""

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self._there = True

    def write(self, data: str) -> None:
        """Write to the terminal."""
        if data == _OTHER_SCREEN and self._there:
            self._there = False
        else:
            super().write(data)
