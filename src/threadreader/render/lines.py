"""What layout gives: lines of runs, each run with its role and its place in the text.

What stands beside and between blocks: bars, bullets, tails, gaps, and the room they leave.
"""

import enum
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from threadreader.model.blocks import Block, BlockPath, ListBlock, Marks, Paragraph
from threadreader.render.width import cell_width, fit


class Role(enum.StrEnum):
    """What a run is, for a theme to give it a look."""

    TEXT = "text"
    HEADING = "heading"
    QUOTE = "quote"
    QUOTE_BAR = "quote-bar"
    ATTRIBUTION = "attribution"
    SOURCE = "source"
    """The tail of a quotation that names where it comes from."""
    CODE = "code"
    CODE_LABEL = "code-label"
    CODE_KEYWORD = "code-keyword"
    CODE_NAME = "code-name"
    CODE_STRING = "code-string"
    CODE_NUMBER = "code-number"
    CODE_COMMENT = "code-comment"
    BULLET = "bullet"
    TABLE_HEADER = "table-header"
    TABLE_RULE = "table-rule"
    IMAGE = "image"
    CAPTION = "caption"
    RULE = "rule"
    PASSAGE = "passage"
    """Quoted words, shown where they come from."""
    PEEK_FRAME = "peek-frame"
    PADDING = "padding"


@dataclass(frozen=True, slots=True)
class Run:
    """Text of one look. `start` is the offset of its first character in its block's text, None for decoration.

    A run with a start shows its block's characters one for one, except that a tab may stand as several spaces and
    then has a run of its own.
    """

    text: str
    role: Role = Role.TEXT
    marks: Marks = Marks.NONE
    href: str | None = None
    start: int | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """One line on the screen; `path` is the block that its text belongs to, None for a line of decoration."""

    runs: tuple[Run, ...] = ()
    path: BlockPath | None = None

    @property
    def text(self) -> str:
        """The characters of the line."""
        return "".join(run.text for run in self.runs)


def cut_runs(line: Line, ranges: Iterable[tuple[int, int]]) -> Iterator[tuple[Run, int | None]]:
    """The runs of a line, cut where a range of offsets into its block's text begins or ends.

    Each comes with the number of the first range that it lies in, None where it lies in none.
    """
    wanted = tuple(ranges)
    for run in line.runs:
        if run.start is None:
            yield run, None
            continue
        begin, end = run.start, run.start + len(run.text)
        edges = sorted({begin, end, *(edge for pair in wanted for edge in pair if begin < edge < end)})
        for one, two in pairwise(edges):
            found = next((number for number, (start, stop) in enumerate(wanted) if start <= one < stop), None)
            yield replace(run, text=run.text[one - begin : two - begin], start=one), found


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
