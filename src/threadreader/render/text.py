"""Layout of spans: the runs of each line."""

from collections.abc import Sequence
from itertools import pairwise
from unicodedata import bidirectional

from msgspec.structs import replace

from threadreader.model.blocks import BlockPath, Marks, Span, Spans, spans_text
from threadreader.render.lines import Line, Role, Run
from threadreader.render.width import Slice, cell_width, clusters, is_narrow, wrap_text

_TO_LEFT = frozenset({"R", "AL"})
_STRONG = _TO_LEFT | {"L"}
_MAX_BIDI_CHARS = 200  # searched for the first one with a direction


def lay_spans(spans: Spans, width: int, path: BlockPath, role: Role = Role.TEXT, offset: int = 0) -> list[Line]:
    """Spans as lines of the block at `path`; `offset` is that of their text in the text of the block.

    Right-to-left text is aligned to the right, its characters in logical order: the terminal reorders them.
    """
    text = spans_text(spans)
    laid = _lay(spans, text, width, path, role=role, offset=offset)
    return [_at_the_right(line, width) for line in laid] if _is_right_to_left(text) else laid


def _lay(spans: Spans, text: str, width: int, path: BlockPath, *, role: Role, offset: int) -> list[Line]:
    lines = wrap_text(text, width)
    if len(spans) == 1:
        span = spans[0]
        return [
            Line((Run(text[start:end], role, span.marks, span.href, start + offset),) if start < end else (), path)
            for start, end in lines
        ]
    edges = _edges(spans, text)
    return [Line(runs, path) for runs in _cut(spans, text, edges, lines, role=role, offset=offset)]


def lay_text(text: str, width: int, role: Role, path: BlockPath | None = None, href: str | None = None) -> list[Line]:
    """Decoration that is wrapped like text."""
    return [Line((Run(text[start:end], role, href=href),), path) for start, end in wrap_text(text, width)]


def _is_right_to_left(text: str) -> bool:
    """True if the first character with a strong direction is right-to-left."""
    if is_narrow(text):
        return False
    directions = map(bidirectional, text[:_MAX_BIDI_CHARS])
    return next((direction in _TO_LEFT for direction in directions if direction in _STRONG), False)


def _at_the_right(line: Line, width: int) -> Line:
    room = width - cell_width(line.text)
    return replace(line, runs=(Run(" " * room, Role.PADDING), *line.runs)) if room > 0 and line.runs else line


def _edges(spans: Spans, text: str) -> list[int]:
    """The offsets of the edges of spans; a cluster across two spans belongs to the first."""
    edges = [0]
    for span in spans:
        edges.append(edges[-1] + len(span.text))
    if is_narrow(text):
        return edges
    starts = [start for start, _, _ in clusters(text)]
    snapped: list[int] = []
    index = 0
    for edge in edges:
        while index < len(starts) and starts[index] < edge:
            index += 1
        snapped.append(starts[index] if index < len(starts) else len(text))
    return snapped


def _cut(
    spans: Spans, text: str, edges: Sequence[int], lines: Sequence[Slice], *, role: Role, offset: int
) -> list[tuple[Run, ...]]:
    """The runs of each line, by one pass over lines and spans."""
    pieces = [(*pair, span) for pair, span in zip(pairwise(edges), spans, strict=True) if pair[0] < pair[1]]
    cut_lines: list[tuple[Run, ...]] = []
    first = 0
    for start, end in lines:
        runs: list[Run] = []
        while first < len(pieces) and pieces[first][1] <= start:
            first += 1
        index = first
        while start < end and index < len(pieces) and pieces[index][0] < end:
            begin, stop, span = pieces[index]
            runs.append(_run(span, text, (max(begin, start), min(stop, end)), role, offset))
            index += 1
        cut_lines.append(tuple(runs))
    return cut_lines


def _run(span: Span, text: str, part: Slice, role: Role, offset: int) -> Run:
    marks = span.marks & ~Marks.BREAK
    return Run(text[part[0] : part[1]], role, marks, span.href, part[0] + offset)
