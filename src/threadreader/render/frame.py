"""What stands beside and between blocks: bars, bullets, tails, gaps, and the room they leave."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from threadreader.model.blocks import Block, BlockPath, ListBlock, Paragraph
from threadreader.render.cells import cell_width, fit
from threadreader.render.lines import Line, Role, Run

FLOOR = 6
"""The fewest cells that bars, bullets and indents leave to the text; where there is no room for both, they go."""

RULE = "─"

_TAIL_GAP = 2


@dataclass(frozen=True, slots=True)
class Frame:
    """How blocks are drawn, at whatever width."""

    tails: Mapping[BlockPath, str] = field(default_factory=dict)
    unresolved: frozenset[BlockPath] = frozenset()
    quoted: frozenset[BlockPath] = frozenset()


def room(width: int, decoration: int) -> int:
    """The width that is left beside a decoration; all of it where the decoration has to go."""
    left = width - decoration
    return left if left >= FLOOR else width


def gap(before: Block | None, after: Block, *, in_item: bool) -> int:
    """How many blank lines stand between two blocks; in a list item a list follows its paragraph at once."""
    if before is None or (in_item and isinstance(before, Paragraph) and isinstance(after, ListBlock)):
        return 0
    return 1


def beside(lines: Sequence[Line], first: Run, rest: Run) -> list[Line]:
    """The lines with a run at the left of each."""
    return [replace(line, runs=(rest if place else first, *line.runs)) for place, line in enumerate(lines)]


def with_tail(lines: Sequence[Line], tail: str, width: int) -> list[Line]:
    """The lines with a few words at the right of the last one where there is room, else under it."""
    words = fit(tail, width)
    last = lines[-1]
    space = width - cell_width(words) - cell_width(last.text)
    if space >= _TAIL_GAP:
        return [*lines[:-1], replace(last, runs=(*last.runs, _padding(space), Run(words, Role.SOURCE)))]
    before = width - cell_width(words)
    return [*lines, Line((*((_padding(before),) if before else ()), Run(words, Role.SOURCE)), last.path)]


def _padding(cells: int) -> Run:
    return Run(" " * cells, Role.PADDING)
