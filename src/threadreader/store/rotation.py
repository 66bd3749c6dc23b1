"""Backups that the program makes by itself, beside the library: their names, which are kept, and what says so.

A dump of each day has what cannot be had again: what the user did in all threads. One copy has the whole library.
"""

import contextlib
import re
import time
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path

from msgspec import Struct

from threadreader.store.locks import lock_file

DAYS, WEEKS = 7, 8
"""The days and the weeks of which the newest dump is kept; counted in dumps, since whoever reads seldom has few."""

DAYS_BETWEEN_COPIES = 7
"""A copy takes as long as reading the whole library, and what it alone has can be imported again."""

_DUMP = re.compile(r"dump-(\d{4}-\d\d-\d\d)\.jsonl\.gz")
_COPY = re.compile(r"library-(\d{4}-\d\d-\d\d)\.db")
_LOCK, _POLL_SECONDS = ".lock", 0.05


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
    folder = backup_folder(library)
    try:
        files = list(folder.iterdir())
    except OSError:
        return Backups(folder)
    return Backups(folder, _named(files, _DUMP), _named(files, _COPY), _read_troubles(library))


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
    commands = [f"threadreader restore {each.file} goes back to {each.day}" for each in backups.copies[:1]]
    commands += [
        f"threadreader load {each.file} brings back what you had done before {each.day}" for each in backups.dumps[:1]
    ]
    return ", ".join(commands)


def write_troubles(library: Path, troubles: Sequence[str]) -> None:
    """Note what could not be made, or that all was."""
    file = _troubles_file(library)
    with contextlib.suppress(OSError):
        if troubles:
            # An empty file needs no room, and says enough.
            file.touch(mode=0o600)
            file.write_text("\n".join(troubles), encoding="utf-8")
        else:
            file.unlink(missing_ok=True)


def _read_troubles(library: Path) -> Sequence[str]:
    try:
        text = _troubles_file(library).read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ()
    return text.splitlines() or ("no backup could be made: the disk is full",)


def _troubles_file(library: Path) -> Path:
    return backup_folder(library) / "troubles.txt"


@contextlib.contextmanager
def backup_lock(library: Path) -> Iterator[bool]:
    """Lock the backups of a library; False where another program makes them."""
    with lock_file(backup_folder(library) / _LOCK) as lock:
        yield lock()


def wait_for_backup(library: Path, seconds: float = 60) -> None:
    """Wait until no program makes backups of a library, which has it open for that."""
    deadline = time.monotonic() + seconds
    with lock_file(backup_folder(library) / _LOCK) as lock:
        while not lock() and time.monotonic() < deadline:
            time.sleep(_POLL_SECONDS)
