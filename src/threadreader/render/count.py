"""How many lines a body takes, without laying it out."""

from collections.abc import Sequence
from typing import assert_never

from threadreader.model.blocks import (
    Block,
    BlockQuote,
    Blocks,
    CodeBlock,
    Heading,
    Image,
    ListBlock,
    Paragraph,
    Rule,
    Table,
    spans_text,
)
from threadreader.render.blocks import list_marks, render_blocks
from threadreader.render.code import INDENT, count_code_line
from threadreader.render.frame import gap, room
from threadreader.render.wrap import count_wrapped

_BAR = 2


def count_lines(blocks: Blocks, width: int) -> int:
    """The number of lines that `render_blocks` gives at this width without tails."""
    return _count_all(blocks, width, in_item=False)


def _count_all(blocks: Sequence[Block], width: int, *, in_item: bool) -> int:
    count = 0
    before: Block | None = None
    for block in blocks:
        count += gap(before, block, in_item=in_item) + _count(block, width)
        before = block
    return count


def _count(block: Block, width: int) -> int:
    match block:
        case Paragraph(spans) | Heading(_, spans):
            return count_wrapped(spans_text(spans), width)
        case BlockQuote(blocks, attribution):
            above = count_wrapped(attribution, width) if attribution else 0
            return above + _count_all(blocks, room(width, _BAR), in_item=False)
        case CodeBlock(words, language):
            inner = room(width, INDENT)
            return bool(language) + sum(count_code_line(line, inner) for line in words.split("\n"))
        case ListBlock(items):
            inner = room(width, len(list_marks(block)[0]))
            return sum(_count_all(item, inner, in_item=True) for item in items)
        case Table() | Image() | Rule():
            return len(render_blocks((block,), width))
        case _ as unreachable:
            assert_never(unreachable)
