"""A screen that is drawn before Textual is there: it draws over that, and does not clear it first."""

from collections.abc import Callable

from textual.driver import Driver
from textual.drivers.linux_driver import LinuxDriver

_OTHER_SCREEN = "\x1b[?1049h"
"""Goes to the terminal's other screen, and clears that."""


def driver_over(let_go: Callable[[], None]) -> type[Driver]:
    """A driver of the terminal that `let_go` leaves to it, on the other screen already."""

    class DrawnAlready(LinuxDriver):
        """Begins where something stands; whenever it comes back later it goes to the other screen as usual."""

        is_there = True

        def write(self, data: str) -> None:
            """Write to the terminal."""
            if data == _OTHER_SCREEN and self.is_there:
                self.is_there = False
                let_go()
            else:
                super().write(data)

    return DrawnAlready
