"""The Textual applications: themes, terminal and signal handling, the first screen, choosing a page of a file."""

import asyncio
import dataclasses  # noqa: TID251 - themes of Textual are dataclasses
import os
import signal
import sys
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from msgspec.structs import replace
from rich.control import Control
from rich.segment import Segment
from rich.style import Style
from rich.text import Text
from textual import events
from textual.app import ComposeResult
from textual.color import Color
from textual.filter import LineFilter, Monochrome, NoColor
from textual.geometry import Offset
from textual.theme import BUILTIN_THEMES
from textual.theme import Theme as TextualTheme
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from threadreader.config import Config
from threadreader.errors import ThreadreaderError
from threadreader.library.files import InnerPage
from threadreader.library.library import Library
from threadreader.model.stored_thread import Start
from threadreader.model.text import clean
from threadreader.session.actions import lists
from threadreader.tui.internals import DirectApp, handover_driver, write_to_terminal
from threadreader.tui.open_thread import OpenSession, open_first
from threadreader.tui.screens.base import Dialog, KeyScreen, start_worker
from threadreader.tui.terminal import InputFilter, clipboard_program, clipboard_sequence, pipe_to_program
from threadreader.tui.theme import Setup, Signs, Theme, make_setup, themes_in
from threadreader.tui.widgets import Bar, RuleLine
from threadreader.tui.widgets.prompt import TO_THE_TOP, target_of

if TYPE_CHECKING:
    from threadreader.tui.open_thread import Opened
    from threadreader.tui.screens.reader import ReaderScreen


class SymbolFilter(LineFilter):
    """Textual line filter that replaces signs by those of another set, such as ASCII."""

    def __init__(self, signs: Signs) -> None:
        super().__init__(enabled=bool(signs.replacements))
        self._signs = signs

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:  # noqa: ARG002 - Textual's signature
        return self._signs.translate(segments)


_SELECTED = "selected-style"
"""Variable of the style sheet: the style of the selected row of a list of Textual's."""


def to_textual_theme(theme: Theme) -> TextualTheme:
    """Convert to a theme for Textual's own widgets; colours of the terminal stay among its 16."""
    if not theme.paper.startswith("#"):
        return _of_the_terminal(theme.name, theme.accent)
    return TextualTheme(
        name=theme.name,
        primary=theme.hues[0],
        secondary=theme.hues[2],
        accent=theme.accent,
        foreground=theme.ink,
        background=theme.paper,
        surface=theme.paper,
        panel=theme.tint if theme.tint.startswith("#") else theme.paper,
        dark=theme.dark,
        variables={_SELECTED: "bold"},
    )


def _of_the_terminal(name: str, accent: str) -> TextualTheme:
    color = Style.parse(accent).color
    own = f"ansi_{color.name}" if color and not color.is_default else "ansi_default"
    base = BUILTIN_THEMES["ansi-dark"]
    # Its panel has the colour of all else, and Textual reverses no row of such a list.
    variables = {**base.variables, _SELECTED: "bold underline"}
    return dataclasses.replace(base, name=name, primary=own, accent=own, variables=variables)


Result = TypeVar("Result")

_SIGNAL_EXIT_BASE = 128  # as shells report it


class BaseApp(DirectApp[Result]):
    """Application base of the key screens: theme, terminal, signals, help and palette."""

    CSS_PATH = Path(__file__).with_name("threadreader.tcss")
    ENABLE_COMMAND_PALETTE = False
    TITLE = "threadreader"

    def __init__(self, setup: Setup, release_terminal: Callable[[], None] | None = None, typed: bytes = b"") -> None:
        super().__init__(handover_driver(release_terminal, typed))
        self.setup = setup
        self._ended_by = 0
        self._copied = ""
        self._style_pending = False
        self._sign_filter = SymbolFilter(setup.theme.signs)
        for theme in themes_in(setup.colors).values():
            self.register_theme(to_textual_theme(theme))
        self.theme = setup.theme.name

    def refresh_css(self, animate: bool = True) -> None:
        """Restyle after the next refresh; before the first screen only the colour variables are set."""
        if self.screen_stack:
            self._style_pending = True
            self.call_after_refresh(self._style, animate)
        else:
            self.stylesheet.set_variables(self.get_css_variables())

    def _style(self, animate: bool = False) -> None:
        if self._style_pending:
            self._style_pending = False
            super().refresh_css(animate)

    def get_line_filters(self) -> Sequence[LineFilter]:
        """Add the sign filter, and remove all colour where Textual's monochrome filter keeps greys."""
        filters = [NoColor() if isinstance(one, Monochrome) else one for one in super().get_line_filters()]
        return [*filters, self._sign_filter] if self._sign_filter.enabled else filters

    def on_mount(self) -> None:
        """Show the terminal's cursor where the signs want it, handle signals, and redraw after a suspend."""
        self._show_cursor()
        self.set_class(self.setup.theme.signs.cursor, "whole-rows")
        if not self.is_headless:
            self.handle_signals()
        self.app_resume_signal.subscribe(self, self._come_back)
        # A pending restyle of a covered screen would wait until that screen is refreshed.
        self.screen_change_signal.subscribe(self, lambda _: self._style())

    def handle_signals(self) -> None:
        """Quit on SIGTERM, SIGHUP and SIGQUIT as by the key, so that the terminal is restored; take it on SIGCONT."""
        if sys.platform != "win32":
            loop = asyncio.get_running_loop()
            for number in (signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT):
                loop.add_signal_handler(number, self._end, number)
            # Textual would start its threads a second time where they were not ended before, as ^z does it: when the
            # program was stopped by another, or the terminal goes away. Of those that read the first is never ended.
            loop.add_signal_handler(signal.SIGCONT, self._go_on)

    def _go_on(self) -> None:
        if self.return_code is None and self.restart_terminal():
            self._come_back(None)

    def check_ended(self) -> None:
        """Raise SystemExit with the exit code of a signal (128 + number) if one ended the program."""
        if self._ended_by:
            raise SystemExit(_SIGNAL_EXIT_BASE + self._ended_by)

    def _end(self, number: int) -> None:
        self._ended_by = number
        self._leave()

    def _leave(self) -> None:
        # The first screen may be half there, which Textual cannot take away.
        self.call_after_refresh(self.exit)

    def _come_back(self, _: object) -> None:
        # The terminal's other screen, to which the driver goes back, is empty.
        self.refresh(layout=True)
        self._show_cursor()

    def post_display_hook(self) -> None:
        """Move the terminal's cursor to the reader's position; a focused input sets its own."""
        screen = self.screen_stack[-1] if self.screen_stack else None
        if not self.setup.theme.signs.cursor or not isinstance(screen, KeyScreen) or screen.focused:
            return
        offset = screen.cursor_on_screen()
        if offset is not None and offset != self.cursor_position:
            self.cursor_position = offset
            write_to_terminal(self, Control.move_to(*offset).segment.text)

    def _show_cursor(self) -> None:
        if self.setup.theme.signs.cursor:
            write_to_terminal(self, Control.show_cursor(show=True).segment.text)

    @property
    def clipboard(self) -> str:
        """What was copied last, for Textual's inputs."""
        return self._copied

    def copy_to_clipboard(self, text: str) -> None:
        """Copy a text by the terminal (OSC 52) and a program, without controls: it may be pasted there."""
        self._copied = text = clean(text)
        write_to_terminal(self, clipboard_sequence(text, os.environ))
        if command := clipboard_program(os.environ):
            start_worker(self, partial(self._copy_by_program, command, text))

    async def _copy_by_program(self, command: Sequence[str], text: str) -> None:
        if not await pipe_to_program(command, text) and isinstance(self.screen, KeyScreen):
            self.screen.show_message(f"{command[0]} failed: copied through the terminal only")

    async def on_event(self, event: events.Event) -> None:
        """Handle an event; what is typed once the program ends has no screen to go to."""
        is_ending = self.return_code is not None or not self.screen_stack
        if not (is_ending and isinstance(event, events.InputEvent | events.Paste)):
            await super().on_event(event)

    async def action_quit(self) -> None:
        """Quit by Textual's own key."""
        self._leave()

    def action_help_quit(self) -> None:
        """Take ^c in an input for escape; elsewhere it is a key of the table."""
        self.simulate_key("escape")

    def on_unmount(self) -> None:
        self.setup.preferences.save()

    def on_key_screen_theme_chosen(self, event: KeyScreen.ThemeChosen) -> None:
        """Apply another theme to all screens."""
        self.setup = self.setup.themed(event.name)
        theme = self.setup.theme
        self.theme = theme.name
        self.setup.preferences.theme = event.name
        for screen in self.screen_stack:
            if isinstance(screen, KeyScreen) and screen.is_mounted and screen.is_attached:
                screen.setup = replace(screen.setup, theme_name=event.name)
                screen.apply_theme(theme)
                screen.show_message(f"theme: {event.name}" if screen is self.screen else "")


class ThreadreaderApp(BaseApp[None]):
    """The program on one thread, or on the library where no number is given.

    `opened` is what the first frame was drawn from. With `release_terminal` the screen is drawn over that frame.
    `typed` are keys that were read already; with `expects_answer` the terminal's to what it was asked is still to come.
    """

    def __init__(
        self,
        library: Library,
        config: Config,
        setup: Setup | None = None,
        *,
        number: int | None = None,
        start: Start | None = None,
        greeting: str = "",
        opened: "Opened | None" = None,
        release_terminal: Callable[[], None] | None = None,
        typed: bytes = b"",
        expects_answer: bool = False,
    ) -> None:
        setup = setup or make_setup(config, colored="NO_COLOR" not in os.environ)[0]
        InputFilter.expects_answer = expects_answer
        take_over = partial(self._take_over, release_terminal) if release_terminal else None
        super().__init__(setup, take_over, typed)
        self.library = library
        self._greeting = greeting
        self._number = number
        self._start = start
        self._begun = opened

    def get_default_screen(self) -> KeyScreen[Any]:
        opened = self._begun or open_first(
            self.library, self.setup, self._number, start=self._start, greeting=self._greeting
        )
        return self._screen_of(opened)

    def _screen_of(self, opened: "Opened") -> KeyScreen[Any]:
        if isinstance(opened, OpenSession):
            from threadreader.tui.screens.reader import ReaderScreen

            return ReaderScreen(self.library, self.setup, opened)
        from threadreader.tui.screens.library import LibraryScreen

        return LibraryScreen(self.setup, opened)

    async def on_reader_screen_left(self, event: "ReaderScreen.Left") -> None:
        """Show another thread in place of the one that is read, or the library at it."""
        opened: Opened | None = event.opened
        try:
            if opened is None:
                opened = open_first(self.library, self.setup, None)
                assert not isinstance(opened, OpenSession), "without a number it is the library"
                opened.session.threads.go_to(event.number)
        except ThreadreaderError as problem:
            self._stay(problem.trouble)
        else:
            await self.replace_screen(self._screen_of(opened))

    def _stay(self, message: str) -> None:
        """Stay on a screen that could not be left."""
        screen = self.screen
        if isinstance(screen, KeyScreen):
            screen.is_closed = False
            screen.show_message(message)

    def _take_over(self, release_terminal: Callable[[], None]) -> None:
        release_terminal()
        # At once: from now on nobody else restores the terminal.
        self.handle_signals()


def run(app: ThreadreaderApp) -> None:
    """Run until the reader quits; raise the failure of a screen once the terminal is restored.

    Raises SystemExit with the exit code of a signal if one ended the program.
    """
    app.run()
    if app.failure:
        raise app.failure
    app.check_ended()


class ChoiceList(OptionList, can_focus=False):
    """An option list without focus; its screen moves it."""

    def move(self, act: object, count: int | None) -> str:
        last, at = self.option_count - 1, self.highlighted or 0
        shown = max(2, self.scrollable_content_region.height // self._of_each)
        to = target_of(act, count, at, last, shown - 1)
        if last < 0 or to is None:
            return "the list is empty" if last < 0 else ""
        if to == self.highlighted:
            return f"{'top' if act in TO_THE_TOP else 'end'} of the list"
        self.highlighted = to
        return ""

    @property
    def _of_each(self) -> int:
        return max(1, self.virtual_size.height // max(1, self.option_count))

    def cursor_offset(self) -> Offset | None:
        if self.highlighted is None:
            return None
        return Offset(0, self.highlighted * self._of_each - round(self.scroll_y))


class PageScreen(Dialog[int | None]):
    """List of pages; its result is the index of the chosen one, or None."""

    def __init__(self, pages: Sequence[InnerPage], name: str, setup: Setup) -> None:
        super().__init__(setup)
        self.pages = pages
        self._file = name

    def cursor_on_screen(self) -> Offset | None:
        choices = self.query_one(ChoiceList)
        offset = choices.cursor_offset()
        return choices.scrollable_content_region.offset + offset if offset is not None else None

    def compose(self) -> ComposeResult:
        yield Bar(self.theme, id="title")
        yield RuleLine(self.theme, "─", id="rule-above")
        yield ChoiceList(*map(_option, self.pages), markup=False, id="threads")
        yield RuleLine(self.theme, "─", id="rule-below")
        yield Bar(self.theme, id="status")

    def on_mount(self) -> None:
        title = self.query_one("#title", Bar)
        count = title.styled(f"{len(self.pages):,} pages", color=self.theme.faint)
        title.show([title.styled(self._file, bold=True)], [[count]])
        self.query_one(ChoiceList).highlighted = 0
        self.show_message("")

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        self.close_with(event.option_index)

    def move(self, act: object, count: int | None) -> str:
        choices = self.query_one(ChoiceList)
        if act is not lists.go:
            return choices.move(act, count)
        choices.action_select()
        return ""

    def show_message(self, message: str) -> None:
        status = self.query_one("#status", Bar)
        keys = self.hints.add_to("", ("list.go", "opens"), ("app.leave", "leaves"), ("app.help", "help"))
        faint = status.styled(keys, color=self.theme.faint)
        if message:
            status.show([status.styled(message, color=self.theme.bright)], [[faint]], firm=True)
        else:
            status.show([faint])


class _Choosing(BaseApp[int | None]):
    """Application of the page list alone, before a thread is open."""

    def __init__(self, screen: PageScreen) -> None:
        super().__init__(screen.setup)
        self._first = screen

    def get_default_screen(self) -> PageScreen:
        return self._first


def choose_page(pages: Sequence[InnerPage], name: str, setup: Setup) -> int | None:
    """Let the reader choose one of the pages in the file `name`; returns its index, or None.

    Raises SystemExit if a signal ended the program.
    """
    app = _Choosing(PageScreen(pages, name, setup))
    chosen = app.run()
    app.check_ended()
    return chosen


def _option(page: InnerPage) -> Option:
    day = f"{page.saved_at:%Y-%m-%d}" if page.saved_at else ""
    facts = " · ".join(filter(None, (page.name, day)))
    return Option(Text.assemble((page.title or Path(page.name).name or "Untitled page", "bold"), "\n", (facts, "dim")))
