import errno
import hashlib
import os
import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from keeping import keep
from sketch import row, sketch
from threadreader.errors import StoreError
from threadreader.model.query import parse_query
from threadreader.store.backup import (
    IntegrityReport,
    back_up,
    check_file,
    check_originals,
    check_thread,
    is_index_consistent,
    rebuild_indexes,
    restore,
)
from threadreader.store.connection import Database, open_database
from threadreader.store.entries import list_entries, load_entry
from threadreader.store.listing import is_list_consistent
from threadreader.store.schema import newest_version
from threadreader.store.search import find

NOW = datetime(2024, 5, 3, 14, 2, tzinfo=UTC)


@pytest.fixture
def library(tmp_path: Path) -> Path:
    path = tmp_path / "library.db"
    with open_database(path) as database:
        keep(database, sketch("# Bread\n\nann: First"), b"bread")
    return path


def _backup(library: Path) -> Path:
    target = library.with_name("backup.db")
    with open_database(library) as database:
        back_up(database, target)
    return target


def _titles(library: Path) -> list[str]:
    with open_database(library) as database:
        return [entry.page.title for entry in list_entries(database)]


def _add(library: Path) -> None:
    with open_database(library) as database:
        keep(database, sketch("# Salt\n\nann: First"), b"salt")


def test_a_backup_is_a_library_of_its_own(library: Path) -> None:
    assert _titles(_backup(library)) == ["Bread"]
    assert sorted(path.name for path in library.parent.glob("*.db")) == ["backup.db", "library.db"]
    assert list(library.parent.glob(".*")) == []


def test_a_backup_is_made_while_others_write_and_has_only_what_is_whole(library: Path) -> None:
    with open_database(library) as other, other.writing() as connection:
        connection.execute("INSERT INTO page (id) VALUES ('half')")
        with open_database(library) as database:
            back_up(database, library.with_name("backup.db"))
    with open_database(library.with_name("backup.db")) as copy:
        assert copy.rows("SELECT count(*) FROM page") == [(1,)]


def test_a_backup_overwrites_nothing_unasked(library: Path) -> None:
    target = _backup(library)
    _add(library)
    with open_database(library) as database:
        with pytest.raises(StoreError, match="already exists; choose another name, or overwrite it with --force"):
            back_up(database, target)
        assert _titles(target) == ["Bread"]
        back_up(database, target, overwrite=True)
    assert _titles(target) == ["Bread", "Salt"]


def test_a_backup_takes_the_place_of_files_only(library: Path) -> None:
    device = library.with_name("device")
    device.symlink_to(os.devnull)
    with open_database(library) as database, pytest.raises(StoreError, match="is not a file; name a file"):
        back_up(database, device, overwrite=True)
    assert device.is_char_device()


def test_a_backup_that_cannot_be_written_says_so(library: Path) -> None:
    with open_database(library) as database, pytest.raises(StoreError, match="cannot be written"):
        back_up(database, library.parent / "no" / "backup.db")


def test_what_was_there_is_kept_when_a_backup_is_put_back(library: Path) -> None:
    source = _backup(library)
    _add(library)
    kept, threads = restore(source, library, NOW)
    assert threads == 1
    assert kept == library.with_name("library-before-20240503-140200.db")
    assert (_titles(library), _titles(kept)) == (["Bread"], ["Bread", "Salt"])
    assert _titles(source) == ["Bread"]


def test_where_there_is_no_library_a_backup_becomes_it(library: Path) -> None:
    source = _backup(library)
    library.unlink()
    assert restore(source, library, NOW)[0] is None
    assert _titles(library) == ["Bread"]


@pytest.mark.parametrize(
    "sql", ["UPDATE entry SET title = 'another'", "DELETE FROM entry_count", "UPDATE entry_count SET count = 99"]
)
def test_the_list_of_a_backup_from_somebody_else_is_made_again_from_its_threads(library: Path, sql: str) -> None:
    backup = _backup(library)
    with closing(sqlite3.connect(backup)) as connection, connection:
        assert connection.execute(sql).rowcount
    restore(backup, library, NOW)
    with open_database(library) as database:
        assert is_list_consistent(database)


def test_a_library_that_is_open_elsewhere_is_not_replaced(library: Path) -> None:
    source = _backup(library)
    with open_database(library), pytest.raises(StoreError, match="is open in another window or program"):
        restore(source, library, NOW)
    assert sorted(path.name for path in library.parent.glob("*.db")) == ["backup.db", "library.db"]


def test_only_a_whole_library_is_put_back(library: Path, tmp_path: Path) -> None:
    newer = _backup(library)
    with closing(sqlite3.connect(newer)) as connection:
        connection.execute(f"PRAGMA user_version = {newest_version() + 1}")
    empty, other = tmp_path / "empty", tmp_path / "other"
    empty.touch()
    other.write_bytes(b"<html>" * 500)
    damaged = tmp_path / "damaged"
    whole = library.read_bytes()
    damaged.write_bytes(whole[:4096] + b"\x55" * 8192 + whole[12288:])
    for source, trouble in (
        (newer, "newer version"),
        (empty, "is empty"),
        (other, "is not a backup of a library; name a file that threadreader backup made"),
        (tmp_path / "missing", "is not a file"),
        (tmp_path, "is not a file"),
        (damaged, "is damaged"),
    ):
        with pytest.raises(StoreError, match=trouble):
            restore(source, library, NOW)
    assert library.read_bytes() == whole
    assert list(tmp_path.glob(".*")) == []


@pytest.mark.parametrize(("mode", "suffix"), [("delete", "-journal"), ("wal", "-wal")])
def test_what_a_killed_program_left_half_done_is_not_kept_as_done(library: Path, mode: str, suffix: str) -> None:
    source, journal_file = _backup(library), library.with_name(library.name + suffix)
    with closing(sqlite3.connect(library, isolation_level=None)) as connection:
        connection.execute(f"PRAGMA journal_mode = {mode}")
        connection.execute("PRAGMA cache_size = 1")
        connection.execute("BEGIN IMMEDIATE")
        connection.executemany("INSERT INTO page (id) VALUES (?)", ((f"{'x' * 900}{n}",) for n in range(200)))
        journal = journal_file.read_bytes()
        half = library.read_bytes()
        assert b"x" * 900 in half + journal
    library.write_bytes(half)
    journal_file.write_bytes(journal)
    kept, _ = restore(source, library, NOW)
    assert kept
    assert _titles(kept) == ["Bread"]


def test_what_a_killed_program_had_done_is_kept(library: Path) -> None:
    source, log = _backup(library), library.with_name("library.db-wal")
    with closing(sqlite3.connect(library, isolation_level=None)) as connection:
        connection.execute("PRAGMA journal_mode = wal")
        connection.execute("UPDATE thread SET title = 'Rye'")
        before, logged = library.read_bytes(), log.read_bytes()
        assert b"Rye" not in before
    library.write_bytes(before)
    log.write_bytes(logged)
    kept, _ = restore(source, library, NOW)
    assert kept
    assert _titles(kept) == ["Rye"]
    assert _titles(library) == ["Bread"]


def test_a_copy_that_there_is_no_room_for_is_named_and_not_the_library(library: Path, tmp_path: Path) -> None:
    with open_database(library) as database, closing(sqlite3.connect(tmp_path / "copy")) as small:
        small.execute("PRAGMA max_page_count = 2")
        with pytest.raises(StoreError, match="the disk is full") as refused:
            database.copy_to(small, tmp_path / "backup.db")
    assert refused.value.subject == str(tmp_path / "backup.db")


def test_where_nothing_can_be_written_the_library_is_named(library: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    source = _backup(library)

    def refuse(*_: object, **__: object) -> None:
        raise OSError(errno.EROFS, "Read-only file system", "a file that nobody knows")

    monkeypatch.setattr(os, "open", refuse)
    monkeypatch.setattr(Path, "unlink", refuse)
    with pytest.raises(StoreError) as refused:
        restore(source, library, NOW)
    assert str(refused.value) == f"{library}: cannot be written (Read-only file system); choose another place"


def test_a_full_disk_is_told_of_the_library_and_not_of_the_backup(
    library: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source, connect = _backup(library), sqlite3.connect

    def connect_small(target: Any, *arguments: Any, **options: Any) -> sqlite3.Connection:
        connection: sqlite3.Connection = connect(target, *arguments, **options)
        if str(target).endswith(".tmp"):
            connection.execute("PRAGMA max_page_count = 2")
        return connection

    monkeypatch.setattr(sqlite3, "connect", connect_small)
    with pytest.raises(StoreError, match="the disk is full") as refused:
        restore(source, library, NOW)
    assert refused.value.subject == str(library)


def test_text_that_is_none_is_damage_of_the_backup(library: Path) -> None:
    backup = _backup(library)
    with closing(sqlite3.connect(backup)) as connection, connection:
        connection.execute("UPDATE thread SET title = CAST(x'ff' AS TEXT)")
    with pytest.raises(StoreError) as refused:
        restore(backup, library, NOW)
    assert str(refused.value) == f"{backup}: is damaged; name another backup"


def test_what_was_there_has_a_name_of_its_own_also_where_the_clock_stands_still(library: Path) -> None:
    source = _backup(library)
    kept = [restore(source, library, NOW)[0] for _ in range(3)]
    names = ["library-before-20240503-140200.db", *(f"library-before-20240503-140200-{n}.db" for n in (2, 3))]
    assert [path and path.name for path in kept] == names
    assert [_titles(path) for path in kept if path] == [["Bread"]] * 3


def _trouble(database: Database, *, deep: bool = False) -> str:
    entry = load_entry(database, 1)
    assert entry is not None
    return check_thread(database, entry, deep=deep)


def _change(database: Database, *statements: str) -> None:
    with database.writing() as connection:
        for statement in statements:
            connection.execute(statement)


def test_a_whole_library_is_in_order(database: Database) -> None:
    assert is_index_consistent(database)
    keep(database, row(40))
    assert check_file(database) == IntegrityReport((), ())
    assert _trouble(database, deep=True) == ""
    assert is_index_consistent(database)


def test_a_damaged_reply_is_found(database: Database) -> None:
    keep(database, row(40))
    _change(database, "UPDATE bodies SET comments = X'0000' WHERE id & 1")
    assert _trouble(database).startswith("is damaged: part of a thread cannot be read")


def test_a_missing_reply_is_found(database: Database) -> None:
    keep(database, row(40))
    _change(database, "UPDATE thread SET comments = 41")
    assert _trouble(database) == "has 40 comments and not 41"


def test_bytes_that_changed_and_can_still_be_read_are_found(database: Database) -> None:
    keep(database, sketch("ann: Words"))
    other = database.rows("SELECT comments FROM bodies")[0][0]
    keep(database, sketch("# Other\n\nann: Other"), b"other")
    another = "(SELECT comments FROM bodies WHERE id >> 20 = 2)"
    _change(database, f"UPDATE bodies SET comments = {another} WHERE id >> 20 = 1")
    assert database.rows("SELECT comments FROM bodies")[0][0] != other
    assert _trouble(database) == ""
    assert _trouble(database, deep=True) == "has changed in 1 places"


def test_a_page_that_is_not_what_came_is_found(database: Database) -> None:
    keep(database, row(1), b"bytes")
    entry = load_entry(database, 1)
    assert entry is not None
    assert list(check_originals(database, entry)) == []
    assert entry.page.saves[0].digest == hashlib.sha256(b"bytes").hexdigest()
    for change in ("UPDATE original SET content = X'00'", "DELETE FROM original"):
        _change(database, change)
        assert list(check_originals(database, entry)) == ["page.html"]


def test_an_index_that_is_not_in_step_is_found_and_made_again(database: Database) -> None:
    keep(database, sketch("ann: Salt"), b"one")
    keep(database, row(3), b"two")
    _change(database, "DELETE FROM word_index_docsize WHERE id >> 20 = 1")
    assert not is_index_consistent(database)
    rebuild_indexes(database)
    assert is_index_consistent(database)
    assert [found.number for found in find(database, parse_query("salt"))] == [1]


def test_a_broken_index_is_found_and_made_again(database: Database) -> None:
    keep(database, sketch("ann: Salt"), b"one")
    _change(database, "UPDATE word_index_data SET block = X'0011223344' WHERE id > 10")
    assert not is_index_consistent(database)
    rebuild_indexes(database)
    assert is_index_consistent(database)
    assert check_file(database) == IntegrityReport((), ())


def test_an_index_that_is_in_use_is_not_taken_for_a_broken_one(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise StoreError(database.path, "is in use by another program")

    monkeypatch.setattr(database, "writing", refuse)
    with pytest.raises(StoreError, match="is in use"):
        is_index_consistent(database)
