"""Each statement of each operation on the library fails in each way that the outside has, and that is named.

One layer makes them fail: a connection that raises at its n-th statement what SQLite raises where the file is locked,
the disk full, the file not to be written, or the disk failing.
"""

import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from keeping import keep
from sketch import row
from threadreader.errors import StoreError
from threadreader.model.page import PageId
from threadreader.model.stored_thread import Progress
from threadreader.model.thread import CommentId
from threadreader.store import backup
from threadreader.store.connection import Database, open_database
from threadreader.store.entries import list_entries, load_saves, require_entry
from threadreader.store.progress import load_progress, save_progress
from threadreader.store.search import search, update_index
from threadreader.store.threads import load_original, open_stored
from threadreader.store.writing import forget

URL = "https://example.org/1"
FAULTS = {
    "locked": sqlite3.SQLITE_BUSY,
    "full": sqlite3.SQLITE_FULL,
    "read-only": sqlite3.SQLITE_READONLY,
    "I/O error": sqlite3.SQLITE_IOERR,
}
NAMED = {
    "locked": "is in use by another program",
    "full": "the disk is full",
    "read-only": "cannot be written",
    "I/O error": "the disk is full or failing",
}
PROGRESS = Progress(cursor=CommentId("c1"), seen=frozenset({CommentId("c1")}), starred=frozenset({CommentId("c2")}))
OPERATIONS: dict[str, Callable[[Database], object]] = {
    "list": list_entries,
    "open": lambda database: open_stored(database, require_entry(database, 1)).whole(),
    "bytes of a save": lambda database: load_original(database, load_saves(database, 1)[0].digest),
    "import": lambda database: keep(database, row(20), b"page 3", url="https://example.org/3"),
    "import of a newer save": lambda database: keep(database, row(20), b"newer", url=URL),
    "load of progress": lambda database: load_progress(database, PageId(URL)),
    "save of progress": lambda database: save_progress(database, PageId(URL), PROGRESS, Progress()),
    "search": lambda database: search(database, "words", 10),
    "forget": lambda database: forget(database, 1),
    "index": update_index,
    "check": backup.check_file,
    "check of a thread": lambda database: backup.check_thread(database, require_entry(database, 1), deep=True),
    "check of the index": backup.is_index_consistent,
    "new indexes": backup.rebuild_indexes,
}


class FaultyConnection(sqlite3.Connection):
    """A connection whose n-th statement from now fails."""

    left = -1
    code = 0

    def execute(self, *arguments: Any) -> sqlite3.Cursor:
        self._count()
        return super().execute(*arguments)

    def executemany(self, *arguments: Any) -> sqlite3.Cursor:
        self._count()
        return super().executemany(*arguments)

    def _count(self) -> None:
        self.left -= 1
        if self.left == 0:
            problem = sqlite3.OperationalError("a fault of this test")
            problem.sqlite_errorcode = self.code
            raise problem


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    path = tmp_path_factory.mktemp("whole") / "library.db"
    with open_database(path) as database:
        keep(database, row(20), b"page 1", url=URL)
        keep(database, row(3), b"page 2", url="https://example.org/2")
    return path.read_bytes()


def _opened(path: Path, whole: bytes, monkeypatch: pytest.MonkeyPatch) -> tuple[Database, FaultyConnection]:
    path.write_bytes(whole)
    opened: list[FaultyConnection] = []
    connect = sqlite3.connect

    def connect_faulty(*arguments: Any, **named: Any) -> FaultyConnection:
        opened.append(connect(*arguments, **named, factory=FaultyConnection))
        return opened[-1]

    with monkeypatch.context() as patch:
        patch.setattr(sqlite3, "connect", connect_faulty)
        return open_database(path), opened[0]


@pytest.mark.slow
@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize("name", OPERATIONS)
def test_each_fault_of_each_statement_is_named_and_leaves_the_library_whole(
    name: str, fault: str, tmp_path: Path, whole: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "library.db"
    troubles: list[str] = []
    for number in range(1, 1000):
        database, faulty = _opened(path, whole, monkeypatch)
        with database:
            faulty.code, faulty.left = FAULTS[fault], number
            try:
                OPERATIONS[name](database)
            except StoreError as problem:
                troubles.append(problem.trouble)
            ended = faulty.left > 0
            faulty.left = -1
        with open_database(path) as after:
            assert after.rows("PRAGMA quick_check") == [("ok",)]
            entries = list_entries(after)
            assert {entry.page.id for entry in entries} >= ({URL} if name != "forget" else set())
            assert all(len(open_stored(after, entry).whole().comments) == entry.comments for entry in entries)
            assert backup.is_index_consistent(after) or name == "new indexes"
        if ended:
            # A check tells what is wrong, and raises nothing.
            assert troubles or name == "check of a thread"
            assert [trouble for trouble in troubles if NAMED[fault] not in trouble] == []
            return
    pytest.fail("it does not end")
