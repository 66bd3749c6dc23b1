"""The walk over the nodes of a page, with a stack of its own: pages nest deeper than Python calls."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial

from bs4 import Tag
from bs4.element import CData, NavigableString, PageElement, RubyParenthesisString, RubyTextString, TemplateString

from threadreader.importer.markup.attributes import attribute, link
from threadreader.importer.markup.frames import Frame
from threadreader.importer.markup.inline import Inline
from threadreader.importer.markup.quoting import paragraphs
from threadreader.model.blocks import MAX_NESTING, Block, Blocks, Heading, Marks, Paragraph

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
