"""What the reader and the library share: exports, effects of a session, and commands that words are handed to.

A command is run as it was typed, without a shell; nothing of a page is a part of it. What it prints is cleaned and
bounded.
"""

import asyncio
import codecs
import contextlib
import io
import os
import shlex
import shutil
import signal
import time
from asyncio import SubprocessTransport
from asyncio.subprocess import PIPE, STDOUT, Process
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING

from msgspec import to_builtins
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.worker import Worker

from threadreader.config import NamedCommand
from threadreader.export import FORMATS
from threadreader.library.exporting import Selection
from threadreader.library.library import Library
from threadreader.model.text import clean
from threadreader.render.width import fit_parts
from threadreader.session import ARTICLE, Session
from threadreader.session.actions import copying
from threadreader.session.state import Copy, Effect, Pipe
from threadreader.tui.keys import Context
from threadreader.tui.screens.base import KeyScreen, Result, TextDialog, start_worker
from threadreader.tui.terminal import copy_message, start_program
from threadreader.tui.theme import Setup
from threadreader.tui.widgets.prompt import TITLE_FRAME, LongText, Question, TextBox

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
                hint = f"receives {effect.what}; for example {', '.join(commands) or 'wc -w'}"
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
            self.setup.preferences.export = to_builtins(request.choice)
            self.show_message("exporting…")
            start_worker(self, partial(self._export, number, session, request))

    async def _export(self, number: int, session: Session, request: "Request") -> None:
        await self.up_to_date.wait()
        self.show_message(self.run_effects(session, request.write(self.library, number, session)))


MAX_CHARS = 200_000
"""More than anybody reads in a box."""

_CHUNK_BYTES = 1 << 16
_LAST_SECONDS = 5.0  # a killed process is gone before, on a busy machine too


def parse_command(typed: str) -> tuple[Sequence[str], str]:
    """The words of a command line, and why they are none that can be run."""
    try:
        command = shlex.split(typed)
    except ValueError as problem:
        return (), f"{problem}: {typed}"
    if command and shutil.which(command[0]) is None:
        return (), f"no such command: {command[0]}"
    return command, ""


async def run_command(command: Sequence[str], text: str, show: Callable[[str], None]) -> str:
    """Hand a text to a command; `show` gets what it prints, piece by piece.

    Returns how it ended, "" where that was well. Cancelling kills it: a session of its own keeps it from the terminal,
    and makes its children end with it.
    """
    try:
        process, transport = await start_program(command, stdout=PIPE, stderr=STDOUT)
    except (OSError, ValueError) as problem:
        return f"cannot start: {getattr(problem, 'strerror', None) or problem}"
    feeding = asyncio.ensure_future(_feed(process, text))
    is_over = False
    try:
        is_whole = await _read(process, show)
        is_over = is_whole and await process.wait() is not None
    finally:
        feeding.cancel()
        if not is_over:
            _kill(process, transport)
            await _wait_until_ended(process)
    if not is_whole:
        return f"stopped at {MAX_CHARS:,} characters of output"
    status = process.returncode or 0
    return f"exit code {status}" if status > 0 else "killed" if status else ""


async def _feed(process: Process, text: str) -> None:
    assert process.stdin is not None, "it has a pipe"
    # Who has read enough closes the pipe.
    with contextlib.suppress(BrokenPipeError, ConnectionResetError):
        process.stdin.write(text.encode(errors="replace"))
        await process.stdin.drain()
    process.stdin.close()


async def _read(process: Process, show: Callable[[str], None]) -> bool:
    """Read what a command prints; False if that was too much."""
    assert process.stdout is not None, "it has a pipe"
    decoder = io.IncrementalNewlineDecoder(codecs.getincrementaldecoder("utf-8")("replace"), translate=True)
    room = MAX_CHARS
    chunk = b"."
    while chunk:
        chunk = await process.stdout.read(_CHUNK_BYTES)
        piece = clean(decoder.decode(chunk, final=not chunk))
        if piece:
            show(piece[:room])
        room -= len(piece)
        if room < 0:
            return False
    return True


async def _wait_until_ended(process: Process) -> None:
    """Wait for a killed process, also when cancelled again: the event loop may be closed next.

    One that runs as another user, as by `sudo`, lives on until it misses its pipes, which may be never.
    """
    end = time.monotonic() + _LAST_SECONDS
    while process.returncode is None and time.monotonic() < end:
        with contextlib.suppress(asyncio.CancelledError, TimeoutError):
            await asyncio.wait_for(process.wait(), _LAST_SECONDS)


def _kill(process: Process, transport: SubprocessTransport) -> None:
    """Kill a command with its children, and close the pipes, which a child that left its session may keep open."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        if hasattr(os, "killpg"):
            os.killpg(process.pid, signal.SIGKILL)
        else:
            process.kill()
    transport.close()


_DRAW_EVERY = 0.1  # seconds: a command may print thousands of lines in one
_RUNNING = "running"
_NOTHING = "no output"
_MAX_WIDTH = 104  # cells, as `#output` in the style sheet: lines of 100 are hard to follow already


def complete_command(commands: Mapping[str, NamedCommand], typed: str) -> tuple[str, str]:
    """The command line of the only name that begins so, else what the names have in common, and a status."""
    names = [name for name in commands if name.startswith(typed)]
    if len(names) == 1:
        return commands[names[0]].run, ""
    return os.path.commonprefix(names) or typed, " ".join(names) or "no command in the settings starts like that"  # noqa: RUF071


def words_for(library: Library, number: int, session: Session, command: NamedCommand) -> Pipe | str:
    """What a command of the settings gets where the reader is, or why there is nothing for it. Raises StoreError."""
    if command.gets == "selection" and not session.selection:
        return session.keys.add_to("nothing selected", ("select.begin", "selects text"))
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
        self._run = start_worker(self, self._run_command)
        self.call_every(_DRAW_EVERY, self._draw)
        self.show_message("")

    async def _run_command(self) -> None:
        self._ended = await run_command(self._command, self._pipe.text, self._printed.append)
        self._draw()
        self.show_message("")

    def show_message(self, message: str) -> None:
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
            return self.hints.add_to("finished", _CLOSE)
        self._run.cancel()
        self._ended = "stopped"
        return ""

    def _keep(self) -> str:
        if not self._pipe.takes_note:
            return "select text first: a note needs a selection, a reply or an article that is not too long"
        return self.close_with(self._all.strip()) if self._all.strip() else _NOTHING

    def _copy(self) -> str:
        if not self._all:
            return _NOTHING
        self.app.copy_to_clipboard(self._all)
        return copy_message(f"copied: {len(self._all):,} characters", os.environ)


_STOP, _CLOSE, _NOTE, _COPY = (
    ("output.stop", "stop"),
    ("app.back-out", "close"),
    ("output.note", "note"),
    ("output.copy", "copy"),
)
