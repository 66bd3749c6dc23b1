"""The terminal before Textual has it: a first frame on it, keys that wait, and its background (OSC 11)."""

import contextlib
import os
import re
import sys
import time
from collections.abc import Callable, Sequence
from typing import Any, Self

from msgspec import Struct

# Every terminal answers the request for its attributes (DA1), many not the one for the colour (OSC 11) before it.
_BACKGROUND, _POSITION, _REQUEST = "\x1b]11;?\x1b\\", "\x1b[6n", "\x1b[c"
_HEX = rb"([0-9a-fA-F]{1,4})"
_COLOR = re.compile(rb"\x1b\]11;rgba?:%s/%s/%s[^\x07\x1b]*(?:\x07|\x1b\\)" % (_HEX, _HEX, _HEX))
_COLUMN = re.compile(rb"\x1b\[\d+;(\d+)R")
_ATTRIBUTES = re.compile(rb"\x1b\[\?[\d;]*c")
_MAX_SECONDS = 0.05
"""A person does not notice that the first frame comes so much later; over a slow line the answer is not waited for."""

_READ_BYTES = 1024


class TerminalBackground(Struct, frozen=True):
    """Answer of a terminal, and the keys typed meanwhile; `is_light` is None where it did not tell.

    Unless it is complete, what is missing of it may still come.
    """

    is_light: bool | None = None
    typed: bytes = b""
    is_complete: bool = True


def ask_background(descriptor: int, write: Callable[[str], None], seconds: float = _MAX_SECONDS) -> TerminalBackground:
    """Ask a terminal, which reads keys one by one, for its background, and wait for a moment."""
    write(_BACKGROUND + _REQUEST)
    read = _read_answer(descriptor, seconds)
    color, is_complete = _COLOR.search(read), _ATTRIBUTES.search(read) is not None
    is_light = _is_light(*color.groups()) if color else None
    return TerminalBackground(is_light, _ATTRIBUTES.sub(b"", _COLOR.sub(b"", read)), is_complete)


def measure_texts(texts: Sequence[str]) -> Sequence[int]:
    """The columns that the terminal draws each text in; none where it does not say so in a second, or is none."""
    if not (os.isatty(_descriptor()) and sys.stderr.isatty() and _is_textual_default()):
        return ()
    with EarlyScreen() as screen:
        screen.hold_keys()
        _write("".join(f"\r{text}{_POSITION}\r\x1b[K" for text in texts) + _REQUEST)
        columns = _COLUMN.findall(_read_answer(_descriptor(), 1))
    return [int(column) - 1 for column in columns] if len(columns) == len(texts) else ()


def _read_answer(descriptor: int, seconds: float) -> bytes:
    """What comes from a terminal up to its attributes, which it was asked for last."""
    import select

    read, end = b"", time.monotonic() + seconds
    while not _ATTRIBUTES.search(read):
        rest = end - time.monotonic()
        if rest <= 0 or not select.select([descriptor], [], [], rest)[0]:
            break
        part = os.read(descriptor, _READ_BYTES)
        if not part:
            break
        read += part
    return read


def _is_light(*channels: bytes) -> bool:
    """True if a colour is nearer to white, by its perceived brightness (ITU-R BT.601)."""
    red, green, blue = (int(channel, 16) / (16 ** len(channel) - 1) for channel in channels)
    brightness: float = 0.299 * red + 0.587 * green + 0.114 * blue
    return brightness > 1 / 2


# Alternate screen without a cursor, and back (xterm).
_ENTER, _LEAVE = "\x1b[?1049h\x1b[?25l", "\x1b[?25h\x1b[?1049l"

# Text, cursor positions (CUP) and colours (SGR).
_DRAWING = re.compile(r"(?:[^\x00-\x1f\x7f-\x9f]|\n|\x1b\[[\d;]*[Hm])*")


class EarlyScreen:
    """First frame on the terminal until Textual draws there. A context manager that restores the terminal."""

    def __init__(self) -> None:
        self.is_shown = False
        self._attributes: list[Any] | None = None
        self._handlers: dict[int, Any] = {}
        self._process = os.getpid()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._leave()

    def hold_keys(self) -> None:
        """Turn off echo and line editing, so that keys wait as they are typed."""
        if not self._handlers and _is_textual_default():
            self._take_terminal()

    def show(self, drawn: str) -> None:
        """Show a frame of terminal sequences, unless it is empty or Textual will not use the terminal as such."""
        if drawn and is_drawing(drawn) and not self.is_shown and _is_textual_default():
            import signal

            self.is_shown = True
            self.hold_keys()
            # ^z suspends only once the program itself handles it and restores the terminal first.
            self._reset_handler(signal.SIGTSTP)
            self._set_attributes(_disable_suspend)
            _write(_ENTER + drawn)

    def ask_background(self) -> TerminalBackground | None:
        """Ask the terminal for its background; None where that is not this program's to ask."""
        return ask_background(_descriptor(), _write) if self._handlers else None

    def release(self) -> None:
        """Restore the attributes and signal handlers of the terminal for who draws on it next."""
        for number in (*self._handlers,):
            self._reset_handler(number)
        self._restore()
        self._attributes = None

    def _take_terminal(self) -> None:
        import signal
        import termios

        for number in (signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT):
            self._handlers[number] = signal.signal(number, self._end)
        self._handlers[signal.SIGTSTP] = signal.signal(signal.SIGTSTP, self._stop)
        with contextlib.suppress(termios.error, OSError):
            self._attributes = termios.tcgetattr(_descriptor())
        self._set_attributes(_disable_echo)

    def _set_attributes(self, change: Callable[[list[Any]], None]) -> None:
        import termios

        with contextlib.suppress(termios.error, OSError):
            attributes = termios.tcgetattr(_descriptor())
            change(attributes)
            termios.tcsetattr(_descriptor(), termios.TCSANOW, attributes)

    def _restore(self) -> None:
        if self._attributes:
            import termios

            with contextlib.suppress(termios.error):
                termios.tcsetattr(_descriptor(), termios.TCSANOW, self._attributes)

    def _reset_handler(self, number: int) -> None:
        import signal

        signal.signal(number, self._handlers.pop(number) or signal.SIG_DFL)

    def _leave(self) -> None:
        self.release()
        if self.is_shown:
            self.is_shown = False
            _write(_LEAVE)

    def _end(self, number: int, _frame: object) -> None:
        """Restore the terminal when a signal ends the program; a forked worker leaves it alone."""
        import signal

        if os.getpid() == self._process:
            self._leave()
        signal.signal(number, signal.SIG_DFL)
        os.kill(os.getpid(), number)

    def _stop(self, number: int, _frame: object) -> None:
        """Restore the terminal while the program is suspended; a forked worker leaves it alone."""
        import signal

        is_original = os.getpid() == self._process
        if is_original:
            self._restore()
        signal.signal(number, signal.SIG_DFL)
        os.kill(os.getpid(), number)
        signal.signal(number, self._stop)
        if is_original:
            self._set_attributes(_disable_echo)


def _disable_echo(attributes: list[Any]) -> None:
    import termios

    attributes[0] &= ~(termios.ICRNL | termios.IXON)
    attributes[3] &= ~(termios.ECHO | termios.ICANON | termios.IEXTEN)


def _disable_suspend(attributes: list[Any]) -> None:
    import termios

    attributes[6][termios.VSUSP] = os.fpathconf(_descriptor(), "PC_VDISABLE").to_bytes()


def is_drawing(text: str) -> bool:
    """True if a terminal only displays a text, and obeys no other control sequence in it."""
    return _DRAWING.fullmatch(text) is not None


def _is_textual_default() -> bool:
    """True if Textual will use its default driver, which Windows has not."""
    return sys.platform != "win32" and not os.environ.get("TEXTUAL_DRIVER")


def _descriptor() -> int:
    return sys.__stdin__.fileno() if sys.__stdin__ else 0


def _write(drawn: str) -> None:
    # Textual draws on stderr.
    if sys.__stderr__:
        with contextlib.suppress(OSError):
            sys.__stderr__.write(drawn)
            sys.__stderr__.flush()
