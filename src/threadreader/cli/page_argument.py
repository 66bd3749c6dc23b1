"""Resolve PAGE to a file, or to a thread of the library, and to the comment after its `#`.

Also the folders in use: the platform's, or for the library the one in the settings.
"""

import os
from collections.abc import Collection, Iterable, Iterator
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec.structs import replace

from threadreader.cli.output import progress_line
from threadreader.errors import ThreadNotFoundError
from threadreader.model.text import clean_line, is_relative
from threadreader.paths import Paths, find_paths

if TYPE_CHECKING:
    from threadreader.library.files import FileSource
    from threadreader.library.library import Library
    from threadreader.model.stored_thread import Start
    from threadreader.model.thread import CommentId


def resolve_paths() -> Paths:
    """Folders in use. Raises ConfigError for a wrong library folder in the settings."""
    paths = find_paths()
    if not _is_there(str(paths.config_file)):
        return paths
    from threadreader.config import library_folder

    folder = library_folder(paths.config_file)
    return replace(paths, data=folder) if folder else paths


def open_library() -> "Library":
    """Open the library in use; one of an older version is brought to this one, and a line says so meanwhile."""
    from threadreader.library.library import Library

    message = "updating the library to this version, once; ^c cancels and changes nothing"
    return Library.open(resolve_paths(), upgrading=partial(progress_line, message))


def file_of(reference: str, url: str | None = None) -> "tuple[FileSource | None, str]":
    """Resolve PAGE to a file and the fragment after `#`; a file with `#` or `!/` in its own name wins.

    Of several pages in a file `url`, or what follows `!/`, selects one; `-` is stdin. Raises PageError for unreadable
    stdin.
    """
    before, mark, fragment = reference.rpartition("#")
    for name, part in ((reference, ""), (before, fragment)) if mark else ((reference, ""),):
        if name == "-":
            from threadreader.library.files import standard_input

            return standard_input(url), part
        if _is_there(name):
            return _file_source(name, url), part
        file, separator, inner = name.partition("!/")
        if separator and _is_there(file):
            return _file_source(file, inner.partition("#")[0]), part or inner.partition("#")[2]
    return None, ""


def _is_there(name: str) -> bool:
    """True if a file has a name, or may have it, in a folder that is not to be read: opening it says that."""
    try:
        os.lstat(name)
    except PermissionError:
        return True
    except (OSError, ValueError):
        return False
    return True


def _file_source(name: str, url: str | None) -> "FileSource":
    from threadreader.library.files import FileSource

    return FileSource(Path(name), url=url)


def files_of(references: Iterable[str], url: str | None) -> "Iterator[FileSource]":
    """Files of several PAGEs; one that names none counts as a file, which cannot be opened."""
    from threadreader.library.files import FileSource

    for reference in references:
        yield file_of(reference, url)[0] or FileSource(Path(reference))


def thread_of(library: "Library", reference: str) -> tuple[int, str]:
    """Resolve PAGE to the number of a stored thread and the fragment after `#`; a title with `#` in it wins.

    Raises ThreadNotFoundError.
    """
    before, mark, fragment = reference.rpartition("#")
    if before.isdigit():
        return library.find(before).number, fragment
    try:
        # The fragment of an address is none of a title.
        return library.find(reference).number, fragment if mark and not is_relative(reference) else ""
    except ThreadNotFoundError:
        if not mark or not before.strip():
            raise
    return library.find(before).number, fragment


def check_argument(page: str, file: "FileSource | None") -> None:
    """Raise what is wrong with PAGE, which names a file or a stored thread."""
    if file is None:
        with open_library() as library:
            thread_of(library, page)
    elif not file.path.is_dir():
        from threadreader.library.reading import check_page

        check_page(file)


def start_of(library: "Library", number: int, fragment: str) -> "Start | None":
    """Place in a stored thread that a fragment names: a comment by its id or its number, words, or both."""
    from threadreader.model.annotation import TextFragment
    from threadreader.model.stored_thread import Start

    name, words = TextFragment.parse(fragment)
    ids = library.open_thread(number).skeleton.position if clean_line(name).isdigit() else {}
    comment = comment_in(ids, name)
    return Start(comment, words) if comment or words else None


def comment_in(ids: Collection["CommentId"], fragment: str) -> "CommentId | None":
    """Comment with the id in a fragment, or with the number in it where there is no such id; None for an empty one."""
    from threadreader.model.thread import CommentId

    name = clean_line(fragment)
    if name.isdigit():
        numbered = CommentId(f"comment-{name}")
        if CommentId(name) not in ids and numbered in ids:
            return numbered
    return CommentId(name) if name else None
