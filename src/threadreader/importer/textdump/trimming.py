"""Which of each record's lines are its words: not what nearly all begin or end with, nor what follows the last one."""

import re
from collections import Counter
from collections.abc import Sequence
from typing import Literal

from threadreader.importer.textdump.items import NOWHERE, Items
from threadreader.importer.textdump.lines import Lines
from threadreader.importer.textdump.records import Record
from threadreader.importer.textdump.surroundings import is_answer

_MOST = 0.6
_SEVERAL = 4
_SOME = 0.1
_ROUNDS = 4
_LONGEST = 80
_NUMBERS = re.compile(r"\d+")
_PICTURE = re.compile(r"\[[^\[\]\s]{0,60}\]")


def trim(lines: Lines, records: Sequence[Record], items: Items) -> list[range]:
    """The lines of each record's words."""
    spans = [range(record.start, record.end) for record in records]
    if not records[-1].head.is_tail:
        spans[-1] = _inside(lines, records, items)
    spans = [_filled(lines, span) for span in spans]
    for _ in range(_ROUNDS):
        spans = _without_common(lines, spans, 0)
    spans = _cut_after_ends(lines, spans)
    for _ in range(_ROUNDS):
        spans = _without_common(lines, spans, -1)
    return [_without_picture(lines, span) for span in spans]


def _inside(lines: Lines, records: Sequence[Record], items: Items) -> range:
    """The lines of the last record up to what is indented less than any mark of the list."""
    last = records[-1]
    columns = [lines.all[items.starts[record.item]].column for record in records if record.item != NOWHERE]
    if not columns:
        return range(last.start, last.end)
    if _are_stray(lines, records, columns):
        return range(last.start, last.end)
    least = min(columns)
    places = range(last.start, last.end)
    outside = (place for place in places if lines.all[place].text and lines.all[place].indent < least)
    return range(last.start, next(outside, last.end))


def _are_stray(lines: Lines, records: Sequence[Record], columns: Sequence[int]) -> bool:
    """Whether the dump does not indent all that is in an item; code at the edge in a few says nothing of that."""
    least = min(columns)
    stray = sum(
        any(line.text and line.indent < least and line.column < 0 for line in lines.all[record.start : record.end])
        for record in records[:-1]
    )
    return stray > _SOME * len(records)


def _cut_after_ends(lines: Lines, spans: Sequence[range]) -> list[range]:
    """The same up to before the line by which one answers, where most have it at their end."""
    common = _common(lines, spans, -1)
    if sum(_ends(lines, span[-1], common) for span in spans if span) < _MOST * len(spans):
        return list(spans)
    cut = []
    for span in spans:
        end = next((place for place in span if _ends(lines, place, common)), span.stop)
        cut.append(_filled(lines, range(span.start, end)))
    return cut


def _ends(lines: Lines, place: int, common: frozenset[str]) -> bool:
    text = lines.all[place].text
    return bool(text) and (is_answer(text) or _folded(text) in common)


def _without_common(lines: Lines, spans: Sequence[range], at: Literal[0, -1]) -> list[range]:
    common = _common(lines, spans, at)
    left = []
    for span in spans:
        rest = span[1:] if at == 0 else span[:-1]
        left.append(_filled(lines, rest) if span and _ends(lines, span[at], common) else span)
    return left


def _common(lines: Lines, spans: Sequence[range], at: Literal[0, -1]) -> frozenset[str]:
    """What most records begin, or end, with but for its numbers."""
    said = Counter(_folded(lines.all[span[at]].text) for span in spans if span)
    least = max(_SEVERAL, _MOST * len(spans))
    return frozenset(text for text, count in said.items() if text and count >= least)


def _folded(text: str) -> str:
    return _NUMBERS.sub("0", text) if len(text) <= _LONGEST else ""


def _filled(lines: Lines, span: range) -> range:
    """The same without the empty lines around it."""
    start, end = span.start, span.stop
    while start < end and not lines.all[start].text:
        start += 1
    while start < end and not lines.all[end - 1].text:
        end -= 1
    return range(start, end)


def _without_picture(lines: Lines, span: range) -> range:
    """The same without a picture over the words."""
    if len(span) > 1 and _PICTURE.fullmatch(lines.all[span[0]].text):
        return _filled(lines, span[1:])
    return span
