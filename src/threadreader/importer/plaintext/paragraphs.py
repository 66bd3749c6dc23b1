"""Elements from lines of a dump: paragraphs, quotations, lists, code and links."""

from collections import Counter
from collections.abc import Iterator, Sequence

from bs4 import BeautifulSoup, Tag
from msgspec import Struct

from threadreader.importer.plaintext.lines import Line, Lines, Link
from threadreader.lexicon import compile_lazily

# Columns of indentation of a quotation, or of a line of code.
_MIN_INDENT = 2

# Words of a link's text up to a punctuation mark; of a longer one only the first word is taken.
_MAX_LINK_WORDS = 3
_QUOTE_SIGN = compile_lazily(r">\s?")
_ADDRESS = compile_lazily(r"https?://[^\s<>\"“”]{1,2000}")
_PUNCTUATION = compile_lazily(r"[.,;:!?()\[\]|]")
_TRAILING_PUNCTUATION = ".,;:!?)]}'\"\u2019\u201d\u2026"

# A text and its link target.
Piece = tuple[str, str | None]


class _Chunk(Struct, frozen=True):
    """Lines without a blank one between, all of one kind: `p`, `blockquote`, `pre` or the beginning of an `li`."""

    kind: str
    indices: Sequence[int]


class Paragraphs:
    """Builds elements from the lines of a dump."""

    def __init__(self, lines: Lines, soup: BeautifulSoup) -> None:
        self._lines = lines
        self._soup = soup
        self._typed: frozenset[int] = frozenset()

    def fill(self, parent: Tag, indices: Sequence[int]) -> None:
        """Append the lines with these indices to an element."""
        base = self._base(indices)
        self._typed = frozenset(self._find_typed_numbers(indices, base))
        loose = any(not self._lines.all[index].text for index in indices)
        lists: list[tuple[int, Tag]] = []
        for chunk in self._chunks(indices, base):
            line = self._lines.all[chunk.indices[0]]
            indent = self._indent(chunk.indices[0])
            while lists and indent <= lists[-1][0] and not (chunk.kind == "li" and line.column == lists[-1][0]):
                lists.pop()
            holder = lists[-1][1].contents[-1] if lists else parent
            assert isinstance(holder, Tag), "a list holds items only"
            if chunk.kind == "li":
                self._add_item(holder, lists, line)
                holder = lists[-1][1].contents[-1]
                assert isinstance(holder, Tag), "a list holds items only"
            self._add(holder, chunk, loose=loose)

    def pieces(self, index: int) -> list[Piece]:
        """The text of a line in pieces, with their link targets."""
        line = self._lines.all[index]
        pieces: list[Piece] = []
        position = 0
        for link in (*line.links, *_bare_links(line)):
            if link.start < position:
                continue
            end = _link_end(line.text, link)
            pieces += [(line.text[position : link.start], None), (line.text[link.start : end], link.address)]
            position = end
        mark = line.mark if index in self._typed else ""
        return [piece for piece in ((mark, None), *pieces, (line.text[position:], None)) if piece[0]]

    def _find_typed_numbers(self, indices: Sequence[int], base: int) -> Iterator[int]:
        """The lines that begin with a number and no list mark: browsers indent those of lists."""
        in_list = False
        for index in indices:
            line = self._lines.all[index]
            if line.number is not None and line.column > base:
                in_list = True
            elif line.number is not None and line.column == base and not in_list:
                yield index
            elif line.text and line.column < 0 and line.indent <= base:
                in_list = False

    def _column(self, index: int) -> int:
        """The column of the list mark, -1 without one."""
        return -1 if index in self._typed else self._lines.all[index].column

    def _indent(self, index: int) -> int:
        line = self._lines.all[index]
        return line.column if index in self._typed else line.indent

    def _base(self, indices: Sequence[int]) -> int:
        """The column of most of the text."""
        counts: Counter[int] = Counter()
        for index in indices:
            line = self._lines.all[index]
            if line.text and line.column < 0:
                counts[line.indent] += len(line.text)
        return max(counts, key=lambda indent: (counts[indent], -indent), default=0)

    def _chunks(self, indices: Sequence[int], base: int) -> Iterator[_Chunk]:
        run: list[int] = []
        for index in indices:
            line = self._lines.all[index]
            if run and (not line.text or self._column(index) >= base - 1 >= 0):
                yield from self._split_kinds(run, base)
                run = []
            if line.text:
                run.append(index)
        if run:
            yield from self._split_kinds(run, base)

    def _split_kinds(self, indices: Sequence[int], base: int) -> Iterator[_Chunk]:
        """The chunk, split by kind where a dump has no blank lines between chunks."""
        if self._column(indices[0]) >= max(base - 1, 0):
            yield _Chunk("li", indices)
            return
        if self._is_code(indices):
            yield _Chunk("pre", indices)
            return
        run: list[int] = []
        kind = ""
        for index in indices:
            each = self._kind(index, base, kind)
            if run and each != kind:
                yield _Chunk(kind, run)
                run = []
            kind = each
            run.append(index)
        yield _Chunk(kind, run)

    def _kind(self, index: int, base: int, before: str) -> str:
        indent = self._indent(index)
        if indent >= base + _MIN_INDENT:
            return "blockquote"
        if indent > base - _MIN_INDENT:
            return "p"
        return "pre" if indent < _MIN_INDENT or before == "pre" else "blockquote"

    def _is_code(self, indices: Sequence[int]) -> bool:
        """True if the lines are indented in steps, and each is broken where there was room for more."""
        first = self._indent(indices[0])
        deeper = [index for index in indices if self._indent(index) >= first + _MIN_INDENT]
        return bool(deeper) and not any(map(self._lines.is_full, indices))

    def _add_item(self, holder: Tag, lists: list[tuple[int, Tag]], line: Line) -> None:
        if not lists or lists[-1][0] != line.column:
            name = "ol" if line.number is not None else "ul"
            attrs = {"start": str(line.number)} if line.number is not None else {}
            element = self._soup.new_tag(name, attrs=attrs)
            holder.append(element)
            lists.append((line.column, element))
        lists[-1][1].append(self._soup.new_tag("li"))

    def _add(self, holder: Tag, chunk: _Chunk, *, loose: bool) -> None:
        if chunk.kind == "pre":
            pre = self._soup.new_tag("pre")
            least = min(self._lines.all[index].indent for index in chunk.indices)
            rows = (" " * (line.indent - least) + line.text for line in (self._lines.all[p] for p in chunk.indices))
            pre.string = "\n".join(rows)
            holder.append(pre)
            return
        if chunk.kind == "blockquote":
            quote = self._soup.new_tag("blockquote")
            holder.append(quote)
            holder = quote
        breaks = loose or not self._lines.width
        for group in [chunk.indices] if breaks else self._split_paragraphs(chunk.indices):
            holder.append(self._paragraph(group))

    def _split_paragraphs(self, indices: Sequence[int]) -> list[list[int]]:
        """The lines of each paragraph, for a dump without blank lines between them."""
        groups = [[indices[0]]]
        for index in indices[1:]:
            if self._lines.is_full(index - 1):
                groups[-1].append(index)
            else:
                groups.append([index])
        return groups

    def _paragraph(self, indices: Sequence[int]) -> Tag:
        paragraph = self._soup.new_tag("p")
        for index in indices:
            pieces = self.pieces(index)
            if index != indices[0]:
                joined = self._lines.is_full(index - 1)
                if joined:
                    pieces = self._continue(index, pieces)
                else:
                    paragraph.append(self._soup.new_tag("br"))
            for text, address in pieces:
                paragraph.append(self._link(text, address) if address else text)
        return paragraph

    def _continue(self, index: int, pieces: list[Piece]) -> list[Piece]:
        """The pieces of a line that continues the one above."""
        above = self._lines.all[index - 1].text
        text, address = pieces[0]
        if above.startswith(">"):
            text = _QUOTE_SIGN.sub("", text, count=1)
        gap = "" if above[-1:] > "\u2e80" and text[:1] > "\u2e80" else " "
        return [(gap, None), (text, address), *pieces[1:]]

    def _link(self, text: str, address: str) -> Tag:
        link = self._soup.new_tag("a", attrs={"href": address})
        link.string = text
        return link


def _bare_links(line: Line) -> Iterator[Link]:
    """The addresses in a line's text."""
    if "://" not in line.text:
        return
    for match in _ADDRESS.finditer(line.text):
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
