"""The collector of garbage, kept from a large page."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def no_collection() -> Iterator[bool]:
    """A large page is millions of objects that are all in use: looking for garbage would double the time.

    Gives whether it is looked for afterwards: in a process that ends before, nothing need be given back.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield was_on
    finally:
        if was_on:
            gc.enable()
