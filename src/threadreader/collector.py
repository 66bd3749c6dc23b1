"""Garbage collection, paused while many objects are made."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def gc_paused() -> Iterator[bool]:
    """Pause garbage collection: so many objects are all in use, and each search among them takes longer.

    Yields whether collection goes on afterwards: a process that ends before need not free anything.
    """
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield was_enabled
    finally:
        if was_enabled:
            gc.enable()
