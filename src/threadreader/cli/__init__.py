"""The command line: arguments to use cases, errors to one line on stderr and an exit code."""

import contextlib
import io
import os
import sys
from collections.abc import Sequence

from threadreader.cli.parser import build_parser
from threadreader.cli.speech import complain

__all__ = ["build_parser", "main"]

_FAILED = 1
_INTERRUPTED = 130


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command in `argv`, and give the exit code. Raises SystemExit for `--help` and for wrong usage."""
    _speak_utf8()
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
        complain(error, debug=arguments.debug)
        return _FAILED
    return status


def _speak_utf8() -> None:
    """UTF-8 whatever the locale says; half a character in the name of a file becomes a question mark."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="replace")


def _abandon_stdout() -> None:
    """Keep the interpreter from failing once more when it closes a stdout that takes nothing."""
    with contextlib.suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
