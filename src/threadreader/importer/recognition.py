"""Which adapters a page is for, and by what it tells."""

from collections.abc import Iterable
from dataclasses import dataclass

from bs4 import Tag
from bs4.element import PageElement

from threadreader.importer.adapter import Adapter
from threadreader.importer.document import Document
from threadreader.importer.selector import Selectors

_CERTAIN = 100
_LAST_RESORT = 1


@dataclass(frozen=True, slots=True)
class Recognised:
    """An adapter that a page is for: how surely, 1 to 100, and the selectors of its tells that are on the page."""

    adapter: Adapter
    certainty: int
    tells: tuple[str, ...] = ()


def recognise(document: Document, adapters: Iterable[Adapter]) -> list[Recognised]:
    """The adapters that have a tell on the page, and those without any tells. The page is walked once for all."""
    asked = list(adapters)
    found = _found_tells(document, {tell for adapter in asked for tell in adapter.tells})
    recognised = [_recognised(adapter, found) for adapter in asked]
    return [each for each in recognised if each.certainty > 0]


def _recognised(adapter: Adapter, found: set[str]) -> Recognised:
    if not adapter.tells:
        return Recognised(adapter, _LAST_RESORT)
    tells = {tell: weight for tell, weight in adapter.tells.items() if tell in found}
    return Recognised(adapter, min(sum(tells.values()), _CERTAIN), tuple(tells))


def _found_tells(document: Document, wanted: set[str]) -> set[str]:
    chosen = Selectors({tell: tell for tell in sorted(wanted)})
    found: set[str] = set()
    node: PageElement | None = next(iter(document.soup.contents), None)
    while node is not None and len(found) < len(wanted):
        if isinstance(node, Tag):
            found.update(hit.role for hit in chosen.hits(node))
        node = node.next_element
    return found
