"""Links and copies on the screen: labels, the clipboard, the browser."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from screens import lines, press, session, styled
from shelf import reading
from threadreader.model.text import clean
from threadreader.tui.terminal import has_browser
from threadreader.tui.theme import DARK

TALK = """
# On slow clocks

Three minutes, says [the report](https://report.example/r).

ann: See [the sheet](https://registry.example/two).
"""
WIDE = (140, 24)


@pytest.fixture
def opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The file that a browser of this test writes addresses to.

    It stays open until the test is over: one that ends at once may be taken for one that did not start.
    """
    written, browser, closing = (tmp_path / name for name in ("opened", "browser", "closing"))
    os.mkfifo(closing)
    browser.write_text(f'#!/bin/sh\necho "$1" >> "{written}"\nread _ < "{closing}"\n')
    browser.chmod(0o755)
    monkeypatch.setenv("BROWSER", f"{browser} %s &")
    yield written
    if written.exists():
        closing.write_text("")


def read(opened: Path) -> str:
    return opened.read_text() if opened.exists() else ""


async def test_labels_are_drawn_over_the_links_and_their_letters_ask() -> None:
    app = reading(TALK)
    async with app.run_test(size=WIDE) as pilot:
        await pilot.pause()
        before = lines(app)[:-1]
        await press(pilot, "f")
        assert set("".join(styled(app, bgcolor=DARK.accent))) == {"f", "j"}
        await press(pilot, "j")
        assert "enter opens registry.example" in lines(app)[-1]
        await press(pilot, "escape")
        assert lines(app)[:-1] == before


async def test_a_link_is_shown_in_the_browser_and_nothing_is_before_enter(opened: Path) -> None:
    app = reading(TALK)
    async with app.run_test(size=WIDE) as pilot:
        await press(pilot, "o")
        assert read(opened) == ""
        await press(pilot, "enter")
        await app.workers.wait_for_complete()
        while not read(opened):  # the browser is not waited for
            await pilot.pause()
        assert read(opened) == "https://registry.example/two\n"
        assert "opened https://registry.example/two" in lines(app)[-1]


async def test_without_a_browser_the_address_is_copied(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("BROWSER", raising=False)
    monkeypatch.setenv("SSH_CONNECTION", "there here")
    app = reading(TALK)
    async with app.run_test(size=WIDE) as pilot:
        await press(pilot, "o", "enter")
        await app.workers.wait_for_complete()
        await pilot.pause()
        assert app.clipboard == "https://registry.example/two"
        assert "no browser here, sent to the terminal: https://registry.example/two" in lines(app)[-1]


@pytest.mark.way
async def test_no_control_goes_to_the_clipboard() -> None:
    app = reading(TALK)
    async with app.run_test(size=WIDE):
        app.copy_to_clipboard("a\x1b[201~\nrm\x07")
        assert app.clipboard == clean("a\x1b[201~\nrm\x07")
        assert "\x1b" not in app.clipboard


async def test_copies_go_to_the_clipboard() -> None:
    app = reading(TALK)
    async with app.run_test(size=WIDE) as pilot:
        await press(pilot, "y", "y")
        assert app.clipboard == "See the sheet."
        assert "sent to the terminal: the text of ann #1" in lines(app)[-1], "which answers nothing"
        assert session(app).effects == []


@pytest.mark.parametrize(
    ("status", "said"), [(0, "copied: the text"), (1, "tmux failed: copied through the terminal only")]
)
async def test_a_program_that_is_there_copies_and_says_whether_it_could(
    status: int, said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = tmp_path / "tmux"
    program.write_text(f'#!/bin/sh\necho "$@" > "{tmp_path}/given"; cat >> "{tmp_path}/given"; exit {status}\n')
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=os.pathsep)
    monkeypatch.setenv("TMUX", "/run/tmux,1,0")
    app = reading(TALK)
    async with app.run_test(size=WIDE) as pilot:
        await press(pilot, "y", "y")
        await app.workers.wait_for_complete()
        await pilot.pause()
        assert (tmp_path / "given").read_text() == "load-buffer -w -\nSee the sheet."
        assert said in lines(app)[-1]


@pytest.mark.parametrize(
    ("variables", "has"),
    [
        ({"BROWSER": "lynx", "SSH_TTY": "/dev/pts/1"}, True),
        ({"DISPLAY": ":0"}, True),
        ({"DISPLAY": ":10", "SSH_CONNECTION": "there here"}, False),
        ({}, False),
    ],
)
def test_whether_there_is_a_browser(variables: dict[str, str], has: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.platform", "linux")
    assert has_browser(variables) is has
