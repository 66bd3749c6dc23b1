"""Layout of a terminal, in cells and lines: the panes of a thread, or the list and the detail of the library."""

import enum
from collections.abc import Callable

from msgspec import Struct

_WIDE_COLUMNS, _MEDIUM_COLUMNS = 120, 80  # two panes of some 60 columns stand side by side; the usual terminal
# In fewer lines the title, the rules and the line of ancestors give way to the text.
_FRAMED_LINES = 18

_MIN_TERMINAL = (20, 6)  # columns and lines; less holds neither a reply's header nor some lines of it
# The least of a pane side by side with another.
_MIN_PANE_COLUMNS = 24

WIDE_SHARE = 0.46
"""Part of the width that the article takes in a wide terminal: replies are indented."""

_STACKED_SHARE = 1 / 3  # of the lines: side by side so few would leave two thirds of their pane blank

# The range of the width of text, in columns.
MIN_TEXT_COLUMNS, MAX_TEXT_COLUMNS = 36, 120

_LIST_SHARE = 0.4  # of the lines: the thread stays the larger part
# Lines of the passage under discussion above the replies, and in a terminal of less than the usual height.
_STRIP_LINES, _SHORT_STRIP_LINES, _STRIP_TERMINAL_LINES = 3, 1, 24
# The overview of a flat thread is one, too, and a blank one parts it from the first reply.
_MIN_OVERVIEW_LINES = 2
# The most lines of ancestors, a tenth of the terminal's lines that they need; lower ones have one.
_MAX_ANCESTOR_LINES, _ANCESTORS_TERMINAL_LINES = 3, 30


class Breadth(enum.IntEnum):
    """Class of a terminal's width."""

    NARROW = 0
    MEDIUM = 1
    WIDE = 2


class LayoutPreferences(Struct, frozen=True):
    """Layout preferences of the user, None where the terminal decides.

    `together` shows both panes, `share` is the article's part of the width, `short_share` that of a short article,
    which stands above the replies where it is None; `for_jump`: they are together only because a jump led to the
    article, which going back undoes. `whole_rows`: no row is shared by two panes.
    """

    together: bool | None = None
    share: float | None = None
    short_share: float | None = None
    strip: bool = False
    ancestors: bool = True
    for_jump: bool = False
    whole_rows: bool = False


class Sizes(Struct, frozen=True):
    """Columns and lines of each pane, and the rows of a list over the thread; `both`: at the same time."""

    article: tuple[int, int] = (72, 24)
    replies: tuple[int, int] = (80, 24)
    both: bool = True
    list_rows: int = 8


class Arrangement(Struct, frozen=True):
    """The layout of a thread. `left` is the width of the article's pane with its scroll column.

    `above`: the article stands above the replies, with a rule between them, in place of beside them. `short`: it has
    few lines. `framed`: title and rules are shown; `ancestors` and `strip` are lines above the replies.
    """

    breadth: Breadth
    sizes: Sizes
    left: int
    framed: bool
    ancestors: int
    strip: int
    too_small: bool
    above: bool = False
    short: bool = False


def breadth_of(width: int) -> Breadth:
    """The class of a width in columns."""
    return Breadth((width >= _MEDIUM_COLUMNS) + (width >= _WIDE_COLUMNS))


def divide(
    width: int,
    height: int,
    preferences: LayoutPreferences,
    list_length: int = 0,
    levels: int = _MAX_ANCESTOR_LINES,
    *,
    article_lines: Callable[[int], int] = lambda _: 0,
    reply_lines: Callable[[int], int] = lambda _: 0,
) -> Arrangement:
    """Divide a terminal between the panes of a thread `levels` deep, and a list of `list_length` rows.

    An article of few lines is a head above the replies, unless the divider was moved beside such a one. A longer one
    takes all but the lines of few replies. `article_lines` and `reply_lines` are those in so many columns, 0 where they
    are many.
    """
    breadth = Breadth.NARROW if preferences.whole_rows else breadth_of(width)
    framed = height >= _FRAMED_LINES
    together = breadth is Breadth.WIDE if preferences.together is None else preferences.together
    side_by_side = together and breadth is not Breadth.NARROW
    lines = max(1, height - (4 if framed else 1))
    few, most = article_lines(width - 1), lines * _STACKED_SHARE
    short = 0 < few <= most
    share = preferences.short_share if short else preferences.share
    stacks = preferences.together is not False and not preferences.whole_rows
    above = short and stacks and not (side_by_side and share)
    both = side_by_side or above
    strip = 0
    if preferences.strip and framed and breadth is Breadth.MEDIUM and not both:
        strip = _STRIP_LINES if height >= _STRIP_TERMINAL_LINES else _SHORT_STRIP_LINES
    lines = max(1, lines - strip)
    rows = min(list_length, max(1, round(lines * _LIST_SHARE)))
    lines = max(1, lines - (rows + 1 if rows else 0))
    max_ancestors = _MAX_ANCESTOR_LINES if breadth is not Breadth.NARROW and height >= _ANCESTORS_TERMINAL_LINES else 1
    ancestors = min(max_ancestors, max(_MIN_OVERVIEW_LINES, levels)) if preferences.ancestors and framed else 0
    needed = reply_lines(width - 1) if side_by_side and not short else 0
    if 0 < needed <= most:
        above, few, ancestors = True, max(1, lines - 1 - needed), 0
    left = right = width
    if both and not above:
        left = round((width - 1) * (share or (WIDE_SHARE if breadth is Breadth.WIDE else 0.5)))
        left = min(max(left, _MIN_PANE_COLUMNS), width - 1 - _MIN_PANE_COLUMNS)
        right = width - 1 - left
    article, replies = (few, lines - few - 1) if above else (lines, lines)
    sizes = Sizes((left - 1, article), (right - 1, max(1, replies - ancestors)), both, max(1, rows))
    too_small = width < _MIN_TERMINAL[0] or height < _MIN_TERMINAL[1]
    return Arrangement(breadth, sizes, left, framed, ancestors, strip, too_small, above, short)


# In fewer lines the title and the rules give way to the list.
_FRAMED_LIBRARY_LINES = 10

_DETAIL_SHARE = 0.32  # of the columns: titles have more of them than the detail beside them
_DETAIL_TERMINAL_LINES = 26  # those of a terminal of 30: in fewer the list has all
_MIN_DETAIL_LINES, _MAX_DETAIL_LINES = 4, 8  # a title, its facts and the longest exchange; a quotation too
_MIN_DETAIL_COLUMNS, _MAX_DETAIL_COLUMNS = 50, 72  # the detail's line on the longest exchange, of two short names
_COUNTS_COLUMNS = 22  # names of thirteen cells, as most sites and tags have, and `1,204`
_COUNTS_FROM = 160  # columns: the list is a table beside the counts, too


class LibraryLayout(Struct, frozen=True):
    """The layout of the library.

    `list` is the width and height of the list, `each` the lines a thread has in it; `detail` is the width and height of
    the thread's description, side by side with the list or below it, (0, 0) where there is no room for it. `counts` is
    the width of the column of sites and tags with the rule behind it, 0 without one.
    """

    framed: bool
    list: tuple[int, int]
    each: int
    detail: tuple[int, int] = (0, 0)
    side_by_side: bool = False
    counts: int = 0

    @property
    def dividers(self) -> tuple[int, ...]:
        """The columns of the rules between what stands side by side."""
        ends = (self.counts - 1,) if self.counts else ()
        return (*ends, self.counts + self.list[0]) if self.side_by_side else ends

    @property
    def rows(self) -> int:
        """The number of threads that fit."""
        return max(1, self.list[1] // self.each)


def divide_library(
    width: int,
    height: int,
    *,
    tall: bool | None = None,
    counts: bool | None = None,
    alone: bool = False,
    whole_rows: bool = False,
) -> LibraryLayout:
    """Divide a terminal between the list and the detail of the library, or leave it to the list `alone`.

    `tall` threads have more than one line each; where None, those of a high terminal of medium width. The counts
    of sites and tags stand in a wide terminal, where None in a very wide one. With `whole_rows` no row is shared by two
    panes.
    """
    breadth = min(breadth_of(width), Breadth.MEDIUM) if whole_rows else breadth_of(width)
    framed = height >= _FRAMED_LIBRARY_LINES
    lines = max(1, height - (4 if framed else 1))
    if alone:
        return LibraryLayout(framed, (width, lines), 1)
    if breadth is Breadth.WIDE:
        column = _COUNTS_COLUMNS if (width >= _COUNTS_FROM if counts is None else counts) else 0
        right = round((width - column) * _DETAIL_SHARE)
        right = min(max(right, _MIN_DETAIL_COLUMNS), _MAX_DETAIL_COLUMNS)
        each = (3 if framed and lines >= _DETAIL_TERMINAL_LINES else 2) if tall else 1
        left = width - column - right - 1
        return LibraryLayout(framed, (left, lines), each, (right, lines), side_by_side=True, counts=column)
    is_roomy = breadth is Breadth.MEDIUM and lines > _DETAIL_TERMINAL_LINES
    each = 2 if (is_roomy if tall is None else tall) else 1
    if lines < _DETAIL_TERMINAL_LINES or width < _MIN_DETAIL_COLUMNS:
        return LibraryLayout(framed, (width, lines), each)
    detail = min(_MAX_DETAIL_LINES, max(_MIN_DETAIL_LINES, lines // 3))
    return LibraryLayout(framed, (width, lines - detail - 1), each, (width, detail))
