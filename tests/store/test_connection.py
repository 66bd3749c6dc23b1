import os
import random
import shutil
import sqlite3
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from pathlib import Path

import pytest

from keeping import keep
from sketch import sketch
from threadreader.errors import DamageError, StoreError
from threadreader.store import connection
from threadreader.store.connection import BUSY_TIMEOUT, Database, journal_mode, open_database
from threadreader.store.entries import list_entries, load_entry
from threadreader.store.files import SUFFIXES
from threadreader.store.schema import APPLICATION_ID, newest_version
from threadreader.store.threads import open_stored
from threadreader.store.writing import ImportStatus

NOBODY = 65534
SYNCHRONOUS = connection.SYNCHRONOUS
"""As it is outside of tests."""


@pytest.fixture
def reachable() -> Iterator[Path]:
    """A folder that others may look into, unlike pytest's own."""
    folder = Path(tempfile.mkdtemp())
    folder.chmod(0o755)
    yield folder
    folder.chmod(0o755)
    shutil.rmtree(folder)


def _sql(path: Path, *statements: str) -> None:
    with closing(sqlite3.connect(path)) as connection:
        for statement in statements:
            connection.execute(statement)
        connection.commit()


def _pragma(database: Database, name: str) -> object:
    return database.rows(f"PRAGMA {name}")[0][0]


def test_a_new_library_is_marked_as_ours(database: Database) -> None:
    assert _pragma(database, "application_id") == APPLICATION_ID
    assert _pragma(database, "user_version") == newest_version()


def test_only_its_owner_can_read_it(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "folder" / "library.db"
    open_database(path).close()
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.parent.stat().st_mode & 0o777 == 0o700


def test_the_connection_is_careful(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connection, "SYNCHRONOUS", SYNCHRONOUS)
    with open_database(tmp_path / "library.db") as database:
        assert _pragma(database, "foreign_keys") == 1
        assert _pragma(database, "trusted_schema") == 0
        assert _pragma(database, "cell_size_check") == 1
        assert _pragma(database, "synchronous") == 3
        assert _pragma(database, "busy_timeout") == BUSY_TIMEOUT * 1000
        assert _pragma(database, "journal_mode") == journal_mode(sqlite3.sqlite_version_info)


@pytest.mark.parametrize(
    ("version", "mode"),
    [
        ((3, 37, 2), "delete"),
        ((3, 44, 5), "delete"),
        ((3, 44, 6), "wal"),
        ((3, 45, 0), "delete"),
        ((3, 46, 1), "delete"),
        ((3, 50, 6), "delete"),
        ((3, 50, 7), "wal"),
        ((3, 51, 0), "delete"),
        ((3, 51, 2), "delete"),
        ((3, 51, 3), "wal"),
        ((3, 54, 1), "wal"),
    ],
)
def test_a_write_ahead_log_is_used_only_where_it_is_safe(version: tuple[int, ...], mode: str) -> None:
    assert journal_mode(version) == mode


def test_a_library_with_a_write_ahead_log_is_opened_and_loses_it_where_it_is_not_safe(tmp_path: Path) -> None:
    path = tmp_path / "library.db"
    open_database(path).close()
    _sql(path, "PRAGMA journal_mode = wal")
    with open_database(path) as database:
        assert _pragma(database, "journal_mode") == journal_mode(sqlite3.sqlite_version_info)


def test_the_journal_is_left_as_it_is_while_another_has_the_library_open(tmp_path: Path) -> None:
    path = tmp_path / "library.db"
    open_database(path).close()
    with closing(sqlite3.connect(path)) as other:
        other.execute("PRAGMA journal_mode = wal")
        other.execute("SELECT count(*) FROM page").fetchone()
        with open_database(path) as database:
            assert list_entries(database) == ()


@pytest.mark.parametrize("name", ["a b?mode=ro#%41.db", "käse.db", os.fsdecode(b"\xff.db")])
def test_a_library_may_have_any_name(tmp_path: Path, name: str) -> None:
    with open_database(tmp_path / name) as database:
        keep(database, sketch("ann: Words"))
    assert not {each.name for each in tmp_path.iterdir()} - {name + suffix for suffix in SUFFIXES}


def test_a_transaction_that_fails_leaves_nothing(database: Database) -> None:
    twice = [("half",), ("half",)]
    with pytest.raises(sqlite3.IntegrityError), database.writing() as connection:
        connection.executemany("INSERT INTO page (id) VALUES (?)", twice)
    assert database.rows("SELECT * FROM page") == []
    with database.writing() as connection:
        connection.execute("INSERT INTO page (id) VALUES ('whole')")
    assert database.rows("SELECT id FROM page") == [("whole",)]


def test_a_mistake_of_ours_is_not_explained_away(database: Database) -> None:
    with pytest.raises(sqlite3.OperationalError):
        database.rows("SELECT nonsense FROM page")
    with pytest.raises(sqlite3.IntegrityError), database.writing() as connection:
        connection.execute("INSERT INTO save (page, digest) VALUES (99, 'x')")


@pytest.mark.parametrize(
    "content", [b"<html>not a library</html>" * 100, b"SQLite format 3\0" + b"\xff" * 2000, b"\0" * 4096]
)
def test_a_file_that_is_no_library_is_refused_and_left_alone(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "library.db"
    path.write_bytes(content)
    with pytest.raises(StoreError, match="is not a library of threadreader; move it away"):
        open_database(path)
    assert path.read_bytes() == content


def test_the_database_of_another_program_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "library.db"
    _sql(path, "CREATE TABLE bookmark (address TEXT)")
    with pytest.raises(StoreError, match="is not a library of threadreader"):
        open_database(path)
    _sql(path, "DROP TABLE bookmark", "PRAGMA application_id = 77")
    with pytest.raises(StoreError, match="is not a library of threadreader"):
        open_database(path)


def test_a_library_of_a_newer_version_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "library.db"
    open_database(path).close()
    _sql(path, f"PRAGMA user_version = {newest_version() + 1}")
    with pytest.raises(StoreError, match="newer version"):
        open_database(path)


def test_a_version_far_beyond_with_the_tables_of_this_one_is_damage(tmp_path: Path) -> None:
    path = tmp_path / "library.db"
    open_database(path).close()
    _sql(path, "PRAGMA user_version = 16777224")
    with pytest.raises(DamageError, match="is damaged: its version is 16777224"):
        open_database(path)
    _sql(path, "CREATE TABLE newer (row INTEGER)")
    with pytest.raises(StoreError, match="newer version"):
        open_database(path)


def test_a_header_of_an_unknown_format_is_damage(tmp_path: Path) -> None:
    path = tmp_path / "library.db"
    open_database(path).close()
    content = path.read_bytes()
    path.write_bytes(content[:47] + b"\x99" + content[48:])
    with pytest.raises(DamageError, match="is damaged"):
        open_database(path)


def test_a_folder_in_the_place_of_the_library_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "library.db").mkdir()
    with pytest.raises(StoreError, match="cannot be created or opened"):
        open_database(tmp_path / "library.db")


def test_a_file_in_the_place_of_the_folder_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("")
    with pytest.raises(StoreError, match="set THREADREADER_HOME"):
        open_database(tmp_path / "data" / "library.db")


def test_a_library_that_another_makes_at_the_same_moment_is_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, connect = tmp_path / "library.db", connection._connect
    made: list[str] = []

    def make_it_meanwhile(statement: str) -> None:
        if "user_version" in statement and not made:
            made.append("begun")
            with suppress(StoreError), open_database(path):
                made.append("done")

    def connect_and_be_watched(path: Path, how: str) -> sqlite3.Connection:
        monkeypatch.setattr(connection, "_connect", connect)
        opened = connect(path, how)
        opened.set_trace_callback(make_it_meanwhile)
        return opened

    monkeypatch.setattr(connection, "BUSY_TIMEOUT", 0.001)
    monkeypatch.setattr(connection, "_connect", connect_and_be_watched)
    with open_database(path) as database:
        assert list_entries(database) == ()
    assert made
    open_database(path).close()


def test_it_is_closed_only_after_a_query_of_another_thread(tmp_path: Path) -> None:
    database = open_database(tmp_path / "library.db")
    began, answers = threading.Event(), list[int]()

    def ask() -> None:
        with database.snapshot() as connection:
            began.set()
            tables = ", ".join(["sqlite_schema"] * 4)
            answers.append(connection.execute(f"SELECT count(*) FROM {tables}").fetchone()[0])

    asking = threading.Thread(target=ask)
    asking.start()
    began.wait()
    database.close()
    assert answers, "the connection was closed under a query"
    asking.join()


def test_damage_is_named(tmp_path: Path) -> None:
    path = tmp_path / "library.db"
    with open_database(path) as database:
        keep(database, sketch("ann: Words"))
    whole = path.read_bytes()
    path.write_bytes(whole[:4096] + b"\x55" * (len(whole) - 4096))
    with pytest.raises(StoreError, match="is damaged"), open_database(path) as database:
        list_entries(database)


def test_another_writer_is_waited_for_and_then_named(tmp_path: Path) -> None:
    path = tmp_path / "library.db"
    refused = pytest.raises(StoreError, match="is in use by another program")
    with open_database(path) as one, open_database(path) as other, other.writing(), refused, one.writing(timeout=0):
        pass


def test_who_is_in_a_hurry_does_not_wait_for_those_who_read_either(tmp_path: Path) -> None:
    path = tmp_path / "library.db"

    def add_page() -> None:
        with database.writing(timeout=0.01) as connection:
            connection.execute("INSERT INTO page (id) VALUES ('one')")
            assert _pragma(database, "busy_timeout") == 10

    with open_database(path) as database, closing(sqlite3.connect(path)) as reader:
        database.rows("PRAGMA journal_mode = delete")
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM page").fetchone()
        with pytest.raises(StoreError, match="is in use"):
            add_page()
        assert _pragma(database, "busy_timeout") == BUSY_TIMEOUT * 1000
        assert database.rows("SELECT id FROM page") == []
        reader.rollback()
        add_page()
        assert database.rows("SELECT id FROM page") == [("one",)]


def test_a_full_disk_is_named_and_loses_nothing(database: Database) -> None:
    keep(database, sketch("ann: Words"))
    (pages,) = database.rows("PRAGMA page_count")[0]
    database.rows(f"PRAGMA max_page_count = {pages}")
    with pytest.raises(StoreError, match="the disk is full"):
        keep(database, sketch("bob: " + "Many words. " * 9999), random.Random(1).randbytes(100_000))
    assert [entry.number for entry in list_entries(database)] == [1]


def test_an_import_that_a_full_disk_stops_anywhere_can_be_made_again(database: Database) -> None:
    keep(database, sketch("ann: Words"))
    (pages,) = database.rows("PRAGMA page_count")[0]
    words, room = " ".join(map(str, range(4_999))), 0
    imported: list[tuple[ImportStatus, int]] = []
    while not imported and room < 99:
        assert [entry.number for entry in list_entries(database)] == [1]
        database.rows(f"PRAGMA max_page_count = {pages + room}")
        room += 1
        with suppress(StoreError):
            imported.append(keep(database, sketch("# Bread\n\nbob: " + words), b"other"))
    assert imported == [(ImportStatus.NEW, 2)]
    assert room > 5
    assert list_entries(database)[-1].comments == 1


@pytest.mark.parametrize("journal", ["delete", "wal"])
def test_a_library_that_cannot_be_written_is_read(reachable: Path, as_nobody: Callable[[], None], journal: str) -> None:
    path = reachable / "library.db"
    with open_database(path) as database:
        keep(database, sketch("ann: Words"))
    _sql(path, f"PRAGMA journal_mode = {journal}")
    path.chmod(0o444)
    reachable.chmod(0o555)
    as_nobody()
    with open_database(path) as database:
        entry = load_entry(database, 1)
        assert entry is not None
        assert open_stored(database, entry).comment(0).text == "Words"
        with pytest.raises(StoreError, match="cannot be written; make the file and its folder writable"):
            keep(database, sketch("bob: More"), b"other")


def test_a_library_that_cannot_be_read_is_an_error(reachable: Path, as_nobody: Callable[[], None]) -> None:
    path = reachable / "library.db"
    open_database(path).close()
    path.chmod(0o000)
    reachable.chmod(0o555)
    as_nobody()
    with pytest.raises(StoreError, match="cannot be opened"):
        open_database(path)


def test_a_folder_that_cannot_be_read_is_an_error(reachable: Path, as_nobody: Callable[[], None]) -> None:
    path = reachable / "private" / "library.db"
    open_database(path).close()
    as_nobody()
    with pytest.raises(StoreError, match=r"cannot be (made or )?opened"):
        open_database(path)


def test_an_empty_file_that_cannot_be_written_is_an_error(reachable: Path, as_nobody: Callable[[], None]) -> None:
    path = reachable / "library.db"
    path.touch(0o444)
    reachable.chmod(0o555)
    as_nobody()
    with pytest.raises(StoreError, match="cannot be written"):
        open_database(path)
