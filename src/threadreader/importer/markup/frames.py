"""Blocks that are open: what is collected for each until its tag ends, and what it becomes then."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from bs4 import Tag

from threadreader.importer.markup.quoting import nest
from threadreader.model.blocks import (
    LINE_BREAK,
    Block,
    BlockQuote,
    Image,
    ListBlock,
    Paragraph,
    Span,
    Spans,
    Table,
)

_MOST_PARAGRAPHS = 3
"""A cell with more is no cell of a table but a part of a page laid out with one."""


@dataclass(slots=True)
class Frame:
    """An open block: the blocks in it, and how many `>`s stood before each."""

    blocks: list[Block] = field(default_factory=list)
    levels: list[int] = field(default_factory=list)

    def add(self, block: Block, level: int = 0) -> None:
        """Put a block at the end."""
        self.blocks.append(block)
        self.levels.append(level)

    def add_all(self, blocks: Iterable[Block]) -> None:
        """Put several blocks at the end."""
        for block in blocks:
            self.add(block)

    def take(self) -> list[Block]:
        """The blocks, quotes made of those that were typed as quoted; they are gone from here then."""
        found = nest(self.blocks, self.levels)
        self.blocks, self.levels = [], []
        return found

    def close(self, outer: "Frame") -> None:
        """Put what this has become into the frame around it."""
        outer.add_all(self.take())


@dataclass(slots=True)
class QuoteFrame(Frame):
    """An open `<blockquote>`, or a box of another tag; the `<blockquote>` in a box is no other quote.

    `named` is who is quoted, where no words say it.
    """

    attribution: str | None = None
    cite: str | None = None
    named: str | None = None
    box: Tag | None = None
    is_taken: bool = False

    def close(self, outer: Frame) -> None:
        """Add the quote; words that only name its source are a paragraph."""
        blocks = tuple(self.take())
        if blocks:
            outer.add(BlockQuote(blocks, self.attribution or self.named, self.cite))
        elif self.attribution:
            outer.add(Paragraph((Span(self.attribution),)))


@dataclass(slots=True)
class ListFrame(Frame):
    """An open list; blocks that stand between its items belong to the item before."""

    start: int | None = None
    items: list[list[Block]] = field(default_factory=list)

    def add_item(self, blocks: list[Block]) -> None:
        """Put an item at the end."""
        self._take_strays()
        if blocks:
            self.items.append(blocks)

    def close(self, outer: Frame) -> None:
        """Add the list, if there is anything in it."""
        self._take_strays()
        if self.items:
            outer.add(ListBlock(tuple(map(tuple, self.items)), self.start))

    def _take_strays(self) -> None:
        strays = self.take()
        if strays and self.items:
            self.items[-1].extend(strays)
        elif strays:
            self.items.append(strays)


@dataclass(slots=True)
class ItemFrame(Frame):
    """An open item of a list."""

    def close(self, outer: Frame) -> None:
        """Add the item to its list."""
        assert isinstance(outer, ListFrame), "items are only opened in lists"
        outer.add_item(self.take())


@dataclass(slots=True)
class _Row:
    """Cells, and whether all of them are headings."""

    cells: list[list[Block]] = field(default_factory=list)
    heading: bool = True


@dataclass(slots=True)
class TableFrame(Frame):
    """An open table; what stands outside its cells comes before it."""

    rows: list[_Row] = field(default_factory=list)

    def begin_row(self) -> None:
        """Let the next cells be in a row of their own."""
        self.rows.append(_Row())

    def add_cell(self, blocks: list[Block], *, heading: bool, width: int) -> None:
        """Put a cell at the end of the row, with empty ones for the further columns that it covers."""
        if not self.rows:
            self.begin_row()
        row = self.rows[-1]
        row.cells += [blocks, *([] for _ in range(1, width))]
        row.heading = row.heading and heading

    def close(self, outer: Frame) -> None:
        """Add a table, or, where it only lays out other blocks, these."""
        Frame.close(self, outer)
        rows = [row for row in self.rows if row.cells]
        if _is_grid([row.cells for row in rows]):
            heading = next((place for place, row in enumerate(rows) if not row.heading), len(rows))
            outer.add(Table(tuple(tuple(map(_joined, row.cells)) for row in rows), heading))
        else:
            for row in rows:
                for cell in row.cells:
                    outer.add_all(cell)


@dataclass(slots=True)
class CellFrame(Frame):
    """An open cell of a table."""

    heading: bool = False
    width: int = 1

    def close(self, outer: Frame) -> None:
        """Add the cell to its row."""
        assert isinstance(outer, TableFrame), "cells are only opened in tables"
        outer.add_cell(self.take(), heading=self.heading, width=self.width)


@dataclass(slots=True)
class FigureFrame(Frame):
    """An open figure."""

    caption: list[Block] = field(default_factory=list)

    def close(self, outer: Frame) -> None:
        """Add what is in it; the caption goes with the one picture, or follows as text."""
        blocks = self.take()
        pictures = [place for place, block in enumerate(blocks) if isinstance(block, Image)]
        words = _joined(self.caption)
        if len(pictures) == 1 and words:
            picture = blocks[pictures[0]]
            assert isinstance(picture, Image), "its place was found by its kind"
            below = (LINE_BREAK, *picture.caption) if picture.caption else ()
            blocks[pictures[0]] = Image(picture.src, picture.alt, words + below)
        elif words:
            blocks.append(Paragraph(words))
        outer.add_all(blocks)
        outer.add_all(block for block in self.caption if not isinstance(block, Paragraph))


@dataclass(slots=True)
class CaptionFrame(Frame):
    """An open caption of a figure."""

    def close(self, outer: Frame) -> None:
        """Give the words to the figure."""
        assert isinstance(outer, FigureFrame), "captions are only opened in figures"
        outer.caption += self.take()


def _is_grid(rows: Sequence[Sequence[Sequence[Block]]]) -> bool:
    """Whether cells hold only short text, in more than one column."""
    return (
        any(len(row) > 1 for row in rows)
        and any(cell for row in rows for cell in row)
        and all(
            len(cell) <= _MOST_PARAGRAPHS and all(isinstance(block, Paragraph) for block in cell)
            for row in rows
            for cell in row
        )
    )


def _joined(blocks: Iterable[Block]) -> Spans:
    """The text of the paragraphs, a line break between each two."""
    found: list[Span] = []
    for block in blocks:
        if isinstance(block, Paragraph):
            if found:
                found.append(LINE_BREAK)
            found.extend(block.spans)
    return tuple(found)
