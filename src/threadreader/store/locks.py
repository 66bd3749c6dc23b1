"""Locks on files beside the library, each of which ends with the program that holds it.

Where files cannot be locked, on Windows and on some network file systems, everybody has every lock.

Says to other programs that a library is open: a lock on a file beside it.

Lets those who write to a library have their turns one after another.

SQLite lets who waits look after longer and longer pauses whether the library is free: who comes often is then nearly
always before who has waited long. So a writer takes a lock on a file beside the library first, and holds it until
the library is free: nobody who comes later is before it.
"""

import contextlib
import os
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import BinaryIO


def open_lock(library: Path, suffix: str) -> BinaryIO | None:
    """The file of a lock; None where there can be none."""
    if sys.platform == "win32":
        return None
    try:
        number = os.open(library.with_name(library.name + suffix), os.O_CREAT | os.O_RDWR, 0o600)
        return open(number, "r+b", buffering=0)  # noqa: PTH123 - it is open
    except OSError:
        return None


def lock(file: BinaryIO, *, alone: bool, wait: bool = False) -> bool:
    """Lock a file for oneself, or as one of many; False where another has it and that is not waited for."""
    if sys.platform == "win32":
        return True
    import fcntl

    try:
        fcntl.flock(file, (fcntl.LOCK_EX if alone else fcntl.LOCK_SH) | (0 if wait else fcntl.LOCK_NB))
    except BlockingIOError:
        return False
    except OSError:
        return True
    return True


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


_QUEUE_SUFFIX = "-turn"
_SHORTEST, _LONGEST = 0.001, 0.01
"""Seconds between two looks. They are as long for who has waited long as for who came just now."""


@contextlib.contextmanager
def next_turn(library: Path, until: float) -> Iterator[bool]:
    """Be the next who writes, as long as this lasts; False where that did not come before a time of `monotonic`.

    Where files cannot be locked, everybody is the next at once, and waits as SQLite does.
    """
    file = open_lock(library, _QUEUE_SUFFIX)
    if file is None:
        yield True
        return
    with file:
        came = _wait(file, until)
        yield came
        if came:
            _sign(file)


def last_writer(library: Path) -> int | None:
    """The process that wrote last, or writes; None where that is not known."""
    try:
        return int(library.with_name(library.name + _QUEUE_SUFFIX).read_bytes())
    except (OSError, ValueError):
        return None


def _wait(file: BinaryIO, until: float) -> bool:
    while not lock(file, alone=True):
        if time.monotonic() >= until:
            return False
        from random import uniform

        time.sleep(uniform(_SHORTEST, _LONGEST))  # noqa: S311 - no secret
    return True


def _sign(file: BinaryIO) -> None:
    """Leave one's number for those who wait in vain."""
    with contextlib.suppress(OSError):
        file.write(b"%010d" % os.getpid())
