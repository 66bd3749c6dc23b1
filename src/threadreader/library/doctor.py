"""State of the installation: versions, layers of the sandbox, the library; what is wrong with it, and what to do."""

import os
import platform
import re
from collections.abc import Iterator, Sequence
from importlib import metadata
from pathlib import Path

from msgspec import Struct

from threadreader import __version__
from threadreader.errors import StoreError, ThreadreaderError
from threadreader.library.layers import Layer, layers
from threadreader.library.library import Library
from threadreader.library.maintenance import journal_mode
from threadreader.paths import Paths
from threadreader.store.backup import check_file
from threadreader.store.connection import SQLITE_VERSION, damage_error, known_bug
from threadreader.store.files import find_backups

_LEFT_OUT = frozenset(("all", "dev", "docs", "fuzz", "release"))
"""Extras that are made of others, and those that nobody needs to read."""


class Package(Struct, frozen=True):
    """A package that the program uses; `version` is "" if it is not installed, `extra` the one that brings it."""

    name: str
    version: str
    extra: str = ""


class LibraryState(Struct, frozen=True):
    """State of the library's file; `threads` is None where it is not there or cannot be read.

    `dumps` and `copies` are the backups that were made of it, the newest first.
    """

    file: Path
    exists: bool
    threads: int | None = None
    journal: str = ""
    read_only: bool = False
    dumps: tuple[Path, ...] = ()
    copies: tuple[Path, ...] = ()


class Diagnosis(Struct, frozen=True):
    """All that a report of an error needs to say about where the program runs."""

    versions: dict[str, str]
    sqlite_bug: str
    packages: tuple[Package, ...]
    layers: tuple[Layer, ...]
    library: LibraryState
    problems: tuple[ThreadreaderError, ...]


def diagnose(paths: Paths, problems: Sequence[ThreadreaderError] = ()) -> Diagnosis:
    """Look at everything; `problems` are those that are known. Makes no library where there is none."""
    found = list(problems)
    packages = tuple(_packages())
    missing = [package.name for package in packages if not (package.version or package.extra)]
    found += [ThreadreaderError(name, "is not installed", f"pip install {name}") for name in missing]
    versions = {
        "threadreader": __version__,
        "Python": platform.python_version(),
        "SQLite": SQLITE_VERSION,
        platform.system() or "system": f"{platform.release()} {platform.machine()}".strip(),
    }
    return Diagnosis(versions, known_bug(), packages, layers(), _library_state(paths, found), tuple(found))


def _packages() -> Iterator[Package]:
    try:
        required = metadata.requires("threadreader") or []
    except metadata.PackageNotFoundError:
        return
    for line in required:
        name, extra = re.match(r"[\w.-]+", line), re.search(r"extra\s*==\s*['\"](\w+)", line)
        if name and name[0] != "threadreader" and not (extra and extra[1] in _LEFT_OUT):
            try:
                version = metadata.version(name[0])
            except metadata.PackageNotFoundError:
                version = ""
            yield Package(name[0], version, extra[1] if extra else "")


def _library_state(paths: Paths, problems: list[ThreadreaderError]) -> LibraryState:
    file, backups = paths.library, find_backups(paths.library)
    dumps, copies = (tuple(each.file for each in some) for some in (backups.dumps, backups.copies))
    try:
        if not os.path.lexists(file):
            problems += _unwritable(file)
            return LibraryState(file, exists=False, dumps=dumps, copies=copies)
        with Library.open(paths) as library:
            report = check_file(library.database)
            damages = (*report.other_errors, *report.index_errors)[:1]
            problems += (damage_error(file, f"is damaged: {damage}") for damage in damages)
            problems += (StoreError(backups.folder, trouble) for trouble in backups.troubles)
            return LibraryState(
                file,
                exists=True,
                threads=library.count_threads(),
                journal=journal_mode(library),
                read_only=library.read_only,
                dumps=dumps,
                copies=copies,
            )
    except ThreadreaderError as problem:
        problems.append(problem)
    return LibraryState(file, exists=True, dumps=dumps, copies=copies)


def _unwritable(file: Path) -> Iterator[StoreError]:
    """The error of a library that could not be made in its folder."""
    folder = next(folder for folder in file.parents if folder.exists())
    if not (folder.is_dir() and os.access(folder, os.W_OK)):
        cure = "make it writable, or set THREADREADER_HOME to a folder that is"
        yield StoreError(folder, "is not writable, so no library can be created there", cure)
