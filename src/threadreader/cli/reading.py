"""The commands that show a screen: what is read on it."""

import argparse
import contextlib
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from threadreader.cli.meanwhile import say_meanwhile
from threadreader.cli.references import comment_of, file_of, open_library, stored_of
from threadreader.cli.showing import Showing, nothing_collected
from threadreader.cli.speech import complain
from threadreader.errors import PageError, SeveralPagesError, StoreError, TerminalError

if TYPE_CHECKING:
    from threadreader.importer.container import Container
    from threadreader.library.files import FileSource
    from threadreader.library.importing import ImportResult, Outcome
    from threadreader.library.library import Library
    from threadreader.model.page import Changes


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
    from threadreader.library.files import list_pages, open_listed
    from threadreader.library.reading import open_page

    try:
        return open_page(file)
    except SeveralPagesError:
        pages = list_pages(file)
    from threadreader.tui.page_screen import choose_page

    with showing.lent() as setup:
        chosen = choose_page(pages, file.path.name, setup)
    return None if chosen is None else open_listed(file, chosen)


def _named(page: str, file: "FileSource | None") -> "FileSource":
    if file is None:
        raise PageError(page, "is no page file, and only files are put together", "open it by itself")
    return file


def _show_page(showing: Showing, container: "Container", path: Path, fragment: str = "") -> int:
    """Show a page; where it is a newer save, at the first reply that is new."""
    from threadreader.cli.holding import holding

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
    from threadreader.cli.holding import holding
    from threadreader.library.importing import ImportFailure, ImportResult, PutTogether

    with holding(lambda library: _import_files(library, files)) as (library, outcomes):
        failures = [outcome for outcome in outcomes if isinstance(outcome, ImportFailure)]
        numbers = {outcome.entry.number for outcome in outcomes if isinstance(outcome, ImportResult)}
        for failure in failures if numbers else failures[1:]:
            complain(failure.error, debug=False)
        if not numbers:
            raise failures[0].error if failures else PageError(files[0].path, "holds no page with comments")
        if len(numbers) > 1:
            return _show(showing, library, None)
        whole = [outcome for outcome in outcomes if isinstance(outcome, PutTogether) and outcome.changes]
        (number,) = numbers
        if whole:
            return _show_changes(showing, library, number, whole[0].changes)
        return _show(showing, library, number)


def _import_files(library: "Library", files: "Sequence[FileSource]") -> "Sequence[Outcome]":
    """Put files in the library. Raises StoreError where it takes none."""
    from threadreader.cli.importing import show_progress
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
