"""Commands `completion` and `man`: files of the package for shells and for man, and what completions ask for."""

import argparse
import os
import shutil
import sys
from importlib.resources import files

from threadreader.cli.output import print_line
from threadreader.cli.programs import run_in_terminal
from threadreader.model.text import clean_line

_FILES = {"bash": "threadreader.bash", "zsh": "_threadreader", "fish": "threadreader.fish"}
_MANUAL_PAGE = "threadreader.1"

# More are not looked through in a terminal.
_MAX_THREADS = 500


def print_completion(arguments: argparse.Namespace) -> int:
    """Print a shell's completion, or the candidates that it asks for: a number and a title, or a name, a line."""
    if arguments.wanted in _FILES:
        file = files("threadreader").joinpath("shell", _FILES[arguments.wanted])
        sys.stdout.write(file.read_text(encoding="utf-8"))
    elif arguments.wanted == "threads":
        for line in _threads():
            print_line(line)
    else:
        from threadreader.library.reading import list_adapters

        for name, *_ in list_adapters()[0]:
            print_line(name)
    return 0


def _threads() -> list[str]:
    from threadreader.cli.page_argument import open_library, resolve_paths

    if not resolve_paths().library.exists():
        return []
    with open_library() as library:
        newest = library.threads(_MAX_THREADS, newest=True)
    return [f"{entry.number}\t{clean_line(entry.page.title) or 'Untitled page'}" for entry in newest]


def show_manual_page(_: argparse.Namespace) -> int:
    """Show the manual page by man on a terminal, else print its source."""
    page = files("threadreader").joinpath("shell", _MANUAL_PAGE)
    if sys.stdout.isatty() and shutil.which("man") and os.path.exists(str(page)):  # noqa: PTH110 - it may be in a zip
        return run_in_terminal(["man", "-l", str(page)])
    sys.stdout.write(page.read_text(encoding="utf-8"))
    return 0
