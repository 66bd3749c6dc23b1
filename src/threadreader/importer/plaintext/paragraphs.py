"""Lines as the tags that they were before they were dumped: paragraphs, quotations, lists, code and links."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bs4 import BeautifulSoup, Tag

from threadreader.importer.plaintext.lines import Line, Lines, Link

_INDENTED = 2
"""Columns: what is indented by as many is a quotation, or a line of code."""

_FEW_WORDS = 3
_SIGN = re.compile(r">\s?")
_ADDRESS = re.compile(r"https?://[^\s<>\"“”]{1,2000}")
_CLAUSE = re.compile(r"[.,;:!?()\[\]|]")
_AFTER_ADDRESS = ".,;:!?)]}'\"\u2019\u201d\u2026"

Piece = tuple[str, str | None]
"""Words, and where they lead."""


@dataclass(frozen=True, slots=True)
class _Chunk:
    """Lines without a blank one between, all of one kind: `p`, `blockquote`, `pre` or the beginning of an `li`."""

    kind: str
    places: Sequence[int]


class Paragraphs:
    """Makes tags of the lines of a dump."""

    def __init__(self, lines: Lines, soup: BeautifulSoup) -> None:
        self._lines = lines
        self._soup = soup
        self._typed: frozenset[int] = frozenset()

    def fill(self, parent: Tag, places: Sequence[int]) -> None:
        """Put the words on the lines at some places into a tag."""
        base = self._base(places)
        self._typed = frozenset(self._find_typed(places, base))
        loose = any(not self._lines.all[place].text for place in places)
        lists: list[tuple[int, Tag]] = []
        for chunk in self._chunks(places, base):
            line = self._lines.all[chunk.places[0]]
            indent = self._indent(chunk.places[0])
            while lists and indent <= lists[-1][0] and not (chunk.kind == "li" and line.column == lists[-1][0]):
                lists.pop()
            holder = lists[-1][1].contents[-1] if lists else parent
            assert isinstance(holder, Tag), "a list holds items only"
            if chunk.kind == "li":
                self._add_item(holder, lists, line)
                holder = lists[-1][1].contents[-1]
                assert isinstance(holder, Tag), "a list holds items only"
            self._add(holder, chunk, loose=loose)

    def pieces(self, place: int) -> list[Piece]:
        """The words of a line, and where they lead."""
        line = self._lines.all[place]
        pieces: list[Piece] = []
        here = 0
        for link in (*line.links, *_bare(line)):
            if link.start < here:
                continue
            end = _end(line.text, link)
            pieces += [(line.text[here : link.start], None), (line.text[link.start : end], link.address)]
            here = end
        mark = line.mark if place in self._typed else ""
        return [piece for piece in ((mark, None), *pieces, (line.text[here:], None)) if piece[0]]

    def _find_typed(self, places: Sequence[int], base: int) -> Iterator[int]:
        """The lines that begin with a number at the edge of the words: browsers set those of lists further in."""
        in_list = False
        for place in places:
            line = self._lines.all[place]
            if line.number is not None and line.column > base:
                in_list = True
            elif line.number is not None and line.column == base and not in_list:
                yield place
            elif line.text and line.column < 0 and line.indent <= base:
                in_list = False

    def _column(self, place: int) -> int:
        """Where the mark of a list stands, -1 without one."""
        return -1 if place in self._typed else self._lines.all[place].column

    def _indent(self, place: int) -> int:
        line = self._lines.all[place]
        return line.column if place in self._typed else line.indent

    def _base(self, places: Sequence[int]) -> int:
        """The column at which most of the words stand."""
        counts: Counter[int] = Counter()
        for place in places:
            line = self._lines.all[place]
            if line.text and line.column < 0:
                counts[line.indent] += len(line.text)
        return max(counts, key=lambda indent: (counts[indent], -indent), default=0)

    def _chunks(self, places: Sequence[int], base: int) -> Iterator[_Chunk]:
        held: list[int] = []
        for place in places:
            line = self._lines.all[place]
            if held and (not line.text or self._column(place) >= base - 1 >= 0):
                yield from self._parted(held, base)
                held = []
            if line.text:
                held.append(place)
        if held:
            yield from self._parted(held, base)

    def _parted(self, places: Sequence[int], base: int) -> Iterator[_Chunk]:
        """The chunk, or the chunks of different kinds that a dump without blank lines sets one under the other."""
        if self._column(places[0]) >= max(base - 1, 0):
            yield _Chunk("li", places)
            return
        if self._is_code(places):
            yield _Chunk("pre", places)
            return
        run: list[int] = []
        kind = ""
        for place in places:
            each = self._kind(place, base, kind)
            if run and each != kind:
                yield _Chunk(kind, run)
                run = []
            kind = each
            run.append(place)
        yield _Chunk(kind, run)

    def _kind(self, place: int, base: int, before: str) -> str:
        indent = self._indent(place)
        if indent >= base + _INDENTED:
            return "blockquote"
        if indent > base - _INDENTED:
            return "p"
        return "pre" if indent < _INDENTED or before == "pre" else "blockquote"

    def _is_code(self, places: Sequence[int]) -> bool:
        """Whether the lines are indented in steps, and each is broken where there was room for more."""
        first = self._indent(places[0])
        deeper = [place for place in places if self._indent(place) >= first + _INDENTED]
        return bool(deeper) and not any(map(self._lines.is_full, places))

    def _add_item(self, holder: Tag, lists: list[tuple[int, Tag]], line: Line) -> None:
        if not lists or lists[-1][0] != line.column:
            name = "ol" if line.number is not None else "ul"
            attrs = {"start": str(line.number)} if line.number is not None else {}
            made = self._soup.new_tag(name, attrs=attrs)
            holder.append(made)
            lists.append((line.column, made))
        lists[-1][1].append(self._soup.new_tag("li"))

    def _add(self, holder: Tag, chunk: _Chunk, *, loose: bool) -> None:
        if chunk.kind == "pre":
            pre = self._soup.new_tag("pre")
            least = min(self._lines.all[place].indent for place in chunk.places)
            rows = (" " * (line.indent - least) + line.text for line in (self._lines.all[p] for p in chunk.places))
            pre.string = "\n".join(rows)
            holder.append(pre)
            return
        if chunk.kind == "blockquote":
            quote = self._soup.new_tag("blockquote")
            holder.append(quote)
            holder = quote
        breaks = loose or not self._lines.width
        for group in [chunk.places] if breaks else self._unbroken(chunk.places):
            holder.append(self._paragraph(group))

    def _unbroken(self, places: Sequence[int]) -> list[list[int]]:
        """The lines of each paragraph, where the dump has no blank lines between them."""
        groups = [[places[0]]]
        for place in places[1:]:
            if self._lines.is_full(place - 1):
                groups[-1].append(place)
            else:
                groups.append([place])
        return groups

    def _paragraph(self, places: Sequence[int]) -> Tag:
        made = self._soup.new_tag("p")
        for place in places:
            pieces = self.pieces(place)
            if place != places[0]:
                joined = self._lines.is_full(place - 1)
                if joined:
                    pieces = self._continued(place, pieces)
                else:
                    made.append(self._soup.new_tag("br"))
            for words, address in pieces:
                made.append(self._link(words, address) if address else words)
        return made

    def _continued(self, place: int, pieces: list[Piece]) -> list[Piece]:
        """The words of a line that goes on with those of the line above."""
        above = self._lines.all[place - 1].text
        words, address = pieces[0]
        if above.startswith(">"):
            words = _SIGN.sub("", words, count=1)
        gap = "" if above[-1:] > "\u2e80" and words[:1] > "\u2e80" else " "
        return [(gap, None), (words, address), *pieces[1:]]

    def _link(self, words: str, address: str) -> Tag:
        made = self._soup.new_tag("a", attrs={"href": address})
        made.string = words
        return made


def _bare(line: Line) -> Iterator[Link]:
    """The addresses that stand in a line as they are."""
    if "://" not in line.text:
        return
    for found in _ADDRESS.finditer(line.text):
        address = found[0].rstrip(_AFTER_ADDRESS)
        yield Link(found.start(), found.start() + len(address), address)


def _end(text: str, link: Link) -> int:
    """Where the words of a link end: the dump shows only where they begin; a few up to a stop are all of it."""
    if link.end is not None:
        return link.end
    stop = _CLAUSE.search(text, link.start + 1)
    end = stop.start() if stop else len(text)
    if len(text[link.start : end].split(maxsplit=_FEW_WORDS)) <= _FEW_WORDS:
        return max(end, link.start)
    space = text.find(" ", link.start + 1)
    return space if space >= 0 else end
