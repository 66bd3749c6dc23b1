"""The walk over the nodes of a page, with a stack of its own: pages nest deeper than Python calls.

Blocks that are open: what is collected for each until its tag ends, and what it becomes then.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial

from bs4 import Tag
from bs4.element import CData, NavigableString, PageElement, RubyParenthesisString, RubyTextString, TemplateString

from threadreader.importer.blocks.attributes import attribute, link
from threadreader.importer.blocks.inline import Inline, nest, paragraphs
from threadreader.model.blocks import (
    LINE_BREAK,
    MAX_NESTING,
    Block,
    BlockQuote,
    Blocks,
    Heading,
    Image,
    ListBlock,
    Marks,
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


_SHOWN_STRINGS = (CData, RubyParenthesisString, RubyTextString, TemplateString)


class Walk:
    """One walk: the blocks that are open, the text being written, and what is still to be visited.

    What a tag means is not known here: `openers` says what to do at each, `inline` which end no paragraph.
    """

    def __init__(
        self,
        base: str | None,
        leave_out: Callable[[Tag], bool] | None,
        openers: Mapping[str, "Opener"],
        inline: frozenset[str],
        *,
        pictures_lead: bool = False,
    ) -> None:
        self.base = base
        self.leave_out = leave_out
        self.pictures_lead = pictures_lead
        self.inline = Inline()
        self._openers = openers
        self._inline_names = inline
        self._frames: list[Frame] = [Frame()]
        self._nesting = 0
        self._heading = 0
        self._ahead: list[PageElement | Callable[[], None]] = []

    @property
    def frame(self) -> Frame:
        """The innermost block that is open."""
        return self._frames[-1]

    def blocks(self, nodes: Iterable[PageElement]) -> Blocks:
        """The blocks of the nodes."""
        ahead, write = self._ahead, self.inline.write
        ahead.extend(reversed(list(nodes)))
        while ahead:
            node = ahead.pop()
            if type(node) is NavigableString:
                write(node)
            elif isinstance(node, Tag):
                self._visit(node)
            elif not isinstance(node, PageElement):
                node()
            elif isinstance(node, _SHOWN_STRINGS):
                write(node)
        self.end_paragraph()
        return tuple(self.frame.take())

    def _visit(self, tag: Tag) -> None:
        opener = self._openers.get(tag.name)
        if self.leave_out is not None and self.leave_out(tag):
            if opener is not None and tag.name not in self._inline_names:
                self.end_paragraph()
        elif opener is not None:
            opener(self, tag)
        else:
            self.enter(tag)

    def link(self, tag: Tag, name: str) -> str | None:
        """The address in an attribute."""
        return link(attribute(tag, name), self.base)

    def enter(self, tag: Tag, *then: Callable[[], None]) -> None:
        """Visit what is in a tag, and do something after it."""
        self._ahead.extend(then)
        self._ahead.extend(reversed(tag.contents))

    def then(self, after: Callable[[], None]) -> None:
        """Do something after whatever is entered next."""
        self._ahead.append(after)

    def enter_block(self, tag: Tag) -> None:
        """Visit what is in a tag as paragraphs of its own."""
        self.end_paragraph()
        self.enter(tag, self.end_paragraph)

    def enter_nodes(self, nodes: Sequence[PageElement]) -> None:
        """Visit some nodes as paragraphs of their own."""
        self.end_paragraph()
        self.then(self.end_paragraph)
        self._ahead.extend(reversed(nodes))

    def enter_marked(self, tag: Tag, marks: Marks, href: str | None = None) -> None:
        """Visit what is in a tag, its text with more marks, and a link."""
        inline = self.inline
        self.enter(tag, partial(self._restore, inline.marks, inline.href))
        inline.marks |= marks.value
        inline.href = href or inline.href

    def _restore(self, marks: int, href: str | None) -> None:
        self.inline.marks = marks
        self.inline.href = href

    def enter_heading(self, tag: Tag, level: int) -> None:
        """Visit what is in a tag, every paragraph of it as a heading."""
        self.end_paragraph()
        self.enter(tag, partial(self._end_heading, self._heading))
        self._heading = level

    def _end_heading(self, outer: int) -> None:
        self.end_paragraph()
        self._heading = outer

    def open(self, tag: Tag, frame: Frame) -> None:
        """Collect what is in a tag in a frame, unless that would nest too deep."""
        if self._nesting >= MAX_NESTING:
            self.enter_block(tag)
        else:
            self._open(tag, frame, 1)

    def open_in(self, outer: type[Frame], tag: Tag, frame: Frame) -> None:
        """Collect what is in a tag in a frame, if the frame around it is the right one."""
        if isinstance(self.frame, outer):
            self._open(tag, frame, 0)
        else:
            self.enter_block(tag)

    def _open(self, tag: Tag, frame: Frame, nesting: int) -> None:
        self.end_paragraph()
        self._frames.append(frame)
        self.enter(tag, partial(self._close, nesting, self._heading))
        self._nesting += nesting
        self._heading = 0

    def _close(self, nesting: int, heading: int) -> None:
        self.end_paragraph()
        self._nesting -= nesting
        self._heading = heading
        self._frames.pop().close(self.frame)

    def add(self, block: Block) -> None:
        """A whole block."""
        self.end_paragraph()
        self.frame.add(block)

    def end_paragraph(self) -> None:
        """What the start and the end of any block do."""
        lines = self.inline.take()
        if not lines:
            return
        frame = self.frame
        for level, spans in paragraphs(lines):
            if self._heading:
                frame.add(Heading(self._heading, spans))
            else:
                frame.add(Paragraph(spans), min(level, MAX_NESTING - self._nesting))


Opener = Callable[[Walk, Tag], None]
"""What to do at the start of a tag; what is in it is only visited if this says so."""
