"""Quotations that people type: lines that begin with `>`."""

import re
from collections.abc import Iterable, Sequence

from threadreader.importer.markup.inline import SPACES, Line, is_blank, spans
from threadreader.model.blocks import Block, BlockQuote, Spans

_SIGNS = re.compile(f"[{SPACES}]*(?:>[{SPACES}]*)*")
# >:( and >.< are faces, >= and -> and >--> are signs, >>12345 names another comment.
_NO_QUOTATION = re.compile(
    r">(?:[:;=][-^o']?[()\[\]{}\\/|DPpOo3Xx<>*@$#](?!\w)|[.,_oOuUxX^-]{1,3}<|/{2,3}<|=|<|-{1,2}>|>\d+(?!\w))"
)

_Levelled = tuple[int | None, Line]
"""A line without its `>`s, and how many it had; None for a line of nothing else."""


def paragraphs(lines: Sequence[Line]) -> list[tuple[int, Spans]]:
    """The paragraphs in lines that only breaks end, each with the number of `>`s before it.

    A blank line ends a paragraph, and so does a line that is quoted more or less than the one before.
    """
    if len(lines) == 1 and not (lines[0] and ">" in lines[0][0][0][:8]):
        return [] if is_blank(lines[0]) else [(0, spans(lines))]
    found: list[tuple[int, Spans]] = []
    same: list[Line] = []
    level = 0
    for signs, line in _settled([_levelled(line) for line in lines]):
        if same and (not line or signs != level):
            found.append((level, spans(same)))
            same = []
        if line:
            same.append(line)
            level = signs
    if same:
        found.append((level, spans(same)))
    return found


def nest(blocks: Sequence[Block], levels: Sequence[int]) -> list[Block]:
    """Blocks in as many quotes as their levels say; neighbours share the quotes that they can."""
    if not any(levels):
        return list(blocks)
    within: list[list[Block]] = [[]]
    for block, level in zip((*blocks, None), (*levels, 0), strict=True):
        while len(within) - 1 > level:
            inner = within.pop()
            within[-1].append(BlockQuote(tuple(inner)))
        while len(within) - 1 < level:
            within.append([])
        if block is not None:
            within[-1].append(block)
    return within[0]


def _levelled(line: Line) -> _Levelled:
    if is_blank(line):
        return 0, []
    begin = line[0][0].lstrip(SPACES)
    if not begin.startswith(">") or _NO_QUOTATION.match(begin):
        return 0, line
    signs = 0
    for place, (text, bits, href) in enumerate(line):
        mark = _SIGNS.match(text)
        assert mark is not None, "the pattern matches nothing too"
        signs += mark[0].count(">")
        if mark.end() < len(text):
            return signs, [(text[mark.end() :], bits, href), *line[place + 1 :]]
    return None, line


def _settled(lines: Sequence[_Levelled]) -> Iterable[tuple[int, Line]]:
    """A line of nothing but `>` next to a quoted one is a blank line of the quotation, elsewhere it is text."""
    for place, (signs, line) in enumerate(lines):
        if signs is not None:
            yield signs, line
        elif any(lines[near][0] for near in (place - 1, place + 1) if 0 <= near < len(lines)):
            yield 0, []
        else:
            yield 0, line
