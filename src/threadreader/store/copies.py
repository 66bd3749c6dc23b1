"""Whole copies of the library's file: made while it is in use, put back, and saved from a damaged one."""

import contextlib
import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import datetime
from pathlib import Path

from threadreader.errors import StoreError
from threadreader.store.connection import Database, checked_copy, finish
from threadreader.store.presence import alone
from threadreader.store.troubles import NO_LIBRARY


def back_up(database: Database, target: Path, *, overwrite: bool = False) -> None:
    """Copy the library as it is now to a new file, whole or not at all; others may go on writing. Raises StoreError."""
    if os.path.lexists(target) and not overwrite:
        raise StoreError(target, "is there already", "choose another name, or overwrite it with --force")
    with passing(target) as copy:
        with closing(sqlite3.connect(copy)) as connection:
            database.copy_to(connection, target)
        _keep(copy, target)


def restore(source: Path, library: Path, now: datetime) -> Path | None:
    """Put a copy in the place of the library; what was there is kept under the name that is given back.

    Raises StoreError where the copy is no whole library, or where the library is open elsewhere.
    """
    with passing(library) as copy:
        try:
            checked_copy(source, copy)
        except StoreError as problem:
            if problem.trouble != NO_LIBRARY[0]:
                raise
            raise StoreError(source, "is no backup of a library", "name a file that threadreader backup made") from None
        return replace_library(copy, library, f"before-{now:%Y%m%d-%H%M%S}")


def replace_library(copy: Path, library: Path, name: str) -> Path | None:
    """Put a file in the place of the library, which gets another name with `name` in it. Raises StoreError."""
    with alone(library) as is_alone:
        if not is_alone:
            raise StoreError(library, "is open in another window or program", "close that, and try again")
        kept = _set_aside(library, _free_name(library, name))
        _keep(copy, library)
    return kept


def _free_name(library: Path, name: str) -> Path:
    """A name with `name` in it that no file has, also where the clock was set back."""
    names = (name, *(f"{name}-{number}" for number in range(2, 1000)))
    paths = (library.with_name(f"{library.stem}-{each}{library.suffix}") for each in names)
    return next(path for path in paths if not os.path.lexists(path))


def _set_aside(library: Path, kept: Path) -> Path | None:
    """Give the library a second name. An unfinished transaction of a program that was killed is undone before."""
    if not library.exists() or not library.stat().st_size:
        return None
    try:
        finish(library)
    except StoreError:
        # Even a damaged one is kept, with what belongs to it.
        for suffix in ("-journal", "-wal"):
            with contextlib.suppress(FileNotFoundError):
                library.with_name(library.name + suffix).replace(kept.with_name(kept.name + suffix))
    os.link(library, kept)
    return kept


@contextlib.contextmanager
def passing(target: Path) -> Iterator[Path]:
    """A file beside another for what is to become that; nothing is left of it. Raises StoreError."""
    import secrets

    copy = target.with_name(f".threadreader-{secrets.token_hex(6)}.tmp")
    try:
        os.close(os.open(copy, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
        yield copy
    except OSError as problem:
        raise StoreError(target, f"cannot be written ({problem.strerror})", "choose another place") from problem
    finally:
        for suffix in ("", "-journal", "-wal", "-shm", "-open", "-turn"):
            # Where nothing can be written there is none.
            with contextlib.suppress(OSError):
                copy.with_name(copy.name + suffix).unlink()


def _keep(copy: Path, target: Path) -> None:
    with copy.open("rb") as file:
        os.fsync(file.fileno())
    copy.replace(target)
