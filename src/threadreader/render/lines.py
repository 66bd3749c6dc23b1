"""Lines of runs, each with its role and its offset in the text; prefixes, tails and blank lines between blocks."""

import enum
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise

from msgspec import Struct
from msgspec.structs import replace

from threadreader.model.blocks import BlockPath, Marks
from threadreader.render.width import cell_width, fit


class Role(enum.StrEnum):
    """Role of a run, by which a theme styles it."""

    TEXT = "text"
    HEADING = "heading"
    QUOTE = "quote"
    QUOTE_BAR = "quote-bar"
    ATTRIBUTION = "attribution"
    SOURCE = "source"
    """The tail of a quotation: the label of its source."""
    SIGN = "sign"
    """A sign before a link."""
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
    ADDED = "added"
    REMOVED = "removed"
    PASSAGE = "passage"
    """A quoted passage in its source."""
    PEEK_FRAME = "peek-frame"
    PADDING = "padding"


class Run(Struct, frozen=True):
    """Text of one style. `start` is the offset of its first character in its block's text, None for decoration.

    A run with a start shows its block's characters one for one, except that a tab may stand as several spaces and
    then has a run of its own.
    """

    text: str
    role: Role = Role.TEXT
    marks: Marks = Marks.NONE
    href: str | None = None
    start: int | None = None


class Line(Struct, frozen=True):
    """A line on the screen; `path` is that of the block of its text, None for decoration."""

    runs: tuple[Run, ...] = ()
    path: BlockPath | None = None

    @property
    def text(self) -> str:
        """The characters of the line."""
        return "".join(run.text for run in self.runs)


def cut_runs(line: Line, ranges: Iterable[tuple[int, int]]) -> Iterator[tuple[Run, int | None]]:
    """The runs of a line, cut at the bounds of ranges of offsets in its block's text.

    Each comes with the index of the first range that it is in, or None.
    """
    wanted = tuple(ranges)
    for run in line.runs:
        if run.start is None:
            yield run, None
            continue
        begin, end = run.start, run.start + len(run.text)
        edges = sorted({begin, end, *(edge for pair in wanted for edge in pair if begin < edge < end)})
        for one, two in pairwise(edges):
            range_index = next((number for number, (start, stop) in enumerate(wanted) if start <= one < stop), None)
            yield replace(run, text=run.text[one - begin : two - begin], start=one), range_index


MIN_TEXT_CELLS = 6
"""Cells that bars, bullets and indents leave to the text; in less room they are left out."""

RULE = "─"

_TAIL_GAP_CELLS = 2  # one would look like a space between words


class Frame(Struct, frozen=True):
    """Options of `render_blocks` but the width."""

    tails: Mapping[BlockPath, str] = {}
    unresolved: frozenset[BlockPath] = frozenset()
    quoted: frozenset[BlockPath] = frozenset()


def inner_width(width: int, decoration: int) -> int:
    """The width without a decoration; all of it where the decoration is left out."""
    left = width - decoration
    return left if left >= MIN_TEXT_CELLS else width


def prefix_lines(lines: Sequence[Line], first: Run, rest: Run) -> list[Line]:
    """The lines with a run before each, `first` before the first one."""
    return [replace(line, runs=(rest if index else first, *line.runs)) for index, line in enumerate(lines)]


def with_tail(lines: Sequence[Line], tail: str, width: int) -> list[Line]:
    """The lines with `tail` at the right of the last one where there is room, else under it."""
    text = fit(tail, width)
    last = lines[-1]
    before = width - cell_width(text)
    space = before - cell_width(last.text)
    source = Run(text, Role.SOURCE)
    if space >= _TAIL_GAP_CELLS:
        return [*lines[:-1], replace(last, runs=(*last.runs, Run(" " * space, Role.PADDING), source))]
    return [*lines, Line((Run(" " * before, Role.PADDING), source) if before else (source,), last.path)]
