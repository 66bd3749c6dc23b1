"""The application: its theme, its style sheet, its first screen."""

from collections.abc import Sequence
from dataclasses import replace

from textual.app import App
from textual.filter import LineFilter, Monochrome, NoColor
from textual.worker import WorkerFailed

from threadreader.config import Config
from threadreader.library import Library
from threadreader.model.thread import CommentId
from threadreader.tui.key_screen import KeyScreen
from threadreader.tui.setup import Setup, make_setup
from threadreader.tui.signs import SignFilter
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
        self.setup = setup or make_setup(config, colored=not self.no_color)[0]
        self._sign_filter = SignFilter(self.setup.look.signs)
        self._greeting = greeting
        self._number = number
        self._start = start
        for look in LOOKS.values():
            self.register_theme(look.textual)
        self.theme = self.setup.look.name

    @property
    def failure(self) -> BaseException | None:
        """What ended the program, where it did not end by itself."""
        return self._exception.error if isinstance(self._exception, WorkerFailed) else self._exception

    def _print_error_renderables(self) -> None:
        """Print no traceback into the terminal: the command line says in its own way what went wrong."""
        self._exit_renderables.clear()

    def get_line_filters(self) -> Sequence[LineFilter]:
        """What every line goes through: other signs, and without colours none at all, where Textual has greys."""
        filters = [NoColor() if isinstance(one, Monochrome) else one for one in super().get_line_filters()]
        return [*filters, self._sign_filter] if self._sign_filter.enabled else filters

    def on_key_screen_look_chosen(self, event: KeyScreen.LookChosen) -> None:
        """Show everything in another theme."""
        look = replace(LOOKS[event.name], signs=self.setup.look.signs)
        self.setup = replace(self.setup, look=look)
        self.theme = look.name
        for screen in self.screen_stack:
            if isinstance(screen, KeyScreen):
                screen.dress(look)
                screen.say(f"theme: {look.name}" if screen is self.screen else "")

    def on_mount(self) -> None:
        """Show the thread that was asked for, or the library."""
        if self._number is None:
            from threadreader.tui.library_screen import LibraryScreen

            screen = LibraryScreen(self.library, self.config, self.setup, self._greeting)
            self.call_later(self.push_screen, screen)
        else:
            from threadreader.tui.reader_screen import ReaderScreen

            reader = ReaderScreen(
                self.library, self.config, self.setup, self._number, start=self._start, greeting=self._greeting
            )
            self.call_later(self.push_screen, reader, lambda _: self.exit())


def run(app: ThreadreaderApp) -> None:
    """Show the screens until the reader leaves. Raises what went wrong in them, when the terminal is as it was."""
    app.run()
    if app.failure:
        raise app.failure
