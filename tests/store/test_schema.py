import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from msgspec.structs import replace

from keeping import IMPORTED, keep, parse_save
from reading import index
from sketch import sketch
from threadreader.model.annotation import Annotation
from threadreader.model.page import NO_CHANGES, Changes, MostQuoted, PageId, Summary
from threadreader.model.query import parse_query
from threadreader.model.stored_thread import Bookmark, Progress
from threadreader.model.thread import CommentId
from threadreader.store.connection import Database, open_database
from threadreader.store.entries import list_entries
from threadreader.store.entries.listing import relist_all
from threadreader.store.fulltext import update_index
from threadreader.store.progress import load_progress, save_progress
from threadreader.store.schema import APPLICATION_ID, MIGRATIONS
from threadreader.store.search import find
from threadreader.store.threads import open_stored
from threadreader.store.writing import ImportStatus, add_missing_summaries, replace_thread

DUMPS = Path(__file__).parent / "databases"
ADDRESS = "https://example.org/bread"
THREAD = sketch("# Bread\n\nIt rises.\n\nann: First\n  bob: > First\n       no")
QUOTES = index(THREAD, [("c2", "First", "c1")])
CHANGES = Changes(new=frozenset({CommentId("c2")}))
PLACE = Progress(CommentId("c2"), 1, frozenset({CommentId("c1")}))
MORE = replace(
    PLACE,
    seen=frozenset({CommentId("c1"), CommentId("c2")}),
    starred=frozenset({CommentId("c2")}),
    muted=frozenset({CommentId("c1")}),
    marks={"a": Bookmark(CommentId("c2"), 1), "b": Bookmark(None, 2, 1)},
    top=CommentId("c1"),
    top_line=1,
    pane="article",
    article=(1, 2),
    view={"quoted_text": "LINE"},
    whereabouts="#2 bob",
    hushed=1,
)
NOTED = replace(
    MORE,
    annotations={
        "1": Annotation(CommentId("c1"), 0, 5, "First", color="green", note="the first\nof two"),
        "2": Annotation(None, 3, 8, "rises", "It ", "."),
    },
)

KEPT = {"v1": PLACE, **dict.fromkeys(("v2", "v3"), replace(MORE, whereabouts="", hushed=0))}
KEPT |= dict.fromkeys(("v9", "v10", "v11", "v12", "v13"), NOTED)


def _filled(path: Path) -> None:
    with open_database(path) as database:
        keep(database, THREAD, b"<html>", url=ADDRESS, quotes=QUOTES)
        keep(database, THREAD, b"<html>, newer", url=ADDRESS)
        entry = list_entries(database)[0]
        whole = replace(parse_save(THREAD, url=ADDRESS, quotes=QUOTES), page=entry.page, changes=CHANGES)
        replace_thread(database, 1, whole)
        save_progress(database, PageId(ADDRESS), NOTED, Progress(), IMPORTED)


def _dump(path: Path) -> Iterator[str]:
    # The index of words is derived, and what is in it cannot be dumped: it is made again.
    of_index = re.compile(r"PRAGMA writable_schema|INSERT INTO sqlite_master|(CREATE TABLE|INSERT INTO) .word_index")
    with closing(sqlite3.connect(path)) as connection:
        yield from (line for line in connection.iterdump() if not of_index.match(line))
        yield "UPDATE thread SET indexed = 0;"
        yield connection.execute("SELECT sql FROM sqlite_master WHERE name = 'word_index'").fetchone()[0] + ";"
        yield f"PRAGMA application_id = {connection.execute('PRAGMA application_id').fetchone()[0]};"
        yield f"PRAGMA user_version = {connection.execute('PRAGMA user_version').fetchone()[0]};"


def _restored(dump: Path, path: Path) -> Database:
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript(dump.read_text(encoding="utf-8"))
    return open_database(path)


def test_every_version_has_a_dump() -> None:
    assert {dump.stem for dump in DUMPS.glob("*.sql")} == {f"v{n + 1}" for n in range(len(MIGRATIONS))}


def test_the_newest_dump_has_the_tables_of_the_program(tmp_path: Path) -> None:
    _filled(tmp_path / "library.db")
    created = [line for line in _dump(tmp_path / "library.db") if line.startswith(("CREATE", "PRAGMA"))]
    dumped = (DUMPS / f"v{len(MIGRATIONS)}.sql").read_text(encoding="utf-8")
    assert [statement for statement in created if statement not in dumped] == []


@pytest.mark.parametrize("journal", ["delete", "wal"])
def test_an_upgrade_that_is_stopped_half_way_leaves_the_library_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, journal: str
) -> None:
    monkeypatch.setattr("threadreader.store.connection.journal_mode", lambda _: journal)
    path = tmp_path / "old.db"
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript((DUMPS / "v1.sql").read_text(encoding="utf-8"))
        connection.execute(f"PRAGMA journal_mode = {journal}")
    before = path.read_bytes()
    stopped = (*MIGRATIONS[:-1], (*MIGRATIONS[-1], "an upgrade that ends here"))
    monkeypatch.setattr("threadreader.store.connection.MIGRATIONS", stopped)
    with pytest.raises(sqlite3.OperationalError, match="syntax error"):
        open_database(path)
    monkeypatch.undo()
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("PRAGMA user_version").fetchone() == (1,)
    assert path.read_bytes() == before
    with open_database(path) as database:
        assert len(list_entries(database)) == 1


def test_an_upgrade_that_is_interrupted_leaves_the_library_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, told = tmp_path / "old.db", list[str]()
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript((DUMPS / "v11.sql").read_text(encoding="utf-8"))

    @contextmanager
    def upgrading() -> Iterator[None]:
        told.append("begun")
        yield
        told.append("done")

    def interrupt(connection: sqlite3.Connection) -> None:
        relist_all(connection)
        raise KeyboardInterrupt

    with monkeypatch.context() as interrupted:
        interrupted.setattr("threadreader.store.entries.listing.relist_all", interrupt)
        with pytest.raises(KeyboardInterrupt):
            open_database(path, upgrading)
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("PRAGMA user_version").fetchone() == (11,)
    for _ in range(2):
        open_database(path, upgrading).close()
    open_database(tmp_path / "new.db", upgrading).close()
    assert told == ["begun", "begun", "done"]


@pytest.mark.parametrize("dump", sorted(DUMPS.glob("*.sql")), ids=lambda dump: dump.stem)
def test_every_version_opens_and_loses_nothing(tmp_path: Path, dump: Path) -> None:
    with _restored(dump, tmp_path / "old.db") as database:
        assert database.rows("PRAGMA user_version") == [(len(MIGRATIONS),)]
        assert database.rows("PRAGMA application_id") == [(APPLICATION_ID,)]
        (entry,) = list_entries(database)
        stored = open_stored(database, entry)
        assert entry.page.id == ADDRESS
        assert stored.whole() == THREAD
        assert stored.quotes.whole() == QUOTES
        assert stored.changes == (NO_CHANGES if int(dump.stem[1:]) < 5 else CHANGES)
        assert keep(database, THREAD, b"another save", url=ADDRESS) == (ImportStatus.ADDED_SAVE, entry.number)
        update_index(database)
        assert [found.position for found in find(database, parse_query("first"))] == [1, 0]
        assert load_progress(database, PageId(ADDRESS)) == KEPT.get(dump.stem, MORE)
        add_missing_summaries(database)
        (entry,) = list_entries(database)
        assert entry.summary is not None
        # Those of before are counted in characters when they are made anew.
        assert (replace(entry.summary, chars=None), entry.quoted) == (Summary(depth=1), MostQuoted("First", 1))
