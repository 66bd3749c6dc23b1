"""The bytes that put a text on the clipboard, in each kind of terminal."""

import base64
import errno
import io
import re
from collections.abc import Mapping

import pytest
from textual.drivers.linux_driver import LinuxDriver

from screens import press
from shelf import reading
from threadreader.tui.internals import LostTerminal
from threadreader.tui.terminal import clipboard_sequence

LONG = "Ein längerer Text, 漢字. " * 200


def osc_52(text: str) -> str:
    return f"\x1b]52;c;{base64.b64encode(text.encode()).decode()}\a"


def unwrapped_by_screen(sent: str) -> str:
    """What GNU screen passes on: the strings of DCS sequences."""
    return "".join(re.findall(r"\x1bP(.*?)\x1b\\", sent, re.DOTALL))


def unwrapped_by_tmux(sent: str) -> str:
    """What tmux passes on where it may."""
    return "".join(re.findall(r"\x1bPtmux;(.*?)(?<!\x1b)\x1b\\", sent, re.DOTALL)).replace("\x1b\x1b", "\x1b")


@pytest.mark.parametrize(
    "variables", [{}, {"TERM": "xterm-256color"}, {"TERM": "xterm-kitty", "SSH_TTY": "/dev/pts/1"}]
)
def test_a_terminal_gets_it_as_it_is(variables: Mapping[str, str]) -> None:
    assert clipboard_sequence("naïve", variables) == osc_52("naïve")


@pytest.mark.parametrize(
    "variables",
    [
        {"TMUX": "/tmp/tmux-0/default,1,0", "TERM": "screen-256color"},
        {"TERM": "tmux-256color", "SSH_TTY": "/dev/pts/1"},
    ],
)
def test_tmux_gets_it_for_itself_and_for_the_terminal_around_it(variables: Mapping[str, str]) -> None:
    sent = clipboard_sequence(LONG, variables)
    assert sent.startswith(osc_52(LONG))
    assert unwrapped_by_tmux(sent) == osc_52(LONG)


@pytest.mark.parametrize("variables", [{"STY": "1234.pts-0.host", "TERM": "xterm"}, {"TERM": "screen.xterm-256color"}])
def test_screen_gets_it_in_pieces_that_it_takes(variables: Mapping[str, str]) -> None:
    sent = clipboard_sequence(LONG, variables)
    assert unwrapped_by_screen(sent) == osc_52(LONG)
    assert re.fullmatch(r"(?:\x1bP[^\x9c]{1,240}?\x1b\\)+", sent)
    assert max(map(len, re.findall(r"\x1bP.*?\x1b\\", sent, re.DOTALL))) <= 256


async def test_a_copy_is_written_as_the_terminal_wants_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STY", "1234.pts-0.host")
    monkeypatch.delenv("TMUX", raising=False)
    monkeypatch.setenv("TERM", "screen")
    app = reading("ann: I like it so.")
    written: list[str] = []
    async with app.run_test(size=(100, 30)) as pilot:
        await pilot.pause()
        assert app._driver
        monkeypatch.setattr(app._driver, "write", written.append)
        await press(pilot, "y", "y")
        assert unwrapped_by_screen("".join(written)) == osc_52("I like it so.")
        assert app.clipboard == "I like it so."


class Gone(io.StringIO):
    """A terminal that nobody looks at any more."""

    def write(self, _: str) -> int:
        raise OSError(errno.EIO, "Input/output error")

    def flush(self) -> None:
        raise OSError(errno.EIO, "Input/output error")


def test_what_is_written_to_a_terminal_that_went_away_is_dropped() -> None:
    file = io.StringIO()
    LostTerminal(file).write("there")
    assert file.getvalue() == "there"
    terminal = LostTerminal(Gone())
    assert terminal.write("gone") == 4
    terminal.flush()


async def test_every_program_on_a_terminal_writes_to_one_that_may_go_away(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(LinuxDriver, "start_application_mode", lambda _: None)
    app = reading("ann: I like it so.")
    driver = app.driver_class(app)
    driver.start_application_mode()
    assert isinstance(driver._file, LostTerminal)  # type: ignore[attr-defined]
