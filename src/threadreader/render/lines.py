"""What layout gives: lines of runs, each run with its role and its place in the text."""

import enum
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import pairwise

from threadreader.model.blocks import BlockPath, Marks


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
