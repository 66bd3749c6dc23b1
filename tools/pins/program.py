"""The program run for its output, in a home of its own and at a time that is always the same."""

import io
import os
import subprocess
import sys
from collections.abc import Sequence
from contextlib import redirect_stderr
from pathlib import Path

from pins import clock

_CLOCK = Path(clock.__file__)


def environment(home: Path, passed: float = 0) -> dict[str, str]:
    """The variables that the program is run with in `home`, so many seconds after the beginning of its clock."""
    home.mkdir(parents=True, exist_ok=True)
    set_clock(home, passed)
    return {
        "HOME": str(home),
        "LANG": "C.UTF-8",
        "PATH": os.environ.get("PATH", os.defpath),
        "PYTHONPATH": os.environ.get("PYTHONPATH", ""),
        "THREADREADER_HOME": str(home),
        "TZ": "UTC",
        clock.VARIABLE: str(home / "clock"),
    }


def set_clock(home: Path, passed: float) -> None:
    """Set the clock of all programs in `home`."""
    new = home / "clock.new"
    new.write_text(f"{passed}", encoding="ascii")
    # They may read it at any moment.
    new.replace(home / "clock")


def command(*arguments: str) -> list[str]:
    """The program, as it is run in such an environment."""
    return [sys.executable, str(_CLOCK), *arguments]


def said_by(home: Path, *arguments: str, folder: Path | None = None, passed: float = 0) -> bytes:
    """All that a command says, with its exit code where that is not 0."""
    ran = subprocess.run(
        command(*arguments), env=environment(home, passed), cwd=folder or home, capture_output=True, check=False
    )
    status = f"exit code {ran.returncode}\n".encode() if ran.returncode else b""
    return (ran.stdout + ran.stderr + status).replace(str(home).encode(), b"HOME")


def run_here(arguments: Sequence[str]) -> str:
    """Run a command in this process; its exit code and what it complained of, "" where there is nothing of that."""
    from threadreader.__main__ import run

    sys.argv = ["threadreader", *arguments]
    with redirect_stderr(io.StringIO()) as said:
        try:
            status = run()
        except SystemExit as problem:
            status = problem.code if isinstance(problem.code, int) else 1
    return f"{status}: {said.getvalue()}" if status or said.getvalue() else ""
