"""Locks between processes (`flock`): a library that is open, a fair queue of its writers, temporary files in use.

Each lock is on a file next to the library and ends with the process that holds it. Where files cannot be locked, on
Windows and on some network file systems, every lock is granted.

The queue is needed since SQLite lets who waits retry after longer and longer pauses: who comes often would nearly
always overtake who has waited long. A writer holds the queue's lock until the library is free, so nobody overtakes it.
"""

import contextlib
import os
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import BinaryIO


def _open_lock_file(path: Path) -> BinaryIO | None:
    """The lock file, None where there can be none."""
    if sys.platform == "win32":
        return None
    try:
        number = os.open(path, os.O_CREAT | os.O_RDWR, 0o600)
        return open(number, "r+b", buffering=0)  # noqa: PTH123 - it is open
    except OSError:
        return None


def _sibling(library: Path, suffix: str) -> Path:
    return library.with_name(library.name + suffix)


def _lock(file: BinaryIO, *, exclusive: bool, wait: bool = False) -> bool:
    """Lock a file, exclusively or shared; False if another process has it and `wait` is not set."""
    if sys.platform == "win32":
        return True
    import fcntl

    try:
        fcntl.flock(file, (fcntl.LOCK_EX if exclusive else fcntl.LOCK_SH) | (0 if wait else fcntl.LOCK_NB))
    except BlockingIOError:
        return False
    except OSError:
        return True
    return True


_OPEN_SUFFIX = "-open"
_QUEUE_SUFFIX = "-turn"
_MIN_PAUSE, _MAX_PAUSE = 0.001, 0.01  # seconds between two tries, the same however long somebody has waited


def lock_shared(library: Path) -> Callable[[], None]:
    """Lock a library that is opened, after waiting for an exclusive lock to end; returns what releases the lock."""
    file = _open_lock_file(_sibling(library, _OPEN_SUFFIX))
    if file is not None and _lock(file, exclusive=False, wait=True):
        return file.close
    return lambda: None


@contextlib.contextmanager
def lock_exclusive(library: Path) -> Iterator[bool]:
    """Try to lock a library that nobody else may have open meanwhile; False if another process has it open."""
    with lock_file(_sibling(library, _OPEN_SUFFIX)) as lock:
        yield lock()


@contextlib.contextmanager
def lock_file(path: Path) -> Iterator[Callable[[], bool]]:
    """A lock file, as the function that tries to lock it; it is released at the end."""
    file = _open_lock_file(path)
    try:
        yield lambda: file is None or _lock(file, exclusive=True)
    finally:
        if file is not None:
            file.close()


@contextlib.contextmanager
def writer_lock(library: Path, deadline: float) -> Iterator[bool]:
    """Queue up as the next writer of a library; False if the lock was not granted by a deadline of `time.monotonic`."""
    file = _open_lock_file(_sibling(library, _QUEUE_SUFFIX))
    if file is None:
        yield True
        return
    with file:
        is_locked = _wait_for_lock(file, deadline)
        yield is_locked
        if is_locked:
            # For the error message of those who wait in vain.
            with contextlib.suppress(OSError):
                file.write(b"%010d" % os.getpid())


def last_writer(library: Path) -> int | None:
    """The id of the process that wrote last, None if that is not known or it has ended."""
    try:
        process = int(_sibling(library, _QUEUE_SUFFIX).read_bytes())
        with contextlib.suppress(PermissionError):  # it lives, as another user
            os.kill(process, 0)
    except (OSError, OverflowError, ValueError):
        return None
    return process


def _wait_for_lock(file: BinaryIO, deadline: float) -> bool:
    while not _lock(file, exclusive=True):
        if time.monotonic() >= deadline:
            return False
        from random import uniform

        time.sleep(uniform(_MIN_PAUSE, _MAX_PAUSE))  # noqa: S311 - no secret
    return True


TEMPORARY = ".threadreader-"
"""Beginning of the names of files that are written before they replace another one; they end in `.tmp`."""

SUFFIXES = ("", "-journal", "-wal", "-shm", "-open", "-turn")
"""Ends of the names of a library and of the files beside it."""

_LOCKED_WITHIN = 60  # seconds; a file that was made just now may not be locked yet


@contextlib.contextmanager
def locked(descriptor: int) -> Iterator[None]:
    """Keep a temporary file locked, so that nobody takes it for one that was left over."""
    with open(descriptor, "rb", buffering=0, closefd=False) as file:
        _lock(file, exclusive=True)
        yield


def replace_durably(temporary: Path, target: Path) -> None:
    """Rename a file that is synced over another one, so that a loss of power does not undo it."""
    temporary.replace(target)
    if sys.platform != "win32":
        folder = os.open(target.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)


def remove_leftovers(folder: Path) -> None:
    """Remove the temporary files in a folder whose programs were killed."""
    if sys.platform == "win32":
        return
    with contextlib.suppress(OSError):
        for path in list(folder.glob(f"{TEMPORARY}*.tmp")):
            if _is_left_over(path):
                for suffix in SUFFIXES:
                    path.with_name(path.name + suffix).unlink(missing_ok=True)


def _is_left_over(path: Path) -> bool:
    if path.is_symlink() or not path.is_file() or time.time() - path.stat().st_mtime < _LOCKED_WITHIN:
        return False
    with path.open("rb", buffering=0) as file:
        return _lock(file, exclusive=True)
