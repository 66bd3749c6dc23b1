"""What PAGE means: a file, or a thread of the library, and the comment that follows its `#`."""

import os
from pathlib import Path
from typing import TYPE_CHECKING

from threadreader.errors import ThreadNotFoundError
from threadreader.model.clean import clean_line
from threadreader.paths import find_paths

if TYPE_CHECKING:
    from threadreader.library import Library
    from threadreader.model.thread import CommentId


def open_library() -> "Library":
    from threadreader.library import Library

    return Library.open(find_paths())


def file_of(reference: str) -> tuple[Path | None, str]:
    """The file that PAGE names, and what follows its `#`; a file with `#` in its own name wins."""
    if os.path.lexists(reference):
        return Path(reference), ""
    before, mark, fragment = reference.rpartition("#")
    return (Path(before), fragment) if mark and os.path.lexists(before) else (None, "")


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
