"""The page files that are meant by the names of files and folders."""

import os
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from threadreader.errors import PageError
from threadreader.library.files import FileSource, PageFile, as_source

_BESIDE = re.compile(r"(.+)[_.-](?:files?|data|dateien|fichiers|archivos|ficheros|arquivos|bestanden|pliki|filer)")
"""What browsers end the name of a folder with that they save beside a page, in some of their languages."""

NO_PAGE_IN = ("is a folder without a page in it", "name the files of the pages")
"""What is wrong with such a folder."""


def gather(files: Iterable[PageFile]) -> Iterator[FileSource]:
    """The files, and those in the folders by name; what lies beside a saved page is no page of its own.

    A folder that cannot be read, and a name that is none of a file, are given as files: opening them says what it is.
    """
    for source in map(as_source, files):
        if source.content is None and source.path.is_dir():
            yield from _in_folder(source.path)
        else:
            yield source


def _in_folder(folder: Path) -> Iterator[FileSource]:
    unreadable: list[Path] = []
    for here, folders, names in os.walk(folder, onerror=lambda problem: unreadable.append(Path(str(problem.filename)))):
        own = {name.casefold() for name in names}
        folders[:] = sorted(name for name in folders if not name.startswith(".") and not _is_beside(name, own))
        yield from (FileSource(path) for path in unreadable)
        unreadable.clear()
        yield from (FileSource(Path(here, name), folder) for name in sorted(names) if not name.startswith("."))
    yield from (FileSource(path) for path in unreadable)


def is_page(source: FileSource) -> bool:
    """Whether a file looks like a page or holds some; one that cannot be read may."""
    from threadreader.importer.container import is_page_file

    try:
        return is_page_file(source)
    except PageError:
        return True


def _is_beside(folder: str, names: set[str]) -> bool:
    """Whether a folder holds what a page shows that lies beside it."""
    found = _BESIDE.fullmatch(folder.casefold())
    if found is None:
        return False
    page = found[1]
    return any(f"{page}{kind}" in names for kind in (".html", ".htm", ".xhtml", ".shtml", ".php", ""))
