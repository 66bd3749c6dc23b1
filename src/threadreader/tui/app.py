"""The application: its theme, its style sheet, its first screen."""

import os
import time
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any

from textual.driver import Driver
from textual.worker import WorkerFailed

from threadreader.config import Config
from threadreader.library.library import Library
from threadreader.model.thread import CommentId
from threadreader.tui import garbage
from threadreader.tui.first_frame import begin
from threadreader.tui.key_app import KeyApp
from threadreader.tui.key_screen import KeyScreen
from threadreader.tui.reading import Reading
from threadreader.tui.setup import Setup, make_setup

if TYPE_CHECKING:
    from threadreader.tui.first_frame import Begun

_COLLECT_AFTER = 1.0
"""Seconds after which garbage is looked for, where that waited until something was shown; and again, when idle."""


class ThreadreaderApp(KeyApp[None]):
    """A thread to read, or the library to choose one from; with `let_go`, over what stands on the screen.

    What of it is open already has `begun`.
    """

    def __init__(
        self,
        library: Library,
        config: Config,
        setup: Setup | None = None,
        *,
        number: int | None = None,
        start: CommentId | None = None,
        greeting: str = "",
        begun: "Begun | None" = None,
        let_go: Callable[[], None] | None = None,
    ) -> None:
        setup = setup or make_setup(config, colored="NO_COLOR" not in os.environ)[0]
        super().__init__(setup, _driver_over(partial(self._take_over, let_go)) if let_go else None)
        self.library = library
        self.config = config
        self._greeting = greeting
        self._number = number
        self._start = start
        self._begun = begun

    @property
    def failure(self) -> BaseException | None:
        """What ended the program, where it did not end by itself."""
        return self._exception.error if isinstance(self._exception, WorkerFailed) else self._exception

    def _print_error_renderables(self) -> None:
        """Print no traceback into the terminal: the command line says in its own way what went wrong."""
        self._exit_renderables.clear()

    def get_default_screen(self) -> KeyScreen[Any]:
        """The thread that was asked for, or the library."""
        library, config, setup = self.library, self.config, self.setup
        begun = self._begun or begin(library, config, setup, self._number, start=self._start, greeting=self._greeting)
        if isinstance(begun, Reading):
            from threadreader.tui.reader_screen import ReaderScreen

            return ReaderScreen(library, setup, begun)
        from threadreader.tui.library_screen import LibraryScreen

        return LibraryScreen(config, setup, begun)

    def on_mount(self) -> None:
        """Look for garbage once something is shown."""
        self.set_timer(_COLLECT_AFTER, garbage.begin)
        self.set_interval(_COLLECT_AFTER, self._collect)

    def _take_over(self, let_go: Callable[[], None]) -> None:
        let_go()
        # At once: from now on nobody else would leave the terminal whole.
        self.listen()

    def _collect(self) -> None:
        screen = self.screen_stack[-1] if self.screen_stack else None
        if isinstance(screen, KeyScreen):
            garbage.collect_when_idle(time.monotonic() - screen.pressed_at)


def run(app: ThreadreaderApp) -> None:
    """Show the screens until the reader leaves. Raises what went wrong in them, when the terminal is as it was.

    Raises SystemExit with the code that shells give a signal, where one ended it.
    """
    app.run()
    if app.failure:
        raise app.failure
    app.check_ended()


def _driver_over(let_go: Callable[[], None]) -> type[Driver]:
    # It is of a terminal that only some systems have.
    from threadreader.tui.drawn_already import driver_over

    return driver_over(let_go)
