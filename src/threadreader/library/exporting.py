"""Exports of page files and of stored threads, in the format of a name."""

from collections.abc import Collection
from pathlib import Path
from typing import TYPE_CHECKING

from threadreader.library.files import read_file
from threadreader.library.reading import check_adapters, read_save

if TYPE_CHECKING:
    from threadreader.export import Exported, Exporter


def read_exported(path: Path, without: Collection[str] = ()) -> "Exported":
    """A page file as a whole, with all that an export may hold, read without some adapters.

    Raises PageError, AdapterNotFoundError.
    """
    check_adapters(without)
    read = read_save(read_file(path), str(path), None, without=without)
    from threadreader.export import Exported

    return Exported(read.page, read.thread, read.quotes, read.notes)


def render_export(exported: "Exported", name: str, width: int) -> str:
    """The text of an export in the format of that name; lines wrap at a width in cells, at 0 not at all."""
    return exporter(name).export(exported, width)


def exporter(name: str) -> "Exporter":
    from threadreader.export import exporters

    return exporters()[name]
