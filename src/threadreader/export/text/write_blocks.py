"""Blocks as lines of the text form."""

from collections.abc import Sequence
from typing import assert_never

from threadreader.export.sources import Sources
from threadreader.export.text.inline import (
    escape_before_address,
    escape_in_brackets,
    write_address,
    write_cell,
    write_segments,
)
from threadreader.export.text.wrapping import write_lines
from threadreader.model.blocks import (
    Block,
    BlockPath,
    BlockQuote,
    CodeBlock,
    Heading,
    Image,
    ListBlock,
    Paragraph,
    Rule,
    Table,
)
from threadreader.model.clean import clean, clean_line
from threadreader.render.cells import cell_width, fit

_NARROWEST = 20
"""Prose in nested quotes and lists is not wrapped closer than this, even where its lines get too long then."""


def write_blocks(blocks: Sequence[Block], width: int, sources: Sources, path: BlockPath = ()) -> list[str]:
    """Blocks as lines of at most `width` cells, or not wrapped where it is 0; blocks are parted by an empty line."""
    lines: list[str] = []
    for index, block in enumerate(blocks):
        here = (*path, index)
        lines += [""] if index else []
        lines += _write(block, width, sources, here)
        named = (f"↑ {clean_line(source.words)}" for source in sources.get(here, ()))
        lines += [fit(line, max(width, _NARROWEST)) if width else line for line in named]
    return lines


def _write(block: Block, width: int, sources: Sources, path: BlockPath) -> list[str]:  # noqa: PLR0911 - one a kind
    match block:
        case Paragraph(spans):
            return write_lines(write_segments(spans), width)
        case Heading(level, spans):
            return write_lines(write_segments(spans), width, "=" * level + " ")
        case BlockQuote():
            return _write_quote(block, width, sources, path)
        case CodeBlock(words, language):
            label = [f"|:{clean_line(language)}"] if language else []
            return label + [f"| {line}" if line else "|" for line in clean(words).split("\n")]
        case ListBlock():
            return _write_list(block, width, sources, path)
        case Table():
            return _write_table(block, width)
        case Image():
            return _write_image(block, width)
        case Rule():
            return ["---"]
        case _ as unreachable:
            assert_never(unreachable)


def _write_quote(block: BlockQuote, width: int, sources: Sources, path: BlockPath) -> list[str]:
    above = (escape_before_address(clean_line(block.attribution or "")) + write_address(block.cite)).removeprefix(" ")
    inner = write_blocks(block.blocks, _inner(width, 2), sources, path)
    quoted = [f"> {line}" if line else ">" for line in inner]
    return (write_lines([above], width) if above else []) + quoted


def _write_list(block: ListBlock, width: int, sources: Sources, path: BlockPath) -> list[str]:
    lines: list[str] = []
    for number, item in enumerate(block.items):
        mark = "* " if block.start is None else f"{block.start + number}. "
        inner = write_blocks(item, _inner(width, len(mark)), sources, (*path, number))
        lines += [(" " * len(mark) if place else mark) + line if line else "" for place, line in enumerate(inner)]
    return lines


def _write_table(block: Table, width: int) -> list[str]:
    rows = [[write_cell(cell) for cell in row] for row in block.rows]
    columns = [0] * max(map(len, rows))
    for row in rows:
        for column, cell in enumerate(row):
            columns[column] = max(columns[column], cell_width(cell))
    if width and sum(columns) + 3 * len(columns) + 2 > width:
        columns = [0] * len(columns)
    return [
        ("|=" if number < block.header else "||") + "".join(map(_padded, row, columns))
        for number, row in enumerate(rows)
    ]


def _padded(cell: str, width: int) -> str:
    return f" {cell}{' ' * (width - cell_width(cell))} |"


def _write_image(block: Image, width: int) -> list[str]:
    picture = escape_in_brackets(block.alt) + "]" + write_address(block.src)
    return write_lines([picture, *(write_segments(block.caption) if block.caption else ())], width, "![")


def _inner(width: int, mark: int) -> int:
    return width and max(width - mark, min(width, _NARROWEST))
