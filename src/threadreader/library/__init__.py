"""What can be done with pages and the library: the only package that joins the stages.

A name is loaded when it is first asked for: to read a stored thread takes nothing of what imports pages.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from threadreader.library.completing import complete
    from threadreader.library.drawing import NOT_DRAWN, Form, can_draw
    from threadreader.library.exporting import (
        Part,
        Sample,
        export_formats,
        first_lines,
        is_lossless,
        read_exported,
        render_export,
    )
    from threadreader.library.files import FileSource, PageFile, export_target, standard_input, write_export
    from threadreader.library.importing import ImportFailure, ImportResult, LeftOut, Outcome, PutTogether
    from threadreader.library.inner_pages import InnerPage, list_pages, open_listed
    from threadreader.library.library import Library
    from threadreader.library.marking import first_new, first_unread, read_all
    from threadreader.library.pictures import Picture, find_picture
    from threadreader.library.reading import hints_in, inspect_page, open_packed, open_page
    from threadreader.library.standing import state_of
    from threadreader.library.upgrading import is_outdated
    from threadreader.library.versions import VERSIONS
    from threadreader.model.hit import Hit
    from threadreader.model.page import Entry
    from threadreader.store.writing import Arrival

__all__ = [
    "NOT_DRAWN",
    "VERSIONS",
    "Arrival",
    "Entry",
    "FileSource",
    "Form",
    "Hit",
    "ImportFailure",
    "ImportResult",
    "InnerPage",
    "LeftOut",
    "Library",
    "Outcome",
    "PageFile",
    "Part",
    "Picture",
    "PutTogether",
    "Sample",
    "can_draw",
    "complete",
    "export_formats",
    "export_target",
    "find_picture",
    "first_lines",
    "first_new",
    "first_unread",
    "hints_in",
    "inspect_page",
    "is_lossless",
    "is_outdated",
    "list_pages",
    "open_listed",
    "open_packed",
    "open_page",
    "read_all",
    "read_exported",
    "render_export",
    "standard_input",
    "state_of",
    "write_export",
]

_HOMES = {
    "NOT_DRAWN": "threadreader.library.drawing",
    "Form": "threadreader.library.drawing",
    "can_draw": "threadreader.library.drawing",
    "is_outdated": "threadreader.library.upgrading",
    "complete": "threadreader.library.completing",
    "Part": "threadreader.library.exporting",
    "export_formats": "threadreader.library.exporting",
    "is_lossless": "threadreader.library.exporting",
    "Sample": "threadreader.library.exporting",
    "first_lines": "threadreader.library.exporting",
    "read_exported": "threadreader.library.exporting",
    "render_export": "threadreader.library.exporting",
    "FileSource": "threadreader.library.files",
    "PageFile": "threadreader.library.files",
    "export_target": "threadreader.library.files",
    "standard_input": "threadreader.library.files",
    "write_export": "threadreader.library.files",
    "ImportFailure": "threadreader.library.importing",
    "ImportResult": "threadreader.library.importing",
    "LeftOut": "threadreader.library.importing",
    "Outcome": "threadreader.library.importing",
    "PutTogether": "threadreader.library.importing",
    "InnerPage": "threadreader.library.inner_pages",
    "list_pages": "threadreader.library.inner_pages",
    "open_listed": "threadreader.library.inner_pages",
    "Library": "threadreader.library.library",
    "first_new": "threadreader.library.marking",
    "first_unread": "threadreader.library.marking",
    "read_all": "threadreader.library.marking",
    "Picture": "threadreader.library.pictures",
    "find_picture": "threadreader.library.pictures",
    "state_of": "threadreader.library.standing",
    "VERSIONS": "threadreader.library.versions",
    "hints_in": "threadreader.library.reading",
    "inspect_page": "threadreader.library.reading",
    "open_packed": "threadreader.library.reading",
    "open_page": "threadreader.library.reading",
    "Hit": "threadreader.model.hit",
    "Entry": "threadreader.model.page",
    "Arrival": "threadreader.store.writing",
}


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    found = globals()[name] = getattr(import_module(_HOMES[name]), name)
    return found
