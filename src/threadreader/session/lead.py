"""The rows above the replies' window: as few as must say who is answered below, the others go on with the text."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

from threadreader.session import Session
from threadreader.session.ancestry import how_many_above
from threadreader.session.viewport import Slice, Spot


@dataclass(frozen=True, slots=True)
class Lead:
    """What stands in the rows above the window, from top to bottom; `top` is the first line of a reply that is shown.

    First `ancestors` lines of who is answered by what is there; or, where the thread begins, the last `overview` of
    the lines that say what it is. Then lines of replies, as the window goes on with them.
    """

    ancestors: int
    overview: int
    pieces: Sequence[Slice]
    top: Spot

    @property
    def rows(self) -> int:
        """How many rows that are."""
        return self.ancestors + self.overview + sum(piece.count for piece in self.pieces)


def lead(session: Session) -> Lead:
    """What to show in the rows above the window, as many as the session is arranged with."""
    rows = session.arrangement.ancestors if session.arrangement else 0
    window = session.replies.window
    above = window.above(rows)
    beyond = rows - len(above)
    spots = [*above, window.top]
    ancestors = 0 if beyond else _names_needed(session, spots)
    return Lead(ancestors, beyond, tuple(_slices(above[ancestors:], beyond + ancestors)), spots[ancestors])


def _names_needed(session: Session, spots: Sequence[Spot]) -> int:
    """How many of the lines give way to who is answered by the one below them, so that no row is empty.

    Where one more would already show an end of the branch, the names that do not fit are left to the nearest.
    """
    for count, spot in enumerate(spots):
        needed = how_many_above(session, spot, len(spots) - 1)
        if needed <= count:
            return count if needed == count else count - 1
    return len(spots) - 1


def _slices(spots: Iterable[Spot], row: int) -> Iterable[Slice]:
    for item, lines in groupby(spots, key=lambda spot: spot.item):
        found = [spot.line for spot in lines]
        yield Slice(item, found[0], len(found), row)
        row += len(found)
