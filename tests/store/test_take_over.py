"""`scripts/take-over` brings a library of threadreader 0.1 into a new one."""

import sqlite3
import sys
from contextlib import closing
from importlib.machinery import SourceFileLoader
from importlib.util import module_from_spec, spec_from_loader
from pathlib import Path
from types import ModuleType

import pytest

from reading import index
from sketch import sketch
from threadreader.library.library import Library
from threadreader.model.annotation import Annotation
from threadreader.model.page import Changes, MostQuoted, Summary
from threadreader.model.stored_thread import Bookmark, Progress
from threadreader.model.thread import CommentId
from threadreader.paths import find_paths
from threadreader.store.threads import open_stored

SCRIPT = Path(__file__).parents[2] / "scripts" / "take-over"
OLD = Path(__file__).parent / "databases" / "before-version-1.sql"
THREAD = sketch("# Bread\n\nIt rises.\n\nann: First\n  bob: > First\n       no")
DONE = Progress(
    cursor=CommentId("c2"),
    line=1,
    folded=frozenset({CommentId("c1")}),
    seen=frozenset({CommentId("c1"), CommentId("c2")}),
    starred=frozenset({CommentId("c2")}),
    muted=frozenset({CommentId("c1")}),
    marks={"a": Bookmark(CommentId("c2"), 1), "b": Bookmark(None, 2, 1)},
    top=CommentId("c1"),
    top_line=1,
    pane="article",
    article=(1, 2),
    view={"quoted_text": "LINE"},
    progress_label="#2 bob",
    muted_unread=1,
    annotations={
        "1": Annotation(CommentId("c1"), 0, 5, "First", color="green", note="the first\nof two"),
        "2": Annotation(None, 3, 8, "rises", "It ", "."),
    },
)


@pytest.fixture
def script(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    loader = SourceFileLoader("take_over_script", str(SCRIPT))
    spec = spec_from_loader(loader.name, loader)
    assert spec
    module = module_from_spec(spec)
    loader.exec_module(module)
    return module


@pytest.fixture
def old(tmp_path: Path) -> Path:
    """A library of before: a page with two saves, and much that was done in it."""
    path = tmp_path / "old.db"
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript(OLD.read_text(encoding="utf-8"))
    return path


def _change(old: Path, *statements: str) -> None:
    with closing(sqlite3.connect(old)) as connection, connection:
        for statement in statements:
            assert connection.execute(statement).rowcount


def test_all_is_taken_over(script: ModuleType, old: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = old.read_bytes()
    assert script.main([str(old)]) == 0
    out = capsys.readouterr().out
    assert ["saves", "2", "2"] in [line.split() for line in out.splitlines()]
    assert ["seen", "2", "2"] in [line.split() for line in out.splitlines()]
    assert out.endswith(f"{find_paths().library}: 1 threads\n")
    assert (old.read_bytes(), [*old.parent.glob("old*")]) == (before, [old])
    with Library.open(find_paths()) as library:
        (entry,) = library.threads()
        opened = open_stored(library.database, entry)
        assert (opened.whole(), opened.quotes.whole()) == (THREAD, index(THREAD, [("c2", "First", "c1")]))
        assert opened.changes == Changes(new=frozenset({CommentId("c2")}))
        assert (entry.summary, entry.quoted) == (Summary(depth=1, chars=23), MostQuoted("First", 1))
        assert library.load_progress(entry.number) == DONE
        assert [library.saved(save).open().read() for save in entry.page.saves] == [b"<html>", b"<html>, newer"]
        assert [hit.comment for hit in library.search("first")[0]] == ["c2", "c1"]
        library.forget(entry.number)
        with pytest.raises(Exception, match="no such file or stored thread"):
            library.find("1")


def test_the_library_in_use_is_kept_under_another_name(script: ModuleType, old: Path, home: Path) -> None:
    home.mkdir()
    library = old.rename(home / "library.db")
    before = library.read_bytes()
    assert script.main([str(library)]) == 0
    (kept,) = home.glob("library-before-*.db")
    assert kept.read_bytes() == before
    with Library.open(find_paths()) as opened:
        assert opened.count_threads() == 1
    assert script.main([str(library)]) == 1
    assert script.main([str(kept)]) == 1


def test_what_cannot_be_taken_over_is_named(
    script: ModuleType, old: Path, capsys: pytest.CaptureFixture[str], home: Path
) -> None:
    _change(old, "UPDATE piece SET content = x'00'", "UPDATE thread SET skeleton = x'00'")
    assert script.main([str(old)]) == 1
    out = capsys.readouterr().out
    assert out.count("the page page.html was damaged: import that file again") == 2
    assert "its page cannot be reread" in out
    (home / "library.db").unlink()
    with closing(sqlite3.connect(old)) as connection:
        connection.execute("PRAGMA user_version = 12")
    assert script.main([str(old)]) == 1
    assert capsys.readouterr().err.endswith("is of version 12 and not 13; open it once with the last one before\n")
    old.write_bytes(b"<html>" * 999)
    assert script.main([str(old)]) == 1
    assert "cannot be read" in capsys.readouterr().err
    assert not (home / "library.db").exists()
