"""What can be done with pages and the library: the only package that joins the stages."""

from threadreader.library.exporting import read_exported, render_export
from threadreader.library.files import export_target, read_file, write_export
from threadreader.library.library import ImportFailure, ImportResult, Library, link_stored
from threadreader.library.reading import VERSIONS, inspect_page
from threadreader.model.page import Entry
from threadreader.store.threads import Arrival

__all__ = [
    "VERSIONS",
    "Arrival",
    "Entry",
    "ImportFailure",
    "ImportResult",
    "Library",
    "export_target",
    "inspect_page",
    "link_stored",
    "read_exported",
    "read_file",
    "render_export",
    "write_export",
]
