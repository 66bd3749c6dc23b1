"""The program in a browser: by Textual's driver for textual-serve, whose packets are spoken here."""

import json
import os
import select
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import IO

import pyte
import pytest

from blog import blog_page
from threadreader.cli import main

pytestmark = pytest.mark.slow


_BEGINNING = b"__GANGLION__\n"
_MAX_SECONDS = 30  # in which a program that is still to draw something does so, however busy the machine is


class Browser:
    """What textual-serve and the page in a browser do: packets to the program and from it, and a screen."""

    def __init__(self, program: "subprocess.Popen[bytes]") -> None:
        assert program.stdin
        assert program.stdout
        self._input: IO[bytes] = program.stdin
        self._output = program.stdout.fileno()
        self._read = b""
        self.screen = pyte.Screen(100, 30)
        self._stream = pyte.ByteStream(self.screen)
        self.metas: list[dict[str, object]] = []
        assert self._take_bytes(len(_BEGINNING)) == _BEGINNING, "nothing is drawn before Textual does"

    def press(self, keys: str) -> None:
        self._send(b"D", keys.encode())

    def resize(self, width: int, height: int) -> None:
        self.screen.resize(height, width)
        self._send(b"M", json.dumps({"type": "resize", "width": width, "height": height}).encode())

    def wait_for(self, text: str) -> None:
        """Take packets until a text is on the screen."""
        while not any(text in line for line in self.screen.display):
            assert self._take(), "\n".join([f"{text!r} never came", *self.screen.display])

    def opened(self) -> object:
        """Take packets until an address is to be opened; that address."""
        while not (opened := [meta["url"] for meta in self.metas if "url" in meta]):
            assert self._take(), "no address is opened"
        return opened[0]

    def take_all(self) -> None:
        while self._take():
            pass

    def _send(self, kind: bytes, payload: bytes) -> None:
        self._input.write(kind + len(payload).to_bytes(4, "big") + payload)
        self._input.flush()

    def _take(self) -> bool:
        """Take a packet; False where none comes any more."""
        head = self._take_bytes(5)
        payload = self._take_bytes(int.from_bytes(head[1:], "big"))
        if head[:1] == b"D":
            self._stream.feed(payload)
        elif head:
            assert head[:1] == b"M", head
            self.metas.append(json.loads(payload))
        return bool(head)

    def _take_bytes(self, count: int) -> bytes:
        """So many bytes, fewer only at the end, or where the program draws nothing more."""
        while len(self._read) < count and select.select([self._output], [], [], _MAX_SECONDS)[0]:
            read = os.read(self._output, 1 << 16)
            if not read:
                break
            self._read += read
        taken, self._read = self._read[:count], self._read[count:]
        return taken


@pytest.fixture
def browser(tmp_path: Path) -> Iterator[Browser]:
    page = tmp_path / "bread.html"
    link = b'<a href="https://example.org/rye">words</a>'
    page.write_bytes(blog_page("First words", "Second LINK").replace(b"LINK", link))
    environment = os.environ | {
        "TEXTUAL_DRIVER": "textual.drivers.web_driver:WebDriver",
        "TEXTUAL_COLOR_SYSTEM": "truecolor",
        "COLUMNS": "100",
        "ROWS": "30",
        "TERM": "dumb",
        "TMUX": "/tmp/tmux",
    }
    command = [sys.executable, "-m", "threadreader", "open", str(page)]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment
    ) as program:
        assert program.stdin
        assert program.stderr
        try:
            yield Browser(program)
        finally:
            # One that was left has ended by now; after a failure nobody waits for it.
            program.stdin.close()
            program.terminate()
            assert program.stderr.read() == b""


def test_a_thread_is_read_resized_and_left(browser: Browser) -> None:
    browser.wait_for("It rises.")
    browser.press("\t")
    browser.wait_for("Second words")
    browser.press("j")
    browser.wait_for("2/2")
    browser.resize(60, 20)
    browser.screen.reset()
    browser.wait_for("Second words")
    browser.press("q")
    browser.take_all()
    assert browser.metas[-1] == {"type": "exit"}


def test_a_link_is_opened_by_the_browser_that_shows_the_program(browser: Browser) -> None:
    browser.wait_for("It rises.")
    browser.press("\tG")
    browser.wait_for("Second words")
    browser.press("o")
    browser.wait_for("enter opens example.org")
    browser.press("\r")
    assert browser.opened() == "https://example.org/rye"


def test_without_a_driver_a_terminal_is_needed(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["demo"]) == 1
    assert "needs a terminal" in capsys.readouterr().err
