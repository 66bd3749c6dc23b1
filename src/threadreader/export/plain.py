"""Bodies as plain text, for the text export and for mails: marked up as people do it in mails, and not escaped."""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise, zip_longest
from typing import assert_never

from threadreader.export import Sources
from threadreader.model.blocks import (
    Block,
    BlockPath,
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
from threadreader.model.text import clean_line
from threadreader.render.width import cell_width, fit, may_break

# Cells; prose in nested quotes and lists is not wrapped below, though its lines may become too long.
_MIN_WRAP_CELLS = 20
_WORD = re.compile(r"( *)([^ ]+)")


def plain_blocks(
    blocks: Sequence[Block], width: int = 0, sources: Sources | None = None, path: BlockPath = ()
) -> list[str]:
    """Lines of blocks, with an empty one between two; each block is followed by the sources of its quotations.

    Prose is at most `width` cells wide, headings are underlined, and the columns of a table stand below one another. At
    a width of 0 nothing is laid out.
    """
    lines: list[str] = []
    for index, block in enumerate(blocks):
        here = (*path, index)
        lines += [""] if index else []
        lines += _plain_block(block, width, sources or {}, here)
        for source in (sources or {}).get(here, ()):
            line = f"↑ {clean_line(source.name)}"
            lines.append(fit(line, max(width, _MIN_WRAP_CELLS)) if width else line)
    return lines


def plain_spans(spans: Sequence[Span]) -> str:
    """The words of spans, each link with its address behind it."""
    return "".join(map(_span, spans))


def _span(span: Span) -> str:
    text = "\n" if Marks.BREAK in span.marks else span.text
    return f"{text} <{span.href}>" if span.href and span.href not in text else text


def wrap_words(text: str, width: int) -> list[str]:
    """Lines of a text of at most `width` cells, at least one; a wider word is not broken."""
    lines: list[str] = []
    for part in text.split("\n"):
        lines += _wrap(part, width) if width and cell_width(part) > width else [part]
    return lines


def _wrap(text: str, width: int) -> Iterator[str]:
    line, used = "", 0
    for space, piece in _pieces(text):
        cells = cell_width(space) + cell_width(piece)
        if line and used + cells > width:
            yield line
            line, used = piece, cell_width(piece)
        else:
            line, used = line + space + piece, used + cells
    yield line


def _pieces(text: str) -> Iterator[tuple[str, str]]:
    """Words, or parts of them between which a line may break, each with the spaces before it."""
    for space, word in _WORD.findall(text):
        before, start = space, 0
        breaks = () if word.isascii() else (end for end in range(1, len(word)) if may_break(word[end - 1], word[end]))
        for start, end in pairwise((0, *breaks, len(word))):
            yield before, word[start:end]
            before = ""


def _plain_block(  # noqa: PLR0911 - one return a kind
    block: Block, width: int, sources: Sources, path: BlockPath
) -> list[str]:
    match block:
        case Paragraph(spans):
            return wrap_words(plain_spans(spans), width)
        case Heading(level, spans):
            lines = wrap_words(plain_spans(spans), width)
            return [*lines, ("=" if level == 1 else "-") * max(map(cell_width, lines))] if width else lines
        case BlockQuote(inner, attribution, cite):
            words = " ".join(filter(None, (clean_line(attribution or ""), f"<{cite}>" if cite else "")))
            quoted = plain_blocks(inner, _inner_width(width, 2), sources, path)
            return [*(wrap_words(words, width) if words else ()), *(f"> {line}".rstrip() for line in quoted)]
        case CodeBlock(code):
            return [f"    {line}".rstrip() for line in code.split("\n")]
        case ListBlock(items):
            return [line for number in range(len(items)) for line in _item(block, number, width, sources, path)]
        case Table(rows):
            return _table(rows, width)
        case Image(src, alt, caption):
            label = f"[image: {alt}]" if alt.strip() else "[image]"
            words = f"{label} <{src}>" if src else label
            return [*wrap_words(words, width), *(wrap_words(plain_spans(caption), width) if caption else ())]
        case Rule():
            return ["* * *"]
        case _ as unreachable:
            assert_never(unreachable)


def _item(block: ListBlock, number: int, width: int, sources: Sources, path: BlockPath) -> Iterator[str]:
    mark = "- " if block.start is None else f"{block.start + number}. "
    inner = plain_blocks(block.items[number], _inner_width(width, len(mark)), sources, (*path, number))
    return (((" " * len(mark) if row else mark) + line).rstrip() for row, line in enumerate(inner))


def _table(rows: Sequence[Sequence[Sequence[Span]]], width: int) -> list[str]:
    """A line for each row; its columns stand below one another where they have room."""
    cells = [[plain_spans(cell).replace("\n", " ") for cell in row] for row in rows]
    widths = [max(map(cell_width, column)) for column in zip_longest(*cells, fillvalue="")]
    if not width or sum(widths) + 3 * (len(widths) - 1) > width:
        return [" | ".join(row) for row in cells]
    return [" | ".join(map(_pad, row, widths)).rstrip() for row in cells]


def _pad(cell: str, width: int) -> str:
    return cell + " " * (width - cell_width(cell))


def _inner_width(width: int, mark: int) -> int:
    return width and max(width - mark, min(width, _MIN_WRAP_CELLS))
