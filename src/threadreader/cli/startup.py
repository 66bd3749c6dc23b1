"""Start of the program on the screen: the terminal before Textual has it, and a first frame before that is loaded.

The first frame is the cached last screen of the thread if nothing that it depends on has changed, else drawn without
Textual. Keys pressed before Textual runs wait in the terminal's input queue. Meanwhile the terminal is asked for its
background (OSC 11).
"""

import contextlib
import json
import os
import re
import select
import shutil
import signal
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from msgspec import Struct
from msgspec.structs import asdict, replace

from threadreader import __version__
from threadreader.cli.output import print_error
from threadreader.config import AUTO_THEME, LoadedConfig, load_config
from threadreader.errors import ConfigError, ThreadreaderError
from threadreader.model.text import clean_line
from threadreader.paths import find_paths, last_screen_file
from threadreader.preferences import Preferences, write_atomically

if sys.platform != "win32":
    import termios

if TYPE_CHECKING:
    from threadreader.library.library import Library
    from threadreader.model.stored_thread import Start
    from threadreader.tui.theme import Setup

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
    if not (os.isatty(_descriptor()) and sys.stderr.isatty() and sys.platform != "win32"):
        return ()
    with EarlyScreen() as screen:
        screen.hold_keys()
        _write("".join(f"\r{text}{_POSITION}\r\x1b[K" for text in texts) + _REQUEST)
        columns = _COLUMN.findall(_read_answer(_descriptor(), 1))
    return [int(column) - 1 for column in columns] if len(columns) == len(texts) else ()


def _read_answer(descriptor: int, seconds: float) -> bytes:
    """What comes from a terminal up to its attributes, which it was asked for last."""
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
        if self._handlers or sys.platform == "win32":
            return
        for number in (signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT):
            self._handlers[number] = signal.signal(number, self._end)
        self._handlers[signal.SIGTSTP] = signal.signal(signal.SIGTSTP, self._stop)
        with contextlib.suppress(termios.error, OSError):
            self._attributes = termios.tcgetattr(_descriptor())
        self._set_attributes(_disable_echo)

    def show(self, drawn: str) -> None:
        """Show a frame of terminal sequences, unless it is empty, or this is Windows."""
        if drawn and is_drawing(drawn) and not self.is_shown and sys.platform != "win32":
            self.is_shown = True
            self.hold_keys()
            # ^z suspends only once the program itself handles it and restores the terminal first.
            self._reset_handler(signal.SIGTSTP)
            self._set_attributes(_disable_suspend)
            _write(_ENTER + drawn)

    def ask_background(self) -> TerminalBackground:
        """Ask the terminal for its background, where that is this program's to ask."""
        return ask_background(_descriptor(), _write) if self._handlers else TerminalBackground()

    def release(self) -> None:
        """Restore the attributes and signal handlers of the terminal for who draws on it next."""
        for number in (*self._handlers,):
            self._reset_handler(number)
        self._restore()
        self._attributes = None

    def _set_attributes(self, change: Callable[[list[Any]], None]) -> None:
        with contextlib.suppress(termios.error, OSError):
            attributes = termios.tcgetattr(_descriptor())
            change(attributes)
            termios.tcsetattr(_descriptor(), termios.TCSANOW, attributes)

    def _restore(self) -> None:
        if self._attributes:
            with contextlib.suppress(termios.error):
                termios.tcsetattr(_descriptor(), termios.TCSANOW, self._attributes)

    def _reset_handler(self, number: int) -> None:
        signal.signal(number, self._handlers.pop(number) or signal.SIG_DFL)

    def _leave(self) -> None:
        self.release()
        if self.is_shown:
            self.is_shown = False
            _write(_LEAVE)

    def _end(self, number: int, _frame: object) -> None:
        """Restore the terminal when a signal ends the program; a forked worker leaves it alone."""
        if os.getpid() == self._process:
            self._leave()
        signal.signal(number, signal.SIG_DFL)
        os.kill(os.getpid(), number)

    def _stop(self, number: int, _frame: object) -> None:
        """Restore the terminal while the program is suspended; a forked worker leaves it alone."""
        is_original = os.getpid() == self._process
        if is_original:
            self._restore()
        signal.signal(number, signal.SIG_DFL)
        os.kill(os.getpid(), number)
        signal.signal(number, self._stop)
        if is_original:
            self._set_attributes(_disable_echo)


def _disable_echo(attributes: list[Any]) -> None:
    attributes[0] &= ~(termios.ICRNL | termios.IXON)
    attributes[3] &= ~(termios.ECHO | termios.ICANON | termios.IEXTEN)


def _disable_suspend(attributes: list[Any]) -> None:
    attributes[6][termios.VSUSP] = os.fpathconf(_descriptor(), "PC_VDISABLE").to_bytes()


def is_drawing(text: str) -> bool:
    """True if a terminal only displays a text, and obeys no other control sequence in it."""
    return _DRAWING.fullmatch(text) is not None


def _descriptor() -> int:
    return sys.__stdin__.fileno() if sys.__stdin__ else 0


def _write(drawn: str) -> None:
    # Textual draws on stderr.
    if sys.__stderr__:
        with contextlib.suppress(OSError):
            sys.__stderr__.write(drawn)
            sys.__stderr__.flush()


# Environment that decides on colours.
_COLOR_VARIABLES = ("TERM", "COLORTERM", "NO_COLOR", "FORCE_COLOR", "TEXTUAL_COLOR_SYSTEM", "TEXTUAL_FILTERS")


_COLORLESS_TERMS = ("vt1", "vt2")  # of DEC, and what calls itself so
_PLAIN_TERMS = (*_COLORLESS_TERMS, "linux")  # the fonts of the console have few signs besides those of ASCII


class LastScreen:
    """Cached screen in a file; `state` returns everything that the screen depends on."""

    def __init__(self, file: Path, state: Callable[[], object]) -> None:
        self._file = file
        self._state = state

    def save(self, drawn: str) -> None:
        """Save a screen in place of the one before."""
        with contextlib.suppress(OSError):
            if is_drawing(drawn):
                write_atomically(self._file, json.dumps({"state": self._current_state(), "drawn": drawn}))
            else:
                self._file.unlink(missing_ok=True)

    def load(self) -> str:
        """Saved screen as terminal sequences, "" if its state has changed."""
        try:
            saved = json.loads(self._file.read_text(encoding="utf-8"))
            state, drawn = saved["state"], saved["drawn"]
        except (OSError, ValueError, KeyError, TypeError, RecursionError):
            return ""
        return drawn if isinstance(drawn, str) and state == self._current_state() else ""

    def _current_state(self) -> object:
        terminal = [*shutil.get_terminal_size(), *(os.environ.get(name) for name in _COLOR_VARIABLES)]
        return json.loads(json.dumps([terminal, self._state()]))


class Startup:
    """Terminal from the start of a command until the screen is left; `plain` draws with ASCII only.

    A context manager: keys typed before a screen is drawn wait for it.
    """

    def __init__(self, *, plain: bool) -> None:
        _forget_outer_colors()
        self._plain = plain
        self._early = EarlyScreen()

    def __enter__(self) -> Self:
        self._early.hold_keys()
        return self

    def __exit__(self, *_: object) -> None:
        self._early.__exit__()

    @cached_property
    def _loaded(self) -> LoadedConfig:
        return _load_config(plain=self._plain)

    @cached_property
    def _background(self) -> TerminalBackground:
        """Answer of the terminal, which is asked once, and only where the theme depends on it."""
        return self._early.ask_background() if _needs_background(self._loaded) else TerminalBackground()

    def _setup(self) -> "tuple[Setup, Sequence[ConfigError]]":
        return _setup(self._loaded, is_light=bool(self._background.is_light))

    @contextmanager
    def lend_terminal(self) -> "Iterator[Setup]":
        """Release the terminal to another screen shown before; yields the setup of that screen."""
        # `show` reports the errors in the settings.
        setup, _ = self._setup()
        self._early.release()
        yield setup
        self._early.hold_keys()

    def show(self, library: "Library", number: int | None, start: "Start | None", greeting: str = "") -> int:
        """Run the screens on a thread, at a comment or where it was left, or on the library; returns the exit code.

        `greeting` is the first message on the status line.
        """
        with self._early as early:
            loaded, background, opened = self._loaded, self._background, None
            last = LastScreen(
                last_screen_file(library.file),
                lambda: [bool(background.is_light), _state(library, number or 0, loaded)],
            )
            is_resumed = number is not None and start is None and not library.read_only
            if is_resumed and not (greeting or loaded.problems):
                early.show(last.load())
            setup, problems = self._setup()
            for problem in problems:
                print_error(problem, debug=False)
            greeting = _problem_summary(problems) or greeting
            if not early.is_shown:
                from threadreader.tui.open_thread import draw_first, open_first

                opened = open_first(library, setup, number, start=start, greeting=greeting)
                early.show(draw_first(opened, setup, shutil.get_terminal_size()))
            from threadreader.tui.app import ThreadreaderApp, run

            if not early.is_shown:
                early.release()
            app = ThreadreaderApp(
                *(library, loaded.config, setup),
                number=number,
                start=start,
                greeting=greeting,
                opened=opened,
                release_terminal=early.release if early.is_shown else None,
                typed=background.typed,
                expects_answer=not background.is_complete,
            )
            run(app)
        if number is not None and not problems and not library.read_only:
            self._save_screen(last, library, number)
        return 0

    def _save_screen(self, last: LastScreen, library: "Library", number: int) -> None:
        """Save the screen that a thread will open with, unless it will be extracted anew."""
        from threadreader.tui.open_thread import draw_first, open_first

        with contextlib.suppress(ThreadreaderError):
            if not library.is_outdated(number):
                setup, _ = self._setup()
                last.save(draw_first(open_first(library, setup, number), setup, shutil.get_terminal_size()))


def _state(library: "Library", number: int, loaded: LoadedConfig) -> object:
    """Everything in library, settings and preferences that the first screen of a thread depends on."""
    from threadreader.library.read_state import thread_version

    preferences = Preferences.load(find_paths().preferences_file).to_dict()
    settings = [asdict(loaded.config), sorted(loaded.named), preferences]
    return [__version__, str(library.file), number, thread_version(library, number), settings]


def _load_config(*, plain: bool) -> LoadedConfig:
    """Settings of the user, with ASCII signs if `plain`, or in a terminal without others where nothing is set."""
    loaded = load_config(find_paths().config_file)
    plain = plain or ("signs" not in loaded.named and os.environ.get("TERM", "").startswith(_PLAIN_TERMS))
    return replace(loaded, config=replace(loaded.config, signs="ascii")) if plain else loaded


def _forget_outer_colors() -> None:
    """Forget COLORTERM in GNU screen, which hands on that of the terminal around it, and takes no 24-bit colours."""
    variables = os.environ
    term = variables.get("TERM", "")
    if (term.startswith("screen.") or (term.startswith("screen") and "STY" in variables)) and "TMUX" not in variables:
        variables.pop("COLORTERM", None)


def _is_colored() -> bool:
    return "NO_COLOR" not in os.environ and not os.environ.get("TERM", "").startswith(_COLORLESS_TERMS)


def _needs_background(loaded: LoadedConfig) -> bool:
    """True if the theme is that of the background, in a terminal with enough colours to have several."""
    variables = os.environ
    if not _is_colored() or not (variables.get("COLORTERM") or "256color" in variables.get("TERM", "")):
        return False
    chosen = "" if "theme" in loaded.named else Preferences.load(find_paths().preferences_file).theme
    return (chosen or loaded.config.theme) == AUTO_THEME


def _setup(loaded: LoadedConfig, *, is_light: bool) -> "tuple[Setup, Sequence[ConfigError]]":
    """Setup of the screens, and all errors in the settings."""
    from threadreader.tui.drawing.rows import color_system
    from threadreader.tui.theme import make_setup

    paths, colored, colors = find_paths(), _is_colored(), color_system(os.environ)
    setup, troubles = make_setup(
        loaded.config,
        file := paths.config_file,
        colored=colored,
        colors=colors,
        is_light=is_light,
        preferences=Preferences.load(paths.preferences_file),
        named=loaded.named,
    )
    return setup, (*loaded.problems, *(ConfigError(file, trouble) for trouble in troubles))


def _problem_summary(problems: Sequence[ConfigError]) -> str:
    """Errors in the settings as one message, "" if there are none."""
    if not problems:
        return ""
    first, *others = problems
    error = ConfigError(Path(first.subject).name, first.trouble, first.cure)
    return clean_line(f"{error}{f' (and {len(others)} more)' if others else ''}")
