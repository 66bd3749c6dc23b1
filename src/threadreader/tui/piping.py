"""Commands of the user that words of a thread are handed to: what they print, cleaned and bounded.

A command is run as it was typed, without a shell; nothing of a page is a part of it.
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
from collections.abc import Callable, Sequence

from threadreader.model.text import clean
from threadreader.tui.background import start_program

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
        return (), f"there is no command {command[0]}"
    return command, ""


async def run_command(command: Sequence[str], text: str, show: Callable[[str], None]) -> str:
    """Hand a text to a command; `show` gets what it prints, piece by piece.

    Returns how it ended, "" where that was well. Cancelling kills it: a session of its own keeps it from the terminal,
    and makes its children end with it.
    """
    try:
        process, transport = await start_program(command, stdout=PIPE, stderr=STDOUT)
    except (OSError, ValueError) as problem:
        return f"it cannot be started: {getattr(problem, 'strerror', None) or problem}"
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
        return f"stopped: it prints more than {MAX_CHARS:,} characters"
    status = process.returncode or 0
    return f"it ended with {status}" if status > 0 else "it was killed" if status else ""


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
