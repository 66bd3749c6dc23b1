"""Tables laid out: columns as wide as they need and may, cells wrapped; cells one below another where all is tight."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import zip_longest

from threadreader.model.blocks import BlockPath, Spans, Table, spans_text
from threadreader.render.cells import cell_width
from threadreader.render.frame import RULE
from threadreader.render.lines import Line, Role, Run
from threadreader.render.text import lay_spans

_COLUMN, _CROSSING = " │ ", "─┼─"
_LEAST = 4


@dataclass(frozen=True, slots=True)
class _Cell:
    spans: Spans
    offset: int
    """Where the cell's text begins in the text of the table."""


def lay_table(block: Table, width: int, path: BlockPath) -> list[Line]:
    """The rows, the heading ones parted from the others by a rule."""
    rows = _cells(block)
    columns = _column_widths(rows, width - len(_COLUMN) * (max(map(len, rows)) - 1))
    if columns is None:
        return _lay_stacked(block, rows, width, path)
    rule = Run(_CROSSING.join(RULE * column for column in columns), Role.TABLE_RULE)
    lines: list[Line] = []
    for number, row in enumerate(rows):
        if number == block.header > 0:
            lines.append(Line((rule,), path))
        lines += _lay_row(row, columns, path, _role(block, number), Run(_COLUMN, Role.TABLE_RULE))
    return lines


def _cells(block: Table) -> list[list[_Cell]]:
    rows: list[list[_Cell]] = []
    offset = 0
    for row in block.rows:
        cells: list[_Cell] = []
        for spans in row:
            cells.append(_Cell(spans, offset))
            offset += sum(len(span.text) for span in spans) + 1
        rows.append(cells)
        offset += not row
    return rows


def _role(block: Table, number: int) -> Role:
    return Role.TABLE_HEADER if number < block.header else Role.TEXT


def _column_widths(rows: Sequence[Sequence[_Cell]], available: int) -> list[int] | None:
    """The width of each column, the narrow ones served first; None where they would be too narrow to read."""
    wanted = [0] * max(map(len, rows))
    for row in rows:
        for column, cell in enumerate(row):
            words = spans_text(cell.spans).split("\n")
            wanted[column] = max(wanted[column], 1, *map(cell_width, words))
    if available < sum(min(_LEAST, width) for width in wanted):
        return None
    widths = wanted.copy()
    left = available
    for served, column in enumerate(sorted(range(len(wanted)), key=wanted.__getitem__)):
        widths[column] = min(wanted[column], left // (len(wanted) - served))
        left -= widths[column]
    return widths


def _lay_row(row: Sequence[_Cell], columns: Sequence[int], path: BlockPath, role: Role, column: Run) -> Iterator[Line]:
    cells = [lay_spans(cell.spans, width, path, role, cell.offset) for cell, width in zip(row, columns, strict=False)]
    for parts in zip_longest(*cells) if cells else [()]:
        runs: list[Run] = []
        for place, part in enumerate(parts):
            line = part or Line()
            runs += line.runs
            if place < len(parts) - 1:
                missing = columns[place] - cell_width(line.text)
                runs += [Run(" " * missing, Role.PADDING)] if missing else []
                runs.append(column)
        yield Line(tuple(runs), path)


def _lay_stacked(block: Table, rows: Sequence[Sequence[_Cell]], width: int, path: BlockPath) -> list[Line]:
    lines: list[Line] = []
    for number, row in enumerate(rows):
        if number:
            lines.append(Line((Run(RULE * min(width, _LEAST), Role.TABLE_RULE),), path))
        for cell in row:
            lines += lay_spans(cell.spans, width, path, _role(block, number), cell.offset)
    return lines
