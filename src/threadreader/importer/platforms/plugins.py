"""Adapters that are not of this package: those of other packages, and the reader's own recipes."""

import os
import sys
from collections.abc import Iterable, Iterator, Mapping
from importlib.machinery import PathFinder
from pathlib import Path
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from threadreader.importer.platforms.recipe import Adapter
from threadreader.importer.platforms.recipe_file import check_tells, read_recipes
from threadreader.model.page import Note

if TYPE_CHECKING:
    from importlib.metadata import EntryPoint

GROUP = "threadreader.sites"
"""The group of entry points that packages name their adapters in."""


class Additional(Struct, frozen=True):
    """Adapters behind where each comes from, a file or a package, and what was wrong with others."""

    adapters: tuple[tuple[str, Adapter], ...] = ()
    notes: tuple[Note, ...] = ()

    def replace(self, own: Iterable[Adapter]) -> Iterator[Adapter]:
        """The adapters of this package with these; one of the same name takes the place of its own."""
        names = {adapter.name for _, adapter in self.adapters}
        yield from (adapter for adapter in own if adapter.name not in names)
        yield from (adapter for _, adapter in self.adapters)


def find_additional(recipes: Mapping[str, str]) -> Additional:
    """Those of other packages, and those in the texts of recipe files, which are given by the files' names."""
    adapters: list[tuple[str, Adapter]] = []
    notes: list[Note] = []
    for point in entry_points(group=GROUP):
        origin = f"{point.dist.name if point.dist else 'a package'}, {point.name}"
        try:
            adapters.append((origin, _load(point)))
        except (ImportError, AttributeError, TypeError, ValueError) as problem:
            notes.append(Note(origin, f"is no adapter: {problem}"))
    for name, text in recipes.items():
        try:
            adapters += [(name, adapter) for adapter in read_recipes(text)]
        except ValueError as problem:
            notes.append(Note(name, str(problem)))
    return Additional(tuple(adapters), tuple(notes))


def entry_points(group: str) -> "Iterable[EntryPoint]":
    """Entry points of packages in a group; hardly any name one of ours, and `importlib` takes much longer to say so."""
    finders = [finder for finder in sys.meta_path if hasattr(finder, "find_distributions")]
    if finders == [PathFinder] and not any(_may_name(folder, group.encode()) for folder in sys.path):
        return ()
    from importlib import metadata

    return metadata.entry_points(group=group)


def _may_name(folder: str, group: bytes) -> bool:
    """True if a package in a folder names anything in a group; of what is no plain folder, only `importlib` knows."""
    if folder.endswith(".egg"):
        return True
    try:
        with os.scandir(folder or os.curdir) as entries:
            described = [entry.path for entry in entries if entry.name.endswith((".dist-info", ".egg-info"))]
    except NotADirectoryError:
        return True
    except OSError:
        return False
    return any(group in _content(Path(each, "entry_points.txt")) for each in described)


def _content(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError:
        return b""


def _load(point: "EntryPoint") -> Adapter:
    """An adapter that can at least be asked."""
    found: Any = point.load()
    if not isinstance(found.name, str) or not callable(found.extract):
        raise TypeError("it has no name, or nothing that extracts")
    check_tells(found.tells)
    adapter: Adapter = found
    return adapter
