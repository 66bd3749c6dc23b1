"""The program on the screen: how the reader wants it, what is shown before it is loaded, and what the next time.

The screen that a thread was left with, to be shown again at once.

It is what the program drew, of a thread and for a terminal that are as they were then.

A screen that is shown while the program that draws it is loaded, which draws over it as soon as it can.

Keys that are pressed meanwhile wait for it.
"""

import contextlib
import gc
import json
import os
import re
import shutil
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from threadreader import __version__
from threadreader.cli.output import complain
from threadreader.errors import ConfigError, ThreadreaderError
from threadreader.model.text import clean_line
from threadreader.paths import find_paths, last_screen_of
from threadreader.preferences import write_whole

if TYPE_CHECKING:
    from threadreader.config import Loaded
    from threadreader.library.library import Library
    from threadreader.model.thread import CommentId
    from threadreader.tui.settings import Setup


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


_TOLD_BY = ("TERM", "COLORTERM", "NO_COLOR", "FORCE_COLOR", "TEXTUAL_COLOR_SYSTEM", "TEXTUAL_FILTERS")


class LastScreen:
    """A screen in a file; `state` is everything that it depends on, as it is when it is asked."""

    def __init__(self, file: Path, state: Callable[[], object]) -> None:
        self._file = file
        self._state = state

    def keep(self, drawn: str) -> None:
        """Keep a screen for the next time, in the place of what was kept before."""
        with contextlib.suppress(OSError):
            if is_drawing(drawn):
                write_whole(self._file, json.dumps({"state": self._now(), "drawn": drawn}))
            else:
                self._file.unlink(missing_ok=True)

    def load(self) -> str:
        """What it is drawn with, where it would be the same now; else nothing."""
        try:
            kept = json.loads(self._file.read_text(encoding="utf-8"))
            state, drawn = kept["state"], kept["drawn"]
        except (OSError, ValueError, KeyError, TypeError, RecursionError):
            return ""
        return drawn if isinstance(drawn, str) and state == self._now() else ""

    def _now(self) -> object:
        terminal = [*shutil.get_terminal_size(), *(os.environ.get(name) for name in _TOLD_BY)]
        return json.loads(json.dumps([terminal, self._state()]))


class Showing:
    """The terminal, from when a command that shows a screen begins; with `plain`, drawn on with ASCII alone.

    A context manager: what is typed while it is not drawn on yet waits for who draws there.
    """

    def __init__(self, *, plain: bool) -> None:
        self._plain = plain
        self._early = EarlyScreen()

    def __enter__(self) -> Self:
        self._early.__enter__()
        self._early.hold_keys()
        return self

    def __exit__(self, *_: object) -> None:
        self._early.__exit__()

    @contextmanager
    def lent(self) -> "Iterator[Setup]":
        """Leave the terminal to a screen that is shown first; what that is made with."""
        self._early.let_go()
        # What is wrong with the settings is said by the next one.
        yield _setup(_wanted(plain=self._plain))[0]
        self._early.hold_keys()

    def show(self, library: "Library", number: int | None, start: "CommentId | None", said: str = "") -> int:
        """Run the program on a thread, at a comment or where the reader was, or on the library.

        `said` is said at first. What is given back is the exit code.
        """
        with nothing_collected(), self._early as early:
            wanted = _wanted(plain=self._plain)
            is_where_it_was = number is not None and start is None and not library.read_only
            last = LastScreen(last_screen_of(library.file), lambda: _state(library, number or 0, wanted))
            if is_where_it_was and not (said or wanted.problems):
                early.show(last.load())
            setup, problems = _setup(wanted)
            for problem in problems:
                complain(problem, debug=False)
            greeting, opened = _greeting(problems) or said, None
            if not early.is_shown:
                from threadreader.tui.drawing.first_frame import draw_first, open_first

                opened = open_first(library, wanted.config, setup, number, start=start, greeting=greeting)
                early.show(draw_first(opened, setup, shutil.get_terminal_size()))
            from threadreader.tui.app import ThreadreaderApp, run

            if not early.is_shown:
                early.let_go()
            app = ThreadreaderApp(
                *(library, wanted.config, setup),
                number=number,
                start=start,
                greeting=greeting,
                opened=opened,
                release_terminal=early.let_go if early.is_shown else None,
            )
            run(app)
        if number is not None and not problems and not library.read_only:
            _keep_screen(last, library, number, wanted)
        return 0


def _keep_screen(last: LastScreen, library: "Library", number: int, wanted: "Loaded") -> None:
    """Keep the screen that a thread is opened with the next time, unless it is read again before."""
    from threadreader.tui.drawing.first_frame import draw_first, open_first

    with contextlib.suppress(ThreadreaderError):
        if not library.is_outdated(number):
            setup, _ = _setup(wanted)
            opened = open_first(library, wanted.config, setup, number)
            last.keep(draw_first(opened, setup, shutil.get_terminal_size()))


def _state(library: "Library", number: int, wanted: "Loaded") -> object:
    """All in the library, in the settings and in what was chosen that the first screen of a thread depends on."""
    from threadreader.library.maintenance import thread_version
    from threadreader.preferences import load_choices

    choices = load_choices(find_paths().choices_file)
    settings = [asdict(wanted.config), sorted(wanted.named), asdict(choices)]
    return [__version__, str(library.file), number, thread_version(library, number), settings]


@contextmanager
def nothing_collected() -> Iterator[None]:
    """Until something is shown all that is made is in use: looking for garbage in it takes a fifth of the time.

    The program on the screen looks for it again.
    """
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def _wanted(*, plain: bool) -> "Loaded":
    """How the reader wants the screens."""
    from threadreader.config import load_config

    loaded = load_config(find_paths().config_file)
    return replace(loaded, config=replace(loaded.config, signs="ascii")) if plain else loaded


def _setup(wanted: "Loaded") -> "tuple[Setup, Sequence[ConfigError]]":
    """What the screens are made with, and what is wrong with what the settings say of that."""
    from threadreader.preferences import Memory
    from threadreader.tui.settings import make_setup

    paths, colored = find_paths(), "NO_COLOR" not in os.environ
    file, memory = paths.config_file, Memory(paths.choices_file)
    setup, troubles = make_setup(wanted.config, file, colored=colored, preferences=memory, named=wanted.named)
    return setup, (*wanted.problems, *(ConfigError(file, trouble) for trouble in troubles))


def _greeting(problems: Sequence[ConfigError]) -> str:
    """What is said at the bottom of the first screen of settings that were not taken."""
    if not problems:
        return ""
    first, *others = problems
    said = ConfigError(Path(first.subject).name, first.trouble, first.cure)
    return clean_line(f"{said}{f' (and {len(others)} more)' if others else ''}")
