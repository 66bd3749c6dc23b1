"""Lines of a plain-text dump: indentation, list mark, text and links; the list items that they are in.

Terminal browsers number the links in the text and list the addresses at the end of the dump. List items are nested by
the columns of their marks.
"""

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from operator import itemgetter

from msgspec import Struct

from threadreader.lexicon import compile_lazily

_ADDRESS = r"[A-Za-z][A-Za-z0-9+.-]{1,20}:\S*(?: \S+)*"
_ENTRY = compile_lazily(rf"\s{{0,8}}(?:(\d{{1,6}})\.|\[(\d{{1,6}})\]:?)\s{{1,4}}({_ADDRESS})\s*")
_LINK_MARK = compile_lazily(
    r"\[(?P<number>\d{1,6})\]|\[(?P<text>[^\[\]]{1,500})\]\((?P<address>https?://[^\s()]{1,2000})\)"
    r"|<(?P<bare>https?://[^\s<>]{1,2000})>"
)
# Words of the longest heading over the list of addresses; that of lynx is "Visible links:".
_MAX_HEADING_WORDS = 3


class Link(Struct, frozen=True):
    """A link in a line: columns of its text (the end is None where the dump does not mark it) and its address."""

    start: int
    end: int | None
    address: str


def _take_links(text: str, addresses: Mapping[int, str]) -> tuple[str, tuple[Link, ...]]:
    """Strip the numbers and addresses of links from a line; return it with the links."""
    pieces: list[str] = []
    links: list[Link] = []
    position = size = 0
    for match in _LINK_MARK.finditer(text):
        if match["number"]:
            address, link_text = addresses.get(int(match["number"])), ""
        else:
            address, link_text = match["address"] or match["bare"], match["text"] or match["bare"]
        if address is None:
            continue
        pieces += (text[position : match.start()], link_text)
        size += match.start() - position
        links.append(Link(size, size + len(link_text) if link_text else None, address))
        size += len(link_text)
        position = match.end()
    return ("".join(pieces) + text[position:], tuple(links)) if links else (text, ())


def _split_references(rows: Sequence[str]) -> tuple[Sequence[str], Mapping[int, str]]:
    """Split the rows of a dump into its text and the addresses, by their numbers, of the list at its end."""
    addresses: dict[int, str] = {}
    first = end = len(rows)
    for index in range(end - 1, -1, -1):
        row = rows[index]
        entry = _ENTRY.fullmatch(row) if len(row) < _MAX_ROW_CHARS else None
        if entry:
            addresses[int(entry[1] or entry[2])] = entry[3]
            first = index
        elif row.strip() and not (addresses and _is_heading(rows, index)):
            break
    return (rows[: _heading_start(rows, first)] if addresses else rows), addresses


# Characters of the longest row in the list of addresses, above what servers take for one; bounds the match.
_MAX_ROW_CHARS = 10_000


def _is_heading(rows: Sequence[str], index: int) -> bool:
    """True if a row is a heading within the list of addresses."""
    return rows[index].rstrip().endswith(":") and len(rows[index].split()) <= _MAX_HEADING_WORDS


def _heading_start(rows: Sequence[str], first: int) -> int:
    """The index of the first heading of a list of addresses that begins at an index."""
    start = first
    while start and not rows[start - 1].strip():
        start -= 1
    for _ in range(2):
        words = rows[start - 1].split() if start else []
        if 0 < len(words) < _MAX_HEADING_WORDS:
            start -= 1
            while start and not rows[start - 1].strip():
                start -= 1
    return start


# Colours, and the first of two characters struck over each other to be bold or underlined.
_TERMINAL = compile_lazily(r"\x1b\[[0-9;]{0,20}[A-Za-z]|.\x08")

# A heading of html2text.
_STARRED_HEADING = compile_lazily(r"^\*{2,12} \S.{0,200} \*{2,12}$", re.MULTILINE)

_UNDERLINED = compile_lazily(r"(?<![^\s([{\"'\u201c])[^\W_][^\s_/@=]*(?:_[^\s_/@=]+)+")

_MARK = compile_lazily(r"(?:(?P<number>\d{1,6})[.)]|(?P<bullet>[•◦‣\u2043▪▫■□●○◆◇★☆✦◎☉*+o#@=-]))(?:[ \xa0]+|$)")
# List marks only inside another item: at the margin they may be a word or the sign of a heading.
_NESTED_ONLY = frozenset("o#@=")

# An arrow or portrait in a column of its own before the text.
_PICTURE = compile_lazily(r"\[[^\[\]\s]{1,20}\] {2,}|[*•] {3,}(?=\d{1,3}[.)] )")

# Columns by which aligned numbers of one list differ: those of 1 and 1000.
_ALIGNMENT_COLUMNS = 3

_TAB_COLUMNS = 8  # as terminals and the browsers that made the dump have them
_MIN_WIDTH, _MAX_WIDTH = 40, 140  # columns that programs wrap at; text that ends elsewhere is not wrapped
# Quantile of the line ends at which the text is wrapped: what does not wrap is wider.
_WIDTH_QUANTILE = 0.95


class Line(Struct, frozen=True):
    """One line: the column of its text, that of its list mark (-1 without one), the mark, and its number if it has one.

    `end` is the column after the line, and `first` the width of its first word in columns, both with the numbers of
    links that the dump has in it.
    """

    indent: int
    text: str
    column: int = -1
    number: int | None = None
    links: tuple[Link, ...] = ()
    end: int = 0
    first: int = 0
    mark: str = ""


class Lines(Struct, frozen=True, dict=True):
    """All lines of a text."""

    all: tuple[Line, ...]

    @cached_property
    def width(self) -> int:
        """The column at which lines are wrapped, 0 where they are not."""
        widths = sorted(line.end for line in self.all if line.text)
        width = widths[int(_WIDTH_QUANTILE * len(widths))] if widths else 0
        return width if _MIN_WIDTH <= width <= _MAX_WIDTH else 0

    def is_full(self, index: int) -> bool:
        """True if the first word of the next line would not have fitted on a line."""
        line, below = self.all[index], self.all[index + 1] if index + 1 < len(self.all) else None
        if not self.width or not line.text or below is None or not below.text or below.column >= 0:
            return False
        return line.end + 1 + below.first > self.width

    def is_continuation(self, index: int) -> bool:
        """True if a line is the continuation of a wrapped one."""
        return index > 0 and self.all[index].column < 0 and self.is_full(index - 1)


def _cells(text: str) -> int:
    """The width of a text in columns."""
    if text.isascii() or len(text) > _MAX_WIDTH:
        return len(text)
    return len(text) + sum(map(_is_wide, text))


def _is_wide(character: str) -> bool:
    return unicodedata.east_asian_width(character) in "WF"


def _first_word(text: str) -> int:
    if _is_wide(text[0]):
        return 2
    space = text.find(" ")
    return _cells(text if space < 0 else text[:space])


def read_lines(text: str) -> Lines:
    """Parse a text into lines, without the list of addresses at its end."""
    rows, addresses = _split_references(_restore_spaces(_TERMINAL.sub("", text)).expandtabs(_TAB_COLUMNS).splitlines())
    return Lines(tuple(_lines(rows, addresses)))


def _restore_spaces(text: str) -> str:
    """The text with spaces in linked names and times, in which html2text has drawn underscores."""
    return _UNDERLINED.sub(_without_underscores, text) if _STARRED_HEADING.search(text) else text


def _without_underscores(match: re.Match[str]) -> str:
    text = match[0]
    return text if text.isupper() or text[0].islower() else text.replace("_", " ")


def _lines(rows: Sequence[str], addresses: Mapping[int, str]) -> Iterator[Line]:
    opened: list[tuple[int, int | None]] = []
    is_after_blank = True
    for row in rows:
        text = row.strip()
        indent = len(row) - len(row.lstrip())
        picture = _PICTURE.match(text)
        if picture and _MARK.match(text, picture.end()):
            indent, text = indent + picture.end(), text[picture.end() :]
        mark = _MARK.match(text)
        if mark and not _is_mark(mark, indent, opened, after_blank=is_after_blank):
            mark = None
        if mark:
            while opened and opened[-1][0] >= indent:
                opened.pop()
            opened.append((indent, int(mark["number"]) if mark["number"] else None))
        yield _line(text, indent, mark, addresses)
        is_after_blank = not text


def _is_mark(mark: re.Match[str], column: int, opened: Sequence[tuple[int, int | None]], *, after_blank: bool) -> bool:
    """True if a match is a list mark: a number in running text is none, nor is a word of one character."""
    if mark["bullet"]:
        return mark["bullet"] not in _NESTED_ONLY or any(column > outer + 1 for outer, _ in opened[:1])
    number = int(mark["number"])
    nearby = opened[bisect_left(opened, column - 1, key=itemgetter(0)) :][:_ALIGNMENT_COLUMNS]
    return number <= 1 or after_blank or any(other == number - 1 for _, other in nearby)


def _line(text: str, indent: int, mark: re.Match[str] | None, addresses: Mapping[int, str]) -> Line:
    mark = mark or _PICTURE.match(text)
    rest = text[mark.end() :] if mark else text
    first, end = _first_word(rest) if rest else 0, indent + _cells(text)
    links: tuple[Link, ...] = ()
    if "[" in rest or "<" in rest:
        rest, links = _take_links(rest, addresses)
    if mark is None or "number" not in mark.re.groupindex:
        return Line(indent + (mark.end() if mark else 0), rest, links=links, end=end, first=first)
    number = int(mark["number"]) if mark["number"] else None
    return Line(indent + mark.end(), rest, indent, number, links, end, first, mark[0])


NO_ITEM = -1  # less than any index


class Items(Struct, frozen=True):
    """List items: the index of each one's first line, of its parent item, and the item that each line is in.

    An item lasts until the mark of a sibling or of an item further out: browsers do not indent all that is in it.
    """

    starts: Sequence[int]
    parents: Sequence[int]
    of_line: Sequence[int]


def find_items(lines: Sequence[Line]) -> Items:
    """Find the items of all lists, in one pass."""
    starts: list[int] = []
    parents: list[int] = []
    of_line: list[int] = []
    opened: list[tuple[int, int]] = []
    for index, line in enumerate(lines):
        if line.column >= 0:
            while opened and opened[-1][0] >= line.column:
                opened.pop()
            parents.append(opened[-1][1] if opened else NO_ITEM)
            opened.append((line.column, len(starts)))
            starts.append(index)
        of_line.append(opened[-1][1] if opened else NO_ITEM)
    return Items(starts, parents, of_line)
