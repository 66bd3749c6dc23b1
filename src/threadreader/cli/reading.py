"""The commands that show a screen: what is read on it, and where it is kept."""

import argparse
import contextlib
import gc
import os
import shutil
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, replace
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from threadreader import __version__
from threadreader.cli.early_screen import EarlyScreen
from threadreader.cli.last_screen import LastScreen
from threadreader.cli.references import comment_of, file_of, open_library, stored_of
from threadreader.cli.speech import complain
from threadreader.errors import ConfigError, PageError, SeveralPagesError, StoreError, TerminalError, ThreadreaderError
from threadreader.model.clean import clean_line
from threadreader.paths import find_paths, last_screen_of

if TYPE_CHECKING:
    from threadreader.config import Loaded
    from threadreader.importer.container import Container
    from threadreader.library.files import FileSource
    from threadreader.library.importing import Outcome
    from threadreader.library.library import Library
    from threadreader.model.changes import Changes
    from threadreader.model.thread import CommentId
    from threadreader.tui.setup import Setup

T = TypeVar("T")

_MEMORY = "/dev/shm"  # noqa: S108 - in a folder of its own there
"""A folder that is on no disk, on systems that have one."""


def open_page(arguments: argparse.Namespace) -> int:
    """Show a page or a stored thread, all pages of a thread, or the library to choose from."""
    pages: list[str] = arguments.pages
    files = [file_of(page, arguments.url) for page in pages]
    if any(file and file.content is not None for file, _ in files):
        _turn_to_terminal()
    if not _in_terminal():
        raise _no_terminal(pages, [file for file, _ in files])
    file, fragment = files[0] if files else (None, "")
    if len(files) > 1 or (file and file.path.is_dir()):
        sources = [_named(page, file) for page, (file, _) in zip(pages, files, strict=True)]
        return _show_files(sources, plain=arguments.ascii)
    if file:
        container = _open_or_choose(file, plain=arguments.ascii)
        return _show_page(container, file.path, fragment, plain=arguments.ascii) if container else 0
    with _nothing_collected(), open_library() as library:
        number, fragment = stored_of(library, pages[0]) if pages else (None, "")
        return _show(library, number, fragment, plain=arguments.ascii)


def open_sample(arguments: argparse.Namespace) -> int:
    """Show the page that comes with the program."""
    from threadreader.library.reading import open_packed
    from threadreader.sample import NAME, sample_page

    if not _in_terminal():
        raise TerminalError("demo", "a terminal is needed to read it")
    return _show_page(open_packed(sample_page(), NAME), Path(NAME), plain=arguments.ascii)


def _open_or_choose(file: "FileSource", *, plain: bool) -> "Container | None":
    """The page in a file, or that of several which the reader chooses; None where that is none."""
    from threadreader.library.inner_pages import list_pages, open_listed
    from threadreader.library.reading import open_page

    try:
        return open_page(file)
    except SeveralPagesError:
        pages = list_pages(file)
    from threadreader.tui.page_screen import choose_page

    setup, _ = _setup(_wanted(plain=plain))
    chosen = choose_page(pages, file.path.name, setup)
    return None if chosen is None else open_listed(file, chosen)


def _named(page: str, file: "FileSource | None") -> "FileSource":
    if file is None:
        raise PageError(page, "is no page file, and only files are put together", "open it by itself")
    return file


def _show_page(container: "Container", path: Path, fragment: str = "", *, plain: bool) -> int:
    """Show a page; where it is a newer save, at the first reply that is new."""
    with _holding(lambda library: library.import_container(container, str(path))) as (library, result):
        number = result.entry.number
        if fragment or not result.changes:
            return _show(library, number, fragment, plain=plain)
        return _show_changes(library, number, result.changes, plain=plain)


def _show_files(files: "Sequence[FileSource]", *, plain: bool) -> int:
    """Show the thread that all files are of, else the library with what is in them."""
    from threadreader.library.importing import ImportFailure, ImportResult, PutTogether

    with _holding(lambda library: _import_files(library, files)) as (library, outcomes):
        failures = [outcome for outcome in outcomes if isinstance(outcome, ImportFailure)]
        numbers = {outcome.entry.number for outcome in outcomes if isinstance(outcome, ImportResult)}
        for failure in failures if numbers else failures[1:]:
            complain(failure.error, debug=False)
        if not numbers:
            raise failures[0].error if failures else PageError(files[0].path, "holds no page with comments")
        if len(numbers) > 1:
            return _show(library, None, plain=plain)
        whole = [outcome for outcome in outcomes if isinstance(outcome, PutTogether) and outcome.changes]
        (number,) = numbers
        if whole:
            return _show_changes(library, number, whole[0].changes, plain=plain)
        return _show(library, number, plain=plain)


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


def _show(library: "Library", number: int | None, fragment: str = "", *, plain: bool) -> int:
    """Show a thread at a comment, else at the first reply that came since the reader was in it; or the library."""
    from threadreader.library.marking import first_new

    start, said = (None, "") if number is None or fragment else first_new(library, number)
    if number is not None and fragment:
        start = comment_of(library, number, fragment)
    return _run(library, number, start, said, plain=plain)


def _show_changes(library: "Library", number: int, changes: "Changes", *, plain: bool) -> int:
    """Show a thread at the first reply that came with the newest save, saying what did."""
    new = (each for each in library.open_thread(number).skeleton.ids if each in changes.new)
    return _run(library, number, next(new, None), f"same thread: {changes}", plain=plain)


def _run(library: "Library", number: int | None, start: "CommentId | None", said: str = "", *, plain: bool) -> int:
    with _nothing_collected(), EarlyScreen() as early:
        wanted = _wanted(plain=plain)
        is_where_it_was = number is not None and start is None and not library.read_only
        last = LastScreen(last_screen_of(library.file), lambda: _state(library, number or 0, wanted))
        if is_where_it_was and not (said or wanted.problems):
            early.show(last.load())
        setup, problems = _setup(wanted)
        for problem in problems:
            complain(problem, debug=False)
        greeting, begun = _greeting(problems) or said, None
        if not early.is_shown:
            from threadreader.tui.first_frame import begin, draw_first

            begun = begin(library, wanted.config, setup, number, start=start, greeting=greeting)
            early.show(draw_first(begun, setup, shutil.get_terminal_size()))
        from threadreader.tui.app import ThreadreaderApp, run

        app = ThreadreaderApp(
            *(library, wanted.config, setup),
            number=number,
            start=start,
            greeting=greeting,
            begun=begun,
            let_go=early.let_go if early.is_shown else None,
        )
        run(app)
    if number is not None and not problems and not library.read_only:
        _keep_screen(last, library, number, wanted)
    return 0


def _keep_screen(last: LastScreen, library: "Library", number: int, wanted: "Loaded") -> None:
    """Keep the screen that a thread is opened with the next time, unless it is read again before."""
    from threadreader.tui.first_frame import begin, draw_first

    with contextlib.suppress(ThreadreaderError):
        if not library.is_outdated(number):
            setup, _ = _setup(wanted)
            begun = begin(library, wanted.config, setup, number)
            last.keep(draw_first(begun, setup, shutil.get_terminal_size()))


def _state(library: "Library", number: int, wanted: "Loaded") -> object:
    """All in the library, in the settings and in what was chosen that the first screen of a thread depends on."""
    from threadreader.library.standing import state_of
    from threadreader.remembered import load_choices

    choices = load_choices(find_paths().choices_file)
    settings = [asdict(wanted.config), sorted(wanted.named), asdict(choices)]
    return [__version__, str(library.file), number, state_of(library, number), settings]


@contextmanager
def _nothing_collected() -> Iterator[None]:
    """Until something is shown all that is made is in use: looking for garbage in it takes a fifth of the time.

    The program on the screen looks for it again.
    """
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def _wanted(*, plain: bool) -> "Loaded":
    """How the reader wants the screens."""
    from threadreader.config import load_config

    loaded = load_config(find_paths().config_file)
    return replace(loaded, config=replace(loaded.config, signs="ascii")) if plain else loaded


def _setup(wanted: "Loaded") -> "tuple[Setup, Sequence[ConfigError]]":
    """What the screens are made with, and what is wrong with what the settings say of that."""
    from threadreader.remembered import Memory
    from threadreader.tui.setup import make_setup

    paths, colored = find_paths(), "NO_COLOR" not in os.environ
    file, memory = paths.config_file, Memory(paths.choices_file)
    setup, troubles = make_setup(wanted.config, file, colored=colored, memory=memory, named=wanted.named)
    return setup, (*wanted.problems, *(ConfigError(file, trouble) for trouble in troubles))


def _greeting(problems: Sequence[ConfigError]) -> str:
    """What is said at the bottom of the first screen of settings that were not taken."""
    if not problems:
        return ""
    first, *others = problems
    said = ConfigError(Path(first.subject).name, first.trouble, first.cure)
    return clean_line(f"{said}{f' (and {len(others)} more)' if others else ''}")


@contextmanager
def _holding(put: "Callable[[Library], T]") -> "Iterator[tuple[Library, T]]":
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
