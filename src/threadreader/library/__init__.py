"""What can be done with pages and the library: the only package that joins the stages."""

from threadreader.library.exporting import read_exported, render_export
from threadreader.library.files import FileSource, PageFile, export_target, standard_input, write_export
from threadreader.library.importing import ImportFailure, ImportResult, LeftOut, Outcome, PutTogether
from threadreader.library.library import Library, link_stored
from threadreader.library.reading import VERSIONS, hints_in, inspect_page, open_packed, open_page
from threadreader.library.searching import Hit
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
    "LeftOut",
    "Library",
    "Outcome",
    "PageFile",
    "PutTogether",
    "export_target",
    "hints_in",
    "inspect_page",
    "link_stored",
    "open_packed",
    "open_page",
    "read_exported",
    "render_export",
    "standard_input",
    "write_export",
]
