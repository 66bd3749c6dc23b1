"""How the library screen is divided between the list and what is said of the thread in it; in cells and lines."""

from dataclasses import dataclass

from threadreader.session.arrangement import Breadth, breadth_of

_LOW = 10
"""Below so many lines the title and the rules give way to the list."""

_LIST_SHARE = 0.57
_BELOW_FROM = 16
_LOWEST_BELOW, _HIGHEST_BELOW = 4, 8
_NARROWEST_BELOW = 50


@dataclass(frozen=True, slots=True)
class Spread:
    """What is shown, and where.

    `list` is the width and height of the list, `each` how many lines a thread has in it; `aside` is the width and
    height of what is said of one, beside the list or below it, (0, 0) where there is no room for that.
    """

    framed: bool
    list: tuple[int, int]
    each: int
    aside: tuple[int, int] = (0, 0)
    beside: bool = False

    @property
    def rows(self) -> int:
        """How many threads fit."""
        return max(1, self.list[1] // self.each)


def spread(width: int, height: int) -> Spread:
    """Divide a terminal."""
    breadth = breadth_of(width)
    framed = height >= _LOW
    lines = max(1, height - (4 if framed else 1))
    if breadth is Breadth.WIDE:
        left = round(width * _LIST_SHARE)
        each = 3 if framed and lines >= _BELOW_FROM else 2
        return Spread(framed, (left, lines), each, (width - left - 1, lines), beside=True)
    each = 2 if breadth is Breadth.MEDIUM else 1
    if lines < _BELOW_FROM or width < _NARROWEST_BELOW:
        return Spread(framed, (width, lines), each)
    below = min(_HIGHEST_BELOW, max(_LOWEST_BELOW, lines // 3))
    return Spread(framed, (width, lines - below - 1), each, (width, below))
