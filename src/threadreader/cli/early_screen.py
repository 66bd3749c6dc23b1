"""A screen that is shown while the program that draws it is loaded, which draws over it as soon as it can.

Keys that are pressed meanwhile wait for it.
"""

import contextlib
import os
import re
import sys
from collections.abc import Callable
from typing import Any, Self

_ENTER, _LEAVE = "\x1b[?1049h\x1b[?25l", "\x1b[?25h\x1b[?1049l"
"""To the terminal's other screen without a cursor, and back."""


_DRAWN = re.compile(r"(?:[^\x00-\x1f\x7f-\x9f]|\n|\x1b\[[\d;]*[Hm])*")
"""Words, places and colours: all that a screen is drawn with."""


class EarlyScreen:
    """The terminal, for as long as nobody draws on it who would keep it up to date. A context manager."""

    def __init__(self) -> None:
        self.is_shown = False
        self._attributes: list[Any] | None = None
        self._handlers: dict[int, Any] = {}
        self._process = os.getpid()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._give_back()

    def hold_keys(self) -> None:
        """Let what is typed from now on wait as it is typed, and not stand on the screen; also before one is shown."""
        if not self._handlers and _is_usual_terminal():
            self._take_terminal()

    def show(self, drawn: str) -> None:
        """Show what a screen is drawn with, if anything, where the program itself will draw in that way."""
        if drawn and is_drawing(drawn) and not self.is_shown and _is_usual_terminal():
            import signal

            self.is_shown = True
            self.hold_keys()
            # The program stops by its own key, once it is there to give the terminal back first.
            self._unset(signal.SIGTSTP)
            self._change(_without_suspending)
            _write(_ENTER + drawn)

    def let_go(self) -> None:
        """Leave the terminal to whoever draws on it next, as it was."""
        for number in (*self._handlers,):
            self._unset(number)
        self._restore()
        self._attributes = None

    def _take_terminal(self) -> None:
        import signal
        import termios

        for number in (signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT):
            self._handlers[number] = signal.signal(number, self._end)
        self._handlers[signal.SIGTSTP] = signal.signal(signal.SIGTSTP, self._stop)
        with contextlib.suppress(termios.error, OSError):
            self._attributes = termios.tcgetattr(_number())
        self._change(_waiting)

    def _change(self, how: Callable[[list[Any]], None]) -> None:
        import termios

        with contextlib.suppress(termios.error, OSError):
            attributes = termios.tcgetattr(_number())
            how(attributes)
            termios.tcsetattr(_number(), termios.TCSANOW, attributes)

    def _restore(self) -> None:
        if self._attributes:
            import termios

            with contextlib.suppress(termios.error):
                termios.tcsetattr(_number(), termios.TCSANOW, self._attributes)

    def _unset(self, number: int) -> None:
        import signal

        signal.signal(number, self._handlers.pop(number) or signal.SIG_DFL)

    def _give_back(self) -> None:
        self.let_go()
        if self.is_shown:
            self.is_shown = False
            _write(_LEAVE)

    def _end(self, number: int, _frame: object) -> None:
        """Leave the terminal whole when this program is ended; a copy of it that reads a page has no part in that."""
        import signal

        if os.getpid() == self._process:
            self._give_back()
        signal.signal(number, signal.SIG_DFL)
        os.kill(os.getpid(), number)

    def _stop(self, number: int, _frame: object) -> None:
        """Leave the terminal whole for as long as this program is stopped; a copy of it has no part in that either."""
        import signal

        is_original = os.getpid() == self._process
        if is_original:
            self._restore()
        signal.signal(number, signal.SIG_DFL)
        os.kill(os.getpid(), number)
        signal.signal(number, self._stop)
        if is_original:
            self._change(_waiting)


def _waiting(attributes: list[Any]) -> None:
    import termios

    attributes[0] &= ~(termios.ICRNL | termios.IXON)
    attributes[3] &= ~(termios.ECHO | termios.ICANON | termios.IEXTEN)


def _without_suspending(attributes: list[Any]) -> None:
    import termios

    attributes[6][termios.VSUSP] = os.fpathconf(_number(), "PC_VDISABLE").to_bytes()


def is_drawing(written: str) -> bool:
    """Whether a terminal that this is written to only shows something."""
    return _DRAWN.fullmatch(written) is not None


def _is_usual_terminal() -> bool:
    """Whether the program will draw as it does everywhere but on Windows."""
    return sys.platform != "win32" and not os.environ.get("TEXTUAL_DRIVER")


def _number() -> int:
    return sys.__stdin__.fileno() if sys.__stdin__ else 0


def _write(drawn: str) -> None:
    # Where Textual draws.
    if sys.__stderr__:
        with contextlib.suppress(OSError):
            sys.__stderr__.write(drawn)
            sys.__stderr__.flush()
