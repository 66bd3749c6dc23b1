"""The program on the screen: how the reader wants it, what is shown before it is loaded, and what the next time."""

import contextlib
import gc
import os
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, replace
from pathlib import Path
from typing import TYPE_CHECKING, Self

from threadreader import __version__
from threadreader.cli.early_screen import EarlyScreen
from threadreader.cli.last_screen import LastScreen
from threadreader.cli.speech import complain
from threadreader.errors import ConfigError, ThreadreaderError
from threadreader.model.text import clean_line
from threadreader.paths import find_paths, last_screen_of

if TYPE_CHECKING:
    from threadreader.config import Loaded
    from threadreader.library.library import Library
    from threadreader.model.thread import CommentId
    from threadreader.tui.setup import Setup


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
            greeting, begun = _greeting(problems) or said, None
            if not early.is_shown:
                from threadreader.tui.first_frame import begin, draw_first

                begun = begin(library, wanted.config, setup, number, start=start, greeting=greeting)
                early.show(draw_first(begun, setup, shutil.get_terminal_size()))
            from threadreader.tui.app import ThreadreaderApp, run

            if not early.is_shown:
                early.let_go()
            app = ThreadreaderApp(
                *(library, wanted.config, setup),
                number=number,
                start=start,
                greeting=greeting,
                begun=begun,
                let_go=early.let_go if early.is_shown else None,
            )
            run(app)
        if number is not None and not problems and not library.read_only:
            _keep_screen(last, library, number, wanted)
        return 0


def _keep_screen(last: LastScreen, library: "Library", number: int, wanted: "Loaded") -> None:
    """Keep the screen that a thread is opened with the next time, unless it is read again before."""
    from threadreader.tui.first_frame import begin, draw_first

    with contextlib.suppress(ThreadreaderError):
        if not library.is_outdated(number):
            setup, _ = _setup(wanted)
            begun = begin(library, wanted.config, setup, number)
            last.keep(draw_first(begun, setup, shutil.get_terminal_size()))


def _state(library: "Library", number: int, wanted: "Loaded") -> object:
    """All in the library, in the settings and in what was chosen that the first screen of a thread depends on."""
    from threadreader.library.maintenance import state_of
    from threadreader.remembered import load_choices

    choices = load_choices(find_paths().choices_file)
    settings = [asdict(wanted.config), sorted(wanted.named), asdict(choices)]
    return [__version__, str(library.file), number, state_of(library, number), settings]


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
    from threadreader.remembered import Memory
    from threadreader.tui.setup import make_setup

    paths, colored = find_paths(), "NO_COLOR" not in os.environ
    file, memory = paths.config_file, Memory(paths.choices_file)
    setup, troubles = make_setup(wanted.config, file, colored=colored, memory=memory, named=wanted.named)
    return setup, (*wanted.problems, *(ConfigError(file, trouble) for trouble in troubles))


def _greeting(problems: Sequence[ConfigError]) -> str:
    """What is said at the bottom of the first screen of settings that were not taken."""
    if not problems:
        return ""
    first, *others = problems
    said = ConfigError(Path(first.subject).name, first.trouble, first.cure)
    return clean_line(f"{said}{f' (and {len(others)} more)' if others else ''}")
