"""Builder of blocks: walks the nodes of a page and collects the blocks that are open.

The walk has a stack of its own, since pages nest deeper than Python calls.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial

from bs4 import Tag
from bs4.element import CData, NavigableString, PageElement, RubyParenthesisString, RubyTextString, TemplateString
from msgspec import Struct

from threadreader.importer.blocks.inline import Inline, is_blank, link, may_be_quoted, nest, paragraphs, spans
from threadreader.importer.html.selector import attribute
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

# A cell with more paragraphs is no table cell but a part of a page laid out with one.
_MAX_CELL_BLOCKS = 3


class Frame(Struct):
    """Open block: the blocks in it, and the number of `>`s before each."""

    blocks: list[Block] = []
    levels: list[int] = []

    def add(self, block: Block, level: int = 0) -> None:
        """Append a block."""
        self.blocks.append(block)
        self.levels.append(level)

    def add_all(self, blocks: Iterable[Block]) -> None:
        """Append several blocks."""
        for block in blocks:
            self.add(block)

    def take(self) -> list[Block]:
        """Remove and return the blocks, those typed as quoted wrapped into quotes."""
        taken = nest(self.blocks, self.levels)
        self.blocks, self.levels = [], []
        return taken

    def close(self, outer: "Frame") -> None:
        """Append the finished block to the outer frame."""
        outer.add_all(self.take())


class QuoteFrame(Frame):
    """Open `<blockquote>`, or a box of another element; the `<blockquote>` in a box is no other quote.

    `quoted_author` is the author by an attribute, for a quote without an attribution in its text.
    """

    attribution: str | None = None
    cite: str | None = None
    quoted_author: str | None = None
    box: Tag | None = None
    is_taken: bool = False

    def close(self, outer: Frame) -> None:
        """Append the quote; an attribution without quoted text becomes a paragraph."""
        blocks = tuple(self.take())
        if blocks:
            outer.add(BlockQuote(blocks, self.attribution or self.quoted_author, self.cite))
        elif self.attribution:
            outer.add(Paragraph((Span(self.attribution),)))


class ListFrame(Frame):
    """Open list; blocks between its items belong to the item before."""

    start: int | None = None
    items: list[list[Block]] = []

    def add_item(self, blocks: list[Block]) -> None:
        """Append an item."""
        self._take_strays()
        if blocks:
            self.items.append(blocks)

    def close(self, outer: Frame) -> None:
        """Append the list, unless it is empty."""
        self._take_strays()
        if self.items:
            outer.add(ListBlock(tuple(map(tuple, self.items)), self.start))

    def _take_strays(self) -> None:
        strays = self.take()
        if strays and self.items:
            self.items[-1].extend(strays)
        elif strays:
            self.items.append(strays)


class ItemFrame(Frame):
    """Open list item."""

    def close(self, outer: Frame) -> None:
        """Append the item to its list."""
        assert isinstance(outer, ListFrame), "items are only opened in lists"
        outer.add_item(self.take())


class _Row(Struct):
    """Cells, and whether all of them are headings."""

    cells: list[list[Block]] = []
    heading: bool = True


class TableFrame(Frame):
    """Open table; what stands outside its cells comes before it."""

    rows: list[_Row] = []

    def begin_row(self) -> None:
        """Begin a row for the next cells."""
        self.rows.append(_Row())

    def add_cell(self, blocks: list[Block], *, heading: bool, width: int) -> None:
        """Append a cell to the row, with empty ones for further columns that it spans."""
        if not self.rows:
            self.begin_row()
        row = self.rows[-1]
        row.cells += [blocks, *([] for _ in range(1, width))]
        row.heading = row.heading and heading

    def close(self, outer: Frame) -> None:
        """Append the table, or its cells' blocks where it only lays these out."""
        Frame.close(self, outer)
        rows = [row for row in self.rows if row.cells]
        if _is_grid([row.cells for row in rows]):
            heading = next((index for index, row in enumerate(rows) if not row.heading), len(rows))
            outer.add(Table(tuple(tuple(map(_join_paragraphs, row.cells)) for row in rows), heading))
        else:
            for row in rows:
                for cell in row.cells:
                    outer.add_all(cell)


class CellFrame(Frame):
    """Open table cell."""

    heading: bool = False
    width: int = 1

    def close(self, outer: Frame) -> None:
        """Append the cell to its row."""
        assert isinstance(outer, TableFrame), "cells are only opened in tables"
        outer.add_cell(self.take(), heading=self.heading, width=self.width)


class FigureFrame(Frame):
    """Open figure."""

    caption: list[Block] = []

    def close(self, outer: Frame) -> None:
        """Append the blocks; the caption goes with a single image, else follows as text."""
        blocks = self.take()
        images = [index for index, block in enumerate(blocks) if isinstance(block, Image)]
        text = _join_paragraphs(self.caption)
        if len(images) == 1 and text:
            image = blocks[images[0]]
            assert isinstance(image, Image), "its index was found by its kind"
            own_caption = (LINE_BREAK, *image.caption) if image.caption else ()
            blocks[images[0]] = Image(image.src, image.alt, text + own_caption)
        elif text:
            blocks.append(Paragraph(text))
        outer.add_all(blocks)
        outer.add_all(block for block in self.caption if not isinstance(block, Paragraph))


class CaptionFrame(Frame):
    """Open caption of a figure."""

    def close(self, outer: Frame) -> None:
        """Hand the text to the figure."""
        assert isinstance(outer, FigureFrame), "captions are only opened in figures"
        outer.caption += self.take()


def _is_grid(rows: Sequence[Sequence[Sequence[Block]]]) -> bool:
    """True if cells hold only short text, in more than one column."""
    return (
        any(len(row) > 1 for row in rows)
        and any(cell for row in rows for cell in row)
        and all(
            len(cell) <= _MAX_CELL_BLOCKS and all(isinstance(block, Paragraph) for block in cell)
            for row in rows
            for cell in row
        )
    )


def _join_paragraphs(blocks: Iterable[Block]) -> Spans:
    """Text of the paragraphs, a line break between each two."""
    result: list[Span] = []
    for block in blocks:
        if isinstance(block, Paragraph):
            if result:
                result.append(LINE_BREAK)
            result.extend(block.spans)
    return tuple(result)


_SHOWN_STRINGS = (CData, RubyParenthesisString, RubyTextString, TemplateString)


class BlockBuilder:
    """Builder state: the open blocks, the text being written, and the nodes still to be visited.

    It knows no elements: `openers` maps names to what they do, `inline` are the names that end no paragraph.
    """

    def __init__(
        self,
        base: str | None,
        leave_out: Callable[[Tag], bool] | None,
        openers: Mapping[str, "Opener"],
        inline: frozenset[str],
        *,
        pictures_lead: bool = False,
        is_export: bool = False,
    ) -> None:
        self.base = base
        self.leave_out = leave_out
        self.pictures_lead = pictures_lead
        self.is_export = is_export
        self.inline = Inline()
        self._openers = openers
        self._inline_names = inline
        self._frames: list[Frame] = [Frame()]
        self._nesting = 0
        self._heading = 0
        self._stack: list[PageElement | Callable[[], None]] = []

    @property
    def frame(self) -> Frame:
        """Innermost open block."""
        return self._frames[-1]

    def blocks(self, nodes: Iterable[PageElement]) -> Blocks:
        """Build the blocks of the nodes."""
        stack, write = self._stack, self.inline.write
        stack.extend(reversed(list(nodes)))
        while stack:
            node = stack.pop()
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

    def _visit(self, element: Tag) -> None:
        opener = self._openers.get(element.name)
        if self.leave_out is not None and self.leave_out(element):
            if opener is not None and element.name not in self._inline_names:
                self.end_paragraph()
        elif opener is not None:
            opener(self, element)
        else:
            self.enter(element)

    def link(self, element: Tag, name: str) -> str | None:
        """Address in an attribute."""
        return link(attribute(element, name), self.base)

    def enter(self, element: Tag, *then: Callable[[], None]) -> None:
        """Visit the content of an element, then call the functions."""
        self._stack.extend(then)
        self._stack.extend(reversed(element.contents))

    def then(self, after: Callable[[], None]) -> None:
        """Call a function after whatever is entered next."""
        self._stack.append(after)

    def enter_block(self, element: Tag) -> None:
        """Visit the content of an element as paragraphs of its own."""
        self.end_paragraph()
        contents = element.contents
        if len(contents) == 1 and type(contents[0]) is NavigableString:
            self._add_paragraph(contents[0])
        else:
            self.enter(element, self.end_paragraph)

    def _add_paragraph(self, text: str) -> None:
        """Append a paragraph of one string: nearly all are, and plain text takes a third of the time by itself."""
        plain = text.strip(" ")
        is_marked = self.inline.marks or self.inline.href is not None or self._heading
        if is_marked or not plain.isprintable() or "  " in plain or may_be_quoted(plain):
            self.inline.write(text)
            self.end_paragraph()
        elif plain:
            self.frame.add(Paragraph((Span(plain),)))

    def enter_marked(self, element: Tag, marks: Marks, href: str | None = None) -> None:
        """Visit the content of an element with more marks, and a link."""
        inline = self.inline
        self.enter(element, partial(self._restore, inline.marks, inline.href))
        inline.marks |= marks.value
        inline.href = href or inline.href

    def _restore(self, marks: int, href: str | None) -> None:
        self.inline.marks = marks
        self.inline.href = href

    def enter_heading(self, element: Tag, level: int) -> None:
        """Visit the content of an element, every paragraph of it a heading."""
        self.end_paragraph()
        self.enter(element, partial(self._end_heading, self._heading))
        self._heading = level

    def _end_heading(self, outer: int) -> None:
        self.end_paragraph()
        self._heading = outer

    def open(self, element: Tag, frame: Frame) -> None:
        """Collect the content of an element in a frame, unless that would nest too deep."""
        if self._nesting >= MAX_NESTING:
            self.enter_block(element)
        else:
            self._open(element, frame, 1)

    def open_in(self, outer: type[Frame], element: Tag, frame: Frame) -> None:
        """Collect the content of an element in a frame, if the outer frame is of the right kind."""
        if isinstance(self.frame, outer):
            self._open(element, frame, 0)
        else:
            self.enter_block(element)

    def _open(self, element: Tag, frame: Frame, nesting: int) -> None:
        self.end_paragraph()
        self._frames.append(frame)
        self.enter(element, partial(self._close, nesting, self._heading))
        self._nesting += nesting
        self._heading = 0

    def _close(self, nesting: int, heading: int) -> None:
        self.end_paragraph()
        self._nesting -= nesting
        self._heading = heading
        self._frames.pop().close(self.frame)

    def add(self, block: Block) -> None:
        """Append a whole block."""
        self.end_paragraph()
        self.frame.add(block)

    def end_paragraph(self) -> None:
        """End the paragraph, as the start and the end of any block do."""
        lines = self.inline.take()
        if not lines:
            return
        frame = self.frame
        found = [(0, spans(lines))] if self.is_export and not all(map(is_blank, lines)) else paragraphs(lines)
        for level, text in found:
            if self._heading:
                frame.add(Heading(self._heading, text))
            else:
                frame.add(Paragraph(text), min(level, MAX_NESTING - self._nesting))


# Called at the start of an element; its content is only visited if this enters it.
Opener = Callable[[BlockBuilder, Tag], None]
