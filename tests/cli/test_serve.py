"""The program in a browser: whom `threadreader serve` lets in, and what a tab shows."""

import json
import os
import select
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any, Self

import pytest

import tab_client
from blog import blog_page
from threadreader.cli import main

pytestmark = pytest.mark.slow

_PROCESSES = Path("/proc")


class Browser:
    """A browser with one tab."""

    def __init__(self) -> None:
        command = [sys.executable, tab_client.__file__]
        self._program = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._program.kill()
        self._program.communicate()

    def get(self, address: str, **headers: str) -> Any:
        return self._ask("get", address, headers)

    def admitted(self, address: str) -> str:
        """Load an address that works once; where it leads to."""
        answer = self.get(address)
        assert answer["status"] == 303
        root = str(answer["headers"]["Location"])
        return address[: address.index("/", 7)] + root

    def open(self, page: str, **headers: str) -> Any:
        origin = page[: page.index("/", 7)]
        return self._ask("open", f"{page}socket", {"Origin": origin, **headers})

    def press(self, keys: str) -> None:
        self._ask("send", "stdin", keys)

    def send(self, *message: Any) -> None:
        self._ask("send", *message)

    def wait_for(self, text: str) -> None:
        screen = self._ask("wait_for", text)
        assert any(text in line for line in screen), "\n".join(screen)

    def close(self) -> None:
        self._ask("close")

    def _ask(self, *request: Any) -> Any:
        assert self._program.stdin
        assert self._program.stdout
        print(json.dumps(request), file=self._program.stdin, flush=True)
        return json.loads(self._program.stdout.readline())


class Served:
    """A server of a page of two comments that was started with options."""

    def __init__(self, folder: Path, *options: str) -> None:
        page = folder / "bread.html"
        page.write_bytes(blog_page("First words", "Second words"))
        command = [sys.executable, "-m", "threadreader", "serve", str(page), *options]
        self.program = subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=os.environ | {"TMUX": "/tmp/tmux"}
        )
        assert self.program.stdout
        self._output: IO[str] = self.program.stdout
        self.address = self.next_address()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self.program.poll() is None:
            self.program.send_signal(signal.SIGINT)
        self.program.communicate(timeout=60)

    def next_address(self) -> str:
        """The address that is printed next."""
        return next(line for line in self._output if "http://" in line).split()[-1]

    def stopped(self, number: signal.Signals) -> tuple[str, str, int]:
        """End it by a signal: the rest of its output, its errors, its exit code."""
        self.program.send_signal(number)
        return *self.program.communicate(timeout=60), self.program.returncode

    def readers(self) -> set[int]:
        """Processes of readers."""
        own = self.program.pid
        return {int(each.parent.name) for each in _PROCESSES.glob("[0-9]*/stat") if _parent(each) == own}


def _parent(process: Path) -> int:
    try:
        return int(process.read_text().rpartition(")")[2].split()[1])
    except OSError:  # it has ended
        return 0


@contextmanager
def _ending(process: int) -> Iterator[None]:
    """A process that ends by what is done meanwhile."""
    ended = os.pidfd_open(process)
    yield
    assert select.select([ended], [], [], 60)[0]
    os.close(ended)


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Served]:
    with Served(tmp_path, "--no-browser") as served:
        yield served


@pytest.fixture
def browser() -> Iterator[Browser]:
    with Browser() as browser:
        yield browser


def test_a_thread_is_read_resized_and_left(served: Served, browser: Browser) -> None:
    page = browser.admitted(served.address)
    assert browser.open(page) == 101
    browser.wait_for("It rises.")
    browser.press("\t")
    browser.wait_for("n next unread")
    browser.press("j")
    browser.wait_for("2/2")
    browser.send("resize", {"width": 60, "height": 20})
    browser.wait_for("Second words")
    browser.send("ping", 12345)
    browser.wait_for('["pong", 12345]')
    (reader,) = served.readers()
    with _ending(reader):
        browser.press("q")
        browser.wait_for("ENDED")


def test_a_tab_that_is_closed_ends_its_reader_and_no_other(served: Served, browser: Browser) -> None:
    page = browser.admitted(served.address)
    with Browser() as other:
        assert other.open(other.admitted(served.next_address())) == 101
        other.wait_for("It rises.")
        (stays,) = served.readers()
        assert browser.open(page) == 101
        browser.wait_for("It rises.")
        (ends,) = served.readers() - {stays}
        with _ending(ends):
            browser.close()
        other.press("\t")
        other.wait_for("n next unread")
        assert stays in served.readers()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_ends_the_server_and_all_readers(served: Served, browser: Browser, number: signal.Signals) -> None:
    assert browser.open(browser.admitted(served.address)) == 101
    browser.wait_for("It rises.")
    readers = served.readers()
    assert len(readers) == 1
    output, errors, code = served.stopped(number)
    assert (output.splitlines()[-1], errors, code) == ("stopped", "", 0)
    assert not [reader for reader in readers if (_PROCESSES / str(reader)).exists()]


def test_an_address_works_once_and_is_gone_after_it(served: Served, browser: Browser) -> None:
    page = browser.admitted(served.address)
    token = served.address.rpartition("/")[2]
    assert token not in page
    with Browser() as other:
        assert other.get(served.address)["status"] == 403
        assert other.get(page)["status"] == 403, "it needs the cookie"
        assert other.get(f"{page}textual.js")["status"] == 403
        assert other.open(page) == 403
        assert other.get(served.next_address())["status"] == 303
    shown = browser.get(page)
    assert shown["status"] == 200
    assert token not in shown["text"]
    assert shown["headers"]["Referrer-Policy"] == "no-referrer"
    assert "default-src 'none'" in shown["headers"]["Content-Security-Policy"]


def test_the_cookie_is_for_these_pages_alone(served: Served, browser: Browser) -> None:
    cookie = browser.get(served.address)["headers"]["Set-Cookie"]
    assert {"HttpOnly", "SameSite=Lax"} <= set(cookie.split("; "))
    assert "; Path=/;" not in cookie


def test_all_files_that_a_page_names_are_there(served: Served, browser: Browser) -> None:
    page = browser.admitted(served.address)
    for name in ("textual.js", "xterm.css", "mono.ttf", "focus.js"):
        assert name in browser.get(page)["text"]
        assert browser.get(f"{page}{name}")["status"] == 200
    assert browser.get(f"{page}..%2f..%2fserver.py")["status"] == 404


@pytest.mark.parametrize("headers", [{"Origin": "https://example.org"}, {"Host": "example.org"}])
def test_other_pages_and_names_are_refused(served: Served, browser: Browser, headers: dict[str, str]) -> None:
    assert browser.get(served.address, **headers)["status"] == 403
    page = browser.admitted(served.address)
    assert browser.get(page, **headers)["status"] == 403
    assert browser.open(page, **headers) == 403


def test_a_used_port_is_told(served: Served, capfd: pytest.CaptureFixture[str]) -> None:
    port = served.address.partition("127.0.0.1:")[2].partition("/")[0]
    command = [sys.executable, "-m", "threadreader", "serve", "--no-browser", "--port", port]
    assert subprocess.run(command, check=False).returncode == 1
    assert capfd.readouterr().err == (
        f"threadreader: serve: cannot use port {port}: address already in use; without --port, a free one is used\n"
    )


def test_the_browser_gets_the_address_by_a_file_of_the_user_alone(
    tmp_path: Path, browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    program, seen, home = tmp_path / "browser", tmp_path / "seen", tmp_path / "user"
    home.mkdir()
    monkeypatch.setenv("HOME", str(home))
    os.mkfifo(seen)
    program.write_text(f'#!/bin/sh\nfile="${{1#file://}}"\n{{ stat -c %a "$file"; cat "$file"; }} >{seen}\n')
    program.chmod(0o755)
    monkeypatch.setenv("BROWSER", f"{program} %s")
    with Served(tmp_path) as served:
        mode, _, page = seen.read_text().partition("\n")
        assert mode == "600"
        assert f"url={served.address}" in page
        assert list(home.glob("threadreader-*.html"))
        browser.admitted(served.address)
    assert not list(home.glob("threadreader-*.html"))


@pytest.mark.parametrize(
    ("arguments", "error"),
    [(["missing.html"], "missing.html"), (["-"], "cannot be served")],
)
def test_a_wrong_page_is_told_at_once(arguments: list[str], error: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["serve", "--no-browser", *arguments]) == 1
    assert error in capsys.readouterr().err


def test_without_the_extra_the_command_that_adds_it_is_told(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("threadreader.cli.serve.find_spec", lambda _: None)
    assert main(["serve", "--no-browser"]) == 1
    assert "install 'threadreader[serve]'" in capsys.readouterr().err


def test_without_a_terminal_a_reader_says_so(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["demo"]) == 1
    assert "needs a terminal" in capsys.readouterr().err
