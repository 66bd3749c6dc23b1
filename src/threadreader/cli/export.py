"""Command `export`: write a thread of page files or of the library in another format."""

import argparse
import sys
from typing import TYPE_CHECKING

from threadreader.cli.page_argument import file_of, open_library, thread_of
from threadreader.errors import ExportError
from threadreader.model.text import clean

if TYPE_CHECKING:
    from threadreader.model.save import ParsedPage


def export_page(arguments: argparse.Namespace) -> int:
    """Write a whole thread to a file or to stdout; a comment in PAGE is ignored."""
    from threadreader.library.exporting import render_file
    from threadreader.library.files import export_target, write_export

    target = None if arguments.output in {None, "-"} else export_target(arguments.output)
    export = render_file(_load(arguments), arguments.format, arguments.width)
    if target:
        write_export(export, target, overwrite=arguments.force)
    elif isinstance(export, bytes):
        if sys.stdout.isatty():
            raise ExportError(arguments.format, "is no text, which a terminal shows", "name a file with --output")
        sys.stdout.buffer.write(export)
    else:
        sys.stdout.write(clean(export) if sys.stdout.isatty() else export)
    return 0


def _load(arguments: argparse.Namespace) -> "ParsedPage":
    from threadreader.library.exporting import load_for_export

    files = [file_of(page, arguments.url)[0] for page in arguments.pages]
    if all(files):
        return load_for_export(list(filter(None, files)), arguments.without)
    page = arguments.pages[files.index(None)]
    if len(files) > 1:
        raise ExportError(page, "is no page file, and only files are put together", "export it by itself")
    if arguments.without:
        raise ExportError(page, "is no page file, and --without is for those", "name the file of the page")
    if arguments.url:
        raise ExportError(page, "is no page file, and --url is for those", "name the file that the page is in")
    with open_library() as library:
        return library.exported(thread_of(library, page)[0])
