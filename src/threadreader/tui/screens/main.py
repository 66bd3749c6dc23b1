"""What the reader and the library share: exports, effects of a session, and commands that words are handed to."""

import asyncio
import os
from functools import partial
from typing import TYPE_CHECKING

from threadreader.library.library import Library
from threadreader.session import Session
from threadreader.session.state import Copy, Effect, Pipe
from threadreader.tui.background import start_worker
from threadreader.tui.screens.base import KeyScreen, Result
from threadreader.tui.screens.output import OutputScreen, complete_command, parse_command
from threadreader.tui.settings import Setup
from threadreader.tui.terminal import copy_message
from threadreader.tui.widgets.prompt import Question

if TYPE_CHECKING:
    from threadreader.tui.screens.export import Request


class MainScreen(KeyScreen[Result]):
    """A screen on threads of the library."""

    def __init__(self, library: Library, setup: Setup) -> None:
        super().__init__(setup)
        self.library = library
        self.up_to_date = asyncio.Event()
        """Set where no thread is being updated, for which an export waits."""

    def run_effects(self, session: Session, message: str) -> str:
        """Do what an action asked for; returns its message, corrected where that came out otherwise."""
        while session.effects:
            message = self.run_effect(session.effects.pop(0), message)
        return message

    def run_effect(self, effect: Effect, message: str) -> str:
        """Copy a text, or ask for a command and hand it words."""
        match effect:
            case Copy(text):
                self.app.copy_to_clipboard(text)
                return copy_message(message, os.environ)
            case Pipe():
                commands = self.setup.config.commands
                hint = f"gets {effect.what}; such as {', '.join(commands) or 'wc -w'}"
                complete = partial(complete_command, commands)
                self.ask(Question("Command: ", partial(self.run_command, effect), complete=complete, hint=hint))
            case _:
                pass
        return message

    def run_command(self, pipe: Pipe, typed: str) -> str:
        """Run a command, a line or a name of the settings, over the screen; returns why it is not."""
        named = self.setup.config.commands.get(typed.strip())
        typed = named.run if named else typed
        command, refusal = parse_command(typed)
        if command:
            output = OutputScreen(self.setup, command, typed.strip(), pipe)
            self.open_screen(output, lambda printed: self.note_output(printed) if printed else None)
        return refusal

    def note_output(self, printed: str) -> None:
        """Note what a command printed on the words that it got."""

    def export(self, number: int, session: Session) -> str:
        """Open the form of an export."""
        from threadreader.tui.screens.export import ExportScreen

        form = ExportScreen(self.setup, session, self.library.export_name(number))
        self.open_screen(form, partial(self._on_export_chosen, number, session))
        return ""

    def _on_export_chosen(self, number: int, session: Session, request: "Request | None") -> None:
        if request:
            self.setup.preferences.export = request.choice.to_dict()
            self.show_message("exporting…")
            start_worker(self, partial(self._export, number, session, request))

    async def _export(self, number: int, session: Session, request: "Request") -> None:
        await self.up_to_date.wait()
        self.show_message(self.run_effects(session, request.write(self.library, number, session)))
