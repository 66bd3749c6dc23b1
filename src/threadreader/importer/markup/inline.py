"""Running text: what a browser makes of white space, breaks and marks, before it is a paragraph."""

import re
from collections.abc import Sequence
from functools import cache
from itertools import groupby

from threadreader.model.blocks import LINE_BREAK, Marks, Span, Spans
from threadreader.model.clean import clean

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
