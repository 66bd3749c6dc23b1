"""Background work: library jobs in a child process, and generators run in slices while no key is awaited."""

import asyncio
import contextlib
import time
from asyncio import SubprocessTransport
from asyncio.subprocess import DEVNULL, PIPE, Process, SubprocessStreamProtocol
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path

from threadreader.errors import StoreError
from threadreader.library.apart import isolated_command
from threadreader.session import Session
from threadreader.tui.keys import load_actions

_RUN = """
import gc, os, sys
gc.set_threshold(100_000, 50, 100)  # what it makes of a thread is in use until it ends
if hasattr(os, "nice"):
    os.nice(10)  # the keys of who is reading go first
from threadreader.library import worker
for line in getattr(worker, sys.argv[1])(*sys.argv[2:]):
    print(line, flush=True)
"""


_PIPE_BYTES = 1 << 16  # read ahead, as by asyncio


async def start_python(
    code: str, *arguments: str, stdin: int | None = None, stdout: int | None = None, stderr: int | None = None
) -> Process:
    """Start code in an isolated interpreter."""
    command = isolated_command(code, *arguments)
    return await asyncio.create_subprocess_exec(*command, stdin=stdin, stdout=stdout, stderr=stderr)


async def start_program(command: Sequence[str], *, stdout: int, stderr: int) -> tuple[Process, SubprocessTransport]:
    """Start a program in a session of its own, apart from the terminal, with a pipe as its input. Raises OSError.

    The transport closes the pipes.
    """
    loop = asyncio.get_running_loop()
    transport, protocol = await loop.subprocess_exec(
        lambda: SubprocessStreamProtocol(_PIPE_BYTES, loop),
        *command,
        stdin=PIPE,
        stdout=stdout,
        stderr=stderr,
        start_new_session=True,
    )
    return Process(transport, protocol, loop), transport


async def pipe_to_program(command: Sequence[str], text: str) -> bool:
    """Run a program of the system with a text as its input; True if it succeeded. It may leave a process behind."""
    try:
        process, _ = await start_program(command, stdout=DEVNULL, stderr=DEVNULL)
    except OSError:
        return False
    await process.communicate(text.encode(errors="replace"))
    return process.returncode == 0


async def run_worker_process(
    work: str, file: Path, *arguments: str, on_line: Callable[[str], None] | None = None
) -> bool:
    """Run a job of `library.worker` on a library file in a child process; True if it succeeded.

    `on_line` gets each line of output as it comes. Cancelling terminates the process.
    """
    process = await start_python(_RUN, work, str(file), *arguments, stdin=DEVNULL, stdout=PIPE, stderr=DEVNULL)
    assert process.stdout is not None, "it has a pipe"
    try:
        async for line in process.stdout:
            if on_line:
                on_line(line.decode(errors="replace").rstrip("\n"))
        return await process.wait() == 0
    finally:
        if process.returncode is None:
            process.terminate()
            await _wait_ended(process)


async def _wait_ended(process: Process) -> None:
    """Wait for a terminated process, also when cancelled again: the event loop may be closed next."""
    while True:
        with contextlib.suppress(asyncio.CancelledError):
            await process.communicate()
            return


_SLICE_SECONDS = 0.004
"""Longest slice of work, in seconds: the delay a key may have."""

_POLL_INTERVAL = 0.004  # seconds; as long as a slice, so that half the time is free for keys
_IDLE_AFTER = 0.2
"""Seconds after a key in which no slice is started."""


async def preload(session: Session, last_key: Callable[[], float]) -> None:
    """Preload action modules, filter and search index, so that their first use does not wait."""
    from threadreader.session.actions import filtering, search

    await work_when_idle(load_actions(), last_key)
    await work_when_idle(filtering.prepare(session), last_key)
    with suppress(StoreError):
        # The search itself reports a library that cannot be read.
        await work_when_idle(search.prepare(session), last_key)


async def work_when_idle(steps: Iterator[None], last_key: Callable[[], float]) -> None:
    """Run a generator in slices between keys; `last_key` returns the monotonic time of the last one."""
    done = False
    while not done:
        wait = last_key() + _IDLE_AFTER - time.monotonic()
        await asyncio.sleep(max(wait, _POLL_INTERVAL))
        if wait <= 0:
            done = _run_slice(steps)


def _run_slice(steps: Iterator[None]) -> bool:
    """Run one slice of steps; True if the generator is exhausted."""
    end = time.monotonic() + _SLICE_SECONDS
    return not any(time.monotonic() >= end for _ in steps)
