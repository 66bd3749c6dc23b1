"""`watch` as a program: a line for each page and one at the end; the files by which the system runs it."""

import os
import plistlib
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from blog import blog_page
from threadreader.cli import main
from threadreader.errors import StoreError
from threadreader.library.library import Library
from threadreader.paths import find_paths

Capture = pytest.CaptureFixture[str]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "saved pages"
    folder.mkdir()
    return folder


@pytest.mark.slow
@pytest.mark.parametrize("ending", [signal.SIGINT, signal.SIGTERM])
def test_a_page_is_told_in_a_line_and_the_end_with_what_was_done(folder: Path, ending: signal.Signals) -> None:
    command = [sys.executable, "-m", "threadreader", "watch", str(folder)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, encoding="utf-8") as watching:
        assert watching.stdout
        first = watching.stdout.readline()
        (folder / "bread.html").write_bytes(blog_page("One", "Two"))
        second = watching.stdout.readline()
        (folder / "newer.html").write_bytes(blog_page("One", "Two", "Three"))
        third = watching.stdout.readline()
        watching.send_signal(ending)
        out, err = watching.communicate()
    assert first.startswith(f"{folder}: watching for pages saved here")
    assert second == "bread.html: imported as 1, 2 comments: Bread\n"
    assert third == "newer.html: same thread as 1: 3 comments in 2 files; 1 new: Bread\n"
    assert (out, err, watching.returncode) == ("stopped: 2 imported, 0 already in the library, 0 failed\n", "", 0)


def test_an_interrupt_that_python_drops_ends_it_too(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    handlers = signal.getsignal(signal.SIGINT), signal.getsignal(signal.SIGTERM)

    def freed() -> Iterator[None]:
        try:
            yield
        finally:
            os.kill(os.getpid(), signal.SIGINT)

    def ticks(_: object) -> Iterator[bool]:
        generator = freed()
        next(generator)
        del generator  # what is raised while it is freed goes nowhere
        yield True
        pytest.fail("it goes on")

    monkeypatch.setattr("threadreader.library.watching.Ticks.__iter__", ticks)
    assert main(["watch", str(folder)]) == 0
    output = capsys.readouterr()
    assert output.out.splitlines()[1:] == ["stopped: 0 imported, 0 already in the library, 0 failed"]
    assert not output.err
    assert (signal.getsignal(signal.SIGINT), signal.getsignal(signal.SIGTERM)) == handlers


def test_a_folder_that_is_not_there_is_an_error(tmp_path: Path, capsys: Capture) -> None:
    assert main(["watch", str(tmp_path / "gone")]) == 1
    assert capsys.readouterr().err == f"threadreader: {tmp_path / 'gone'}: no such folder\n"


def test_a_library_that_cannot_be_written_is_an_error(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    with Library.open(find_paths()):
        pass
    monkeypatch.setattr(Library, "read_only", property(lambda _: True))
    assert main(["watch", str(folder)]) == 1
    assert "library.db: read-only, so saved pages cannot be added" in capsys.readouterr().err


@pytest.mark.process
def test_a_full_disk_is_told_once_for_all_pages_that_wait(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    def refuse(*_: object) -> None:
        raise StoreError(find_paths().library, "cannot be written: the disk is full", "free some space")

    def ticks(_: object) -> Iterator[bool]:
        for name in ("bread", "rye", "salt"):
            (folder / f"{name}.html").write_bytes(blog_page("One", title=name))
        yield True
        yield True
        raise KeyboardInterrupt

    monkeypatch.setattr("threadreader.library.watching.Ticks.__iter__", ticks)
    monkeypatch.setattr("threadreader.library.watching._SETTLED_AFTER", 0)
    monkeypatch.setattr("threadreader.library.watching.MAX_SHARE", 0)
    monkeypatch.setattr("threadreader.library.importing.add_save", refuse)
    assert main(["watch", str(folder)]) == 0
    _, *lines, _ = capsys.readouterr().out.splitlines()
    full = f"{find_paths().library}: cannot be written: the disk is full; free some space"
    assert lines == [f"{full}; retrying every minute: 3 pages"]


def test_a_folder_that_comes_and_goes_is_told(folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture) -> None:
    def ticks(_: object) -> Iterator[bool]:
        yield True
        folder.rename(folder.with_name("away"))
        yield True
        yield True
        folder.with_name("away").rename(folder)
        yield True
        raise KeyboardInterrupt

    monkeypatch.setattr("threadreader.library.watching.Ticks.__iter__", ticks)
    monkeypatch.setattr("threadreader.library.watching.MAX_SHARE", 0)
    assert main(["watch", str(folder)]) == 0
    assert capsys.readouterr().out.splitlines()[1:] == [
        f"{folder}: folder missing; waiting for it",
        f"{folder}: folder is back",
        "stopped: 0 imported, 0 already in the library, 0 failed",
    ]


def _systemctl(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: int = 0) -> Path:
    """A program in the place of systemd's, which writes down what it is told."""
    log, programs = tmp_path / "log", tmp_path / "programs"
    programs.mkdir()
    for name in ("systemctl", "launchctl"):
        (programs / name).write_text(f'#!/bin/sh\necho "$@" >>{log}\necho no bus >&2\nexit {code}\n')
        (programs / name).chmod(0o755)
    monkeypatch.setenv("PATH", f"{programs}:{os.environ['PATH']}")
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.delenv("XDG_CONFIG_HOME", raising=False)
    return log


def test_a_unit_is_written_and_taken_away(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture, home: Path
) -> None:
    monkeypatch.setattr(sys, "platform", "linux")
    log = _systemctl(tmp_path, monkeypatch)
    folder = tmp_path / 'saved "50%" $HOME\n'
    folder.mkdir()
    unit = tmp_path / ".config" / "systemd" / "user" / "threadreader-watch.service"
    assert main(["watch", "--install", str(folder)]) == 0
    text = unit.read_text()
    assert f'"watch" "--" "{tmp_path}/saved \\"50%%\\" $$HOME\\x0a"' in text
    assert f'Environment="THREADREADER_HOME={home}"' in text
    assert (unit.parent / "default.target.wants" / unit.name).resolve() == unit
    assert "watching now and after each login" in capsys.readouterr().out
    assert main(["watch", "--uninstall"]) == 0
    assert [file for file in unit.parent.rglob("*") if not file.is_dir()] == []
    assert log.read_text().splitlines() == [
        "--user daemon-reload",
        "--user restart threadreader-watch.service",
        "--user stop threadreader-watch.service",
        "--user daemon-reload",
    ]
    capsys.readouterr()
    assert main(["watch", "--uninstall"]) == 0
    assert capsys.readouterr().out == "no background watch is installed\n"


def test_systemd_takes_the_unit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    verify = shutil.which("systemd-analyze")
    if not verify:
        pytest.skip("systemd-analyze is not installed")
    _systemctl(tmp_path, monkeypatch)
    assert main(["watch", "--install", str(folder)]) == 0
    unit = tmp_path / ".config" / "systemd" / "user" / "threadreader-watch.service"
    done = subprocess.run([verify, "--user", "verify", str(unit)], capture_output=True, text=True, check=False)
    assert unit.name not in done.stderr


def test_a_system_that_does_not_answer_begins_at_the_next_login(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture, folder: Path
) -> None:
    monkeypatch.setattr(sys, "platform", "linux")
    _systemctl(tmp_path, monkeypatch, code=1)
    assert main(["watch", "--install", str(folder)]) == 0
    assert "watching from your next login (no bus)" in capsys.readouterr().out


def test_an_agent_is_written_on_macos(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, folder: Path, home: Path
) -> None:
    log = _systemctl(tmp_path, monkeypatch)
    monkeypatch.setattr(sys, "platform", "darwin")
    assert main(["watch", "--install", str(folder)]) == 0
    file = tmp_path / "Library" / "LaunchAgents" / "threadreader.watch.plist"
    agent = plistlib.loads(file.read_bytes())
    assert agent["ProgramArguments"][-3:] == ["watch", "--", str(folder)]
    assert agent["EnvironmentVariables"]["THREADREADER_HOME"] == str(home)
    assert main(["watch", "--uninstall"]) == 0
    assert not file.exists()
    assert [line.split()[0] for line in log.read_text().splitlines()] == ["bootout", "bootstrap", "bootout"]


def test_windows_has_no_service(monkeypatch: pytest.MonkeyPatch, capsys: Capture, folder: Path) -> None:
    monkeypatch.setattr(sys, "platform", "win32")
    assert main(["watch", "--install", str(folder)]) == 1
    assert "Windows has no such service" in capsys.readouterr().err


def test_a_service_of_a_folder_that_is_not_there_is_not_written(tmp_path: Path, capsys: Capture) -> None:
    assert main(["watch", "--install", str(tmp_path / "gone")]) == 1
    assert "no such folder" in capsys.readouterr().err
