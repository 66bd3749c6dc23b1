"""Start of the program on the screen, with a first frame before Textual is loaded.

The first frame is the cached last screen of the thread if nothing that it depends on has changed, else drawn without
Textual. Keys pressed before Textual runs wait in the terminal's input queue.
"""

import contextlib
import json
import os
import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Self

from msgspec.structs import asdict, replace

from threadreader import __version__
from threadreader.cli.early_screen import EarlyScreen, TerminalBackground, is_drawing
from threadreader.cli.output import print_error
from threadreader.config import AUTO_THEME
from threadreader.errors import ConfigError, ThreadreaderError
from threadreader.model.text import clean_line
from threadreader.paths import find_paths, last_screen_file
from threadreader.preferences import write_atomically

if TYPE_CHECKING:
    from threadreader.config import LoadedConfig
    from threadreader.library.library import Library
    from threadreader.model.stored_thread import Start
    from threadreader.tui.settings import Setup


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
        self._background: TerminalBackground | None = None

    def __enter__(self) -> Self:
        self._early.__enter__()
        self._early.hold_keys()
        return self

    def __exit__(self, *_: object) -> None:
        self._early.__exit__()

    @contextmanager
    def lend_terminal(self) -> "Iterator[Setup]":
        """Release the terminal to another screen shown before; yields the setup of that screen."""
        loaded = _load_config(plain=self._plain)
        self._ask_background(loaded)
        self._early.release()
        # `show` reports the errors in the settings.
        yield _setup(loaded, is_light=self._is_light)[0]
        self._early.hold_keys()

    def _ask_background(self, loaded: "LoadedConfig") -> None:
        """Ask the terminal for its background once, where the theme depends on it."""
        if self._background is None and _needs_background(loaded):
            self._background = self._early.ask_background()

    @property
    def _is_light(self) -> bool:
        return self._background is not None and bool(self._background.is_light)

    def show(self, library: "Library", number: int | None, start: "Start | None", greeting: str = "") -> int:
        """Run the screens on a thread, at a comment or where it was left, or on the library; returns the exit code.

        `greeting` is the first message on the status line.
        """
        with self._early as early:
            loaded = _load_config(plain=self._plain)
            is_resumed = number is not None and start is None and not library.read_only
            self._ask_background(loaded)
            is_light, background = self._is_light, self._background
            last = LastScreen(last_screen_file(library.file), lambda: [is_light, _state(library, number or 0, loaded)])
            if is_resumed and not (greeting or loaded.problems):
                early.show(last.load())
            setup, problems = _setup(loaded, is_light=is_light)
            for problem in problems:
                print_error(problem, debug=False)
            greeting, opened = _problem_summary(problems) or greeting, None
            if not early.is_shown:
                from threadreader.tui.drawing.first_frame import draw_first, open_first

                opened = open_first(library, loaded.config, setup, number, start=start, greeting=greeting)
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
                typed=background.typed if background else b"",
                expects_answer=background is not None and not background.is_complete,
            )
            run(app)
        if number is not None and not problems and not library.read_only:
            _save_screen(last, library, number, loaded, is_light=is_light)
        return 0


def _save_screen(last: LastScreen, library: "Library", number: int, loaded: "LoadedConfig", *, is_light: bool) -> None:
    """Save the screen that a thread will open with, unless it will be extracted anew."""
    from threadreader.tui.drawing.first_frame import draw_first, open_first

    with contextlib.suppress(ThreadreaderError):
        if not library.is_outdated(number):
            setup, _ = _setup(loaded, is_light=is_light)
            opened = open_first(library, loaded.config, setup, number)
            last.save(draw_first(opened, setup, shutil.get_terminal_size()))


def _state(library: "Library", number: int, loaded: "LoadedConfig") -> object:
    """Everything in library, settings and preferences that the first screen of a thread depends on."""
    from threadreader.library.read_state import thread_version
    from threadreader.preferences import Preferences

    preferences = Preferences.load(find_paths().preferences_file).to_dict()
    settings = [asdict(loaded.config), sorted(loaded.named), preferences]
    return [__version__, str(library.file), number, thread_version(library, number), settings]


def _load_config(*, plain: bool) -> "LoadedConfig":
    """Settings of the user, with ASCII signs if `plain`, or in a terminal without others where nothing is set."""
    from threadreader.config import load_config

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


def _needs_background(loaded: "LoadedConfig") -> bool:
    """True if the theme is that of the background, in a terminal with enough colours to have several."""
    from threadreader.preferences import Preferences

    variables = os.environ
    if not _is_colored() or not (variables.get("COLORTERM") or "256color" in variables.get("TERM", "")):
        return False
    chosen = "" if "theme" in loaded.named else Preferences.load(find_paths().preferences_file).theme
    return (chosen or loaded.config.theme) == AUTO_THEME


def _setup(loaded: "LoadedConfig", *, is_light: bool) -> "tuple[Setup, Sequence[ConfigError]]":
    """Setup of the screens, and all errors in the settings."""
    from threadreader.preferences import Preferences
    from threadreader.tui.drawing.rows import color_system
    from threadreader.tui.settings import make_setup

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
