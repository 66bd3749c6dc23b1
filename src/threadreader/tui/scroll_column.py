"""The last column of a pane: which part of the whole its window shows, and what stands elsewhere in it."""

from collections.abc import Callable, Sequence

from rich.segment import Segment

from threadreader.session.decorations import Tick, Ticks
from threadreader.tui.theme import Look

_TRACK = " "
_THUMBS = {(True, True): "▐", (True, False): "▝", (False, True): "▗"}
"""By which halves of a row are in the window."""

_TICKS = {Tick.UNREAD: "·", Tick.QUOTED: "◂", Tick.MATCH: "╴"}


class ScrollColumn:
    """Draws the column; its ticks are found anew only where something that they depend on is another."""

    def __init__(self, cell: Callable[[str, str | None], Segment]) -> None:
        self._cell = cell
        self._known: tuple[Sequence[object], list[Segment]] | None = None

    def cells(
        self,
        look: Look,
        height: int,
        extent: tuple[float, float],
        depends_on: Sequence[object],
        ticks: Callable[[], Ticks],
    ) -> list[Segment]:
        """A cell for each row."""
        start, length = extent
        if length >= 1:
            return [self._cell(_TRACK, None)] * height
        top, end = _halves(start, length, height)
        inside = [(top <= 2 * row < end, top <= 2 * row + 1 < end) for row in range(height)]
        thumbs = {halves: self._cell(_THUMBS[halves], look.faint) for halves in set(inside) if any(halves)}
        track = self._track(look, height, (*depends_on, height, look), ticks)
        return [thumbs.get(halves) or track[row] for row, halves in enumerate(inside)]

    def _track(
        self, look: Look, height: int, depends_on: Sequence[object], ticks: Callable[[], Ticks]
    ) -> list[Segment]:
        if self._known is None or not all(map(_is_same, self._known[0], depends_on)):
            colors = {Tick.UNREAD: look.accent, Tick.QUOTED: look.faint, Tick.MATCH: look.bright}
            drawn = {tick: self._cell(_TICKS[tick], colors[tick]) for tick in Tick}
            found, empty = ticks(), self._cell(_TRACK, None)
            self._known = depends_on, [drawn[found[row]] if row in found else empty for row in range(height)]
        return self._known[1]


def _is_same(one: object, other: object) -> bool:
    """Whether two are one and the same; numbers are by their value."""
    return one is other or (isinstance(one, int) and one == other)


def _halves(start: float, length: float, height: int) -> tuple[int, int]:
    """Where the thumb begins and ends, in half rows: a whole row at least, at an end only where the window is there."""
    size = max(2, round(2 * length * height))
    top = min(2 * height - size, round(2 * start * height))
    if start > 0:
        top = max(1, top)
    if start + length < 1:
        top = min(top, 2 * height - size - 1)
    return max(0, top), max(0, top) + size
