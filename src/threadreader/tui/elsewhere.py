"""Work on a stored library in another process, which keeps this one free for keys."""

import asyncio
import contextlib
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections.abc import Callable
from pathlib import Path

_RUN = """
import gc, os, sys
gc.set_threshold(100_000, 50, 100)  # what it makes of a thread is in use until it ends
if hasattr(os, "nice"):
    os.nice(10)  # the keys of who is reading go first
from threadreader.library import apart
for line in getattr(apart, sys.argv[1])(*sys.argv[2:]):
    print(line, flush=True)
"""


async def run_elsewhere(work: str, file: Path, *arguments: str, hear: Callable[[str], None] | None = None) -> bool:
    """Do some work of `library.apart` on a library file; whether that went well. Cancelled, it ends the process.

    Each line that it says is heard as it comes.
    """
    command = (sys.executable, "-c", _RUN, work, str(file), *arguments)
    working = await asyncio.create_subprocess_exec(*command, stdin=DEVNULL, stdout=PIPE, stderr=DEVNULL)
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
