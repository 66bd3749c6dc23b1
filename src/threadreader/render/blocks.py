"""Blocks laid out as lines at a width: one function for each kind of block.

Tables laid out: columns as wide as they need and may, cells wrapped; cells one below another where all is tight.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import zip_longest
from typing import assert_never

from threadreader.model.blocks import (
    Block,
    BlockPath,
    BlockQuote,
    Blocks,
    CodeBlock,
    Heading,
    Image,
    ListBlock,
    Paragraph,
    Rule,
    Spans,
    Table,
    spans_text,
)
from threadreader.render.lines import RULE, Frame, Line, Role, Run, beside, gap, room, with_tail
from threadreader.render.text import lay_spans, lay_words
from threadreader.render.width import cell_width

_BAR, _DOTTED_BAR, _BULLET = "┃ ", "┆ ", "• "


def render_blocks(
    blocks: Blocks,
    width: int,
    *,
    tails: Mapping[BlockPath, str] | None = None,
    unresolved: frozenset[BlockPath] = frozenset(),
    quoted: frozenset[BlockPath] = frozenset(),
) -> tuple[Line, ...]:
    """A body as lines of at most `width` cells, blocks parted by a blank line.

    `tails` are words that stand at the right of the last line of a block; `unresolved` are quotes, or blocks in them,
    whose source is not known: their bar is dotted; `quoted` are blocks that quote though no quote holds them. In one
    cell, a character of two cells stands out by one.
    """
    return tuple(_lay_all(blocks, width, (), Frame(tails or {}, unresolved, quoted)))


def _lay_all(
    blocks: Sequence[Block], width: int, path: BlockPath, frame: Frame, *, in_item: bool = False
) -> list[Line]:
    lines: list[Line] = []
    before: Block | None = None
    for index, block in enumerate(blocks):
        here = (*path, index)
        lines += [Line()] * gap(before, block, in_item=in_item)
        lay = partial(_lay_with_tail, block)
        lines += _behind_bar(lay, width, here, frame) if here in frame.quoted else lay(width, here, frame)
        before = block
    return lines


def _lay_with_tail(block: Block, width: int, path: BlockPath, frame: Frame) -> list[Line]:
    laid = _lay(block, width, path, frame)
    tail = frame.tails.get(path)
    return with_tail(laid, tail, width) if tail else laid


def _lay(block: Block, width: int, path: BlockPath, frame: Frame) -> list[Line]:  # noqa: PLR0911 - one return a kind
    match block:
        case Paragraph(spans):
            return lay_spans(spans, width, path)
        case Heading(_, spans):
            return lay_spans(spans, width, path, Role.HEADING)
        case BlockQuote():
            return _lay_quote(block, width, path, frame)
        case CodeBlock():
            from threadreader.render.code import lay_code

            return lay_code(block, width, path)
        case ListBlock():
            return _lay_list(block, width, path, frame)
        case Table():
            return lay_table(block, width, path)
        case Image():
            return _lay_image(block, width, path)
        case Rule():
            return [Line((Run(RULE * width, Role.RULE),), path)]
        case _ as unreachable:
            assert_never(unreachable)


def _lay_quote(block: BlockQuote, width: int, path: BlockPath, frame: Frame) -> list[Line]:
    """The quoted blocks behind a bar, under the line that says who is quoted."""
    above = lay_words(block.attribution, width, Role.ATTRIBUTION) if block.attribution else []
    return above + _behind_bar(partial(_lay_all, block.blocks), width, path, frame)


def _behind_bar(
    lay: Callable[[int, BlockPath, Frame], list[Line]], width: int, path: BlockPath, frame: Frame
) -> list[Line]:
    """Lines laid out beside a bar, in the look of quoted text."""
    inner = room(width, cell_width(_BAR))
    lines = [_quoted(line) for line in lay(inner, path, frame)]
    if inner < width:
        lines = [replace(line, runs=(_bar(line, path, frame), *line.runs)) for line in lines]
    return lines


def _quoted(line: Line) -> Line:
    """A line whose text has the look of quoted text, where it had none of its own."""
    if not any(run.role is Role.TEXT for run in line.runs):
        return line
    return replace(
        line, runs=tuple(replace(run, role=Role.QUOTE) if run.role is Role.TEXT else run for run in line.runs)
    )


def _bar(line: Line, path: BlockPath, frame: Frame) -> Run:
    dotted = path in frame.unresolved or line.path in frame.unresolved
    return Run(_DOTTED_BAR if dotted else _BAR, Role.QUOTE_BAR)


def _lay_list(block: ListBlock, width: int, path: BlockPath, frame: Frame) -> list[Line]:
    marks = _marks(block)
    inner = room(width, len(marks[0]))
    lines: list[Line] = []
    for number, (mark, item) in enumerate(zip(marks, block.items, strict=True)):
        laid = _lay_all(item, inner, (*path, number), frame, in_item=True)
        hanging = Run(" " * len(mark), Role.PADDING)
        lines += beside(laid, Run(mark, Role.BULLET), hanging) if inner < width else laid
    return lines


def _marks(block: ListBlock) -> list[str]:
    """What stands before each item, all of the same width."""
    if block.start is None:
        return [_BULLET] * len(block.items)
    numbers = [str(block.start + place) for place in range(len(block.items))]
    longest = max(map(len, numbers))
    return [f"{number:>{longest}}. " for number in numbers]


def _lay_image(block: Image, width: int, path: BlockPath) -> list[Line]:
    words = f"[image: {block.alt}]" if block.alt.strip() else "[image]"
    lines = lay_words(words, width, Role.IMAGE, path, block.src)
    return lines + (lay_spans(block.caption, width, path, Role.CAPTION) if block.caption else [])


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
