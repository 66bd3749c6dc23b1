"""Output of the commands on stdout and stderr, without control characters of file names and page titles."""

import argparse
import io
import json
import os
import shlex
import shutil
import signal
import sys
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from functools import partial
from itertools import chain, islice
from typing import TYPE_CHECKING, TextIO

from msgspec import Struct
from msgspec.structs import asdict

from threadreader.errors import ThreadreaderError
from threadreader.model.text import clean, clean_line

if TYPE_CHECKING:
    from threadreader.model.page import Entry

INTERRUPTED = 130
"""Exit code, as shells report a program that SIGINT, signal 2, has ended: 128 + 2."""

# Version of the JSON that commands print, raised when a key is renamed or left out.
_VERSION = 1

_MAX_NAMED = 3  # fit a line or two

# Columns; where less is left for the title, the other columns are dropped.
_MIN_TITLE_COLUMNS = 24


def is_dumb() -> bool:
    """True in a terminal that cannot move its cursor."""
    return os.environ.get("TERM") in {"dumb", "unknown"}


def print_line(text: str) -> None:
    """Print a line on stdout."""
    sys.stdout.write(f"{clean(text)}\n")


def print_report(arguments: argparse.Namespace, text: str) -> None:
    """Print on stdout that something was done, unless the command was called with `--quiet`."""
    if not arguments.quiet:
        print_line(text)


def list_names(names: Sequence[str]) -> str:
    """The first names, without control characters, and the number of the others."""
    named = ", ".join(map(clean_line, names[:_MAX_NAMED]))
    return f"{named} and {len(names) - _MAX_NAMED:,} more" if len(names) > _MAX_NAMED else named


def print_json(plain: Mapping[str, object], form: str, records: str | None = None) -> None:
    """Print what a command found for programs: as `json`, behind the version of its form, or as `jsonl` on a line.

    Records, times and paths in it are written as what they hold.

    As `jsonl`, each of `records` of it is on a line of its own, as it comes, and nothing else.
    """
    versioned = {"version": _VERSION, **plain}
    if form == "json":
        sys.stdout.write(_dump(versioned, indent=1) + "\n")
        return
    listed = versioned[records] if records else None
    lines = listed if isinstance(listed, Iterable) else [versioned]
    sys.stdout.writelines(f"{_dump(record)}\n" for record in lines)


def _dump(value: object, indent: int | None = None) -> str:
    return clean(json.dumps(value, indent=indent, ensure_ascii=False, default=_plain))


def _plain(value: object) -> object:
    """What stands in JSON for records, a record, a time or a path."""
    if isinstance(value, Struct):
        return asdict(value)
    if isinstance(value, Iterator):
        return list(value)
    return value.isoformat() if isinstance(value, datetime) else str(value)


def print_error(error: Exception, *, debug: bool) -> None:
    """Print an error as one line on stderr, with its traceback if `debug`."""
    if isinstance(error, io.UnsupportedOperation):
        trouble = "stdout: closed, so the output is lost"
    elif isinstance(error, OSError):
        trouble = f"{error.filename or 'output'}: {error.strerror or error}"
    elif isinstance(error, ThreadreaderError):
        trouble = str(error)
    else:
        trouble = f"{type(error).__name__}: {error}; this is a bug; run again with --debug for details"
    sys.stderr.write(f"threadreader: {clean_line(trouble)}\n")
    if debug:
        import traceback

        sys.stderr.write(clean("".join(traceback.format_exception(error))))


class StatusLine:
    """A line at the end of a terminal, in the place of the one before."""

    def __init__(self, terminal: TextIO) -> None:
        # Not when it is shown: a signal handler may interrupt another import.
        from threadreader.render.width import cell_width, fit

        self._fit, self._cell_width = fit, cell_width
        self._terminal = terminal
        self._shown = self._blank = ""

    def show(self, text: str) -> None:
        """Show a text, cut where the terminal would break it, which could not be written over."""
        if text != self._shown:
            shown = self._fit(clean_line(text), shutil.get_terminal_size().columns - 1)
            self.clear()
            # Over what was typed before.
            self._terminal.write(f"\r{shown}")
            self._terminal.flush()
            self._shown, self._blank = text, " " * self._cell_width(shown)

    def clear(self) -> None:
        """Take the line away."""
        if self._blank:
            self._terminal.write(f"\r{self._blank}\r")
            self._terminal.flush()
            self._shown = self._blank = ""


# Seconds; a line that is shown for less flickers.
_PROGRESS_DELAY = 0.4


@contextmanager
def progress_line(text: str, *, after: float = _PROGRESS_DELAY) -> Iterator[None]:
    """Transient line on stderr for work that takes longer than `after` seconds, cleared at the end.

    A timer signal draws it, not a thread, which forked workers would lack.
    """
    terminal = sys.__stderr__
    can_interrupt = hasattr(signal, "setitimer") and threading.current_thread() is threading.main_thread()
    if terminal is None or not terminal.isatty() or not can_interrupt:
        yield
        return
    line = StatusLine(terminal)
    before = signal.signal(signal.SIGALRM, lambda *_: line.show(text))
    signal.setitimer(signal.ITIMER_REAL, after)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
        line.clear()


_MEASURED_ROWS = 500


def thread_table(entries: "Iterable[Entry]", width: int | None) -> Iterator[str]:
    """Table of threads as lines of at most `width` cells, not shortened where that is None."""
    cells_of = map(_cells, entries)
    # The columns are as wide as the first rows are: a table begins before all is read.
    rows = [("number", "comments", "people", "imported", "title"), *islice(cells_of, _MEASURED_ROWS)]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)][:4]
    if width is not None and width < sum(widths) + _MIN_TITLE_COLUMNS:
        widths = widths[:1]
    shorten: Callable[[str], str] = str
    if width is not None:
        from threadreader.render.width import fit

        shorten = partial(fit, width=max(width - sum(widths) - 2 * len(widths), 1))
    for *figures, title in chain(rows, cells_of):
        cells = [figure.rjust(widest) for figure, widest in zip(figures, widths, strict=False)]
        yield "  ".join([*cells, shorten(title)])


def _cells(entry: "Entry") -> tuple[str, str, str, str, str]:
    title = " · ".join(filter(None, (entry.page.title or "Untitled page", entry.page.site)))
    day = f"{entry.imported_at:%Y-%m-%d}" if entry.imported_at else ""
    return str(entry.number), f"{entry.comments:,}", f"{entry.people:,}", day, clean_line(title)


def page_lines(lines: Iterable[str]) -> None:
    """Write lines to the pager of the user on a terminal, else to stdout.

    There is none where it is not there, or could not show a text by screens; no words of a page are in its command.
    """
    pager = shlex.split(os.environ.get("PAGER") or "less") if sys.stdout.isatty() and not is_dumb() else []
    if not pager or not shutil.which(pager[0]):
        sys.stdout.writelines(f"{line}\n" for line in lines)
        return
    import subprocess

    # A text of one screen is only printed, as by other programs that have no options of the user.
    environment = {"LESS": "FRX", **os.environ}
    with subprocess.Popen(pager, stdin=subprocess.PIPE, encoding="utf-8", env=environment) as process:  # noqa: S603
        try:
            assert process.stdin
            process.stdin.writelines(f"{line}\n" for line in lines)
            process.stdin.close()
        except BrokenPipeError:
            pass  # the user has seen enough
