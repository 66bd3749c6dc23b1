"""Spans laid out at a width: the runs of each line."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from unicodedata import bidirectional

from threadreader.model.blocks import BlockPath, Marks, Span, Spans, spans_text
from threadreader.render.lines import Line, Role, Run
from threadreader.render.width import Slice, cell_width, clusters, is_narrow, wrap_text

_TO_LEFT = frozenset({"R", "AL"})
_STRONG = _TO_LEFT | {"L"}
_FIRST = 200
"""So many characters are looked at for one that has a direction."""


def lay_spans(spans: Spans, width: int, path: BlockPath, role: Role = Role.TEXT, offset: int = 0) -> list[Line]:
    """Spans as lines of `path`; `offset` is where their text begins in the text of that block.

    What is written from right to left stands at the right, its characters in the order in which they are read: the
    terminal turns them round.
    """
    words = spans_text(spans)
    laid = _lay(spans, words, width, path, role=role, offset=offset)
    return [_at_the_right(line, width) for line in laid] if _is_right_to_left(words) else laid


def _lay(spans: Spans, words: str, width: int, path: BlockPath, *, role: Role, offset: int) -> list[Line]:
    lines = wrap_text(words, width)
    if len(spans) == 1:
        span = spans[0]
        return [
            Line((Run(words[start:end], role, span.marks, span.href, start + offset),) if start < end else (), path)
            for start, end in lines
        ]
    edges = _edges(spans, words)
    return [Line(runs, path) for runs in _cut(spans, words, edges, lines, role=role, offset=offset)]


def lay_words(words: str, width: int, role: Role, path: BlockPath | None = None, href: str | None = None) -> list[Line]:
    """Decoration that is wrapped like text."""
    return [Line((Run(words[start:end], role, href=href),), path) for start, end in wrap_text(words, width)]


def _is_right_to_left(words: str) -> bool:
    """Whether the first letter that has a direction is written from right to left."""
    if is_narrow(words):
        return False
    directions = map(bidirectional, words[:_FIRST])
    return next((direction in _TO_LEFT for direction in directions if direction in _STRONG), False)


def _at_the_right(line: Line, width: int) -> Line:
    room = width - cell_width(line.text)
    return replace(line, runs=(Run(" " * room, Role.PADDING), *line.runs)) if room > 0 and line.runs else line


def _edges(spans: Spans, words: str) -> list[int]:
    """Where each span begins and ends; where a cluster lies across two spans, the first has it whole."""
    edges = [0]
    for span in spans:
        edges.append(edges[-1] + len(span.text))
    if is_narrow(words):
        return edges
    starts = [start for start, _, _ in clusters(words)]
    snapped: list[int] = []
    place = 0
    for edge in edges:
        while place < len(starts) and starts[place] < edge:
            place += 1
        snapped.append(starts[place] if place < len(starts) else len(words))
    return snapped


def _cut(
    spans: Spans, words: str, edges: Sequence[int], lines: Sequence[Slice], *, role: Role, offset: int
) -> list[tuple[Run, ...]]:
    """The runs of every line; one walk over lines and spans together."""
    pieces = [(*pair, span) for pair, span in zip(pairwise(edges), spans, strict=True) if pair[0] < pair[1]]
    found: list[tuple[Run, ...]] = []
    place = 0
    for start, end in lines:
        runs: list[Run] = []
        while place < len(pieces) and pieces[place][1] <= start:
            place += 1
        here = place
        while start < end and here < len(pieces) and pieces[here][0] < end:
            begin, stop, span = pieces[here]
            runs.append(_run(span, words, (max(begin, start), min(stop, end)), role, offset))
            here += 1
        found.append(tuple(runs))
    return found


def _run(span: Span, words: str, part: Slice, role: Role, offset: int) -> Run:
    marks = span.marks & ~Marks.BREAK
    return Run(words[part[0] : part[1]], role, marks, span.href, part[0] + offset)
