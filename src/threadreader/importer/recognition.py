"""Which adapters a page is for, and by what it tells."""

from collections.abc import Iterable
from dataclasses import dataclass

from threadreader.importer.adapter import Adapter
from threadreader.importer.document import Document
from threadreader.importer.selector import Selectors
from threadreader.importer.soup import listing_of

_CERTAIN = 100
_LAST_RESORT = 1


@dataclass(frozen=True, slots=True)
class Recognised:
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
    tells = Selectors({tell: tell for tell in sorted({tell for adapter in asked for tell in adapter.tells})})
    found = tells.roles(listing_of(document.soup))
    recognised = [_recognised(adapter, found) for adapter in asked]
    return [each for each in recognised if each.certainty > 0]


def _recognised(adapter: Adapter, found: set[str]) -> Recognised:
    if not adapter.tells:
        return Recognised(adapter, _LAST_RESORT)
    tells = {tell: weight for tell, weight in adapter.tells.items() if tell in found}
    return Recognised(adapter, min(sum(tells.values()), _CERTAIN), tuple(tells), max(tells.values(), default=0))
