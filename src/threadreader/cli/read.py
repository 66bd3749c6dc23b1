"""Command `read`: a thread as plain lines, through the pager on a terminal; nothing is stored.

It is what `open` shows on a terminal that cannot move its cursor.
"""

import argparse
import shutil
import sys
from typing import TYPE_CHECKING

from threadreader.cli.output import page_lines, progress_line
from threadreader.cli.page_argument import comment_in, file_of, open_library, thread_of
from threadreader.errors import PageError
from threadreader.export.linear import linear_lines

if TYPE_CHECKING:
    from threadreader.model.save import ParsedPage
    from threadreader.model.thread import CommentId, Thread

DEFAULT_WIDTH = 72  # cells, as of an export


def read_page(arguments: argparse.Namespace) -> int:
    """Print a thread, or what of it follows a comment."""
    print_thread(*load_page(arguments.pages, arguments.url), width=arguments.width, speak=arguments.speak)
    return 0


def print_thread(
    exported: "ParsedPage", start: "CommentId | None" = None, *, width: int = DEFAULT_WIDTH, speak: bool = False
) -> None:
    """Print a thread, or what of it follows a comment."""
    if width and sys.stdout.isatty():
        width = min(width, shutil.get_terminal_size().columns - 1)
    page_lines(linear_lines(exported, width, speak=speak, start=start))


def load_page(pages: list[str], url: str | None) -> "tuple[ParsedPage, CommentId | None]":
    """The page that some files are of, or a stored one, and the comment that is named with it."""
    from threadreader.library.exporting import load_for_export

    named = [file_of(page, url) for page in pages]
    files, fragment = [file for file, _ in named if file], named[-1][1]
    if len(files) == len(pages):
        with progress_line(f"reading {files[0].path.name}"):
            exported = load_for_export(files)
    elif len(pages) > 1:
        page = pages[[file for file, _ in named].index(None)]
        raise PageError(page, "is not a page file, and only files can be combined", "read it by itself")
    else:
        with open_library() as library:
            number, fragment = thread_of(library, pages[0])
            exported = library.exported(number)
    return exported, _start_in(exported.thread, fragment)


def _start_in(thread: "Thread", fragment: str) -> "CommentId | None":
    """The comment that a fragment names, or that has the words in it, None for the article. Raises PageError."""
    from threadreader.model.annotation import TextFragment

    name, words = TextFragment.parse(fragment)
    start = comment_in(thread.position, name)
    if start not in thread.position and words:
        start = None
    if start is not None and start not in thread.position:
        raise PageError(fragment, "no such comment on the page", "threadreader inspect --comments lists them")
    if start or not words or words.find(thread.article.text):
        return start
    found = next((comment.id for comment in thread.comments if words.find(comment.text)), None)
    if found is None:
        raise PageError(fragment, "no such words on the page", "try fewer words")
    return found
