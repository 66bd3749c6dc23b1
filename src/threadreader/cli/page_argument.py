"""What PAGE means: a file, or a thread of the library, and the comment that follows its `#`.

The folders that are used: the usual ones, and for the library the one that the settings name.
"""

import argparse
import os
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from threadreader.cli.output import say
from threadreader.errors import ThreadNotFoundError
from threadreader.model.text import clean_line
from threadreader.paths import Paths, find_paths

if TYPE_CHECKING:
    from threadreader.library.files import FileSource
    from threadreader.library.library import Library
    from threadreader.model.thread import CommentId


def list_folders(_: argparse.Namespace) -> int:
    """Say where things are kept."""
    paths = used_paths()
    for name, path in (("library", paths.library), ("config", paths.config_file), ("cache", paths.cache)):
        say(f"{name:9}{clean_line(str(path))}")
    return 0


def used_paths() -> Paths:
    """Where everything is. Raises ConfigError where it is not known where the library is."""
    from threadreader.config import library_folder

    paths = find_paths()
    folder = library_folder(paths.config_file)
    return replace(paths, data=folder) if folder else paths


STANDARD_INPUT = "-"
"""What PAGE is where a page is piped in."""


def open_library() -> "Library":
    from threadreader.library.library import Library

    return Library.open(used_paths())


def file_of(reference: str, url: str | None = None) -> "tuple[FileSource | None, str]":
    """The file that PAGE names, and what follows its `#`; a file with `#` or `!/` in its own name wins.

    Of several pages in it, `url` is the one that is meant, as is what follows `!/`. Raises PageError where `-` cannot
    be read.
    """
    before, mark, fragment = reference.rpartition("#")
    for named, part in ((reference, ""), (before, fragment)) if mark else ((reference, ""),):
        if named == STANDARD_INPUT:
            from threadreader.library.files import standard_input

            return standard_input(url), part
        if os.path.lexists(named):
            return _file_source(named, url), part
        file, separator, inner = named.partition("!/")
        if separator and os.path.lexists(file):
            return _file_source(file, inner.partition("#")[0]), part or inner.partition("#")[2]
    return None, ""


def _file_source(name: str, url: str | None) -> "FileSource":
    from threadreader.library.files import FileSource

    return FileSource(Path(name), url=url)


def files_of(references: Iterable[str], url: str | None) -> "Iterator[FileSource]":
    """The files that several PAGEs name; what names none is given as a file too, since opening it says so."""
    from threadreader.library.files import FileSource

    for reference in references:
        yield file_of(reference, url)[0] or FileSource(Path(reference))


def stored_of(library: "Library", reference: str) -> tuple[int, str]:
    """The number of the thread that PAGE names, and what follows its `#`; a title with `#` in it wins.

    Raises ThreadNotFoundError.
    """
    before, mark, fragment = reference.rpartition("#")
    if before.isdigit():
        return library.find(before).number, fragment
    try:
        return library.find(reference).number, ""
    except ThreadNotFoundError:
        if not mark or not before.strip():
            raise
    return library.find(before).number, fragment


def comment_of(library: "Library", number: int, fragment: str) -> "CommentId | None":
    """The comment of a thread that a fragment names, by its id or by the number in it."""
    from threadreader.model.thread import CommentId

    name = clean_line(fragment)
    if name.isdigit():
        ids = library.open_thread(number).skeleton.position
        numbered = CommentId(f"comment-{name}")
        if CommentId(name) not in ids and numbered in ids:
            return numbered
    return CommentId(name) if name else None
