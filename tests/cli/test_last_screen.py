import contextlib
import io
import os
import pty
import shutil
import signal
import sys
import termios
import tty
from collections.abc import Iterator
from pathlib import Path
from typing import TextIO

import pytest

from benchmarks.terminal import Terminal
from blog import blog_page
from threadreader.cli import main
from threadreader.cli.last_screen import LastScreen
from threadreader.library import Library
from threadreader.paths import find_paths, last_screen_of

DRAWN = "\x1b[1;1H\x1b[1;38;2;1;2;3mWords\x1b[0m\n\x1b[2;1Hmore “words”"
OTHER_SCREEN = b"\x1b[?1049h"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "last-screen.json"


@pytest.fixture
def terminal(monkeypatch: pytest.MonkeyPatch) -> io.StringIO:
    """What is written to the terminal."""
    written = io.StringIO()
    monkeypatch.setattr(sys, "__stderr__", written)
    return written


def shows(file: Path, state: object = "as it was") -> bool:
    with LastScreen(file, lambda: state).shown() as shown:
        return shown


def test_a_screen_is_shown_again_and_taken_away(file: Path, terminal: io.StringIO) -> None:
    LastScreen(file, lambda: ("as", "it was")).keep(DRAWN)
    with LastScreen(file, lambda: ["as", "it was"]).shown() as shown:
        assert shown
        assert terminal.getvalue() == f"\x1b[?1049h\x1b[?25l{DRAWN}"
    assert terminal.getvalue().endswith("\x1b[?25h\x1b[?1049l")


def test_a_screen_of_something_that_is_another_now_is_not_shown(file: Path, terminal: io.StringIO) -> None:
    LastScreen(file, lambda: "as it was").keep(DRAWN)
    assert not shows(file, "another")
    assert terminal.getvalue() == ""
    assert shows(file)


def test_a_screen_for_another_terminal_is_not_shown(
    file: Path, terminal: io.StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    LastScreen(file, lambda: "as it was").keep(DRAWN)
    monkeypatch.setenv("TERM", "vt100")
    assert not shows(file)
    monkeypatch.undo()
    monkeypatch.setattr(sys, "__stderr__", terminal)
    monkeypatch.setattr(shutil, "get_terminal_size", lambda: os.terminal_size((1, 1)))
    assert not shows(file)
    assert terminal.getvalue() == ""


@pytest.mark.parametrize("hostile", ["\x1b]52;c;eHg=\x07", "\x9b31m", "\x1b[?1049h", "a\rb", "\x1bc"])
def test_what_no_screen_is_drawn_with_is_neither_kept_nor_shown(
    file: Path, terminal: io.StringIO, hostile: str
) -> None:
    last = LastScreen(file, lambda: "as it was")
    last.keep(DRAWN)
    last.keep(DRAWN + hostile)
    assert not file.exists()
    last.keep(DRAWN + "HERE")
    escaped = "".join(f"\\u{ord(character):04x}" for character in hostile)
    file.write_text(file.read_text(encoding="utf-8").replace("HERE", escaped), encoding="utf-8")
    assert not shows(file)
    assert terminal.getvalue() == ""


@pytest.mark.parametrize("content", ["", "[]", "{}", '{"state": 1, "drawn": 2}', "\x00", "[" * 100_000])
def test_a_damaged_file_shows_nothing(file: Path, terminal: io.StringIO, content: str) -> None:
    file.write_text(content, encoding="utf-8")
    assert not shows(file)
    assert terminal.getvalue() == ""


@pytest.fixture
def keyboard(monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[int, TextIO]]:
    """What types, and the terminal as the program has it."""
    leader, follower = pty.openpty()
    with os.fdopen(leader), os.fdopen(follower) as keyboard:
        monkeypatch.setattr(sys, "__stdin__", keyboard)
        yield leader, keyboard


def test_what_is_typed_meanwhile_does_not_show(file: Path, terminal: io.StringIO, keyboard: tuple[int, TextIO]) -> None:
    before = termios.tcgetattr(keyboard[1])

    def echoes() -> bool:
        return bool(termios.tcgetattr(keyboard[1])[3] & termios.ECHO)

    last = LastScreen(file, lambda: "as it was")
    last.keep(DRAWN)
    with last.shown():
        assert not echoes()
        last.let_go()
        assert echoes()
    with last.shown():
        assert not echoes()
    assert termios.tcgetattr(keyboard[1]) == before
    assert terminal.getvalue()


def test_what_is_typed_meanwhile_waits_as_it_was_typed(
    file: Path, terminal: io.StringIO, keyboard: tuple[int, TextIO]
) -> None:
    typed = b"j\rk\x04\x15\x11\x1ax"
    last = LastScreen(file, lambda: "as it was")
    last.keep(DRAWN)
    with last.shown():
        os.write(keyboard[0], typed)
        last.let_go()
        tty.setraw(keyboard[1], termios.TCSANOW)
        assert os.read(keyboard[1].fileno(), 100) == typed
    assert terminal.getvalue()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_a_program_that_is_ended_meanwhile_leaves_the_terminal_as_it_was(file: Path, number: signal.Signals) -> None:
    LastScreen(file, lambda: 1).keep(DRAWN)
    child, terminal = pty.fork()
    if not child:  # pragma: no cover - it is another process
        with LastScreen(file, lambda: 1).shown():
            os.kill(os.getpid(), number)
        os._exit(0)
    drawn = b""
    with contextlib.suppress(OSError):
        while more := os.read(terminal, 4096):
            drawn += more
    assert os.WTERMSIG(os.waitpid(child, 0)[1]) == number
    os.close(terminal)
    assert drawn.endswith(b"\x1b[?25h\x1b[?1049l")


def test_forgetting_a_thread_forgets_the_screen(tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    page.write_bytes(blog_page("First"))
    with Library.open(find_paths()) as library:
        number = library.import_page(page).entry.number
        LastScreen(last_screen_of(find_paths().library), lambda: "").keep(DRAWN)
        library.forget(number)
    assert not last_screen_of(find_paths().library).exists()


def test_a_thread_is_shown_as_it_was_left_before_it_is_drawn(tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    page.write_bytes(blog_page("First", "Second"))
    assert main(["import", str(page)]) == 0
    command = [sys.executable, "-m", "threadreader", "open", "1"]
    with Terminal(command) as first:
        first.wait_for("Second")
        first.press("j")
        first.write("q")
        first.wait_to_end()
    kept = last_screen_of(find_paths().library).read_text(encoding="utf-8")
    assert "Second" in kept
    with Terminal(command) as second:
        second.wait_for("\x1b[?2026$p")
        before, _, _ = second.output.partition(b"\x1b[?2026$p")
        assert b"Second" in before
        second.wait_for("\x1b[?2026l")
        assert second.output.count(OTHER_SCREEN) == 1
