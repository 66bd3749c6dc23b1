"""What SQLite says is wrong, in words for the user: the trouble, and what to do."""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from threadreader.errors import DamageError, ForeignFileError, StoreError
from threadreader.store.turns import last_writer

READ_ONLY = ("cannot be written", "make the file and its folder writable")
NO_LIBRARY = ("is not a library of threadreader", "move it away, or let threadreader check look for saved pages in it")
_IN_USE = ("is in use by another program", "try again when that has finished")
_FORBIDDEN = ("cannot be opened", "make the file and its folder readable and writable")

_TROUBLES = {
    sqlite3.SQLITE_BUSY: _IN_USE,
    sqlite3.SQLITE_LOCKED: _IN_USE,
    sqlite3.SQLITE_PROTOCOL: _IN_USE,
    sqlite3.SQLITE_FULL: ("cannot be written: the disk is full", "free some space; nothing stored was lost"),
    # A full disk and a limit on the size of files come as this one too.
    sqlite3.SQLITE_IOERR: (
        "cannot be read or written: the disk is full or failing",
        "free some space; nothing stored was lost",
    ),
    sqlite3.SQLITE_READONLY: READ_ONLY,
    sqlite3.SQLITE_PERM: _FORBIDDEN,
    sqlite3.SQLITE_CANTOPEN: _FORBIDDEN,
    sqlite3.SQLITE_CORRUPT: ("is damaged", "threadreader check mends what can be mended"),
    sqlite3.SQLITE_NOTADB: NO_LIBRARY,
}


_KINDS = {sqlite3.SQLITE_CORRUPT: DamageError, sqlite3.SQLITE_NOTADB: ForeignFileError}
_OF_WRITING = frozenset({sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_READONLY})


@contextmanager
def explained(path: Path, *, written: Path | None = None) -> Iterator[None]:
    """Tells errors that a user can do something about as StoreError; those that are a bug of ours stay.

    `written` is the file that is written where that is another one.
    """
    try:
        yield
    except sqlite3.Error as problem:
        code = getattr(problem, "sqlite_errorcode", 0) & 0xFF
        if code not in _TROUBLES:
            raise
        if _TROUBLES[code] is _IN_USE:
            raise in_use(path) from problem
        kind = _KINDS.get(code, StoreError)
        subject = written if written and code in _OF_WRITING else path
        raise kind(subject, *_TROUBLES[code]) from problem


def in_use(path: Path) -> StoreError:
    """What is said where others were waited for in vain; it names the one that wrote last."""
    trouble, cure = _IN_USE
    writer = last_writer(path)
    named = f" (process {writer} wrote last)" if writer not in {None, os.getpid()} else ""
    return StoreError(path, f"{trouble}{named}", cure)
