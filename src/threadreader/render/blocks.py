"""Layout of blocks as lines, one function for each kind of block; tables with narrow columns are stacked."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from itertools import zip_longest
from typing import assert_never

from msgspec import Struct
from msgspec.structs import replace

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
from threadreader.render.lines import RULE, Frame, Line, Role, Run, inner_width, prefix_lines, with_tail
from threadreader.render.text import lay_spans, lay_text
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
    """A body as lines of at most `width` cells, with a blank line between blocks.

    `tails` are texts at the right of the last line of a block; `unresolved` are quotes, or blocks in them, without a
    known source: their bar is dotted; `quoted` are blocks that quote outside block quotes. A width of one cell is
    exceeded by characters of two.
    """
    return tuple(_lay_all(blocks, width, (), Frame(tails or {}, unresolved, quoted)))


def _lay_all(
    blocks: Sequence[Block], width: int, path: BlockPath, frame: Frame, *, in_item: bool = False
) -> list[Line]:
    lines: list[Line] = []
    before: Block | None = None
    for index, block in enumerate(blocks):
        here = (*path, index)
        is_sublist = in_item and isinstance(before, Paragraph) and isinstance(block, ListBlock)
        lines += [Line()] if before and not is_sublist else []
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
    """The quoted blocks behind a bar, under their attribution."""
    above = lay_text(block.attribution, width, Role.ATTRIBUTION) if block.attribution else []
    return above + _behind_bar(partial(_lay_all, block.blocks), width, path, frame)


def _behind_bar(
    lay: Callable[[int, BlockPath, Frame], list[Line]], width: int, path: BlockPath, frame: Frame
) -> list[Line]:
    """Lines behind a bar, in the role of quoted text."""
    inner = inner_width(width, cell_width(_BAR))
    lines = [_quoted(line) for line in lay(inner, path, frame)]
    if inner < width:
        lines = [replace(line, runs=(_bar(line, path, frame), *line.runs)) for line in lines]
    return lines


def _quoted(line: Line) -> Line:
    """The line with the role of quoted text instead of plain text."""
    runs = (replace(run, role=Role.QUOTE) if run.role is Role.TEXT else run for run in line.runs)
    return replace(line, runs=tuple(runs))


def _bar(line: Line, path: BlockPath, frame: Frame) -> Run:
    dotted = path in frame.unresolved or line.path in frame.unresolved
    return Run(_DOTTED_BAR if dotted else _BAR, Role.QUOTE_BAR)


def _lay_list(block: ListBlock, width: int, path: BlockPath, frame: Frame) -> list[Line]:
    markers = _item_markers(block)
    inner = inner_width(width, len(markers[0]))
    lines: list[Line] = []
    for number, (marker, item) in enumerate(zip(markers, block.items, strict=True)):
        laid = _lay_all(item, inner, (*path, number), frame, in_item=True)
        hanging = Run(" " * len(marker), Role.PADDING)
        lines += prefix_lines(laid, Run(marker, Role.BULLET), hanging) if inner < width else laid
    return lines


def _item_markers(block: ListBlock) -> list[str]:
    """The bullets or numbers of the items, all of one width."""
    if block.start is None:
        return [_BULLET] * len(block.items)
    numbers = [str(block.start + index) for index in range(len(block.items))]
    width = max(map(len, numbers))
    return [f"{number:>{width}}. " for number in numbers]


def _lay_image(block: Image, width: int, path: BlockPath) -> list[Line]:
    label = f"[image: {block.alt}]" if block.alt.strip() else "[image]"
    lines = lay_text(label, width, Role.IMAGE, path, block.src)
    return lines + (lay_spans(block.caption, width, path, Role.CAPTION) if block.caption else [])


_COLUMN_SEPARATOR, _CROSSING = " │ ", "─┼─"
_MIN_COLUMN_CELLS = 4  # a year or a short word; narrower columns are one letter below the other


class _Cell(Struct, frozen=True):
    spans: Spans
    offset: int  # of the cell's text in the text of the table


def lay_table(block: Table, width: int, path: BlockPath) -> list[Line]:
    """A table as lines, with a rule under the heading rows; stacked where its columns are too narrow."""
    rows = _cells(block)
    columns = _column_widths(rows, width - len(_COLUMN_SEPARATOR) * (max(map(len, rows)) - 1))
    if columns is None:
        return _lay_stacked(block, rows, width, path)
    rule = Run(_CROSSING.join(RULE * column for column in columns), Role.TABLE_RULE)
    lines: list[Line] = []
    for number, row in enumerate(rows):
        if number == block.header > 0:
            lines.append(Line((rule,), path))
        lines += _lay_row(row, columns, path, _role(block, number), Run(_COLUMN_SEPARATOR, Role.TABLE_RULE))
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
    """The width of each column, narrow ones first; None where some would be too narrow to read."""
    wanted = [0] * max(map(len, rows))
    for row in rows:
        for column, cell in enumerate(row):
            lines = spans_text(cell.spans).split("\n")
            wanted[column] = max(wanted[column], 1, *map(cell_width, lines))
    if available < sum(min(_MIN_COLUMN_CELLS, width) for width in wanted):
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
        for index, part in enumerate(parts):
            line = part or Line()
            runs += line.runs
            if index < len(parts) - 1:
                missing = columns[index] - cell_width(line.text)
                runs += [Run(" " * missing, Role.PADDING)] if missing else []
                runs.append(column)
        yield Line(tuple(runs), path)


def _lay_stacked(block: Table, rows: Sequence[Sequence[_Cell]], width: int, path: BlockPath) -> list[Line]:
    lines: list[Line] = []
    for number, row in enumerate(rows):
        if number:
            lines.append(Line((Run(RULE * min(width, _MIN_COLUMN_CELLS), Role.TABLE_RULE),), path))
        for cell in row:
            lines += lay_spans(cell.spans, width, path, _role(block, number), cell.offset)
    return lines
