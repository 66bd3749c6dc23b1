"""Adapters: which there are, and which of them a page is for, by what it tells."""

import importlib
import tomllib
from collections.abc import Iterable, Sequence
from functools import cache, lru_cache
from pathlib import Path

from msgspec import Struct

from threadreader.importer import generic
from threadreader.importer.document import Document
from threadreader.importer.html.selector import Selectors
from threadreader.importer.html.tree import element_index
from threadreader.importer.platforms.plugins import make_recipes
from threadreader.importer.platforms.recipe import Adapter

_CERTAIN = 100  # per cent, as weights of tells are
_LAST_RESORT = 1  # of an adapter without tells: less than of any with one


class Recognised(Struct, frozen=True):
    """An adapter that a page is for: how surely, 1 to 100, and the selectors of its tells that are on the page.

    `surest` is the weight of the one of these that weighs most.
    """

    adapter: Adapter
    certainty: int
    tells: tuple[str, ...] = ()
    surest: int = 0


def recognise(document: Document, adapters: Iterable[Adapter]) -> list[Recognised]:
    """The adapters that have a tell on the page, and those without any tells. The page is walked once for all."""
    asked = list(adapters)
    tells = _selectors(frozenset(tell for adapter in asked for tell in adapter.tells))
    found = tells.present_roles(element_index(document.soup))
    recognised: list[Recognised] = []
    for adapter in asked:
        weights = {tell: weight for tell, weight in adapter.tells.items() if tell in found}
        certainty = min(sum(weights.values()), _CERTAIN) if adapter.tells else _LAST_RESORT
        if certainty:
            recognised.append(Recognised(adapter, certainty, tuple(weights), max(weights.values(), default=0)))
    return recognised


@lru_cache(maxsize=4)
def _selectors(tells: frozenset[str]) -> Selectors:
    """Parsed once: all pages are asked for the same."""
    return Selectors({tell: tell for tell in sorted(tells)})


_FOLDER = Path(__file__).parent
_RECIPES = _FOLDER.parents[1] / "recipes"


@cache
def find_adapters() -> Sequence[Adapter]:
    """Those in the recipes, the `ADAPTERS` of every module of this package, and the generic one, by their names."""
    modules = (importlib.import_module(f"{__name__}.{path.stem}") for path in sorted(_FOLDER.glob("[!_]*.py")))
    tables = (tomllib.loads(file.read_text("utf-8")) for file in sorted(_RECIPES.glob("*.toml")))
    recipes = (recipe for table in tables for recipe in make_recipes(table))
    coded = (adapter for module in modules for adapter in vars(module).get("ADAPTERS", ()))
    found: Sequence[Adapter] = (generic.ADAPTER, *coded, *recipes)
    return tuple(sorted(found, key=lambda adapter: adapter.name))
