"""Adapters that are not of this package: those of other packages, and the reader's own recipes."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from importlib.metadata import EntryPoint, entry_points
from typing import Any

from threadreader.importer.adapter import Adapter
from threadreader.importer.recipe_file import check_tells, read_recipe
from threadreader.model.page import Note

GROUP = "threadreader.sites"
"""The group of entry points that packages name their adapters in."""


@dataclass(frozen=True)
class Additional:
    """Adapters with where each comes from, a file or a package, and what was wrong with others."""

    adapters: Mapping[str, Adapter] = field(default_factory=dict)
    notes: tuple[Note, ...] = ()

    def replace(self, own: Iterable[Adapter]) -> Iterator[Adapter]:
        """The adapters of this package with these; one of the same name takes the place of its own."""
        names = {adapter.name for adapter in self.adapters.values()}
        yield from (adapter for adapter in own if adapter.name not in names)
        yield from self.adapters.values()


def find_additional(recipes: Mapping[str, str]) -> Additional:
    """Those of other packages, and those in the texts of recipe files, which are given by the files' names."""
    adapters: dict[str, Adapter] = {}
    notes: list[Note] = []
    for point in entry_points(group=GROUP):
        origin = f"{point.dist.name if point.dist else 'a package'}, {point.name}"
        try:
            adapters[origin] = _load(point)
        except (ImportError, AttributeError, TypeError, ValueError) as problem:
            notes.append(Note(origin, f"is no adapter: {problem}"))
    for name, text in recipes.items():
        try:
            adapters[name] = read_recipe(text)
        except ValueError as problem:
            notes.append(Note(name, str(problem)))
    return Additional(adapters, tuple(notes))


def _load(point: EntryPoint) -> Adapter:
    """An adapter that can at least be asked."""
    found: Any = point.load()
    if not isinstance(found.name, str) or not callable(found.extract):
        raise TypeError("it has no name, or nothing that extracts")
    check_tells(found.tells)
    adapter: Adapter = found
    return adapter
