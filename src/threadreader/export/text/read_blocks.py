"""Lines of the text form as blocks."""

import re
from collections.abc import Sequence

from threadreader.export import checked
from threadreader.export.text.inline import read_address, read_cell, read_segments, unescape
from threadreader.export.text.wrapping import read_lines
from threadreader.model.blocks import (
    MAX_NESTING,
    Block,
    BlockQuote,
    Blocks,
    CodeBlock,
    Heading,
    Image,
    ListBlock,
    Paragraph,
    Rule,
    Spans,
    Table,
)
from threadreader.model.clean import clean_line

_ITEM = re.compile(r"(?:\*|(?P<number>-?[0-9]+)\.)(?: |$)")
_HEADING = re.compile(r"(={1,6}) ")
_PICTURE = re.compile(r"!\[(?P<alt>(?:[^\[\]\\]|\\.)*)\](?: <(?P<src>(?:[^<>\\ ]|\\.)*)>)?", re.DOTALL)
_ATTRIBUTION = re.compile(r"(?P<words>(?:[^<\\]|\\.)*?) ?(?:<(?P<cite>(?:[^<>\\ ]|\\.)*)>)?", re.DOTALL)
_CELL = re.compile(r"((?:[^|\\]|\\.)*+)(\||\\?$)")


def read_blocks(lines: Sequence[str], depth: int = 0) -> Blocks:
    """The blocks that lines hold; ValueError where quotes and lists nest too deep, or count from too large a number."""
    if depth > MAX_NESTING:
        raise ValueError(f"quotes and lists nest deeper than {MAX_NESTING} levels")
    blocks: list[Block] = []
    place = 0
    while place < len(lines):
        if not lines[place].strip(" "):
            place += 1
            continue
        end = _end(lines, place)
        block = _read(lines[place:end], depth)
        blocks += [block] if block else []
        place = end
    return tuple(blocks)


def _end(lines: Sequence[str], start: int) -> int:
    """Where the block that begins at a line ends: before a blank line, but a list goes on after it."""
    is_list = _ITEM.match(lines[start])
    margin = len(is_list[0]) if is_list else 0
    place = start + 1
    while place < len(lines):
        following = place
        while is_list and following < len(lines) and not lines[following].strip(" "):
            following += 1
        if following == len(lines) or not lines[following].strip(" "):
            return place
        item = _ITEM.match(lines[following]) if is_list and following == place else None
        margin = len(item[0]) if item else margin
        if is_list and not item and not lines[following].startswith(" " * margin):
            return place
        place = following + 1
    return place


def _read(lines: Sequence[str], depth: int) -> Block | None:
    first = lines[0]
    if first.startswith("↑ "):
        return None
    if first.startswith(("||", "|=")):
        return _read_table(lines)
    if first.startswith("|"):
        return _read_code(lines)
    if _ITEM.match(first):
        return _read_list(lines, depth)
    if first == "---":
        return Rule()
    return _read_prose([line for line in lines if not line.startswith("↑ ")], depth)


def _read_prose(lines: Sequence[str], depth: int) -> Block | None:
    quoted = next((place for place, line in enumerate(lines) if line.startswith(">")), len(lines))
    if quoted < len(lines):
        return _read_quote(lines[:quoted], lines[quoted:], depth)
    segments = read_lines(lines)
    picture = _PICTURE.fullmatch(segments[0])
    if picture:
        src = read_address(picture["src"]) if picture["src"] else None
        return Image(src, unescape(picture["alt"]), read_segments(segments[1:]))
    heading = _HEADING.match(segments[0])
    if heading:
        spans = read_segments([segments[0][heading.end() :], *segments[1:]])
        return Heading(len(heading[1]), spans) if _has_words(spans) else None
    spans = read_segments(segments)
    return Paragraph(spans) if _has_words(spans) else None


def _read_quote(above: Sequence[str], quoted: Sequence[str], depth: int) -> Block | None:
    blocks = read_blocks([line.removeprefix(">").removeprefix(" ") for line in quoted], depth + 1)
    named = _ATTRIBUTION.fullmatch(read_lines(above)[0])
    if not blocks:
        return None
    if not named:
        return BlockQuote(blocks)
    cite = read_address(named["cite"]) if named["cite"] else None
    return BlockQuote(blocks, clean_line(unescape(named["words"])) or None, cite)


def _read_list(lines: Sequence[str], depth: int) -> Block | None:
    items: list[list[str]] = []
    start = margin = 0
    for line in lines:
        mark = _ITEM.match(line)
        if mark:
            start = start if items else checked.number(int(mark["number"] or 0))
            margin = len(mark[0])
            items.append([line[margin:]])
        else:
            items[-1].append(line[margin:])
    blocks = tuple(filter(None, (read_blocks(item, depth + 1) for item in items)))
    return ListBlock(blocks, start if lines[0][0] != "*" else None) if blocks else None


def _read_code(lines: Sequence[str]) -> Block | None:
    language = clean_line(lines[0][2:]) if lines[0].startswith("|:") else None
    code = [line.removeprefix("|").removeprefix(" ") for line in lines[language is not None :] if line.startswith("|")]
    words = "\n".join(code)
    return CodeBlock(words, language) if words.strip() else None


def _read_table(lines: Sequence[str]) -> Block | None:
    rows = [line for line in lines if line.startswith(("||", "|="))]
    cells = tuple(tuple(_read_cell(cell) for cell, end in _CELL.findall(row[2:]) if end == "|") for row in rows)
    header = next((number for number, row in enumerate(rows) if row.startswith("||")), len(rows))
    return Table(cells, header) if any(cell for row in cells for cell in row) else None


def _read_cell(cell: str) -> Spans:
    return read_cell(cell.strip(" "))


def _has_words(spans: Spans) -> bool:
    return any(span.text.strip() for span in spans)
