"""Command `report`: write a page with every word replaced, which others may see and which is read as the page is."""

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from threadreader.cli.output import print_report, progress_line
from threadreader.cli.page_argument import file_of
from threadreader.errors import PageError
from threadreader.model.text import clean_line

if TYPE_CHECKING:
    from threadreader.importer import Imported

_SUFFIX = "-report.html"


def report_page(arguments: argparse.Namespace) -> int:
    """Write the disguised page to a file or to stdout; a comment in PAGE is ignored."""
    from threadreader.library.files import export_target, write_export
    from threadreader.library.reading import disguise_page

    file, _ = file_of(arguments.page, arguments.url)
    if file is None:
        raise PageError(arguments.page, "is no page file", "name the file that the page was saved to")
    is_printed = arguments.output == "-"
    stem = "page" if arguments.page == "-" else Path(file.name).name.partition(".")[0] or "page"
    target = None if is_printed else export_target(arguments.output or f"{stem}{_SUFFIX}")
    with progress_line(f"reading {file.path.name}"):
        html, page, differences = disguise_page(file)
    if target is None:
        sys.stdout.write(html)
    else:
        write_export(html, target, overwrite=arguments.force)
        print_report(
            arguments,
            f"{clean_line(str(target))}: {_describe(page)}; every word is another one, no script or image is left",
        )
    if differences:
        sys.stderr.write(f"threadreader: the page is read otherwise in disguise: {', '.join(differences)}\n")
    return 0


def _describe(page: "Imported") -> str:
    comments = page.thread.comments
    counts = (
        ("comments", len(comments)),
        ("names", sum(comment.author is not None for comment in comments)),
        ("times", sum(comment.posted_at is not None for comment in comments)),
        ("replies", sum(comment.parent_id is not None for comment in comments)),
    )
    return ", ".join(f"{count:,} {name}" for name, count in counts) + f", read by {page.parsed.save.adapter}"
