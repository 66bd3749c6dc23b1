"""The commands that show a screen: what is read on it, and where it is kept."""

import argparse
import contextlib
import os
import shlex
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from threadreader.cli.references import comment_of, file_of, open_library, stored_of
from threadreader.cli.speech import complain
from threadreader.errors import ConfigError, StoreError, TerminalError
from threadreader.model.clean import clean_line
from threadreader.paths import find_paths

if TYPE_CHECKING:
    from threadreader.importer.container import Container
    from threadreader.library import FileSource, Library


def open_page(arguments: argparse.Namespace) -> int:
    """Show a page or a stored thread, or the library to choose from."""
    from threadreader.library import open_page

    page: str | None = arguments.page
    file, fragment = (None, "") if page is None else file_of(page, arguments.url)
    if file and file.content is not None:
        _turn_to_terminal()
    if not _in_terminal():
        raise _no_terminal(page, file)
    if file:
        return _show_page(open_page(file), file.path, fragment)
    with open_library() as library:
        number, fragment = (None, "") if page is None else stored_of(library, page)
        return _show(library, number, fragment)


def open_sample(_: argparse.Namespace) -> int:
    """Show the page that comes with the program."""
    from threadreader.library import open_packed
    from threadreader.sample import NAME, sample_page

    if not _in_terminal():
        raise TerminalError("demo", "a terminal is needed to read it")
    return _show_page(open_packed(sample_page(), NAME), Path(NAME))


def _show_page(container: "Container", path: Path, fragment: str = "") -> int:
    with _holding(container, path) as (library, number):
        return _show(library, number, fragment)


def _show(library: "Library", number: int | None, fragment: str) -> int:
    from threadreader.config import load_config
    from threadreader.tui.app import ThreadreaderApp, run
    from threadreader.tui.setup import make_setup

    start = None if number is None else comment_of(library, number, fragment)
    file = find_paths().config_file
    loaded = load_config(file)
    setup, troubles = make_setup(loaded.config, file)
    problems = (*loaded.problems, *(ConfigError(file, trouble) for trouble in troubles))
    for problem in problems:
        complain(problem, debug=False)
    run(ThreadreaderApp(library, loaded.config, setup, number=number, start=start, greeting=_greeting(problems)))
    return 0


def _greeting(problems: Sequence[ConfigError]) -> str:
    """What is said at the bottom of the first screen of settings that were not taken."""
    if not problems:
        return ""
    first, *others = problems
    said = ConfigError(Path(first.subject).name, first.trouble, first.cure)
    return clean_line(f"{said}{f' (and {len(others)} more)' if others else ''}")


@contextmanager
def _holding(container: "Container", path: Path) -> "Iterator[tuple[Library, int]]":
    """The library with a page in it; where it takes none, another that is gone afterwards."""
    from threadreader.library import Library

    with ExitStack() as left:
        try:
            library = left.enter_context(open_library())
            number = library.import_container(container, path, link_later=True).entry.number
        except StoreError as problem:
            cure = f"{problem.cure}; until then a page is shown, and nothing of it is kept"
            complain(StoreError(problem.subject, problem.trouble, cure), debug=False)
            folder = tempfile.TemporaryDirectory(prefix="threadreader-", ignore_cleanup_errors=True)
            library = left.enter_context(Library.open(find_paths(left.enter_context(folder))))
            number = library.import_container(container, path, link_later=True).entry.number
        yield library, number


def _in_terminal() -> bool:
    # Textual draws on stderr.
    return all(stream.isatty() for stream in (sys.stdin, sys.stdout, sys.stderr))


def _turn_to_terminal() -> None:
    """Let the keys come from the terminal, where what was piped in is read."""
    with contextlib.suppress(OSError):
        terminal = os.open("/dev/tty", os.O_RDWR)
        os.dup2(terminal, sys.stdin.fileno())
        os.close(terminal)


def _no_terminal(page: str | None, file: "FileSource | None") -> TerminalError:
    """Why a page cannot be shown, and what does without a terminal. Raises what `open` would where there is none."""
    if page is None:
        return TerminalError("library", "a terminal is needed to choose from it", "threadreader list prints it")
    from threadreader.library import open_page

    if file:
        open_page(file)
    else:
        with open_library() as library:
            stored_of(library, page)
    return TerminalError(page, "a terminal is needed to read it", f"threadreader export {shlex.quote(page)} prints it")
