"""The items of the lists in a dump, one inside the other, told by the columns of their marks."""

from collections.abc import Sequence
from dataclasses import dataclass

from threadreader.importer.textdump.lines import Line

NOWHERE = -1


@dataclass(frozen=True, slots=True)
class Items:
    """`starts` are the places of the lines that begin items; `around` gives the item around each, by its number there.

    `of_line` is the item that each line stands in. An item lasts until the mark of one beside it or around it:
    browsers do not indent all that is in it.
    """

    starts: Sequence[int]
    around: Sequence[int]
    of_line: Sequence[int]


def find_items(lines: Sequence[Line]) -> Items:
    """All items of all lists, in one pass."""
    starts: list[int] = []
    around: list[int] = []
    of_line: list[int] = []
    opened: list[tuple[int, int]] = []
    for place, line in enumerate(lines):
        if line.column >= 0:
            while opened and opened[-1][0] >= line.column:
                opened.pop()
            around.append(opened[-1][1] if opened else NOWHERE)
            opened.append((line.column, len(starts)))
            starts.append(place)
        of_line.append(opened[-1][1] if opened else NOWHERE)
    return Items(starts, around, of_line)
