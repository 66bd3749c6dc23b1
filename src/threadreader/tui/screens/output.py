"""Screen of a command that words of a thread were handed to: what it prints, as it prints it."""

import os
from collections.abc import Mapping, Sequence

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.worker import Worker

from threadreader.config import NamedCommand
from threadreader.export import FORMATS
from threadreader.library.exporting import Selection
from threadreader.library.library import Library
from threadreader.render.width import fit_parts
from threadreader.session import ARTICLE, Session
from threadreader.session.actions import copying
from threadreader.session.state import Pipe
from threadreader.tui.keys import Context
from threadreader.tui.piping import run_command
from threadreader.tui.screens.base import TextDialog
from threadreader.tui.settings import Setup
from threadreader.tui.terminal import copy_message
from threadreader.tui.widgets.scrolling import TITLE_FRAME, LongText, TextBox

_DRAW_EVERY = 0.1  # seconds: a command may print thousands of lines in one
_RUNNING = "running"
_NOTHING = "it printed nothing"
_MAX_WIDTH = 104  # cells, as `#output` in the style sheet: lines of 100 are hard to follow already


def complete_command(commands: Mapping[str, NamedCommand], typed: str) -> tuple[str, str]:
    """The command line of the only name that begins so, else what the names have in common, and a status."""
    names = [name for name in commands if name.startswith(typed)]
    if len(names) == 1:
        return commands[names[0]].run, ""
    return os.path.commonprefix(names) or typed, " ".join(names) or "no command of the settings begins so"  # noqa: RUF071


def words_for(library: Library, number: int, session: Session, command: NamedCommand) -> Pipe | str:
    """What a command of the settings gets where the reader is, or why there is nothing for it. Raises StoreError."""
    if command.gets == "selection" and not session.selection:
        return session.keys.add_to("nothing is selected", ("select.begin", "selects words"))
    if command.gets in {"reply", "selection"} and command.format == "text":
        refusal, effect = copying.pipe(session, None), session.effects.pop() if session.effects else None
        return effect if isinstance(effect, Pipe) else refusal
    in_article = session.index == ARTICLE
    part = Selection()
    if command.gets == "reply" or not in_article:
        size = session.opened.skeleton.sizes[session.index] if command.gets == "branch" else 1 - in_article
        first = max(session.index, 0)
        chosen = None if command.gets == "thread" else session.opened.skeleton.ids[first : first + size]
        part = Selection(
            chosen, context=False, article=chosen is None or in_article or FORMATS[command.format].lossless
        )
    export = library.export_file(number, command.format, part=part)
    assert isinstance(export, str), "these formats are text"
    return Pipe(export, "")


class OutputScreen(TextDialog[str | None]):
    """What a command prints; its result is that text where it is to be kept as a note. Closing it ends the command."""

    own_context = Context.OUTPUT

    def __init__(self, setup: Setup, command: Sequence[str], typed: str, pipe: Pipe) -> None:
        super().__init__(setup)
        self._command = command
        self._typed = typed
        self._pipe = pipe
        self._printed: list[str] = []
        self._drawn = 0
        self._ended = _RUNNING
        self._run: Worker[None] | None = None
        self.commands |= {
            "stop": self._stop,
            # As in a terminal, where nothing is selected with the mouse.
            "copy": lambda: self._copy_selected() if self.get_selected_text() else self._stop(),
            "note": self._keep,
            "copy_output": self._copy,
        }

    def compose(self) -> ComposeResult:
        with Vertical(id="output") as box:
            box.border_title = Content(f"| {self._typed}")
            with TextBox(id="output-box"):
                yield LongText(id="output-text")

    def on_mount(self) -> None:
        self._run = self.run_worker(self._run_command())
        self.call_every(_DRAW_EVERY, self._draw)
        self.show_message("")

    async def _run_command(self) -> None:
        self._ended = await run_command(self._command, self._pipe.text, self._printed.append)
        self._draw()
        self.show_message("")

    def show_message(self, message: str) -> None:
        """Show a message in the frame, else how the command ended and the keys."""
        if not self._is_whole:
            return
        after = (*([_NOTE] if self._pipe.takes_note else []), _COPY) if self._printed else ()
        keys = (_STOP,) if self._ended is _RUNNING else after
        ended = self._ended or ("" if self._printed else _NOTHING)
        status = message or self.hints.add_to(ended, *keys, _CLOSE)
        room = min(self.app.size.width, _MAX_WIDTH) - TITLE_FRAME
        self.query_one("#output").border_subtitle = Content(fit_parts(status, room))

    def _draw(self) -> None:
        if self._is_whole and len(self._printed) != self._drawn:
            self._drawn = len(self._printed)
            self.query_one(LongText).grow(self._all.expandtabs())

    @property
    def _is_whole(self) -> bool:
        """False while it closes, when its widgets are gone before it is."""
        return self.is_attached and bool(self.query(LongText))

    @property
    def _all(self) -> str:
        return "".join(self._printed)

    def _stop(self) -> str:
        if self._run is None or self._ended is not _RUNNING:
            return self.hints.add_to("it has ended", _CLOSE)
        self._run.cancel()
        self._ended = "it was stopped"
        return ""

    def _keep(self) -> str:
        if not self._pipe.takes_note:
            return "a note is about words that are selected, a reply or the article, if these are not too long"
        return self.close_with(self._all.strip()) if self._all.strip() else _NOTHING

    def _copy(self) -> str:
        if not self._all:
            return _NOTHING
        self.app.copy_to_clipboard(self._all)
        return copy_message(f"copied: {len(self._all):,} characters", os.environ)


_STOP, _CLOSE, _NOTE, _COPY = (
    ("output.stop", "stops"),
    ("app.back-out", "closes"),
    ("output.note", "notes"),
    ("output.copy", "copies"),
)
