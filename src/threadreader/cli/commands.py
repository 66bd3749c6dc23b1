"""What each command does: arguments in, use cases, the exit code out."""

import argparse
import os
import shlex
import shutil
import sys
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

from threadreader.cli.speech import complain, say, table
from threadreader.errors import ExportError, TerminalError
from threadreader.model.clean import clean, clean_line
from threadreader.paths import find_paths

if TYPE_CHECKING:
    from threadreader.library import ImportResult, Library
    from threadreader.model.thread import CommentId


def open_page(arguments: argparse.Namespace) -> int:
    """Show a page or a stored thread, or the library to choose from."""
    _need_terminal(arguments.page or "PAGE")
    with open_library() as library:
        number, start = (None, None) if arguments.page is None else _locate(library, arguments.page)
        return _show(library, number, start)


def open_sample(_: argparse.Namespace) -> int:
    """Show the page that comes with the program."""
    from threadreader.sample import NAME, sample_page

    _need_terminal("PAGE")
    with open_library() as library:
        return _show(library, library.import_bytes(sample_page(), Path(NAME)).entry.number, None)


def import_pages(arguments: argparse.Namespace) -> int:
    """Put pages in the library, saying of each what became of it."""
    from threadreader.library import ImportFailure

    arrived: Counter[str] = Counter()
    failures: list[ImportFailure] = []
    with open_library() as library:
        for result in library.import_pages(arguments.pages):
            if isinstance(result, ImportFailure):
                failures.append(result)
                say(f"{clean_line(str(result.path))}: failed")
            else:
                arrived[result.arrival] += 1
                _say_imported(result)
            sys.stdout.flush()
    known = arrived.pop("known", 0)
    say(f"{arrived.total()} imported, {known} already there, {len(failures)} failed")
    sys.stdout.flush()
    for failure in failures:
        complain(failure.error, debug=arguments.debug)
    return 1 if failures else 0


def list_threads(_: argparse.Namespace) -> int:
    """Say what is in the library."""
    with open_library() as library:
        entries = library.threads()
    if not entries:
        say("The library is empty: threadreader import PAGE puts a page in it.")
        return 0
    for line in table(entries, shutil.get_terminal_size().columns if sys.stdout.isatty() else None):
        say(line)
    return 0


def list_folders(_: argparse.Namespace) -> int:
    """Say where things are kept."""
    paths = find_paths()
    for name, path in (("library", paths.library), ("config", paths.config_file), ("cache", paths.cache)):
        say(f"{name:9}{clean_line(str(path))}")
    return 0


def export_page(arguments: argparse.Namespace) -> int:
    """Write a page or a stored thread to a file or to stdout."""
    from threadreader.library import read_exported, render_export, write_export

    path, _ = file_of(arguments.page)
    if path:
        exported = read_exported(path, arguments.without)
    elif arguments.without:
        raise ExportError(arguments.page, "is no page file, and --without is for those", "name the file of the page")
    else:
        with open_library() as library:
            exported = library.exported(library.find(arguments.page).number)
    text = render_export(exported, arguments.format, arguments.width)
    if arguments.output:
        write_export(text, arguments.output, overwrite=arguments.force)
    else:
        sys.stdout.write(clean(text) if sys.stdout.isatty() else text)
    return 0


def open_library() -> "Library":
    from threadreader.library import Library

    return Library.open(find_paths())


def _locate(library: "Library", reference: str) -> "tuple[int, CommentId | None]":
    """The number of what PAGE names, imported where it is a file, and the comment to begin at."""
    path, fragment = file_of(reference)
    if path:
        return library.import_page(path, link_later=True).entry.number, _comment_id(fragment)
    number, _, fragment = reference.rpartition("#")
    if number.isdigit():
        return library.find(number).number, _comment_id(fragment)
    return library.find(reference).number, None


def _comment_id(fragment: str) -> "CommentId | None":
    from threadreader.model.thread import CommentId

    return CommentId(clean_line(fragment)) if fragment else None


def file_of(reference: str) -> tuple[Path | None, str]:
    """The file that PAGE names, and what follows its `#`; a file with `#` in its own name wins."""
    if os.path.lexists(reference):
        return Path(reference), ""
    before, mark, fragment = reference.rpartition("#")
    return (Path(before), fragment) if mark and os.path.lexists(before) else (None, "")


def _show(library: "Library", number: int | None, start: "CommentId | None") -> int:
    from threadreader.config import load_config
    from threadreader.tui.app import run

    run(library, load_config(find_paths().config_file), number=number, start=start)
    return 0


def _need_terminal(page: str) -> None:
    # Textual draws on stderr.
    if not all(stream.isatty() for stream in (sys.stdin, sys.stdout, sys.stderr)):
        cure = f"threadreader export {shlex.quote(page)} prints it"
        raise TerminalError(page, "a terminal is needed to read it", cure)


def _say_imported(result: "ImportResult") -> None:
    entry = result.entry
    comments = "1 comment" if entry.comments == 1 else f"{entry.comments:,} comments"
    what = {
        "new": f"imported as {entry.number}, {comments}",
        "known": f"already there as {entry.number}",
        "newer": f"imported as the newest save of {entry.number}, {comments}",
        "older": f"imported as an older save of {entry.number}, which still shows the newest",
    }[result.arrival]
    say(f"{clean_line(str(result.path))}: {what}: {clean_line(entry.page.title or 'Untitled page')}")
    if result.notes:
        say(f"  {_in_a_line(result)}")


def _in_a_line(result: "ImportResult") -> str:
    """What is not as it should be with an import: what the page lacks, else how much there is to be read of."""
    lacking = [note.message for note in result.notes if note.where == "page"]
    others = len(result.notes) - len(lacking)
    notes = "1 note" if others == 1 else f"{others:,} notes"
    said = f"page: {clean_line('; '.join(lacking))}" if lacking else notes
    return said if lacking and not others else f"{said} (threadreader inspect {result.entry.number})"
