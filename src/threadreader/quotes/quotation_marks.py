"""Pairing of quotation marks into runs, also over several paragraphs; marks of code and of strings are left out."""

import re
from bisect import bisect_right
from collections.abc import Sequence
from operator import itemgetter

from msgspec import Struct

from threadreader.model.blocks import Block, CodeBlock, Heading, Marks, Paragraph, Span, Spans, Table

_FAMILIES = ('"“”„‟\uff02', "«»", "\u2039\u203a", "「」", "『』", "\u2018\u2019")
_SINGLE = len(_FAMILIES) - 1
_QUOTE_TAG = len(_FAMILIES)
_OPENERS = "“„‟«\u2039「『\u2018"
_CLOSERS = "”»\u203a」』\u2019"
_APOSTROPHE = "\u2019"
GLYPHS = "".join(_FAMILIES)
"""Every character that may open or close a quotation."""

_MARK = re.compile(rf"[{GLYPHS}]|\[quote(?:=[^\]\n]{{0,80}})?\]|\[/quote\]", re.IGNORECASE)
_GLYPH = re.compile(f"[{GLYPHS.replace(_APOSTROPHE, '')}]")
_AFTER_CLOSING = re.compile(r"[,;:!?)\]]|\.(?!\.)")
_BEFORE_OPENING = re.compile(rf"[\s(\[{{<>/:'\"\-\u2013\u2014\u2018{_OPENERS}]")
_MAX_RUN_CHARS = 4000  # longer than a quoted paragraph; a mark that never closes ends here
_MAX_OPEN_MARKS = 32  # nobody nests so deep; bounds the time for a text of opening marks
_MAX_PARAGRAPHS = 12  # of one run; a mark that never closes would take the rest of the text


class Run(Struct, frozen=True):
    """Text between marks: the index of its paragraph, and its offsets there without the marks.

    `opener` is the offset of the opening mark, or `start` where an earlier paragraph holds it. `closed` is False
    without a closing mark: then the run goes on to the end of its paragraph, and may be none. `single` marks are more
    often scare quotes than quotations.
    """

    index: int
    start: int
    end: int
    opener: int
    attribution: str | None = None
    closed: bool = True
    single: bool = False


class _Open(Struct):
    family: int
    opener: int
    start: int
    lasting: bool
    attribution: str | None


class _Scan(Struct):
    """Marks of one text: runs, marks left open, and the first closing mark of each family that closes nothing."""

    runs: list[Run] = []
    open: list[_Open] = []
    orphans: dict[int, int] = {}


def has_marks(text: str) -> bool:
    """True if a text may have marks."""
    return '"' in text or "[" in text or (not text.isascii() and _GLYPH.search(text) is not None)


def find_runs(texts: Sequence[str]) -> list[Run]:
    """The runs in consecutive paragraphs, nested ones too, unordered.

    A mark that opens in one paragraph and closes in a later one gives a run for each, as does the custom of opening
    every paragraph again and closing the last alone.
    """
    runs: list[Run] = []
    waiting: list[Run] = []
    family = -1
    for index, text in enumerate(texts):
        scan = _scan(index, text)
        runs += scan.runs
        if waiting:
            goes_on = _continue(index, text, scan, family)
            if goes_on is not None and len(waiting) < _MAX_PARAGRAPHS:
                waiting += goes_on
                if not (goes_on and goes_on[-1].closed):
                    continue
                runs += (Run(run.index, run.start, run.end, run.opener, run.attribution) for run in waiting)
            else:
                runs.append(waiting[0])
            waiting = []
        if left := next((mark for mark in scan.open if mark.lasting), None):
            family = left.family
            waiting = [Run(index, left.start, len(text), left.opener, left.attribution, closed=False)]
    return runs + waiting[:1]


def _continue(index: int, text: str, scan: _Scan, family: int) -> list[Run] | None:
    """The part of a text that continues an open run, closed where it ends here; None where the run does not go on."""
    if not text.strip():
        return []
    first = len(text) - len(text.lstrip())
    if family in scan.orphans:
        return [Run(index, first, scan.orphans[family], first)] if scan.orphans[family] > first else None
    for run in scan.runs:
        if run.opener == first:
            return [run]
    for mark in scan.open:
        if mark.opener == first:
            return [Run(index, mark.start, len(text), first, closed=False)]
    if scan.runs or scan.open:
        return None
    return [Run(index, first, len(text), first, closed=False)]


def _scan(index: int, text: str) -> _Scan:
    scan = _Scan()
    for mark in _MARK.finditer(text):
        family = _family(mark[0])
        at = next((n for n in range(len(scan.open) - 1, -1, -1) if scan.open[n].family == family), None)
        if _opens(text, mark, is_open=at is not None):
            scan.open = [*scan.open[-_MAX_OPEN_MARKS:], _open(mark, family)]
        elif at is not None and not _is_apostrophe(text, mark):
            _close(scan, at, index, mark.start())
        elif not scan.open and family != _SINGLE:
            scan.orphans.setdefault(family, mark.start())
    return scan


def _open(mark: re.Match[str], family: int) -> _Open:
    glyph = mark[0]
    attribution = glyph[7:-1].strip("\"' ") or None if glyph[6:7] == "=" else None
    lasting = family == _QUOTE_TAG or (glyph in _OPENERS and family != _SINGLE)
    return _Open(family, mark.start(), mark.end(), lasting, attribution)


def _close(scan: _Scan, at: int, index: int, end: int) -> None:
    """Close the open mark at index `at` and drop those inside it."""
    opened = scan.open[at]
    del scan.open[at:]
    if 0 < end - opened.start <= _MAX_RUN_CHARS:
        single = opened.family == _SINGLE
        scan.runs.append(Run(index, opened.start, end, opened.opener, opened.attribution, single=single))


def _family(glyph: str) -> int:
    if len(glyph) > 1:
        return _QUOTE_TAG
    return next(n for n, members in enumerate(_FAMILIES) if glyph in members)


def _opens(text: str, mark: re.Match[str], *, is_open: bool) -> bool:
    """True if a mark opens a quotation: by the characters next to it, else by its glyph."""
    glyph = mark[0]
    if len(glyph) > 1:
        return not glyph.startswith("[/")
    before, after = text[mark.start() - 1 : mark.start()], text[mark.end() : mark.end() + 1]
    if glyph == _APOSTROPHE or (glyph in _CLOSERS and _AFTER_CLOSING.match(text, mark.end())):
        return False
    may_open = (not before or _BEFORE_OPENING.match(before) is not None) and bool(after.strip())
    may_close = bool(before.strip()) and not after.isalnum()
    if may_open != may_close:
        return may_open
    if glyph in _OPENERS or glyph in _CLOSERS:
        return glyph in _OPENERS
    return may_open and not is_open


def _is_apostrophe(text: str, mark: re.Match[str]) -> bool:
    """True if a closing single mark is an apostrophe: inside a word or before one."""
    before, after = text[mark.start() - 1 : mark.start()], text[mark.end() : mark.end() + 1]
    return mark[0] == _APOSTROPHE and (not before.strip() or after.isalnum())


_MARK_OR_BRACKET = re.compile(rf"[{GLYPHS}\[\]]")
_BEFORE_STRING = re.compile(rf"(?:\w\(|=\s*)[{GLYPHS}]*$")
_CONTEXT_CHARS = 8  # looked at before a mark: a bracket or `= ` and its marks are fewer
_FILLER = "_"
_MIN_CODE_SHARE = 0.5  # held by `test_candidates` from below: what is mostly code

Ranges = list[tuple[int, int]]


def code_ranges(block: Block) -> Ranges:
    """The ranges of code in the text of a block, end exclusive."""
    ranges: Ranges = []
    offset = 0
    for spans in _lines(block):
        for span in spans:
            if _is_code(span):
                ranges.append((offset, offset + len(span.text)))
            offset += len(span.text)
        offset += 1
    return ranges


def without_code_marks(block: Block, text: str) -> str:
    """The text of a block with the marks inside code replaced, offsets unchanged."""
    if isinstance(block, CodeBlock):
        return ""
    parts: list[str] = []
    done = 0
    for start, end in code_ranges(block):
        parts += text[done:start], _MARK_OR_BRACKET.sub(_FILLER, text[start:end])
        done = end
    return "".join(parts) + text[done:]


def is_code(ranges: Ranges, start: int, end: int) -> bool:
    """True if most characters from `start` to `end` are in the `ranges` of code."""
    code = 0
    for index in range(bisect_right(ranges, start, key=itemgetter(1)), len(ranges)):
        first, last = ranges[index]
        if first >= end:
            break
        code += min(end, last) - max(start, first)
    return code > _MIN_CODE_SHARE * (end - start)


def is_string(text: str, opener: int) -> bool:
    """True if the mark at an offset opens a string of code that is assigned or passed: `x = "…"`, `say("…")`."""
    return _BEFORE_STRING.search(text[max(0, opener - _CONTEXT_CHARS) : opener]) is not None


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
