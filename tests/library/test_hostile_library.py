"""Libraries that somebody changed: never put in place of another, never run, and mended by `check`."""

import json
import sqlite3
import zlib
from collections import deque
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from blog import blog_page
from threadreader.cli import main
from threadreader.errors import DamageError, StoreError
from threadreader.library import maintenance
from threadreader.library.library import Library
from threadreader.library.maintenance import check_library
from threadreader.model.stored_thread import Progress
from threadreader.paths import Paths, find_paths
from threadreader.store.connection import open_database
from threadreader.store.encoding import pack, unpack

NOW = datetime(2024, 5, 3, 14, 2, tzinfo=UTC)

PROGRAMS = {
    "a trigger that deletes": """CREATE TRIGGER t AFTER INSERT ON save
        BEGIN DELETE FROM page WHERE number < new.page; END""",
    "a trigger without end": """CREATE TRIGGER t AFTER INSERT ON save BEGIN SELECT max(n) FROM
        (WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c) SELECT n FROM c); END""",
    "a trigger that fails": "CREATE TRIGGER t BEFORE INSERT ON save BEGIN SELECT raise(ABORT, 'no'); END",
    "a view": "CREATE VIEW more AS SELECT * FROM page",
    "a table that is a view": "ALTER TABLE reading RENAME TO other; CREATE VIEW reading AS SELECT * FROM other",
}
SHAPES = {
    "no bodies": "DROP TABLE bodies",
    "no index of words": "DROP TABLE word_index",
    "no read state": "DROP TABLE fact; DROP TABLE mark; DROP TABLE reading",
    "a column less": "ALTER TABLE entry DROP COLUMN most_quoted",
    "a column more": "ALTER TABLE save ADD COLUMN more TEXT",
    "another table": "CREATE TABLE more (n)",
    "an index that is not ours": "CREATE INDEX more ON page (length(zeroblob(9) || id))",
}
VALUES = {
    "a title of bytes": "UPDATE thread SET title = X'00FF'",
    "a count in words": "UPDATE thread SET comments = 'many'",
    "a huge count": "UPDATE thread SET comments = 4611686018427387904",
    "a title that is not UTF-8": "UPDATE thread SET title = CAST(X'61FF' AS TEXT)",
    "a name that is not UTF-8": "UPDATE save SET name = CAST(X'61FF' AS TEXT)",
    "a time that is not UTF-8": "UPDATE reading SET read_at = CAST(X'61FF' AS TEXT)",
    "a negative count": "UPDATE thread SET people = -1",
    "a site of bytes": "UPDATE thread SET site = X'00'",
    "a time that is none": "UPDATE save SET saved_at = 'notatime'",
    "a time of bytes": "UPDATE save SET imported_at = X'00'",
    "a name of bytes": "UPDATE save SET name = X'00'",
    "a number at the end": """UPDATE page SET number = 9223372036854775807 WHERE number = 2;
        UPDATE save SET page = 9223372036854775807 WHERE page = 2;
        UPDATE thread SET page = 9223372036854775807 WHERE page = 2""",
    "an id at the end": "UPDATE thread SET id = 4611686018427387904 WHERE id = 2",
    "read at no time": "UPDATE reading SET read_at = 'then'",
    "a line in words": "UPDATE reading SET line = 'first'",
    "a comment of bytes": "UPDATE OR REPLACE fact SET value = X'00'",
}
PACKED: dict[str, tuple[str, Callable[[Any], Any]]] = {
    "a name that is a number": ("comments", lambda each: each | {"author": {"name": 7, "url": None}}),
    "words that are a number": ("comments", lambda each: each | {"blocks": [paragraph(7)]}),
    "a link that is a list": ("comments", lambda each: each | {"blocks": [paragraph("First", href=[])]}),
    "votes that are no number": ("comments", lambda each: each | {"score": {}}),
    "blocks in blocks without end": ("comments", lambda each: each | {"blocks": nested(400)}),
    "another comment": ("comments", lambda each: each | {"id": "another"}),
    "no comment": ("comments", lambda _: []),
    "texts that are numbers": ("texts", lambda _: 7),
    "a title that is a number": ("article", lambda article: article | {"title": 1.5}),
    "a comment below itself": ("skeleton", lambda columns: columns | {"parents": [0, 0]}),
    "a reply to what comes later": ("skeleton", lambda columns: columns | {"parents": [1, -1]}),
    "a length in words": ("skeleton", lambda columns: columns | {"lengths": ["x", 1]}),
    "a time of a list": ("skeleton", lambda columns: columns | {"times": [[], None]}),
    "a column that is too short": ("skeleton", lambda columns: columns | {"leaves": [1]}),
    "a huge length": ("skeleton", lambda columns: columns | {"lengths": [1 << 70, 1]}),
}
"""Of what is packed in a library: what of it is changed, and how."""


def paragraph(text: object, href: object = None) -> dict[str, Any]:
    return {"kind": "paragraph", "spans": [{"text": text, "marks": [], "href": href}]}


def nested(depth: int) -> list[dict[str, Any]]:
    blocks = [paragraph("First")]
    for _ in range(depth):
        blocks = [{"kind": "quote", "blocks": blocks, "attribution": None, "cite": None}]
    return blocks


VERSIONS = {"a negative version": "PRAGMA user_version = -7"}
ALL = PROGRAMS | SHAPES | VALUES | VERSIONS


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """A library of two threads, in one of which something was read."""
    folder = tmp_path_factory.mktemp("whole")
    paths = Paths(folder, folder, folder)
    with Library.open(paths) as library:
        for number in (1, 2):
            page = folder / f"{number}.html"
            page.write_bytes(
                blog_page("First", "Second", title=f"Page {number}", address=f"https://b.example/{number}/")
            )
            library.import_page(page)
        opened = library.open_thread(1)
        progress = Progress(starred=frozenset(opened.skeleton.ids[:1]), seen=frozenset(opened.skeleton.ids))
        library.save_progress(1, progress, Progress(), opened=opened)
    return paths.library.read_bytes()


@pytest.fixture
def library(whole: bytes) -> Path:
    file = find_paths().library
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(whole)
    return file


def change(file: Path, script: str) -> None:
    with closing(sqlite3.connect(file)) as connection:
        connection.executescript(script)


def change_packed(file: Path, part: str, changed: Callable[[Any], Any]) -> None:
    with closing(sqlite3.connect(file)) as connection, connection:
        if part in {"article", "skeleton"}:
            ((packed,),) = connection.execute(f"SELECT {part} FROM thread WHERE id = 1")
            connection.execute(f"UPDATE thread SET {part} = ? WHERE id = 1", (pack(changed(unpack(packed, dict))),))
            return
        row, packed = connection.execute("SELECT id, comments FROM bodies ORDER BY id").fetchone()
        texts, comments = map(json.loads, zlib.decompress(packed).split(b"\n"))
        if part == "texts":
            texts = list(map(changed, texts))
        else:
            comments = list(map(changed, comments))
        lines = json.dumps(texts), json.dumps(comments)
        connection.execute(
            "UPDATE bodies SET comments = ? WHERE id = ?", (zlib.compress("\n".join(lines).encode()), row)
        )


def read_all() -> None:
    with Library.open(find_paths()) as opened:
        thread = opened.open_thread(1)
        deque(thread.texts())
        thread.comment(0)


def titles() -> list[str]:
    with Library.open(find_paths()) as library:
        return sorted(entry.page.title for entry in library.threads())


@pytest.mark.parametrize("name", ALL)
def test_no_such_backup_replaces_a_library(name: str, library: Path, tmp_path: Path) -> None:
    backup = tmp_path / "backup.db"
    with Library.open(find_paths()) as opened:
        maintenance.back_up(opened, backup)
    change(backup, ALL[name])
    before = library.read_bytes()
    with pytest.raises(StoreError) as refused:
        maintenance.restore(find_paths(), backup, NOW)
    assert str(backup) in str(refused.value)
    assert library.read_bytes() == before
    assert [path.name for path in library.parent.glob("*before*")] == []


@pytest.mark.parametrize("name", ALL)
def test_every_command_names_it_or_works(
    name: str, library: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    change(library, ALL[name])
    page = tmp_path / "3.html"
    page.write_bytes(blog_page("Third", title="Page 3", address="https://b.example/3/"))
    for command in (["list"], ["export", "1"], ["search", "first"], ["import", str(page)], ["forget", "3"]):
        main(command)
        errors = capsys.readouterr().err
        assert "bug" not in errors
        assert "Traceback" not in errors


@pytest.mark.parametrize("name", ALL)
def test_check_names_and_mends_it(name: str, library: Path) -> None:
    change(library, ALL[name])
    findings = list(check_library(find_paths(), NOW))
    assert findings
    assert all(finding.mended for finding in findings), findings
    assert list(check_library(find_paths(), NOW)) == []
    assert titles() == ["Page 1", "Page 2"]
    with Library.open(find_paths()) as opened:
        numbers = [entry.number for entry in opened.threads()]
        assert all(number < 1 << 40 for number in numbers)
        if "read state" not in name and name not in {"a table that is a view", "a comment of bytes"}:
            assert [entry.starred for entry in opened.threads() if entry.number == 1] == [1]
    if any("replaced" in finding.message or "new one" in finding.message for finding in findings):
        assert list(library.parent.glob("*damaged*")) != []


def test_a_trigger_that_came_with_a_synchronized_file_does_not_run(library: Path) -> None:
    change(library, PROGRAMS["a trigger that deletes"])
    with pytest.raises(DamageError, match="has triggers or views from another program"):
        open_database(library)
    assert all(finding.mended for finding in check_library(find_paths(), NOW))
    with closing(sqlite3.connect(library)) as connection:
        assert connection.execute("SELECT count(*) FROM sqlite_schema WHERE type = 'trigger'").fetchone() == (0,)


@pytest.mark.usefixtures("library")
def test_what_was_replaced_is_named_in_the_same_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    backup = tmp_path / "backup.db"
    assert main(["backup", str(backup)]) == 0
    capsys.readouterr()
    assert main(["restore", str(backup)]) == 0
    assert "restored: 2 threads; the old library is kept as " in capsys.readouterr().out


def test_progress_of_a_wrong_type_is_named(library: Path) -> None:
    change(library, VALUES["a line in words"])
    with Library.open(find_paths()) as opened, pytest.raises(DamageError, match="wrong type"):
        opened.load_progress(1, opened.open_thread(1))


@pytest.mark.parametrize("name", PACKED)
def test_what_is_packed_is_checked_and_mended(name: str, library: Path, capsys: pytest.CaptureFixture[str]) -> None:
    change_packed(library, *PACKED[name])
    told = ""
    for command in (["list"], ["export", "1", "--format", "json"], ["search", "first"], ["read", "1"]):
        main(command)
        told += capsys.readouterr().err
    assert "bug" not in told
    with pytest.raises(DamageError, match="part of a thread cannot be read"):
        read_all()
    assert all(finding.mended for finding in check_library(find_paths(), NOW, deep=True))
    assert main(["export", "1", "--format", "json"]) == 0
    assert "First" in capsys.readouterr().out


def test_a_view_that_is_no_table_of_settings_is_named(library: Path) -> None:
    change(library, "UPDATE reading SET view = '[1]'")
    with Library.open(find_paths()) as opened, pytest.raises(DamageError, match="no table of settings"):
        opened.load_progress(1, opened.open_thread(1))


@pytest.mark.parametrize(
    "words",
    [
        "[" * 99_999,
        "[[1],null,null,null,1,null,1]",
        '[["a"],"then",null,null,1,null,1]',
        "[[],null,null,null,1,null,1e999]",
    ],
    ids=["nesting", "names", "time", "count"],
)
def test_a_summary_of_a_wrong_type_is_none(library: Path, words: str) -> None:
    with closing(sqlite3.connect(library)) as connection, connection:
        connection.execute("UPDATE entry SET summary = ?, most_quoted = '[1, 2]'", (words,))
    with Library.open(find_paths()) as opened:
        assert {(entry.summary, entry.quoted) for entry in opened.threads()} == {(None, None)}
