"""How a terminal is divided between the panes and the lines around them; everything counts in cells and lines.

How the library screen is divided between the list and what is said of the thread in it; in cells and lines.
"""

import enum
from dataclasses import dataclass

_WIDE_FROM, _MEDIUM_FROM = 120, 80
_LOW = 18
"""Below so many lines the title, the rules and the line of ancestors give way to the text."""

_SMALLEST = (20, 6)
_NARROWEST = 24
"""A pane beside another has so many columns at least."""

SHORTEST_LINES, LONGEST_LINES = 36, 120
"""How long the lines of a text can be made."""

_LIST_SHARE = 0.4
_STRIP, _SHORT_STRIP, _STRIP_FROM = 3, 1, 24
_ANCESTORS, _ANCESTORS_FROM = 3, 30
"""So many lines of ancestors, in so many lines of the terminal; one in fewer."""


class Breadth(enum.IntEnum):
    """How much room there is from left to right."""

    NARROW = 0
    MEDIUM = 1
    WIDE = 2


@dataclass(frozen=True, slots=True)
class Wish:
    """What the reader wants, None where the terminal decides: the panes side by side, and the article's share."""

    together: bool | None = None
    share: float | None = None
    strip: bool = False
    ancestors: bool = True
    for_jump: bool = False
    """Whether the panes are side by side only because a jump led to the article; going back undoes that."""


@dataclass(frozen=True, slots=True)
class Sizes:
    """The columns and lines of each pane; `both` says that they stand side by side."""

    article: tuple[int, int] = (72, 24)
    replies: tuple[int, int] = (80, 24)
    both: bool = True
    list_rows: int = 8
    """The rows of a list that lies over the thread."""


@dataclass(frozen=True, slots=True)
class Arrangement:
    """What is shown, and where. `left` is the width of the article's pane with its scroll column."""

    breadth: Breadth
    sizes: Sizes
    left: int
    framed: bool
    """Whether there is room for the title and the rules."""
    ancestors: int
    """The lines above the replies that say whom the first of them answers."""
    strip: int
    too_small: bool


def breadth_of(width: int) -> Breadth:
    """How much room so many columns are."""
    return Breadth((width >= _MEDIUM_FROM) + (width >= _WIDE_FROM))


def divide(width: int, height: int, wish: Wish, list_length: int = 0, levels: int = _ANCESTORS) -> Arrangement:
    """Divide a terminal between the panes of a thread of so many levels, and a list of so many rows."""
    breadth = breadth_of(width)
    framed = height >= _LOW
    both = breadth is not Breadth.NARROW and (breadth is Breadth.WIDE if wish.together is None else wish.together)
    strip = 0
    if wish.strip and framed and breadth is Breadth.MEDIUM and not both:
        strip = _STRIP if height >= _STRIP_FROM else _SHORT_STRIP
    lines = max(1, height - (4 if framed else 1) - strip)
    rows = min(list_length, max(1, round(lines * _LIST_SHARE)))
    lines = max(1, lines - (rows + 1 if rows else 0))
    most = _ANCESTORS if breadth is not Breadth.NARROW and height >= _ANCESTORS_FROM else 1
    ancestors = min(most, max(1, levels)) if wish.ancestors and framed else 0
    left = _left(width, breadth, wish) if both else width
    right = width - 1 - left if both else width
    sizes = Sizes((left - 1, lines), (right - 1, max(1, lines - ancestors)), both, max(1, rows))
    too_small = width < _SMALLEST[0] or height < _SMALLEST[1]
    return Arrangement(breadth, sizes, left, framed, ancestors, strip, too_small)


def _left(width: int, breadth: Breadth, wish: Wish) -> int:
    share = wish.share or (0.46 if breadth is Breadth.WIDE else 0.5)
    return min(max(round((width - 1) * share), _NARROWEST), width - 1 - _NARROWEST)


_LOW_LIBRARY = 10
"""Below so many lines the title and the rules give way to the list."""

_LIBRARY_LIST_SHARE = 0.57
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
    framed = height >= _LOW_LIBRARY
    lines = max(1, height - (4 if framed else 1))
    if breadth is Breadth.WIDE:
        left = round(width * _LIBRARY_LIST_SHARE)
        each = 3 if framed and lines >= _BELOW_FROM else 2
        return Spread(framed, (left, lines), each, (width - left - 1, lines), beside=True)
    each = 2 if breadth is Breadth.MEDIUM else 1
    if lines < _BELOW_FROM or width < _NARROWEST_BELOW:
        return Spread(framed, (width, lines), each)
    below = min(_HIGHEST_BELOW, max(_LOWEST_BELOW, lines // 3))
    return Spread(framed, (width, lines - below - 1), each, (width, below))
