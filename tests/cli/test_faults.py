"""Whatever is wrong with the library: a page file that is opened is read, one line says why nothing of it is kept."""

import random
import sqlite3
import tempfile
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from blog import blog_page
from threadreader.cli import main
from threadreader.paths import find_paths
from threadreader.store import connection
from threadreader.tui.app import ThreadreaderApp

pytestmark = pytest.mark.process

Capture = pytest.CaptureFixture[str]
Break = Callable[[Path, pytest.MonkeyPatch], None]


@pytest.fixture
def shown(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, str]]:
    """What was shown in place of the screen: the first reply, and what is said of the library."""
    seen: list[tuple[str, str]] = []

    def run(app: ThreadreaderApp) -> None:
        assert app._number is not None
        seen.append((app.library.open_thread(app._number).comment(0).text, app.library.notice))

    monkeypatch.setattr("threadreader.tui.app.run", run)
    monkeypatch.setattr("threadreader.cli.open._in_terminal", lambda: True)
    return seen


def _page(path: Path, first: str) -> Path:
    # So much that it does not go into what is free in the pages of a file.
    long = random.Random(first).randbytes(20_000).hex()
    path.write_bytes(blog_page(first, long, title=first, address=f"https://blog.example.org/{first}/"))
    return path


def _write(start: int, content: bytes) -> Break:
    def damage(library: Path, _: pytest.MonkeyPatch) -> None:
        whole = library.read_bytes()
        library.write_bytes(whole[:start] + content + whole[start + len(content) :])

    return damage


def _cut_off(library: Path, _: pytest.MonkeyPatch) -> None:
    library.write_bytes(library.read_bytes()[: 4096 * 3])


def _make_newer(library: Path, _: pytest.MonkeyPatch) -> None:
    with closing(sqlite3.connect(library)) as other:
        other.execute("PRAGMA user_version = 20")


def _make_read_only(_: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connection, "_writable", lambda _: False)


def _fill_the_disk(library: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    connect, pages = connection._connect, library.stat().st_size // 4096

    def connect_to_full_disk(path: Path, how: str) -> sqlite3.Connection:
        opened = connect(path, how)
        if path == library:
            opened.execute(f"PRAGMA max_page_count = {pages}")
        return opened

    monkeypatch.setattr(connection, "_connect", connect_to_full_disk)


def _lock(how: str) -> Break:
    def lock(library: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(connection, "BUSY_TIMEOUT", 0.01)
        _HELD.append(sqlite3.connect(library, isolation_level=None))
        _HELD[-1].execute(f"BEGIN {how}")

    return lock


_HELD: list[sqlite3.Connection] = []
FAULTS: dict[str, tuple[Break, str]] = {
    "the beginning is lost": (_write(0, bytes(4096)), "is not a library of threadreader; move it away, or run"),
    "another file": (_write(0, b"<html>" * 30_000), "is not a library of threadreader; move it away, or run"),
    "a damaged page": (_write(4096, b"\x55" * 4096), "is damaged; run threadreader check to repair it"),
    "cut off": (_cut_off, "is damaged; run threadreader check to repair it"),
    "of a newer version": (_make_newer, "was made by a newer version of threadreader; install that version"),
    "read-only": (_make_read_only, "cannot be written; make the file and its folder writable"),
    "a full disk": (_fill_the_disk, "cannot be written: the disk is full; free some space; stored threads are safe"),
    "in use": (_lock("EXCLUSIVE"), "is in use by another program; try again later"),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_the_page_is_read_and_one_line_says_what_is_wrong(
    tmp_path: Path,
    shown: list[tuple[str, str]],
    monkeypatch: pytest.MonkeyPatch,
    capsys: Capture,
    fault: str,
) -> None:
    damage, message = FAULTS[fault]
    assert main(["import", str(_page(tmp_path / "stored.html", "Stored"))]) == 0
    library = find_paths().library
    capsys.readouterr()
    with monkeypatch.context() as patch:
        damage(library, patch)
        before = library.read_bytes()
        assert main(["open", str(_page(tmp_path / "new.html", "Fresh"))]) == 0
        (line,) = capsys.readouterr().err.splitlines()
        assert line.startswith(f"threadreader: {library}: {message}")
        assert line.endswith("; until then pages open, but changes are not saved")
        ((first, notice),) = shown
        assert first == "Fresh"
        assert notice.startswith("changes are not saved: the library ")
        assert library.read_bytes() == before
        while _HELD:
            _HELD.pop().close()


def test_where_the_disk_takes_nothing_at_all_the_page_is_read_in_memory(
    home: Path, tmp_path: Path, shown: list[tuple[str, str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    home.touch()
    page, memory = _page(tmp_path / "new.html", "Fresh"), tmp_path / "memory"
    memory.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "none"))
    monkeypatch.setattr("threadreader.cli.open._MEMORY", str(memory))
    assert main(["open", str(page)]) == 0
    ((first, _),) = shown
    assert first == "Fresh"
    assert list(memory.iterdir()) == []


def test_an_empty_file_is_a_library_without_pages(home: Path, tmp_path: Path, shown: list[tuple[str, str]]) -> None:
    home.mkdir()
    find_paths().library.touch()
    assert main(["open", str(_page(tmp_path / "new.html", "Fresh"))]) == 0
    assert shown == [("Fresh", "")]


def test_a_clock_that_was_set_back_loses_nothing(tmp_path: Path, capsys: Capture) -> None:
    for first in ("One", "Two"):
        assert main(["import", str(_page(tmp_path / f"{first}.html", first))]) == 0
    with closing(sqlite3.connect(find_paths().library)) as other:
        other.execute("UPDATE save SET imported_at = '2199-01-01T00:00:00+00:00' WHERE page = 1")
        other.commit()
    assert main(["import", str(_page(tmp_path / "three.html", "Three"))]) == 0
    capsys.readouterr()
    assert main(["list"]) == 0
    assert [line.split()[0] for line in capsys.readouterr().out.splitlines()] == ["number", "1", "2", "3"]
