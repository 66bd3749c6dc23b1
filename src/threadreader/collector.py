"""Memory: garbage collection, paused while many objects are made, and what is free given back."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager, suppress


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


def release_memory() -> None:
    """Give free memory back to the system where that has to be asked for, as with glibc: a few milliseconds.

    After many small pieces were freed; it would keep them for the next ones, and those are of other sizes.
    """
    import ctypes

    # Another C library, or another way to load it.
    with suppress(AttributeError, OSError, TypeError):
        ctypes.CDLL(None).malloc_trim(0)
