"""No command makes a connection: the kernel is asked what each of them did."""

import re
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from terminal import Terminal
from threadreader.cli.commands import COMMANDS

_FIXTURES = Path(__file__).parent.parent / "importer" / "platforms"
_PAGES = sorted(_FIXTURES.glob("*/*/page.html"))[::10][:20]
_THREADREADER = (sys.executable, "-m", "threadreader")
_CALLS = "trace=socket,connect,bind"
"""Nothing is sent elsewhere without the first of them."""
_LOCAL = re.compile(r"socket\(AF_UNIX,|\{sa_family=AF_UNIX,")
"""Processes of one machine talk through these."""

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(shutil.which("strace") is None, reason="strace is not installed"),
]


@pytest.fixture
def trace(tmp_path: Path) -> Path:
    return tmp_path / "trace"


def _traced(trace: Path, command: Sequence[str]) -> list[str]:
    return ["strace", "-f", "-qq", "-e", _CALLS, "-e", "signal=none", "-o", str(trace), *command]


def _run(trace: Path, *arguments: str | Path) -> None:
    command = _traced(trace, [*_THREADREADER, *map(str, arguments)])
    done = subprocess.run(
        command, check=False, capture_output=True, text=True, stdin=subprocess.DEVNULL, cwd=trace.parent
    )
    assert done.returncode in (0, 1), done.stderr
    assert _reached(trace) == []


def _reached(trace: Path) -> list[str]:
    """Calls for anything but sockets of this machine."""
    return [line for line in trace.read_text().splitlines() if not _LOCAL.search(line)]


def test_a_planted_connection_is_seen(trace: Path) -> None:
    planted = "import socket; socket.socket().connect_ex(('127.0.0.1', 9))"
    subprocess.run(_traced(trace, [sys.executable, "-c", planted]), check=True)
    assert [re.split(r"[ (]+", line)[1] for line in _reached(trace)] == ["socket", "connect"]


def test_no_command_without_a_screen_opens_a_socket(tmp_path: Path, trace: Path) -> None:
    copy, marks = tmp_path / "copy.db", tmp_path / "marks.jsonl"
    commands: list[list[str | Path]] = [
        ["import", *_PAGES],
        ["list"],
        ["search", "bread"],
        ["where"],
        ["export", "1", "--format", "json"],
        ["read", "1"],
        ["stats", "1"],
        ["extract", *_PAGES, "--output", tmp_path / "corpus"],
        ["check", "--deep"],
        ["backup", copy],
        ["restore", copy],
        ["dump", marks],
        ["load", marks],
        ["forget", "1"],
        ["doctor"],
        ["schema"],
        ["config", "print"],
        ["keys"],
        ["adapters"],
        ["completion", "threads"],
        ["man"],
    ]
    for command in commands:
        _run(trace, *command)
    named = {str(command[0]) for command in commands} | {
        "inspect",
        "report",
        "open",
        "demo",
        "watch",
        "desktop",
        "serve",
    }
    assert named >= {command.name for command in COMMANDS}


@pytest.mark.parametrize("page", _PAGES, ids=lambda page: page.parent.parent.name)
def test_no_page_makes_a_command_open_a_socket(page: Path, trace: Path) -> None:
    for command in ("inspect", "report"):
        _run(trace, command, page)


@pytest.mark.parametrize("command", ["open", "demo"])
def test_no_screen_opens_a_socket(command: str, trace: Path) -> None:
    arguments = [command, str(_PAGES[0])] if command == "open" else [command]
    with Terminal(_traced(trace, [*_THREADREADER, *arguments])) as terminal:
        terminal.wait_for_frame()
        terminal.settle()
        terminal.write("q")
        assert terminal.wait_to_end() == 0
    assert _reached(trace) == []


def test_watching_a_folder_opens_no_socket(trace: Path, tmp_path: Path) -> None:
    folder = tmp_path / "saved"
    folder.mkdir()
    with Terminal(_traced(trace, [*_THREADREADER, "watch", str(folder)])) as terminal:
        terminal.wait_for("saved")
        shutil.copy(_PAGES[0], folder)
        terminal.wait_for("imported as 1")
        terminal.write("\x03")
        terminal.wait_to_end()
    assert _reached(trace) == []


def test_a_server_of_tabs_listens_on_this_machine_alone(trace: Path) -> None:
    with Terminal(_traced(trace, [*_THREADREADER, "serve", "--no-browser", str(_PAGES[0])])) as terminal:
        terminal.wait_for("open once")
        terminal.write("\x03")
        assert terminal.wait_to_end() == 0
    calls = [line for line in _reached(trace) if "socket(" not in line]
    assert len(calls) == 1
    assert "bind(" in calls[0]
    assert 'inet_addr("127.0.0.1")' in calls[0]
