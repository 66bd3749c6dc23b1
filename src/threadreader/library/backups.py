"""Backups that the program makes by itself, in a process of its own, before the first write of a day.

They are those of `backup` and `dump`, under the names of `store.files`. The process has a low priority and outlives
the one that starts it. That waits a moment, until the other sees the library as it was before what is written now.
"""

import contextlib
import os
from collections.abc import Callable
from contextlib import nullcontext
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path

from threadreader.errors import StoreError, ThreadreaderError
from threadreader.store import files
from threadreader.store.connection import Database, Upgrading, open_database

_MAX_WAIT = 0.25
"""Seconds that a write waits, once a day, for the process to see the library; on a quiet machine a third of it does."""

_ROOM = 2
"""So many times the size of the library are free before it is copied: as much as it takes stays free then."""


def utc_now() -> datetime:
    """The time of the system's clock."""
    return datetime.now(UTC)


def open_backed_up(
    library: Path, clock: Callable[[], datetime] = utc_now, upgrading: Upgrading = nullcontext
) -> Database:
    """Open a library of which backups are made before it is written to. Raises StoreError."""
    database = open_database(library, upgrading)
    database.before_writing = DailyBackup(library, clock)
    return database


class DailyBackup:
    """What a library calls before it writes: the first time on a day, the backups of the day are begun."""

    def __init__(self, library: Path, clock: Callable[[], datetime]) -> None:
        self._library = library
        self._clock = clock
        self._day: date | None = None
        self._process: object = None

    def __call__(self) -> None:
        today = self._clock().astimezone().date()
        if today == self._day:
            return
        self._day = today
        if not files.dump_file(self._library, today).exists():
            self._process = start(self._library, today)


def start(library: Path, today: date) -> object:
    """Start a process that makes the backups of a day; where there is no room for it, the next one that writes does."""
    from threadreader.library.processes import start_detached

    # What is written tells this process that they are of the library as it is now.
    return start_detached(partial(make_backups, library, today, partial(os.write, 1, b"\n")), _MAX_WAIT)


def make_backups(library: Path, today: date, on_snapshot: Callable[[], object] = lambda: None) -> None:
    """Make those backups of a day that are due, unless another program does; what cannot be made is noted."""
    try:
        files.backup_folder(library).mkdir(mode=0o700, exist_ok=True)
    except OSError:
        # Nothing can be noted there either.
        return
    with files.backup_lock(library) as is_locked:
        if not is_locked or files.dump_file(library, today).exists():
            return
        troubles = list[str]()
        for make in (partial(_make_dump, on_snapshot=on_snapshot), _make_copy):
            try:
                with open_database(library) as database:
                    make(database, today)
            except (ThreadreaderError, OSError) as problem:
                troubles.append(f"{today.isoformat()}: {problem}")
        with contextlib.suppress(OSError):
            files.remove_outdated(library, today)
        files.write_troubles(library, troubles)


def _make_dump(database: Database, today: date, on_snapshot: Callable[[], object]) -> None:
    import gzip

    from threadreader.export.dump import read_dump, write_dump
    from threadreader.store.backup import new_file
    from threadreader.store.progress import load_facts

    target = files.dump_file(database.path, today)
    with database.snapshot():
        database.rows("SELECT count(*) FROM sqlite_schema")
        with contextlib.suppress(OSError):
            on_snapshot()
        text = write_dump(load_facts(database)).encode()
    with new_file(target) as copy:
        with gzip.open(copy, "wb") as written:
            written.write(text)
        with gzip.open(copy) as read:
            if read.read() != text:
                raise StoreError(target, "was not written correctly", "check the disk")
        read_dump(str(target), text.splitlines(keepends=True))
        files.fsync_and_rename(copy, target)


def _make_copy(database: Database, today: date) -> None:
    import shutil

    from threadreader.store.backup import back_up

    library = database.path
    copies = files.find_backups(library).copies
    is_recent = bool(copies) and (today - copies[0].day).days < files.DAYS_BETWEEN_COPIES
    if is_recent or not database.rows("SELECT 1 FROM page LIMIT 1"):
        return
    needed, free = library.stat().st_size * _ROOM, shutil.disk_usage(library.parent).free
    if free < needed:
        last = f"the last copy is from {copies[0].day}" if copies else "no copy exists"
        trouble = f"was not backed up: {_megabytes(needed)} needed, {_megabytes(free)} free"
        raise StoreError(library, f"{trouble}; {last}", "free some space, or use threadreader backup elsewhere")
    target = files.copy_file(library, today)
    if not target.exists():
        back_up(database, target)


def _megabytes(count: int) -> str:
    return f"{count / 1e6:,.0f} MB"
