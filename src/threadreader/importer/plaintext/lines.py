"""The lines of a text dump: how far each is indented, its list mark, what it says, and where its links lead.

Addresses that a browser in a terminal lists under its dump, and the numbers in the text that stand for them.

The items of the lists in a dump, one inside the other, told by the columns of their marks.
"""

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from operator import itemgetter

_ADDRESS = r"[A-Za-z][A-Za-z0-9+.-]{1,20}:\S*(?: \S+)*"
_ENTRY = re.compile(rf"\s{{0,8}}(?:(\d{{1,6}})\.|\[(\d{{1,6}})\]:?)\s{{1,4}}({_ADDRESS})\s*")
_TITLED = re.compile(r"\s{0,8}(\d{1,6})\.\s\S.*")
_BELOW_TITLE = re.compile(rf"\s+({_ADDRESS})\s*")
_MENTION = re.compile(
    r"\[(?P<number>\d{1,6})\]|\[(?P<words>[^\[\]]{1,500})\]\((?P<address>https?://[^\s()]{1,2000})\)"
    r"|<(?P<bare>https?://[^\s<>]{1,2000})>"
)
_HEADING = 3
"""Words: what stands over the list has no more."""


@dataclass(frozen=True, slots=True)
class Link:
    """A link in a line: where its words begin, where they end (None where the dump does not say), and its address."""

    start: int
    end: int | None
    address: str


@dataclass(frozen=True, slots=True)
class References:
    """The addresses by their numbers."""

    addresses: Mapping[int, str] = field(default_factory=dict)

    def take_links(self, text: str) -> tuple[str, tuple[Link, ...]]:
        """A line without the numbers and addresses in it, and its links."""
        pieces: list[str] = []
        links: list[Link] = []
        here = size = 0
        for found in _MENTION.finditer(text):
            address, words = self._meant(found)
            if address is None:
                continue
            pieces += (text[here : found.start()], words)
            size += found.start() - here
            links.append(Link(size, size + len(words) if words else None, address))
            size += len(words)
            here = found.end()
        return ("".join(pieces) + text[here:], tuple(links)) if links else (text, ())

    def _meant(self, found: re.Match[str]) -> tuple[str | None, str]:
        if found["number"]:
            return self.addresses.get(int(found["number"])), ""
        return found["address"] or found["bare"], found["words"] or found["bare"]


def split_references(rows: Sequence[str]) -> tuple[Sequence[str], References]:
    """The rows of a dump without the list of addresses at their end, and that list."""
    addresses: dict[int, str] = {}
    first = end = len(rows)
    under_title: str | None = None
    for place in range(end - 1, -1, -1):
        row = rows[place]
        entry = _ENTRY.fullmatch(row) if len(row) < _LONGEST else None
        titled = _TITLED.fullmatch(row) if under_title else None
        below_title = None if entry or len(row) >= _LONGEST else _BELOW_TITLE.fullmatch(row)
        if entry:
            addresses[int(entry[1] or entry[2])] = entry[3]
            first = place
        elif titled and under_title:
            addresses[int(titled[1])] = under_title
            first = place
        elif row.strip() and not below_title and not (addresses and _is_heading(rows, place)):
            break
        under_title = below_title[1] if below_title else None
    if not addresses:
        return rows, References()
    return rows[: _over(rows, first)], References(addresses)


_LONGEST = 10_000


def _is_heading(rows: Sequence[str], place: int) -> bool:
    """Whether a row names the part of the list below it."""
    return rows[place].rstrip().endswith(":") and len(rows[place].split()) <= _HEADING


def _over(rows: Sequence[str], first: int) -> int:
    """Where the headings of the list begin that has its first address at a place."""
    start = first
    while start and not rows[start - 1].strip():
        start -= 1
    for _ in range(2):
        words = rows[start - 1].split() if start else []
        if 0 < len(words) < _HEADING:
            start -= 1
            while start and not rows[start - 1].strip():
                start -= 1
    return start


_TERMINAL = re.compile(r"\x1b\[[0-9;]{0,20}[A-Za-z]|.\x08")
"""Colours, and the first of two letters struck over each other to be bold or underlined."""

_STARRED = re.compile(r"^\*{2,12} \S.{0,200} \*{2,12}$", re.MULTILINE)
"""A heading of html2text."""

_UNDERLINED = re.compile(r"(?<![^\s([{\"'\u201c])[^\W_][^\s_/@=]*(?:_[^\s_/@=]+)+")

_MARK = re.compile(r"(?:(?P<number>\d{1,6})[.)]|(?P<bullet>[•◦‣\u2043▪▫■□●○◆◇★☆✦◎☉*+o#@=-]))(?:[ \xa0]+|$)")
_DEEPER = frozenset("o#@=")
"""What is a mark of a list only inside another: at the margin it may be a word or the sign of a heading."""

_PICTURE = re.compile(r"\[[^\[\]\s]{1,20}\] {2,}|[*•] {3,}(?=\d{1,3}[.)] )")
"""What stands in a column of its own before the text is an arrow or a portrait."""

_ALIGNED = 3
"""So many columns are one for numbers, which are aligned to the right or to the left."""

_TAB = 8
_NARROWEST, _WIDEST = 40, 140
_MOST = 0.95
"""As wide as this part of the lines are at most is where a text is wrapped: what does not wrap is wider."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line. `indent` is the column where its text begins, `column` that of its list mark, -1 without one.

    `mark` is that mark, and `number` what it says where it is a number. The line ends before the column `end`, and its
    first word is `first` columns wide, with the numbers of links that the dump has in it.
    """

    indent: int
    text: str
    column: int = -1
    number: int | None = None
    links: tuple[Link, ...] = ()
    end: int = 0
    first: int = 0
    mark: str = ""


@dataclass(frozen=True)
class Lines:
    """All lines of a text."""

    all: tuple[Line, ...]

    @cached_property
    def width(self) -> int:
        """The column at which they are wrapped, 0 where they are not."""
        widths = sorted(line.end for line in self.all if line.text)
        most = widths[int(_MOST * len(widths))] if widths else 0
        return most if _NARROWEST <= most <= _WIDEST else 0

    def is_full(self, place: int) -> bool:
        """Whether the first word of the next line would not have fitted on a line."""
        line, below = self.all[place], self.all[place + 1] if place + 1 < len(self.all) else None
        if not self.width or not line.text or below is None or not below.text or below.column >= 0:
            return False
        return line.end + 1 + below.first > self.width

    def continues(self, place: int) -> bool:
        """Whether a line goes on with what the one above says, which is wrapped."""
        return place > 0 and self.all[place].column < 0 and self.is_full(place - 1)


def cells(text: str) -> int:
    """How many columns a text takes."""
    if text.isascii() or len(text) > _WIDEST:
        return len(text)
    return len(text) + sum(map(_is_wide, text))


def _is_wide(character: str) -> bool:
    return unicodedata.east_asian_width(character) in "WF"


def _first_word(text: str) -> int:
    if _is_wide(text[0]):
        return 2
    space = text.find(" ")
    return cells(text if space < 0 else text[:space])


def read_lines(text: str) -> Lines:
    """The lines of a text, without the list of addresses that browsers put under it."""
    rows, references = split_references(_spaced(_TERMINAL.sub("", text)).expandtabs(_TAB).splitlines())
    return Lines(tuple(_lines(rows, references)))


def _spaced(text: str) -> str:
    """The same with the spaces in names and times that are links, where html2text has drawn lines under these."""
    return _UNDERLINED.sub(_without_line, text) if _STARRED.search(text) else text


def _without_line(found: re.Match[str]) -> str:
    words = found[0]
    return words if words.isupper() or words[0].islower() else words.replace("_", " ")


def _lines(rows: Sequence[str], references: References) -> Iterator[Line]:
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
        yield _line(text, indent, mark, references)
        is_after_blank = not text


def _is_mark(mark: re.Match[str], column: int, opened: Sequence[tuple[int, int | None]], *, after_blank: bool) -> bool:
    """Whether what looks like a list mark is one: a number in running text is none, nor is a word of one letter."""
    if mark["bullet"]:
        return mark["bullet"] not in _DEEPER or any(column > outer + 1 for outer, _ in opened[:1])
    number = int(mark["number"])
    around = opened[bisect_left(opened, column - 1, key=itemgetter(0)) :][:_ALIGNED]
    return number <= 1 or after_blank or any(before == number - 1 for _, before in around)


def _line(text: str, indent: int, mark: re.Match[str] | None, references: References) -> Line:
    mark = mark or _PICTURE.match(text)
    rest = text[mark.end() :] if mark else text
    first, end = _first_word(rest) if rest else 0, indent + cells(text)
    links: tuple[Link, ...] = ()
    if "[" in rest or "<" in rest:
        rest, links = references.take_links(rest)
    if mark is None or mark.re is _PICTURE:
        return Line(indent + (mark.end() if mark else 0), rest, links=links, end=end, first=first)
    number = int(mark["number"]) if mark["number"] else None
    return Line(indent + mark.end(), rest, indent, number, links, end, first, mark[0])


NOWHERE = -1


@dataclass(frozen=True, slots=True)
class Items:
    """`starts` are the places of the lines that begin items; `around` gives the item around each, by its number there.

    `of_line` is the item that each line stands in. An item lasts until the mark of one beside it or around it:
    browsers do not indent all that is in it.
    """

    starts: Sequence[int]
    around: Sequence[int]
    of_line: Sequence[int]


def find_items(lines: Sequence[Line]) -> Items:
    """All items of all lists, in one pass."""
    starts: list[int] = []
    around: list[int] = []
    of_line: list[int] = []
    opened: list[tuple[int, int]] = []
    for place, line in enumerate(lines):
        if line.column >= 0:
            while opened and opened[-1][0] >= line.column:
                opened.pop()
            around.append(opened[-1][1] if opened else NOWHERE)
            opened.append((line.column, len(starts)))
            starts.append(place)
        of_line.append(opened[-1][1] if opened else NOWHERE)
    return Items(starts, around, of_line)
