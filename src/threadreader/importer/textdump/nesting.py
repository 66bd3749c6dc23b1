"""Which comment of a dump answers which: by the items that they are, or by how far they are indented."""

from collections.abc import Sequence

from threadreader.importer.textdump.items import NOWHERE, Items
from threadreader.importer.textdump.lines import Lines
from threadreader.importer.textdump.records import Record
from threadreader.model.thread import Kind

_SEVERAL = 3
"""At so many columns even steps of one mean something; at fewer they come of the pictures before some names."""


def find_parents(records: Sequence[Record], lines: Lines, items: Items) -> list[int | None]:
    """The place of each record's parent among the records."""
    if all(record.item != NOWHERE for record in records):
        return _by_items(records, items)
    columns = [lines.all[record.head.first].indent for record in records]
    written = {column for column, record in zip(columns, records, strict=True) if record.head.kind is Kind.COMMENT}
    return _by_columns(columns, step=1 if len(written) >= _SEVERAL else 2)


def _by_items(records: Sequence[Record], items: Items) -> list[int | None]:
    owner = {record.item: place for place, record in enumerate(records) if record.item != NOWHERE}
    nearest: list[int | None] = []
    for item, around in enumerate(items.around):
        outer = None if around == NOWHERE else owner.get(around, nearest[around])
        nearest.append(outer)
        assert item == len(nearest) - 1, "an item is listed after the one around it"
    return [nearest[record.item] if record.item != NOWHERE else None for record in records]


def _by_columns(columns: Sequence[int], step: int) -> list[int | None]:
    parents: list[int | None] = []
    above: list[tuple[int, int]] = []
    for place, column in enumerate(columns):
        while above and above[-1][0] > column - step:
            above.pop()
        parents.append(above[-1][1] if above else None)
        above.append((column, place))
    return parents
