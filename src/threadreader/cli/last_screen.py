"""The screen that a thread was left with, shown again at once while the program that draws it is loaded.

It is what the program drew, of a thread and for a terminal that are as they were then; the program draws over it as
soon as it can. Keys that are pressed meanwhile wait for it.
"""

import contextlib
import json
import os
import re
import shutil
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from threadreader.remembered import write_whole

_ENTER, _LEAVE = "\x1b[?1049h\x1b[?25l", "\x1b[?25h\x1b[?1049l"
"""To the terminal's other screen without a cursor, and back."""

_DRAWN = re.compile(r"(?:[^\x00-\x1f\x7f-\x9f]|\n|\x1b\[[\d;]*[Hm])*")
"""Words, places and colours: all that a screen is drawn with."""

_TOLD_BY = ("TERM", "COLORTERM", "NO_COLOR", "FORCE_COLOR", "TEXTUAL_COLOR_SYSTEM")


class LastScreen:
    """A screen in a file; `state` is everything that it depends on, as it is when it is asked."""

    def __init__(self, file: Path, state: Callable[[], object]) -> None:
        self._file = file
        self._state = state
        self._attributes: list[Any] | None = None
        self._handlers: dict[int, Any] = {}

    @contextlib.contextmanager
    def shown(self) -> Iterator[bool]:
        """Show it where it would be the same now, and take it away in the end; whether it is shown."""
        drawn = self._load() if _is_usual_terminal() else ""
        if not drawn:
            yield False
            return
        try:
            self._take_terminal()
            _write(_ENTER + drawn)
            yield True
        finally:
            self.let_go()
            _write(_LEAVE)

    def let_go(self) -> None:
        """Leave the terminal to whoever draws on it next, as it was."""
        import signal

        for number, handler in self._handlers.items():
            signal.signal(number, handler or signal.SIG_DFL)
        self._handlers.clear()
        if self._attributes:
            import termios

            with contextlib.suppress(termios.error):
                termios.tcsetattr(_number(), termios.TCSANOW, self._attributes)
            self._attributes = None

    def keep(self, drawn: str) -> None:
        """Keep a screen for the next time, in the place of what was kept before."""
        with contextlib.suppress(OSError):
            if _DRAWN.fullmatch(drawn):
                write_whole(self._file, json.dumps({"state": self._now(), "drawn": drawn}))
            else:
                self._file.unlink(missing_ok=True)

    def _load(self) -> str:
        try:
            kept = json.loads(self._file.read_text(encoding="utf-8"))
            state, drawn = kept["state"], kept["drawn"]
        except (OSError, ValueError, KeyError, TypeError, RecursionError):
            return ""
        same = isinstance(drawn, str) and _DRAWN.fullmatch(drawn) and state == self._now()
        return drawn if same else ""

    def _now(self) -> object:
        terminal = [*shutil.get_terminal_size(), *(os.environ.get(name) for name in _TOLD_BY)]
        return json.loads(json.dumps([terminal, self._state()]))

    def _take_terminal(self) -> None:
        """Let what is typed wait as it is typed, and not stand on the screen; leave the terminal whole when ended."""
        import signal
        import termios

        for number in (signal.SIGTERM, signal.SIGHUP):
            self._handlers[number] = signal.signal(number, self._end)
        with contextlib.suppress(termios.error, OSError):
            self._attributes = termios.tcgetattr(_number())
            waiting = termios.tcgetattr(_number())
            waiting[0] &= ~(termios.ICRNL | termios.IXON)
            waiting[3] &= ~(termios.ECHO | termios.ICANON | termios.IEXTEN)
            # The program stops by its own key, once it is there to give the terminal back first.
            waiting[6][termios.VSUSP] = os.fpathconf(_number(), "PC_VDISABLE").to_bytes()
            termios.tcsetattr(_number(), termios.TCSANOW, waiting)

    def _end(self, number: int, _frame: object) -> None:
        import signal

        self.let_go()
        _write(_LEAVE)
        signal.signal(number, signal.SIG_DFL)
        os.kill(os.getpid(), number)


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
