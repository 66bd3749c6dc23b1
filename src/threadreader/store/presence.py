"""Says to other programs that a library is open: a lock on a file beside it."""

import contextlib
from collections.abc import Callable, Iterator
from pathlib import Path

from threadreader.store.locks import lock, open_lock

_SUFFIX = "-open"


def be_one_of_many(library: Path) -> Callable[[], None]:
    """Have a library open, as others may too; what is given back ends that. Waits for who has it alone."""
    file = open_lock(library, _SUFFIX)
    if file is not None and lock(file, alone=False, wait=True):
        return file.close
    return _nothing


@contextlib.contextmanager
def alone(library: Path) -> Iterator[bool]:
    """Have a library to oneself for a while; False where another has it open.

    Where files cannot be locked, nobody can be told from nobody, and it is True.
    """
    file = open_lock(library, _SUFFIX)
    try:
        yield file is None or lock(file, alone=True)
    finally:
        if file is not None:
            file.close()


def _nothing() -> None:
    """End nothing."""
