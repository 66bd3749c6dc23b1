"""Lines of a plain-text dump: indentation, list mark, text and links; their list items, and elements made of them.

Terminal browsers number the links in the text and list the addresses at the end of the dump. List items are nested by
the columns of their marks.
"""

import re
import unicodedata
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from operator import itemgetter

from bs4 import Tag
from msgspec import Struct
from msgspec.structs import replace

from threadreader.lexicon import compile_lazily
from threadreader.render.width import cell_width

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
        elif row.strip():
            is_heading = row.rstrip().endswith(":") and len(row.split()) <= _MAX_HEADING_WORDS
            if not (addresses and is_heading):
                break
    return (rows[: _heading_start(rows, first)] if addresses else rows), addresses


# Characters of the longest row in the list of addresses, above what servers take for one; bounds the match.
_MAX_ROW_CHARS = 10_000


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

# A heading of html2text, which draws the spaces in links as underscores.
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


def read_lines(text: str) -> Lines:
    """Parse a text into lines, without the list of addresses at its end."""
    text = _TERMINAL.sub("", text)
    if _STARRED_HEADING.search(text):
        text = _UNDERLINED.sub(_without_underscores, text)
    rows, addresses = _split_references(text.expandtabs(_TAB_COLUMNS).splitlines())
    return Lines(tuple(_lines(rows, addresses)))


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
        if mark and mark["bullet"]:
            if mark["bullet"] in _NESTED_ONLY and not any(indent > outer + 1 for outer, _ in opened[:1]):
                mark = None
        elif mark and int(mark["number"]) > 1 and not is_after_blank:
            # A number in running text is no list mark.
            nearby = opened[bisect_left(opened, indent - 1, key=itemgetter(0)) :][:_ALIGNMENT_COLUMNS]
            if all(other != int(mark["number"]) - 1 for _, other in nearby):
                mark = None
        if mark:
            while opened and opened[-1][0] >= indent:
                opened.pop()
            opened.append((indent, int(mark["number"]) if mark["number"] else None))
        yield _line(text, indent, mark, addresses)
        is_after_blank = not text


def _line(text: str, indent: int, mark: re.Match[str] | None, addresses: Mapping[int, str]) -> Line:
    mark = mark or _PICTURE.match(text)
    rest = text[mark.end() :] if mark else text
    # A line may break behind any sign of East Asia.
    first = 2 if rest and unicodedata.east_asian_width(rest[0]) in "WF" else cell_width(rest.partition(" ")[0])
    end = indent + (cell_width(text) if len(text) <= _MAX_WIDTH else len(text))
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


# Columns of indentation of a quotation, or of a line of code.
_MIN_INDENT = 2

# Words of a link's text up to a punctuation mark; of a longer one only the first word is taken.
_MAX_LINK_WORDS = 3
_QUOTE_SIGN = compile_lazily(r">\s?")
_BARE_ADDRESS = compile_lazily(r"https?://[^\s<>\"“”]{1,2000}")
_PUNCTUATION = compile_lazily(r"[.,;:!?()\[\]|]")
_TRAILING_PUNCTUATION = ".,;:!?)]}'\"\u2019\u201d\u2026"

_Chunk = tuple[str, Sequence[int]]
"""The kind of lines without a blank one between, `p`, `blockquote`, `pre` or begin of an `li`, and their indices."""


def add_blocks(parent: Tag, lines: Lines, indices: Sequence[int]) -> None:
    """Append the lines with these indices to an element: as paragraphs, quotations, lists and code."""
    base = _main_column(lines, indices)
    shown = dict(_shown(lines, indices, base))
    is_loose = any(not lines.all[index].text for index in indices)
    lists: list[tuple[int, Tag, Tag]] = []  # the column of each, and its last item
    for kind, chunk in _chunks(lines, shown, base):
        line = shown[chunk[0]]
        while lists and line.indent <= lists[-1][0] and not (kind == "li" and line.column == lists[-1][0]):
            lists.pop()
        holder = lists[-1][2] if lists else parent
        if kind == "li":
            if lists and lists[-1][0] == line.column:
                outer = lists.pop()[1]
            else:
                number = {} if line.number is None else {"start": str(line.number)}
                outer = _added(holder, "ol" if number else "ul", **number)
            holder = _added(outer, "li")
            lists.append((line.column, outer, holder))
        elif kind != "p":
            holder = _added(holder, kind)
        if kind == "pre":
            least = min(shown[index].indent for index in chunk)
            rows = (" " * (line.indent - least) + line.text for line in map(shown.__getitem__, chunk))
            holder.string = "\n".join(rows)
            continue
        # In a dump without blank lines between paragraphs, one ends where a line is not full.
        are_one = is_loose or not lines.width
        starts = [at for at in range(len(chunk)) if not at or not (are_one or lines.is_full(chunk[at] - 1))]
        for start, end in zip(starts, [*starts[1:], len(chunk)], strict=True):
            _fill(_added(holder, "p"), lines, [(index, shown[index]) for index in chunk[start:end]])


def _main_column(lines: Lines, indices: Sequence[int]) -> int:
    """The column of most of the text."""
    counts: Counter[int] = Counter()
    for line in (lines.all[index] for index in indices):
        if line.text and line.column < 0:
            counts[line.indent] += len(line.text)
    return max(counts, key=lambda indent: (counts[indent], -indent), default=0)


def _added(holder: Tag, name: str, **attributes: str) -> Tag:
    element = Tag(name=name, attrs=attributes)
    holder.append(element)
    return element


def _shown(lines: Lines, indices: Sequence[int], base: int) -> Iterator[tuple[int, Line]]:
    """The lines; a number at the margin was typed by who wrote the text: browsers indent those of lists."""
    in_list = False
    for index in indices:
        line = lines.all[index]
        if line.number is not None and line.column > base:
            in_list = True
        elif line.number is not None and line.column == base and not in_list:
            size = len(line.mark)
            links = tuple(Link(each.start + size, each.end and each.end + size, each.address) for each in line.links)
            line = replace(line, indent=base, text=line.mark + line.text, column=-1, number=None, links=links)
        elif line.text and line.column < 0 and line.indent <= base:
            in_list = False
        yield index, line


def _chunks(lines: Lines, shown: Mapping[int, Line], base: int) -> Iterator[_Chunk]:
    run: list[int] = []
    for index, line in shown.items():
        if run and (not line.text or line.column >= base - 1 >= 0):
            yield from _split_kinds(lines, shown, run, base)
            run = []
        if line.text:
            run.append(index)
    if run:
        yield from _split_kinds(lines, shown, run, base)


def _split_kinds(lines: Lines, shown: Mapping[int, Line], indices: Sequence[int], base: int) -> Iterator[_Chunk]:
    """The chunk, split by kind where a dump has no blank lines between chunks."""
    first = shown[indices[0]]
    if first.column >= max(base - 1, 0):
        yield "li", indices
        return
    # Code is indented in steps, and each of its lines is broken where there was room for more.
    if any(shown[index].indent >= first.indent + _MIN_INDENT for index in indices) and not any(
        map(lines.is_full, indices)
    ):
        yield "pre", indices
        return
    run: list[int] = []
    kind = ""
    for index in indices:
        indent = shown[index].indent
        if indent < base + _MIN_INDENT and indent > base - _MIN_INDENT:
            each = "p"
        elif indent < base and (indent < _MIN_INDENT or kind == "pre"):
            each = "pre"
        else:
            each = "blockquote"
        if run and each != kind:
            yield kind, run
            run = []
        kind = each
        run.append(index)
    yield kind, run


def _fill(paragraph: Tag, lines: Lines, shown: Sequence[tuple[int, Line]]) -> None:
    for at, (index, line) in enumerate(shown):
        pieces = _pieces(line)
        if at and not lines.is_full(index - 1):
            _added(paragraph, "br")
        elif at:
            above = lines.all[index - 1].text
            text, address = pieces[0]
            pieces[0] = (_QUOTE_SIGN.sub("", text, count=1) if above.startswith(">") else text), address
            if not (above[-1:] > "\u2e80" and pieces[0][0][:1] > "\u2e80"):
                paragraph.append(" ")
        for text, address in pieces:
            (_added(paragraph, "a", href=address) if address else paragraph).append(text)


def _pieces(line: Line) -> list[tuple[str, str | None]]:
    """The text of a line in pieces, with their link targets."""
    pieces: list[tuple[str, str | None]] = []
    position = 0
    for link in (*line.links, *_bare_links(line)):
        if link.start >= position:
            end = _link_end(line.text, link)
            pieces += [(line.text[position : link.start], None), (line.text[link.start : end], link.address)]
            position = end
    return [piece for piece in (*pieces, (line.text[position:], None)) if piece[0]]


def _bare_links(line: Line) -> Iterator[Link]:
    """The addresses in a line's text."""
    if "://" not in line.text:
        return
    for match in _BARE_ADDRESS.finditer(line.text):
        address = match[0].rstrip(_TRAILING_PUNCTUATION)
        yield Link(match.start(), match.start() + len(address), address)


def _link_end(text: str, link: Link) -> int:
    """The end of a link's text: the dump marks only its start; a few words up to a punctuation mark are all of it."""
    if link.end is not None:
        return link.end
    stop = _PUNCTUATION.search(text, link.start + 1)
    end = stop.start() if stop else len(text)
    if len(text[link.start : end].split(maxsplit=_MAX_LINK_WORDS)) <= _MAX_LINK_WORDS:
        return max(end, link.start)
    space = text.find(" ", link.start + 1)
    return space if space >= 0 else end
