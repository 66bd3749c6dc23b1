"""Code laid out: lines as they are, cut where they are too long, with a mark where one goes on."""

from collections.abc import Iterator

from threadreader.model.blocks import BlockPath, CodeBlock
from threadreader.render.cells import clusters, fit
from threadreader.render.frame import FLOOR, beside, room
from threadreader.render.highlight import color, parts_of
from threadreader.render.lines import Line, Role, Run
from threadreader.render.wrap import chop_text

INDENT = 2
_TAB = 4
_CONTINUED = "↪ "


def lay_code(block: CodeBlock, width: int, path: BlockPath) -> list[Line]:
    """The label of the language where it has one, and the code, all of it, a little indented."""
    inner = room(width, INDENT)
    label = [Line((Run(fit(block.language, inner), Role.CODE_LABEL),))] if block.language else []
    code: list[Line] = []
    offset = 0
    for words in block.text.split("\n"):
        code += _lay_line(words, inner, path, offset)
        offset += len(words) + 1
    lines = [*label, *color(code, parts_of(block.text, block.language))]
    if inner == width:
        return lines
    padding = Run(" " * (width - inner), Role.PADDING)
    return beside(lines, padding, padding)


def _rest(width: int) -> int:
    """The width of a line that goes on another, less its mark where there is room for one."""
    return width - INDENT if width - INDENT >= FLOOR else width


def _lay_line(words: str, width: int, path: BlockPath, offset: int) -> list[Line]:
    if not words:
        return [Line((), path)]
    if "\t" in words:
        rows = _lay_tabs(words, width, offset)
    else:
        parts = chop_text(words, width, _rest(width))
        rows = [[Run(words[start:end], Role.CODE, start=start + offset)] for start, end in parts]
    mark = [Run(_CONTINUED, Role.CODE_LABEL)] if _rest(width) < width else []
    return [Line(tuple(mark + row if place else row), path) for place, row in enumerate(rows)]


def _lay_tabs(words: str, width: int, offset: int) -> list[list[Run]]:
    """The rows of a line with tabs, each tab a run of spaces up to the next stop."""
    rows: list[list[Run]] = [[]]
    used = 0
    limit = width
    for shown, start, cells in _tabbed(words):
        if used + cells > limit and rows[-1]:
            rows.append([])
            used, limit = 0, _rest(width)
        size = min(cells, limit) if words[start] == "\t" else cells
        rows[-1].append(Run(shown[:size] if words[start] == "\t" else shown, Role.CODE, start=start + offset))
        used += size
    return [_joined(row) for row in rows]


def _tabbed(words: str) -> Iterator[tuple[str, int, int]]:
    """What is shown, its offset and its width, for each cluster or tab."""
    column = start = 0
    for number, part in enumerate(words.split("\t")):
        if number:
            stop = _TAB - column % _TAB
            yield " " * stop, start, stop
            column += stop
            start += 1
        for begin, end, cells in clusters(part):
            yield part[begin:end], start + begin, cells
            column += cells
        start += len(part)


def _joined(row: list[Run]) -> list[Run]:
    """Neighbouring runs of text as one; a tab keeps a run of its own."""
    joined: list[Run] = []
    for run in row:
        before = joined[-1] if joined else None
        if before and before.start is not None and run.text.strip(" ") and before.text.strip(" "):
            joined[-1] = Run(before.text + run.text, Role.CODE, start=before.start)
        else:
            joined.append(run)
    return joined
