"""Programs that run beside the screen, and generators that run in slices while no key is awaited."""

import asyncio
import time
from asyncio import SubprocessTransport
from asyncio.subprocess import DEVNULL, PIPE, Process, SubprocessStreamProtocol
from collections.abc import Callable, Coroutine, Iterator, Sequence
from contextlib import suppress
from typing import Any, TypeVar

from textual.dom import DOMNode
from textual.worker import Worker

from threadreader.errors import StoreError
from threadreader.session import Session
from threadreader.tui.keys import load_actions

Result = TypeVar("Result")

_PIPE_BYTES = 1 << 16  # read ahead, as by asyncio


def start_worker(
    node: DOMNode, work: Callable[[], Coroutine[Any, Any, Result]], *, exclusive: bool = False
) -> Worker[Result]:
    """Run a function as a worker of a screen. A coroutine would stay unawaited where the program ends."""
    worker: Worker[Result] = node.run_worker(work, exclusive=exclusive)
    return worker


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


_SLICE_SECONDS = 0.004
"""Longest slice of work, in seconds: the delay a key may have."""

_POLL_INTERVAL = 0.004  # seconds; as long as a slice, so that half the time is free for keys
_IDLE_AFTER = 0.2
"""Seconds after a key in which no slice is started."""


async def preload(session: Session, last_key: Callable[[], float]) -> None:
    """Preload action modules, filter and search index, so that their first use does not wait."""
    from threadreader.session.actions import finding

    await work_when_idle(load_actions(), last_key)
    await work_when_idle(finding.prepare(session), last_key)
    with suppress(StoreError):
        # The search itself reports a library that cannot be read.
        await work_when_idle(session.corpus.prepare(), last_key)


async def work_when_idle(steps: Iterator[None], last_key: Callable[[], float]) -> None:
    """Run a generator in slices between keys; `last_key` returns the monotonic time of the last one."""
    done = False
    while not done:
        wait = last_key() + _IDLE_AFTER - time.monotonic()
        await asyncio.sleep(max(wait, _POLL_INTERVAL))
        if wait <= 0:
            end = time.monotonic() + _SLICE_SECONDS
            done = not any(time.monotonic() >= end for _ in steps)
