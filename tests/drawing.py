"""Blocks drawn as text, for tests of how pages are read."""

from collections.abc import Sequence
from typing import assert_never

from threadreader.model.blocks import (
    Block,
    BlockQuote,
    CodeBlock,
    Heading,
    Image,
    ListBlock,
    Marks,
    Paragraph,
    Rule,
    Span,
    Table,
)


def draw(blocks: Sequence[Block]) -> list[str]:
    """A line for each block, indented in quotes and lists.

    Marked text stands in {mark: text}, linked text in [text](address), a line break is a slash.
    """
    lines: list[str] = []
    for block in blocks:
        lines += _draw(block)
    return lines


def _draw(block: Block) -> list[str]:  # noqa: PLR0911 - one return a kind
    match block:
        case Paragraph(spans):
            return [_inline(spans)]
        case Heading(level, spans):
            return [f"h{level} {_inline(spans)}"]
        case BlockQuote(blocks, attribution, cite):
            return [" ".join(filter(None, (">", attribution, cite))), *_indented(blocks)]
        case CodeBlock(words, language):
            return [f"code {language}: {words!r}"]
        case ListBlock(items, start):
            return ["list" if start is None else f"list {start}", *(line for item in items for line in _item(item))]
        case Table(rows, header):
            return [f"table {header}", *("  " + " | ".join(map(_inline, row)) for row in rows)]
        case Image(src, alt, caption):
            return [" ".join(filter(None, ("image", src, repr(alt), _inline(caption))))]
        case Rule():
            return ["rule"]
        case _ as unreachable:
            assert_never(unreachable)


def _item(blocks: Sequence[Block]) -> list[str]:
    first, *others = _indented(blocks)
    return ["- " + first[2:], *others]


def _indented(blocks: Sequence[Block]) -> list[str]:
    return ["  " + line for line in draw(blocks)]


def _inline(spans: Sequence[Span]) -> str:
    return "".join(map(_span, spans))


def _span(span: Span) -> str:
    if Marks.BREAK in span.marks:
        return "/"
    names = "+".join(mark.name.lower() for mark in span.marks if mark.name)
    marked = f"{{{names}: {span.text}}}" if names else span.text
    return f"[{marked}]({span.href})" if span.href else marked
