"""The import of many pages: stopped, killed, beside another one, and as somebody at a terminal sees it."""

import os
import pty
import re
import signal
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import NoReturn

import pytest

from blog import blog_page
from export_sample import SAMPLE
from threadreader.cli import main
from threadreader.importer.container import Container
from threadreader.library.exporting import render_file
from threadreader.library.library import Library
from threadreader.paths import find_paths
from threadreader.store.connection import open_database

PAGES = 12
LATER = 1_000
"""Comments of the last page."""

STOPPED = """
import os, sys
from threadreader.cli import main, output

number, print_line = int(sys.argv.pop(1)), output.print_line
def print_and_stop(line):
    print_line(line)
    sys.stdout.flush()
    os.kill(os.getpid(), number)
output.print_line = print_and_stop
sys.exit(main())
"""
"""Program that sends itself a signal after the first line on a page, so that it cannot come too late."""


pytestmark = pytest.mark.slow


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder of the pages of different threads, a thread of two pages among them."""
    folder = tmp_path / "saved"
    folder.mkdir()
    for number in range(1, PAGES):
        address = f"https://blog.example.org/{number}/"
        content = blog_page("One", "Two", title=f"Loaf of the day {'x' * number}", address=address)
        (folder / f"{number:02}.html").write_bytes(content)
    later = blog_page(
        *["Three"] * LATER, title="Loaf of the day x", address="https://blog.example.org/1/comment-page-2/", first=3
    )
    (folder / f"{PAGES}.html").write_bytes(later)
    return folder


def begin(*arguments: str | Path) -> "subprocess.Popen[str]":
    """The program, with what it says in pipes."""
    command = [sys.executable, "-m", "threadreader", "import", *map(str, arguments)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, encoding="utf-8")


def stop(folder: Path, with_signal: signal.Signals) -> tuple[int, Sequence[str], str]:
    """Stop an import after its first line on a page: exit code, reported pages and stderr."""
    command = [sys.executable, "-c", STOPPED, str(int(with_signal)), "import", str(folder)]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", check=False)
    return done.returncode, [line for line in done.stdout.splitlines() if ": imported as " in line], done.stderr


def check_whole() -> None:
    """Every page is in the library once, and the thread of two pages is whole."""
    with Library.open(find_paths()) as library:
        assert [entry.comments for entry in library.threads()] == [2 + LATER] + [2] * (PAGES - 2)
        assert len(library.open_thread(1).skeleton) == 2 + LATER
    with open_database(find_paths().library) as database:
        assert database.rows("PRAGMA integrity_check") == [("ok",)]
        assert database.rows("SELECT count(*), count(DISTINCT digest) FROM save") == [(PAGES, PAGES)]


def stored() -> int:
    with open_database(find_paths().library) as database:
        return int(database.rows("SELECT count(*) FROM save")[0][0])


def test_an_import_that_is_interrupted_says_so_in_a_line_and_goes_on_when_run_again(folder: Path) -> None:
    ended, reported, output = stop(folder, signal.SIGINT)
    assert ended == 130
    assert output.startswith(f"threadreader: stopped: {len(reported)} imported, 0 already in the library, 0 failed; ")
    assert output.count("\n") == 1
    assert len(reported) == stored() < PAGES
    again = begin(folder)
    out, err = again.communicate()
    assert (again.returncode, err) == (0, "")
    assert out.splitlines()[-1] == f"{PAGES - len(reported)} imported, {len(reported)} already in the library, 0 failed"
    check_whole()


def test_an_import_that_is_killed_goes_on_when_run_again(folder: Path) -> None:
    ended, reported, _ = stop(folder, signal.SIGKILL)
    assert ended == -signal.SIGKILL
    assert len(reported) <= stored() < PAGES
    again = begin(folder)
    assert again.communicate()[1] == ""
    check_whole()


def test_two_imports_of_the_same_pages_at_once_both_finish(folder: Path) -> None:
    both = [begin(folder), begin(folder)]
    output = [importing.communicate() for importing in both]
    assert [importing.returncode for importing in both] == [0, 0], output
    check_whole()


def test_a_terminal_shows_how_far_it_is_and_with_which_file(folder: Path) -> None:
    shown = bytearray()

    def read(terminal: int) -> bytes:
        data = os.read(terminal, 4096)
        shown.extend(data)
        return data

    command = [sys.executable, "-m", "threadreader", "import", "--jobs", "2", str(folder)]
    assert pty.spawn(command, read) == 0
    text = re.sub(r"\x1b\[[0-9;?]*[a-zA-Z]", "", shown.decode())
    assert re.search(rf"\d+/{PAGES} \S*/\d\d\.html", text)
    hidden, shown_again = (shown.rindex(sequence, 0, shown.index(b"/12")) for sequence in (b"\x1b[?25l", b"\x1b[?25h"))
    assert hidden < shown_again, "whoever ends it from outside would have no cursor"
    assert f"{PAGES} imported, 0 already in the library, 0 failed" in text
    check_whole()


def test_no_bar_is_drawn_across_what_reads_the_lines(folder: Path) -> None:
    shown = bytearray()

    def read(terminal: int) -> bytes:
        data = os.read(terminal, 4096)
        shown.extend(data)
        return data

    assert pty.spawn(["sh", "-c", f"{sys.executable} -m threadreader import {folder} | cat"], read) == 0
    assert f"{PAGES} imported, 0 already in the library, 0 failed" in shown.decode()
    assert f"/{PAGES} " not in shown.decode()


def test_an_export_with_a_number_too_large_stops_no_import(tmp_path: Path) -> None:
    written = str(render_file(SAMPLE, "json", 72))
    (tmp_path / "a.json").write_text(re.sub(r'("declared_count": )\d+', rf"\g<1>{10**23}", written))
    (tmp_path / "b.html").write_bytes(blog_page("One"))
    importing = begin(tmp_path / "a.json", tmp_path / "b.html")
    out, err = importing.communicate()
    assert (importing.returncode, out.splitlines()[-1]) == (1, "1 imported, 0 already in the library, 1 failed")
    assert err.startswith(f"threadreader: {tmp_path / 'a.json'}: is damaged, or from a newer threadreader (")
    assert err.count("\n") == stored() == 1


@pytest.mark.parametrize("debug", [False, True])
def test_a_bug_is_the_line_of_its_page_and_with_debug_a_traceback(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], *, debug: bool
) -> None:
    def fail(container: Container, **_: object) -> NoReturn:
        raise OverflowError(f"\x1b]0;{len(container.html)}")

    # It is called in the process that reads the page.
    monkeypatch.setattr("threadreader.importer.import_lazily", fail)
    (tmp_path / "a.html").write_bytes(blog_page("One"))
    (tmp_path / "b.json").write_text(str(render_file(SAMPLE, "json", 72)))
    assert main(["import", *["--debug"] * debug, str(tmp_path / "a.html"), str(tmp_path / "b.json")]) == 1
    output = capsys.readouterr()
    assert "1 imported, 0 already in the library, 1 failed" in output.out.splitlines()
    line, *more = output.err.splitlines()
    assert re.fullmatch(
        rf"threadreader: {tmp_path}/a\.html: OverflowError: \S+; this is a bug; please report it, .*", line
    )
    assert "\x1b" not in output.err
    assert bool(more) is debug
    assert ("in fail" in output.err) is debug


@pytest.mark.parametrize("jobs", ["0", "-1", "many"])
def test_a_number_of_jobs_is_a_number(folder: Path, jobs: str) -> None:
    importing = begin(folder, f"--jobs={jobs}")
    _, output = importing.communicate()
    assert (importing.returncode, "argument --jobs: expected a number above 0" in output) == (2, True)
