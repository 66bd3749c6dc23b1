import contextlib
import fcntl
import io
import json
import os
import pty
import signal
import sys
import termios
import tty
from collections.abc import Iterator, Mapping
from pathlib import Path
from time import monotonic
from typing import TextIO

import pyte
import pytest

from archives import zipped
from blog import blog_page
from terminal import Terminal
from threadreader.cli import main
from threadreader.cli.startup import EarlyScreen
from threadreader.paths import find_paths, last_screen_file

pytestmark = pytest.mark.process

DRAWN = "\x1b[1;1H\x1b[1;38;2;1;2;3mWords\x1b[0m\n\x1b[2;1Hmore “words”"
OTHER_SCREEN = b"\x1b[?1049h"
TAKEN_OVER = b"\x1b[?2026$p"
"""What the program asks a terminal when it begins."""


@pytest.fixture
def terminal(monkeypatch: pytest.MonkeyPatch) -> io.StringIO:
    """What is written to the terminal."""
    written = io.StringIO()
    monkeypatch.setattr(sys, "__stderr__", written)
    return written


def test_a_screen_is_shown_and_taken_away(terminal: io.StringIO) -> None:
    with EarlyScreen() as early:
        early.show(DRAWN)
        assert early.is_shown
        assert terminal.getvalue() == f"\x1b[?1049h\x1b[?25l{DRAWN}"
    assert terminal.getvalue().endswith("\x1b[?25h\x1b[?1049l")


def test_where_there_is_nothing_to_show_the_terminal_is_left_alone(terminal: io.StringIO) -> None:
    with EarlyScreen() as early:
        early.show("")
        assert not early.is_shown
    assert terminal.getvalue() == ""


@pytest.mark.parametrize("hostile", ["\x1b]52;c;eHg=\x07", "\x9b31m", "\x1b[?1049h", "a\rb", "\x1bc"])
def test_what_no_screen_is_drawn_with_is_not_shown(terminal: io.StringIO, hostile: str) -> None:
    with EarlyScreen() as early:
        early.show(DRAWN + hostile)
        assert not early.is_shown
    assert terminal.getvalue() == ""


@pytest.fixture
def keyboard(monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[int, TextIO]]:
    """What types, and the terminal as the program has it."""
    leader, follower = pty.openpty()
    with os.fdopen(leader), os.fdopen(follower) as keyboard:
        monkeypatch.setattr(sys, "__stdin__", keyboard)
        yield leader, keyboard


def test_what_is_typed_meanwhile_does_not_show(terminal: io.StringIO, keyboard: tuple[int, TextIO]) -> None:
    before = termios.tcgetattr(keyboard[1])

    def echoes() -> bool:
        return bool(termios.tcgetattr(keyboard[1])[3] & termios.ECHO)

    with EarlyScreen() as early:
        early.show(DRAWN)
        assert not echoes()
        early.release()
        assert echoes()
    with EarlyScreen() as early:
        early.show(DRAWN)
        assert not echoes()
    assert termios.tcgetattr(keyboard[1]) == before
    assert terminal.getvalue()


def _wait_for(count: int, keyboard: TextIO) -> None:
    """Wait until so many characters have come; the system takes them from one end to the other when it has time."""
    limit = monotonic() + 60
    while int.from_bytes(fcntl.ioctl(keyboard, termios.FIONREAD, bytes(4)), sys.byteorder) < count:
        assert monotonic() < limit


def test_what_is_typed_meanwhile_waits_as_it_was_typed(terminal: io.StringIO, keyboard: tuple[int, TextIO]) -> None:
    typed = b"j\rk\x04\x15\x11\x1ax"
    with EarlyScreen() as early:
        early.show(DRAWN)
        os.write(keyboard[0], typed)
        _wait_for(len(typed), keyboard[1])
        early.release()
        tty.setraw(keyboard[1], termios.TCSANOW)
        assert os.read(keyboard[1].fileno(), 100) == typed
    assert terminal.getvalue()


def test_what_is_typed_before_anything_is_shown_waits_too(terminal: io.StringIO, keyboard: tuple[int, TextIO]) -> None:
    before, typed = termios.tcgetattr(keyboard[1]), b"j\rq"
    with EarlyScreen() as early:
        early.hold_keys()
        os.write(keyboard[0], typed)
        _wait_for(len(typed), keyboard[1])
        assert terminal.getvalue() == ""
        early.show(DRAWN)
        assert os.read(keyboard[1].fileno(), 100) == typed
        os.set_blocking(keyboard[0], False)
        with pytest.raises(BlockingIOError):
            os.read(keyboard[0], 1)
    assert termios.tcgetattr(keyboard[1]) == before


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT])
def test_a_program_that_is_ended_meanwhile_leaves_the_terminal_as_it_was(number: signal.Signals) -> None:
    child, terminal = pty.fork()
    if not child:  # pragma: no cover - it is another process
        with EarlyScreen() as early:
            early.show(DRAWN)
            os.kill(os.getpid(), number)
        os._exit(0)
    drawn = b""
    with contextlib.suppress(OSError):
        while more := os.read(terminal, 4096):
            drawn += more
    assert os.WTERMSIG(os.waitpid(child, 0)[1]) == number
    os.close(terminal)
    assert drawn.endswith(b"\x1b[?25h\x1b[?1049l")


def test_a_copy_of_the_program_that_is_ended_leaves_the_terminal_alone(
    terminal: io.StringIO, keyboard: tuple[int, TextIO]
) -> None:
    with EarlyScreen() as early:
        early.show(DRAWN)
        waiting = termios.tcgetattr(keyboard[1])
        copy = os.fork()
        if not copy:  # pragma: no cover - it is another process
            os.kill(os.getpid(), signal.SIGTERM)
            os._exit(0)
        assert os.WTERMSIG(os.waitpid(copy, 0)[1]) == signal.SIGTERM
        assert termios.tcgetattr(keyboard[1]) == waiting
    assert terminal.getvalue()


def test_a_program_that_is_stopped_meanwhile_gives_the_terminal_back_until_it_goes_on(
    keyboard: tuple[int, TextIO], monkeypatch: pytest.MonkeyPatch
) -> None:
    before = termios.tcgetattr(keyboard[1])
    stopped: list[object] = []

    def stop(*_: int) -> None:
        stopped.append((signal.getsignal(signal.SIGTSTP), termios.tcgetattr(keyboard[1])))

    monkeypatch.setattr(os, "kill", stop)
    with EarlyScreen() as early:
        early.hold_keys()
        waiting = termios.tcgetattr(keyboard[1])
        for times in (1, 2):
            signal.raise_signal(signal.SIGTSTP)
            assert stopped == [(signal.SIG_DFL, before)] * times
            assert termios.tcgetattr(keyboard[1]) == waiting


def test_a_screen_that_is_shown_leaves_it_to_the_program_to_stop(
    terminal: io.StringIO, keyboard: tuple[int, TextIO]
) -> None:
    before = signal.getsignal(signal.SIGTSTP)
    with EarlyScreen() as early:
        early.hold_keys()
        assert signal.getsignal(signal.SIGTSTP) != before
        early.show(DRAWN)
        assert signal.getsignal(signal.SIGTSTP) == before
    assert keyboard
    assert terminal.getvalue()


@pytest.fixture
def command(tmp_path: Path) -> list[str]:
    """The program, with a thread in the library that nobody has opened before."""
    page = tmp_path / "page.html"
    page.write_bytes(blog_page("First", "Second"))
    assert main(["import", str(page)]) == 0
    return [sys.executable, "-m", "threadreader", "open"]


def shown(output: bytes) -> tuple[object, ...]:
    """What a terminal shows of it: each character with its colours."""
    screen = pyte.Screen(100, 30)
    pyte.ByteStream(screen).feed(output)
    return tuple(screen.buffer[y][x] for y in range(30) for x in range(100))


@pytest.mark.parametrize(("pages", "words"), [(["1"], b"It rises"), ([], b"2 replies")])
def test_a_screen_is_shown_before_the_program_is_there_and_then_the_same(
    command: list[str], pages: list[str], words: bytes
) -> None:
    assert words in assert_shown_at_once([*command, *pages])


@pytest.mark.parametrize("words", [["open", "1"], ["demo"]])
def test_a_terminal_that_cannot_move_its_cursor_gets_plain_lines(command: list[str], words: list[str]) -> None:
    with Terminal([*command[:-1], *words], rows=30, columns=60, environment={"TERM": "dumb"}) as terminal:
        status = terminal.wait_to_end()
    assert status == 0
    assert b"\x1b" not in terminal.output
    lines = terminal.output.decode().splitlines()
    assert max(map(len, lines)) < 60
    assert any(line.startswith("#2 ") for line in lines)


def test_a_terminal_that_cannot_move_its_cursor_gets_one_line_for_the_library(command: list[str]) -> None:
    with Terminal(command, rows=30, columns=100, environment={"TERM": "dumb"}) as terminal:
        status = terminal.wait_to_end()
    assert status == 1
    assert b"library: needs a terminal that can move its cursor (TERM is dumb)" in terminal.output
    assert terminal.output.count(b"\n") == 1


def assert_shown_at_once(command: list[str], environment: Mapping[str, str] | None = None) -> bytes:
    """That what a program shows first stays as it is when it is there itself; what that is drawn with."""
    with Terminal(command, rows=30, columns=100, environment=environment) as terminal:
        terminal.wait_for("\x1b[?2026l")
        terminal.settle()
        first, asked, rest = terminal.output.partition(TAKEN_OVER)
    assert first.count(OTHER_SCREEN) == 1
    assert OTHER_SCREEN not in rest
    # Whatever comes in between: at the end of each piece that is written the terminal shows the same.
    pieces = rest.split(b"\x1b[?2026l")
    stages = {shown(first + asked + b"\x1b[?2026l".join(pieces[:n])) for n in range(len(pieces) + 1)}
    assert stages == {shown(first)}
    return first


@pytest.mark.parametrize("keys", ["jQ", "Gq", "@jQ", "WQ", "++Q", "gtjQ", "zMQ", "/e\rjQ", "&e\rQ", "x>Q", "\t q"])
def test_a_thread_is_shown_as_it_was_left(command: list[str], keys: str) -> None:
    with Terminal([*command, "1"], rows=30, columns=100) as terminal:
        terminal.wait_for("\x1b[?2026l")
        for key in keys:
            terminal.write(key)
            terminal.settle(0.1)
        terminal.wait_to_end()
    drawn = json.loads(last_screen_file(find_paths().library).read_text(encoding="utf-8"))["drawn"]
    assert drawn.encode() in assert_shown_at_once([*command, "1"])


def test_keys_that_are_typed_before_the_program_is_there_are_not_lost(command: list[str]) -> None:
    with Terminal([*command, "1"], rows=30, columns=100) as terminal:
        terminal.wait_for("It rises")
        terminal.write("\tjQ")
        terminal.wait_to_end()
    with Terminal([*command, "1"], rows=30, columns=100) as terminal:
        terminal.wait_for("2/2")


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT])
def test_a_program_that_is_ended_while_it_is_used_keeps_the_place_and_leaves_the_terminal_as_it_was(
    command: list[str], number: signal.Signals
) -> None:
    with Terminal([*command, "1"], rows=30, columns=100) as terminal:
        terminal.wait_for_frame()
        terminal.write("\tj")
        terminal.wait_for("2/2")
        terminal.send(number)
        assert terminal.wait_to_end() == 128 + number
        assert b"\x1b[?1049l" in terminal.output
    with Terminal([*command, "1"], rows=30, columns=100) as terminal:
        terminal.wait_for("2/2")


@pytest.mark.parametrize("pages", [["1"], []])
@pytest.mark.parametrize("key", ["q", "Q", "\x11"])
def test_the_program_is_left_by_a_key_that_is_typed_before_it_is_there(
    command: list[str], pages: list[str], key: str
) -> None:
    with Terminal([*command, *pages], rows=30, columns=100) as terminal:
        terminal.wait_for(OTHER_SCREEN.decode())
        terminal.write(key)
        assert terminal.wait_to_end() == 0


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT])
def test_a_program_that_is_ended_as_it_takes_the_terminal_over_leaves_it_as_it_was(
    command: list[str], number: signal.Signals
) -> None:
    with Terminal([*command, "1"], rows=30, columns=100) as terminal:
        terminal.wait_for(TAKEN_OVER.decode())
        terminal.send(number)
        assert terminal.wait_to_end() == 128 + number
        assert b"\x1b[?1049l" in terminal.output


def test_a_list_of_pages_that_is_ended_leaves_the_terminal_as_it_was(tmp_path: Path) -> None:
    file = tmp_path / "saved.zip"
    file.write_bytes(zipped({f"{name}.html": blog_page("First", title=name) for name in ("Bread", "Soup")}))
    with Terminal([sys.executable, "-m", "threadreader", "open", str(file)], rows=30, columns=100) as terminal:
        terminal.wait_for("Soup")
        terminal.send(signal.SIGTERM)
        assert terminal.wait_to_end() == 128 + signal.SIGTERM
        assert b"\x1b[?1049l" in terminal.output


def test_a_place_is_kept_when_the_terminal_goes_away(command: list[str]) -> None:
    with Terminal([*command, "1"], rows=30, columns=100) as terminal:
        terminal.wait_for_frame()
        terminal.write("\tj")
        terminal.wait_for("2/2")
        assert terminal.hang_up() == 128 + signal.SIGHUP
    with Terminal([*command, "1"], rows=30, columns=100) as terminal:
        terminal.wait_for("2/2")


@pytest.mark.skipif(sys.platform != "linux", reason="threads are counted in /proc")
def test_a_program_that_was_stopped_goes_on_with_as_many_threads(command: list[str]) -> None:
    with Terminal([*command, "1"], rows=30, columns=100) as terminal:
        terminal.wait_for_frame()
        terminal.press("\t")
        before = terminal.threads()
        for key in "jkj":
            terminal.send(signal.SIGSTOP)
            terminal.send(signal.SIGCONT)
            terminal.press(key)
        terminal.wait_for("2/2")
        assert terminal.threads() == before
        assert terminal.hang_up() == 128 + signal.SIGHUP


def test_a_program_too_small_for_a_frame_ends_when_the_terminal_goes_away(command: list[str]) -> None:
    with Terminal([*command, "1"], rows=4, columns=16) as terminal:
        terminal.wait_for("too small")
        assert terminal.hang_up() == 128 + signal.SIGHUP
