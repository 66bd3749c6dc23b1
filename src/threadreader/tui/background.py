"""Python in another process, and work on a stored library there, which keeps this one free for keys.

Work that waits until the reader does nothing.
"""

import asyncio
import contextlib
import os
import sys
import time
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

from threadreader.errors import StoreError
from threadreader.session import Session
from threadreader.tui.keys import load_actions

_PACKAGES = Path(__file__).parents[2]
"""The folder that this package lies in."""

_SET_PATH = """
import sys
end = 2 + int(sys.argv[1])
sys.path[:] = sys.argv[2:end]
del sys.argv[1:end]
"""

_RUN = """
import gc, os, sys
gc.set_threshold(100_000, 50, 100)  # what it makes of a thread is in use until it ends
if hasattr(os, "nice"):
    os.nice(10)  # the keys of who is reading go first
from threadreader.library import worker
for line in getattr(worker, sys.argv[1])(*sys.argv[2:]):
    print(line, flush=True)
"""


async def start_python(
    code: str, *arguments: str, stdin: int | None = None, stdout: int | None = None, stderr: int | None = None
) -> Process:
    """Start code in an isolated interpreter, which imports from where this one does but for the current folder.

    Left to itself, Python imports from there first, and a folder that pages were unpacked in may hold a `json.py`.
    """
    # Isolated it looks at no variable and at no folder of the user's: what this process found by these (the package,
    # with PYTHONPATH or in an editable install), and how it encodes arguments, are handed on.
    path = _search_path()
    options = ("-I", "-X", f"utf8={sys.flags.utf8_mode}")
    command = (sys.executable, *options, "-c", _SET_PATH + code, str(len(path)), *path, *arguments)
    return await asyncio.create_subprocess_exec(*command, stdin=stdin, stdout=stdout, stderr=stderr)


def _search_path() -> list[str]:
    """Where this process imports from, but for the current folder; that only where the program itself lies there."""
    return [each for each in sys.path if Path(each) == _PACKAGES or (Path(each).is_absolute() and not _is_here(each))]


def _is_here(folder: str) -> bool:
    try:
        return Path(folder).samefile(os.curdir)
    except OSError:
        return False


async def run_elsewhere(work: str, file: Path, *arguments: str, hear: Callable[[str], None] | None = None) -> bool:
    """Do some work of `library.worker` on a library file; whether that went well. Cancelled, it ends the process.

    Each line that it says is heard as it comes.
    """
    working = await start_python(_RUN, work, str(file), *arguments, stdin=DEVNULL, stdout=PIPE, stderr=DEVNULL)
    assert working.stdout is not None, "it has a pipe"
    try:
        async for line in working.stdout:
            if hear:
                hear(line.decode(errors="replace").rstrip("\n"))
        return await working.wait() == 0
    finally:
        if working.returncode is None:
            working.terminate()
            await _ended(working)


async def _ended(working: Process) -> None:
    """Wait for the end of what was told to end, also when cancelled again: the loop that hears of it may end next."""
    while True:
        with contextlib.suppress(asyncio.CancelledError):
            await working.communicate()
            return


_SLICE = 0.004
"""Seconds that a key may have to wait."""

_BREATH = 0.004
_REST = 0.2
"""Seconds after a key in which nothing is begun."""


async def make_ready(session: Session, last_key: Callable[[], float]) -> None:
    """Make ready what the first keys, the first search and another order of the replies would wait for."""
    from threadreader.session.actions import filtering, search

    await work_when_idle(load_actions(), last_key)
    await work_when_idle(filtering.prepare(session), last_key)
    with suppress(StoreError):
        # The search itself says it where the library cannot be read.
        await work_when_idle(search.prepare(session), last_key)


async def work_when_idle(steps: Iterator[None], last_key: Callable[[], float]) -> None:
    """Take the steps in slices between keys; `last_key` is when the last one came."""
    done = False
    while not done:
        wait = last_key() + _REST - time.monotonic()
        await asyncio.sleep(max(wait, _BREATH))
        if wait <= 0:
            done = _take(steps)


def _take(steps: Iterator[None]) -> bool:
    """Take the steps that a slice has time for; whether that was all."""
    end = time.monotonic() + _SLICE
    return not any(time.monotonic() >= end for _ in steps)
