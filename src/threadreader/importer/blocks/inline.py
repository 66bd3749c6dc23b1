"""Running text of a paragraph: white space collapsed, breaks, marks, and quotations typed with `>`."""

import re
from collections.abc import Iterable, Sequence
from functools import cache
from itertools import groupby
from urllib.parse import urljoin

from msgspec.structs import replace

from threadreader.lexicon import compile_lazily
from threadreader.model.blocks import LINE_BREAK, Block, BlockQuote, Blocks, Heading, Marks, Paragraph, Span, Spans
from threadreader.model.text import clean, clean_address, is_relative

# Text, its marks as bits, its link.
Part = tuple[str, int, str | None]

Line = list[Part]

# Ignored at the end of a line, and before a quotation mark at its start.
SPACES = " \u00a0"

_WHITE_SPACE = " \t\n\r\f\u2028\u2029"
_WHITE_SPACE_RUN = compile_lazily(f"[{_WHITE_SPACE}]+")
# Where a line ends in text with a typed quotation, which some pages show as it was typed, without a `<br>`.
_TYPED_LINE_END = compile_lazily(r"(?<![ \t\r])[ \t\r]*\n(?=>|[ \t\r]*\n)")
# Several are what a Python prompt shows.
_BLANK_BEFORE_QUOTE = compile_lazily(r"\n[ \t\r]*\n>(?!>)")
# The line that mails have before a signature, which pages made of mails do not always break.
_SIGNATURE_LINE = compile_lazily(r"[ \t\r]*\n-- ?\r?\n")
_VISIBLE = compile_lazily(r"[^\s\u200b-\u200d\u2060\ufeff]")


class Inline:
    """Text being written, in lines that only `<br>` ends. `marks` and `href` apply to what is written next."""

    __slots__ = ("_line", "_lines", "_spaced", "href", "marks")

    def __init__(self) -> None:
        self.marks = 0
        self.href: str | None = None
        self._lines: list[Line] = []
        self._line: Line = []
        self._spaced = True

    def write(self, text: str) -> None:
        """Write text as it is in the source."""
        if self._spaced and not text.strip(_WHITE_SPACE):
            return
        if "\n" in text and self._is_quoted(text):
            head, *typed = _TYPED_LINE_END.split(text)
            self._put(head)
            for piece in typed:
                # A `<br>` before the end of the line in the source has ended this one already.
                if self._line:
                    self.end_line()
                self._put(piece)
        elif "\n--" in text and _SIGNATURE_LINE.search(text):
            head, *signature = _SIGNATURE_LINE.split(text)
            self._put(head)
            for piece in signature:
                self.end_line()
                self._put("--")
                self.end_line()
                self._put(piece)
        else:
            self._put(text)

    def end_line(self) -> None:
        """End the line, as `<br>` does."""
        self._lines.append(_trim(self._line))
        self._line = []
        self._spaced = True

    def take(self) -> Sequence[Line]:
        """Remove and return the lines; empty where nothing was written."""
        if not self._line and not self._lines:
            return ()
        self.end_line()
        lines, self._lines = self._lines, []
        return lines

    @property
    def begins_line(self) -> bool:
        """True if the line is empty but for a dash before a name."""
        return not any(text.strip(f"{SPACES}\u2014\u2013\u2015-~") for text, _, _ in self._line)

    @property
    def line(self) -> str:
        """Text of the current line."""
        return "".join(text for text, _, _ in self._line)

    def drop_line(self) -> None:
        """Discard the current line."""
        self._line = []
        self._spaced = True

    def _is_quoted(self, text: str) -> bool:
        """True if the line that this text is added to is a quotation typed with `>`, or one follows a blank line."""
        if "\n>" in text and _BLANK_BEFORE_QUOTE.search(text):
            return True
        begin = self._line[0][0] if self._line else text
        return begin.lstrip(f"{SPACES}\t\r\n").startswith(">")

    def _put(self, text: str) -> None:
        collapsed = text if text.isprintable() and "  " not in text else clean(_WHITE_SPACE_RUN.sub(" ", text))
        if self._spaced:
            collapsed = collapsed.lstrip(" ")
        if collapsed:
            self._line.append((collapsed, self.marks, self.href))
            self._spaced = collapsed[-1] == " "


_SUPPORTED = compile_lazily(r"https?://[^/?#]|mailto:[^\s]", re.IGNORECASE)


def link(href: str | None, base: str | None) -> str | None:
    """An http, https or mailto address, or a relative one as written where there is no base.

    None for anything else. Where an address has a host but no scheme and there is no base, it is https.
    """
    address = clean_address(href) if href else None
    if address is None or _SUPPORTED.match(address):
        return address
    if not is_relative(address):
        return None
    if base is None and not address.startswith("//"):
        return address if address != "#" else None
    try:
        if base and address.startswith("#") and address != "#":
            # What most links to comments are: to parse the address of the page for each takes a while.
            joined = clean_address(base.partition("#")[0] + address)
        else:
            joined = clean_address(urljoin(base or "https:", address))
    except ValueError:
        return None
    return joined if joined and _SUPPORTED.match(joined) else None


def image_link(href: str | None, base: str | None) -> str | None:
    """Address that an image can have."""
    address = link(href, base)
    return address if address and address[:7].lower() != "mailto:" else None


def is_blank(line: Line) -> bool:
    """True if nothing in a line is visible."""
    return not any(_VISIBLE.search(text) for text, _, _ in line)


def spans(lines: Sequence[Line]) -> Spans:
    """Spans of the lines, a break between each two."""
    if len(lines) == 1 and len(lines[0]) == 1:
        text, bits, href = lines[0][0]
        return (Span(text, marks(bits), href),)
    result: list[Span] = []
    for number, line in enumerate(lines):
        if number:
            result.append(LINE_BREAK)
        for (bits, href), parts in groupby(line, key=lambda part: part[1:]):
            result.append(Span("".join(text for text, _, _ in parts), marks(bits), href))
    return tuple(result)


def line_spans(spans: Spans) -> list[Spans]:
    """The spans of each line."""
    lines: list[list[Span]] = [[]]
    for span in spans:
        # Only such a text may be a break, and a flag is slow to ask.
        if span.text == " " and Marks.BREAK in span.marks:
            lines.append([])
        else:
            lines[-1].append(span)
    return [tuple(line) for line in lines]


def unite_lines(lines: Sequence[Spans]) -> Spans:
    """The spans of lines, a break between each two, without blank lines and space at their ends."""
    united = [span for line in lines for span in (LINE_BREAK, *line)]
    shown = [index for index, span in enumerate(united) if span.text.strip()]
    if shown:
        united = united[shown[0] : shown[-1] + 1]
        united[0] = replace(united[0], text=united[0].text.lstrip())
        united[-1] = replace(united[-1], text=united[-1].text.rstrip())
    return tuple(united) if shown else ()


def with_lines(block: Paragraph | Heading, lines: Sequence[Spans]) -> Blocks:
    """The block with other lines, nothing where these have no words."""
    spans = unite_lines(lines)
    return (replace(block, spans=spans),) if spans else ()


@cache
def marks(bits: int) -> Marks:
    """Marks of their bits, cached: making a flag each time would take longer than all the rest."""
    return Marks(bits)


def _trim(line: Line) -> Line:
    while line:
        text, bits, href = line[-1]
        trimmed = text.rstrip(SPACES)
        if trimmed:
            line[-1] = (trimmed, bits, href)
            break
        line.pop()
    return line


_QUOTE_MARKS = compile_lazily(f"[{SPACES}]*(?:>[{SPACES}]*)*")
# >:( and >.< are smileys, >= and -> and >--> are signs, >>12345 names another comment.
_NOT_QUOTED = compile_lazily(
    r">(?:[:;=][-^o']?[()\[\]{}\\/|DPpOo3Xx<>*@$#](?!\w)|[.,_oOuUxX^-]{1,3}<|/{2,3}<|=|<|-{1,2}>|>\d+(?!\w))"
)

# Number of `>`s of a line, None for a line of nothing else, and the line without them.
_QuotedLine = tuple[int | None, Line]


def may_be_quoted(line: str) -> bool:
    """True if a line may begin with the mark of a typed quotation, behind some spaces."""
    return ">" in line[:8]


def paragraphs(lines: Sequence[Line]) -> list[tuple[int, Spans]]:
    """Paragraphs of lines that only breaks end, each with the number of `>`s before it.

    A blank line ends a paragraph, and so does a change of the quotation level.
    """
    if len(lines) == 1 and not (lines[0] and may_be_quoted(lines[0][0][0])):
        return [] if is_blank(lines[0]) else [(0, spans(lines))]
    result: list[tuple[int, Spans]] = []
    current: list[Line] = []
    level = 0
    for line_level, line in _resolve_bare_marks([_strip_marks(line) for line in lines]):
        if current and (not line or line_level != level):
            result.append((level, spans(current)))
            current = []
        if line:
            current.append(line)
            level = line_level
    if current:
        result.append((level, spans(current)))
    return result


def nest(blocks: Sequence[Block], levels: Sequence[int]) -> list[Block]:
    """Wrap blocks into as many quotes as their levels; neighbours share the quotes that they can."""
    if not any(levels):
        return list(blocks)
    stack: list[list[Block]] = [[]]
    for block, level in zip((*blocks, None), (*levels, 0), strict=True):
        while len(stack) - 1 > level:
            inner = stack.pop()
            stack[-1].append(BlockQuote(tuple(inner)))
        while len(stack) - 1 < level:
            stack.append([])
        if block is not None:
            stack[-1].append(block)
    return stack[0]


def _strip_marks(line: Line) -> _QuotedLine:
    if is_blank(line):
        return 0, []
    begin = line[0][0].lstrip(SPACES)
    if not begin.startswith(">") or _NOT_QUOTED.match(begin):
        return 0, line
    level = 0
    for index, (text, bits, href) in enumerate(line):
        marks_before = _QUOTE_MARKS.match(text)
        assert marks_before is not None, "the pattern matches nothing too"
        level += marks_before[0].count(">")
        if marks_before.end() < len(text):
            return level, [(text[marks_before.end() :], bits, href), *line[index + 1 :]]
    return None, line


def _resolve_bare_marks(lines: Sequence[_QuotedLine]) -> Iterable[tuple[int, Line]]:
    """A line of nothing but `>` next to a quoted one is a blank line of the quotation, elsewhere it is text."""
    for index, (level, line) in enumerate(lines):
        if level is not None:
            yield level, line
        elif any(lines[neighbour][0] for neighbour in (index - 1, index + 1) if 0 <= neighbour < len(lines)):
            yield 0, []
        else:
            yield 0, line
