"""Code in running text: what stands between the quotation marks of a program is a string, and nobody's words."""

import re
from bisect import bisect_right
from operator import itemgetter

from threadreader.model.blocks import Block, CodeBlock, Heading, Marks, Paragraph, Span, Spans, Table
from threadreader.quotes.marks import GLYPHS

_MARK = re.compile(rf"[{GLYPHS}\[\]]")
_BEFORE_STRING = re.compile(rf"(?:\w\(|=\s*)[{GLYPHS}]*$")
_NEAR = 8
_BLANK = "_"
_MOSTLY = 0.5

Ranges = list[tuple[int, int]]


def code_ranges(block: Block) -> Ranges:
    """Where code stands in the text of a block: offsets, end exclusive."""
    found: Ranges = []
    at = 0
    for spans in _lines(block):
        for span in spans:
            if _is_code(span):
                found.append((at, at + len(span.text)))
            at += len(span.text)
        at += 1
    return found


def without_code_marks(block: Block, text: str) -> str:
    """The text of a block, as long as it is, without the marks that are part of code."""
    if isinstance(block, CodeBlock):
        return ""
    parts: list[str] = []
    done = 0
    for start, end in code_ranges(block):
        parts += text[done:start], _MARK.sub(_BLANK, text[start:end])
        done = end
    return "".join(parts) + text[done:]


def is_code(ranges: Ranges, start: int, end: int) -> bool:
    """Whether most of the characters from `start` to `end` of a block's text are code, which is at `ranges`."""
    code = 0
    for index in range(bisect_right(ranges, start, key=itemgetter(1)), len(ranges)):
        first, last = ranges[index]
        if first >= end:
            break
        code += min(end, last) - max(start, first)
    return code > _MOSTLY * (end - start)


def is_string(text: str, opener: int) -> bool:
    """Whether what a quotation mark at an offset opens is set or passed on, as code does it: `x = "…"`, `say("…")`."""
    return _BEFORE_STRING.search(text[max(0, opener - _NEAR) : opener]) is not None


def _lines(block: Block) -> tuple[Spans, ...]:
    """The spans of a block, in groups with one character between them."""
    match block:
        case Paragraph(spans) | Heading(_, spans):
            return (spans,)
        case Table(rows):
            return tuple(cell for row in rows for cell in row)
        case _:
            return ()


def _is_code(span: Span) -> bool:
    return span.marks is not Marks.NONE and Marks.CODE in span.marks
