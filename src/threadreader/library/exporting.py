"""Exports of page files and of stored threads, in the format of a name."""

from collections.abc import Collection
from typing import TYPE_CHECKING

from threadreader.library.reading import check_adapters, read_save

if TYPE_CHECKING:
    from threadreader.export import Exported, Exporter
    from threadreader.importer.container import Container


def read_exported(container: "Container", name: str, without: Collection[str] = ()) -> "Exported":
    """A page from a file of that name as a whole, with all that an export may hold, read without some adapters.

    Raises AdapterNotFoundError.
    """
    check_adapters(without)
    read = read_save(container, name, None, without=without)
    from threadreader.export import Exported

    return Exported(read.page, read.thread, read.quotes, read.notes)


def render_export(exported: "Exported", name: str, width: int) -> str:
    """The text of an export in the format of that name; lines wrap at a width in cells, at 0 not at all."""
    return exporter(name).export(exported, width)


def exporter(name: str) -> "Exporter":
    from threadreader.export import exporters

    return exporters()[name]
