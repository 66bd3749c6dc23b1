"""Results of a search of the whole library: hits by thread, in reading order."""

from bisect import bisect_right
from collections import Counter
from collections.abc import Sequence
from itertools import accumulate, pairwise

from msgspec import Struct

from threadreader.model.blocks import BlockPath
from threadreader.model.quote import NOBODY
from threadreader.model.stored_thread import Hit, Hits
from threadreader.render.dates import short_time
from threadreader.render.lines import Line, Role, Run
from threadreader.render.width import cell_width, fit, wrap_text
from threadreader.session.decorations import Highlight, HighlightKind
from threadreader.session.lists import Position, cell

# Most names are whole; `#99,999`; in fewer columns the number would take the words' room.
_MIN_NAME_CELLS, _MAX_NAME_CELLS, _NUMBER_CELLS, _NUMBERED_COLUMNS = 14, 24, 7, 48
# Lines of a reply above the first matching one: enough to read its sentence, which is near the top even so.
_LINES_ABOVE = 3

_PATH: BlockPath = (0,)  # of the only block of a row

HighlightedLine = tuple[Line, tuple[Highlight, ...]]


class ResultRow(Struct, frozen=True):
    """A row of the results: a hit by its number, or the heading of its thread."""

    hit: int
    heading: bool = False


class SearchResults:
    """The hits of a search; `more` if there are others beyond these, of some threads beyond `each`."""

    def __init__(self, query: str, hits: Hits, *, more: bool = False, each: int | None = None) -> None:
        self.query = query
        self.more = more
        self.each = each
        self.hits = hits
        self.counts = Counter(hits.numbers)
        self.position = Position(len(hits))
        self.rows = tuple(self._rows())
        self._top = 0

    @property
    def here(self) -> Hit | None:
        """The selected hit, None in empty results."""
        return self.hits[self.position.at] if self.hits else None

    @property
    def number(self) -> int:
        """The number of the selected hit's thread, 0 in empty results."""
        return self.hits.numbers[self.position.at] if self.hits else 0

    def turn(self, by: int) -> bool:
        """Go to the first hit of the next thread, or to the last of the one before; False where there is none."""
        first = self.hits.numbers.index(self.number) if self.hits else 0
        index = first + self.counts[self.number] if by > 0 else first - 1
        if 0 <= index < len(self.hits):
            self.position.at = index
            return True
        return False

    def go_to_thread(self, by: int) -> bool:
        """Go so many threads on, to the first hit; back to that of this thread first. False where there is none."""
        if not self.hits:
            return False
        firsts, before = list(accumulate(self.counts.values(), initial=0))[:-1], self.position.at
        here = bisect_right(firsts, before) - 1
        wanted = here + by + (by < 0 and before > firsts[here])
        at = min(max(0, wanted), len(firsts) - 1)
        if by < 0 or at > here:
            self.position.at = firsts[at]
        return self.position.at != before

    def window(self, height: int) -> Sequence[ResultRow]:
        """The rows in a window of some height: the selected one, with its heading where there is room."""
        row = self.rows.index(ResultRow(self.position.at)) if self.hits else 0
        first = row - 1 if row and self.rows[row - 1].heading and height > 1 else row
        self._top = min(max(self._top, row - height + 1), first)
        return self.rows[self._top : self._top + height]

    def _rows(self) -> Sequence[ResultRow]:
        rows = [ResultRow(0, heading=True), ResultRow(0)] if self.hits else []
        for number, (before, after) in enumerate(pairwise(self.hits.numbers), 1):
            rows += [ResultRow(number, heading=True)] if before != after else []
            rows.append(ResultRow(number))
        return rows


def described(results: SearchResults) -> str:
    """The number of hits and threads as a phrase."""
    hits, threads = len(results.hits), len(results.counts)
    if not hits:
        return "nothing is found"
    return f"{hits:,}{' and more' if results.more else ''} in {threads:,} thread{'s' * (threads != 1)}"


def draw_row(results: SearchResults, row: ResultRow, width: int) -> HighlightedLine:
    """A row of the results, and its highlights."""
    hit = results.hits[row.hit]
    if row.heading:
        count = results.counts[hit.number]
        right = f"{count:,}{'+' * (count == results.each)} hit{'s' * (count != 1)}"
        title = fit(hit.title or "Untitled page", max(0, width - len(right) - 2))
        gap = " " * max(0, width - cell_width(title) - len(right))
        return Line((Run(title, Role.HEADING), Run(gap, Role.PADDING), Run(right, Role.SOURCE))), ()
    # The same for all hits of a width: they change while the query is typed.
    name = min(max(_MIN_NAME_CELLS, width // 5), _MAX_NAME_CELLS, width // 4)
    numbered = width >= _NUMBERED_COLUMNS
    author = _author(hit) or ("" if numbered else _location(hit))
    runs = [Run(cell(author, name), Role.TEXT), Run("  ", Role.PADDING)]
    if numbered:
        runs += [Run(cell(_location(hit), _NUMBER_CELLS), Role.SOURCE), Run("  ", Role.PADDING)]
    room = max(0, width - sum(cell_width(run.text) for run in runs))
    note = f"{fit(' '.join(hit.note.split()), room // 2)} · " if hit.note else ""
    excerpt, passages = hit.excerpt(max(8, room - cell_width(note)))
    passages = tuple((start + len(note), end + len(note)) for start, end in passages)
    excerpt = note + excerpt
    return Line((*runs, Run(fit(excerpt, room) or " ", Role.TEXT, start=0)), _PATH), _matches(passages)


def draw_hit(hit: Hit, size: tuple[int, int]) -> Sequence[HighlightedLine]:
    """A hit with its surrounding text, in a size of columns and lines."""
    width, height = size
    facts = " · ".join(filter(None, (_author(hit), short_time(hit.written) if hit.written else "", _location(hit))))
    lines: list[HighlightedLine] = [(Line((Run(fit(facts, width), Role.SOURCE),)), ()), (Line(), ())]
    for paragraph in filter(None, hit.note[: width * height].split("\n")):
        parts = wrap_text(paragraph, max(1, width))
        lines[-1:] = [*((Line((Run(paragraph[one:two], Role.ATTRIBUTION),)), ()) for one, two in parts), (Line(), ())]
    lines = lines[: max(2, height // 2)]
    slices = wrap_text(hit.text, max(1, width))
    first = hit.passages[0][0] if hit.passages else 0
    at = next((row for row, (_, end) in enumerate(slices) if first < end), 0)
    room = max(1, height - len(lines))
    begin = max(0, min(at - _LINES_ABOVE, len(slices) - room))
    matches = _matches(hit.passages)
    for start, end in slices[begin : begin + room]:
        text = hit.text[start:end].replace("\t", " ")
        lines.append((Line((Run(text, start=start),) if text else (), _PATH), matches))
    return lines[:height]


def _author(hit: Hit) -> str:
    """The author, "" for an article without one."""
    return hit.author or (NOBODY if hit.comment is not None else "")


def _location(hit: Hit) -> str:
    return "article" if hit.comment is None else f"#{hit.position + 1}"


def _matches(passages: Sequence[tuple[int, int]]) -> tuple[Highlight, ...]:
    return tuple(Highlight(_PATH, start, end, HighlightKind.MATCH) for start, end in passages)
