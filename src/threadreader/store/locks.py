"""Locks on files beside the library, each of which ends with the program that holds it.

Where files cannot be locked, on Windows and on some network file systems, everybody has every lock.
"""

import os
import sys
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
