"""What was found in the whole library: hits under their threads, in reading order, and at which the reader is."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from threadreader.model.blocks import BlockPath
from threadreader.model.quote import NOBODY, grouped
from threadreader.model.stored_thread import Hit
from threadreader.render.dates import short_time
from threadreader.render.lines import Line, Role, Run
from threadreader.render.width import cell_width, fit, wrap_text
from threadreader.session.decorations import Glow, Highlight
from threadreader.session.lists import Position, cell

_SHORT_NAME, _NAME, _NUMBER, _FEW = 14, 24, 7, 48
_ABOVE = 3
"""Lines of a reply that are shown before the first passage in it."""

_PATH: BlockPath = (0,)

Drawn = tuple[Line, tuple[Highlight, ...]]
"""A line, and what stands out in it."""


@dataclass(frozen=True, slots=True)
class FoundRow:
    """A row of the results: a hit by its number, or as a heading the thread of that hit."""

    hit: int
    heading: bool = False


class Found:
    """The hits of a search. `more` says that there are more than these."""

    def __init__(self, query: str, hits: Sequence[Hit], *, more: bool = False) -> None:
        threads = grouped((hit.number, hit) for hit in hits)
        self.query = query
        self.more = more
        self.hits = tuple(hit for found in threads.values() for hit in sorted(found, key=lambda hit: hit.position))
        self.threads = len(threads)
        self.counts = {number: len(found) for number, found in threads.items()}
        self.position = Position(len(self.hits))
        self.rows = tuple(self._rows())
        self._top = 0

    @property
    def here(self) -> Hit | None:
        """The hit that the reader is at, None where nothing was found."""
        return self.hits[self.position.at] if self.hits else None

    def go_to(self, hit: Hit | None) -> None:
        """Go to the hit in the same place as one of an earlier search, where there is one."""
        wanted = hit and (hit.number, hit.position)
        places = (place for place, one in enumerate(self.hits) if (one.number, one.position) == wanted)
        self.position.at = next(places, self.position.at)
        self.position.settle()

    def turn(self, by: int) -> bool:
        """Go to the first hit of the next thread, or to the last of the one before; False where there is none."""
        number = self.here.number if self.here else 0
        mine = [place for place, hit in enumerate(self.hits) if hit.number == number]
        place = (mine[-1] + 1 if by > 0 else mine[0] - 1) if mine else -1
        if 0 <= place < len(self.hits):
            self.position.at = place
            return True
        return False

    def window(self, height: int) -> Sequence[FoundRow]:
        """The rows that so many lines show: the one that the reader is at, and its heading where there is room."""
        row = self.rows.index(FoundRow(self.position.at)) if self.hits else 0
        first = row - 1 if row and self.rows[row - 1].heading and height > 1 else row
        self._top = min(max(self._top, row - height + 1), first)
        return self.rows[self._top : self._top + height]

    def _rows(self) -> Sequence[FoundRow]:
        rows = [FoundRow(0, heading=True), FoundRow(0)] if self.hits else []
        for number, (before, after) in enumerate(pairwise(self.hits), 1):
            rows += [FoundRow(number, heading=True)] if before.number != after.number else []
            rows.append(FoundRow(number))
        return rows


def described(found: Found) -> str:
    """How much was found."""
    hits, threads = len(found.hits), found.threads
    if not hits:
        return "nothing is found"
    return f"{hits:,}{' and more' if found.more else ''} in {threads:,} thread{'s' * (threads != 1)}"


def draw_row(found: Found, row: FoundRow, width: int) -> Drawn:
    """A row of the results."""
    hit = found.hits[row.hit]
    if row.heading:
        count = found.counts[hit.number]
        right = f"{count:,} hit{'s' * (count != 1)}"
        title = fit(hit.title or "Untitled page", max(0, width - len(right) - 2))
        gap = " " * max(0, width - cell_width(title) - len(right))
        return Line((Run(title, Role.HEADING), Run(gap, Role.PADDING), Run(right, Role.SOURCE))), ()
    # The same for all hits of a width: they change while the query is typed.
    name = min(max(_SHORT_NAME, width // 5), _NAME, width // 4)
    numbered = width >= _FEW
    writer = _writer(hit) or ("" if numbered else _where(hit))
    runs = [Run(cell(writer, name), Role.TEXT), Run("  ", Role.PADDING)]
    if numbered:
        runs += [Run(cell(_where(hit), _NUMBER), Role.SOURCE), Run("  ", Role.PADDING)]
    room = max(0, width - sum(cell_width(run.text) for run in runs))
    words, passages = hit.excerpt(max(8, room))
    return Line((*runs, Run(fit(words, room) or " ", Role.TEXT, start=0)), _PATH), _matches(passages)


def draw_hit(hit: Hit, size: tuple[int, int]) -> Sequence[Drawn]:
    """A hit with the words around it, in so many columns and lines."""
    width, height = size
    facts = " · ".join(filter(None, (_writer(hit), short_time(hit.written) if hit.written else "", _where(hit))))
    lines: list[Drawn] = [(Line((Run(fit(facts, width), Role.SOURCE),)), ()), (Line(), ())]
    slices = wrap_text(hit.text, max(1, width))
    first = hit.passages[0][0] if hit.passages else 0
    at = next((row for row, (_, end) in enumerate(slices) if first < end), 0)
    room = max(1, height - len(lines))
    begin = max(0, min(at - _ABOVE, len(slices) - room))
    matches = _matches(hit.passages)
    for start, end in slices[begin : begin + room]:
        words = hit.text[start:end].replace("\t", " ")
        lines.append((Line((Run(words, start=start),) if words else (), _PATH), matches))
    return lines[:height]


def _writer(hit: Hit) -> str:
    """Who wrote it; of an article that may be unknown."""
    return hit.author or (NOBODY if hit.comment is not None else "")


def _where(hit: Hit) -> str:
    return "article" if hit.comment is None else f"#{hit.position + 1}"


def _matches(passages: Sequence[tuple[int, int]]) -> tuple[Highlight, ...]:
    return tuple(Highlight(_PATH, start, end, Glow.MATCH) for start, end in passages)
