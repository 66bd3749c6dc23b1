"""The command line: arguments to use cases, errors to one line on stderr and an exit code."""

import contextlib
import io
import os
import sys
import warnings
from collections.abc import Sequence
from pathlib import Path
from typing import Literal, TextIO

from threadreader.cli.commands import build_parser
from threadreader.cli.output import complain

__all__ = ["build_parser", "main"]

_FAILED = 1
_INTERRUPTED = 130


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command in `argv`, and give the exit code. Raises SystemExit for `--help` and for wrong usage."""
    _open_closed_streams()
    _speak_utf8()
    # What libraries warn their developers of is for nobody here; `append`: whoever asks with `python -W` is told.
    warnings.simplefilter("ignore", append=True)
    arguments = build_parser().parse_args(argv)
    try:
        status: int = arguments.run(arguments)
        sys.stdout.flush()
    except KeyboardInterrupt:
        return _INTERRUPTED
    except BrokenPipeError:
        # Whoever was reading has seen enough.
        _abandon_stdout()
        return 0
    except Exception as error:  # noqa: BLE001 - the one place where a bug becomes a line
        if isinstance(error.__cause__, KeyboardInterrupt):
            # So Python 3.11 says that it was interrupted while it made a class.
            return _INTERRUPTED
        complain(error, debug=arguments.debug)
        return _FAILED
    return status


def _open_closed_streams() -> None:
    """Put something in the place of streams that are closed, before a file of ours gets the number of one."""
    if sys.stdin is None:
        sys.stdin = _open_nothing("r")
    if sys.stdout is None:
        # To read, so that only a command that has something to print fails.
        sys.stdout = _open_nothing("r")
    if sys.stderr is None:
        sys.stderr = _open_nothing("w")


def _open_nothing(mode: Literal["r", "w"]) -> TextIO:
    return Path(os.devnull).open(mode, encoding="utf-8")


def _speak_utf8() -> None:
    """UTF-8 whatever the locale says; half a character in the name of a file becomes a question mark."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="replace")


def _abandon_stdout() -> None:
    """Keep the interpreter from failing once more when it closes a stdout that takes nothing."""
    with contextlib.suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
