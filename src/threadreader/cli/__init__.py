"""Command line: runs a command; an error becomes one line on stderr and an exit code."""

import io
import os
import sys
import warnings
from collections.abc import Sequence
from pathlib import Path

from threadreader.cli.commands import build_parser
from threadreader.cli.output import INTERRUPTED, print_error

__all__ = ["build_parser", "main"]


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command in `argv` and return its exit code. Raises SystemExit for `--help` and for wrong usage."""
    _set_up_streams()
    # Warnings of libraries are for their developers; `append`: `python -W` still shows them.
    warnings.simplefilter("ignore", append=True)
    words = sys.argv[1:] if argv is None else argv
    arguments = build_parser(words).parse_args(words)
    try:
        status: int = arguments.run(arguments)
        sys.stdout.flush()
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:
        # The reader of the pipe, such as `head`, has closed it.
        return 0
    except Exception as error:  # noqa: BLE001 - the one place where a bug becomes a line
        if isinstance(error.__cause__, KeyboardInterrupt):
            # Python 3.11 raises RuntimeError for an interrupt while it creates a class.
            return INTERRUPTED
        print_error(error, debug=arguments.debug)
        return 1  # wrong usage is argparse's 2
    return status


def _set_up_streams() -> None:
    """Replace closed standard streams by the null device, before another file gets the descriptor of one; write UTF-8.

    Lone surrogates in file names become question marks.
    """
    # stdout read-only, so that only a command that prints something fails.
    for name, mode in (("stdin", "r"), ("stdout", "r"), ("stderr", "w")):
        if getattr(sys, name) is None:
            setattr(sys, name, Path(os.devnull).open(mode, encoding="utf-8"))  # noqa: SIM115 - it stays open
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="replace")
