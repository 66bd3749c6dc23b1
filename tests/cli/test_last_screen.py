import os
import shutil
import sys
from pathlib import Path

import pytest

from blog import blog_page
from terminal import Terminal
from threadreader.cli import main
from threadreader.cli.startup import LastScreen
from threadreader.library.library import Library
from threadreader.paths import find_paths, last_screen_file

DRAWN = "\x1b[1;1H\x1b[1;38;2;1;2;3mWords\x1b[0m\n\x1b[2;1Hmore “words”"
OTHER_SCREEN = b"\x1b[?1049h"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "last-screen.json"


def loaded(file: Path, state: object = "as it was") -> str:
    return LastScreen(file, lambda: state).load()


def test_a_screen_is_there_again(file: Path) -> None:
    LastScreen(file, lambda: ("as", "it was")).save(DRAWN)
    assert loaded(file, ["as", "it was"]) == DRAWN


def test_a_screen_of_something_that_is_another_now_is_not_shown(file: Path) -> None:
    LastScreen(file, lambda: "as it was").save(DRAWN)
    assert loaded(file, "another") == ""
    assert loaded(file) == DRAWN


def test_a_screen_for_another_terminal_is_not_shown(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    LastScreen(file, lambda: "as it was").save(DRAWN)
    monkeypatch.setenv("TERM", "vt100")
    assert loaded(file) == ""
    monkeypatch.undo()
    monkeypatch.setattr(shutil, "get_terminal_size", lambda: os.terminal_size((1, 1)))
    assert loaded(file) == ""


def test_what_no_screen_is_drawn_with_is_not_kept(file: Path) -> None:
    last = LastScreen(file, lambda: "as it was")
    last.save(DRAWN)
    last.save(DRAWN + "\x1b]52;c;eHg=\x07")
    assert not file.exists()


@pytest.mark.parametrize("content", ["", "[]", "{}", '{"state": 1, "drawn": 2}', "\x00", "[" * 100_000])
def test_a_damaged_file_shows_nothing(file: Path, content: str) -> None:
    file.write_text(content, encoding="utf-8")
    assert loaded(file) == ""


def test_forgetting_a_thread_forgets_the_screen(tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    page.write_bytes(blog_page("First"))
    with Library.open(find_paths()) as library:
        number = library.import_page(page).entry.number
        LastScreen(last_screen_file(find_paths().library), lambda: "").save(DRAWN)
        library.forget(number)
    assert not last_screen_file(find_paths().library).exists()


@pytest.fixture
def command(tmp_path: Path) -> list[str]:
    """The program, opening a thread that nobody has opened before."""
    page = tmp_path / "page.html"
    page.write_bytes(blog_page("First", "Second"))
    assert main(["import", str(page)]) == 0
    return [sys.executable, "-m", "threadreader", "open", "1"]


@pytest.mark.process
def test_a_thread_is_shown_as_it_was_left_before_it_is_drawn(command: list[str]) -> None:
    with Terminal(command) as first:
        first.wait_for("It rises")
        first.press("\t")
        first.press("j")
        first.write("q")
        first.wait_to_end()
    kept = last_screen_file(find_paths().library).read_text(encoding="utf-8")
    assert "Second" in kept
    with Terminal(command) as second:
        second.wait_for("\x1b[?2026$p")
        before, _, _ = second.output.partition(b"\x1b[?2026$p")
        assert b"Second" in before
        second.wait_for("\x1b[?2026l")
        assert second.output.count(OTHER_SCREEN) == 1


@pytest.mark.process
def test_what_is_wrong_with_the_settings_is_said_before_the_screen_and_on_it(command: list[str]) -> None:
    with Terminal(command) as first:
        first.wait_for("It rises")
        first.write("q")
        first.wait_to_end()
    assert last_screen_file(find_paths().library).exists()
    find_paths().config_file.write_text('themee = "light"', encoding="utf-8")
    with Terminal(command) as second:
        second.wait_for("\x1b[?2026$p")
        output, _, drawn = second.output.partition(OTHER_SCREEN)
        assert b"unknown setting 'themee'" in output
        assert b"unknown setting 'themee'" in drawn
