"""The commands that show a screen: what is read on it.

The library that a page is put in before it is shown; where that takes none, another for as long as it is read.

What is said on a terminal while something takes long, and taken back when it is done.
"""

import argparse
import contextlib
import os
import shutil
import signal
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from threadreader.cli.output import complain
from threadreader.cli.page_argument import comment_of, file_of, open_library, stored_of
from threadreader.cli.startup import Showing, nothing_collected
from threadreader.errors import ConfigError, PageError, SeveralPagesError, StoreError, TerminalError
from threadreader.model.text import clean_line
from threadreader.paths import find_paths

if TYPE_CHECKING:
    from threadreader.importer.container import Container
    from threadreader.library.files import FileSource
    from threadreader.library.importing import ImportResult, Outcome
    from threadreader.library.library import Library
    from threadreader.model.page import Changes


T = TypeVar("T")

_MEMORY = "/dev/shm"  # noqa: S108 - in a folder of its own there
"""A folder that is on no disk, on systems that have one."""


@contextmanager
def holding(put: "Callable[[Library], T]") -> "Iterator[tuple[Library, T]]":
    """The library that took something, and what that gave; where it takes nothing, another that is gone afterwards."""
    with ExitStack() as left:
        try:
            library = left.enter_context(open_library())
            given = put(library)
        except (StoreError, ConfigError) as problem:
            cure = "; ".join(filter(None, (problem.cure, "until then a page is shown, and nothing of it is kept")))
            complain(StoreError(problem.subject, problem.trouble, cure), debug=False)
            library, given = _put_elsewhere(left, put)
            library.notice = f"nothing is kept: the library {problem.trouble}"
        yield library, given


def _put_elsewhere(left: ExitStack, put: "Callable[[Library], T]") -> "tuple[Library, T]":
    """A library that is gone afterwards, and what it gave; in memory where the disk takes none."""
    import tempfile

    from threadreader.library.library import Library

    def try_to_put(place: str | None) -> "tuple[Library, T]":
        folder = tempfile.TemporaryDirectory(prefix="threadreader-", dir=place, ignore_cleanup_errors=True)
        library = left.enter_context(Library.open(find_paths(left.enter_context(folder))))
        return library, put(library)

    try:
        return try_to_put(None)
    except (StoreError, OSError):
        if not Path(_MEMORY).is_dir():
            raise
        return try_to_put(_MEMORY)


_LONG = 0.4
"""Seconds that nobody minds to look at nothing; what is shown for less than that flickers."""


@contextmanager
def say_meanwhile(said: str, *, after: float = _LONG) -> Iterator[None]:
    """A line on stderr as soon as what is done within takes longer than some seconds; none is left of it afterwards.

    It takes no thread, which a copy of this process would lack: a timer of the system interrupts what is done.
    """
    terminal = sys.__stderr__
    can_interrupt = hasattr(signal, "setitimer") and threading.current_thread() is threading.main_thread()
    if terminal is None or not terminal.isatty() or not can_interrupt:
        yield
        return
    # Not when the time is over: something else may be half imported then.
    from threadreader.render.width import cell_width, fit

    written = ""

    def write(*_: object) -> None:
        nonlocal written
        shown = fit(clean_line(said), shutil.get_terminal_size().columns - 1)
        # What was typed before may stand there.
        terminal.write(f"\r{shown}")
        terminal.flush()
        written = " " * cell_width(shown)

    before = signal.signal(signal.SIGALRM, write)
    signal.setitimer(signal.ITIMER_REAL, after)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
        if written:
            terminal.write(f"\r{written}\r")
            terminal.flush()


def open_page(arguments: argparse.Namespace) -> int:
    """Show a page or a stored thread, all pages of a thread, or the library to choose from."""
    pages: list[str] = arguments.pages
    files = [file_of(page, arguments.url) for page in pages]
    if any(file and file.content is not None for file, _ in files):
        _turn_to_terminal()
    if not _in_terminal():
        raise _no_terminal(pages, [file for file, _ in files])
    file, fragment = files[0] if files else (None, "")
    with Showing(plain=arguments.ascii) as showing:
        if len(files) > 1 or (file and file.path.is_dir()):
            return _show_files(showing, [_named(page, file) for page, (file, _) in zip(pages, files, strict=True)])
        if file:
            container = _open_or_choose(showing, file)
            return _show_page(showing, container, file.path, fragment) if container else 0
        with nothing_collected(), open_library() as library:
            number, fragment = stored_of(library, pages[0]) if pages else (None, "")
            return _show(showing, library, number, fragment)


def open_sample(arguments: argparse.Namespace) -> int:
    """Show the page that comes with the program."""
    from threadreader.library.reading import open_packed
    from threadreader.sample import NAME, sample_page

    if not _in_terminal():
        raise TerminalError("demo", "a terminal is needed to read it")
    with Showing(plain=arguments.ascii) as showing:
        return _show_page(showing, open_packed(sample_page(), NAME), Path(NAME))


def _open_or_choose(showing: Showing, file: "FileSource") -> "Container | None":
    """The page in a file, or that of several which the reader chooses; None where that is none."""
    from threadreader.library.files import list_pages, open_inner_page
    from threadreader.library.reading import open_page

    try:
        return open_page(file)
    except SeveralPagesError:
        pages = list_pages(file)
    from threadreader.tui.screens.pages import choose_page

    with showing.lent() as setup:
        chosen = choose_page(pages, file.path.name, setup)
    return None if chosen is None else open_inner_page(file, chosen)


def _named(page: str, file: "FileSource | None") -> "FileSource":
    if file is None:
        raise PageError(page, "is no page file, and only files are put together", "open it by itself")
    return file


def _show_page(showing: Showing, container: "Container", path: Path, fragment: str = "") -> int:
    """Show a page; where it is a newer save, at the first reply that is new."""

    def put(library: "Library") -> "ImportResult":
        with say_meanwhile(f"reading {path.name}"):
            return library.import_container(container, str(path))

    with holding(put) as (library, result):
        number = result.entry.number
        if fragment or not result.changes:
            return _show(showing, library, number, fragment)
        return _show_changes(showing, library, number, result.changes)


def _show_files(showing: Showing, files: "Sequence[FileSource]") -> int:
    """Show the thread that all files are of, else the library with what is in them."""
    from threadreader.library.importing import ImportFailure, ImportResult, Joined

    with holding(lambda library: _import_files(library, files)) as (library, outcomes):
        failures = [outcome for outcome in outcomes if isinstance(outcome, ImportFailure)]
        numbers = {outcome.entry.number for outcome in outcomes if isinstance(outcome, ImportResult)}
        for failure in failures if numbers else failures[1:]:
            complain(failure.error, debug=False)
        if not numbers:
            raise failures[0].error if failures else PageError(files[0].path, "holds no page with comments")
        if len(numbers) > 1:
            return _show(showing, library, None)
        whole = [outcome for outcome in outcomes if isinstance(outcome, Joined) and outcome.changes]
        (number,) = numbers
        if whole:
            return _show_changes(showing, library, number, whole[0].changes)
        return _show(showing, library, number)


def _import_files(library: "Library", files: "Sequence[FileSource]") -> "Sequence[Outcome]":
    """Put files in the library. Raises StoreError where it takes none."""
    from threadreader.cli.import_ import show_progress
    from threadreader.library.importing import ImportFailure

    with show_progress() as watch:
        outcomes = list(library.import_pages(files, watch=watch))
    for outcome in outcomes:
        if isinstance(outcome, ImportFailure) and isinstance(outcome.error, StoreError):
            raise outcome.error
    return outcomes


def _show(showing: Showing, library: "Library", number: int | None, fragment: str = "") -> int:
    """Show a thread at a comment, else at the first reply that came since the reader was in it; or the library."""
    from threadreader.library.maintenance import first_new

    start, said = (None, "") if number is None or fragment else first_new(library, number)
    if number is not None and fragment:
        start = comment_of(library, number, fragment)
    return showing.show(library, number, start, said)


def _show_changes(showing: Showing, library: "Library", number: int, changes: "Changes") -> int:
    """Show a thread at the first reply that came with the newest save, saying what did."""
    new = (each for each in library.open_thread(number).skeleton.ids if each in changes.new)
    return showing.show(library, number, next(new, None), f"same thread: {changes}")


def _in_terminal() -> bool:
    # Textual draws on stderr.
    return all(stream.isatty() for stream in (sys.stdin, sys.stdout, sys.stderr))


def _turn_to_terminal() -> None:
    """Let the keys come from the terminal, where what was piped in is read."""
    with contextlib.suppress(OSError):
        terminal = os.open("/dev/tty", os.O_RDWR)
        os.dup2(terminal, sys.stdin.fileno())
        os.close(terminal)


def _no_terminal(pages: "Sequence[str]", files: "Sequence[FileSource | None]") -> TerminalError:
    """Why pages cannot be shown, and what does without a terminal. Raises what `open` would where there is none."""
    if not pages:
        return TerminalError("library", "a terminal is needed to choose from it", "threadreader list prints it")
    import shlex

    from threadreader.library.reading import open_page

    for page, file in zip(pages, files, strict=True):
        if file is None:
            with open_library() as library:
                stored_of(library, page)
        elif not file.path.is_dir():
            open_page(file)
    named = " ".join(map(shlex.quote, pages))
    return TerminalError(pages[0], "a terminal is needed to read it", f"threadreader export {named} prints it")
