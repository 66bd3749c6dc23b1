"""Running text: what a browser makes of white space, breaks and marks, before it is a paragraph.

Quotations that people type: lines that begin with `>`.
"""

import re
from collections.abc import Iterable, Sequence
from functools import cache
from itertools import groupby

from threadreader.model.blocks import LINE_BREAK, Block, BlockQuote, Marks, Span, Spans
from threadreader.model.text import clean

Part = tuple[str, int, str | None]
"""A piece of text, its marks as bits, its link."""

Line = list[Part]

SPACES = " \u00a0"
"""What is no text at the end of a line, nor before a quotation mark at its start."""

_COLLAPSED = " \t\n\r\f\u2028\u2029"
_COLLAPSING = re.compile(f"[{_COLLAPSED}]+")
_BEFORE_TYPED_QUOTE = re.compile(r"(?<![ \t\r])[ \t\r]*\n(?=>)")
_INK = re.compile(r"[^\s\u200b-\u200d\u2060\ufeff]")


class Inline:
    """Text as it comes, in lines that only `<br>` ends. `marks` and `href` are those of what is written next."""

    __slots__ = ("_line", "_lines", "_spaced", "href", "marks")

    def __init__(self) -> None:
        self.marks = 0
        self.href: str | None = None
        self._lines: list[Line] = []
        self._line: Line = []
        self._spaced = True

    def write(self, text: str) -> None:
        """Add text of the page, as it is in the source."""
        if self._spaced and not text.strip(_COLLAPSED):
            return
        if "\n>" in text and self._quotes(text):
            head, *typed = _BEFORE_TYPED_QUOTE.split(text)
            self._put(head)
            for piece in typed:
                # A `<br>` before the end of the line in the source has ended this one already.
                if self._line:
                    self.end_line()
                self._put(piece)
        else:
            self._put(text)

    def end_line(self) -> None:
        """What `<br>` does."""
        self._lines.append(_trimmed(self._line))
        self._line = []
        self._spaced = True

    def take(self) -> Sequence[Line]:
        """The lines so far, which are gone from here then; none where nothing was written."""
        if not self._line and not self._lines:
            return ()
        self.end_line()
        lines, self._lines = self._lines, []
        return lines

    @property
    def begins_line(self) -> bool:
        """Whether the line holds nothing yet, or only the dash before a name."""
        return not any(text.strip(f"{SPACES}\u2014\u2013\u2015-~") for text, _, _ in self._line)

    @property
    def line(self) -> str:
        """The text of the line so far."""
        return "".join(text for text, _, _ in self._line)

    def drop_line(self) -> None:
        """Forget what the line holds."""
        self._line = []
        self._spaced = True

    def _quotes(self, text: str) -> bool:
        """Whether the line that this text is added to is a quotation typed with `>`."""
        begin = self._line[0][0] if self._line else text
        return begin.lstrip(f"{SPACES}\t\r\n").startswith(">")

    def _put(self, text: str) -> None:
        words = text if text.isprintable() and "  " not in text else clean(_COLLAPSING.sub(" ", text))
        if self._spaced:
            words = words.lstrip(" ")
        if words:
            self._line.append((words, self.marks, self.href))
            self._spaced = words[-1] == " "


def is_blank(line: Line) -> bool:
    """Whether there is nothing to see in a line."""
    return not any(_INK.search(text) for text, _, _ in line)


def spans(lines: Sequence[Line]) -> Spans:
    """The spans of lines with a break between each two."""
    if len(lines) == 1 and len(lines[0]) == 1:
        text, bits, href = lines[0][0]
        return (Span(text, marks(bits), href),)
    found: list[Span] = []
    for number, line in enumerate(lines):
        if number:
            found.append(LINE_BREAK)
        for (bits, href), parts in groupby(line, key=lambda part: part[1:]):
            found.append(Span("".join(text for text, _, _ in parts), marks(bits), href))
    return tuple(found)


@cache
def marks(bits: int) -> Marks:
    """The marks of their bits; making a flag each time would take longer than all the rest."""
    return Marks(bits)


def _trimmed(line: Line) -> Line:
    while line:
        text, bits, href = line[-1]
        kept = text.rstrip(SPACES)
        if kept:
            line[-1] = (kept, bits, href)
            break
        line.pop()
    return line


_SIGNS = re.compile(f"[{SPACES}]*(?:>[{SPACES}]*)*")
# >:( and >.< are faces, >= and -> and >--> are signs, >>12345 names another comment.
_NO_QUOTATION = re.compile(
    r">(?:[:;=][-^o']?[()\[\]{}\\/|DPpOo3Xx<>*@$#](?!\w)|[.,_oOuUxX^-]{1,3}<|/{2,3}<|=|<|-{1,2}>|>\d+(?!\w))"
)

_Levelled = tuple[int | None, Line]
"""A line without its `>`s, and how many it had; None for a line of nothing else."""


def paragraphs(lines: Sequence[Line]) -> list[tuple[int, Spans]]:
    """The paragraphs in lines that only breaks end, each with the number of `>`s before it.

    A blank line ends a paragraph, and so does a line that is quoted more or less than the one before.
    """
    if len(lines) == 1 and not (lines[0] and ">" in lines[0][0][0][:8]):
        return [] if is_blank(lines[0]) else [(0, spans(lines))]
    found: list[tuple[int, Spans]] = []
    same: list[Line] = []
    level = 0
    for signs, line in _settled([_levelled(line) for line in lines]):
        if same and (not line or signs != level):
            found.append((level, spans(same)))
            same = []
        if line:
            same.append(line)
            level = signs
    if same:
        found.append((level, spans(same)))
    return found


def nest(blocks: Sequence[Block], levels: Sequence[int]) -> list[Block]:
    """Blocks in as many quotes as their levels say; neighbours share the quotes that they can."""
    if not any(levels):
        return list(blocks)
    within: list[list[Block]] = [[]]
    for block, level in zip((*blocks, None), (*levels, 0), strict=True):
        while len(within) - 1 > level:
            inner = within.pop()
            within[-1].append(BlockQuote(tuple(inner)))
        while len(within) - 1 < level:
            within.append([])
        if block is not None:
            within[-1].append(block)
    return within[0]


def _levelled(line: Line) -> _Levelled:
    if is_blank(line):
        return 0, []
    begin = line[0][0].lstrip(SPACES)
    if not begin.startswith(">") or _NO_QUOTATION.match(begin):
        return 0, line
    signs = 0
    for place, (text, bits, href) in enumerate(line):
        mark = _SIGNS.match(text)
        assert mark is not None, "the pattern matches nothing too"
        signs += mark[0].count(">")
        if mark.end() < len(text):
            return signs, [(text[mark.end() :], bits, href), *line[place + 1 :]]
    return None, line


def _settled(lines: Sequence[_Levelled]) -> Iterable[tuple[int, Line]]:
    """A line of nothing but `>` next to a quoted one is a blank line of the quotation, elsewhere it is text."""
    for place, (signs, line) in enumerate(lines):
        if signs is not None:
            yield signs, line
        elif any(lines[near][0] for near in (place - 1, place + 1) if 0 <= near < len(lines)):
            yield 0, []
        else:
            yield 0, line
