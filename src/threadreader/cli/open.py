"""Commands `open` and `demo`: import a page and show it, or show a stored thread or the library.

If the library cannot be opened or written, a temporary one stands in for it.
"""

import argparse
import contextlib
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from msgspec.structs import replace

from threadreader.cli.output import is_dumb, print_error, progress_line
from threadreader.cli.page_argument import check_argument, file_of, open_library, start_of, thread_of
from threadreader.cli.startup import Startup
from threadreader.errors import ConfigError, PageError, SeveralPagesError, StoreError, TerminalError
from threadreader.paths import find_paths

if TYPE_CHECKING:
    from threadreader.library.files import FileSource
    from threadreader.library.importing import ImportResult, Outcome
    from threadreader.library.library import Library
    from threadreader.model.page import Changes


T = TypeVar("T")

# Memory file system of Linux.
_MEMORY = "/dev/shm"  # noqa: S108 - in a folder of its own there


@contextmanager
def _library_or_fallback(put: "Callable[[Library], T]") -> "Iterator[tuple[Library, T]]":
    """Call `put` with the library, or with a temporary one if that fails; yields the library and the result."""
    with ExitStack() as stack:
        try:
            library = stack.enter_context(open_library())
            result = put(library)
        except (StoreError, ConfigError) as problem:
            cure = "; ".join(filter(None, (problem.cure, "until then pages open, but changes are not saved")))
            print_error(StoreError(problem.subject, problem.trouble, cure), debug=False)
            library, result = _put_in_fallback(stack, put)
            library.notice = f"changes are not saved: the library {problem.trouble}"
        yield library, result


def _put_in_fallback(stack: ExitStack, put: "Callable[[Library], T]") -> "tuple[Library, T]":
    """Call `put` with a temporary library, in memory if the disk is full."""
    import tempfile

    from threadreader.library.library import Library

    def try_in(parent: str | None) -> "tuple[Library, T]":
        folder = tempfile.TemporaryDirectory(prefix="threadreader-", dir=parent, ignore_cleanup_errors=True)
        library = stack.enter_context(Library.open(find_paths(stack.enter_context(folder)), backed_up=False))
        return library, put(library)

    try:
        return try_in(None)
    except (StoreError, OSError):
        if not Path(_MEMORY).is_dir():
            raise
        return try_in(_MEMORY)


def open_page(arguments: argparse.Namespace) -> int:
    """Show a page, a stored thread, all pages of a thread, or the library."""
    pages: list[str] = arguments.pages
    files = [file_of(page, arguments.url) for page in pages]
    if any(file and file.content is not None for file, _ in files):
        _read_keys_from_terminal()
    if not _in_terminal():
        if pages and sys.stdout.isatty():
            from threadreader.cli.read import load_page, print_thread

            print_thread(*load_page(pages, arguments.url))
            return 0
        raise _no_terminal_error(pages, [file for file, _ in files])
    file, fragment = files[0] if files else (None, "")
    with Startup(plain=arguments.ascii) as startup:
        if len(files) > 1 or (file and file.path.is_dir()):
            return _show_files(
                startup, [_require_file(page, file) for page, (file, _) in zip(pages, files, strict=True)]
            )
        if file:
            try:
                return _show_page(startup, file, fragment)
            except SeveralPagesError:
                chosen = _choose(startup, file)
            return _show_page(startup, chosen, fragment) if chosen else 0
        with open_library() as library:
            number, fragment = thread_of(library, pages[0]) if pages else (None, "")
            return _show(startup, library, number, fragment)


def open_sample(arguments: argparse.Namespace) -> int:
    """Show the sample page."""
    from threadreader.library.files import FileSource
    from threadreader.sample import NAME, sample_page

    file = FileSource(Path(NAME), content=sample_page())
    if not _in_terminal():
        if not sys.stdout.isatty():
            raise TerminalError("demo", f"needs {_needed_terminal()}")
        from threadreader.cli.read import print_thread
        from threadreader.library.exporting import load_for_export

        print_thread(load_for_export([file]))
        return 0
    with Startup(plain=arguments.ascii) as startup:
        return _show_page(startup, file)


def _choose(startup: Startup, file: "FileSource") -> "FileSource | None":
    """Let the user choose one of several pages in a file, None if none was chosen."""
    from threadreader.library.reading import list_pages

    pages = list_pages(file)
    from threadreader.tui.app import choose_page

    with startup.lend_terminal() as setup:
        chosen = choose_page(pages, file.path.name, setup)
    return None if chosen is None else replace(file, index=chosen)


def _require_file(page: str, file: "FileSource | None") -> "FileSource":
    if file is None:
        raise PageError(page, "is not a page file, and only files can be combined", "open it by itself")
    return file


def _show_page(startup: Startup, file: "FileSource", fragment: str = "") -> int:
    """Show a page, a newer save of a known one at the first new reply."""

    def put(library: "Library") -> "ImportResult":
        with progress_line(f"reading {file.path.name}"):
            return library.import_page(file)

    with _library_or_fallback(put) as (library, result):
        return _show(startup, library, result.entry.number, fragment, result.changes)


def _show_files(startup: Startup, files: "Sequence[FileSource]") -> int:
    """Show the one thread of all files, or the library if they have several."""
    from threadreader.library.importing import ImportFailure, ImportResult, Joined

    with _library_or_fallback(lambda library: _import_files(library, files)) as (library, outcomes):
        failures = [
            outcome for outcome in outcomes if isinstance(outcome, ImportFailure) and not outcome.is_passed_over
        ]
        numbers = {outcome.entry.number for outcome in outcomes if isinstance(outcome, ImportResult)}
        for failure in failures if numbers else failures[1:]:
            print_error(failure.error, debug=False)
        if not numbers:
            raise failures[0].error if failures else PageError(files[0].path, "has no page with comments")
        number = numbers.pop() if len(numbers) == 1 else None
        joined = (outcome.changes for outcome in outcomes if isinstance(outcome, Joined) and outcome.changes)
        return _show(startup, library, number, changes=next(joined, None))


def _import_files(library: "Library", files: "Sequence[FileSource]") -> "Sequence[Outcome]":
    """Import files into the library. Raises StoreError if it cannot be written."""
    from threadreader.cli.import_ import show_progress
    from threadreader.library.importing import ImportFailure

    with show_progress() as watch:
        outcomes = list(library.import_pages(files, watch=watch))
    for outcome in outcomes:
        if isinstance(outcome, ImportFailure) and isinstance(outcome.error, StoreError):
            raise outcome.error
    return outcomes


def _show(
    startup: Startup, library: "Library", number: int | None, fragment: str = "", changes: "Changes | None" = None
) -> int:
    """Show a thread, or the library.

    It begins at a comment, else at the first reply that is new by the `changes` of the newest save, of which there is
    a summary, or that is new since the thread was last open.
    """
    from threadreader.library.read_state import first_new
    from threadreader.model.stored_thread import Start

    if number is None:
        return startup.show(library, None, None)
    if fragment:
        return startup.show(library, number, start_of(library, number, fragment))
    if changes:
        new = next((each for each in library.open_thread(number).skeleton.ids if each in changes.new), None)
        greeting = f"same thread: {changes}"
    else:
        new, greeting = first_new(library, number)
    return startup.show(library, number, Start(new) if new else None, greeting)


def _in_terminal() -> bool:
    """True where a screen can be shown; Textual draws on stderr."""
    return all(stream.isatty() for stream in (sys.stdin, sys.stdout, sys.stderr)) and not is_dumb()


def _needed_terminal() -> str:
    return f"a terminal that can move its cursor (TERM is {os.environ['TERM']})" if is_dumb() else "a terminal"


def _read_keys_from_terminal() -> None:
    """Read keys from the terminal when a page was piped into stdin."""
    with contextlib.suppress(OSError):
        terminal = os.open("/dev/tty", os.O_RDWR)
        os.dup2(terminal, sys.stdin.fileno())
        os.close(terminal)


def _no_terminal_error(pages: "Sequence[str]", files: "Sequence[FileSource | None]") -> TerminalError:
    """Error of `open` without a terminal, naming the command that needs none; raises the error of a wrong PAGE."""
    if not pages:
        return TerminalError("library", f"needs {_needed_terminal()}", "threadreader list prints it instead")
    import shlex

    for page, file in zip(pages, files, strict=True):
        check_argument(page, file)
    quoted = " ".join(map(shlex.quote, pages))
    return TerminalError(pages[0], f"needs {_needed_terminal()}", f"threadreader read {quoted} prints it instead")
