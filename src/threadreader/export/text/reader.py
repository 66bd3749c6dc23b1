"""Parser of the text form."""

import re
from collections.abc import Iterable, Sequence
from itertools import pairwise

from threadreader.export import json
from threadreader.export.text.inline import (
    HEADER_START,
    read_address,
    read_author,
    read_cell,
    read_header,
    read_lines,
    read_segments,
    unescape,
)
from threadreader.export.text.writer import FIRST_LINE, INDENT, permalink_of
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
from threadreader.model.page import Page, PageId
from threadreader.model.save import ParsedPage
from threadreader.model.text import clean, clean_line, parse_iso
from threadreader.model.thread import Article, Comment, CommentId, Thread

_ITEM = re.compile(r"(?:\*|(?P<number>-?[0-9]+)\.)(?: |$)")
_HEADING = re.compile(r"(={1,6}) ")
_PICTURE = re.compile(r"!\[(?P<alt>(?:[^\[\]\\]|\\.)*)\](?: <(?P<src>(?:[^<>\\ ]|\\.)*)>)?", re.DOTALL)
_ATTRIBUTION = re.compile(r"(?P<text>(?:[^<\\]|\\.)*?) ?(?:<(?P<cite>(?:[^<>\\ ]|\\.)*)>)?", re.DOTALL)
_CELL = re.compile(r"((?:[^|\\]|\\.)*+)(\||\\?$)")


def read_blocks(lines: Sequence[str], depth: int = 0) -> Blocks:
    """Parse lines as blocks; ValueError for too deep nesting, or a list that starts at too large a number."""
    if depth > MAX_NESTING:
        raise ValueError(f"quotes and lists nest deeper than {MAX_NESTING} levels")
    blocks: list[Block] = []
    index = 0
    while index < len(lines):
        if not lines[index].strip(" "):
            index += 1
            continue
        end = _block_end(lines, index)
        block = _read(lines[index:end], depth)
        blocks += [block] if block else []
        index = end
    return tuple(blocks)


def _block_end(lines: Sequence[str], start: int) -> int:
    """Line after the block that starts at a line: a blank line ends it, except between items and lines of a list."""
    is_list = _ITEM.match(lines[start])
    margin = len(is_list[0]) if is_list else 0
    index = start + 1
    while index < len(lines):
        following = index
        while is_list and following < len(lines) and not lines[following].strip(" "):
            following += 1
        if following == len(lines) or not lines[following].strip(" "):
            return index
        item = _ITEM.match(lines[following]) if is_list and following == index else None
        margin = len(item[0]) if item else margin
        if is_list and not item and not lines[following].startswith(" " * margin):
            return index
        index = following + 1
    return index


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
    quoted = next((index for index, line in enumerate(lines) if line.startswith(">")), len(lines))
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
        return Heading(len(heading[1]), spans) if _has_text(spans) else None
    spans = read_segments(segments)
    return Paragraph(spans) if _has_text(spans) else None


def _read_quote(above: Sequence[str], quoted: Sequence[str], depth: int) -> Block | None:
    blocks = read_blocks([line.removeprefix(">").removeprefix(" ") for line in quoted], depth + 1)
    attribution = _ATTRIBUTION.fullmatch(read_lines(above)[0])
    if not blocks:
        return None
    if not attribution:
        return BlockQuote(blocks)
    cite = read_address(attribution["cite"]) if attribution["cite"] else None
    return BlockQuote(blocks, clean_line(unescape(attribution["text"])) or None, cite)


def _read_list(lines: Sequence[str], depth: int) -> Block | None:
    items: list[list[str]] = []
    start = margin = 0
    for line in lines:
        mark = _ITEM.match(line)
        if mark:
            start = start if items else json.number(int(mark["number"] or 0))
            margin = len(mark[0])
            items.append([line[margin:]])
        else:
            items[-1].append(line[margin:])
    blocks = tuple(filter(None, (read_blocks(item, depth + 1) for item in items)))
    return ListBlock(blocks, start if lines[0][0] != "*" else None) if blocks else None


def _read_code(lines: Sequence[str]) -> Block | None:
    language = clean_line(lines[0][2:]) if lines[0].startswith("|:") else None
    code = [line.removeprefix("|").removeprefix(" ") for line in lines[language is not None :] if line.startswith("|")]
    text = "\n".join(code)
    return CodeBlock(text, language) if text.strip() else None


def _read_table(lines: Sequence[str]) -> Block | None:
    rows = [line for line in lines if line.startswith(("||", "|="))]
    texts = [[text for text, end in _CELL.findall(row[2:]) if end == "|"] for row in rows]
    cells = tuple(tuple(read_cell(text.strip(" ")) for text in row) for row in texts)
    header = next((number for number, row in enumerate(rows) if row.startswith("||")), len(rows))
    return Table(cells, header) if any(cell for row in cells for cell in row) else None


def _has_text(spans: Spans) -> bool:
    return any(span.text.strip() for span in spans)


def read_text(text: str) -> ParsedPage:
    """Inverse of `write_text`; ValueError with the number of the line if the text is no such export.

    Lost is what the text form does not hold: marks, the page's text of times that were parsed, saves, notes and quote
    links, which can be linked again.
    """
    lines = clean(text.removeprefix("\ufeff")).split("\n")
    if lines[0].strip() != FIRST_LINE:
        raise ValueError(f"line 1: {FIRST_LINE!r} is wanted here")
    starts = [number for number, line in enumerate(lines) if number and HEADER_START.match(line)]
    blank = next((number for number, line in enumerate(lines) if not line.strip(" ")), len(lines))
    page, article = _read_head(lines[1:blank])
    body = read_blocks(lines[blank : starts[0] if starts else len(lines)])
    ids: dict[int, CommentId] = {}
    comments: list[Comment] = []
    for start, end in pairwise([*starts, len(lines)]):
        try:
            comments.append(_read_comment(page, lines[start:end], ids))
        except ValueError as problem:
            raise ValueError(f"line {start + 1}: {problem}") from problem
    whole = Article(article.title, body, article.authors, article.published_at)
    return ParsedPage(page, Thread(whole, tuple(comments)))


def _read_head(lines: Iterable[str]) -> tuple[Page, Article]:
    fields: dict[str, str] = {}
    authors = []
    declared = None
    for number, line in enumerate(lines, 2):
        name, _, value = line.partition(": ")
        if name == "By":
            author = read_author(value)
            authors += [author] if author else []
        elif name == "Comments" and value.strip():
            declared = _read_count(value, number)
        else:
            fields[name] = clean_line(value)
    title = fields.get("Title", "")
    date = fields.get("Date")
    url = read_address(fields.get("Address", "").removeprefix("<").removesuffix(">"))
    page = Page(
        id=PageId(fields.get("Page") or url or ""),
        title=fields.get("Page title", title),
        url=url,
        site=fields.get("Site"),
        language=fields.get("Language"),
        declared_count=declared,
    )
    return page, Article(title, (), tuple(authors), parse_iso(date, date) if date else None)


def _read_count(value: str, line: int) -> int:
    try:
        return json.count(int(value))
    except ValueError as problem:
        raise ValueError(f"line {line}: a number of comments is wanted, not {value!r:.40}") from problem


def _read_comment(page: Page, lines: Sequence[str], ids: dict[int, CommentId]) -> Comment:
    header = read_header(lines[0])
    has_permalink = len(lines) > 1 and lines[1].startswith("<")
    permalink = read_address(lines[1].strip()[1:-1]) if has_permalink else None
    if header.parent is not None and header.parent not in ids:
        raise ValueError(f"there is no comment #{header.parent} above")
    ids[header.number] = CommentId(header.comment_id)
    return Comment(
        id=ids[header.number],
        parent_id=None if header.parent is None else ids[header.parent],
        author=header.author,
        body=read_blocks([line.removeprefix(INDENT) for line in lines[1 + has_permalink :]]),
        posted_at=header.posted_at,
        permalink=permalink_of(page, header.comment_id) if header.is_fragment else permalink,
        by_op=header.by_op,
        kind=header.kind,
        status=header.status,
        score=header.score,
    )
