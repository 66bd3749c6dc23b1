"""What can be done with pages and the library: the only package that joins the stages."""

from threadreader.library.completing import complete
from threadreader.library.exporting import Part, export_formats, first_lines, read_exported, render_export
from threadreader.library.files import FileSource, PageFile, export_target, standard_input, write_export
from threadreader.library.importing import ImportFailure, ImportResult, LeftOut, Outcome, PutTogether
from threadreader.library.inner_pages import InnerPage, list_pages, open_listed
from threadreader.library.library import Library
from threadreader.library.marking import first_unread, read_all
from threadreader.library.reading import VERSIONS, hints_in, inspect_page, open_packed, open_page
from threadreader.model.hit import Hit
from threadreader.model.page import Entry
from threadreader.store.threads import Arrival

__all__ = [
    "VERSIONS",
    "Arrival",
    "Entry",
    "FileSource",
    "Hit",
    "ImportFailure",
    "ImportResult",
    "InnerPage",
    "LeftOut",
    "Library",
    "Outcome",
    "PageFile",
    "Part",
    "PutTogether",
    "complete",
    "export_formats",
    "export_target",
    "first_lines",
    "first_unread",
    "hints_in",
    "inspect_page",
    "list_pages",
    "open_listed",
    "open_packed",
    "open_page",
    "read_all",
    "read_exported",
    "render_export",
    "standard_input",
    "write_export",
]
