"""Programs that commands start: pager, those of the system. No words of a page become part of a command."""

import os
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterable, Sequence

from threadreader.cli.output import is_dumb

_DEFAULT_PAGER = "less"
_TIMEOUT = 30  # seconds; a program of the system answers in one, or not at all


def page_lines(lines: Iterable[str]) -> None:
    """Write lines to the pager of the user on a terminal, else to stdout."""
    pager = _pager()
    if not pager:
        sys.stdout.writelines(f"{line}\n" for line in lines)
        return
    # A text of one screen is only printed, as by other programs that have no options of the user.
    environment = {"LESS": "FRX", **os.environ}
    with subprocess.Popen(pager, stdin=subprocess.PIPE, encoding="utf-8", env=environment) as process:  # noqa: S603
        try:
            assert process.stdin
            process.stdin.writelines(f"{line}\n" for line in lines)
            process.stdin.close()
        except BrokenPipeError:
            pass  # the user has seen enough


def _pager() -> list[str]:
    """The pager's command; none where it is not there, or could not show a text by screens."""
    if not sys.stdout.isatty() or is_dumb():
        return []
    command = shlex.split(os.environ.get("PAGER") or _DEFAULT_PAGER)
    return command if command and shutil.which(command[0]) else []


def run_in_terminal(command: Sequence[str]) -> int:
    """Run a program in the terminal; returns its exit code. Raises OSError if it cannot be started."""
    return subprocess.run(command, check=False).returncode  # noqa: S603


def run_program(*command: str) -> str:
    """Run a program of the system; returns the first line of what is wrong, "" for nothing."""
    try:
        done = _run(command)
    except FileNotFoundError:
        return f"there is no {command[0]}"
    except (OSError, subprocess.TimeoutExpired):
        return f"{command[0]} does not answer"
    return (done.stderr.strip().splitlines() or [f"{command[0]} failed"])[0] if done.returncode else ""


def ask_program(*command: str) -> str:
    """What a program of the system prints; "" where there is none, or it does not answer."""
    try:
        return _run(command).stdout.strip()
    except (OSError, subprocess.TimeoutExpired):
        return ""


def _run(command: Sequence[str]) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(command, capture_output=True, text=True, errors="replace", timeout=_TIMEOUT, check=False)  # noqa: S603
