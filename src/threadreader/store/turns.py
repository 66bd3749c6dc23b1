"""Lets those who write to a library have their turns one after another.

SQLite lets who waits look after longer and longer pauses whether the library is free: who comes often is then nearly
always before who has waited long. So a writer takes a lock on a file beside the library first, and holds it until
the library is free: nobody who comes later is before it.
"""

import contextlib
import os
import time
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from threadreader.store.locks import lock, open_lock

_SUFFIX = "-turn"
_SHORTEST, _LONGEST = 0.001, 0.01
"""Seconds between two looks. They are as long for who has waited long as for who came just now."""


@contextlib.contextmanager
def next_turn(library: Path, until: float) -> Iterator[bool]:
    """Be the next who writes, as long as this lasts; False where that did not come before a time of `monotonic`.

    Where files cannot be locked, everybody is the next at once, and waits as SQLite does.
    """
    file = open_lock(library, _SUFFIX)
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
        return int(library.with_name(library.name + _SUFFIX).read_bytes())
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
