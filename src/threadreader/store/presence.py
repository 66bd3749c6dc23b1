"""Says to other programs that a library is open: a lock on a file beside it, which ends with the program."""

import contextlib
import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import BinaryIO

_SUFFIX = "-open"


def be_one_of_many(library: Path) -> Callable[[], None]:
    """Have a library open, as others may too; what is given back ends that. Waits for who has it alone."""
    file = _open(library)
    if file is not None and _lock(file, alone=False):
        return file.close
    return _nothing


@contextlib.contextmanager
def alone(library: Path) -> Iterator[bool]:
    """Have a library to oneself for a while; False where another has it open.

    Where files cannot be locked, nobody can be told from nobody, and it is True.
    """
    file = _open(library)
    try:
        yield file is None or _lock(file, alone=True)
    finally:
        if file is not None:
            file.close()


def _nothing() -> None:
    """End nothing."""


def _open(library: Path) -> BinaryIO | None:
    if sys.platform == "win32":
        return None
    try:
        number = os.open(library.with_name(library.name + _SUFFIX), os.O_CREAT | os.O_RDWR, 0o600)
        return open(number, "r+b")  # noqa: PTH123 - it is open
    except OSError:
        return None


def _lock(file: BinaryIO, *, alone: bool) -> bool:
    """Lock a file; False where another has it. Some network file systems have no locks: there it is always True."""
    if sys.platform == "win32":
        return True
    import fcntl

    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB if alone else fcntl.LOCK_SH)
    except BlockingIOError:
        return False
    except OSError:
        return True
    return True
