"""Document model of a body: blocks of spans of marked text.

Offsets are in code points. `leaves()` defines the plain text of a body, block by block; `text()` joins it, anchors and
search count in it.
"""

import enum
import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import pairwise
from typing import Annotated, assert_never

from msgspec import Meta, Struct

MAX_NESTING = 32
"""Levels of quotes and lists: so few that walking blocks may recurse."""

MAX_NUMBER = 10**9
"""No count or score of a page is as large."""

Number = Annotated[int, Meta(ge=-MAX_NUMBER, le=MAX_NUMBER)]

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")
_CONTROL_IN_CODE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029]")
_EXECUTABLE = re.compile(r"\s*(?:javascript|vbscript|data)\s*:", re.IGNORECASE)


def check_address(address: str | None) -> None:
    """Raise ValueError for an address that could run something, or that holds control characters."""
    if address is None:
        return
    if not address or _EXECUTABLE.match(address) or _CONTROL.search(address):
        raise ValueError(f"an address is harmless, not {address[:80]!r}")


class Marks(enum.Flag):
    """Semantic marks of a span."""

    NONE = 0
    EMPHASIS = enum.auto()
    STRONG = enum.auto()
    CODE = enum.auto()
    STRIKE = enum.auto()
    UNDERLINE = enum.auto()
    SUBSCRIPT = enum.auto()
    SUPERSCRIPT = enum.auto()
    SPOILER = enum.auto()
    BREAK = enum.auto()
    """A line break that the author made: the span is one space, and its plain text a newline."""


class Span(Struct, frozen=True):
    """A run of text with the same marks and the same link."""

    text: str
    marks: Marks = Marks.NONE
    href: str | None = None

    def __post_init__(self) -> None:
        if not self.text or not (self.text.isprintable() or _CONTROL.search(self.text) is None):
            raise ValueError(f"a span holds text without control characters, not {self.text!r}")
        if self.marks is not Marks.NONE and Marks.BREAK in self.marks and self.text != " ":
            raise ValueError("a line break is a span of one space")
        check_address(self.href)


LINE_BREAK = Span(" ", Marks.BREAK)

Spans = tuple[Span, ...]


class Paragraph(Struct, frozen=True, tag_field="kind", tag="paragraph"):
    """Running text."""

    spans: Spans

    def __post_init__(self) -> None:
        _check_spans(self.spans)


class Heading(Struct, frozen=True, tag_field="kind", tag="heading"):
    """A heading inside a body; level 1 to 6."""

    level: int
    spans: Spans

    def __post_init__(self) -> None:
        _check_spans(self.spans)
        if not 1 <= self.level <= 6:  # noqa: PLR2004 - HTML's own range
            raise ValueError(f"no heading has level {self.level}")


class BlockQuote(Struct, frozen=True, tag_field="kind", tag="quote"):
    """Quoted blocks; `attribution` is the line that names their author, `cite` the address or id of their source."""

    blocks: "tuple[Block, ...]"
    attribution: str | None = None
    cite: str | None = None

    def __post_init__(self) -> None:
        if not self.blocks:
            raise ValueError("a quote holds at least one block")


class CodeBlock(Struct, frozen=True, tag_field="kind", tag="code"):
    """Code, verbatim: its text may hold newlines and tabs."""

    text: str
    language: str | None = None

    def __post_init__(self) -> None:
        if not self.text.strip() or _CONTROL_IN_CODE.search(self.text):
            raise ValueError(f"code holds text without control characters, not {self.text[:80]!r}")


class ListBlock(Struct, frozen=True, tag_field="kind", tag="list"):
    """A list; each item is a sequence of blocks. `start` is its first number, None for bullets."""

    items: "tuple[tuple[Block, ...], ...]"
    start: Number | None = None

    def __post_init__(self) -> None:
        if not self.items or not all(self.items):
            raise ValueError("a list holds items, and each item at least one block")


class Table(Struct, frozen=True, tag_field="kind", tag="table"):
    """Rows of cells of spans (a cell may be empty); the first `header` rows are headings."""

    rows: tuple[tuple[Spans, ...], ...]
    header: int = 0

    def __post_init__(self) -> None:
        if not any(cell for row in self.rows for cell in row):
            raise ValueError("a table holds at least one cell with text")
        if not 0 <= self.header <= len(self.rows):
            raise ValueError(f"a table of {len(self.rows)} rows has no {self.header} heading rows")
        for row in self.rows:
            for cell in row:
                _check_merged(cell)


class Image(Struct, frozen=True, tag_field="kind", tag="image"):
    """An image: its address, alternative text and caption."""

    src: str | None
    alt: str = ""
    caption: Spans = ()

    def __post_init__(self) -> None:
        _check_merged(self.caption)
        if _CONTROL.search(self.alt):
            raise ValueError("alt text holds no control characters")
        check_address(self.src)


class Rule(Struct, frozen=True, tag_field="kind", tag="rule"):
    """A thematic break."""


Block = Paragraph | Heading | BlockQuote | CodeBlock | ListBlock | Table | Image | Rule
Blocks = tuple[Block, ...]
BlockPath = tuple[int, ...]
"""Path to a block in a body: its index; inside a quote also the index there; inside a list the item and the index."""


class Leaf(Struct, frozen=True):
    """A block with text of its own, its path, and the offset of its text in the text of the body."""

    path: BlockPath
    block: Paragraph | Heading | CodeBlock | Table | Image
    text: str
    start: int


def walk(blocks: Sequence[Block], path: BlockPath = ()) -> Iterator[tuple[BlockPath, Block]]:
    """Every block with its path, in reading order, a quote or list before what it holds."""
    for index, block in enumerate(blocks):
        here = (*path, index)
        yield here, block
        if isinstance(block, BlockQuote):
            yield from walk(block.blocks, here)
        elif isinstance(block, ListBlock):
            for number, item in enumerate(block.items):
                yield from walk(item, (*here, number))


def count_leaves(blocks: Sequence[Block]) -> int:
    """The number of blocks with text."""
    return sum(not isinstance(block, BlockQuote | ListBlock) and bool(block_text(block)) for _, block in walk(blocks))


def leaves(blocks: Sequence[Block], path: BlockPath = (), start: int = 0) -> Iterator[Leaf]:
    """The blocks that have text, in reading order, with the offset of each in `text(blocks)`."""
    for index, block in enumerate(blocks):
        here, words = (*path, index), block_text(block)
        if isinstance(block, BlockQuote):
            yield from leaves(block.blocks, here, start)
        elif isinstance(block, ListBlock):
            at = start
            for number, item in enumerate(block.items):
                yield from leaves(item, (*here, number), at)
                length = len(text(item))
                at += length + bool(length)  # and a newline
        elif words and not isinstance(block, Rule):
            yield Leaf(here, block, words, start)
        start += len(words) + (2 if words else 0)  # and a blank line


def runs_in(blocks: Iterable[Leaf], start: int, end: int) -> list[tuple[BlockPath, int, int]]:
    """A range of the text of a body as ranges of those of its blocks that it is in."""
    return [
        (leaf.path, max(start - leaf.start, 0), min(end - leaf.start, len(leaf.text)))
        for leaf in blocks
        if leaf.start < end and start < leaf.start + len(leaf.text)
    ]


def paragraph_numbers(blocks: Sequence[Block]) -> dict[BlockPath, int]:
    """Paragraph numbers as in ¶12: each block of text from 1 on, without headings."""
    numbered = (leaf for leaf in leaves(blocks) if not isinstance(leaf.block, Heading))
    return {leaf.path: number for number, leaf in enumerate(numbered, 1)}


def text(blocks: Sequence[Block]) -> str:
    """The plain text: blocks joined by a blank line, list items and rows by a newline, cells by a tab."""
    return "\n\n".join(filter(None, map(block_text, blocks)))


def own_text(blocks: Sequence[Block]) -> str:
    """The plain text of a body without the blocks that quote; all of it where the others have no text."""
    return text([block for block in blocks if not isinstance(block, BlockQuote)]) or text(blocks)


def block_text(block: Block) -> str:  # noqa: PLR0911 - one return a kind
    """The plain text of one block, "" where it has none."""
    match block:
        case Paragraph(spans) | Heading(_, spans):
            return spans_text(spans)
        case CodeBlock(code):
            return code
        case Table(rows):
            return "\n".join("\t".join(map(spans_text, row)) for row in rows)
        case Image():
            return spans_text(block.caption)
        case BlockQuote():
            return text(block.blocks)
        case ListBlock():
            return "\n".join(filter(None, map(text, block.items)))
        case Rule():
            return ""
        case _ as unreachable:
            assert_never(unreachable)


def spans_text(spans: Iterable[Span]) -> str:
    """The plain text of spans; a line break is a newline, one character as in the span."""
    return "".join(["\n" if span.text == " " and Marks.BREAK in span.marks else span.text for span in spans])


def merge(spans: Iterable[Span]) -> Spans:
    """The spans with neighbours of equal marks and link joined."""
    merged: list[Span] = []
    for span in spans:
        last = merged[-1] if merged else None
        if last and Marks.BREAK not in span.marks and (last.marks, last.href) == (span.marks, span.href):
            merged[-1] = Span(last.text + span.text, span.marks, span.href)
        else:
            merged.append(span)
    return tuple(merged)


def quoted_blocks(blocks: Sequence[Block]) -> frozenset[BlockPath]:
    """The paths of the quotations in a body."""
    return frozenset(path for path, block in walk(blocks) if isinstance(block, BlockQuote))


def is_within(path: BlockPath, outer: Collection[BlockPath]) -> bool:
    """True if a block is one of the `outer` blocks or inside one of them."""
    return any(path[:length] in outer for length in range(1, len(path) + 1))


def block_at(blocks: Sequence[Block], path: BlockPath) -> Block:
    """The block at a path, as `walk()` gives it; KeyError where there is none."""
    try:
        block = blocks[path[0]]
        rest = path[1:]
        while rest:
            if isinstance(block, BlockQuote):
                block, rest = block.blocks[rest[0]], rest[1:]
            elif isinstance(block, ListBlock):
                block, rest = block.items[rest[0]][rest[1]], rest[2:]
            else:
                raise KeyError(path)
    except IndexError:
        raise KeyError(path) from None
    return block


def _check_spans(spans: Spans) -> None:
    if not any(span.text.strip() for span in spans):
        raise ValueError("a paragraph or heading holds text")
    _check_merged(spans)


def _check_merged(spans: Spans) -> None:
    for one, two in pairwise(spans):
        if (one.marks, one.href) == (two.marks, two.href) and Marks.BREAK not in one.marks:
            raise ValueError(f"neighbours with equal marks are one span: {one.text[-40:]!r} {two.text[:40]!r}")
