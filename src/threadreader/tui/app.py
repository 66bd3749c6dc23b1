"""The application: its theme, its style sheet, its first screen."""

from textual.app import App
from textual.worker import WorkerFailed

from threadreader.config import Config
from threadreader.library import Library
from threadreader.model.thread import CommentId
from threadreader.tui.library_screen import LibraryScreen
from threadreader.tui.reader_screen import ReaderScreen
from threadreader.tui.setup import Setup, make_setup
from threadreader.tui.theme import LOOKS


class ThreadreaderApp(App[None]):
    """A thread to read, or the library to choose one from."""

    CSS_PATH = "threadreader.tcss"
    ENABLE_COMMAND_PALETTE = False
    TITLE = "threadreader"

    def __init__(
        self,
        library: Library,
        config: Config,
        setup: Setup | None = None,
        *,
        number: int | None = None,
        start: CommentId | None = None,
        greeting: str = "",
    ) -> None:
        super().__init__()
        self.library = library
        self.config = config
        self.setup = setup or make_setup(config)[0]
        self._greeting = greeting
        self._number = number
        self._start = start
        for look in LOOKS.values():
            self.register_theme(look.textual)
        self.theme = config.theme

    @property
    def failure(self) -> BaseException | None:
        """What ended the program, where it did not end by itself."""
        return self._exception.error if isinstance(self._exception, WorkerFailed) else self._exception

    def _print_error_renderables(self) -> None:
        """Print no traceback into the terminal: the command line says in its own way what went wrong."""
        self._exit_renderables.clear()

    def on_mount(self) -> None:
        """Show the thread that was asked for, or the library."""
        if self._number is None:
            screen = LibraryScreen(self.library, self.config, self.setup, self._greeting)
            self.call_later(self.push_screen, screen)
        else:
            reader = ReaderScreen(
                self.library, self.config, self.setup, self._number, start=self._start, greeting=self._greeting
            )
            self.call_later(self.push_screen, reader, lambda _: self.exit())


def run(app: ThreadreaderApp) -> None:
    """Show the screens until the reader leaves. Raises what went wrong in them, when the terminal is as it was."""
    app.run()
    if app.failure:
        raise app.failure
