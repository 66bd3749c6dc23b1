"""Files beside the library: locks between processes, temporary files, and the backups that the program makes by itself.

Each lock (`flock`) is on a file next to the library and ends with the process that holds it. Where files cannot be
locked, on Windows and on some network file systems, every lock is granted. There are locks of a library that is open,
of temporary files in use, of backups that are being made, and a fair queue of writers. The queue is needed since SQLite
lets who waits retry after longer and longer pauses: who comes often would nearly always overtake who has waited long. A
writer holds the queue's lock until the library is free, so nobody overtakes it.

Of the backups, a dump of each day has what cannot be had again: what the user did in all threads. One copy has the
whole library.
"""

import contextlib
import os
import re
import shlex
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from functools import partial
from pathlib import Path
from typing import BinaryIO

from msgspec import Struct


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
        is_locked = _wait_for(partial(_lock, file, exclusive=True), deadline)
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


def _wait_for(lock: Callable[[], bool], deadline: float) -> bool:
    while not lock():
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
def temporary_file(target: Path, mode: int = 0o666) -> Iterator[Path]:
    """A temporary file in the folder of a target, removed at the end unless it was renamed. Raises OSError.

    It is locked, so that nobody takes it for one that was left over.
    """
    remove_leftovers(target.parent)
    path = target.with_name(f"{TEMPORARY}{os.urandom(6).hex()}.tmp")
    try:
        with open(path, "xb", buffering=0, opener=partial(os.open, mode=mode)) as file:
            _lock(file, exclusive=True)
            yield path
    finally:
        for suffix in SUFFIXES:
            # Where nothing can be written there is none.
            with contextlib.suppress(OSError):
                path.with_name(path.name + suffix).unlink()


def fsync_and_rename(path: Path, target: Path) -> None:
    """Put a file that was written in the place of another one, or in none, whatever befalls the machine then."""
    with path.open("rb") as file:
        os.fsync(file.fileno())
    path.replace(target)
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
            if path.is_symlink() or not path.is_file() or time.time() - path.stat().st_mtime < _LOCKED_WITHIN:
                continue
            with path.open("rb", buffering=0) as file:
                is_left_over = _lock(file, exclusive=True)
            if is_left_over:
                for suffix in SUFFIXES:
                    path.with_name(path.name + suffix).unlink(missing_ok=True)


DAYS, WEEKS = 7, 8
"""The days and the weeks of which the newest dump is kept; counted in dumps, since whoever reads seldom has few."""

DAYS_BETWEEN_COPIES = 7
"""A copy takes as long as reading the whole library, and what it alone has can be imported again."""

_DUMP = re.compile(r"dump-(\d{4}-\d\d-\d\d)\.jsonl\.gz")
_COPY = re.compile(r"library-(\d{4}-\d\d-\d\d)\.db")
_TROUBLES = "troubles.txt"


class Backup(Struct, frozen=True):
    """A backup, and the day at whose beginning it was made."""

    day: date
    file: Path


class Backups(Struct, frozen=True):
    """The backups of a library, the newest first; `troubles` says what could not be made last time, a line each."""

    folder: Path
    dumps: Sequence[Backup] = ()
    copies: Sequence[Backup] = ()
    troubles: Sequence[str] = ()


def backup_folder(library: Path) -> Path:
    """The folder of the backups of a library."""
    return library.with_name("backups")


def dump_file(library: Path, day: date) -> Path:
    """The dump of a day."""
    return backup_folder(library) / f"dump-{day.isoformat()}.jsonl.gz"


def copy_file(library: Path, day: date) -> Path:
    """The copy of the whole library of a day."""
    return backup_folder(library) / f"library-{day.isoformat()}.db"


def find_backups(library: Path) -> Backups:
    """The backups of a library that there are."""
    folder, troubles = backup_folder(library), ""
    try:
        files = list(folder.iterdir())
        if folder / _TROUBLES in files:
            text = (folder / _TROUBLES).read_text(encoding="utf-8", errors="replace")
            troubles = text or "no backup could be made: the disk is full"
        elif not os.access(folder, os.W_OK):
            troubles = "no backup can be made: the folder is not writable"
    except OSError as problem:
        is_missing = isinstance(problem, FileNotFoundError) and not folder.is_symlink()
        return Backups(folder, troubles=() if is_missing else (f"no backup can be made: {problem.strerror}",))
    return Backups(folder, _named(files, _DUMP), _named(files, _COPY), tuple(troubles.splitlines()))


def _named(files: Sequence[Path], pattern: re.Pattern[str]) -> Sequence[Backup]:
    found = list[Backup]()
    for file in files:
        if match := pattern.fullmatch(file.name):
            with contextlib.suppress(ValueError):
                found.append(Backup(date.fromisoformat(match[1]), file))
    return sorted(found, key=lambda backup: backup.day, reverse=True)


def remove_outdated(library: Path, today: date) -> None:
    """Remove dumps of days and weeks long ago, and all copies but the newest; none of today. Raises OSError."""
    backups = find_backups(library)
    weeks = dict[tuple[int, int], Backup]()
    for dump in backups.dumps:
        weeks.setdefault(dump.day.isocalendar()[:2], dump)
    kept = {*backups.dumps[:DAYS], *list(weeks.values())[:WEEKS]}
    for backup in (*backups.dumps, *backups.copies[1:]):
        if backup not in kept and backup.day != today:
            backup.file.unlink(missing_ok=True)


def how_to_restore(library: Path) -> str:
    """The commands that bring back what the newest backups have, "" where there are none."""
    backups = find_backups(library)
    ways = ("restore", "returns to", backups.copies), ("load", "restores your reading data from before", backups.dumps)
    return ", ".join(
        f"threadreader {command} {shlex.quote(str(each.file))} {effect} {each.day}"
        for command, effect, found in ways
        for each in found[:1]
    )


def write_troubles(library: Path, troubles: Sequence[str]) -> None:
    """Note what could not be made, or that all was."""
    file = backup_folder(library) / _TROUBLES
    with contextlib.suppress(OSError):
        if troubles:
            # An empty file needs no room, and says enough.
            file.touch(mode=0o600)
            file.write_text("\n".join(troubles), encoding="utf-8")
        else:
            file.unlink(missing_ok=True)


@contextlib.contextmanager
def backup_lock(library: Path, patience: float = 0) -> Iterator[bool]:
    """Lock the backups of a library; False where another program makes them, after waiting so many seconds."""
    with lock_file(backup_folder(library) / ".lock") as lock:
        yield _wait_for(lock, time.monotonic() + patience)
