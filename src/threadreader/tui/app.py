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
    """A thread to read, or the list of stored threads to choose one from."""

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
        self._read_last: int | None = None
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
        """Show the thread that was asked for, or the list."""
        if self._number is None:
            screen = LibraryScreen(self.library, self.setup, greeting=self._greeting)
            self.call_later(self.push_screen, screen, self._chosen)
        else:
            self._read(self._number, self._start, self._greeting)

    def _read(self, number: int, start: CommentId | None = None, greeting: str = "") -> None:
        self._read_last = number
        screen = ReaderScreen(self.library, self.config, self.setup, number, start=start, greeting=greeting)
        self.call_later(self.push_screen, screen, lambda _: self._left())

    def _left(self) -> None:
        if self._number is None:
            self.call_later(self.push_screen, LibraryScreen(self.library, self.setup, self._read_last), self._chosen)
        else:
            self.exit()

    def _chosen(self, number: int | None) -> None:
        if number is None:
            self.exit()
        else:
            self._read(number)


def run(app: ThreadreaderApp) -> None:
    """Show the screens until the reader leaves. Raises what went wrong in them, when the terminal is as it was."""
    app.run()
    if app.failure:
        raise app.failure
