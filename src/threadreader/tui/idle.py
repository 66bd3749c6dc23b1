"""Work that waits until the reader does nothing."""

import asyncio
import time
from collections.abc import Callable, Iterator
from contextlib import suppress

from threadreader.errors import StoreError
from threadreader.session import Session
from threadreader.tui.keys import load_actions

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
