"""Signs before some links of a body, which are laid out with its words and are no part of its text."""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Sequence

from msgspec import Struct
from msgspec.structs import replace

from threadreader.model.blocks import (
    Block,
    BlockPath,
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
from threadreader.render.lines import Line, Role, Run


class LinkSigns(Struct):
    """A sign before each link that `is_marked`: in the blocks to lay out, and taken out of the offsets of their lines.

    What marks a sign among spans is that it differs from the link behind it in every mark. At first no link is marked.
    """

    sign: str = ""
    is_marked: Callable[[str], bool] = lambda _: False
    _inserted: dict[BlockPath, list[int]] = {}

    def add(self, blocks: Blocks, path: BlockPath = ()) -> Blocks:
        """Blocks with the signs in them; the same where no link is marked."""
        return tuple([self._block(block, (*path, index)) for index, block in enumerate(blocks)])

    def settle(self, lines: Sequence[Line]) -> Sequence[Line]:
        """Lines of these blocks with the offsets of the text without signs."""
        if not self._inserted:
            return lines
        return [self._line(line, self._inserted[line.path]) if line.path in self._inserted else line for line in lines]

    def _block(self, block: Block, path: BlockPath) -> Block:
        match block:
            case Paragraph(spans) | Heading(_, spans):
                return replace(block, spans=self._spans(spans, path, 0))
            case Image():
                return replace(block, caption=self._spans(block.caption, path, 0))
            case BlockQuote(blocks):
                return replace(block, blocks=self.add(blocks, path))
            case ListBlock(items):
                return replace(block, items=tuple(self.add(item, (*path, at)) for at, item in enumerate(items)))
            case Table():
                return self._table(block, path)
            case _:
                return block

    def _table(self, table: Table, path: BlockPath) -> Table:
        offset, rows = 0, list[tuple[Spans, ...]]()
        for row in table.rows:
            cells = list[Spans]()
            for spans in row:
                cells.append(self._spans(spans, path, offset))
                offset += sum(len(span.text) for span in cells[-1]) + 1
            rows.append(tuple(cells))
            offset += not row
        return replace(table, rows=tuple(rows))

    def _spans(self, spans: Spans, path: BlockPath, offset: int) -> Spans:
        if not any(span.href and self.is_marked(span.href) for span in spans):
            return spans
        signed, before = list[Span](), None
        for span in spans:
            if span.href and span.href != before and self.is_marked(span.href):
                self._inserted.setdefault(path, []).append(offset)
                signed.append(Span(self.sign, ~span.marks & ~Marks.BREAK, span.href))
                offset += len(self.sign)
            signed.append(span)
            offset += len(span.text)
            before = span.href
        return tuple(signed)

    def _line(self, line: Line, inserted: Sequence[int]) -> Line:
        return replace(line, runs=tuple(self._run(run, inserted) for run in line.runs))

    def _run(self, run: Run, inserted: Sequence[int]) -> Run:
        if run.start is None:
            return run
        begun = bisect_right(inserted, run.start)
        if begun and run.start < inserted[begun - 1] + len(self.sign):
            return Run(run.text, Role.SIGN)
        return replace(run, start=run.start - bisect_left(inserted, run.start) * len(self.sign))
