import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest

from keeping import keep
from sketch import sketch
from threadreader.errors import StoreError
from threadreader.store import schema
from threadreader.store.backup import restore
from threadreader.store.connection import open_database
from threadreader.store.entries import list_entries
from threadreader.store.schema import (
    APPLICATION_ID,
    DERIVED,
    OLD_APPLICATION_ID,
    Step,
    expected_schema,
    newest_version,
    schema_difference,
)

OLD = Path(__file__).parent / "databases" / "before-version-1.sql"


def _make(path: Path, script: str, *statements: str) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript(script)
        for statement in statements:
            connection.execute(statement)


def _pragmas(path: Path) -> tuple[int, int]:
    with closing(sqlite3.connect(path)) as connection:
        (application,) = connection.execute("PRAGMA application_id").fetchone()
        (version,) = connection.execute("PRAGMA user_version").fetchone()
    return application, version


def test_a_new_library_has_the_tables_of_the_text(tmp_path: Path) -> None:
    path = tmp_path / "library.db"
    open_database(path).close()
    assert _pragmas(path) == (APPLICATION_ID, newest_version())
    text = Path(schema.__file__).with_name("schema.sql").read_text(encoding="utf-8")
    with closing(sqlite3.connect(path)) as connection:
        assert schema_difference(connection, newest_version()) == ""
    made = {name for kind, name in expected_schema(1) if kind == "table" and not name.startswith("word_index_")}
    assert made == set(re.findall(r"CREATE (?:VIRTUAL )?TABLE (\w+)", text))
    assert {*DERIVED, "page", "save", "original", "reading", "fact", "mark", "annotation"} == made
    assert not [sql for sql in expected_schema(1).values() if sql and ("--" in sql or "\n" in sql)]


def test_what_the_schema_says_of_its_tables_is_said_of_each() -> None:
    documentation = schema.__doc__ or ""
    assert [name for kind, name in expected_schema(1) if kind == "table" and "_" not in name] != []
    for kind, name in expected_schema(1):
        if kind == "table" and not name.startswith("word_index_"):
            assert f"`{name}`" in documentation, name


def _count_pages(connection: sqlite3.Connection) -> None:
    connection.execute("UPDATE page SET weight = (SELECT count(*) FROM save WHERE save.page = page.number)")


MADE: tuple[Step, ...] = ("ALTER TABLE page ADD COLUMN weight INTEGER NOT NULL DEFAULT 0", _count_pages)


@pytest.fixture
def older(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A library that lacks a step of this program."""
    path = tmp_path / "library.db"
    with open_database(path) as database:
        keep(database, sketch("# Bread\n\nann: First"), b"bread")
    monkeypatch.setattr(schema, "STEPS", (*schema.STEPS, MADE))
    return path


def test_a_library_of_an_earlier_version_is_brought_to_this_one(older: Path, tmp_path: Path) -> None:
    told: list[str] = []

    @contextmanager
    def upgrading() -> Iterator[None]:
        told.append("begun")
        yield
        told.append("done")

    version = newest_version()
    for path in (older, older, tmp_path / "new.db"):
        with open_database(path, upgrading) as database:
            with database.snapshot() as connection:
                assert schema_difference(connection, version) == ""
            assert database.rows("SELECT weight FROM page") == ([(1,)] if path == older else [])
    with open_database(older) as database:
        assert [entry.page.title for entry in list_entries(database)] == ["Bread"]
    assert told == ["begun", "done"]
    assert _pragmas(older) == (APPLICATION_ID, version)


@pytest.mark.parametrize("journal", ["delete", "wal"])
@pytest.mark.parametrize("end", ["statement", "interrupt"])
def test_an_upgrade_that_is_stopped_half_way_leaves_the_library_as_it_was(
    older: Path, monkeypatch: pytest.MonkeyPatch, journal: str, end: str
) -> None:
    monkeypatch.setattr("threadreader.store.connection.journal_mode", lambda _: journal)
    with closing(sqlite3.connect(older)) as connection:
        connection.execute(f"PRAGMA journal_mode = {journal}")
    before = older.read_bytes()

    def interrupt(_: sqlite3.Connection) -> None:
        raise KeyboardInterrupt

    last: Step = "a step that ends here" if end == "statement" else interrupt
    with monkeypatch.context() as stopped:
        stopped.setattr(schema, "STEPS", (*schema.STEPS[:-1], (*MADE, last)))
        with pytest.raises((sqlite3.OperationalError, KeyboardInterrupt)):
            open_database(older)
    assert older.read_bytes() == before
    with open_database(older) as database:
        assert database.rows("SELECT weight FROM page") == [(1,)]


def test_a_library_of_an_earlier_version_that_cannot_be_written_says_so(
    older: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("threadreader.store.connection._writable", lambda _: False)
    with pytest.raises(StoreError, match="was made by an older version and cannot be written"):
        open_database(older)


@pytest.mark.parametrize("journal", ["delete", "wal"])
def test_a_library_of_before_version_1_is_named_and_left_as_it_is(tmp_path: Path, journal: str) -> None:
    path, new = tmp_path / "library.db", tmp_path / "new.db"
    _make(path, OLD.read_text(encoding="utf-8"), f"PRAGMA journal_mode = {journal}")
    with closing(sqlite3.connect(path)) as connection:
        # Of a program that was killed.
        connection.execute("UPDATE page SET address = 'elsewhere'")
        connection.commit()
        files = {file: file.read_bytes() for file in tmp_path.iterdir()}
    for file, content in files.items():
        file.write_bytes(content)
    assert _pragmas(path)[0] == OLD_APPLICATION_ID
    files = {file: file.read_bytes() for file in tmp_path.iterdir()}
    said = f"{path}: is a library of threadreader 0.1, which this version cannot open; scripts/take-over in the"
    with pytest.raises(StoreError) as refused:
        open_database(path)
    assert str(refused.value).startswith(said)
    with pytest.raises(StoreError, match=r"is a library of threadreader 0\.1"):
        restore(path, new, datetime(2024, 5, 3, tzinfo=UTC))
    assert {file: file.read_bytes() for file in tmp_path.iterdir() if "-open" not in file.name} == files
